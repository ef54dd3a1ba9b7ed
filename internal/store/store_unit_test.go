package store_test

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"recourse/internal/dsar"
	"recourse/internal/store"
	"recourse/internal/testdb"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Ärger":          "arger",
		"STRASSE straße": "strasse strasse",
		"Œuvre Ærø Łódź": "oeuvre aero lodz",
		"Ελληνικός ΏΜΟΣ": "ελληνικοσ ωμοσ",
		"Йод Ёлка Їжак":  "иод елка іжак",
		"İstanbul ISIK":  "istanbul isik",
		"ﬁne Ａcme №1":    "fine acme no1",
		"Việt Nam":       "viet nam",
		"がぎ かき":          "がぎ かき",
		"Þór Đorđe":      "thor dorde",
		"":               "",
	} {
		if got := store.Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
		if again := store.Fold(store.Fold(text)); again != want {
			t.Errorf("folding %q twice gives %q", text, again)
		}
	}
}

func TestFoldedWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"L'Oréal S.A.": {"l", "oreal", "loreal", "s", "a", "sa"},
		"1&1 & co":     {"1", "11", "co"},
		"\xff \x00":    nil,
		"a a A":        {"a"},
	} {
		if got := store.FoldedWords(text); !slices.Equal(got, want) {
			t.Errorf("words of %q: %q, want %q", text, got, want)
		}
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{
		"no scheme":                  "recourse.db",
		"an unknown scheme":          "mysql://localhost/x",
		"no file":                    "sqlite:",
		"a folder that is not there": "sqlite:" + filepath.Join(t.TempDir(), "none", "x.db"),
		"an unreadable URL":          "postgres://user:s3cret@host:port/x",
		"nobody listening":           "postgres://user:s3cret@127.0.0.1:1/x",
	} {
		t.Run(name+" is refused without saying the password", func(t *testing.T) {
			t.Parallel()
			s, err := store.Open(t.Context(), store.Options{URL: url})
			if err == nil {
				t.Fatal("it was opened", s.Close())
			}
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the error says the password: %v", err)
			}
		})
	}
}

func TestLogsHoldNoPersonalData(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		url  func(testing.TB) string
	}{{"sqlite", testdb.SQLiteURL}, {"postgres", testdb.PostgresURL}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			s, err := store.Open(t.Context(), store.Options{URL: c.url(t), Log: slog.New(slog.NewTextHandler(&log, nil))})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			err = s.InsertUser(t.Context(), dsar.User{ID: "u", WorkspaceID: "none", Email: "jane@example.org", Role: "nonsense"})
			if err == nil {
				t.Fatal("an unknown role was stored")
			}
			if !strings.Contains(log.String(), "INSERT INTO") {
				t.Errorf("the failed query was not logged: %s", log.String())
			}
			if strings.Contains(log.String()+err.Error(), "jane@") {
				t.Errorf("the address stands in the log or error:\n%s\n%v", log.String(), err)
			}
		})
	}
}
