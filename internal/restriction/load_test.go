package restriction

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestLoad_refusesMistakes replaces one file of the built-in set by each file of
// testdata/bad. The first line of such a file is "# <file to replace>: <words of
// the error>".
func TestLoad_refusesMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(data), "\n")
			target, want, ok := strings.Cut(strings.TrimPrefix(first, "# "), ": ")
			if !ok {
				t.Fatalf("the first line of %s does not say what to expect", file)
			}
			_, err = Load(builtInWith(t, target, data))
			if err == nil {
				t.Fatal("it was accepted")
			}
			if !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), target+":") {
				t.Errorf("error is %q, want %q at a line of %s", err, want, target)
			}
		})
	}
}

// builtInWith returns the built-in files, with only the English patterns and the
// given file put in.
func builtInWith(t *testing.T, file string, data []byte) fs.FS {
	t.Helper()
	set := fstest.MapFS{}
	var names []string
	patterns := []string{"taxonomy/*.yaml", "grammar/*.yaml", "patterns/en/*.yaml"}
	if !strings.HasPrefix(file, "grammar/") {
		// Weights of another grammar would be the first mistake.
		patterns = append(patterns, "evidence/*.yaml")
	}
	for _, pattern := range patterns {
		files, err := fs.Glob(builtIn, pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, files...)
	}
	for _, name := range append(names, "patterns/stopwords.yaml") {
		b, err := fs.ReadFile(builtIn, name)
		if err != nil {
			t.Fatal(err)
		}
		set[name] = &fstest.MapFile{Data: b}
	}
	set[file] = &fstest.MapFile{Data: data}
	return set
}

// A slot that nothing needs is a left-over that costs a reader time. What common.yaml
// offers to all grammars need not be in use yet.
func TestPatterns_declareNoSlotInVain(t *testing.T) {
	d := builtInDetector(t)
	grammars, err := d.loadGrammars(builtIn)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range d.Languages() {
		raw, err := readWordings(builtIn, "patterns/"+lang)
		if err != nil {
			t.Fatal(err)
		}
		needed := map[string]bool{}
		for _, g := range grammars {
			g.raw.slotsUsed(func(name string, _ []any) { needed[name] = true })
		}
		for _, wordings := range raw.slots {
			for _, m := range slotReference.FindAllStringSubmatch(strings.Join(wordings, " "), -1) {
				needed[m[1]] = true
			}
		}
		for name := range raw.slots {
			if file := raw.from[name].file; !needed[name] && path.Base(file) != "common.yaml" {
				t.Errorf("%s: the slot %q is used by nothing", file, name)
			}
		}
	}
}

func TestLoad_acceptsALanguageWhoseWordsNoGrammarNeeds(t *testing.T) {
	set := builtInWith(t, "patterns/es/language.yaml", []byte("language: es\n")).(fstest.MapFS)
	set["patterns/es/more.yaml"] = &fstest.MapFile{Data: []byte("slots:\n  hardly_needed: [nunca]\n")}
	d, err := Load(set)
	if err != nil {
		t.Fatal(err)
	}
	report, err := d.Detect(Input{Text: "Solo facilitamos los datos de los últimos doce meses.", Lang: "es"})
	if err != nil || len(report.Findings) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestLoad_saysWhichFileIsMissing(t *testing.T) {
	_, err := Load(fstest.MapFS{})
	if err == nil || !strings.Contains(err.Error(), "taxonomy/regimes.yaml") {
		t.Errorf("error is %v", err)
	}
}

// Default leaves compiling to the first text, so this is where a mistake in the
// patterns of the program shows.
func TestLoad_acceptsTheBuiltInPatterns(t *testing.T) {
	d, err := Load(builtIn)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"de", "en", "fr"} {
		if !slices.Contains(d.Languages(), lang) {
			t.Errorf("there are no patterns for %q, only for %q", lang, d.Languages())
		}
	}
}
