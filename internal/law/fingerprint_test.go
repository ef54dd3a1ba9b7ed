package law_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/civil"
	"recourse/internal/law"
)

// shipped returns the files of a folder in memory, for a test to change.
func shipped(t *testing.T, folder string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(os.DirFS("."), folder+"/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[path.Base(name)] = &fstest.MapFile{Data: data}
	}
	return files
}

func loaded(t *testing.T, rules, holidays fs.FS) *law.Book {
	t.Helper()
	b, err := law.Load(rules, holidays)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFingerprint(t *testing.T) {
	rules, holidays := shipped(t, "rules"), shipped(t, "holidays")
	book := loaded(t, rules, holidays)
	same := loaded(t, shipped(t, "rules"), shipped(t, "holidays"))
	changed := shipped(t, "holidays")
	changed["FR.yaml"].Data = append(changed["FR.yaml"].Data, "# another word\n"...)
	other := loaded(t, rules, changed)

	t.Run("the same files have the same one", func(t *testing.T) {
		if book.Fingerprint() != same.Fingerprint() || len(book.Fingerprint()) != 64 {
			t.Errorf("%s and %s", book.Fingerprint(), same.Fingerprint())
		}
	})
	t.Run("another file has another", func(t *testing.T) {
		if book.Fingerprint() == other.Fingerprint() {
			t.Error("the change of a holiday file went unnoticed")
		}
	})
	t.Run("an edition names the regime, the region and those around it", func(t *testing.T) {
		var names []string
		for _, field := range strings.Fields(book.Edition("gdpr", "FR-ALSACE-MOSELLE")) {
			name, digest, _ := strings.Cut(field, "=")
			if len(digest) != 16 && name != "calculation" {
				t.Errorf("%s has digest %q", name, digest)
			}
			names = append(names, name)
		}
		for _, want := range []string{"rules/eu-gdpr", "holidays/FR-ALSACE-MOSELLE", "holidays/FR"} {
			if !strings.Contains(" "+strings.Join(names, " ")+" ", " "+want+" ") {
				t.Errorf("%v lacks %s", names, want)
			}
		}
	})
	t.Run("two editions tell which file changed", func(t *testing.T) {
		got := other.ChangedSince(book.Edition("eu-gdpr", "FR"))
		if diff := cmp.Diff([]string{"holidays/FR"}, got); diff != "" {
			t.Error(diff)
		}
		if got := other.ChangedSince(book.Edition("eu-gdpr", "ES")); got != nil || !other.IsCurrent(book.Edition("eu-gdpr", "ES")) {
			t.Errorf("a change in France is said to concern Spain: %v", got)
		}
		both := law.JoinEditions(book.Edition("eu-gdpr", "ES"), book.Edition("uk-gdpr", "FR"))
		if !book.IsCurrent(both) || other.IsCurrent(both) {
			t.Error("an edition of two laws does not know its files")
		}
	})
	t.Run("an edition of another calculation is not current, though no file changed", func(t *testing.T) {
		calculation := fmt.Sprintf("calculation=%d", law.Calculation)
		for _, edition := range []string{
			strings.Replace(book.Edition("eu-gdpr", "FR"), calculation, "calculation=0", 1),
			strings.Replace(book.Edition("eu-gdpr", "FR"), calculation+" ", "", 1), "", calculation,
		} {
			if book.IsCurrent(edition) || len(book.ChangedSince(edition)) > 0 {
				t.Errorf("%q", edition)
			}
		}
		old := strings.Replace(book.Edition("eu-gdpr", "FR"), calculation+" ", "", 1)
		if law.NamesCalculation(old) || !law.NamesCalculation(law.UnknownCalculation(old)) || law.UnknownCalculation("") != "calculation=0" {
			t.Errorf("%q becomes %q", old, law.UnknownCalculation(old))
		}
	})
	t.Run("nothing can be told from an unknown edition", func(t *testing.T) {
		if got := book.ChangedSince(""); got != nil {
			t.Errorf("got %v", got)
		}
		if got := book.Edition("no-such-law", "FR"); got != "" {
			t.Errorf("got %q for a law that is not known", got)
		}
	})
}

func TestNotCheckedSince(t *testing.T) {
	rules, holidays := shipped(t, "rules"), shipped(t, "holidays")
	t.Run("nothing is older than the law itself", func(t *testing.T) {
		list, err := loaded(t, rules, holidays).NotCheckedSince(civil.MustParse("2000-01-01"), "en")
		if err != nil || len(list) > 0 {
			t.Errorf("got %d and %v", len(list), err)
		}
	})
	t.Run("every figure and every region has been checked some day", func(t *testing.T) {
		list, err := loaded(t, rules, holidays).NotCheckedSince(civil.MustParse("2190-01-01"), "en")
		if err != nil {
			t.Fatal(err)
		}
		regimes, regions := map[string]bool{}, map[string]bool{}
		for _, c := range list {
			if c.What == "" || c.Article.LastChecked.IsZero() {
				t.Errorf("%+v says nothing, or was never checked", c)
			}
			regimes[c.Regime], regions[c.Region] = true, true
		}
		if len(regimes) < 40 || len(regions) < 140 {
			t.Errorf("only %d regimes and %d regions are listed", len(regimes), len(regions))
		}
	})
	t.Run("an old source brings the figures that rest on it, and the holidays", func(t *testing.T) {
		old := shipped(t, "holidays")
		old["FR.yaml"].Data = []byte(aged(string(old["FR.yaml"].Data)))
		list, err := loaded(t, rules, old).NotCheckedSince(civil.MustParse("2020-01-02"), "en")
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			t.Fatal("nothing is listed")
		}
		for _, c := range list {
			if c.Region != "FR" || c.Regime != "" || c.Article.LastChecked.String() != "2020-01-01" {
				t.Errorf("%+v is listed", c)
			}
		}
	})
}

// aged sets every last_checked of a file to 2020-01-01.
func aged(file string) string {
	lines := strings.Split(file, "\n")
	for i, line := range lines {
		if at := strings.Index(line, "last_checked:"); at >= 0 {
			lines[i] = line[:at] + "last_checked: 2020-01-01"
		}
	}
	return strings.Join(lines, "\n")
}
