package storetest

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

// zonesAt returns what the clocks of all users' zones show at the instant.
func (w *world) zonesAt(t *testing.T, at time.Time) []store.ZoneDay {
	t.Helper()
	var zones []store.ZoneDay
	for _, zone := range ok(w.UserZones(w.ctx))(t) {
		loc := ok(time.LoadLocation(zone))(t)
		zones = append(zones, store.ZoneDay{Zone: zone, Hour: at.In(loc).Hour(), Day: civil.Of(at, loc)})
	}
	return zones
}

// sweep sweeps at the instant and returns how many reminders were new.
func (w *world) sweep(t *testing.T, at time.Time) int {
	t.Helper()
	return ok(w.SweepReminders(w.ctx, store.Sweep{Now: at, Zones: w.zonesAt(t, at)}))(t)
}

// pending returns the kinds of my pending reminders, in order.
func (w *world) pending(t *testing.T) []string {
	t.Helper()
	var kinds []string
	for _, r := range ok(w.PendingReminders(w.ctx, w.mine.ws.ID, w.mine.user.ID, 1000))(t) {
		kinds = append(kinds, r.Kind)
	}
	slices.Sort(kinds)
	return kinds
}

// paris is an instant at the hour of the day in Paris, in March 2026 before
// summer time: UTC+1.
func paris(d civil.Date, hour int) time.Time {
	return d.StartIn(time.UTC).Add(time.Duration(hour-1) * time.Hour)
}

// offsets sets how many days before a date I wish to be reminded.
func (w *world) offsets(t *testing.T, days ...int) {
	t.Helper()
	u := w.mine.user
	u.Settings.ReminderDays = days
	must(t, w.UpdateUser(w.ctx, u))
}

func testSweep(t *testing.T, open opener) {
	t.Run("each kind is reminded of from its day on, once", func(t *testing.T) { testKinds(t, open) })
	t.Run("what has been dealt with is not reminded of", func(t *testing.T) { testNoReminder(t, open) })
	t.Run("due soon", func(t *testing.T) { testDueSoon(t, open) })
	t.Run("hours and zones", func(t *testing.T) { testZones(t, open) })
	t.Run("recipients", func(t *testing.T) { testRecipients(t, open) })
	t.Run("days that people set", func(t *testing.T) { testRequestDates(t, open) })
	t.Run("muted and put off", func(t *testing.T) { testChoices(t, open) })
	t.Run("letters that could not be delivered", func(t *testing.T) { testUndelivered(t, open) })
}

func status(s dsar.Status, change func(*dsar.Projection)) func(*dsar.Request) {
	return func(r *dsar.Request) {
		r.Projection.Status = s
		r.Projection.ClockVersion = 3
		change(&r.Projection)
	}
}

