package casework

import (
	"context"
	"time"

	"recourse/internal/dsar"
)

// mailLimit is how many mails of one kind go to one address within a time, whoever has
// them sent: nobody is flooded by what somebody else types into a form.
type mailLimit struct {
	count  int
	within time.Duration
}

// The limits by kind of mail. A letter has none here: its recipient is a company, every
// letter is a deliberate act of somebody with an account, and mails are paced by domain.
var (
	verificationLimit = mailLimit{count: 5, within: 24 * time.Hour}
	testMailLimit     = mailLimit{count: 10, within: time.Hour}
	reminderLimit     = mailLimit{count: 100, within: 24 * time.Hour}
)

// wait returns how long the next mail has to wait after those sent, the oldest first, and
// 0 if it need not.
func (l mailLimit) wait(sent []time.Time, now time.Time) time.Duration {
	if len(sent) < l.count {
		return 0
	}
	// Once this one is long enough ago, there are fewer than count.
	free := sent[len(sent)-l.count].Add(l.within)
	return max(free.Sub(now), 0)
}

// mayMail returns [dsar.CodeConflict] if the address has had enough mails of the kind.
func (s *Service) mayMail(ctx context.Context, address, kind string, l mailLimit) error {
	now := s.now()
	sent, err := s.Store.MailsTo(ctx, address, kind, now.Add(-l.within))
	if err != nil {
		return err
	}
	wait := l.wait(sent, now)
	if wait == 0 {
		return nil
	}
	return dsar.NewError(dsar.CodeConflict, "error.mail.enough", map[string]any{"Count": int((wait + time.Minute - 1) / time.Minute)})
}
