package store

import (
	"context"

	"recourse/internal/dsar"
)

type requestRow struct {
	ID             string
	WorkspaceID    string
	Reference      string
	ControllerID   string
	ControllerSort string // the controller's name, folded, so that an index can order by it
	SubjectID      string
	Rights         string // ",access,erasure,"
	Regime         string
	AlsoRegimes    string // ",uk-gdpr,ch-fadp,"
	RuleDate       day
	LawEdition     string
	LawMoved       bool
	Region         string
	TimeZone       string
	Language       string
	Channel        string
	Details        string
	LawBasis       string // JSON, "" if it was not kept
	KnownSince     day
	HoldOverride   bool
	CreatedAt      instant
	CreatedBy      string
	Version        int
	Status         string
	Outcome        string
	SentOn         day
	ReceivedOn     day
	Due            day
	ExtendedDue    day
	EffectiveDue   day
	ComplaintFrom  day
	ComplaintUntil day
	Extended       bool
	Awaiting       bool
	OverdueAt      instant
	FirstReplyOn   day
	ReplyOn        day
	SentUnseenOn   day
	AskedOn        day
	AskedKind      string
	ClockVersion   int
	NextAction     string
	LastEventOn    day
	LastEventKind  string
}

func (requestRow) TableName() string { return "requests" }

// changing lists the columns of a request that change after it was filed.
var changing = []any{
	"also_regimes", "rule_date", "region", "time_zone", "language", "channel", "hold_override", "version", "status", "outcome", "sent_on", "received_on",
	"due", "extended_due", "effective_due", "complaint_from", "complaint_until", "law_edition", "law_moved", "extended", "awaiting", "overdue_at", "first_reply_on", "reply_on",
	"sent_unseen_on", "asked_on", "asked_kind", "clock_version", "next_action", "last_event_on", "last_event_kind",
}

func requestRowOf(r dsar.Request) requestRow {
	p := r.Projection
	return requestRow{
		ID: r.ID, WorkspaceID: r.WorkspaceID, Reference: r.Reference, ControllerID: r.ControllerID, SubjectID: r.SubjectID,
		Rights: joinWords(r.Rights), Regime: r.Regime, AlsoRegimes: joinWords(r.AlsoRegimes), RuleDate: dayOf(r.RuleDate), LawEdition: r.Edition, LawMoved: r.LawMoved, Region: r.Region, TimeZone: r.TimeZone,
		Language: r.Language, Channel: string(r.Channel), Details: r.Details, LawBasis: basisText(r.Basis), KnownSince: dayOf(r.KnownSince), HoldOverride: r.HoldOverride, CreatedAt: instantOf(r.CreatedAt),
		CreatedBy: r.CreatedBy, Version: max(r.Version, 1),
		Status: string(p.Status), Outcome: string(p.Outcome), SentOn: dayOf(p.SentOn), ReceivedOn: dayOf(p.ReceivedOn),
		Due: dayOf(p.Due), ExtendedDue: dayOf(p.ExtendedDue), EffectiveDue: dayOf(p.EffectiveDue),
		ComplaintFrom: dayOf(p.ComplaintFrom), ComplaintUntil: dayOf(p.ComplaintUntil), Extended: p.Extended, Awaiting: p.Awaiting, OverdueAt: instantOf(p.OverdueAt),
		FirstReplyOn: dayOf(p.FirstReplyOn), ReplyOn: dayOf(p.ReplyOn), SentUnseenOn: dayOf(p.SentUnseenOn),
		AskedOn: dayOf(p.AskedOn), AskedKind: string(p.AskedKind), ClockVersion: p.ClockVersion,
		NextAction: string(p.NextAction), LastEventOn: dayOf(p.LastEventOn), LastEventKind: string(p.LastEventKind),
	}
}

