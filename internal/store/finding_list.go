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

// findingOrder is how a sort is spelt.
type findingOrder struct {
	column, direction, after string
	key                      func(findingRow) string
}

func findingOrderOf(sort FindingSort) (findingOrder, error) {
	onDay := func(r findingRow) string { return string(r.SeenOn) }
	switch sort {
	case FindingsNewest, "":
		return findingOrder{"f.seen_on", "DESC", "<", onDay}, nil
	case FindingsOldest:
		return findingOrder{"f.seen_on", "ASC", ">", onDay}, nil
	case FindingsByKind:
		return findingOrder{"f.kind", "ASC", ">", func(r findingRow) string { return r.Kind }}, nil
	}
	return findingOrder{}, dsar.Invalid("sort", "error.sort", map[string]any{"Known": "newest, oldest, kind"})
}

func (o findingOrder) name() string { return o.column + " " + o.direction }

func (o findingOrder) continueAfter(c *conditions, text string) error {
	if text == "" {
		return nil
	}
	at, err := parseCursor(text, o.name())
	if err != nil {
		return err
	}
	var value any = at.Key
	if o.column == "f.seen_on" {
		_, err = civil.Parse(at.Key)
		value = day(at.Key)
	}
	if err != nil || !isStorable(at.Key) || !isStorable(at.ID) {
		return dsar.Invalid("cursor", "error.cursor", nil)
	}
	c.add("("+o.column+", f.id) "+o.after+" (?, ?)", value, at.ID)
	return nil
}

// ListFindings returns a page of the findings that the filter selects and the cursor of
// the next page, "" on the last one. It returns [dsar.CodeInvalid] for a cursor that is
// not one of this order, and for an unknown order.
func (s *Store) ListFindings(ctx context.Context, ws string, f FindingFilter) ([]FindingRow, string, error) {
	by, err := findingOrderOf(f.Sort)
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
		" ORDER BY "+by.column+" "+by.direction+", f.id "+by.direction+limitTo(limit+1), c.args...)
	if err = found(err); err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1].Row
		next = cursor{Sort: by.name(), Key: by.key(last), ID: last.ID}.String()
	}
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
