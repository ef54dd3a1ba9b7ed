package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"recourse/internal/dsar"
)

type outboxRow struct {
	ID          string
	WorkspaceID string
	RequestID   string
	Kind        string
	FromAddress string
	ToAddress   string
	MailID      string
	Raw         []byte
	State       string
	Attempts    int
	NotBefore   instant
	LeaseUntil  instant
	Response    string
	CreatedAt   instant
	SentAt      instant
	MessageID   string
	ResendOf    string
	Domain      string // of the recipient, by which sending is paced
	SlotAt      instant
	AttemptedAt instant
	Reported    string
	Report      string
	ReportedAt  instant
	ReportID    string
}

func (outboxRow) TableName() string { return "outbox" }

func outboxRowOf(m dsar.OutboxMail) outboxRow {
	notBefore := m.NotBefore
	if notBefore.IsZero() {
		notBefore = m.CreatedAt
	}
	return outboxRow{
		ID: m.ID, WorkspaceID: m.WorkspaceID, RequestID: m.RequestID, Kind: m.Kind, FromAddress: m.From, ToAddress: m.To,
		MailID: m.MailID, Raw: m.Raw, State: string(m.State), Attempts: m.Attempts, NotBefore: instantOf(notBefore),
		LeaseUntil: instantOf(m.LeaseUntil), Response: m.Response, CreatedAt: instantOf(m.CreatedAt), SentAt: instantOf(m.SentAt),
		MessageID: m.MessageID, ResendOf: m.ResendOf, Domain: recipientDomain(m.To), AttemptedAt: instantOf(m.AttemptedAt),
		Reported: string(m.Reported), Report: m.Report, ReportedAt: instantOf(m.ReportedAt), ReportID: m.ReportID,
	}
}

// recipientDomain returns the domain of an address that may carry a display name.
func recipientDomain(address string) string {
	domain := address[strings.LastIndexByte(address, '@')+1:]
	return strings.ToLower(strings.TrimRight(domain, "> "))
}

func (r outboxRow) toDomain() dsar.OutboxMail {
	return dsar.OutboxMail{
		ID: r.ID, WorkspaceID: r.WorkspaceID, RequestID: r.RequestID, Kind: r.Kind, From: r.FromAddress, To: r.ToAddress,
		MailID: r.MailID, Raw: r.Raw, State: dsar.OutboxState(r.State), Attempts: r.Attempts, NotBefore: r.NotBefore.time(),
		LeaseUntil: r.LeaseUntil.time(), Response: r.Response, CreatedAt: r.CreatedAt.time(), SentAt: r.SentAt.time(),
		MessageID: r.MessageID, ResendOf: r.ResendOf, AttemptedAt: r.AttemptedAt.time(),
		Reported: dsar.DeliveryOutcome(r.Reported), Report: r.Report, ReportedAt: r.ReportedAt.time(), ReportID: r.ReportID,
	}
}

// Enqueue stores a mail to send. It belongs into the transaction that decides to
// send it. State "" counts as queued, a zero NotBefore as at once.
func (s *Store) Enqueue(ctx context.Context, m dsar.OutboxMail) error {
	row := outboxRowOf(m)
	if row.Raw == nil {
		row.Raw = []byte{}
	}
	if row.State == "" {
		row.State = string(dsar.OutboxQueued)
	}
	return missingOwner(of[outboxRow](s.db).Create(ctx, &row), "workspace")
}

// ClaimOutbox takes up to limit mails that are due at now and gives each a lease: until it
// ends, no other call returns the mail. Reminders come after everything else, otherwise
// the longest waiting are first. Mails whose lease has ended count as due again, because
// whoever held them may be gone. Attempts has been raised by one in what is returned.
func (s *Store) ClaimOutbox(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]dsar.OutboxMail, error) {
	rows, err := s.claimOutbox(ctx, now, lease, limit)
	return toDomain(rows, outboxRow.toDomain), err
}

// claimOutbox asks for reminders only where nothing else is due: a letter that a person
// just sent does not wait behind a thousand digests.
func (s *Store) claimOutbox(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]outboxRow, error) {
	for _, only := range []string{" AND kind <> 'reminder'", ""} {
		rows, err := of[outboxRow](s.db).Raw(`WITH picked AS MATERIALIZED (
				SELECT workspace_id, id FROM outbox WHERE state IN ('queued', 'sending')`+only+` AND ready_at <= ?
				ORDER BY ready_at, id LIMIT ?`+s.skipLocked()+`)
			UPDATE outbox SET state = 'sending', attempts = attempts + 1, attempted_at = ?, lease_until = ?
			WHERE (workspace_id, id) IN (SELECT workspace_id, id FROM picked) RETURNING *`,
			instantOf(now), limit, instantOf(now), instantOf(now.Add(lease))).Find(ctx)
		if err = found(err); err != nil || len(rows) > 0 {
			slices.SortFunc(rows, func(a, b outboxRow) int { return cmp.Compare(a.ID, b.ID) })
			return rows, err
		}
	}
	return nil, nil
}

