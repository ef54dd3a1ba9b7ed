package casework

import (
	"context"

	"recourse/internal/dsar"
)

// MaxEscalateAfter is after how many days without any action an owner is told at the latest.
const MaxEscalateAfter = 60

// WorkspaceView is a workspace with who works in it, the oldest account first.
type WorkspaceView struct {
	Workspace dsar.Workspace
	Members   []dsar.User
}

// Workspace returns the actor's workspace.
func (s *Service) Workspace(ctx context.Context, a Actor) (WorkspaceView, error) {
	var v WorkspaceView
	var err error
	if v.Workspace, err = s.Store.Workspace(ctx, a.WorkspaceID); err != nil {
		return v, err
	}
	v.Members, err = s.Store.UsersOf(ctx, a.WorkspaceID)
	return v, err
}

// SetEscalation stores after how many days without any action the owners of the actor's
// workspace are told what a caseworker was reminded of; 0 tells them nothing, not even of
// somebody's absence. Only an owner may.
func (s *Service) SetEscalation(ctx context.Context, a Actor, days int) error {
	if err := mayOwn(a); err != nil {
		return err
	}
	if days < 0 || days > MaxEscalateAfter {
		return dsar.Invalid("escalate_after", "error.range", map[string]any{"Min": 0, "Max": MaxEscalateAfter})
	}
	return s.Store.SetEscalation(ctx, a.WorkspaceID, days)
}