func testKinds(t *testing.T, open opener) {
	for _, c := range []struct {
		kind    string
		date    civil.Date // that the reminder speaks of
		first   civil.Date // first day on which it goes out
		request func(*dsar.Request)
		before  int // reminders that came earlier
	}{
		{"due_soon:7", today.AddDays(7), today, status(dsar.StatusWaiting, func(p *dsar.Projection) {
			p.Awaiting, p.EffectiveDue = true, today.AddDays(7)
		}), 0},
		{"complaint_from", today, today, status(dsar.StatusWaiting, func(p *dsar.Projection) { p.Awaiting, p.ComplaintFrom = true, today }), 0},
		{"reply_waits", today.AddDays(-7), today, status(dsar.StatusAnswered, func(p *dsar.Projection) { p.ReplyOn = today.AddDays(-7) }), 0},
		{"due_today", today, today, status(dsar.StatusWaiting, func(p *dsar.Projection) { p.Awaiting, p.EffectiveDue = true, today }), 1},
		{"extended_due", today, today, status(dsar.StatusWaiting, func(p *dsar.Projection) {
			p.Awaiting, p.EffectiveDue, p.Extended = true, today, true
		}), 1},
		{"identity_waits", today.AddDays(-3), today, status(dsar.StatusNeedsYou, func(p *dsar.Projection) {
			p.AskedOn, p.AskedKind = today.AddDays(-3), dsar.EventIDRequested
		}), 0},
		{"clarification_waits", today.AddDays(-3), today, status(dsar.StatusNeedsYou, func(p *dsar.Projection) {
			p.AskedOn, p.AskedKind = today.AddDays(-3), dsar.EventClarificationRequested
		}), 0},
		{"draft_unsent", today.AddDays(-7), today, status(dsar.StatusDraft, func(p *dsar.Projection) { p.LastEventOn = today.AddDays(-7) }), 0},
		{"no_receipt", today.AddDays(-14), today, status(dsar.StatusSent, func(p *dsar.Projection) { p.SentUnseenOn = today.AddDays(-14) }), 0},
	} {
		t.Run(c.kind, func(t *testing.T) {
			w := newWorld(t, open)
			w.offsets(t, 7)
			r := w.addRequest(t, w.mine, c.request)
			wantEqual(t, w.sweep(t, paris(c.first.AddDays(-1), 23)), c.before)
			wantEqual(t, w.sweep(t, paris(c.first, 7)), 0)
			wantEqual(t, w.sweep(t, paris(c.first, 8)), 1)
			wantEqual(t, w.sweep(t, paris(c.first, 8)), 0)
			wantEqual(t, w.sweep(t, paris(c.first.AddDays(1), 20)), 0)
			got := ok(w.PendingReminders(w.ctx, w.mine.ws.ID, w.mine.user.ID, 10))(t)
			wantEqual(t, got[c.before:], []dsar.Reminder{{
				SubjectOf: r.ID, Kind: c.kind, ClockVersion: 3, RecipientID: w.mine.user.ID, WorkspaceID: w.mine.ws.ID, RequestID: r.ID,
				Date: c.date, State: dsar.ReminderPending, CreatedAt: paris(c.first, 8),
			}})
			r.Projection.ClockVersion++
			must(t, w.UpdateRequest(w.ctx, r, 0))
			wantEqual(t, w.sweep(t, paris(c.first, 9)), 1)
		})
	}
	t.Run("authority_silent", func(t *testing.T) {
		w := newWorld(t, open)
		other := w.addRequest(t, w.mine, nil)
		complaint := newComplaint(t, w.mine, w.mine.request.ID, other.ID)
		complaint.RemedyFrom, complaint.ClockVersion = today, 2
		must(t, w.InsertComplaint(w.ctx, complaint))
		wantEqual(t, w.sweep(t, paris(today, 7)), 0)
		wantEqual(t, w.sweep(t, paris(today, 8)), 1)
		wantEqual(t, w.sweep(t, paris(today, 8)), 0)
		got := ok(w.PendingReminders(w.ctx, w.mine.ws.ID, w.mine.user.ID, 10))(t)[0]
		wantEqual(t, got, dsar.Reminder{
			SubjectOf: complaint.ID, Kind: "authority_silent", ClockVersion: 2, RecipientID: w.mine.user.ID, WorkspaceID: w.mine.ws.ID,
			RequestID: w.mine.request.ID, Date: today, State: dsar.ReminderPending, CreatedAt: paris(today, 8),
		})
	})
}

