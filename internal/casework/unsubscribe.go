package casework

import (
	"context"

	"recourse/internal/dsar"
	"recourse/internal/reminder"
)

// unsubscribe returns the address by which the user ends their reminders, and the header
// fields that offer it to mail programs.
func (s *Service) unsubscribe(ctx context.Context, u dsar.User) (link string, headers map[string]string, err error) {
	secret := u.Unsubscribe
	if secret == "" {
		if secret, err = s.Store.KeepUnsubscribe(ctx, u.WorkspaceID, u.ID, newSecret()); err != nil {
			return "", nil, err
		}
	}
	link = s.BaseURL + "/unsubscribe/" + secret
	fields, err := reminder.UnsubscribeHeaders(link)
	if err != nil {
		return "", nil, err
	}
	headers = automaticMail()
	for _, f := range fields {
		headers[f.Name] = f.Value
	}
	return link, headers, nil
}

// Unsubscriber returns whose reminders the secret of a mail ends, or [dsar.CodeNotFound].
func (s *Service) Unsubscriber(ctx context.Context, secret string) (dsar.User, error) {
	return s.Store.UserByUnsubscribe(ctx, secret)
}

// EndReminders turns off the reminders of whoever the secret was mailed to. Doing so again
// changes nothing. It returns [dsar.CodeNotFound] for a secret that nobody has.
func (s *Service) EndReminders(ctx context.Context, secret string) (dsar.User, error) {
	u, err := s.Store.UserByUnsubscribe(ctx, secret)
	if err != nil {
		return u, err
	}
	return u, s.Store.EndReminders(ctx, u.WorkspaceID, u.ID)
}
