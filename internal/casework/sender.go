package casework

import (
	"context"
	"errors"

	"recourse/internal/dsar"
	"recourse/internal/mail"
)

var errNoRelay = errors.New("no mail server is set up that could send this mail")

// relayOf returns the server that sends a mail. An error counts as one of sending: the
// mail is tried again.
func (s *Service) relayOf(_ context.Context, _ dsar.OutboxMail) (*mail.SMTP, error) {
	if s.Mailer == nil {
		return nil, errNoRelay
	}
	return s.Mailer, nil
}
