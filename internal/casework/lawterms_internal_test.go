package casework

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/letter"
	"recourse/internal/restriction"
	"recourse/templates"
)

var updateLetters = flag.Bool("update-letters", false, "write testdata/letters anew; read the difference before committing it")

// letterRight is the right that a request letter of the kind asks for first.
var letterRight = map[dsar.LetterKind]dsar.Right{
	dsar.LetterAccess: dsar.RightAccess, dsar.LetterErasure: dsar.RightErasure, dsar.LetterAccessErasure: dsar.RightErasure,
	dsar.LetterRectification: dsar.RightRectification, dsar.LetterPortability: dsar.RightPortability,
	dsar.LetterObjection: dsar.RightObjection, dsar.LetterRestriction: dsar.RightRestriction,
}

// knowledge is loaded once: that takes longer than most tests.
var knowledge = sync.OnceValues(func() (o Options, err error) {
	var errs [3]error
	o.Law, errs[0] = law.Default()
	o.Letters, errs[1] = letter.Load(templates.FS)
	o.Detector, errs[2] = restriction.Default()
	return o, errors.Join(errs[:]...)
})

func lawfulService(t *testing.T) *Service {
	t.Helper()
	o, err := knowledge()
	if err != nil {
		t.Fatal(err)
	}
	return New(o)
}

// lateLetter is a letter about a request that was answered late, and not in full.
func lateLetter(s *Service, t *testing.T, regime, lang string, kind dsar.LetterKind, rights ...dsar.Right) letter.Composed {
	t.Helper()
	received := civil.Must(2026, 3, 2)
	terms, err := s.letterTerms(regime, lang, received)
	if err != nil {
		t.Fatal(err)
	}
	f := letter.Facts{
		Kind: kind, Language: lang, Regime: regime, Rights: rights, Terms: terms, Reference: "RC-4F7K-29QX",
		ControllerName: "Example Company", ControllerAddress: "1 Long Road\nExampletown", ControllerEmail: "privacy@example.com",
		Subject: dsar.Subject{Name: "Camille Moreau", Email: "camille@example.org"},
		Today:   civil.Must(2026, 9, 1), SentOn: received, ReceivedOn: received, Due: civil.Must(2026, 4, 16),
		ReplyOn: civil.Must(2026, 6, 1), DaysLate: 46, NewDeadline: civil.Must(2026, 9, 15),
		Points: []letter.Point{{Key: "partial_answer", Title: "Point", Quote: "…", On: civil.Must(2026, 6, 1)}},
	}
	if kind == dsar.LetterIDAnswer {
		f.IDAskedOn = civil.Must(2026, 3, 5)
	}
	c, err := s.Letters.Compose(f)
	if err != nil {
		t.Fatalf("%s %s %s: %v", regime, lang, kind, err)
	}
	return c
}

var unfilled = regexp.MustCompile(`\{\w*\}|<no value>|\(\)|\( |  `)

// Every law that asks controllers has every letter for every right that it knows, in
// every language, and no gap is left in any.
func TestEveryLawHasItsLetters(t *testing.T) {
	s := lawfulService(t)
	for _, id := range s.requestRegimes() {
		regime, err := s.Law.Regime(id)
		if err != nil {
			t.Fatal(err)
		}
		known := func(r dsar.Right) bool {
			return slices.ContainsFunc(regime.Rights, func(x law.Right) bool { return x.ID == string(r) })
		}
		for _, right := range dsar.Rights() {
			if !known(right) {
				continue
			}
			for _, kind := range s.Letters.Kinds() {
				if own, isRequest := letterRight[kind]; isRequest && own != right {
					continue
				}
				for _, lang := range s.Letters.Languages() {
					c := lateLetter(s, t, id, lang, kind, right)
					if gap := unfilled.FindString(c.Subject + "\n" + c.Body); gap != "" {
						t.Errorf("%s %s %s %s has the gap %q in:\n%s", id, right, kind, lang, gap, c.Body)
					}
				}
			}
		}
	}
}

// A letter of the general family speaks of no other law.
func TestGeneralLettersCiteTheirOwnLawOnly(t *testing.T) {
	s := lawfulService(t)
	foreign := regexp.MustCompile(`\b(GDPR|RGPD|DSGVO|C-\d+/\d+|CCPA|Civil Code|FADP)\b`)
	for _, id := range s.requestRegimes() {
		if slices.Contains(s.Letters.Regimes(), id) || strings.HasPrefix(id, "eu-") || strings.HasPrefix(id, "uk-") || id == "fr-health-record" {
			continue
		}
		for _, kind := range []dsar.LetterKind{dsar.LetterAccess, dsar.LetterFinalNotice, dsar.LetterComplaint} {
			for _, lang := range s.Letters.Languages() {
				c := lateLetter(s, t, id, lang, kind, dsar.RightAccess)
				if found := foreign.FindString(c.Body); found != "" {
					t.Errorf("%s %s %s speaks of %q:\n%s", id, kind, lang, found, c.Body)
				}
			}
		}
	}
}

// A period that the law does not name is not named in its letter.
func TestALawWithoutAFigureSetsNoPeriod(t *testing.T) {
	s := lawfulService(t)
	c := lateLetter(s, t, "jp-appi", "en", dsar.LetterAccess, dsar.RightAccess)
	if strings.Contains(c.Body, "The period for your answer") || !strings.Contains(c.Body, "without undue delay") {
		t.Error(c.Body)
	}
}

func TestGeneralLettersReadAsApproved(t *testing.T) {
	s := lawfulService(t)
	for _, id := range []string{"br-lgpd", "us-va-vcdpa"} {
		for _, lang := range s.Letters.Languages() {
			var b strings.Builder
			for _, kind := range s.Letters.Kinds() {
				rights := []dsar.Right{dsar.RightAccess}
				if right, ok := letterRight[kind]; ok && right != dsar.RightErasure {
					rights = []dsar.Right{right}
				} else if ok {
					rights = append(rights, right)
				}
				if kind == dsar.LetterErasure {
					rights = rights[1:]
				}
				if kind == dsar.LetterRestriction || kind == dsar.LetterObjection && id == "us-va-vcdpa" {
					continue // rights that these laws do not know
				}
				c := lateLetter(s, t, id, lang, kind, rights...)
				fmt.Fprintf(&b, "##### %s\nSubject: %s\n\n%s\n", c.Template, c.Subject, c.Body)
			}
			approved(t, lang+"."+id+".txt", b.String())
		}
	}
}

func approved(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "letters", name)
	if *updateLetters {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-approved +now):\n%s", name, diff)
	}
}