func (r requestRow) toDomain() dsar.Request {
	return dsar.Request{
		ID: r.ID, WorkspaceID: r.WorkspaceID, Reference: r.Reference, ControllerID: r.ControllerID, SubjectID: r.SubjectID,
		Rights: splitWords[dsar.Right](r.Rights), Regime: r.Regime, AlsoRegimes: splitWords[string](r.AlsoRegimes), RuleDate: r.RuleDate.date(), Edition: r.LawEdition, LawMoved: r.LawMoved, Region: r.Region,
		TimeZone: r.TimeZone, Language: r.Language, Channel: dsar.Channel(r.Channel), Details: r.Details, KnownSince: r.KnownSince.date(), HoldOverride: r.HoldOverride,
		CreatedAt: r.CreatedAt.time(), CreatedBy: r.CreatedBy, Version: r.Version,
		Projection: dsar.Projection{
			Status: dsar.Status(r.Status), Outcome: dsar.Outcome(r.Outcome), SentOn: r.SentOn.date(),
			ReceivedOn: r.ReceivedOn.date(), Due: r.Due.date(), ExtendedDue: r.ExtendedDue.date(),
			EffectiveDue: r.EffectiveDue.date(), ComplaintFrom: r.ComplaintFrom.date(), ComplaintUntil: r.ComplaintUntil.date(), Extended: r.Extended,
			Awaiting: r.Awaiting, OverdueAt: r.OverdueAt.time(), FirstReplyOn: r.FirstReplyOn.date(), ReplyOn: r.ReplyOn.date(),
			SentUnseenOn: r.SentUnseenOn.date(), AskedOn: r.AskedOn.date(), AskedKind: dsar.EventKind(r.AskedKind), ClockVersion: r.ClockVersion, NextAction: dsar.Action(r.NextAction),
			LastEventOn: r.LastEventOn.date(), LastEventKind: dsar.EventKind(r.LastEventKind),
		},
	}
}

// InsertRequest stores a new request with version 1. It returns [dsar.CodeNotFound]
// if the controller or the data subject does not exist in the workspace, and
// [dsar.CodeConflict] "error.reference_taken" if the reference is in use; a
// transaction around it has to be given up then.
func (s *Store) InsertRequest(ctx context.Context, r dsar.Request) error {
	return s.insertRequest(ctx, r, nil)
}

