package store

import (
	"context"
	"slices"

	"recourse/internal/dsar"
)

type checklistItemRow struct {
	WorkspaceID string
	RequestID   string
	Item        string
	Answer      string
	Note        string
	SaidBy      string
	SaidAt      instant
}

func (checklistItemRow) TableName() string { return "checklist_items" }

func (r checklistItemRow) toDomain() dsar.ChecklistItem {
	return dsar.ChecklistItem{
		Key: dsar.ChecklistKey(r.Item), Answer: dsar.ChecklistAnswer(r.Answer), Note: r.Note, SaidBy: r.SaidBy, SaidAt: r.SaidAt.time(),
	}
}

// Checklist returns what was said of the items of a request, in the order of the law.
// Items about which nobody has said anything are not among them.
func (s *Store) Checklist(ctx context.Context, ws, requestID string) ([]dsar.ChecklistItem, error) {
	rows, err := of[checklistItemRow](s.db).Where("workspace_id = ? AND request_id = ?", ws, requestID).Find(ctx)
	items := toDomain(rows, checklistItemRow.toDomain)
	order := dsar.ChecklistKeys()
	slices.SortFunc(items, func(a, b dsar.ChecklistItem) int { return slices.Index(order, a.Key) - slices.Index(order, b.Key) })
	return items, found(err)
}

// PutChecklistItem stores what is said of an item, in the place of what was said before.
// A request that does not exist is [dsar.CodeNotFound].
func (s *Store) PutChecklistItem(ctx context.Context, ws, requestID string, i dsar.ChecklistItem) error {
	_, err := s.exec(ctx, `INSERT INTO checklist_items (workspace_id, request_id, item, answer, note, said_by, said_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace_id, request_id, item) DO UPDATE
		SET answer = excluded.answer, note = excluded.note, said_by = excluded.said_by, said_at = excluded.said_at`,
		ws, requestID, string(i.Key), string(i.Answer), i.Note, i.SaidBy, instantOf(i.SaidAt))
	return missingOwner(err, "request")
}
