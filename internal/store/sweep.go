package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// Sweep is when a sweep for reminders takes place: the instant, and what the clocks
// of the recipients' zones ([Store.UserZones]) show at it.
type Sweep struct {
	Now   time.Time
	Zones []ZoneDay
}

// ZoneDay is the local hour (0 to 23) and day in a zone.
type ZoneDay struct {
	Zone string
	Hour int
	Day  civil.Date
}

// SweepReminders writes a pending reminder for everything that is due, and returns
// how many were new; one that exists is left alone. A user is swept for today from
// their reminder hour on, and for yesterday before it, so that nothing is missed
// when the program did not run at that hour. Users who switched reminders off and
// readers get none.
//
//   - due_soon:N while an answer is awaited and the effective due date is at most N
//     days away, N being the smallest of the user's offsets that fits; never for a
//     date that is past at the user's place
//   - complaint_from while an answer is awaited, from that day on
//   - reply_waits for a reply not judged for 7 days
//   - no_receipt 14 days after sending, while no receipt is known
//   - authority_silent from the day on which the remedy against silence is open,
//     while the authority has not decided
//   - clock:KEY:N for a clock of the table "clocks" until the end of which the person
//     may act, as due_soon:N
//   - clock:KEY from the day after the end of a clock that was missed or that opens a
//     remedy, for 31 days: what ended long ago is not news
//
// Each kind is one set-based statement; the days that it compares with are computed
// here and passed as values.
func (s *Store) SweepReminders(ctx context.Context, in Sweep) (int, error) {
	total := 0
	for zones := range slices.Chunk(in.Zones, zonesPerSweep) {
		n, err := s.sweepZones(ctx, in.Now, zones)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// zonesPerSweep keeps the number of values of a statement within what SQLite takes.
const zonesPerSweep = 500

func (s *Store) sweepZones(ctx context.Context, now time.Time, zones []ZoneDay) (int, error) {
	total := 0
	err := s.InTx(ctx, func(tx *Store) error {
		total = 0
		if err := tx.preferIndexes(ctx); err != nil {
			return err
		}
		offsets, err := tx.offsetsInUse(ctx)
		if err != nil {
			return err
		}
		local := tx.localDays(zones)
		for _, k := range append(reminderKinds(), tx.beforeEnds(zones, offsets)...) {
			n, err := tx.sweepKind(ctx, now, local, k)
			if err != nil {
				return err
			}
			total += n
		}
		return nil
	})
	return total, err
}

// preferIndexes tells PostgreSQL, for the rest of the transaction, not to read whole
// tables. It plans a lookup in a table that was empty when it looked last as a scan,
// and goes on scanning while the sweep fills that table: minutes instead of a second.
func (s *Store) preferIndexes(ctx context.Context) error {
	if s.dialect != Postgres {
		return nil
	}
	_, err := s.exec(ctx, "SET LOCAL enable_seqscan = off")
	return err
}

// offsetsInUse returns the sets of reminder offsets that users have, as stored.
func (s *Store) offsetsInUse(ctx context.Context) ([]string, error) {
	var sets []string
	err := s.scan(ctx, &sets, "SELECT DISTINCT reminder_days FROM users WHERE reminders AND reminder_days <> ''")
	return sets, err
}

// values is a list of rows in a WITH clause, and the values in it.
type values struct {
	text string
	args []any
}

func valuesOf(name, columns, row string, rows [][]any) values {
	v := values{text: name + " (" + columns + ") AS (VALUES " + strings.TrimSuffix(strings.Repeat(row+", ", len(rows)), ", ") + ")"}
	for _, r := range rows {
		v.args = append(v.args, r...)
	}
	return v
}

// clockNewsDays is for how long the end of a clock is news.
const clockNewsDays = 31

// localDays lists, per zone, the reminder hours that have come today and those
// that have not, with the day for which their users are swept.
func (s *Store) localDays(zones []ZoneDay) values {
	rows := make([][]any, 0, 2*len(zones))
	for _, z := range zones {
		for _, half := range halvesOf(z) {
			rows = append(rows, []any{
				z.Zone, half.fromHour, half.toHour, dayOf(half.sweptFor), dayOf(z.Day),
				dayOf(half.sweptFor.AddDays(-dsar.ReplyWaitsDays)), dayOf(half.sweptFor.AddDays(-dsar.NoReceiptDays)),
				dayOf(half.sweptFor.AddDays(-clockNewsDays)),
			})
		}
	}
	row := "(" + s.textParam() + ", " + s.intParam() + ", " + s.intParam() + strings.Repeat(", "+s.dayParam(), 5) + ")"
	return valuesOf("local_days", "zone, from_hour, to_hour, swept_for, today, reply_before, sent_before, news_from", row, rows)
}

// half is a range of reminder hours and the day that their users are swept for.
type half struct {
	fromHour, toHour int
	sweptFor         civil.Date
}

func halvesOf(z ZoneDay) []half {
	halves := []half{{0, z.Hour, z.Day}}
	if z.Hour < 23 {
		halves = append(halves, half{z.Hour + 1, 23, z.Day.AddDays(-1)})
	}
	return halves
}

// reminderKind is one statement of the sweep: what is reminded of, from where, and
// under which condition. The condition speaks of u (users) and l (local_days).
type reminderKind struct {
	with      values
	subject   string // the id of what is reminded of
	kind      string
	version   string // of its clock
	request   string
	day       string
	from      string
	condition string
}

func reminderKinds() []reminderKind {
	return []reminderKind{
		ofRequest(dsar.ReminderComplaintFrom, "r.complaint_from",
			"r.awaiting AND r.complaint_from <= l.swept_for AND r.status NOT IN ('complained', 'closed')"),
		ofRequest(dsar.ReminderReplyWaits, "r.reply_on", "r.status = 'answered' AND r.reply_on <= l.reply_before"),
		ofRequest(dsar.ReminderNoReceipt, "r.sent_unseen_on", "r.status = 'sent' AND r.sent_unseen_on <= l.sent_before"),
		{
			subject: "k.subject_of", kind: "'" + clockPrefix + "' || k.clock", version: "k.clock_version", request: "k.request_id", day: "k.end_on",
			from:      "clocks k ON k.workspace_id = u.workspace_id",
			condition: "k.remind = 'after' AND k.end_on < l.swept_for AND k.end_on >= l.news_from",
		},
		{
			subject: "k.id", kind: quoted(dsar.ReminderAuthoritySilent), version: "k.clock_version", request: "cr.request_id", day: "k.remedy_from",
			from: `complaints k ON k.workspace_id = u.workspace_id
				JOIN complaint_requests cr ON cr.workspace_id = k.workspace_id AND cr.complaint_id = k.id`,
			condition: `k.status IN ('lodged', 'informed') AND k.remedy_from <= l.swept_for
				AND NOT EXISTS (SELECT 1 FROM complaint_requests earlier WHERE earlier.workspace_id = cr.workspace_id
					AND earlier.complaint_id = cr.complaint_id AND earlier.position < cr.position)`,
		},
	}
}

func ofRequest(kind dsar.ReminderKind, date, condition string) reminderKind {
	return reminderKind{
		subject: "r.id", kind: quoted(kind), version: "r.clock_version", request: "r.id", day: date,
		from:      "requests r ON r.workspace_id = u.workspace_id",
		condition: condition,
	}
}

// quoted spells one of the program's own kinds as a text of SQL.
func quoted(kind dsar.ReminderKind) string { return "'" + string(kind) + "'" }

// clockPrefix begins the kind of a reminder of a clock.
const clockPrefix = string(dsar.ReminderClock) + ":"

// beforeEnds are the kinds that depend on the users' offsets. Each offset has a window
// of due dates, from behind the next smaller offset up to itself: a request fits
// one window only, so that a user with offsets 7 and 1 is not told twice at once.
func (s *Store) beforeEnds(zones []ZoneDay, sets []string) []reminderKind {
	rows := windowRows(zones, sets)
	if len(rows) == 0 {
		return nil
	}
	row := "(" + s.textParam() + ", " + s.dayParam() + ", " + s.textParam() + ", " + s.dayParam() + ", " + s.dayParam() + ")"
	windows := valuesOf("windows", "reminder_days, swept_for, days_before, first_due, last_due", row, rows)
	return []reminderKind{{
		with:    windows,
		subject: "r.id", kind: "'" + string(dsar.ReminderDueSoon) + "' || w.days_before", version: "r.clock_version", request: "r.id", day: "r.effective_due",
		from: `windows w ON w.reminder_days = u.reminder_days AND w.swept_for = l.swept_for
			JOIN requests r ON r.workspace_id = u.workspace_id`,
		condition: "r.awaiting AND r.effective_due >= w.first_due AND r.effective_due <= w.last_due AND r.effective_due >= l.today",
	}, {
		with:    windows,
		subject: "k.subject_of", kind: "'" + clockPrefix + "' || k.clock || w.days_before", version: "k.clock_version", request: "k.request_id", day: "k.end_on",
		from: `windows w ON w.reminder_days = u.reminder_days AND w.swept_for = l.swept_for
			JOIN clocks k ON k.workspace_id = u.workspace_id`,
		condition: "k.remind = 'before' AND k.end_on >= w.first_due AND k.end_on <= w.last_due AND k.end_on >= l.today",
	}}
}

func windowRows(zones []ZoneDay, sets []string) [][]any {
	days := make(map[civil.Date]bool)
	for _, z := range zones {
		for _, half := range halvesOf(z) {
			days[half.sweptFor] = true
		}
	}
	var rows [][]any
	for on := range days {
		for _, set := range sets {
			offsets := splitInts[int](set)
			slices.Sort(offsets)
			next := -1
			for _, n := range slices.Compact(offsets) {
				rows = append(rows, []any{set, dayOf(on), ":" + strconv.Itoa(n), dayOf(on.AddDays(next + 1)), dayOf(on.AddDays(n))})
				next = n
			}
		}
	}
	return rows
}

// sweepKind writes the reminders of one kind.
func (s *Store) sweepKind(ctx context.Context, now time.Time, local values, k reminderKind) (int, error) {
	statement, args := s.sweepStatement(now, local, k)
	return s.exec(ctx, statement, args...)
}

// sweepStatement sorts out the reminders that were written before, which costs a
// fraction of offering each of them to the unique key; the key decides between two
// sweeps at once. OFFSET keeps PostgreSQL from making a join of it: with statistics
// from before a table grew it compares each request with each reminder.
func (s *Store) sweepStatement(now time.Time, local values, k reminderKind) (statement string, args []any) {
	with, args := local.text, slices.Clone(local.args)
	if k.with.text != "" {
		with, args = with+", "+k.with.text, append(args, k.with.args...)
	}
	statement = "WITH " + with + `
		INSERT INTO reminders (workspace_id, recipient_id, state, created_at, outbox_id,
			subject_of, kind, clock_version, request_id, day)
		SELECT u.workspace_id, u.id, 'pending', ` + s.instantParam() + `, '', ` +
		strings.Join([]string{k.subject, k.kind, k.version, k.request, k.day}, ", ") + `
		FROM users u
		JOIN local_days l ON l.zone = u.time_zone AND u.reminder_hour BETWEEN l.from_hour AND l.to_hour
		JOIN ` + k.from + `
		WHERE u.reminders AND u.role <> 'reader' AND ` + k.condition + `
			AND NOT EXISTS (SELECT 1 FROM reminders known WHERE known.workspace_id = u.workspace_id AND known.subject_of = ` + k.subject + `
				AND known.kind = ` + k.kind + ` AND known.clock_version = ` + k.version + ` AND known.recipient_id = u.id
				LIMIT 1 OFFSET 0)
		ON CONFLICT (workspace_id, subject_of, kind, clock_version, recipient_id) DO NOTHING`
	return statement, append(args, instantOf(now))
}
