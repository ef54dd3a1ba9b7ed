package law_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"recourse/internal/law"
)

// TestBadFiles loads every busted file alone. Its first line says what the error
// must contain.
func TestBadFiles(t *testing.T) {
	none := fstest.MapFS{}
	for kind, load := range map[string]func(fstest.MapFS) error{
		"rules":    func(f fstest.MapFS) error { _, err := law.Load(f, none); return err },
		"holidays": func(f fstest.MapFS) error { _, err := law.Load(none, f); return err },
	} {
		files, err := filepath.Glob("testdata/bad/" + kind + "/*.yaml")
		if err != nil || len(files) == 0 {
			t.Fatalf("no busted files found: %v", err)
		}
		for _, file := range files {
			t.Run(kind+"/"+filepath.Base(file), func(t *testing.T) {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				first, _, _ := strings.Cut(string(data), "\n")
				want, ok := strings.CutPrefix(first, "# expect: ")
				if !ok {
					t.Fatal("the first line must be: # expect: <message>")
				}
				err = load(fstest.MapFS{kind + "/" + filepath.Base(file): {Data: data}})
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got  %v\nwant %s", err, want)
				}
			})
		}
	}
}

func TestLoadRefusesANameThatStandsForTwoThings(t *testing.T) {
	file := func(id, alias string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("schema: 1\nregion: " + id + "\naliases: [" + alias + "]\nname: {en: x, fr: x, de: x}\n")}
	}
	_, err := law.Load(fstest.MapFS{}, fstest.MapFS{"AA.yaml": file("AA", "CC"), "BB.yaml": file("BB", "cc")})
	if err == nil || !strings.Contains(err.Error(), `the name "cc" is already taken`) {
		t.Errorf("got %v", err)
	}
}

func TestLoadReportsEveryFaultAtOnce(t *testing.T) {
	data := "schema: 7\nregion: AA\nname: {en: x, fr: x}\nyears: soon\n"
	_, err := law.Load(fstest.MapFS{}, fstest.MapFS{"AA.yaml": {Data: []byte(data)}})
	if err == nil {
		t.Fatal("loaded")
	}
	for _, want := range []string{"schema 7", "name has no de text", `AA.yaml:4: "soon"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}
