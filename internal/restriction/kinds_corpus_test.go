package restriction

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// kindExample is a line of testdata/kinds: an example that also names the kinds
// it only looks like. They may be lawful there, but never restrictions.
type kindExample struct {
	Example
	Near []string `json:"near"`
}

// kindExamples reads testdata/kinds strictly: an unknown field is an error.
func kindExamples(t *testing.T) []kindExample {
	t.Helper()
	files, err := filepath.Glob("testdata/kinds/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no example files: %v", err)
	}
	var all []kindExample
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lang, _, _ := strings.Cut(filepath.Base(file), ".")
		for i, row := range bytes.Split(bytes.TrimSpace(raw), []byte("\n")) {
			dec := json.NewDecoder(bytes.NewReader(row))
			dec.DisallowUnknownFields()
			var ex kindExample
			if err := dec.Decode(&ex); err != nil {
				t.Fatalf("%s line %d: %v", file, i+1, err)
			}
			if ex.Lang != lang {
				t.Errorf("%s line %d is in %q", file, i+1, ex.Lang)
			}
			all = append(all, ex)
		}
	}
	return all
}

func TestKindExamples_areWellFormed(t *testing.T) {
	d := builtInDetector(t)
	ids, texts := map[string]bool{}, map[string]string{}
	for _, ex := range kindExamples(t) {
		if ex.ID == "" || ids[ex.ID] {
			t.Errorf("id %q is empty or used twice", ex.ID)
		}
		ids[ex.ID] = true
		words := strings.Join(strings.Fields(strings.ToLower(ex.Text)), " ")
		if words == "" || texts[words] != "" {
			t.Errorf("%s: text is empty or that of %q", ex.ID, texts[words])
		}
		texts[words] = ex.ID
		if ex.Kind != "reply" && ex.Kind != "policy" {
			t.Errorf("%s: kind is %q", ex.ID, ex.Kind)
		}
		if _, ok := d.Regime(ex.Regime); !ok {
			t.Errorf("%s: unknown regime %q", ex.ID, ex.Regime)
		}
		checkKeys(t, d, ex)
	}
}

// checkKeys wants known keys and no key in two lists that exclude each other.
func checkKeys(t *testing.T, d *Detector, ex kindExample) {
	t.Helper()
	scored := slices.Concat(ex.Labels, ex.Lawful, ex.Contested)
	for _, list := range [][]string{scored, slices.Concat(ex.Labels, ex.Near)} {
		seen := map[string]bool{}
		for _, key := range list {
			if _, ok := d.Kind(key); !ok {
				t.Errorf("%s: unknown key %q", ex.ID, key)
			}
			if seen[key] {
				t.Errorf("%s: %q stands in two lists", ex.ID, key)
			}
			seen[key] = true
		}
	}
}

func TestKindExamples_everyKindThatTextShowsHasFiveOfEachSortInTwoLanguages(t *testing.T) {
	type sort struct{ lang, key string }
	imposed, near := map[sort]int{}, map[sort]int{}
	for _, ex := range kindExamples(t) {
		for _, key := range ex.Labels {
			imposed[sort{ex.Lang, key}]++
		}
		for _, key := range ex.Near {
			near[sort{ex.Lang, key}]++
		}
	}
	for _, kind := range builtInDetector(t).Kinds() {
		if !slices.Contains(kind.SeenIn, "text") {
			continue
		}
		var enough []string
		for _, lang := range []string{"en", "fr", "de"} {
			if s := (sort{lang, kind.Key}); imposed[s] >= 5 && near[s] >= 5 {
				enough = append(enough, lang)
			}
		}
		if len(enough) < 2 {
			t.Errorf("%s has five restrictions and five look-alikes only in %v", kind.Key, enough)
		}
	}
}
