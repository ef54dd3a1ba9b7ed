package law_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"recourse/internal/law"
)

// source is what the list of unread sources shows of a reference in a rule file.
type source struct {
	Instrument string   `yaml:"instrument"`
	Article    string   `yaml:"article"`
	Cite       law.Text `yaml:"cite"`
	Gist       law.Text `yaml:"gist"`
	Confidence string   `yaml:"confidence"`
	Checked    string   `yaml:"last_checked"`
}

// sourced is the part of a rule file that the list is made of.
type sourced struct {
	ID         string            `yaml:"id"`
	Name       law.Text          `yaml:"name"`
	References map[string]source `yaml:"references"`
}

func (s source) toVerify() bool { return law.Confidence(s.Confidence).ToVerify() }

func (s source) cite() string {
	if s.Cite.EN != "" {
		return s.Cite.EN
	}
	return strings.TrimSpace(s.Instrument + " " + s.Article)
}

// TestTheListOfUnreadSourcesIsComplete holds docs/law-to-verify.md against the files, so that nothing is forgotten there and nothing confirmed stays on it.
func TestTheListOfUnreadSourcesIsComplete(t *testing.T) {
	const list = "../../docs/law-to-verify.md"
	made := listToVerify(t)
	if *update {
		if err := os.WriteFile(list, []byte(made), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != made {
		t.Error("docs/law-to-verify.md is not what the rule files say; write it anew with: go test ./internal/law -run UnreadSources -update")
	}
}

func listToVerify(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("rules/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rule files: %v", err)
	}
	var tables strings.Builder
	open, all := 0, 0
	for _, file := range files {
		f := readSources(t, file)
		all += len(f.References)
		table, n := f.table()
		open += n
		tables.WriteString(table)
	}
	days, openDays, allDays := holidaysToVerify(t)
	return fmt.Sprintf(`# To be verified

Sources that nobody has read in the primary text, or a page that quotes it: %d of %d of the rules, and %d of %d of
the calendars of public holidays, which stand at the end. The product says
"to be verified" beside every date that rests on one of them. To strike one off, read the article, mend what is
wrong, raise its confidence in the rule file, set last_checked, and write this list anew:
`+"`go test ./internal/law -run UnreadSources -update`"+`. A test holds the list against the rule files.

*memory*: the article is named from knowledge, its text was not read. *unconfirmed*: no confirmation was found.
%s
## Public holidays

A day of a coming year that has not been proclaimed yet is *unconfirmed* too.

| Region | Source | Days that rest on it | Mark | Last looked at |
|---|---|---|---|---|
%s`, open, all, openDays, allDays, tables.String(), days)
}

func readSources(t *testing.T, file string) sourced {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var f sourced
	if err := yaml.Unmarshal(data, &f); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return f
}

// table returns the table of one regime, empty if everything was read, and its length.
func (f sourced) table() (string, int) {
	var open []source
	for _, s := range f.References {
		if s.toVerify() {
			open = append(open, s)
		}
	}
	if len(open) == 0 {
		return "", 0
	}
	slices.SortFunc(open, func(a, b source) int {
		return strings.Compare(a.cite()+a.Gist.EN, b.cite()+b.Gist.EN)
	})
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s: `%s`\n\n| Source | What it is taken to say | Mark | Last looked at |\n|---|---|---|---|\n", f.Name.EN, f.ID)
	for _, s := range open {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", s.cite(), s.Gist.EN, s.Confidence, s.Checked)
	}
	return b.String(), len(open)
}

// calendarFile is the part of a holiday file that the list is made of.
type calendarFile struct {
	Region  string            `yaml:"region"`
	Sources map[string]source `yaml:"sources"`
	Days    []struct {
		Name   law.Text `yaml:"name"`
		Source string   `yaml:"source"`
		Years  string   `yaml:"years"`
	} `yaml:"days"`
}

func holidaysToVerify(t *testing.T) (rows string, open, all int) {
	t.Helper()
	files, err := filepath.Glob("holidays/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no holiday files: %v", err)
	}
	var b strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var f calendarFile
		if err := yaml.Unmarshal(data, &f); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all += len(f.Sources)
		for _, key := range slices.Sorted(maps.Keys(f.Sources)) {
			s := f.Sources[key]
			if !s.toVerify() {
				continue
			}
			open++
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", f.Region, s.cite(), f.daysOn(key), s.Confidence, s.Checked)
		}
	}
	return b.String(), open, all
}

// daysOn lists what rests on a source: "Good Friday (2027-), Whit Monday".
func (f calendarFile) daysOn(key string) string {
	var days []string
	for _, d := range f.Days {
		day := d.Name.EN
		if d.Years != "" {
			day += " (" + d.Years + ")"
		}
		if d.Source == key && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return strings.Join(days, ", ")
}
