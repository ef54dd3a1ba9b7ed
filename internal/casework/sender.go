package casework

import (
	"context"
	"errors"

	"recourse/internal/dsar"
	"recourse/internal/mail"
)

var errNoRelay = errors.New("no mail server is set up that could send this mail")

// handOver gives a mail of the outbox to the server that sends for it, and returns what
// that server said.
func (s *Service) handOver(ctx context.Context, o dsar.OutboxMail) (response string, err error) {
	relay, err := s.relayOf(ctx, o)
	if err != nil {
		return "", err
	}
	return relay.Send(ctx, o.From, o.To, o.Raw)
}

// relayOf returns the server that sends a mail. An error counts as one of sending: the
// mail is tried again.
func (s *Service) relayOf(_ context.Context, _ dsar.OutboxMail) (*mail.SMTP, error) {
	if s.Mailer == nil {
		return nil, errNoRelay
	}
	return s.Mailer, nil
}
