package letter_test

import (
	"sync"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/letter"
	"recourse/templates"
)

var loadOnce = sync.OnceValues(func() (*letter.Set, error) { return letter.Load(templates.FS) })

func load(t testing.TB) *letter.Set {
	t.Helper()
	set, err := loadOnce()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func compose(t testing.TB, f letter.Facts) letter.Composed {
	t.Helper()
	c, err := load(t).Compose(f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// each runs the test for every kind of letter in every language and regime.
func each(t *testing.T, facts func() letter.Facts, test func(t *testing.T, c letter.Composed, f letter.Facts)) {
	t.Helper()
	set := load(t)
	for _, lang := range set.Languages() {
		for _, regime := range set.Regimes() {
			for _, kind := range set.Kinds() {
				f := facts()
				f.Language, f.Regime, f.Kind = lang, regime, kind
				t.Run(lang+"/"+regime+"/"+string(kind), func(t *testing.T) { test(t, compose(t, f), f) })
			}
		}
	}
}

// minimal are facts with everything optional missing.
func minimal() letter.Facts {
	return letter.Facts{
		Kind: dsar.LetterAccess, Language: "en", Regime: "eu-gdpr",
		ControllerName: "Nordlicht Versand GmbH",
		Subject:        dsar.Subject{Name: "Camille Moreau"},
	}
}

// late is a case in which nearly everything has happened: a request answered twenty
// days late, with one restriction in the reply.
func late() letter.Facts {
	day := civil.MustParse
	return letter.Facts{
		Kind: dsar.LetterFollowUp, Language: "en", Regime: "eu-gdpr", Reference: "RC-4F7K-29QX",
		ControllerName:    "Clearview AI, Inc.",
		ControllerAddress: "99 Wall Street #5730\nNew York, NY 10005",
		ControllerEmail:   "privacy@clearview.example",
		ControllerCountry: "US",
		Subject: dsar.Subject{
			Name: "Camille Moreau", Email: "camille@example.org",
			Address: "12 rue des Lilas\n75020 Paris", Identifiers: "https://example.org/camille.jpg",
		},
		Today: day("2026-11-24"), SentOn: day("2026-09-25"), ReceivedOn: day("2026-09-28"),
		Due: day("2026-10-28"), ComplaintFrom: day("2026-11-03"), ReplyOn: day("2026-11-17"),
		DaysLate: 20, NewDeadline: day("2026-12-08"),
		IDAskedOn: day("2026-10-06"), LateExtensionOn: day("2026-11-02"),
		Points: []letter.Point{{
			Key: "lookback_limit", Title: "Only recent data are shown",
			Quote: "We provide the data of the past twelve months.", On: day("2026-11-16"),
			Paragraphs: []string{"The law names no period.", "Please supply all data from the beginning."},
			Citations:  []string{"Art. 15(1) GDPR", "CNIL SAN-2022-019"},
		}},
		AuthorityName: "CNIL", AuthorityAddress: "3 place de Fontenoy\n75007 Paris",
		History: []letter.HistoryLine{
			{On: day("2026-10-06"), Kind: dsar.EventIDRequested},
			{On: day("2026-09-25"), Kind: dsar.EventSent},
			{On: day("2026-09-28"), Kind: dsar.EventReceived},
			{On: day("2026-11-17"), Kind: dsar.EventReplyReceived, Text: "A reply of four pages"},
		},
		Enclosures: []string{"Delivery receipt"},
	}
}

// silent is a case in which the controller never answered.
func silent() letter.Facts {
	f := late()
	f.ReplyOn, f.LateExtensionOn, f.IDAskedOn, f.Points, f.History = civil.Date{}, civil.Date{}, civil.Date{}, nil, nil
	f.DaysLate = f.Due.DaysUntil(f.Today)
	return f
}
