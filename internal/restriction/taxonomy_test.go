package restriction

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// allKinds are the restrictions that the product promises to know, in the order in
// which they are listed.
const allKinds = `
lookback_limit frequency_limit repeated_requests_needed excessive_id_demand biometric_photo_demand
certified_id_demand signature_demand fee_demand forced_portal form_only paper_only language_barrier
residency_limit jurisdiction_denial no_representative agent_refused purpose_demanded scope_narrowing
cannot_identify silence late_answer late_extension_notice extension_without_reasons serial_extension
partial_answer recipient_categories_only copy_refused unfounded_excessive_refusal
third_party_rights_refusal trade_secret_refusal privilege_refusal erasure_instead_of_access
deletion_before_access suppression_not_erasure deactivation_only retention_exception_overbroad
unusable_format expired_link controller_pingpong automated_loop waiver_demanded retaliation`

func TestTaxonomy_knowsEveryKindInOrder(t *testing.T) {
	var got []string
	for _, k := range builtInDetector(t).Kinds() {
		got = append(got, k.Key)
	}
	want := strings.Fields(allKinds)
	if len(want) != 42 || !slices.Equal(got, want) {
		t.Errorf("kinds are %q, want %q", got, want)
	}
}

func TestTaxonomy_refusesAKindWithoutAFile(t *testing.T) {
	data, err := fs.ReadFile(builtIn, regimesFile)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Load(builtInWith(t, regimesFile, append(data, "  - lunar_limit\n"...)))
	if err == nil || !strings.Contains(err.Error(), `"lunar_limit" has no file lunar_limit.yaml`) {
		t.Errorf("error is %v", err)
	}
}

func TestTaxonomy_isComplete(t *testing.T) {
	d := builtInDetector(t)
	for _, k := range d.Kinds() {
		for _, r := range d.Regimes() {
			j := k.Judgement(r.ID)
			for _, lang := range productLanguages {
				if k.Name(lang) == "" || k.Explanation(lang) == "" || r.Name(lang) == "" {
					t.Errorf("%s: a text in %s is missing", k.Key, lang)
				}
				if j.Verdict != Unlawful && j.Condition(lang) == "" {
					t.Errorf("%s under %s: no condition in %s", k.Key, r.ID, lang)
				}
			}
		}
		for _, lang := range letterLanguages {
			if k.heading[lang] == "" {
				t.Errorf("%s: no heading in %s", k.Key, lang)
			}
			for regime, j := range k.byRegime {
				for _, c := range j.Citations {
					if c.cite != nil && c.cite[lang] == "" {
						t.Errorf("%s under %s: %s is not cited in %s", k.Key, regime, c.Text, lang)
					}
				}
				if len(j.moves[lang]) == 0 || len(j.moves[lang]) != len(j.moves["en"]) {
					t.Errorf("%s under %s: %d points in %s, %d in English", k.Key, regime, len(j.moves[lang]), lang, len(j.moves["en"]))
				}
			}
		}
		for _, p := range k.Precedents {
			if p.Holding("fr") == "" || p.Authority == "" {
				t.Errorf("%s: the precedent %s is incomplete", k.Key, p.Reference)
			}
		}
	}
}

// What counts as unlawful or lawful under each of the four laws that are judged
// everywhere rests on at least one provision of that law, not on decisions alone.
func TestJudgements_restOnTheirOwnLaw(t *testing.T) {
	own := map[string]*regexp.Regexp{
		"eu-gdpr":    regexp.MustCompile(`2016/679`),
		"uk-gdpr":    regexp.MustCompile(`UK GDPR|Data Protection Act 2018`),
		"us-ca-ccpa": regexp.MustCompile(`California`),
		"ch-fadp":    regexp.MustCompile(`FADP|DPO|Civil Code|Code of Obligations`),
	}
	for _, k := range builtInDetector(t).Kinds() {
		for regime, law := range own {
			j, judged := k.byRegime[regime]
			if !judged {
				continue
			}
			if !slices.ContainsFunc(j.Citations, func(c Citation) bool { return law.MatchString(c.Text) }) {
				t.Errorf("%s under %s cites no provision of that law", k.Key, regime)
			}
		}
		for _, regime := range []string{"eu-gdpr", "uk-gdpr"} {
			if k.byRegime[regime] == nil {
				t.Errorf("%s is not judged under %s", k.Key, regime)
			}
		}
	}
}

