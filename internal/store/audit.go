package store

import (
	"context"
	"time"

	"github.com/google/uuid"
)

type auditRow struct {
	ID          string
	WorkspaceID string
	ActorID     string
	Action      string
	ObjectID    string
	At          instant
}

func (auditRow) TableName() string { return "audit" }

// Audit notes that somebody looked at or changed something. action is a name such
// as "request.erase", objectID the id of what it was about; neither holds personal
// data.
func (s *Store) Audit(ctx context.Context, ws, actorID, action, objectID string, at time.Time) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	return of[auditRow](s.db).Create(ctx, &auditRow{
		ID: id.String(), WorkspaceID: ws, ActorID: actorID, Action: action, ObjectID: objectID, At: instantOf(at),
	})
}
