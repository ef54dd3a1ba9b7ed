package restriction

import (
	"bufio"
	"encoding/json"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"
)

// The weights of evidence are made by
//
//	go test ./internal/restriction -run TestFit -fit -v
//
// from the labelled texts under testdata that are meant for tuning. FORMAT.md says when.
var fitWeights = flag.Bool("fit", false, "fit the weights of evidence to the tuning texts and write them")

// limits are the kinds that the texts of testdata/corpus and testdata/rounds are
// labelled for. Some of these texts impose other restrictions, which nobody marked.
var limits = []string{"frequency_limit", "lookback_limit", "repeated_requests_needed"}

// tuningTexts are the only ones that weights may be fitted to.
var tuningTexts = []struct {
	files  string
	kinds  []string // that are labelled; nil means all
	weight float64
	joined bool // also in pairs
}{
	// The wordings of many slots were made from these, which therefore look easier
	// than a new text is.
	{"testdata/corpus/tuning.jsonl", limits, 1, true},
	{"testdata/rounds/*.tuning.jsonl", limits, 3, false},
	{"testdata/kinds/*.tuning.jsonl", nil, 3, true},
}

// TestFit fits the weights if the flag says so, and says how they do on texts left out.
func TestFit(t *testing.T) {
	if !*fitWeights {
		t.Skip("only with -fit")
	}
	files := unfitted(t)
	d, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	grammars, err := d.loadGrammars(files)
	if err != nil {
		t.Fatal(err)
	}
	f := newFitting(d, grammars)
	f.gather(t)
	models := f.calibrated(f.fitAll(f.texts, fits))
	for _, line := range models.measured {
		t.Log(line)
	}
	for n := range f.kinds {
		write(t, f.kinds[n].Key+".yaml", f.yaml(models.model, n))
	}
	write(t, lexiconFile, f.lexicon(models.model))
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path.Join(evidenceFolder, file), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// unfitted are the files without the weights, which may name rules that are gone.
func unfitted(t *testing.T) fs.FS {
	t.Helper()
	set := fstest.MapFS{}
	for _, pattern := range []string{"taxonomy/*.yaml", "grammar/*.yaml", "patterns/*.yaml", "patterns/*/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			set[filepath.ToSlash(file)] = &fstest.MapFile{Data: data}
		}
	}
	return set
}

// readExamples reads the files of a pattern; there may be none.
func readExamples(t testing.TB, pattern string) []Example {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	var out []Example
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		in := bufio.NewScanner(f)
		in.Buffer(nil, 1<<20)
		for in.Scan() {
			var ex Example
			if err := json.Unmarshal(in.Bytes(), &ex); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			out = append(out, ex)
		}
		if err := in.Err(); err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
	}
	return out
}

// joined makes texts that impose two restrictions, which are common and which the
// examples have few of: each text of one kind goes together with one of another, the
// other kinds by turns, so that a restriction does not come to speak against its
// neighbour.
func joined(key string, examples []Example) []Example {
	own, others := map[string][]Example{}, map[string]map[string][]Example{}
	for _, ex := range examples {
		if len(ex.Labels) != 1 || len(ex.Lawful)+len(ex.Contested) > 0 || strings.Contains(ex.Text, "\n") {
			continue
		}
		if ex.Labels[0] == key {
			own[ex.Lang] = append(own[ex.Lang], ex)
			continue
		}
		if others[ex.Lang] == nil {
			others[ex.Lang] = map[string][]Example{}
		}
		others[ex.Lang][ex.Labels[0]] = append(others[ex.Lang][ex.Labels[0]], ex)
	}
	var out []Example
	for _, lang := range slices.Sorted(maps.Keys(own)) {
		kinds := slices.Sorted(maps.Keys(others[lang]))
		for i, a := range own[lang] {
			if len(kinds) == 0 {
				break
			}
			group := others[lang][kinds[i%len(kinds)]]
			b := group[i/len(kinds)%len(group)]
			if i%2 == 1 {
				a, b = b, a
			}
			next := inTwoSentences(a, b)
			if i/2%2 == 0 {
				next = inOneSentence(a, b)
			}
			out = append(out, next)
		}
	}
	return out
}

// and is how two restrictions are joined in one sentence, by language.
var and = map[string]string{
	"de": " und ", "en": " and ", "es": " y ", "fr": " et ", "it": " e ", "nl": " en ", "pl": " i ", "pt": " e ",
}

// inTwoSentences returns first and second, which have one label each, as two sentences.
func inTwoSentences(first, second Example) Example {
	first.ID += "+" + second.ID
	first.Text += " " + second.Text
	first.Labels = append(slices.Clone(first.Labels), second.Labels...)
	return first
}

// inOneSentence returns first and second, which have one label each, as one sentence.
func inOneSentence(first, second Example) Example {
	head, size := utf8.DecodeRuneInString(second.Text)
	first.ID += "&" + second.ID
	first.Labels = append(slices.Clone(first.Labels), second.Labels...)
	first.Text = strings.TrimRight(first.Text, ".!; ") + and[first.Lang] + string(unicode.ToLower(head)) + second.Text[size:]
	return first
}