func TestQuestions_leadFromEachAnswerToAnotherVerdict(t *testing.T) {
	asked := 0
	for _, k := range builtInDetector(t).Kinds() {
		for regime, j := range k.byRegime {
			if j.Question == nil {
				continue
			}
			asked++
			if j.Question.IfYes == j.Question.IfNo {
				t.Errorf("%s under %s: both answers lead to %s", k.Key, regime, j.Question.IfYes)
			}
			for _, lang := range productLanguages {
				if !strings.HasSuffix(strings.TrimSpace(j.Question.Text(lang)), "?") {
					t.Errorf("%s under %s in %s asks no question: %q", k.Key, regime, lang, j.Question.Text(lang))
				}
			}
		}
	}
	if asked == 0 {
		t.Error("no judgement asks a question")
	}
}

func TestKind_asksWhatDecides(t *testing.T) {
	d := builtInDetector(t)
	for _, c := range []struct {
		key, regime string
		yes, no     Verdict
	}{
		{"lookback_limit", "eu-gdpr", Judge, Unlawful},
		{"lookback_limit", "us-ca-ccpa", Judge, Lawful},
		{"frequency_limit", "us-ca-ccpa", Lawful, Unlawful},
		{"excessive_id_demand", "eu-gdpr", Judge, Unlawful},
		{"biometric_photo_demand", "uk-gdpr", Judge, Unlawful},
		{"certified_id_demand", "us-ca-ccpa", Lawful, Unlawful},
		{"fee_demand", "ch-fadp", Judge, Unlawful},
		{"forced_portal", "us-ca-ccpa", Lawful, Unlawful},
		{"residency_limit", "us-ca-ccpa", Unlawful, Lawful},
		{"jurisdiction_denial", "eu-gdpr", Unlawful, Judge},
		{"purpose_demanded", "eu-gdpr", Lawful, Unlawful},
		{"scope_narrowing", "uk-gdpr", Lawful, Unlawful},
		{"late_answer", "us-ca-ccpa", Lawful, Unlawful},
	} {
		k, _ := d.Kind(c.key)
		q := k.Judgement(c.regime).Question
		if q == nil || q.IfYes != c.yes || q.IfNo != c.no {
			t.Errorf("%s under %s asks %+v, want yes %s and no %s", c.key, c.regime, q, c.yes, c.no)
		}
	}
}

