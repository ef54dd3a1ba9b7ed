package letter_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/letter"
)

func TestEveryLetterIsWellFormed(t *testing.T) {
	for name, facts := range map[string]func() letter.Facts{
		"with everything known":         late,
		"without an answer":             silent,
		"with everything optional gone": minimal,
	} {
		t.Run(name, func(t *testing.T) { each(t, facts, wellFormed) })
	}
}

// leftovers are traces of a template that did not find what it names, and of
// sentences whose middle is missing.
var leftovers = regexp.MustCompile(`<no value>|<nil>|\{\{|\}\}|\{\}|%!|\(\)|“”|„“|« *»|  |\t| \n|\n\n\n|\n [^ ]| \.|,,|\.\.`)

func wellFormed(t *testing.T, c letter.Composed, f letter.Facts) {
	if found := leftovers.FindString(c.Subject + "\n" + c.Body); found != "" {
		t.Errorf("%q is left in:\n%s\n%s", found, c.Subject, c.Body)
	}
	if !strings.HasSuffix(c.Body, "\n") || strings.HasSuffix(c.Body, "\n\n") || strings.HasPrefix(c.Body, "\n") {
		t.Errorf("the body begins or ends with a blank line: %q", c.Body)
	}
	if c.Kind != f.Kind || c.Language != f.Language || !strings.HasPrefix(c.Template, fmt.Sprintf("%s/%s@", f.Kind, f.Language)) {
		t.Errorf("composed as %q, %q, %q", c.Kind, c.Language, c.Template)
	}
	if !strings.HasPrefix(c.Body, f.Subject.Name+"\n") || !strings.HasSuffix(c.Body, "\n"+f.Subject.Name+"\n") {
		t.Error("the letter does not begin and end with the name of its writer")
	}
	if f.Reference != "" && (!strings.Contains(c.Subject, f.Reference) || !strings.Contains(c.Body, f.Reference)) {
		t.Error("the reference is missing in subject or body")
	}
}

// spelledDate finds days as the languages write them.
var spelledDate = regexp.MustCompile(`\b\d{1,2}(?:er|\.|º)?[  ](?:de )?\p{L}+[  ](?:de )?\d{4}\b`)

func TestALetterPrintsOnlyDaysItWasGiven(t *testing.T) {
	ofLaw := []string{"2026-03-19", "2022-01-01"} // judgment C-526/24; Cal. Civ. Code 1798.130(a)(2)(B)
	check := func(t *testing.T, c letter.Composed, f letter.Facts) {
		known := []civil.Date{f.Today, f.SentOn, f.ReceivedOn, f.Due, f.ReplyOn, f.NewDeadline, f.LateExtensionOn, f.IDAskedOn}
		for _, p := range f.Points {
			known = append(known, p.On)
		}
		for _, day := range ofLaw {
			known = append(known, civil.MustParse(day))
		}
		for _, found := range spelledDate.FindAllString(c.Body, -1) {
			if !slices.ContainsFunc(known, func(d civil.Date) bool { return letter.FormatDate(f.Language, d) == found }) {
				t.Errorf("prints %q, which is none of the days it was given", found)
			}
		}
	}
	t.Run("with everything known", func(t *testing.T) { each(t, late, check) })
	t.Run("with everything optional gone", func(t *testing.T) { each(t, minimal, check) })
}

func TestAccessAsksForEveryItemOfTheLaw(t *testing.T) {
	items := map[string]int{"eu-gdpr": 8, "uk-gdpr": 8, "ch-fadp": 7, "us-ca-ccpa": 7}
	each(t, minimal, func(t *testing.T, c letter.Composed, f letter.Facts) {
		if f.Kind != dsar.LetterAccess && f.Kind != dsar.LetterAccessErasure {
			t.Skip("does not ask for access")
		}
		last := -1
		for i := range items[f.Regime] {
			mark := string(rune('a'+i)) + ") "
			if f.Language == "en" {
				mark = "(" + mark
			}
			at := strings.Index(c.Body, "\n"+mark)
			if at <= last {
				t.Errorf("item %s is missing or out of order", mark)
			}
			last = at
		}
	})
}

