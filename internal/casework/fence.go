package casework

import (
	"context"

	"recourse/internal/dsar"
)

// holdsMail returns [dsar.CodeStale] unless the claimed mail is still ours for as long as
// sending it may take. A process that was stopped, or a machine that slept, wakes up in
// the middle of its batch and does not know that another instance has gone on with it.
func (s *Service) holdsMail(ctx context.Context, o dsar.OutboxMail) error {
	held, err := s.Store.HoldsOutbox(ctx, o, s.now().Add(sendTimeout))
	if err == nil && !held {
		return dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	return err
}
