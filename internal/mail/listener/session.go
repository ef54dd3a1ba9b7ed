package listener

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// session is what one client says, mail by mail.
type session struct {
	listener *Listener
	client   *conn
	hello    string // the name that the client gave itself
	from     string
	to       []string
	refused  int
}

// Reset forgets the mail that was begun or has come. It is called after the reply: what
// is left of a mail that is too large has been read by then.
func (s *session) Reset() {
	s.from, s.to = "", nil
	s.client.sent()
}

// Logout is the end of the connection.
func (s *session) Logout() error { return nil }

// Mail begins a mail.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = plain(from)
	s.client.step()
	return nil
}

// Rcpt takes the addresses of requests and our own, and no other: this is no relay.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	ctx, cancel := context.WithTimeout(s.listener.life, s.listener.options.Limits.Store)
	defer cancel()
	known, err := s.listener.options.Service.TakesMailFor(ctx, to)
	if err != nil {
		s.listener.options.Log.ErrorContext(ctx, "a recipient could not be looked up", "error", err)
		return later("The database is not to be reached, please try again later")
	}
	if !known {
		return s.unknown()
	}
	s.to = append(s.to, plain(to))
	s.client.step()
	return nil
}

// unknown refuses a recipient, and ends the connection of a client that tries many.
func (s *session) unknown() error {
	if s.refused++; s.refused > s.listener.options.Limits.Refused {
		s.client.finish()
	}
	return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "There is no such address here"}
}

// Data receives a mail and stores it. A nil error is the promise that it is committed.
func (s *session) Data(r io.Reader) error {
	s.client.send(s.listener.options.Limits.Data)
	raw, err := s.listener.receive(r)
	if err != nil {
		return refusal(err)
	}
	ctx, cancel := context.WithTimeout(s.listener.life, s.listener.options.Limits.Store)
	defer cancel()
	_, err = s.listener.options.Service.TakeMail(ctx, casework.MailIn{
		Door: s.listener.door(), MailFrom: s.from, Recipients: s.to, Raw: raw, ClientIP: s.listener.seen(s.client), Hello: s.hello,
	})
	if err == nil {
		return nil
	}
	refused := refusal(err)
	if refused.Temporary() {
		s.listener.options.Log.ErrorContext(ctx, "a mail could not be stored; its sender will try again", "error", err)
	}
	return refused
}

// plain makes text fit to be stored: clients say what they like.
func plain(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
}

// seen is the address of the server that a mail comes from, "" by LMTP: that is always
// the operator's own, and what it says of others is not looked at.
func (l *Listener) seen(c *conn) string {
	if l.options.Endpoint.LMTP {
		return ""
	}
	return addressOf(c).String()
}

func (l *Listener) door() dsar.Door {
	if l.options.Endpoint.LMTP {
		return dsar.DoorLMTP
	}
	return dsar.DoorSMTP
}

// receive reads a mail into memory. Of large ones only a few at once, so that many
// clients together cannot fill it.
func (l *Listener) receive(r io.Reader) ([]byte, error) {
	var mail bytes.Buffer
	n, err := io.CopyN(&mail, r, largeMail)
	if errors.Is(err, io.EOF) && n < largeMail {
		return mail.Bytes(), nil
	}
	if err != nil {
		return nil, err
	}
	turn := time.NewTimer(l.options.Limits.Store)
	defer turn.Stop()
	select {
	case l.large <- struct{}{}:
		defer func() { <-l.large }()
	case <-turn.C:
		return nil, errors.New("too many large mails at once")
	}
	_, err = io.Copy(&mail, r)
	return mail.Bytes(), err
}

// refusal is the reply to a mail that was not stored. What another try can mend is said
// to be temporary, and that is everything but the mail's own faults.
func refusal(err error) *smtp.SMTPError {
	var said *smtp.SMTPError
	switch {
	case errors.As(err, &said):
		return said
	case dsar.CodeOf(err) == dsar.CodeTooLarge:
		return smtp.ErrDataTooLarge
	case dsar.CodeOf(err) == dsar.CodeInvalid:
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "The mail is empty"}
	}
	return later("The mail could not be stored, please try again later")
}

func later(text string) *smtp.SMTPError {
	return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: text}
}