// InsertRequestOf is [Store.InsertRequest] for a new data subject, who is stored
// with the request or not at all.
func (s *Store) InsertRequestOf(ctx context.Context, p dsar.Subject, r dsar.Request) error {
	controller := controllerOf(r)
	rows := make([]statement, 1, 4)
	var err error
	if rows[0], err = rowBeside(s, subjectRowOf(p), controller, nil); err != nil {
		return err
	}
	for _, word := range subjectWordRowsOf(p) {
		row, err := rowBeside(s, word, controller, nil)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	return s.insertRequest(ctx, r, rows)
}

// insertRequest stores the rows before and the request with its stream, if the
// request's controller exists.
func (s *Store) insertRequest(ctx context.Context, r dsar.Request, before []statement) error {
	controller := controllerOf(r)
	stream, err := rowBeside(s, streamRow{WorkspaceID: r.WorkspaceID, ID: r.ID, OwnerKind: streamRequest}, controller, nil)
	if err != nil {
		return err
	}
	request, err := rowBeside(s, requestRowOf(r), controller, map[string]string{"controller_sort": "f.folded_name"})
	if err != nil {
		return err
	}
	stored, err := s.together(ctx, append(before, stream, request))
	switch {
	case isDuplicate(err):
		return errReferenceTaken()
	case err == nil && stored == 0:
		return dsar.NotFound("controller")
	}
	return missingOwner(err, "subject")
}

// controllerOf is the row of the request's controller, to store others beside.
func controllerOf(r dsar.Request) statement {
	return statement{"controllers f WHERE f.workspace_id = ? AND f.id = ?", []any{r.WorkspaceID, r.ControllerID}}
}

func errReferenceTaken() error { return dsar.NewError(dsar.CodeConflict, "error.reference_taken", nil) }

// Request returns one request, or [dsar.CodeNotFound].
func (s *Store) Request(ctx context.Context, ws, id string) (dsar.Request, error) {
	row, err := of[requestRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "request")
	return row.withBasis(), err
}

// RequestsWithIDs returns those of the requests that the workspace has, in no particular
// order and without the basis of their law.
func (s *Store) RequestsWithIDs(ctx context.Context, ws string, ids []string) ([]dsar.Request, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := of[requestRow](s.db).Where("workspace_id = ? AND id IN ?", ws, ids).Find(ctx)
	return toDomain(rows, requestRow.toDomain), found(err)
}

// RequestByReference returns the request with the public reference, in its one
// spelling, or [dsar.CodeNotFound].
func (s *Store) RequestByReference(ctx context.Context, ws, reference string) (dsar.Request, error) {
	row, err := of[requestRow](s.db).Where("workspace_id = ? AND reference = ?", ws, reference).Take(ctx)
	row, err = one(row, err, "request")
	return row.withBasis(), err
}

// UpdateRequest stores what may change of a request: regime, rule date, region,
// zone, language, channel, the override of a hold and the projection. Its version
// grows by one. version 0 fits any; otherwise [dsar.CodeStale] is returned if it is
// not the stored one.
func (s *Store) UpdateRequest(ctx context.Context, r dsar.Request, version int) error {
	if version != 0 {
		return s.updateRequest(ctx, r, version)
	}
	return s.InTx(ctx, func(tx *Store) error {
		stored, err := tx.lockRequest(ctx, r.WorkspaceID, r.ID)
		if err != nil {
			return err
		}
		return tx.updateRequest(ctx, r, stored)
	})
}

func (s *Store) updateRequest(ctx context.Context, r dsar.Request, version int) error {
	row := requestRowOf(r)
	row.Version = version + 1
	n, err := of[requestRow](s.db).
		Where("workspace_id = ? AND id = ? AND version = ?", r.WorkspaceID, r.ID, version).
		Select("regime", changing...).Updates(ctx, row)
	if err != nil || n > 0 {
		return err
	}
	if _, err := s.lockRequest(ctx, r.WorkspaceID, r.ID); err != nil {
		return err
	}
	return dsar.NewError(dsar.CodeStale, "error.stale", nil)
}

func (s *Store) lockRequest(ctx context.Context, ws, id string) (version int, err error) {
	var versions []int
	err = s.scan(ctx, &versions, "SELECT version FROM requests WHERE workspace_id = ? AND id = ?"+s.forUpdate(), ws, id)
	if err = found(err); err != nil {
		return 0, err
	}
	if len(versions) == 0 {
		return 0, dsar.NotFound("request")
	}
	return versions[0], nil
}

// OpenAccessRequest returns the oldest open request for access to the controller
// for the same person, to which no reply has been judged yet, and whether there is
// one. The person is the data subject with the id or one with the same name.
// Drafts do not count, nor does the request exceptID.
func (s *Store) OpenAccessRequest(ctx context.Context, ws, controllerID, subjectID, subjectName, exceptID string) (dsar.Request, bool, error) {
	rows, err := of[requestRow](s.db).Raw(`SELECT r.* FROM requests r
		JOIN subjects p ON p.workspace_id = r.workspace_id AND p.id = r.subject_id
		WHERE r.workspace_id = ? AND r.controller_id = ? AND r.id <> ? AND r.rights LIKE '%,access,%'
			AND r.status NOT IN ('draft', 'closed', 'disputed')
			AND (r.subject_id = ? OR (p.folded_name = ? AND p.folded_name <> ''))
			AND NOT EXISTS (SELECT 1 FROM events e WHERE e.workspace_id = r.workspace_id AND e.stream_id = r.id
				AND e.kind = 'reply_judged')
		ORDER BY r.id LIMIT 1`, ws, controllerID, exceptID, subjectID, Fold(subjectName)).Find(ctx)
	if err != nil || len(rows) == 0 {
		return dsar.Request{}, false, err
	}
	return rows[0].toDomain(), true, nil
}
