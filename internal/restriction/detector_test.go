package restriction

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// loadOnce spares the tests loading the same files again and again.
var loadOnce = sync.OnceValues(Default)

// builtInDetector returns the detector of the program.
func builtInDetector(t testing.TB) *Detector {
	t.Helper()
	d, err := loadOnce()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func detect(t *testing.T, in Input) Report {
	t.Helper()
	r, err := builtInDetector(t).Detect(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if f.Quote != in.Text[f.Start:f.End] || f.Rule == "" || f.Confidence <= 0 || f.Confidence > 1 {
			t.Errorf("inconsistent finding %+v", f)
		}
	}
	return r
}

func keys(r Report) string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Key)
	}
	return strings.Join(out, " ")
}

func TestDetect_spansAreTheSentencesOfTheOriginal(t *testing.T) {
	text := "Madame, Monsieur,\n\nNous avons bien reçu votre courrier. Nous ne communiquons que les données des " +
		"dou\u00adze\u00a0derniers mois. L’été fut beau.\n\nCordialement"
	r := detect(t, Input{Text: text, Regime: "gdpr"})
	if r.Lang != "fr" || len(r.Findings) != 1 {
		t.Fatalf("%+v", r)
	}
	want := "Nous ne communiquons que les données des dou\u00adze\u00a0derniers mois."
	if got := r.Findings[0].Quote; got != want {
		t.Errorf("quote is %q, want %q", got, want)
	}
}

func TestDetect_seesThroughLineEndsScannersAndSpelling(t *testing.T) {
	for name, text := range map[string]string{
		"hyphenated line end":   "We only pro-\nvide personal data of the last twelve\nmonths in answer to a request.",
		"no-break space":        "We only provide personal data of the last\u00a012\u00a0months.",
		"scanner's l for 1":     "We only provide personal data of the last l2 m0nths.",
		"capitals":              "WE ONLY PROVIDE PERSONAL DATA OF THE LAST TWELVE MONTHS.",
		"umlauts written out":   "Wir erteilen Auskunft nur fuer die letzten zwoelf Monate.",
		"umlauts lost":          "Wir erteilen Auskunft nur fur die letzten zwolf Monate.",
		"accents lost":          "Nous ne communiquons que les donnees des douze derniers mois.",
		"accents decomposed":    "Nous ne communiquons que les donne\u0301es des douze derniers mois.",
		"Windows line ends":     "Thank you.\r\n\r\nWe only provide personal data of the last\r\ntwelve months.\r\n",
		"a list item":           "Please note:\n- we only provide personal data of the last twelve months\n- copies are free",
		"zero-width characters": "We only pro\u200bvide personal data of the last twelve months.",
	} {
		t.Run(name, func(t *testing.T) {
			if got := keys(detect(t, Input{Text: text, Regime: "gdpr"})); got != "lookback_limit" {
				t.Errorf("found %q", got)
			}
		})
	}
}

func TestDetect_reportsOncePerPassage(t *testing.T) {
	text := "Our answer only covers the last twelve months. Older records are not supplied. " +
		"Access may be requested twice a year.\n\nWe are glad to help.\n\n" +
		"Access requests are answered for the last twelve months only."
	r := detect(t, Input{Text: text, Regime: "gdpr", Kind: Policy})
	if got := keys(r); got != "lookback_limit frequency_limit lookback_limit" {
		t.Fatalf("found %q", got)
	}
	if q := r.Findings[0].Quote; q != "Our answer only covers the last twelve months. Older records are not supplied." {
		t.Errorf("the first passage is %q", q)
	}
}

func TestDetect_judgesTheSameWordsByRegime(t *testing.T) {
	const lookback = "In response to a request to know, we only disclose what we collected in the last twelve months."
	const once = "A request to know may be made only once a year."
	const twice = "A request to know may be made no more than twice in a 12-month period."
	for _, c := range []struct {
		name, text, regime string
		want               Verdict
	}{
		{"a year back under the GDPR", lookback, "eu-gdpr", Unlawful},
		{"a year back under the UK GDPR", lookback, "uk_gdpr", Unlawful},
		{"a year back in California", lookback, "ccpa", Lawful},
		{"a year back in Switzerland", lookback, "ch-fadp", Judge},
		{"a year back without a regime", lookback, "", Judge},
		{"older data refused in California", lookback + " Older information is refused.", "ccpa", Judge},
		{"half a year back in California", "Our response to a request only covers the last six months.", "ccpa", Unlawful},
		{"twice a year in California", twice, "ccpa", Lawful},
		{"twice a year under the GDPR", twice, "gdpr", Unlawful},
		{"once a year in California", once, "ccpa", Unlawful},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := detect(t, Input{Text: c.text, Regime: c.regime, Kind: Policy})
			if len(r.Findings) != 1 || r.Findings[0].Verdict != c.want {
				t.Errorf("%+v, want one finding that is %s", r.Findings, c.want)
			}
		})
	}
}

