package i18n_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

func catalogOf(t *testing.T, files map[string]string) *i18n.Catalog {
	t.Helper()
	c, err := i18n.Load(filesOf(files))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func filesOf(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestCatalogSays(t *testing.T) {
	c := catalogOf(t, map[string]string{
		"a.en.yaml": "late: {one: '{{.Count}} request', other: '{{.Count}} requests'}\nnested: {key: Deep}\nday: 'on {{.On}} in {{.Year}}'\nlist: 'one of {{.Known}}'",
		"a.fr.yaml": "late: {one: '{{.Count}} demande', other: '{{.Count}} demandes'}\nnested.key: Profond\nday: 'le {{.On}} en {{.Year}}'\nlist: 'parmi {{.Known}}'",
		"a.de.yaml": "late: {one: '{{.Count}} Anfrage', other: '{{.Count}} Anfragen'}\nnested.key: Tief\nday: 'am {{.On}} in {{.Year}}'\nlist: 'eines von {{.Known}}'",
	})
	if gaps := c.Gaps(); len(gaps) > 0 {
		t.Errorf("gaps: %q", gaps)
	}
	on := civil.MustParse("2026-10-28")
	for _, tc := range []struct {
		name, lang, key string
		args            map[string]any
		want            string
	}{
		{"the singular", "en", "late", map[string]any{"Count": 1}, "1 request"},
		{"the plural", "de", "late", map[string]any{"Count": 12345}, "12.345 Anfragen"},
		{"a sentence without a singular, though one is counted", "en", "list", map[string]any{"Known": []string{"a"}, "Count": 1}, "one of a"},
		{"zero as French does", "fr", "late", map[string]any{"Count": 0}, "0 demande"},
		{"nested keys as flat ones", "en", "nested.key", nil, "Deep"},
		{"the language of a region", "fr-CH", "nested.key", nil, "Profond"},
		{"English to speakers of other languages", "pt", "nested.key", nil, "Deep"},
		{"days and years as people write them", "de", "day", map[string]any{"On": on, "Year": 2026}, "am Mi., 28. Okt. 2026 in 2026"},
		{"lists with a conjunction", "fr", "list", map[string]any{"Known": []string{"a", "b", "c"}}, "parmi a, b et c"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := c.T(tc.lang, tc.key, tc.args); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCatalogNotesWhatIsMissing(t *testing.T) {
	c := catalogOf(t, map[string]string{
		"a.en.yaml": "known: Known\nneeds: '{{.Name}}'",
		"a.fr.yaml": "known: Connu\nneeds: 'rien'",
		"a.de.yaml": "needs: '{{.Name}}'",
	})
	var told []string
	c.OnMissing(func(_, key string) { told = append(told, key) })
	if got := c.T("de", "known", nil); got != "Known" {
		t.Errorf("a gap in German gives %q, not the English sentence", got)
	}
	for range 2 {
		if got := c.T("en", "absent", nil); got != "absent" {
			t.Errorf("an absent key gives %q", got)
		}
	}
	if got := c.T("en", "needs", nil); got != "needs" {
		t.Errorf("a sentence without its argument gives %q", got)
	}
	if got := strings.Join(told, " "); got != "absent needs" {
		t.Errorf("told about %q, want each once", got)
	}
	if got := strings.Join(c.Missing(), " "); got != "absent needs" {
		t.Errorf("missing: %q", got)
	}
	want := "de: known is missing (en has it)|de: known is missing (fr has it)|fr: needs does not name Name (de does)|fr: needs does not name Name (en does)"
	if got := strings.Join(c.Gaps(), "|"); got != want {
		t.Errorf("gaps:\n%s\nwant\n%s", got, want)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, tc := range map[string]struct{ file, text, want string }{
		"a key given twice":               {"a.en.yaml", "x: 1\nx: 2", `a.en.yaml:2: the key "x" is given twice`},
		"a key given flat and nested":     {"a.en.yaml", "x.y: 1\nx: {y: 2}", `a.en.yaml:2: the key "x.y" is given twice`},
		"an empty sentence":               {"a.en.yaml", "x: ''", `a.en.yaml:1: the sentence "x" is empty`},
		"a list":                          {"a.en.yaml", "x: [1]", "a.en.yaml:1: a mapping of keys"},
		"a language that is not ours":     {"a.it.yaml", "x: 1", "a.it.yaml: the name must be"},
		"a name without language":         {"a.yaml", "x: 1", "a.yaml: the name must be"},
		"a file that is no YAML":          {"a.en.yaml", "x: {", "a.en.yaml: yaml:"},
		"braces around a condition":       {"a.en.yaml", "x: '{{if .A}}b{{end}}'", `a.en.yaml:1: the sentence "x" has braces around something else`},
		"braces left open":                {"a.en.yaml", "x: 'a {{.B'", `a.en.yaml:1: the sentence "x" has braces around something else`},
		"a plural form that is no string": {"a.en.yaml", "x: {one: a, other: [b]}", `the form "other" of "x" must be a sentence`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := i18n.Load(filesOf(map[string]string{tc.file: tc.text}))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
	t.Run("a key given in two files of one language", func(t *testing.T) {
		_, err := i18n.Load(filesOf(map[string]string{"a.en.yaml": "x: 1", "b.en.yaml": "x: 2"}))
		if err == nil || !strings.Contains(err.Error(), `"x" is given twice`) {
			t.Errorf("got %v", err)
		}
	})
}

func TestErrorIsWordedFieldByField(t *testing.T) {
	c := catalogOf(t, map[string]string{
		"errors.en.yaml": "error.invalid: Please mend\nerror.past: 'before {{.Day}}'",
		"errors.fr.yaml": "error.invalid: À corriger\nerror.past: 'avant le {{.Day}}'",
		"errors.de.yaml": "error.invalid: Bitte ändern\nerror.past: 'vor {{.Day}}'",
	})
	title, problems := c.Error("fr", dsar.Invalid("date", "error.past", map[string]any{"Day": civil.MustParse("2026-01-01")}))
	if title != "À corriger" || len(problems) != 1 || problems[0] != (i18n.FieldText{Field: "date", Text: "avant le jeu. 1er janv. 2026"}) {
		t.Errorf("got %q and %q", title, problems)
	}
}

func TestValueThatIsTooLongIsCut(t *testing.T) {
	c := catalogOf(t, map[string]string{"e.en.yaml": "x: '“{{.Value}}”'", "e.fr.yaml": "x: '{{.Value}}'", "e.de.yaml": "x: '{{.Value}}'"})
	if got, want := c.T("en", "x", map[string]any{"Value": strings.Repeat("ä", 1000)}), "“"+strings.Repeat("ä", 80)+"…”"; got != want {
		t.Errorf("got %q", got)
	}
	if got := c.T("en", "x", map[string]any{"Value": "short"}); got != "“short”" {
		t.Errorf("got %q", got)
	}
}

func TestNegotiateChoosesTheLanguage(t *testing.T) {
	for header, want := range map[string]string{
		"":                          "en",
		"fr-CH, fr;q=0.9, en;q=0.8": "fr",
		"pt, de;q=0.5":              "de",
		"pt":                        "en",
		"*":                         "en",
		"de-AT":                     "de",
		"en-GB,fr;q=0.9":            "en",
		";;;":                       "en",
	} {
		t.Run(header, func(t *testing.T) {
			if got := i18n.Negotiate(header, "en"); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
