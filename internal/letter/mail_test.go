package letter_test

import (
	"strings"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/letter"
)

func TestRemindersAreWellFormed(t *testing.T) {
	set := load(t)
	for _, lang := range dsar.Languages() {
		for _, full := range reminders(lang) {
			bare := letter.ReminderFacts{Kind: full.Kind, Days: full.Days, Language: lang, ControllerName: "Nordlicht", Link: full.Link}
			for _, f := range []letter.ReminderFacts{full, bare} {
				m, err := set.Reminder(f)
				if err != nil {
					t.Fatal(err)
				}
				if found := leftovers.FindString(m.Subject + "\n" + m.Body); found != "" {
					t.Errorf("%s %s: %q is left in:\n%s\n%s", lang, f.Kind, found, m.Subject, m.Body)
				}
				if !strings.Contains(m.Body, "\n"+f.Link+"\n") || !strings.Contains(m.Subject, f.ControllerName) {
					t.Errorf("%s %s lacks the link or the company:\n%s\n%s", lang, f.Kind, m.Subject, m.Body)
				}
			}
		}
	}
}

func TestReminderSaysTheDay(t *testing.T) {
	f := reminders("en")[0]
	for days, want := range map[int]string{7: "due in 7 days", 1: "due tomorrow", 0: "due today"} {
		f.Days = days
		m, err := load(t).Reminder(f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(m.Subject, want) || !strings.Contains(m.Body, "28 October 2026") {
			t.Errorf("%d days: %q\n%s", days, m.Subject, m.Body)
		}
	}
}

func TestReminderSubjectIsOneLine(t *testing.T) {
	f := reminders("en")[0]
	f.ControllerName = "Evil\r\nBcc: x@example.org"
	m, err := load(t).Reminder(f)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(m.Subject, "\r\n") {
		t.Errorf("subject %q", m.Subject)
	}
}

func TestReminderRefuses(t *testing.T) {
	good := letter.ReminderFacts{Kind: dsar.ReminderNoReceipt, Language: "en", ControllerName: "Nordlicht", Link: "https://x.example", Date: civil.MustParse("2026-01-31")}
	cases := map[string]struct {
		change func(*letter.ReminderFacts)
		want   string
	}{
		"an unknown kind":        {func(f *letter.ReminderFacts) { f.Kind = "birthday" }, `unknown reminder "birthday"; known are due_soon, complaint_from,`},
		"an unknown language":    {func(f *letter.ReminderFacts) { f.Language = "" }, `unknown language ""; known are en, fr, de`},
		"a nameless controller":  {func(f *letter.ReminderFacts) { f.ControllerName = "" }, "name of the controller"},
		"a missing link":         {func(f *letter.ReminderFacts) { f.Link = "" }, "address of the request's page"},
		"a due day that is past": {func(f *letter.ReminderFacts) { f.Kind, f.Days = "due_soon:7", -1 }, "0 days or more"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := good
			c.change(&f)
			if _, err := load(t).Reminder(f); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	if _, err := load(t).TestMail("it"); err == nil {
		t.Error("an unknown language is accepted for the test mail")
	}
}
