package law_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/internal/law"
)

// told writes a reading as "key day", with "!" if the complaint waits for it and "-" if
// it is information only.
func told(r law.Reading) string {
	s := r.Key + " " + r.Due.String()
	if r.Region != "" {
		s += " " + r.Region
	}
	switch {
	case r.Governs:
		s += " !"
	case r.ComplaintFrom.IsZero():
		s += " -"
	}
	return s
}

func TestReadingsStandBesideTheDate(t *testing.T) {
	book := mustBook(t)
	for name, c := range map[string]struct {
		facts law.Facts
		want  []string
	}{
		"where nothing is contested there is one": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01")},
			[]string{"reference 2026-10-01 !"},
		},
		"an extension counted from a short month is earlier and not used": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-01-31")},
			[]string{"reference 2026-03-02 !", "chained_extension 2026-04-28 -"},
		},
		"a complaint waits for the restart, and no pause is information": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-03-03"), Events: []law.Event{
				{Kind: law.IDRequested, On: on("2026-03-04")}, {Kind: law.IDReceived, On: on("2026-03-09")},
			}},
			[]string{"reference 2026-04-08", "restart 2026-04-09 !", "no_pause 2026-04-03 -"},
		},
		"the holidays of the country beside those of the region": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "DE-BY", Received: on("2025-12-06")},
			[]string{"reference 2026-01-07 !", "national_calendar 2026-01-06 DE -"},
		},
		"and those of the regions beside the country's": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "DE", Received: on("2025-12-06")},
			[]string{
				"reference 2026-01-06 !", "regional_calendar 2026-01-07 DE-BW -", "regional_calendar 2026-01-07 DE-BY -",
				"regional_calendar 2026-01-07 DE-ST -",
			},
		},
		"the sender's own day is information": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-02"), SenderReceived: on("2026-09-01")},
			[]string{"reference 2026-10-02 !", "sender_zone 2026-10-01 -"},
		},
		"a British complaint waits for England": {
			law.Facts{Regime: "uk-gdpr", Right: "access", Region: "GB-SCT", Received: on("2026-03-06")},
			[]string{"reference 2026-04-06", "other_calendar 2026-04-07 GB-ENG !"},
		},
		"a Californian one for the moved day": {
			law.Facts{Regime: "us-ca-ccpa", Right: "access", Region: "US", Received: on("2026-06-03")},
			[]string{"reference 2026-07-18", "moved 2026-07-20 !"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := book.Evaluate(c.facts)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, reading := range r.Readings {
				got = append(got, told(reading))
				if reading.Governs && reading.ComplaintFrom != r.ComplaintFrom {
					t.Errorf("%s governs, but a complaint is possible from %s", reading.Key, r.ComplaintFrom)
				}
				if reading.Reference == nil || reading.Reference.IsZero() {
					t.Errorf("%s has no source", reading.Key)
				}
				for _, lang := range law.Languages {
					if text := reading.Text(lang); !strings.Contains(text, "2026") || strings.ContainsAny(text, "{_}") {
						t.Errorf("%s in %s: %q", reading.Key, lang, text)
					}
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestNoReadingAllowsAComplaintWhileAQuestionIsOpen(t *testing.T) {
	r, err := mustBook(t).Evaluate(law.Facts{
		Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"),
		Events: []law.Event{{Kind: law.IDRequested, On: on("2026-09-03")}},
	})
	if err != nil || len(r.Readings) == 0 {
		t.Fatalf("%d readings, %v", len(r.Readings), err)
	}
	for _, reading := range r.Readings {
		if !reading.ComplaintFrom.IsZero() {
			t.Errorf("%s allows one from %s", reading.Key, reading.ComplaintFrom)
		}
	}
}
