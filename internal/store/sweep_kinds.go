package store

import (
	"slices"
	"strconv"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/reminder"
)

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
	once      bool   // it does not come again on the day to which it was put off
	lastUse   string // the condition that it is of no use tomorrow, "" if it has no end
}

func (s *Store) reminderKinds() []reminderKind {
	return []reminderKind{
		ofRequest(quoted(dsar.ReminderComplaintFrom), "r.complaint_from",
			"r.awaiting AND r.complaint_from <= l.swept_for AND r.status NOT IN ('complained', 'closed')"),
		ofRequest(quoted(dsar.ReminderReplyWaits), "r.reply_on", "r.status = 'answered' AND r.reply_on <= l.reply_before"),
		ofRequest(quoted(dsar.ReminderNoReceipt), "r.sent_unseen_on", "r.status = 'sent' AND r.sent_unseen_on <= l.sent_before"),
		ofRequest("CASE r.asked_kind WHEN 'clarification_requested' THEN 'clarification_waits' ELSE 'identity_waits' END", "r.asked_on",
			"r.status = 'needs_you' AND r.asked_on <= l.asked_before"),
		ofRequest("'draft_unsent'", "r.updated_sort", "r.status = 'draft' AND r.updated_sort <= l.drafted_before"),
		s.bounces(),
		{
			subject: "d.request_id", kind: "'own:' || d.id", version: "d.version", request: "d.request_id", day: "d.day",
			from:      "request_dates d ON d.workspace_id = u.workspace_id AND d.created_by = u.id",
			condition: "d.kind = 'own' AND d.done_at IS NULL AND d.day <= l.swept_for",
		},
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

// ofRequest is a kind that the projection of the request itself calls for.
func ofRequest(kind, date, condition string) reminderKind {
	return reminderKind{
		subject: "r.id", kind: kind, version: "r.clock_version", request: "r.id", day: date,
		from:      "requests r ON r.workspace_id = u.workspace_id",
		condition: condition,
	}
}

// bounces are the last letters of requests, where they could not be delivered.
func (s *Store) bounces() reminderKind {
	failedOn := s.utcDay("o.not_before")
	return reminderKind{
		subject: "o.request_id", kind: "'bounce:' || o.id", version: "r.clock_version", request: "o.request_id", day: failedOn,
		from: `outbox o ON o.workspace_id = u.workspace_id
			JOIN requests r ON r.workspace_id = o.workspace_id AND r.id = o.request_id`,
		condition: "o.state = 'failed' AND o.kind = 'letter' AND r.status <> 'closed' AND " + failedOn + ` <= l.swept_for
			AND NOT EXISTS (SELECT 1 FROM outbox later WHERE later.workspace_id = o.workspace_id AND later.request_id = o.request_id
				AND later.kind = 'letter' AND later.id > o.id)`,
	}
}

// quoted spells one of the program's own kinds as a text of SQL.
func quoted(kind dsar.ReminderKind) string { return "'" + string(kind) + "'" }

// clockPrefix begins the kind of a reminder of a clock.
const clockPrefix = string(dsar.ReminderClock) + ":"

// linkSet stands among the users' sets of offsets for that of links, which is the same for
// everybody.
const linkSet = "link"

// beforeEnds are the kinds that come some days before a day and on it. Each offset has a
// window of days, from behind the next smaller offset up to itself, and the day itself is
// a window too: a request fits one window only, so that a user with offsets 7 and 1 is not
// told twice at once.
func (s *Store) beforeEnds(zones []ZoneDay, sets []string) []reminderKind {
	row := "(" + s.textParam() + ", " + s.dayParam() + ", " + s.dayParam() + ", " + s.textParam() + ", " + s.dayParam() + ", " + s.dayParam() + ")"
	windowsOf := func(sets []string) values {
		return valuesOf("windows", "reminder_days, swept_for, today, days_before, first_due, last_due", row, windowRows(zones, sets))
	}
	if len(zones) == 0 {
		return nil
	}
	kinds := []reminderKind{{
		with:    windowsOf([]string{linkSet}),
		subject: "d.request_id", kind: "'link_expires:' || d.id || w.days_before", version: "d.version", request: "d.request_id", day: "d.day",
		from: `windows w ON w.swept_for = l.swept_for AND w.today = l.today
			JOIN request_dates d ON d.workspace_id = u.workspace_id
			JOIN requests r ON r.workspace_id = d.workspace_id AND r.id = d.request_id`,
		condition: "d.kind = 'link_expires' AND d.done_at IS NULL AND d.day >= w.first_due AND d.day <= w.last_due AND r.status <> 'closed'",
		lastUse:   "d.day <= l.today",
	}}
	if len(sets) == 0 {
		return kinds
	}
	windows := windowsOf(sets)
	return append(kinds, reminderKind{
		with:    windows,
		subject: "r.id", version: "r.clock_version", request: "r.id", day: "r.effective_due",
		kind: "CASE WHEN w.days_before <> '' THEN " + quoted(dsar.ReminderDueSoon) + " || w.days_before WHEN r.extended THEN 'extended_due' ELSE 'due_today' END",
		from: `windows w ON w.reminder_days = u.reminder_days AND w.swept_for = l.swept_for AND w.today = l.today
			JOIN requests r ON r.workspace_id = u.workspace_id`,
		condition: "r.awaiting AND r.due_sort >= w.first_due AND r.due_sort <= w.last_due",
		lastUse:   "r.effective_due <= l.today",
	}, reminderKind{
		with:    windows,
		subject: "k.subject_of", kind: "'" + clockPrefix + "' || k.clock || w.days_before", version: "k.clock_version", request: "k.request_id", day: "k.end_on",
		from: `windows w ON w.reminder_days = u.reminder_days AND w.swept_for = l.swept_for AND w.today = l.today
			JOIN clocks k ON k.workspace_id = u.workspace_id`,
		condition: `k.remind = 'before' AND k.end_on >= w.first_due AND k.end_on <= w.last_due
			AND (k.opens_on IS NULL OR k.opens_on <= l.swept_for)`,
		lastUse: "k.end_on <= l.today",
	})
}

// windowRows lists the windows of each set for each day that users are swept for, without
// what has passed at their place. Nothing else may bound the days: SQLite would look
// through everything from that bound on instead of each window.
func windowRows(zones []ZoneDay, sets []string) [][]any {
	type days struct{ sweptFor, today civil.Date }
	seen := make(map[days]bool)
	for _, z := range zones {
		for _, half := range halvesOf(z) {
			seen[days{half.sweptFor, z.Day}] = true
		}
	}
	var rows [][]any
	for on := range seen {
		add := func(set, before string, first, last int) {
			from, to := civil.Latest(on.sweptFor.AddDays(first), on.today), on.sweptFor.AddDays(last)
			if !from.After(to) {
				rows = append(rows, []any{set, dayOf(on.sweptFor), dayOf(on.today), before, dayOf(from), dayOf(to)})
			}
		}
		for _, set := range sets {
			add(set, "", 0, 0)
			last := 0
			for _, n := range offsetsOf(set) {
				add(set, ":"+strconv.Itoa(n), last+1, n)
				last = n
			}
		}
	}
	return rows
}

// offsetsOf are the days before a day of a set, ascending; the day itself is none of them.
func offsetsOf(set string) []int {
	if set == linkSet {
		return []int{reminder.LinkLast, reminder.LinkFirst}
	}
	offsets := slices.DeleteFunc(splitInts[int](set), func(n int) bool { return n < 1 })
	slices.Sort(offsets)
	return slices.Compact(offsets)
}
