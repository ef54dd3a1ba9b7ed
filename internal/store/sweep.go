package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/reminder"
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
// What a user muted is left out, and what they put off to a day comes from that day on, or
// on the last day on which it is of use, under a key of its own: "reply_waits@2026-04-12".
//
//   - due_soon:N while an answer is awaited and the effective due date is at most N
//     days away, N being the smallest of the user's offsets that fits, and due_today or
//     extended_due on the day itself; never for a date that is past at the user's place
//   - complaint_from while an answer is awaited, from that day on
//   - reply_waits for a reply not judged for 7 days
//   - no_receipt 14 days after sending, while no receipt is known
//   - identity_waits and clarification_waits for a question not answered for 3 days
//   - draft_unsent for a draft that nobody has written at for 7 days
//   - bounce:MAIL for the last letter of a request that could not be delivered
//   - own:ID from a day that the user set, and link_expires:ID:N 3 days and 1 day before,
//     and on, the last day of a link
//   - authority_silent from the day on which the remedy against silence is open,
//     while the authority has not decided
//   - clock:KEY:N for a clock of the table "clocks" until the end of which the person
//     may act, as due_soon:N; clock:KEY on its last day
//   - clock:KEY from the day after the end of a clock that was missed or that opens a
//     remedy, for 31 days: what ended long ago is not news
//   - escalated:KIND to the owners, for what the caseworker who filed a request was
//     reminded of, if they are absent or nobody has acted for as many days as the
//     workspace wants; not what was reminded of more than 31 days before that
//
// Each kind is one set-based statement; the days that it compares with are computed
// here and passed as values.
func (s *Store) SweepReminders(ctx context.Context, in Sweep) (int, error) {
	if err := errors.Join(s.freeFromTheFuture(ctx, in.Now), s.retryFailed(ctx, in.Now)); err != nil {
		return 0, err
	}
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
		escalations, err := tx.escalations(ctx, now)
		if err != nil {
			return err
		}
		for _, k := range slices.Concat(tx.reminderKinds(), tx.beforeEnds(zones, offsets), escalations) {
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
	err := s.scan(ctx, &sets, "SELECT DISTINCT reminder_days FROM users WHERE reminders")
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

// localDays lists, per zone, the reminder hours that have come today and those
// that have not, with the day for which their users are swept.
func (s *Store) localDays(zones []ZoneDay) values {
	rows := make([][]any, 0, 2*len(zones))
	for _, z := range zones {
		for _, half := range halvesOf(z) {
			rows = append(rows, []any{
				z.Zone, half.fromHour, half.toHour, dayOf(half.sweptFor), dayOf(z.Day),
				dayOf(half.sweptFor.AddDays(-dsar.ReplyWaitsDays)), dayOf(half.sweptFor.AddDays(-dsar.NoReceiptDays)),
				dayOf(half.sweptFor.AddDays(-reminder.NewsDays)), dayOf(half.sweptFor.AddDays(-reminder.QuestionDays)),
				dayOf(half.sweptFor.AddDays(-reminder.DraftDays)),
			})
		}
	}
	row := "(" + s.textParam() + ", " + s.intParam() + ", " + s.intParam() + strings.Repeat(", "+s.dayParam(), 7) + ")"
	return valuesOf("local_days", "zone, from_hour, to_hour, swept_for, today, reply_before, sent_before, news_from, asked_before, drafted_before", row, rows)
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
	kind := "(" + k.kind + ") || COALESCE('@' || " + s.dayText("ch.snoozed_until") + ", '')"
	if k.once {
		kind = k.kind
	}
	again := "ch.snoozed_until <= l.swept_for"
	if k.lastUse != "" {
		again += " OR " + k.lastUse
	}
	statement = "WITH " + with + `
		INSERT INTO reminders (workspace_id, recipient_id, state, created_at, outbox_id,
			subject_of, kind, clock_version, request_id, day)
		SELECT u.workspace_id, u.id, 'pending', ` + s.instantParam() + `, '', ` +
		strings.Join([]string{k.subject, kind, k.version, k.request, k.day}, ", ") + `
		FROM users u
		JOIN local_days l ON l.zone = u.time_zone AND u.reminder_hour BETWEEN l.from_hour AND l.to_hour
		JOIN ` + k.from + `
		LEFT JOIN reminder_choices ch ON ch.workspace_id = u.workspace_id AND ch.request_id = ` + k.request + ` AND ch.user_id = u.id
		WHERE u.reminders AND u.role <> 'reader' AND ` + k.condition + `
			AND (ch.user_id IS NULL OR NOT ch.muted AND (ch.snoozed_until IS NULL OR ` + again + `))
			AND NOT EXISTS (SELECT 1 FROM reminders known WHERE known.workspace_id = u.workspace_id AND known.subject_of = ` + k.subject + `
				AND known.kind = ` + kind + ` AND known.clock_version = ` + k.version + ` AND known.recipient_id = u.id
				LIMIT 1 OFFSET 0)
		ON CONFLICT (workspace_id, subject_of, kind, clock_version, recipient_id) DO NOTHING`
	return statement, append(args, instantOf(now))
}
