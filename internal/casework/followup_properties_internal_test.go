package casework

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/letter"
)

// everyFollowUp composes the letter about each kind alone and about each combination, in
// every language, under three laws with letters of their own and one without.
func everyFollowUp(t *testing.T, check func(t *testing.T, where, regime, lang, text string)) {
	t.Helper()
	s := followUpService(t)
	cases := map[string][]seen{}
	for _, k := range s.Detector.Kinds() {
		cases[k.Key] = []seen{one(k.Key)}
	}
	for n, list := range combinations {
		cases[n+" findings"] = list
	}
	for name, list := range cases {
		for _, regime := range []string{"eu-gdpr", "uk-gdpr", "ch-fadp", "us-ca-ccpa", "za-paia"} {
			for _, lang := range s.Letters.Languages() {
				check(t, name+" under "+regime+" in "+lang, regime, lang, followUp(t, s, regime, lang, []dsar.Right{dsar.RightAccess}, list))
			}
		}
	}
}

// gaps are traces of a template that did not find what it names, and of sentences whose
// middle is missing.
var gaps = regexp.MustCompile(`<no value>|\{\{|\}\}|\{\}|%!|\(\)|“”|„“|«[  ]?»|  | \.|,,|\.\.| ,`)

func TestFollowUp_leavesNoGap(t *testing.T) {
	everyFollowUp(t, func(t *testing.T, where, _, _, text string) {
		if gap := gaps.FindString(text); gap != "" {
			at := strings.Index(text, gap)
			t.Errorf("%s: %q in …%s…", where, gap, text[max(0, at-60):min(len(text), at+60)])
		}
	})
}

// sentenceEnd is where one sentence of a letter ends and the next begins. "Art. 12" ends
// none.
var sentenceEnd = regexp.MustCompile(`([\p{L}\d)»”“]{3}[.?]) (\p{Lu})`)

func TestFollowUp_saysNothingTwice(t *testing.T) {
	everyFollowUp(t, func(t *testing.T, where, _, _, text string) {
		said := map[string]bool{}
		for _, sentence := range strings.Split(sentenceEnd.ReplaceAllString(text, "$1\n$2"), "\n") {
			sentence = strings.TrimSpace(sentence)
			if len(strings.Fields(sentence)) < 5 {
				continue // salutations, names and the words before a quotation
			}
			if said[sentence] && !strings.Contains(sentence, "2026") {
				t.Errorf("%s says twice: %s", where, sentence)
			}
			said[sentence] = true
		}
	})
}

// daySpelt finds days as the six languages write them.
var daySpelt = regexp.MustCompile(`\b\d{1,2}(?:er|\.|º)?[  ](?:de )?\p{L}+[  ](?:de )?\d{4}\b`)

// daysOfDecisions are those that the law and the decisions cited bear.
var daysOfDecisions = []string{
	"2022-10-17", "2021-11-26", "2022-07-13", "2022-05-18", "2022-02-10", "2024-05-16", "2022-01-01", "2023-06-12", "2025-06-03",
	"2023-01-12", "2023-05-04", "2023-10-26", "2026-03-19", "2025-01-09", "2025-02-27",
}

func TestFollowUp_namesOnlyDaysOfTheCaseAndOfDecisions(t *testing.T) {
	ofCase := map[string]bool{}
	for _, d := range []string{"2026-03-02", "2026-04-01", "2026-04-02", "2026-04-16", "2026-06-01", "2026-09-01", "2026-09-15"} {
		ofCase[d] = true
	}
	for _, f := range fromEvents {
		for _, d := range (dsar.Finding{Evidence: f.days}).Days() {
			ofCase[d.On.String()] = true
		}
	}
	known := func(lang, spelt string) bool {
		same := func(day string) bool { return letter.FormatDate(lang, civil.MustParse(day)) == spelt }
		for day := range ofCase {
			if same(day) {
				return true
			}
		}
		return slices.ContainsFunc(daysOfDecisions, same)
	}
	everyFollowUp(t, func(t *testing.T, where, _, lang, text string) {
		for _, spelt := range daySpelt.FindAllString(text, -1) {
			if !known(lang, spelt) {
				t.Errorf("%s names %q", where, spelt)
			}
		}
	})
}