func testNoReminder(t *testing.T, open opener) {
	long := today.AddDays(-100)
	for name, request := range map[string]func(*dsar.Request){
		"answered in time":           status(dsar.StatusAnswered, func(p *dsar.Projection) { p.EffectiveDue, p.ComplaintFrom = today.AddDays(3), long }),
		"complained already":         status(dsar.StatusComplained, func(p *dsar.Projection) { p.Awaiting, p.ComplaintFrom = true, long }),
		"closed":                     status(dsar.StatusClosed, func(p *dsar.Projection) { p.ComplaintFrom, p.ReplyOn, p.SentUnseenOn = long, long, long }),
		"receipt known":              status(dsar.StatusWaiting, func(p *dsar.Projection) { p.Awaiting, p.SentOn = true, long }),
		"reply judged":               status(dsar.StatusDisputed, func(p *dsar.Projection) { p.SentOn = long }),
		"no date by law":             status(dsar.StatusWaiting, func(p *dsar.Projection) { p.Awaiting = true }),
		"a reply of six days ago":    status(dsar.StatusAnswered, func(p *dsar.Projection) { p.ReplyOn = today.AddDays(-6) }),
		"a letter of thirteen days":  status(dsar.StatusSent, func(p *dsar.Projection) { p.SentUnseenOn = today.AddDays(-13) }),
		"a complaint from tomorrow":  status(dsar.StatusWaiting, func(p *dsar.Projection) { p.Awaiting, p.ComplaintFrom = true, today.AddDays(1) }),
		"a due date that has passed": status(dsar.StatusWaiting, func(p *dsar.Projection) { p.Awaiting, p.EffectiveDue = true, today.AddDays(-1) }),
		"a due date in eight days":   status(dsar.StatusWaiting, func(p *dsar.Projection) { p.Awaiting, p.EffectiveDue = true, today.AddDays(8) }),
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, open)
			w.addRequest(t, w.mine, request)
			wantEqual(t, w.sweep(t, paris(today, 12)), 0)
		})
	}
	t.Run("complaints decided, withdrawn or without a date", func(t *testing.T) {
		w := newWorld(t, open)
		for _, s := range []dsar.ComplaintStatus{dsar.ComplaintDecided, dsar.ComplaintWithdrawn, dsar.ComplaintLodged} {
			c := newComplaint(t, w.mine, w.mine.request.ID)
			if c.Status = s; s != dsar.ComplaintLodged {
				c.RemedyFrom = long
			}
			must(t, w.InsertComplaint(w.ctx, c))
		}
		wantEqual(t, w.sweep(t, paris(today, 12)), 0)
	})
}

func testDueSoon(t *testing.T, open opener) {
	start := func(t *testing.T, offsets []int, due civil.Date) *world {
		t.Helper()
		w := newWorld(t, open)
		w.offsets(t, offsets...)
		w.addRequest(t, w.mine, awaiting(due))
		return w
	}
	t.Run("day by day, each offset once", func(t *testing.T) {
		w := start(t, []int{7, 1}, today.AddDays(9))
		var news []int
		for d := range 12 {
			news = append(news, w.sweep(t, paris(today.AddDays(d), 8)))
		}
		// On the eighth day the drafts of both workspaces have lain for a week.
		wantEqual(t, news, []int{0, 0, 1, 0, 0, 0, 0, 2, 1, 1, 0, 0})
		wantEqual(t, w.pending(t), []string{"draft_unsent", "due_soon:1", "due_soon:7", "due_today"})
	})
	for name, c := range map[string]struct {
		offsets []int
		in      int // days until due
		want    []string
	}{
		"only the smallest offset that fits": {[]int{7, 1}, 1, []string{"due_soon:1"}},
		"on the due day":                     {[]int{7, 1}, 0, []string{"due_today"}},
		"between the two":                    {[]int{7, 1}, 2, []string{"due_soon:7"}},
		"an offset of 0 is the due day":      {[]int{3, 0}, 0, []string{"due_today"}},
		"the day before belongs to the next": {[]int{3, 0}, 1, []string{"due_soon:3"}},
		"any order and repetition":           {[]int{1, 14, 1, 7}, 10, []string{"due_soon:14"}},
		"sixty days":                         {[]int{60}, 60, []string{"due_soon:60"}},
		"no offsets":                         {nil, 1, nil},
		"the due day without offsets":        {nil, 0, []string{"due_today"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, c.offsets, today.AddDays(c.in))
			w.sweep(t, paris(today, 8))
			wantEqual(t, w.pending(t), c.want)
		})
	}
	t.Run("two users have each their own offsets", func(t *testing.T) {
		w := start(t, []int{3}, today.AddDays(3))
		other := newUser(t, w.mine.ws.ID, "second@example.org")
		other.Settings.ReminderDays = []int{10}
		must(t, w.InsertUser(w.ctx, other))
		wantEqual(t, w.sweep(t, paris(today, 8)), 2)
		wantEqual(t, w.pending(t), []string{"due_soon:3"})
	})
	t.Run("before the hour, yesterday's are caught up but nothing past is announced", func(t *testing.T) {
		w := start(t, []int{7, 1}, today)
		wantEqual(t, w.sweep(t, paris(today, 0)), 1) // as of yesterday it was due in one day
		wantEqual(t, w.pending(t), []string{"due_soon:1"})
		w = start(t, []int{7, 1}, today.AddDays(-1))
		wantEqual(t, w.sweep(t, paris(today, 0)), 0) // as of yesterday it was due today
	})
}