func TestAccessAsksForEverythingFromTheBeginning(t *testing.T) {
	whole := map[string]string{
		"en": "without any limit in time", "fr": "sans aucune limite dans le temps", "de": "ohne jede zeitliche Grenze",
		"it": "senza alcun limite di tempo", "es": "sin ningún límite temporal", "nl": "zonder enige beperking in de tijd",
	}
	since2022 := map[string]string{
		"en": "on or after 1 January 2022", "fr": "à partir du 1er janvier 2022", "de": "am oder nach dem 1. Januar 2022",
		"it": "a partire dal 1º gennaio 2022", "es": "a partir del 1 de enero de 2022", "nl": "vanaf 1 januari 2022",
	}
	each(t, minimal, func(t *testing.T, c letter.Composed, f letter.Facts) {
		if f.Kind != dsar.LetterAccess && f.Kind != dsar.LetterAccessErasure {
			t.Skip("does not ask for access")
		}
		want := whole[f.Language]
		if f.Regime == "us-ca-ccpa" { // the default is twelve months unless asked otherwise
			want = since2022[f.Language]
		}
		if !strings.Contains(c.Body, want) {
			t.Errorf("does not say %q", want)
		}
	})
}

func TestErasureWaitsForAccess(t *testing.T) {
	for lang, marks := range map[string][3]string{
		"en": {"\n(a) ", "takes effect only when you have answered the request for access in full", "Article 17"},
		"fr": {"\na) ", "ne prend effet qu’une fois que vous aurez répondu intégralement à la demande d’accès", "l’article 17 "},
		"de": {"\na) ", "wird erst wirksam, wenn Sie die Auskunft vollständig erteilt haben", "Art. 17 "},
		"it": {"\na) ", "ha effetto soltanto quando avrete risposto integralmente alla richiesta di accesso", "dell’art. 17 "},
		"es": {"\na) ", "solo surte efecto cuando hayan respondido íntegramente a la solicitud de acceso", "artículo 17 "},
		"nl": {"\na) ", "wordt pas van kracht wanneer u het verzoek om inzage volledig hebt beantwoord", "artikel 17 "},
	} {
		t.Run(lang, func(t *testing.T) {
			f := minimal()
			f.Language, f.Kind = lang, dsar.LetterAccessErasure
			body := compose(t, f).Body
			last := -1
			for _, mark := range marks {
				at := strings.Index(body, mark)
				if at <= last {
					t.Errorf("%q is missing or out of order", mark)
				}
				last = at
			}
		})
	}
	t.Run("a letter for access never asks for erasure too", func(t *testing.T) {
		f := minimal()
		f.Rights = []dsar.Right{dsar.RightAccess, dsar.RightErasure}
		if body := compose(t, f).Body; strings.Contains(body, "that you erase all personal data") {
			t.Error("asks for erasure without its place in the sequence")
		}
	})
	t.Run("a letter for erasure never asks for access again", func(t *testing.T) {
		f := minimal()
		f.Kind, f.Rights = dsar.LetterErasure, []dsar.Right{dsar.RightAccess, dsar.RightErasure}
		if body := compose(t, f).Body; strings.Contains(body, "I request access") {
			t.Error("asks for access")
		}
	})
}