// lawMarks tell the law of a sentence, in every language of letters.
var lawMarks = map[string]*regexp.Regexp{
	"eu-gdpr":    regexp.MustCompile(`(?:^|[^-])DSGVO|\bAVG\b|2016/679|C-\d+/\d\d|RGPD(?:[^ ]| [^bd]| d[^e]| de[^l]| del [^R])`),
	"uk-gdpr":    regexp.MustCompile(`UK GDPR|UK-DSGVO|RGPD britannique|del Regno Unito|del Reino Unido|Data Protection Act 2018`),
	"ch-fadp":    regexp.MustCompile(`FADP|\bLPD\b|\bDSG\b|Zwitserse|suiza`),
	"us-ca-ccpa": regexp.MustCompile(`CCPA|Civil Code|Code civil de Californie|kalifornisch|Codice civile della California|Código Civil de California`),
}

func TestFollowUp_citesOneLaw(t *testing.T) {
	everyFollowUp(t, func(t *testing.T, where, regime, _, text string) {
		for other, marks := range lawMarks {
			if other == regime {
				continue
			}
			if found := marks.FindString(text); found != "" {
				t.Errorf("%s cites %q", where, found)
			}
		}
	})
}

func TestFollowUp_isTypeset(t *testing.T) {
	bad := map[string]*regexp.Regexp{
		"en": regexp.MustCompile(`"|„|«`),
		"fr": regexp.MustCompile(`"|'|“|„| [:;?!»]|« |[^\x{00A0}\x{202F}][;?!»](?:\s|$)`),
		"de": regexp.MustCompile(`"|'| [:;?!]`),
		"it": regexp.MustCompile(`"|'|“|„|« | »| [:;?!]`),
		"es": regexp.MustCompile(`"|'|“|„|« | »| [:;?!]`),
		"nl": regexp.MustCompile(`"|'|„|«| [:;?!]`),
	}
	everyFollowUp(t, func(t *testing.T, where, _, lang, text string) {
		if at := bad[lang].FindStringIndex(text); at != nil {
			t.Errorf("%s: …%s…", where, text[max(0, at[0]-40):min(len(text), at[1]+40)])
		}
	})
}

// What a person confirmed although the law leaves it to the facts is asked, after what
// the law decides.
func TestFollowUp_asksWhereTheLawLeavesItToTheFacts(t *testing.T) {
	s := followUpService(t)
	body := followUp(t, s, "eu-gdpr", "en", []dsar.Right{dsar.RightAccess}, []seen{one("retaliation"), one("form_only")})
	asserted, asked := strings.Index(body, "1. Form of the company"), strings.Index(body, "depends on facts that I do not know")
	if point := strings.Index(body, "2. Disadvantage after"); asserted < 0 || asked < asserted || point < asked {
		t.Errorf("the points stand at %d, %d and %d in:\n%s", asserted, asked, point, body)
	}
}

// What defeats the right comes first, what rests on the same provisions together.
func TestFollowUp_putsTheWorstFirst(t *testing.T) {
	s := followUpService(t)
	body := followUp(t, s, "eu-gdpr", "en", []dsar.Right{dsar.RightAccess}, combinations["8"])
	last := -1
	for _, heading := range []string{"1. Erasure before access", "3. Limit to recent data", "4. Demand for a photograph", "5. Demand for an identity document", "7. Form of the company"} {
		at := strings.Index(body, "\n"+heading)
		if at <= last {
			t.Errorf("%q is missing or out of order in:\n%s", heading, body)
		}
		last = at
	}
}

func TestFollowUp_ofSilenceClaimsNoAnswer(t *testing.T) {
	s := followUpService(t)
	body := followUp(t, s, "eu-gdpr", "en", []dsar.Right{dsar.RightAccess}, []seen{one("silence")})
	for _, want := range []string{"Subject: My request has not been answered, Article 15 GDPR", "I have received no answer to my request."} {
		if !strings.Contains(body, want) {
			t.Errorf("does not say %q:\n%s", want, body)
		}
	}
	if strings.Contains(body, "received a reply") || strings.Contains(body, "Your answer to my request") {
		t.Errorf("speaks of an answer:\n%s", body)
	}
}
