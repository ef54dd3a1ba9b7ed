package reminder_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/civil"
	"recourse/internal/reminder"
)

// entry is a reminder about a request of a company, with its legal day.
func entry(kind reminder.Kind, company, on string) reminder.Entry {
	e := reminder.Entry{Reference: "RC-" + company, Controller: company, Link: "https://recourse.example.org/requests/" + company}
	e.Key = reminder.Key{Subject: company, Kind: kind, Recipient: "me", Version: 1}
	if on != "" {
		e.Day = day(on)
	}
	return e
}

// outline writes a mail as its sections with companies and days.
func outline(m reminder.Mail) []string {
	var lines []string
	for _, s := range m.Sections {
		for _, l := range s.Lines {
			lines = append(lines, fmt.Sprintf("%s: %s %s %d", s.Name, l.Controller, l.Key.Kind, l.Days))
		}
		if s.More > 0 {
			lines = append(lines, fmt.Sprintf("%s: and %d more", s.Name, s.More))
		}
	}
	return lines
}

func TestDigest(t *testing.T) {
	to := me(t)
	today := day("2026-03-10")
	entries := []reminder.Entry{
		entry(reminder.DueSoon, "Nordlicht", "2026-03-17"),
		entry(reminder.DueToday, "Aurora", "2026-03-10"),
		entry(reminder.ReplyWaits, "Borealis", "2026-03-03"),
		entry(reminder.Moved, "Meridian", "2026-04-12"),
		entry(reminder.Moved, "Zenith", ""),
		entry(reminder.ComplaintCloses, "Solstice", "2026-03-11"),
		entry(reminder.ComplaintFrom, "Equinox", "2026-03-09"),
	}
	t.Run("urgent first, then by day, those without one last", func(t *testing.T) {
		settled := []reminder.Entry{entry(reminder.DueSoon, "Eclipse", "2026-03-12")}
		mails := reminder.Mails(reminder.Mailing{To: to, Day: today, Entries: entries, Settled: settled})
		if len(mails) != 1 || mails[0].ID != "digest/me/2026-03-10" || !mails[0].Digest {
			t.Fatalf("%+v", mails)
		}
		want := []string{
			"urgent: Solstice complaint_closes 1",
			"action: Borealis reply_waits -7",
			"action: Equinox complaint_from -1",
			"changed: Meridian moved 33",
			"changed: Zenith moved 0",
			"notice: Aurora due_today 0",
			"notice: Nordlicht due_soon 7",
			"settled: Eclipse due_soon 2",
		}
		if diff := cmp.Diff(want, outline(mails[0])); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("the order does not depend on that of the entries", func(t *testing.T) {
		turned := slices.Clone(entries)
		slices.Reverse(turned)
		a := reminder.Mails(reminder.Mailing{To: to, Day: today, Entries: entries})
		b := reminder.Mails(reminder.Mailing{To: to, Day: today, Entries: turned})
		if diff := cmp.Diff(outline(a[0]), outline(b[0])); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("the same reminder twice is one line", func(t *testing.T) {
		mails := reminder.Mails(reminder.Mailing{To: to, Day: today, Entries: slices.Concat(entries, entries)})
		if n := len(mails[0].Keys); n != len(entries) {
			t.Errorf("%d keys", n)
		}
	})
	t.Run("what is left out is counted and still taken care of", func(t *testing.T) {
		var many []reminder.Entry
		for i := range 60 {
			many = append(many, entry(reminder.ReplyWaits, fmt.Sprintf("Company %02d", i), "2026-03-03"))
		}
		mails := reminder.Mails(reminder.Mailing{To: to, Day: today, Entries: many, PerSection: 50})
		lines := outline(mails[0])
		if len(lines) != 51 || lines[50] != "action: and 10 more" || len(mails[0].Keys) != 60 {
			t.Errorf("%d lines, the last %q, %d keys", len(lines), lines[len(lines)-1], len(mails[0].Keys))
		}
	})
	t.Run("nothing due is no mail, even if something was settled", func(t *testing.T) {
		if mails := reminder.Mails(reminder.Mailing{To: to, Day: today, Settled: entries}); len(mails) > 0 {
			t.Errorf("%+v", mails)
		}
	})
	t.Run("single mails by choice, urgent ones first, each with an id of its own", func(t *testing.T) {
		single := to
		single.Singles = true
		mails := reminder.Mails(reminder.Mailing{To: single, Day: today, Entries: entries, Settled: entries})
		ids := make(map[string]bool)
		for _, m := range mails {
			ids[m.ID] = true
			if len(m.Sections) != 1 || len(m.Sections[0].Lines) != 1 || len(m.Keys) != 1 || m.Digest {
				t.Errorf("%+v", m)
			}
		}
		if len(ids) != len(entries) || mails[0].Sections[0].Lines[0].Controller != "Solstice" {
			t.Errorf("%d ids; first %s", len(ids), outline(mails[0]))
		}
	})
	t.Run("after the digest of the day only what is of no use tomorrow goes out", func(t *testing.T) {
		late := slices.Clone(entries)
		late[1].Until = today
		late[5].Until = day("2026-03-11")
		mails := reminder.Mails(reminder.Mailing{To: to, Day: today, Entries: late, DigestGone: true})
		if len(mails) != 1 || mails[0].Sections[0].Lines[0].Controller != "Aurora" {
			t.Errorf("%+v", mails)
		}
	})
}

func TestDigestDay(t *testing.T) {
	apia, pago := me(t), me(t)
	apia.Zone, pago.Zone = zone(t, "Pacific/Kiritimati"), zone(t, "Pacific/Pago_Pago")
	weekend := me(t)
	weekend.DaysOff = []time.Weekday{time.Saturday, time.Sunday}
	for name, c := range map[string]struct {
		to   reminder.Recipient
		now  string
		want string
		come bool
	}{
		"a second before the hour":                          {me(t), "2026-03-10T07:59:59+01:00", "2026-03-10", false},
		"at the hour":                                       {me(t), "2026-03-10T08:00:00+01:00", "2026-03-10", true},
		"fourteen hours ahead it is tomorrow":               {apia, "2026-03-10T18:00:00Z", "2026-03-11", true},
		"eleven hours behind it is yesterday":               {pago, "2026-03-10T10:59:59Z", "2026-03-09", true},
		"eleven hours behind, a new day began":              {pago, "2026-03-10T11:00:00Z", "2026-03-10", false},
		"a day off has a digest, too, for what cannot wait": {weekend, "2026-03-14T09:00:00+01:00", "2026-03-14", true},
	} {
		t.Run(name, func(t *testing.T) {
			got, come := reminder.DigestDay(c.to, instant(t, c.now))
			if got != day(c.want) || come != c.come {
				t.Errorf("%s %v, want %s %v", got, come, c.want, c.come)
			}
		})
	}
}

func TestUnsubscribeHeaders(t *testing.T) {
	got, err := reminder.UnsubscribeHeaders("https://recourse.example.org/unsubscribe/s3cret")
	want := []reminder.Header{
		{Name: "List-Unsubscribe", Value: "<https://recourse.example.org/unsubscribe/s3cret>"},
		{Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	t.Run("without https there is no one click", func(t *testing.T) {
		got, err := reminder.UnsubscribeHeaders("http://127.0.0.1:8080/unsubscribe/s3cret")
		if err != nil || len(got) != 1 || got[0].Name != "List-Unsubscribe" {
			t.Errorf("%v %v", got, err)
		}
	})
	for name, address := range map[string]string{
		"a path": "/unsubscribe/s3cret", "nothing": "", "another scheme": "javascript:alert(s3cret)", "a line break": "https://x.example/s3cret\r\nBcc: y",
		"a password": "https://me:s3cret@x.example/", "no host": "https:///s3cret",
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			got, err := reminder.UnsubscribeHeaders(address)
			if err == nil {
				t.Fatalf("%v", got)
			}
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the error repeats the secret: %v", err)
			}
		})
	}
	t.Run("what could end the address is escaped", func(t *testing.T) {
		got, err := reminder.UnsubscribeHeaders("https://x.example/a>,<https://evil.example/")
		if err != nil || strings.Count(got[0].Value, ">") != 1 {
			t.Errorf("%v %v", got, err)
		}
	})
}

func TestEscalate(t *testing.T) {
	member := func(id string, absences ...reminder.Absence) reminder.Member {
		m := reminder.Member{Recipient: me(t), Absences: absences}
		m.ID = id
		return m
	}
	away := reminder.Absence{From: day("2026-03-09"), Until: day("2026-03-20")}
	open := func(kind reminder.Kind, sent, acted string) reminder.Open {
		sentAt := at9(t, sent)
		return reminder.Open{
			Reminder: entry(kind, "Nordlicht", "2026-03-10").Reminder, SentAt: sentAt,
			Acted: acted != "" && !at9(t, acted).Before(sentAt),
		}
	}
	for name, c := range map[string]struct {
		who    reminder.Member
		open   reminder.Open
		owners []reminder.Member
		want   []string
	}{
		"a caseworker who is away":                    {member("cw", away), open(reminder.ReplyWaits, "2026-03-10", ""), []reminder.Member{member("owner")}, []string{"owner absent"}},
		"on the last day of being away":               {member("cw", reminder.Absence{Until: day("2026-03-10")}), open(reminder.ReplyWaits, "2026-03-10", ""), []reminder.Member{member("owner")}, []string{"owner absent"}},
		"back again":                                  {member("cw", reminder.Absence{Until: day("2026-03-09")}), open(reminder.ReplyWaits, "2026-03-10", ""), []reminder.Member{member("owner")}, nil},
		"away without an end":                         {member("cw", reminder.Absence{From: day("2026-03-01")}), open(reminder.ReplyWaits, "2026-03-10", ""), []reminder.Member{member("owner")}, []string{"owner absent"}},
		"no day given is no absence":                  {member("cw", reminder.Absence{}), open(reminder.ReplyWaits, "2026-03-10", ""), []reminder.Member{member("owner")}, nil},
		"away, and it is only good to know":           {member("cw", away), open(reminder.DueSoon, "2026-03-10", ""), []reminder.Member{member("owner")}, nil},
		"away, and somebody has acted":                {member("cw", away), open(reminder.ReplyWaits, "2026-03-09", "2026-03-09"), []reminder.Member{member("owner")}, nil},
		"urgent and nobody acts for a week":           {member("cw"), open(reminder.Bounce, "2026-03-03", ""), []reminder.Member{member("owner")}, []string{"owner idle"}},
		"urgent for six days":                         {member("cw"), open(reminder.Bounce, "2026-03-04", ""), []reminder.Member{member("owner")}, nil},
		"urgent, last touched before the reminder":    {member("cw"), open(reminder.Bounce, "2026-03-03", "2026-03-02"), []reminder.Member{member("owner")}, []string{"owner idle"}},
		"it can wait, and nobody acts for a week":     {member("cw"), open(reminder.ReplyWaits, "2026-03-03", ""), []reminder.Member{member("owner")}, []string{"owner idle"}},
		"good to know, and nobody acts":               {member("cw"), open(reminder.DueSoon, "2026-02-01", ""), []reminder.Member{member("owner")}, nil},
		"a day of the caseworker's own":               {member("cw", away), open(reminder.Own, "2026-03-01", ""), []reminder.Member{member("owner")}, nil},
		"what was escalated goes no further":          {member("cw"), open(reminder.Escalated, "2026-02-01", ""), []reminder.Member{member("owner")}, nil},
		"every owner is told":                         {member("cw"), open(reminder.Bounce, "2026-03-03", ""), []reminder.Member{member("a"), member("b")}, []string{"a idle", "b idle"}},
		"an owner who is away is passed over":         {member("cw"), open(reminder.Bounce, "2026-03-03", ""), []reminder.Member{member("a", away), member("b")}, []string{"b idle"}},
		"if all owners are away they are told":        {member("cw"), open(reminder.Bounce, "2026-03-03", ""), []reminder.Member{member("a", away)}, []string{"a idle"}},
		"the only owner is not told about themselves": {member("a"), open(reminder.Bounce, "2026-03-03", ""), []reminder.Member{member("a")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range reminder.Escalate(reminder.Escalating{Caseworker: c.who, Open: []reminder.Open{c.open}, Owners: c.owners, IdleDays: 7, Now: at9(t, "2026-03-10")}) {
				got = append(got, e.Key.Recipient+" "+string(e.Reason))
				if e.Key.Kind != reminder.Escalated || e.Key.Of != c.open.Reminder.Key.Kind || e.Caseworker != c.who.ID || e.Urgency() != reminder.Urgent {
					t.Errorf("%+v", e)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("an owner who wants no reminders gets none", func(t *testing.T) {
		off := member("owner")
		off.Off = true
		if got := reminder.Escalate(reminder.Escalating{
			Caseworker: member("cw"), Open: []reminder.Open{open(reminder.Bounce, "2026-03-03", "")}, Owners: []reminder.Member{off}, IdleDays: 7, Now: at9(t, "2026-03-10"),
		}); len(got) > 0 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("nobody is told where the workspace wants it so", func(t *testing.T) {
		if got := reminder.Escalate(reminder.Escalating{
			Caseworker: member("cw", away), Open: []reminder.Open{open(reminder.Bounce, "2026-02-03", "")}, Owners: []reminder.Member{member("owner")}, Now: at9(t, "2026-03-10"),
		}); len(got) > 0 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a plan leaves an escalation alone", func(t *testing.T) {
		in := reminder.Input{Request: waiting(), To: me(t), Now: at9(t, "2026-03-01")}
		in.Told = []reminder.Told{{Key: reminder.Key{Subject: "r", Kind: reminder.Escalated, Of: reminder.DueSoon, Recipient: "me"}, Day: civil.Date{}, Pending: true}}
		if plan := reminder.Make(in); len(plan.Cancel) > 0 {
			t.Error("it is withdrawn")
		}
	})
}

func TestKindsAndUrgencies(t *testing.T) {
	for _, kind := range reminder.Kinds() {
		if name := kind.Urgency().String(); name == "" || !kind.Known() {
			t.Errorf("%s: %q", kind, name)
		}
	}
	if reminder.Kind("birthday").Known() {
		t.Error("an unknown kind is known")
	}
}
