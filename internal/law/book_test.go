package law_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/law"
)

func TestUnknownNamesListTheKnownOnes(t *testing.T) {
	book := mustBook(t)
	good := law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: civil.Must(2026, 1, 31)}
	for name, c := range map[string]struct {
		change func(*law.Facts)
		field  string
		known  string
	}{
		"regime":           {func(f *law.Facts) { f.Regime = "mars" }, "regime", "uk-gdpr"},
		"missing regime":   {func(f *law.Facts) { f.Regime = "" }, "regime", "eu-gdpr"},
		"right":            {func(f *law.Facts) { f.Right = "oblivion" }, "right", "erasure"},
		"region":           {func(f *law.Facts) { f.Region = "FR-X" }, "region", "FR-ALSACE-MOSELLE"},
		"missing region":   {func(f *law.Facts) { f.Region = "" }, "region", "NONE"},
		"missing receipt":  {func(f *law.Facts) { f.Received = civil.Date{} }, "received", ""},
		"event without on": {func(f *law.Facts) { f.Events = []law.Event{{Kind: "sent"}} }, "events[0].on", ""},
	} {
		t.Run(name, func(t *testing.T) {
			facts := good
			c.change(&facts)
			_, err := book.Evaluate(facts)
			var fault *law.FactError
			if !errors.As(err, &fault) {
				t.Fatalf("got %v", err)
			}
			if fault.Field != c.field || c.known != "" && !slices.Contains(fault.Known, c.known) {
				t.Errorf("got %+v", fault)
			}
			if !strings.HasPrefix(err.Error(), c.field+": ") || c.known != "" && !strings.Contains(err.Error(), c.known) {
				t.Errorf("the message says %q", err)
			}
		})
	}
}

func TestNamesAndAliasesInAnyCase(t *testing.T) {
	book := mustBook(t)
	for name, id := range map[string]string{
		"gdpr": "eu-gdpr", "EU-GDPR": "eu-gdpr", " uk_gdpr ": "uk-gdpr", "ccpa": "us-ca-ccpa",
		"UK-DPA2018-S164A": "uk-dpa2018-s164A", "fadp": "ch-fadp",
	} {
		if r, err := book.Regime(name); err != nil || r.ID != id {
			t.Errorf("%s is %s, %v", name, r.ID, err)
		}
	}
	r, err := book.Evaluate(law.Facts{Regime: "CCPA", Right: "Delete", Region: "us", Received: civil.Must(2026, 6, 15)})
	if err != nil || r.Regime != "us-ca-ccpa" || r.Right != "erasure" || r.Region != "US" {
		t.Errorf("got %s %s %s, %v", r.Regime, r.Right, r.Region, err)
	}
}

func TestRegimesAreDescribed(t *testing.T) {
	for _, r := range mustBook(t).Regimes() {
		for _, lang := range law.Languages {
			if r.Name(lang) == "" {
				t.Errorf("%s has no name in %s", r.ID, lang)
			}
			for _, right := range r.Rights {
				if right.Name(lang) == "right_"+right.ID {
					t.Errorf("%s of %s has no name in %s", right.ID, r.ID, lang)
				}
			}
		}
		for _, source := range r.Sources {
			if source.Gist.In("fr") == "" || source.LastChecked.IsZero() {
				t.Errorf("%s: %s lacks its gist or the day it was checked", r.ID, source)
			}
		}
	}
}

func TestCitationsAreThoseOfTheLanguage(t *testing.T) {
	r, err := mustBook(t).Evaluate(law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: civil.Must(2026, 9, 1)})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Trace {
		if s.Key != "due" {
			continue
		}
		got := []string{s.Article.Cite("en"), s.Article.Cite("fr"), s.Article.Cite("de"), s.Article.String()}
		want := []string{"GDPR Art. 12(3)", "RGPD, art. 12, § 3", "Art. 12 Abs. 3 DSGVO", "Regulation (EU) 2016/679 Art. 12(3)"}
		if !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
	}
	if got := (law.Reference{Instrument: "Code du travail"}).Cite("de"); got != "Code du travail" {
		t.Errorf("an instrument of one language is cited as %q", got)
	}
}

func TestChapterThreeIsComplete(t *testing.T) {
	eu, err := mustBook(t).Regime("eu-gdpr")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{
		"access", "rectification", "erasure", "restriction", "portability", "objection",
		"objection-direct-marketing", "automated-decision", "authority-silence",
	} {
		if !slices.ContainsFunc(eu.Rights, func(r law.Right) bool { return r.ID == id }) {
			t.Errorf("there is no right %s", id)
		}
	}
}

func TestParseMoment(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026-01-31":                "2026-01-31",
		"2026-09-09T21:00:00-04:00": "2026-09-10",
		"2026-03-28T23:30:00Z":      "2026-03-29",
		"2026-03-28T22:59:59.9Z":    "2026-03-28",
	} {
		if got, _, err := law.ParseMoment(text, paris); err != nil || got.String() != want {
			t.Errorf("%s is %s, %v; want %s", text, got, err, want)
		}
	}
	if got, _, err := law.ParseMoment("2026-03-28T23:30:00+01:00", nil); err != nil || got.String() != "2026-03-28" {
		t.Errorf("without a zone: %s, %v", got, err)
	}
	for _, bad := range []string{"", "31.01.2026", "2026-02-30", "2026-01-31 10:00", "0202-01-31", "0202-01-31T10:00:00Z", "2026-01-31T25:00:00Z"} {
		if got, _, err := law.ParseMoment(bad, paris); err == nil {
			t.Errorf("%q was read as %s", bad, got)
		}
	}
}

func TestDefaultRegion(t *testing.T) {
	book := mustBook(t)
	for country, want := range map[string]string{
		"US-CA": "US", "US-TX": "US", "US-NY": "US",
		"FR": "FR", "de": "DE", "DE-BY": "DE-BY", "DE-XX": "DE", "GB": "GB-ENG", "UK": "GB-ENG", "GB-SCT": "GB-SCT",
		"US-WY": "US", "CH": "CH", "ZZ": "NONE", "": "NONE",
	} {
		if got := book.DefaultRegion(country); got != want {
			t.Errorf("%q has %s, want %s", country, got, want)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	book := mustBook(t)
	facts := law.Facts{Regime: "eu-gdpr", Right: "access", Region: "DE-BY", Received: civil.Must(2026, 1, 31)}
	want, err := book.Evaluate(facts)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				if got, err := book.Evaluate(facts); err != nil || datesOf(got) != datesOf(want) {
					t.Errorf("got %v, %v", datesOf(got), err)
					return
				}
			}
		})
	}
	all.Wait()
}