func testZones(t *testing.T, open opener) {
	t.Run("the recipient's hour in the recipient's zone, from UTC-11 to UTC+14", func(t *testing.T) {
		for zone, utc := range map[string]time.Time{ // 8 o'clock of 10 March there
			"Pacific/Pago_Pago":  time.Date(2026, 3, 10, 19, 0, 0, 0, time.UTC),
			"America/New_York":   time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC),
			"Asia/Kolkata":       time.Date(2026, 3, 10, 2, 30, 0, 0, time.UTC),
			"Pacific/Chatham":    time.Date(2026, 3, 9, 18, 15, 0, 0, time.UTC),
			"Pacific/Kiritimati": time.Date(2026, 3, 9, 18, 0, 0, 0, time.UTC),
		} {
			w := newWorld(t, open)
			u := w.mine.user
			u.Settings.TimeZone = zone
			must(t, w.UpdateUser(w.ctx, u))
			w.addRequest(t, w.mine, awaiting(today.AddDays(7)))
			if early, due := w.sweep(t, utc.Add(-time.Second)), w.sweep(t, utc); early != 0 || due != 1 {
				t.Errorf("%s: %d a second before, %d at eight", zone, early, due)
			}
		}
	})
	t.Run("an hour that was missed is caught up later that day and on the next", func(t *testing.T) {
		for _, at := range []time.Time{paris(today, 23), paris(today.AddDays(1), 0), paris(today.AddDays(1), 7)} {
			w := newWorld(t, open)
			w.addRequest(t, w.mine, status(dsar.StatusWaiting, func(p *dsar.Projection) { p.Awaiting, p.ComplaintFrom = true, today }))
			wantEqual(t, w.sweep(t, at), 1)
		}
	})
	t.Run("the first and the last hour of the day", func(t *testing.T) {
		for _, hour := range []int{0, 23} {
			w := newWorld(t, open)
			u := w.mine.user
			u.Settings.ReminderHour = hour
			must(t, w.UpdateUser(w.ctx, u))
			w.addRequest(t, w.mine, awaiting(today.AddDays(7)))
			wantEqual(t, w.sweep(t, paris(today, hour).Add(-time.Second)), 0)
			wantEqual(t, w.sweep(t, paris(today, hour)), 1)
		}
	})
	t.Run("more zones than one statement takes, and none", func(t *testing.T) {
		w := newWorld(t, open)
		w.addRequest(t, w.mine, awaiting(today.AddDays(7)))
		zones := make([]store.ZoneDay, 1200)
		for i := range zones {
			zones[i] = store.ZoneDay{Zone: time.Duration(i).String(), Hour: 12, Day: today}
		}
		zones = append(zones, w.zonesAt(t, paris(today, 8))...)
		wantEqual(t, ok(w.SweepReminders(w.ctx, store.Sweep{Now: now, Zones: zones}))(t), 1)
		wantEqual(t, ok(w.SweepReminders(w.ctx, store.Sweep{Now: now}))(t), 0)
	})
}

