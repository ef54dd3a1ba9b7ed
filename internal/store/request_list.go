package store

import (
	"cmp"
	"context"
	"strings"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// RequestSort is an order of a list of requests.
type RequestSort string

// The orders. Requests without an effective due date come last in SortDue.
const (
	SortDue        RequestSort = "due"        // the earliest effective due date first
	SortNewest     RequestSort = "newest"     // the latest filed first
	SortController RequestSort = "controller" // by the controller's name
	SortUpdated    RequestSort = "updated"    // the latest event, or filing where there is none, first
	SortWaiting    RequestSort = "waiting"    // the earliest event, or filing where there is none, first
)

// RequestFilter selects requests; its zero value selects all of the workspace.
type RequestFilter struct {
	Status       dsar.Status
	Overdue      bool          // awaited, and the last lawful day has passed at Now
	Open         bool          // not closed
	Awaiting     bool          // the controller still owes an answer
	LawMoved     bool          // not closed, and the rules of this release give other dates
	Actions      []dsar.Action // the next action is one of these
	DueFrom      civil.Date    // effective due date on or after this day
	DueTo        civil.Date    // effective due date on or before this day
	ControllerID string
	SubjectID    string
	Right        dsar.Right
	Regime       string
	Q            string // reference or its beginning, or beginnings of words of controller's and data subject's name
	Sort         RequestSort
	Limit        int // 1 to 100; 0 means 25
	Cursor       string
	Now          time.Time // needed by Overdue
}

// RequestRow is a request as a list shows it.
type RequestRow struct {
	Request        dsar.Request
	ControllerName string
	SubjectName    string
}

// noDue is where requests without an effective due date stand: after all others.
const noDue = "9999-12-31"

func requestOrder(sort RequestSort) (order[requestRow], error) {
	switch sort {
	case SortDue, "":
		return order[requestRow]{"r.id", "r.due_sort", "ASC", ">", func(r requestRow) string { return cmp.Or(string(r.EffectiveDue), noDue) }, dayValue}, nil
	case SortNewest:
		return order[requestRow]{"r.id", "r.created_at", "DESC", "<", func(r requestRow) string { return string(r.CreatedAt) }, instantValue}, nil
	case SortController:
		return order[requestRow]{"r.id", "r.controller_sort", "ASC", ">", func(r requestRow) string { return r.ControllerSort }, textValue}, nil
	case SortUpdated:
		return order[requestRow]{"r.id", "r.updated_sort", "DESC", "<", requestRow.updatedOn, dayValue}, nil
	case SortWaiting:
		return order[requestRow]{"r.id", "r.updated_sort", "ASC", ">", requestRow.updatedOn, dayValue}, nil
	}
	return order[requestRow]{}, dsar.Invalid("sort", "error.sort", map[string]any{"Known": "due, newest, controller, updated, waiting"})
}

func (r requestRow) updatedOn() string {
	return cmp.Or(string(r.LastEventOn), r.CreatedAt.time().Format(time.DateOnly))
}

// conditions are those of a WHERE clause, joined by AND, with their values.
type conditions struct {
	terms []string
	args  []any
}

func (c *conditions) add(term string, args ...any) {
	c.terms = append(c.terms, term)
	c.args = append(c.args, args...)
}

func (c *conditions) addIf(wanted bool, term string, args ...any) {
	if wanted {
		c.add(term, args...)
	}
}

func (c *conditions) where() string { return " WHERE " + strings.Join(c.terms, " AND ") }

func (s *Store) requestConditions(ctx context.Context, ws string, f RequestFilter) (*conditions, error) {
	c := &conditions{}
	c.add("r.workspace_id = ?", ws)
	c.addIf(f.Status != "", "r.status = ?", string(f.Status))
	c.addIf(f.Open, "r.status <> 'closed'")
	c.addIf(f.Awaiting, "r.awaiting")
	c.addIf(f.LawMoved, "r.law_moved AND r.status <> 'closed'")
	c.addIf(f.ControllerID != "", "r.controller_id = ?", f.ControllerID)
	c.addIf(f.SubjectID != "", "r.subject_id = ?", f.SubjectID)
	c.addIf(f.Regime != "", "r.regime = ?", f.Regime)
	c.addIf(f.Right != "", "r.rights LIKE ?", "%,"+string(f.Right)+",%")
	c.addIf(!f.DueFrom.IsZero(), "r.due_sort >= ?", dayOf(f.DueFrom))
	c.addIf(!f.DueTo.IsZero(), "r.due_sort <= ?", dayOf(f.DueTo))
	if len(f.Actions) > 0 {
		c.add("r.next_action IN (" + writtenOut(f.Actions) + ")")
	}
	if f.Overdue {
		// A day that has ended anywhere is not later than today in UTC: this
		// repeats the condition in terms of the index that orders the list.
		c.add("r.awaiting AND r.overdue_at <= ? AND r.due_sort <= ?", instantOf(f.Now), dayOf(civil.Of(f.Now, time.UTC)))
	}
	return c, s.addQuery(ctx, c, ws, f.Q)
}

// writtenOut writes actions into the statement. Of actions that are values,
// PostgreSQL's plan for all calls assumes that most requests have them, and reads
// the table from its beginning.
func writtenOut(actions []dsar.Action) string {
	var list []string
	for _, a := range actions {
		list = append(list, "'"+strings.ReplaceAll(string(a), "'", "''")+"'")
	}
	return strings.Join(list, ", ")
}

// listedRequest is a row of the list query.
type listedRequest struct {
	Row            requestRow `gorm:"embedded"`
	ControllerName string
	SubjectName    string
}

func (r listedRequest) toListed() RequestRow {
	return RequestRow{Request: r.Row.toDomain(), ControllerName: r.ControllerName, SubjectName: r.SubjectName}
}

// Requests returns a page of the requests that the filter selects and the cursor of
// the next page, "" on the last one. It returns [dsar.CodeInvalid] for a cursor that
// is not one of this order, and for an unknown order.
func (s *Store) Requests(ctx context.Context, ws string, f RequestFilter) ([]RequestRow, string, error) {
	by, err := requestOrder(f.Sort)
	if err != nil {
		return nil, "", err
	}
	c, err := s.requestConditions(ctx, ws, f)
	if err != nil {
		return nil, "", err
	}
	if err := by.continueAfter(c, f.Cursor); err != nil {
		return nil, "", err
	}
	limit := pageLimit(f.Limit, 25)
	var rows []listedRequest
	err = s.scan(ctx, &rows, `SELECT r.*, c.name AS controller_name, p.name AS subject_name
		FROM requests r
		JOIN controllers c ON c.workspace_id = r.workspace_id AND c.id = r.controller_id
		JOIN subjects p ON p.workspace_id = r.workspace_id AND p.id = r.subject_id`+c.where()+
		by.clause()+limitTo(limit+1), c.args...)
	if err = found(err); err != nil {
		return nil, "", err
	}
	rows, next := cutPage(rows, limit, func(r listedRequest) cursor { return by.cursor(r.Row, r.Row.ID) })
	return toDomain(rows, listedRequest.toListed), next, nil
}

// CountRequests counts the requests that the filter selects, up to maximum; it
// looks at no more rows than that.
func (s *Store) CountRequests(ctx context.Context, ws string, f RequestFilter, maximum int) (int, error) {
	c, err := s.requestConditions(ctx, ws, f)
	if err != nil {
		return 0, err
	}
	var n int
	err = s.scan(ctx, &n, "SELECT COUNT(*) FROM (SELECT 1 FROM requests r"+c.where()+limitTo(maximum)+") AS counted", c.args...)
	return n, found(err)
}

// CountWaiting counts what waits for the requester, up to maximum: requests whose
// next action is one of these, and complaints that are open and whose RemedyFrom is
// not later than silentTo.
func (s *Store) CountWaiting(ctx context.Context, ws string, actions []dsar.Action, silentTo civil.Date, maximum int) (int, error) {
	c, err := s.requestConditions(ctx, ws, RequestFilter{Actions: actions})
	if err != nil {
		return 0, err
	}
	c.args = append(c.args, ws, dayOf(silentTo))
	var n int
	err = s.scan(ctx, &n, "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM requests r"+c.where()+limitTo(maximum)+`) AS acting)
		+ (SELECT COUNT(*) FROM (SELECT 1 FROM complaints WHERE workspace_id = ? AND remedy_sort <= ?
			AND status IN ('lodged', 'informed')`+limitTo(maximum)+") AS silent)", c.args...)
	return min(n, maximum), found(err)
}