func TestDetect_leavesOutWhatTheSenderDidNotWrite(t *testing.T) {
	const claim = "You only provide personal data of the last twelve months and access only twice a year."
	for name, text := range map[string]string{
		"marked lines":           "Thank you for your message.\n\n> " + claim + "\n> Regards\n",
		"message below":          "Thank you for your message.\n\nOn Mon, 4 May 2026 at 10:12, Jane Roe wrote:\n" + claim,
		"folded attribution":     "Thank you for your message.\n\nOn Mon, 4 May 2026 at 10:12, Jane Roe <jane@example.org>\nwrote:\n\n" + claim,
		"French attribution":     "Merci pour votre message.\n\nLe 4 mai 2026 à 10:12, Jeanne <j@example.org> a écrit :\n" + claim,
		"German attribution":     "Vielen Dank.\n\nAm 4. Mai 2026 um 10:12 schrieb Max <m@example.org>:\n" + claim,
		"original message":       "Thank you for your message.\n\n-----Original Message-----\nFrom: Jane\nSent: today\n\n" + claim,
		"header block":           "Thank you for your message, which we have passed on to our colleagues.\n\nFrom: Jane\nSent: today\nTo: us\nSubject: data\n\n" + claim,
		"signature":              "Thank you for your message.\n-- \n" + claim,
		"cited in a sentence":    "On 3 May you wrote: \"" + claim + "\" We disagree.",
		"cited without quotes":   "On 3 May you wrote: " + claim + " We disagree.",
		"Original-Nachricht bar": "Vielen Dank.\n\n-----Ursprüngliche Nachricht-----\nVon: Max\n\n" + claim,
	} {
		t.Run(name, func(t *testing.T) {
			if got := keys(detect(t, Input{Text: text, Regime: "gdpr"})); got != "" {
				t.Errorf("found %q", got)
			}
		})
	}
}

func TestDetect_keepsWhatTheSenderWrote(t *testing.T) {
	const claim = "We only provide personal data of the last twelve months."
	for name, text := range map[string]string{
		"below the cited lines":   "On 4 May 2026 you wrote:\n> please send me everything\n" + claim,
		"below a cited paragraph": "On 4 May 2026 you wrote:\nplease send me everything\n\n" + claim,
		"after a cited sentence":  "On 4 May you wrote: please send me everything. " + claim,
		"in a forwarded message":  "See below.\n\n---------- Forwarded message ---------\nFrom: Acme\nDate: today\nSubject: Re: data\n\n" + claim,
		"under its own headers":   "From: Acme\nDate: today\nTo: Jane\nSubject: Re: data\n\n" + claim,
	} {
		t.Run(name, func(t *testing.T) {
			if got := keys(detect(t, Input{Text: text, Regime: "gdpr"})); got != "lookback_limit" {
				t.Errorf("found %q", got)
			}
		})
	}
}

func TestDetect_findsTheLanguageOfEachParagraph(t *testing.T) {
	text := "Sehr geehrte Frau Roe, vielen Dank für Ihre Nachricht. Wir haben Ihren Antrag geprüft und antworten Ihnen gern.\n\n" +
		"English version: we only provide the personal data that we have collected in the last twelve months.\n\n" +
		"Mit freundlichen Grüßen, Ihre Abteilung für den Datenschutz und die Sicherheit der Kunden."
	r := detect(t, Input{Text: text, Regime: "gdpr"})
	if r.Lang != "de" || keys(r) != "lookback_limit" || !strings.HasPrefix(r.Findings[0].Rule, "en-") {
		t.Errorf("%+v", r)
	}
}

func TestDetect_readsNoPatternsInAnotherLanguage(t *testing.T) {
	r := detect(t, Input{Regime: "gdpr", Text: "Vi lämnar bara ut uppgifter från de senaste tolv månaderna, och din begäran kommer inte att öppnas igen."})
	if len(r.Findings) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestDetect_refusesUnknownNamesAndListsTheKnown(t *testing.T) {
	d := builtInDetector(t)
	for _, c := range []struct {
		in   Input
		want string
	}{
		{Input{Regime: "gpdr"}, `unknown regime "gpdr"; known are br-lgpd (lgpd), ca-pipeda (pipeda)`},
		{Input{Lang: "tlh"}, `unknown language "tlh"; known are de, en`},
		{Input{Kind: "fax"}, `unknown kind of text "fax"; known are policy, reply`},
	} {
		_, err := d.Detect(c.in)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error is %v, want %q", err, c.want)
		}
	}
}

func TestDetect_survivesAnyBytes(t *testing.T) {
	d := builtInDetector(t)
	for _, text := range []string{
		"", "\x00", "\xff\xfe", ">", "-", "...", strings.Repeat("a", 5000), "\u00ad\n", "On wrote:", "--\n--\n",
		"We only provide\x00data of the last\xfftwelve months.", strings.Repeat("last twelve months only request ", 400),
	} {
		checkReport(t, d, text)
	}
}

func FuzzDetect(f *testing.F) {
	d := builtInDetector(f)
	for _, s := range []string{
		benchPassage, "> x\nOn a wrote:\n", "Nous ne\xffcommuniquons que les données des douze derniers mois.", "-\n\u00ad",
		"Nous ne communiquons que les donne\u0301es des dou\u00adze\u00a0derniers mois ; vous demandez « toutes mes données ».",
		"you wrote: I want all of it. vous \"", "\"“„«»”", ":\n:\n: x", strings.Repeat("a", 3000),
	} {
		f.Add(s)
	}
	for _, texts := range shortReplies {
		f.Add(strings.Join(texts, "\n\n"))
	}
	f.Fuzz(func(t *testing.T, text string) { checkReport(t, d, text) })
}

func checkReport(t *testing.T, d *Detector, text string) {
	t.Helper()
	r, err := d.Detect(Input{Text: text, Regime: "gdpr"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if f.Start < 0 || f.End > len(text) || f.Start >= f.End || f.Quote != text[f.Start:f.End] {
			t.Fatalf("span %d to %d of %d bytes, quote %q", f.Start, f.End, len(text), f.Quote)
		}
		if !utf8.RuneStart(text[f.Start]) || f.End < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[f.End]) {
			t.Fatalf("span %d to %d is not on rune borders of %q", f.Start, f.End, text)
		}
	}
}