func TestARequestAsksForEveryOtherRightToo(t *testing.T) {
	f := minimal()
	f.Rights = []dsar.Right{dsar.RightObjection, dsar.RightAccess, dsar.RightPortability}
	c := compose(t, f)
	for _, want := range []string{"under Article 15 GDPR", "under Article 20 GDPR", "under Article 21 GDPR"} {
		if !strings.Contains(c.Body, want) {
			t.Errorf("does not say %q", want)
		}
	}
	t.Run("with its own period where that differs", func(t *testing.T) {
		f := f
		f.Regime = "us-ca-ccpa"
		body := compose(t, f).Body
		if strings.Count(body, "within 45 calendar days") != 1 || strings.Count(body, "within 15 business days") != 1 {
			t.Errorf("the periods are not named once each:\n%s", body)
		}
	})
	t.Run("and does not oppose the erasure it asks for", func(t *testing.T) {
		for _, regime := range load(t).Regimes() {
			f := minimal()
			f.Regime, f.Kind, f.Rights = regime, dsar.LetterErasure, []dsar.Right{dsar.RightErasure, dsar.RightRestriction}
			if body := compose(t, f).Body; strings.Contains(body, "I oppose erasure") || strings.Contains(body, "do not ask for their deletion") {
				t.Errorf("%s:\n%s", regime, body)
			}
		}
	})
	t.Run("and later letters cite all of them", func(t *testing.T) {
		f.Kind = dsar.LetterFollowUp
		if want := "Articles 15, 20 and 21 GDPR"; !strings.Contains(compose(t, f).Subject, want) {
			t.Errorf("the subject does not cite %q", want)
		}
	})
}

func TestDetails(t *testing.T) {
	own := "My name is spelt Moreau,\nnot Moro."
	for _, kind := range []dsar.LetterKind{dsar.LetterRectification, dsar.LetterObjection, dsar.LetterRestriction} {
		f := minimal()
		f.Kind, f.Details = kind, own
		if !strings.Contains(compose(t, f).Body, "\n\n"+own+"\n\n") {
			t.Errorf("%s does not contain the person's own words", kind)
		}
	}
	t.Run("an objection without grounds concerns direct marketing only", func(t *testing.T) {
		f := minimal()
		f.Kind = dsar.LetterObjection
		body := compose(t, f).Body
		if !strings.Contains(body, "direct marketing") || strings.Contains(body, "particular situation") {
			t.Errorf("reads:\n%s", body)
		}
	})
}

func TestALetterCitesItsOwnLawOnly(t *testing.T) {
	foreign := map[string]*regexp.Regexp{
		"eu-gdpr":    regexp.MustCompile(`UK GDPR|RGPD britannique|UK-DSGVO|del Regno Unito|del Reino Unido|Data Protection Act|FADP|\bLPD\b|\bDSG\b|1798|CCPA`),
		"uk-gdpr":    regexp.MustCompile(`Article 77|article 77|Art\. 77|art\. 77|artículo 77|artikel 77|\bAVG\b|FADP|\bLPD\b|\bDSG\b|1798|CCPA|C-526/24`),
		"ch-fadp":    regexp.MustCompile(`GDPR|RGPD|DSGVO|\bAVG\b|Data Protection Act 2018|1798|CCPA|C-\d{3}/\d\d`),
		"us-ca-ccpa": regexp.MustCompile(`GDPR|RGPD|DSGVO|\bAVG\b|Data Protection Act 2018|FADP|\bLPD\b|\bDSG\b|C-\d{3}/\d\d`),
	}
	own := func() letter.Facts {
		f := late()
		f.Points = nil
		f.Rights = dsar.Rights()
		return f
	}
	each(t, own, func(t *testing.T, c letter.Composed, f letter.Facts) {
		if found := foreign[f.Regime].FindString(c.Subject + "\n" + c.Body); found != "" {
			t.Errorf("cites %q", found)
		}
	})
}

func TestTypography(t *testing.T) {
	each(t, minimal, func(t *testing.T, c letter.Composed, f letter.Facts) {
		bad := regexp.MustCompile(`"`)
		switch {
		case f.Language == "fr":
			bad = regexp.MustCompile(`"|'| [:;?!»]|« `)
		case f.Language == "it" || f.Language == "es":
			bad = regexp.MustCompile(`"|'|“|„|« | »`)
		case f.Language == "nl":
			bad = regexp.MustCompile(`"|'|„|«`)
		case f.Language == "de" && f.Regime == "ch-fadp":
			bad = regexp.MustCompile(`"|ß|„|“`)
		}
		if at := bad.FindStringIndex(c.Body); at != nil {
			t.Errorf("%q", c.Body[max(0, at[0]-30):min(len(c.Body), at[1]+30)])
		}
	})
	t.Run("leaves names alone", func(t *testing.T) {
		f := minimal()
		f.Language, f.Regime, f.ControllerName = "de", "ch-fadp", "Weiß & Söhne"
		if !strings.Contains(compose(t, f).Body, "Weiß & Söhne") {
			t.Error("the controller's name was respelt")
		}
	})
}

