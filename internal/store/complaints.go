package store

import (
	"cmp"
	"context"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

type complaintRow struct {
	ID            string
	WorkspaceID   string
	AuthorityID   string
	AuthorityName string
	Regime        string
	Region        string
	TimeZone      string
	Reference     string
	LodgedOn      day
	Status        string
	LastHeardOn   day
	SilentDue     day
	RemedyFrom    day
	ClockVersion  int
	CreatedAt     instant
	Version       int
}

func (complaintRow) TableName() string { return "complaints" }

// complaintRequestRow says that a complaint is about a request; Position keeps the
// order in which they were named.
type complaintRequestRow struct {
	WorkspaceID string
	ComplaintID string
	RequestID   string
	Position    int
}

func (complaintRequestRow) TableName() string { return "complaint_requests" }

func complaintRowOf(c dsar.Complaint) complaintRow {
	return complaintRow{
		ID: c.ID, WorkspaceID: c.WorkspaceID, AuthorityID: c.AuthorityID, AuthorityName: c.AuthorityName, Regime: c.Regime,
		Region: c.Region, TimeZone: c.TimeZone, Reference: c.Reference, LodgedOn: dayOf(c.LodgedOn), Status: string(c.Status),
		LastHeardOn: dayOf(c.LastHeardOn), SilentDue: dayOf(c.SilentDue), RemedyFrom: dayOf(c.RemedyFrom),
		ClockVersion: c.ClockVersion, CreatedAt: instantOf(c.CreatedAt), Version: max(c.Version, 1),
	}
}

func (r complaintRow) toDomain() dsar.Complaint {
	return dsar.Complaint{
		ID: r.ID, WorkspaceID: r.WorkspaceID, AuthorityID: r.AuthorityID, AuthorityName: r.AuthorityName, Regime: r.Regime,
		Region: r.Region, TimeZone: r.TimeZone, Reference: r.Reference, LodgedOn: r.LodgedOn.date(),
		Status: dsar.ComplaintStatus(r.Status), LastHeardOn: r.LastHeardOn.date(), SilentDue: r.SilentDue.date(),
		RemedyFrom: r.RemedyFrom.date(), ClockVersion: r.ClockVersion, CreatedAt: r.CreatedAt.time(), Version: r.Version,
	}
}

func complaintRequestRowsOf(c dsar.Complaint) []complaintRequestRow {
	rows := make([]complaintRequestRow, len(c.RequestIDs))
	for i, id := range c.RequestIDs {
		rows[i] = complaintRequestRow{WorkspaceID: c.WorkspaceID, ComplaintID: c.ID, RequestID: id, Position: i}
	}
	return rows
}

// InsertComplaint stores a new complaint with version 1. It returns
// [dsar.CodeNotFound] unless all its requests exist in the workspace.
func (s *Store) InsertComplaint(ctx context.Context, c dsar.Complaint) error {
	return s.InTx(ctx, func(tx *Store) error {
		if err := tx.openStream(ctx, c.WorkspaceID, c.ID, streamComplaint); err != nil {
			return missingOwner(err, "workspace")
		}
		row := complaintRowOf(c)
		if err := of[complaintRow](tx.db).Create(ctx, &row); err != nil {
			return err
		}
		links := complaintRequestRowsOf(c)
		if len(links) == 0 {
			return nil
		}
		return missingOwner(of[complaintRequestRow](tx.db).CreateInBatches(ctx, &links, lookupBatch), "request")
	})
}

// UpdateComplaint stores reference, status and the dates of a complaint and raises
// its version by one; its requests stay. version 0 fits any; otherwise
// [dsar.CodeStale] is returned if it is not the stored one.
func (s *Store) UpdateComplaint(ctx context.Context, c dsar.Complaint, version int) error {
	row := complaintRowOf(c)
	n, err := s.exec(ctx, `UPDATE complaints SET region = ?, time_zone = ?, reference = ?, lodged_on = ?, status = ?,
		last_heard_on = ?, silent_due = ?, remedy_from = ?, clock_version = ?, version = version + 1
		WHERE workspace_id = ? AND id = ? AND (? = 0 OR version = ?)`,
		row.Region, row.TimeZone, row.Reference, row.LodgedOn, row.Status, row.LastHeardOn, row.SilentDue, row.RemedyFrom,
		row.ClockVersion, c.WorkspaceID, c.ID, version, version)
	if err != nil || n == 1 {
		return err
	}
	_, err = of[complaintRow](s.db).Where("workspace_id = ? AND id = ?", c.WorkspaceID, c.ID).Take(ctx)
	return missed(err, "complaint")
}

// Complaint returns one complaint, or [dsar.CodeNotFound].
func (s *Store) Complaint(ctx context.Context, ws, id string) (dsar.Complaint, error) {
	row, err := of[complaintRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	if row, err = one(row, err, "complaint"); err != nil {
		return dsar.Complaint{}, err
	}
	complaints, err := s.withRequests(ctx, ws, []complaintRow{row})
	if err != nil {
		return dsar.Complaint{}, err
	}
	return complaints[0], nil
}

// ComplaintsOf returns the complaints about a request, the oldest first.
func (s *Store) ComplaintsOf(ctx context.Context, ws, requestID string) ([]dsar.Complaint, error) {
	rows, err := of[complaintRow](s.db).
		Where("workspace_id = ? AND id IN (SELECT complaint_id FROM complaint_requests WHERE workspace_id = ? AND request_id = ?)", ws, ws, requestID).
		Order("lodged_on, id").Find(ctx)
	if err != nil {
		return nil, err
	}
	return s.withRequests(ctx, ws, rows)
}

// ComplaintsAbout returns the complaints about any of the requests, in no particular order.
func (s *Store) ComplaintsAbout(ctx context.Context, ws string, requestIDs []string) ([]dsar.Complaint, error) {
	rows, err := of[complaintRow](s.db).
		Where("workspace_id = ? AND id IN (SELECT complaint_id FROM complaint_requests WHERE workspace_id = ? AND request_id IN ?)", ws, ws, requestIDs).
		Find(ctx)
	if err != nil {
		return nil, err
	}
	return s.withRequests(ctx, ws, rows)
}

// ComplaintFilter selects complaints. The bounds are days of [dsar.Complaint]
// RemedyFrom and select only complaints that the authority has not decided; zero
// means no bound.
type ComplaintFilter struct {
	RemedyFrom civil.Date
	RemedyTo   civil.Date
	Limit      int // 1 to 100; 0 means 25
	Cursor     string
}

const complaintOrder = "remedy_sort"

// Complaints returns a page of a workspace's complaints, those with the nearest
// date first and those without one last, and the cursor of the next page.
func (s *Store) Complaints(ctx context.Context, ws string, f ComplaintFilter) ([]dsar.Complaint, string, error) {
	c := &conditions{}
	c.add("workspace_id = ?", ws)
	c.addIf(!f.RemedyFrom.IsZero(), "remedy_sort >= ?", dayOf(f.RemedyFrom))
	c.addIf(!f.RemedyTo.IsZero(), "remedy_sort <= ?", dayOf(f.RemedyTo))
	if !f.RemedyFrom.IsZero() || !f.RemedyTo.IsZero() {
		c.add("status IN ('lodged', 'informed')")
	}
	if err := continueComplaints(c, f.Cursor); err != nil {
		return nil, "", err
	}
	limit := pageLimit(f.Limit, 25)
	rows, err := of[complaintRow](s.db).
		Raw("SELECT * FROM complaints"+c.where()+" ORDER BY remedy_sort, id"+limitTo(limit+1), c.args...).Find(ctx)
	if err != nil {
		return nil, "", err
	}
	rows, next := cutPage(rows, limit, func(r complaintRow) cursor {
		return cursor{Sort: complaintOrder, Key: cmp.Or(string(r.RemedyFrom), noDue), ID: r.ID}
	})
	complaints, err := s.withRequests(ctx, ws, rows)
	return complaints, next, err
}

func continueComplaints(c *conditions, text string) error {
	if text == "" {
		return nil
	}
	at, err := parseCursor(text, complaintOrder)
	if err != nil {
		return err
	}
	value, err := dayValue(at.Key)
	if err != nil {
		return dsar.Invalid("cursor", "error.cursor", nil)
	}
	c.add("(remedy_sort, id) > (?, ?)", value, at.ID)
	return nil
}

func (s *Store) withRequests(ctx context.Context, ws string, rows []complaintRow) ([]dsar.Complaint, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	ids := toDomain(rows, func(r complaintRow) string { return r.ID })
	links, err := of[complaintRequestRow](s.db).Where("workspace_id = ? AND complaint_id IN ?", ws, ids).
		Order("complaint_id, position").Find(ctx)
	requests := make(map[string][]string)
	for _, link := range links {
		requests[link.ComplaintID] = append(requests[link.ComplaintID], link.RequestID)
	}
	complaints := toDomain(rows, complaintRow.toDomain)
	for i := range complaints {
		complaints[i].RequestIDs = requests[complaints[i].ID]
	}
	return complaints, err
}
