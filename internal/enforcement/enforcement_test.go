package enforcement_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"recourse/internal/enforcement"
)

func clearview(t *testing.T) enforcement.Record {
	t.Helper()
	records, err := enforcement.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if r.Key == "clearview-ai" {
			return r
		}
	}
	t.Fatal("there is no record of Clearview AI")
	return enforcement.Record{}
}

func TestRecord_namesTheAuthoritiesThatActed(t *testing.T) {
	var countries []string
	for _, a := range clearview(t).Actions {
		countries = append(countries, a.Country)
	}
	if got := strings.Join(countries, " "); got != "FR GB IT GR AT DE NL SE" {
		t.Errorf("actions are in %s", got)
	}
}

func TestRecord_isFoundByDomainAndByName(t *testing.T) {
	r := clearview(t)
	for _, c := range []struct {
		names []string
		web   string
		want  bool
	}{
		{[]string{"Clearview AI"}, "", true},
		{[]string{"CLEARVIEW AI, Inc.", "clearview"}, "", true},
		{[]string{"Something else"}, "https://www.clearview.ai/privacy-policy", true},
		{[]string{"Something else"}, "https://requests.clearview.ai:443/", true},
		{[]string{"Clearview Windows Ltd"}, "https://clearview.example", false},
		{[]string{"Something else"}, "https://notclearview.ai", false},
		{nil, "", false},
	} {
		if got := r.Is(c.names, c.web); got != c.want {
			t.Errorf("%v at %q: %v", c.names, c.web, got)
		}
	}
}

func TestRecord_keepsTheDaysOfADecisionApart(t *testing.T) {
	notice := clearview(t).Actions[0].Steps[2]
	if notice.Kind != "formal_notice" || notice.Decided.String() != "2021-11-26" || notice.Published.String() != "2021-12-16" || !notice.Notified.IsZero() {
		t.Errorf("the formal notice is %+v", notice)
	}
}

// The penalty was called in for 52 days, as the difference is; counting both ends is 53.
func TestPenalty_isComputedBothWaysBesideWhatWasDeclared(t *testing.T) {
	for _, s := range clearview(t).Actions[0].Steps {
		if s.Kind != "liquidation" {
			continue
		}
		days, inclusive := s.Penalty.Days()
		sum, more := s.Penalty.Sums()
		if days != 52 || inclusive != 53 || sum != s.Amount.Sum || more != 5_300_000 {
			t.Errorf("%d or %d days give %d or %d; declared is %d", days, inclusive, sum, more, s.Amount.Sum)
		}
		return
	}
	t.Error("there is no liquidation")
}

func TestRecord_isTypeset(t *testing.T) {
	check := func(text enforcement.Text) {
		for lang, s := range text {
			if strings.ContainsAny(s, "\"'") || strings.Contains(s, "  ") {
				t.Errorf("%s: %s", lang, s)
			}
		}
	}
	r := clearview(t)
	check(r.About)
	check(r.Stance)
	for _, a := range r.Actions {
		for _, s := range a.Steps {
			check(s.Text)
			check(s.Doubt)
		}
	}
}

const good = `key: acme
party: Acme
country: US
match: {names: [Acme]}
about: {en: a, fr: b, de: c}
actions:
  - id: x
    authority: A
    country: FR
    for: complainant
    status: closed
    steps:
      - kind: complaint_lodged
        on: 2021-01-02
        source: r
        confidence: low
        text: {en: a, fr: b, de: c}
      - kind: fine
        decided: 2022-01-02
        published: 2022-01-03
        amount: {sum: 1, currency: EUR}
        source: s
        confidence: high
        text: {en: a, fr: b, de: c}
`

func TestLoad_refusesMistakesWithFileAndLine(t *testing.T) {
	if _, err := enforcement.Load(fstest.MapFS{"records/acme.yaml": {Data: []byte(good)}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"an unknown field", "party:", "partie:", `:2: unknown key "partie"`},
		{"an unknown field of match", "{names:", "{nom:", `:4: unknown key "nom"`},
		{"a repeated field", "country: US", "country: US\ncountry: FR", `:4: duplicate key "country", first on line 3`},
		{"a key that is not the file's", "key: acme", "key: other", `:1: key is "other"`},
		{"no party", "party: Acme", "party: ''", ":2: party and country are needed"},
		{"nobody to match", "match: {names: [Acme]}", "match: {}", ":4: match needs"},
		{"a missing language", "about: {en: a, fr: b, de: c}", "about: {en: a, fr: b}", ":5: about: the text in de is missing"},
		{"another language", "about: {en: a, fr: b, de: c}", "about: {en: a, fr: b, de: c, it: d}", ":5: about: texts are in"},
		{"no action", good[strings.Index(good, "actions:"):], "actions: []\n", ":6: no action is declared"},
		{"an action without id", "id: x", "id: ''", ":7: an action needs an id"},
		{"no authority", "authority: A", "authority: ''", ":8: action x: authority and country are needed"},
		{"an unknown beneficiary", "for: complainant", "for: all", `:10: action x: for is "all"`},
		{"an unknown status", "status: closed", "status: open", ":11: action x: unknown status"},
		{"an unknown step", "kind: fine", "kind: slap", ":18: action x: step 2 (slap): unknown kind"},
		{"an impossible day", "2022-01-02", "2022-02-30", ":19: action x: step 2 (fine): decided"},
		{"published before decided", "published: 2022-01-03", "published: 2022-01-01", ":19: action x: step 2 (fine): notified and published cannot lie before decided"},
		{"a step before the one above it", "on: 2021-01-02", "on: 2023-01-02", ":18: action x: step 2 (fine): 2022-01-02 comes before the step above it"},
		{"a sum without currency", "currency: EUR", "currency: ''", ":21: action x: step 2 (fine): a sum needs a currency"},
		{"no source", "source: s", "source: ''", ":22: action x: step 2 (fine): a step needs a source"},
		{"a source left out", "        source: s\n", "", ":18: action x: step 2 (fine): a step needs a source"},
		{"an unknown confidence", "confidence: high", "confidence: sure", ":23: action x: step 2 (fine): confidence is"},
		{"a value of the wrong type", "sum: 1", "sum: much", ":21: cannot unmarshal !!str `much`"},
		{"a second document", "key: acme", "---\nkey: acme\n---\nkey: acme", ": more than one document"},
		{"an empty file", good, "", ": the file is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := strings.Replace(good, c.old, c.new, 1)
			_, err := enforcement.Load(fstest.MapFS{"records/acme.yaml": {Data: []byte(data)}})
			if want := "records/acme.yaml" + c.want; err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("error is %v, want %s", err, want)
			}
		})
	}
}