func TestTextOfPeopleIsInert(t *testing.T) {
	const evil = `{{.Subject.Email}}{{template "close" .}}{{end}}<no-html> {} %s`
	f := late()
	f.Language = "fr"
	f.ControllerName, f.Subject.Name, f.Subject.Identifiers, f.Details = evil, evil, evil, evil
	f.Points[0].Title, f.Points[0].Quote, f.Points[0].Paragraphs = evil, evil, []string{evil}
	f.History[0].Text, f.AuthorityName = evil, evil
	for _, kind := range load(t).Kinds() {
		f.Kind = kind
		c := compose(t, f)
		if !strings.Contains(c.Body, evil) {
			t.Errorf("%s: the text was changed:\n%s", kind, c.Body)
		}
	}
}

func TestNamesCannotBreakOut(t *testing.T) {
	f := late()
	f.Kind = dsar.LetterComplaint
	f.ControllerName = "Evil\r\nBcc: everybody@example.org\x00\u2028\u202e Ltd"
	f.Reference = "RC\n1"
	c := compose(t, f)
	if want := "Complaint under Article 77 GDPR against Evil Bcc: everybody@example.org Ltd (RC 1)"; c.Subject != want {
		t.Errorf("subject %q, want %q", c.Subject, want)
	}
	if strings.ContainsAny(c.Body, "\r\x00\u2028\u202e") {
		t.Errorf("control characters are left in %q", c.Body)
	}
}

func TestComposeRefuses(t *testing.T) {
	cases := map[string]struct {
		change func(*letter.Facts)
		want   string
	}{
		"an unknown kind":         {func(f *letter.Facts) { f.Kind = "poem" }, `unknown letter "poem"; known are access, erasure, access_erasure,`},
		"an unknown language":     {func(f *letter.Facts) { f.Language = "pl" }, `unknown language "pl"; known are en, fr, de, it, es, nl`},
		"an unknown regime":       {func(f *letter.Facts) { f.Regime = "br-lgpd" }, `the regime "br-lgpd" has no letters of its own, which eu-gdpr, uk-gdpr, ch-fadp, us-ca-ccpa have, and its terms are not given`},
		"an unknown right":        {func(f *letter.Facts) { f.Rights = []dsar.Right{"sleep"} }, `unknown right "sleep"; known are access, rectification,`},
		"a nameless controller":   {func(f *letter.Facts) { f.ControllerName = " \n" }, "a letter needs the name of the controller"},
		"a nameless data subject": {func(f *letter.Facts) { f.Subject.Name = "" }, "a letter needs the name of the data subject"},
		"a point without a title": {func(f *letter.Facts) { f.Points = []letter.Point{{Key: "fee_demand"}} }, `the point "fee_demand" has no title`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := minimal()
			c.change(&f)
			_, err := load(t).Compose(f)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestEveryRequestHasItsLetter(t *testing.T) {
	set := load(t)
	for _, right := range dsar.Rights() {
		if kind := dsar.RequestLetter([]dsar.Right{right}); !slices.Contains(set.Kinds(), kind) {
			t.Errorf("the right %q is filed by %q, which is no letter", right, kind)
		}
	}
	if want := dsar.LetterLanguages(); !slices.Equal(set.Languages(), want) {
		t.Errorf("languages %v, want %v", set.Languages(), want)
	}
}

func TestAnOptOutIsNotVerified(t *testing.T) {
	f := minimal()
	f.Regime = "us-ca-ccpa"
	for kind, want := range map[dsar.LetterKind]bool{dsar.LetterAccess: true, dsar.LetterObjection: false, dsar.LetterRestriction: false} {
		f.Kind = kind
		if got := strings.Contains(compose(t, f).Body, "Please verify this request"); got != want {
			t.Errorf("%s asks for verification: %v, want %v", kind, got, want)
		}
	}
}