func TestKind_judgesTheSameRestrictionByRegime(t *testing.T) {
	d := builtInDetector(t)
	for _, c := range []struct {
		key, regime string
		want        Verdict
	}{
		{"lookback_limit", "eu-gdpr", Unlawful},
		{"lookback_limit", "uk-gdpr", Unlawful},
		{"lookback_limit", "us-ca-ccpa", Lawful},
		{"lookback_limit", "ch-fadp", Judge},
		{"lookback_limit", "ca-pipeda", Judge},
		{"frequency_limit", "us-ca-ccpa", Lawful},
		{"frequency_limit", "eu-gdpr", Unlawful},
		{"repeated_requests_needed", "us-ca-ccpa", Unlawful},
		{"repeated_requests_needed", "ch-fadp", Unlawful},
		{"repeated_requests_needed", "no-such-law", Judge},
		{"excessive_id_demand", "eu-gdpr", Unlawful},
		{"excessive_id_demand", "us-ca-ccpa", Judge},
		{"certified_id_demand", "us-ca-ccpa", Unlawful},
		{"signature_demand", "us-ca-ccpa", Judge},
		{"fee_demand", "eu-gdpr", Unlawful},
		{"fee_demand", "ch-fadp", Judge},
		{"residency_limit", "eu-gdpr", Unlawful},
		{"residency_limit", "us-ca-ccpa", Lawful},
		{"jurisdiction_denial", "eu-gdpr", Judge},
		{"agent_refused", "us-ca-ccpa", Judge},
		{"purpose_demanded", "eu-gdpr", Unlawful},
		{"scope_narrowing", "uk-gdpr", Judge},
		{"cannot_identify", "us-ca-ccpa", Lawful},
		{"silence", "br-lgpd", Unlawful},
		{"silence", "ca-qc-p39.1", Unlawful},
		{"silence", "us-va-vcdpa", Judge},
		{"late_answer", "eu-gdpr", Unlawful},
	} {
		k, ok := d.Kind(c.key)
		if !ok {
			t.Fatalf("no kind %s", c.key)
		}
		if got := k.Judgement(c.regime).Verdict; got != c.want {
			t.Errorf("%s under %s is %s, want %s", c.key, c.regime, got, c.want)
		}
	}
}

// Facets move a verdict only if the grammar of the kind finds them.
func TestFacets_areFoundByTheGrammar(t *testing.T) {
	d := builtInDetector(t)
	grammars, err := d.loadGrammars(builtIn)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, g := range grammars {
		for _, f := range g.raw.Facets {
			found[g.raw.Key+" "+f.Name] = true
		}
	}
	for _, k := range d.Kinds() {
		for regime, j := range k.byRegime {
			for name := range j.facets {
				if !found[k.Key+" "+name] {
					t.Errorf("%s under %s has the facet %q, which no grammar finds", k.Key, regime, name)
				}
			}
		}
	}
}

func TestPrecedents_areOldestFirst(t *testing.T) {
	for _, k := range builtInDetector(t).Kinds() {
		last := ""
		for _, p := range k.Precedents {
			if p.Decided.IsZero() {
				continue
			}
			if on := p.Decided.String(); on < last {
				t.Errorf("%s: the precedent %s %s of %s comes after one of %s", k.Key, p.Authority, p.Reference, on, last)
			} else {
				last = on
			}
		}
	}
}

// Letters are set with ’ and the quotation marks of the language; a straight mark is a
// slip.
func TestTaxonomy_isTypeset(t *testing.T) {
	d := builtInDetector(t)
	check := func(where, lang, s string) {
		if strings.ContainsAny(s, "\"'") && lang != "en" || strings.Contains(s, "  ") {
			t.Errorf("%s in %s: %s", where, lang, s)
		}
	}
	for _, k := range d.Kinds() {
		for _, lang := range productLanguages {
			check(k.Key, lang, k.Name(lang))
			check(k.Key, lang, k.Explanation(lang))
			for _, p := range k.Precedents {
				check(k.Key, lang, p.Holding(lang))
			}
			for regime, j := range k.byRegime {
				check(k.Key+" under "+regime, lang, j.Condition(lang))
			}
		}
		for _, lang := range letterLanguages {
			check(k.Key, lang, k.Heading(lang))
			for _, regime := range append(slices.Collect(maps.Keys(k.byRegime)), "") {
				for _, point := range k.CounterMove(lang, regime) {
					check(k.Key+" under "+regime, lang, point)
				}
			}
		}
	}
}

func TestPrecedents_carryTheirDates(t *testing.T) {
	k, _ := builtInDetector(t).Kind("lookback_limit")
	last := k.Precedents[len(k.Precedents)-1]
	if last.Reference != "SAN-2022-019" || last.Decided.String() != "2022-10-17" || last.Published.String() != "2022-10-20" {
		t.Errorf("the last precedent is %+v", last)
	}
}
