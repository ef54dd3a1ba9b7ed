package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// labelledTexts have one hit, one miss, one false alarm, one lawful restriction and
// one that is contested.
const labelledTexts = `{"id":"hit","lang":"en","kind":"reply","regime":"gdpr","text":"We only provide data of the last twelve months.","labels":["lookback_limit"]}
{"id":"miss","lang":"fr","kind":"reply","regime":"gdpr","text":"Bonjour à vous et à tous les vôtres.","labels":["silence"],"lawful":[]}

{"id":"alarm","lang":"en","kind":"policy","regime":"gdpr","text":"Access may be requested once a year.","labels":[]}
{"id":"lawful","lang":"en","kind":"policy","regime":"ccpa","text":"Access may be requested twice a year.","labels":[],"lawful":["frequency_limit"]}
{"id":"contested","lang":"en","kind":"policy","regime":"gdpr","text":"Access may be requested once a year.","labels":[],"contested":["frequency_limit"]}`

func labelledFile(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "texts.jsonl")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestDetectEvalMeasuresAsJSON(t *testing.T) {
	out, complaint, code := recourse(t, "", "detect", "eval", "--json", labelledFile(t, labelledTexts))
	if code != exitOK {
		t.Fatal(complaint)
	}
	var got evalAnswer
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if want := (tallyAnswer{0.5, 0.5, 0.5, 1, 1, 1}); got.All != want || got.Texts != 5 {
		t.Errorf("%d texts, all %+v; want %+v", got.Texts, got.All, want)
	}
	if got.ByKey["silence"].Misses != 1 || got.ByLanguage["fr"].Recall != 0 || got.ByKind["policy"].FalseAlarms != 1 {
		t.Errorf("the parts are wrong: %s", out)
	}
	if (got.Verdicts != shareAnswer{2, 2, 1}) || (got.Languages != shareAnswer{5, 5, 1}) {
		t.Errorf("verdicts %+v, languages %+v", got.Verdicts, got.Languages)
	}
	if len(got.Errors) != 2 || got.Errors[0].ID != "alarm" || got.Errors[0].What != "false alarm" || got.Errors[1].What != "missed" {
		t.Errorf("errors are %+v", got.Errors)
	}
}

func TestDetectEvalListsEveryErrorForAPerson(t *testing.T) {
	out, complaint, code := recourse(t, labelledTexts, "detect", "eval", "-")
	if code != exitOK {
		t.Fatal(complaint)
	}
	for _, want := range []string{
		"all                                  0.500   0.500   0.500      1      1       1\n",
		"  silence                                -   0.000   0.000      0      0       1\n",
		"verdicts right   2 of 2 (1.000)\n",
		"languages right  5 of 5\n",
		"missed\n  miss fr silence: Bonjour",
		"false alarms\n  alarm en frequency_limit by en-frequency-limit-",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the report lacks %q:\n%s", want, out)
		}
	}
}

func TestDetectEvalCountsOnlyWhatIsAskedFor(t *testing.T) {
	out, _, _ := recourse(t, labelledTexts, "detect", "eval", "--json", "--lang", "en", "--key", "lookback_limit", "-")
	if !strings.HasPrefix(out, `{"texts":4,"all":{"precision":1,"recall":1,"f1":1,"hits":1,"false_alarms":0,"misses":0}`) {
		t.Errorf("got %s", out)
	}
}

func TestDetectEvalRefusesWhatIsNoLabelledText(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"no JSON":             {"\nhello", "texts.jsonl: line 2: not a labelled example"},
		"an unknown label":    {`{"id":"a","labels":["moon"]}`, `texts.jsonl: line 1: example a: "moon" under labels is no kind of restriction`},
		"a label in two ways": {`{"id":"a","labels":["silence"],"lawful":["silence"]}`, `line 1: example a: "silence" stands under labels and under lawful`},
		"an unknown regime":   {`{"id":"a","regime":"mars"}`, `line 1: example a: unknown regime "mars"`},
		"an unknown kind":     {`{"id":"a","kind":"poem"}`, `line 1: example a: unknown kind of text "poem"`},
		"nothing":             {"\n", "there is no labelled text to count"},
	} {
		t.Run(name, func(t *testing.T) {
			out, complaint, code := recourse(t, "", "detect", "eval", labelledFile(t, c.content))
			if code != exitProblems || out != "" || !strings.Contains(complaint, c.want) {
				t.Errorf("exit %d, %q; want %q", code, complaint, c.want)
			}
		})
	}
	t.Run("a file that is not there", func(t *testing.T) {
		_, complaint, code := recourse(t, "", "detect", "eval", "none.jsonl")
		if code != exitProblems || !strings.Contains(complaint, "none.jsonl: no such file") {
			t.Errorf("exit %d, %q", code, complaint)
		}
	})
}
