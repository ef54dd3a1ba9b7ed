package letter_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/letter"
)

var update = flag.Bool("update", false, "write testdata/golden anew; read the difference before committing it")

// TestLettersReadAsApproved compares every letter with the text that was read and
// approved. A difference that is meant also needs a higher version in
// templates/letters/letters.yaml.
func TestLettersReadAsApproved(t *testing.T) {
	set := load(t)
	for _, lang := range set.Languages() {
		for _, regime := range set.Regimes() {
			var b strings.Builder
			for _, kind := range set.Kinds() {
				f := late()
				if kind == dsar.LetterFinalNotice {
					f = silent()
				}
				f.Language, f.Regime, f.Kind = lang, regime, kind
				c := compose(t, f)
				fmt.Fprintf(&b, "##### %s\nSubject: %s\n\n%s\n", c.Template, c.Subject, c.Body)
			}
			golden(t, lang+"."+regime+".txt", b.String())
		}
	}
}

func TestMailsReadAsApproved(t *testing.T) {
	set := load(t)
	for _, lang := range dsar.Languages() {
		var b strings.Builder
		for _, f := range reminders(lang) {
			m, err := set.Reminder(f)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "##### %s %s\nSubject: %s\n\n%s\n", f.Kind, f.Regime, m.Subject, m.Body)
		}
		m, err := set.TestMail(lang)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "##### test\nSubject: %s\n\n%s", m.Subject, m.Body)
		golden(t, lang+".mail.txt", b.String())
	}
}

// reminders has one of every kind, and the variants that read differently.
func reminders(lang string) []letter.ReminderFacts {
	base := letter.ReminderFacts{
		Language: lang, Regime: "eu-gdpr", RecipientName: "Camille Moreau", ControllerName: "Clearview AI, Inc.",
		Reference: "RC-4F7K-29QX", Date: civil.MustParse("2026-10-28"), Link: "https://recourse.example.org/requests/RC-4F7K-29QX",
	}
	with := func(change func(*letter.ReminderFacts)) letter.ReminderFacts {
		f := base
		change(&f)
		return f
	}
	return []letter.ReminderFacts{
		with(func(f *letter.ReminderFacts) { f.Kind, f.Days = "due_soon:7", 7 }),
		with(func(f *letter.ReminderFacts) { f.Kind, f.Days = "due_soon:1", 1 }),
		with(func(f *letter.ReminderFacts) { f.Kind, f.Days = "due_soon:0", 0 }),
		with(func(f *letter.ReminderFacts) { f.Kind = dsar.ReminderComplaintFrom }),
		with(func(f *letter.ReminderFacts) { f.Kind = dsar.ReminderReplyWaits }),
		with(func(f *letter.ReminderFacts) { f.Kind = dsar.ReminderNoReceipt }),
		with(func(f *letter.ReminderFacts) { f.Kind, f.AuthorityName = dsar.ReminderAuthoritySilent, "CNIL" }),
		with(func(f *letter.ReminderFacts) { f.Kind, f.Regime = dsar.ReminderAuthoritySilent, "uk-dpa2018-s166" }),
		with(func(f *letter.ReminderFacts) { f.Kind, f.Regime = dsar.ReminderAuthoritySilent, "ch-fadp" }),
		with(func(f *letter.ReminderFacts) {
			f.Kind, f.Days, f.ClockName, f.ClockAbout = letter.ClockEnds, 7, "N", "A."
		}),
		with(func(f *letter.ReminderFacts) { f.Kind, f.ClockName, f.ClockAbout = letter.ClockEnds, "N", "A." }),
		with(func(f *letter.ReminderFacts) { f.Kind, f.ClockName, f.ClockAbout = letter.ClockEnded, "N", "A." }),
		with(func(f *letter.ReminderFacts) { f.Kind, f.ClockName, f.ClockAbout = letter.ClockOpens, "N", "A." }),
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with go test ./internal/letter -update", err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs (- approved, + now):\n%s", path, diff)
	}
}