func testRecipients(t *testing.T, open opener) {
	t.Run("members of the workspace, not readers, not who wants none", func(t *testing.T) {
		w := newWorld(t, open)
		reader, silent, member := newUser(t, w.mine.ws.ID, "r@example.org"), newUser(t, w.mine.ws.ID, "s@example.org"), newUser(t, w.mine.ws.ID, "m@example.org")
		reader.Role, silent.Settings.Reminders, member.Role = dsar.RoleReader, false, dsar.RoleCaseworker
		for _, u := range []dsar.User{reader, silent, member} {
			must(t, w.InsertUser(w.ctx, u))
		}
		w.addRequest(t, w.mine, awaiting(today.AddDays(7)))
		wantEqual(t, w.sweep(t, paris(today, 8)), 2)
		for _, u := range []dsar.User{reader, silent, w.them.user} {
			wantEqual(t, len(ok(w.PendingReminders(w.ctx, u.WorkspaceID, u.ID, 10))(t)), 0)
		}
		wantEqual(t, len(ok(w.PendingReminders(w.ctx, w.mine.ws.ID, member.ID, 10))(t)), 1)
	})
	t.Run("two sweeps at once write each reminder once", func(t *testing.T) {
		w := newWorld(t, open)
		for range 50 {
			w.addRequest(t, w.mine, awaiting(today.AddDays(7)))
		}
		zones := w.zonesAt(t, paris(today, 8))
		counts := make(chan int, 4)
		for range cap(counts) {
			go func() {
				n, err := w.SweepReminders(w.ctx, store.Sweep{Now: now, Zones: zones})
				if err != nil {
					t.Error(err)
				}
				counts <- n
			}()
		}
		total := 0
		for range cap(counts) {
			total += <-counts
		}
		wantEqual(t, total, 50)
	})
}

