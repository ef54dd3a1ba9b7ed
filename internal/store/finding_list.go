package store

import (
	"context"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// FindingSort is an order of a list of findings.
type FindingSort string

// The orders. Findings without a day come last in FindingsNewest.
const (
	FindingsNewest FindingSort = "newest" // the latest day first
	FindingsOldest FindingSort = "oldest" // the earliest day first
	FindingsByKind FindingSort = "kind"   // by the key of the kind
)

// FindingSorts lists the orders.
func FindingSorts() []FindingSort {
	return []FindingSort{FindingsNewest, FindingsOldest, FindingsByKind}
}

// FindingFilter selects findings; its zero value selects all of the workspace.
type FindingFilter struct {
	Status       dsar.FindingStatus
	Key          string
	Verdict      string
	NotLawful    bool
	ControllerID string
	Language     string // of the message; "" is any
	Q            string // as in [RequestFilter]
	Sort         FindingSort
	Limit        int // 1 to 100; 0 means 25
	Cursor       string
}

// FindingRow is a finding as a list shows it.
type FindingRow struct {
	Finding        dsar.Finding
	Reference      string // of the request
	Regime         string
	ControllerID   string
	ControllerName string
	SubjectName    string
	Language       string // of the message, "" if there is none or it was not recognised
}

// listedFinding is a row of the list query.
type listedFinding struct {
	Row            findingRow `gorm:"embedded"`
	Reference      string
	Regime         string
	ControllerID   string
	ControllerName string
	SubjectName    string
	Language       string
}

func (r listedFinding) toListed() FindingRow {
	return FindingRow{
		Finding: r.Row.toDomain(), Reference: r.Reference, Regime: r.Regime, ControllerID: r.ControllerID,
		ControllerName: r.ControllerName, SubjectName: r.SubjectName, Language: r.Language,
	}
}

func findingOrder(sort FindingSort) (order[findingRow], error) {
	onDay := func(r findingRow) string { return string(r.SeenOn) }
	switch sort {
	case FindingsNewest, "":
		return order[findingRow]{"f.id", "f.seen_on", "DESC", "<", onDay, legalDay}, nil
	case FindingsOldest:
		return order[findingRow]{"f.id", "f.seen_on", "ASC", ">", onDay, legalDay}, nil
	case FindingsByKind:
		return order[findingRow]{"f.id", "f.kind", "ASC", ">", func(r findingRow) string { return r.Kind }, textValue}, nil
	}
	return order[findingRow]{}, dsar.Invalid("sort", "error.sort", map[string]any{"Known": "newest, oldest, kind"})
}

func legalDay(key string) (any, error) {
	_, err := civil.Parse(key)
	return day(key), err
}

// ListFindings returns a page of the findings that the filter selects and the cursor of
// the next page, "" on the last one. It returns [dsar.CodeInvalid] for a cursor that is
// not one of this order, and for an unknown order.
func (s *Store) ListFindings(ctx context.Context, ws string, f FindingFilter) ([]FindingRow, string, error) {
	by, err := findingOrder(f.Sort)
	if err != nil {
		return nil, "", err
	}
	c, err := s.findingConditions(ctx, ws, f)
	if err != nil {
		return nil, "", err
	}
	if err := by.continueAfter(c, f.Cursor); err != nil {
		return nil, "", err
	}
	limit := pageLimit(f.Limit, 25)
	var rows []listedFinding
	err = s.scan(ctx, &rows, `SELECT f.*, r.reference, r.regime, r.controller_id, k.name AS controller_name, p.name AS subject_name,
		COALESCE(m.language, '') AS language
		FROM findings f
		JOIN requests r ON r.workspace_id = f.workspace_id AND r.id = f.request_id
		JOIN controllers k ON k.workspace_id = r.workspace_id AND k.id = r.controller_id
		JOIN subjects p ON p.workspace_id = r.workspace_id AND p.id = r.subject_id
		LEFT JOIN messages m ON m.workspace_id = f.workspace_id AND m.id = f.message_id`+c.where()+
		by.clause()+limitTo(limit+1), c.args...)
	if err = found(err); err != nil {
		return nil, "", err
	}
	rows, next := cutPage(rows, limit, func(r listedFinding) cursor { return by.cursor(r.Row, r.Row.ID) })
	return toDomain(rows, listedFinding.toListed), next, nil
}

func (s *Store) findingConditions(ctx context.Context, ws string, f FindingFilter) (*conditions, error) {
	c := &conditions{}
	c.add("f.workspace_id = ?", ws)
	c.addIf(f.Status != "", "f.status = ?", string(f.Status))
	c.addIf(f.Key != "", "f.kind = ?", f.Key)
	c.addIf(f.Verdict != "", "f.verdict = ?", f.Verdict)
	c.addIf(f.NotLawful, "f.verdict <> 'lawful'")
	c.addIf(f.ControllerID != "", "r.controller_id = ?", f.ControllerID)
	c.addIf(f.Language != "", "m.language = ?", f.Language)
	return c, s.addQuery(ctx, c, ws, f.Q)
}
