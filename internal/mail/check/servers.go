package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"recourse/internal/mail"
	"recourse/internal/mail/imapin"
)

// Relay examines the relay that takes outgoing mail: connecting, encryption, signing in,
// and how large a mail may be (RFC 1870).
func Relay(ctx context.Context, c mail.SMTPConfig) Line {
	about := "SMTP " + c.String()
	relay, err := mail.NewSMTP(c)
	if err != nil {
		return Line{Mend, about, err.Error()}
	}
	probe, err := relay.Probe(ctx)
	var refused *mail.SendError
	switch {
	case errors.As(err, &refused):
		words := cmp.Or(refused.Reply, refused.Err.Error())
		return Line{Mend, about, relayAdvice(refused.Step) + ": " + words}
	case err != nil:
		return Line{Mend, about, err.Error()}
	case probe.MaxBytes > 0 && probe.MaxBytes < smallRelay:
		return Line{Mend, about, fmt.Sprintf("it takes mail of %d kB at most; a letter with an attachment may be larger. Raise its limit", probe.MaxBytes>>10)}
	case probe.MaxBytes > 0:
		return Line{OK, about, fmt.Sprintf("takes mail of up to %d MB", probe.MaxBytes>>20)}
	}
	return Line{OK, about, "takes mail; it states no limit of size"}
}

// smallRelay is below what a letter with a scanned identity card has.
const smallRelay = 5 << 20

func relayAdvice(step string) string {
	switch step {
	case "connect", "greeting":
		return "it does not answer; check host, port and encryption in RECOURSE_SMTP_URL"
	case "starttls":
		return "it cannot encrypt this way; write smtps:// and port 465"
	case "auth":
		return "it does not accept user and password; check them in RECOURSE_SMTP_URL, a hosted mailbox may want an app password"
	}
	return "it refuses"
}

// Mailbox examines a mailbox that mail is fetched from: connecting, encryption, signing in
// and the folder.
func Mailbox(ctx context.Context, c imapin.Config) Line {
	about := "IMAP " + c.String()
	client, err := imapin.Open(ctx, c)
	var refused *imapin.Error
	if errors.As(err, &refused) {
		return Line{Mend, about, mailboxAdvice(refused.Step) + ": " + cmp.Or(refused.Reply, refused.Err.Error())}
	}
	if err != nil {
		return Line{Mend, about, err.Error()}
	}
	defer client.Close()
	return Line{OK, about, fmt.Sprintf("open, with %d messages", client.Messages())}
}

func mailboxAdvice(step string) string {
	switch step {
	case "connect":
		return "it does not answer; check host, port and encryption in RECOURSE_IMAP_URL"
	case "starttls":
		return "it cannot encrypt this way; write imaps:// and port 993"
	case "auth":
		return "it does not accept user and password; check them in RECOURSE_IMAP_URL, that IMAP is switched on, and whether an app password is needed"
	case "folder":
		return "the folder cannot be opened; check what follows the host in RECOURSE_IMAP_URL"
	}
	return "it refuses"
}

// Listener examines whether something answers where mail is taken in.
func Listener(ctx context.Context, network, address string) Line {
	about := "listener at " + address
	dialer := net.Dialer{Timeout: 5 * time.Second}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return Line{Mend, about, "nothing answers there; start recourse serve, and let the firewall pass: " + err.Error()}
	}
	_ = conn.Close()
	return Line{OK, about, "answers"}
}