func testReminderDelivery(t *testing.T, open opener) {
	filled := func(t *testing.T, n int) *world {
		t.Helper()
		w := newWorld(t, open)
		for range n {
			w.addRequest(t, w.mine, awaiting(today.AddDays(7)))
		}
		wantEqual(t, w.sweep(t, now), n)
		return w
	}
	claim := func(t *testing.T, w *world, at time.Time, limit int) []dsar.Reminder {
		t.Helper()
		return ok(w.ClaimReminders(w.ctx, at, lease, limit))(t)
	}
	t.Run("a claim holds for the lease and is renewed after it", func(t *testing.T) {
		w := filled(t, 3)
		wantEqual(t, len(claim(t, w, now, 2)), 2)
		wantEqual(t, len(claim(t, w, now, 2)), 1)
		wantEqual(t, len(claim(t, w, now.Add(lease-time.Second), 5)), 0)
		wantEqual(t, len(claim(t, w, now.Add(lease), 5)), 3)
	})
	t.Run("what was finished is not claimed again, nor finished twice, nor swept again", func(t *testing.T) {
		w := filled(t, 3)
		got := claim(t, w, now, 5)
		must(t, w.FinishReminder(w.ctx, got[0], dsar.ReminderSent, "mail-1", now))
		must(t, w.FinishReminder(w.ctx, got[1], dsar.ReminderObsolete, "", now))
		must(t, w.FinishReminder(w.ctx, got[2], dsar.ReminderFailed, "", now))
		wantEqual(t, len(claim(t, w, now.Add(2*lease), 5)), 0)
		wantEqual(t, len(w.pending(t)), 0)
		wantCode(t, w.FinishReminder(w.ctx, got[0], dsar.ReminderSent, "mail-2", now), dsar.CodeStale)
		wantEqual(t, w.sweep(t, now), 0)
	})
	t.Run("one that was given back is claimed at once", func(t *testing.T) {
		w := filled(t, 1)
		must(t, w.FinishReminder(w.ctx, claim(t, w, now, 5)[0], dsar.ReminderPending, "", now))
		wantEqual(t, len(claim(t, w, now, 5)), 1)
	})
	t.Run("one that is held is claimed when its time comes", func(t *testing.T) {
		w := filled(t, 2)
		must(t, w.HoldReminder(w.ctx, claim(t, w, now, 5)[0], now.Add(time.Hour)))
		wantEqual(t, len(claim(t, w, now.Add(lease), 5)), 1)
		wantEqual(t, len(claim(t, w, now.Add(time.Hour), 5)), 2)
	})
	t.Run("one claim is for one recipient, whose reminder has waited longest", func(t *testing.T) {
		w := filled(t, 2)
		member := newUser(t, w.mine.ws.ID, "m@example.org")
		must(t, w.InsertUser(w.ctx, member))
		later := now.Add(time.Minute)
		wantEqual(t, w.sweep(t, later), 2)
		for _, want := range []string{w.mine.user.ID, member.ID} {
			got := claim(t, w, later, 5)
			wantEqual(t, len(got), 2)
			for _, r := range got {
				wantEqual(t, r.RecipientID, want)
			}
		}
	})
	t.Run("the digest of a day is taken once", func(t *testing.T) {
		w := filled(t, 1)
		ws, user := w.mine.ws.ID, w.mine.user.ID
		wantEqual(t, ok(w.TakeDigest(w.ctx, ws, user, today))(t), true)
		wantEqual(t, ok(w.TakeDigest(w.ctx, ws, user, today))(t), false)
		wantEqual(t, ok(w.TakeDigest(w.ctx, w.them.ws.ID, user, today.AddDays(1)))(t), false)
		must(t, w.UpdateUser(w.ctx, w.mine.user))
		wantEqual(t, ok(w.User(w.ctx, user))(t).DigestOn, today)
		wantEqual(t, ok(w.TakeDigest(w.ctx, ws, user, today.AddDays(1)))(t), true)
	})
	t.Run("what a mail tells is taken back as a whole", func(t *testing.T) {
		w := filled(t, 3)
		got := claim(t, w, now, 5)
		for _, r := range got[:2] {
			must(t, w.FinishReminder(w.ctx, r, dsar.ReminderSent, "mail-1", now))
		}
		must(t, w.FinishReminder(w.ctx, got[2], dsar.ReminderSent, "mail-2", now))
		ok(w.TakeDigest(w.ctx, w.mine.ws.ID, w.mine.user.ID, today))(t)
		wantEqual(t, len(ok(w.RemindersOf(w.ctx, w.mine.ws.ID, "mail-1"))(t)), 2)
		wantEqual(t, len(ok(w.RemindersOf(w.ctx, w.them.ws.ID, "mail-1"))(t)), 0)
		must(t, w.TakeBackReminders(w.ctx, w.mine.ws.ID, "mail-1"))
		wantEqual(t, len(ok(w.RemindersOf(w.ctx, w.mine.ws.ID, "mail-1"))(t)), 0)
		wantEqual(t, len(claim(t, w, now, 5)), 2)
		wantEqual(t, ok(w.TakeDigest(w.ctx, w.mine.ws.ID, w.mine.user.ID, today))(t), true)
	})
	t.Run("workers at once never claim one reminder twice", func(t *testing.T) {
		w := filled(t, 40)
		claimed := claimAtOnce(t, 4, func() ([]string, error) {
			reminders, err := w.ClaimReminders(w.ctx, now, lease, 6)
			var keys []string
			for _, r := range reminders {
				keys = append(keys, r.SubjectOf+r.Kind)
			}
			return keys, err
		})
		wantOnce(t, claimed, 40)
	})
	t.Run("pending ones are listed by their date", func(t *testing.T) {
		w := newWorld(t, open)
		w.addRequest(t, w.mine, awaiting(today.AddDays(7)))
		w.addRequest(t, w.mine, awaiting(today.AddDays(4)))
		w.sweep(t, now)
		got := ok(w.PendingReminders(w.ctx, w.mine.ws.ID, w.mine.user.ID, 10))(t)
		wantEqual(t, slices.IsSortedFunc(got, func(a, b dsar.Reminder) int { return cmp.Compare(a.Date.String(), b.Date.String()) }), true)
		wantEqual(t, len(ok(w.PendingReminders(w.ctx, w.mine.ws.ID, w.mine.user.ID, 1))(t)), 1)
		wantEqual(t, ok(w.CountPendingReminders(w.ctx, w.mine.ws.ID, w.mine.user.ID, 10))(t), len(got))
		wantEqual(t, ok(w.CountPendingReminders(w.ctx, w.mine.ws.ID, w.mine.user.ID, 1))(t), 1)
	})
}
