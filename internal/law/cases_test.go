package law_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"recourse/internal/civil"
	"recourse/internal/law"
)

// worked is one case of testdata/cases: facts, the dates worked out by hand, and
// steps that the trace must have.
type worked struct {
	Name  string `yaml:"name"`
	Facts struct {
		Regime   string     `yaml:"regime"`
		Right    string     `yaml:"right"`
		Received civil.Date `yaml:"received"`
		Region   string     `yaml:"region"`
		Today    civil.Date `yaml:"today"`
		Events   []struct {
			Kind    string     `yaml:"kind"`
			On      civil.Date `yaml:"on"`
			Reasons *bool      `yaml:"reasons"`
			Until   civil.Date `yaml:"until"`
		} `yaml:"events"`
	} `yaml:"facts"`
	Expect   dates    `yaml:"expect"`
	Extended bool     `yaml:"extended"`
	Open     string   `yaml:"open"`
	Steps    []string `yaml:"steps"`
	// Clocks are some clocks by id, as "running 2026-09-01..2026-10-01"; "none" for one
	// that must not be there.
	Clocks map[string]string `yaml:"clocks"`
}

func (w worked) facts() law.Facts {
	f := law.Facts{Regime: w.Facts.Regime, Right: w.Facts.Right, Received: w.Facts.Received, Region: w.Facts.Region, Today: w.Facts.Today}
	for _, e := range w.Facts.Events {
		f.Events = append(f.Events, law.Event{Kind: e.Kind, On: e.On, ReasonsGiven: e.Reasons, Until: e.Until})
	}
	return f
}

func TestWorkedCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases found: %v", err)
	}
	book := mustBook(t)
	for _, file := range files {
		for _, w := range readCases(t, file) {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml")+"/"+w.Name, func(t *testing.T) { w.check(t, book) })
		}
	}
}

func readCases(t *testing.T, file string) []worked {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []worked
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&cases); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return cases
}

func (w worked) check(t *testing.T, book *law.Book) {
	got, err := book.Evaluate(w.facts())
	if err != nil {
		t.Fatal(err)
	}
	if datesOf(got) != w.Expect {
		t.Errorf("dates\ngot  %v\nwant %v", datesOf(got), w.Expect)
	}
	if got.Extended != w.Extended {
		t.Errorf("extended is %v", got.Extended)
	}
	open := ""
	if got.Open != nil {
		open = got.Open.Kind
	}
	if open != w.Open {
		t.Errorf("open question is %q, want %q", open, w.Open)
	}
	for id, want := range w.Clocks {
		clock := "none"
		if c, ok := got.Clock(id); ok {
			clock = show(c)
		}
		if clock != want {
			t.Errorf("clock %s\ngot  %s\nwant %s", id, clock, want)
		}
	}
	for _, key := range w.Steps {
		if !slices.ContainsFunc(got.Trace, func(s law.Step) bool { return s.Key == key }) {
			t.Errorf("the trace has no step %q: %s", key, keys(got.Trace))
		}
	}
}

func keys(trace []law.Step) string {
	list := make([]string, 0, len(trace))
	for _, s := range trace {
		list = append(list, s.Key)
	}
	return strings.Join(list, " ")
}
