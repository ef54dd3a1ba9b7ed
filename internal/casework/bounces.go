package casework

import (
	"context"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

// Bounce is a letter that came back from an address that is marked since.
type Bounce struct {
	dsar.BouncedAddress
	On        civil.Date // the reader's day of the report
	MessageID string     // the letter
}

// BouncedAddresses returns those of the addresses that letters of the workspace came back
// from for good, by address in lower case, until a person says that they work.
func (s *Service) BouncedAddresses(ctx context.Context, a Actor, addresses []string) (map[string]dsar.BouncedAddress, error) {
	return s.Store.Bounced(ctx, a.WorkspaceID, addresses)
}

// AddressWorks takes the mark from an address of the controller, on the word of a person.
// It returns [dsar.CodeNotFound] if there is no such controller, or no mark on the address.
func (s *Service) AddressWorks(ctx context.Context, a Actor, controllerID, address string) (dsar.Controller, error) {
	if err := mayWrite(a); err != nil {
		return dsar.Controller{}, err
	}
	c, err := s.Store.Controller(ctx, a.WorkspaceID, controllerID)
	if err != nil {
		return dsar.Controller{}, err
	}
	if !hasAddress(c, address) {
		return dsar.Controller{}, dsar.NotFound("address")
	}
	return c, s.Store.ClearBounced(ctx, a.WorkspaceID, strings.TrimSpace(address), a.UserID, s.now())
}

func hasAddress(c dsar.Controller, address string) bool {
	for _, one := range c.Emails {
		if strings.EqualFold(one, strings.TrimSpace(address)) {
			return true
		}
	}
	return false
}

// refuseBounced sends no letter to an address that one came back from, unless the person
// wants it all the same.
func (s *Service) refuseBounced(ctx context.Context, st *store.Store, a Actor, to string, override bool) error {
	if override {
		return nil
	}
	marked, err := st.Bounced(ctx, a.WorkspaceID, []string{to})
	if err != nil {
		return err
	}
	for _, b := range marked {
		loc, err := s.zones.get(a.TimeZone)
		if err != nil {
			return err
		}
		return dsar.Invalid("to", "error.letter.bounced", map[string]any{"Address": b.Address, "On": civil.Of(b.At, loc)})
	}
	return nil
}

// loadBounce reads whether the last letter of a request came back and nothing has followed:
// it was not sent again or by another way, and no answer shows that one arrived.
func (s *Service) loadBounce(ctx context.Context, a Actor, v *RequestView) error {
	m, ok := lastLetter(v.Messages)
	if !ok || m.Mail == nil || m.Mail.State != dsar.OutboxFailed || v.State.Status == dsar.StatusClosed {
		return nil
	}
	if !v.State.ReplyOn.IsZero() && !v.State.ReplyOn.Before(m.Message.On) {
		return nil
	}
	marked, err := s.Store.Bounced(ctx, a.WorkspaceID, []string{m.Mail.To})
	if err != nil {
		return err
	}
	for _, b := range marked {
		loc, err := s.zones.get(a.TimeZone)
		if err != nil {
			return err
		}
		v.Bounce = &Bounce{BouncedAddress: b, On: civil.Of(b.At, loc), MessageID: m.Message.ID}
	}
	return nil
}

// lastLetter is the last message to the controller.
func lastLetter(messages []MessageView) (last MessageView, ok bool) {
	for _, m := range messages {
		if m.Message.Direction == dsar.DirectionOut {
			last, ok = m, true
		}
	}
	return last, ok
}
