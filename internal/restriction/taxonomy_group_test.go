package restriction

import (
	"io/fs"
	"strings"
	"testing"
)

func TestGroups_holdEveryKindOnce(t *testing.T) {
	d := builtInDetector(t)
	seen := map[string]int{}
	for _, g := range d.Groups() {
		for _, lang := range productLanguages {
			if g.Name(lang) == "" {
				t.Errorf("group %s has no name in %s", g.ID, lang)
			}
		}
		for _, k := range g.Kinds {
			seen[k.Key]++
		}
	}
	for _, k := range d.Kinds() {
		if seen[k.Key] != 1 {
			t.Errorf("%s stands in %d groups", k.Key, seen[k.Key])
		}
	}
}

func TestGroups_refuse(t *testing.T) {
	data, err := fs.ReadFile(builtIn, regimesFile)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"a kind in no group":     {"kinds: [waiver_demanded, retaliation]", "kinds: [waiver_demanded]", `"retaliation" stands in no group`},
		"a kind in two groups":   {"kinds: [waiver_demanded, retaliation]", "kinds: [waiver_demanded, retaliation, silence]", `"silence" stands in two groups`},
		"a kind that is unknown": {"kinds: [waiver_demanded, retaliation]", "kinds: [waiver_demanded, retaliation, moon]", `"moon" is not named under order`},
		"a group without kinds":  {"kinds: [waiver_demanded, retaliation]", "kinds: []", "at least one kind"},
		"a missing translation":  {"name: {en: Pressure, fr: Pressions, de: Druck}", "name: {en: Pressure, fr: Pressions}", `the text in "de" is missing`},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(string(data), c.old, c.new, 1)
			if changed == string(data) {
				t.Fatal("nothing was changed")
			}
			_, err := Load(builtInWith(t, regimesFile, []byte(changed)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want %q", err, c.want)
			}
		})
	}
}

func TestJudgements_comeOncePerText(t *testing.T) {
	d := builtInDetector(t)
	for _, k := range d.Kinds() {
		seen := map[string]bool{}
		for _, j := range k.Judgements(d.Laws()) {
			for _, id := range j.Regimes {
				if seen[id] {
					t.Errorf("%s: %s is judged twice", k.Key, id)
				}
				seen[id] = true
				if got := k.Judgement(id); got.Verdict != j.Verdict || got.Condition("de") != j.Condition("de") {
					t.Errorf("%s under %s: %q, want %q", k.Key, id, j.Condition("de"), got.Condition("de"))
				}
				if len(j.CounterMove("fr")) == 0 {
					t.Errorf("%s under %s: nothing for the letter", k.Key, id)
				}
			}
		}
		if !seen["eu-gdpr"] || seen["br-lgpd"] != (k.Key == "silence") {
			t.Errorf("%s: judged under %v", k.Key, seen)
		}
		if k.Elsewhere().Verdict != Judge {
			t.Errorf("%s: elsewhere it is %s", k.Key, k.Elsewhere().Verdict)
		}
	}
}

func TestAsk(t *testing.T) {
	k, _ := builtInDetector(t).Kind("lookback_limit")
	california, europe := k.Judgement("us-ca-ccpa"), k.Judgement("eu-gdpr")
	for name, c := range map[string]struct {
		judgement Judgement
		found     Verdict
		asks      bool
	}{
		"a verdict of the law is asked about":                     {europe, Unlawful, true},
		"one that was left to a person is asked about":            {california, Judge, true},
		"the usual verdict is asked about":                        {california, Lawful, true},
		"a wording that settles the matter leaves nothing to ask": {california, Unlawful, false},
		"a law on which nothing is on record has nothing to ask":  {k.Judgement("br-lgpd"), Judge, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.judgement.Ask(c.found) != nil; got != c.asks {
				t.Errorf("asked: %v", got)
			}
		})
	}
	if !california.WordingMoves() || europe.WordingMoves() {
		t.Error("only in California does the wording move the verdict")
	}
}