// FinishAttempt notes how the attempt that m was claimed for ended: the state, the
// relay's words and, if the mail is queued again, the instant before which it is not
// tried. at is the time of sending where the state is accepted. A mail that was
// accepted stays so.
//
// If the lease ended and another worker claimed the mail since, only acceptance is
// noted; anything else is [dsar.CodeStale], so that a slow worker does not take a
// mail out of the hands of the one that has it now. So is a mail that nobody is
// sending.
func (s *Store) FinishAttempt(ctx context.Context, m dsar.OutboxMail, state dsar.OutboxState, response string, at, notBefore time.Time) error {
	o := outcome{state, response, at, notBefore}
	if state == dsar.OutboxAccepted {
		return s.finishOutbox(ctx, m.ID, o, "state IN ('sending', 'queued', 'failed') AND reported_at IS NULL")
	}
	return s.finishOutbox(ctx, m.ID, o, "state = 'sending' AND attempts = ?", m.Attempts)
}

// outcome is how an attempt to send ended.
type outcome struct {
	state     dsar.OutboxState
	response  string
	at        time.Time
	notBefore time.Time
}

func (s *Store) finishOutbox(ctx context.Context, id string, o outcome, guard string, guardArgs ...any) error {
	if o.notBefore.IsZero() {
		o.notBefore = o.at
	}
	sentAt := instant("")
	if o.state == dsar.OutboxAccepted {
		sentAt = instantOf(o.at)
	}
	args := append([]any{string(o.state), o.response, sentAt, instantOf(o.notBefore), id}, guardArgs...)
	n, err := s.exec(ctx, `UPDATE outbox SET state = ?, response = ?, sent_at = ?, not_before = ?, lease_until = NULL, slot_at = NULL
		WHERE id = ? AND `+guard, args...)
	if err == nil && n == 0 {
		return dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	return err
}

// withoutRaw are the columns of a mail but its bytes.
const withoutRaw = "id, workspace_id, request_id, kind, from_address, to_address, mail_id, state, attempts, not_before, lease_until, response, created_at, sent_at, " +
	"message_id, resend_of, domain, slot_at, attempted_at, reported, report, reported_at, report_id"

// OutboxOf returns the mails of a request, the oldest first, without Raw.
func (s *Store) OutboxOf(ctx context.Context, ws, requestID string) ([]dsar.OutboxMail, error) {
	rows, err := of[outboxRow](s.db).Where("workspace_id = ? AND request_id = ?", ws, requestID).
		Select(withoutRaw).Order("created_at, id").Find(ctx)
	return toDomain(rows, outboxRow.toDomain), found(err)
}

// LastLetters returns of each request the last letter that was to be mailed, without Raw.
func (s *Store) LastLetters(ctx context.Context, ws string, requestIDs []string) ([]dsar.OutboxMail, error) {
	rows, err := of[outboxRow](s.db).Where(`workspace_id = ? AND request_id IN ? AND kind = 'letter'
			AND NOT EXISTS (SELECT 1 FROM outbox later WHERE later.workspace_id = outbox.workspace_id
				AND later.request_id = outbox.request_id AND later.kind = 'letter' AND later.id > outbox.id)`, ws, requestIDs).
		Select("id, workspace_id, request_id, kind, state, not_before").Find(ctx)
	return toDomain(rows, outboxRow.toDomain), found(err)
}

// OutboxHealth counts the mails of the installation that wait or are being sent and
// those that failed, and returns since when the oldest has waited, zero if none.
func (s *Store) OutboxHealth(ctx context.Context) (queued, failed int, oldest time.Time, err error) {
	var counts []struct {
		State string
		N     int
	}
	err = s.scan(ctx, &counts, `SELECT state, COUNT(*) AS n FROM outbox
		WHERE state IN ('queued', 'sending', 'failed') GROUP BY state`)
	for _, c := range counts {
		if c.State == string(dsar.OutboxFailed) {
			failed += c.N
		} else {
			queued += c.N
		}
	}
	if err != nil || queued == 0 {
		return queued, failed, time.Time{}, err
	}
	first, err := of[outboxRow](s.db).Where("state IN ('queued', 'sending')").
		Select("id, created_at").Order("created_at").Limit(1).Find(ctx)
	if len(first) > 0 {
		oldest = first[0].CreatedAt.time()
	}
	return queued, failed, oldest, err
}
