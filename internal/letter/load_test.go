package letter_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"recourse/internal/letter"
	"recourse/templates"
)

// shipped returns a copy of the letters and mails that can be changed.
func shipped(t *testing.T) fstest.MapFS {
	t.Helper()
	copied := fstest.MapFS{}
	for _, root := range []string{"letters", "mail"} {
		err := fs.WalkDir(templates.FS, root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := fs.ReadFile(templates.FS, name)
			copied[name] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return copied
}

func TestLoadRefuses(t *testing.T) {
	replace := func(name, old, new string) func(fstest.MapFS) {
		return func(f fstest.MapFS) {
			data := strings.Replace(string(f[name].Data), old, new, 1)
			if data == string(f[name].Data) {
				panic(name + " does not contain " + old)
			}
			f[name] = &fstest.MapFile{Data: []byte(data)}
		}
	}
	remove := func(name string) func(fstest.MapFS) { return func(f fstest.MapFS) { delete(f, name) } }
	add := func(name string) func(fstest.MapFS) {
		return func(f fstest.MapFS) { f[name] = &fstest.MapFile{Data: []byte("x")} }
	}
	cases := map[string]struct {
		change func(fstest.MapFS)
		want   []string
	}{
		"a missing letter":                 {remove("letters/fr/access.txt"), []string{"letters/fr/access.txt"}},
		"a missing language":               {replace("letters/letters.yaml", "de, it, es, nl]", "de, it, es]"), []string{"letters/letters.yaml", `"nl" is missing`}},
		"a missing mail":                   {remove("mail/de/test.txt"), []string{"mail/de/test.txt"}},
		"a letter under a wrong name":      {add("letters/en/acces.txt"), []string{"letters/en/acces.txt", "nothing reads this file"}},
		"sections of a regime not known":   {add("letters/en/parts.gdpr.txt"), []string{"letters/en/parts.gdpr.txt"}},
		"a language that is not declared":  {add("letters/pl/access.txt"), []string{"letters/pl/access.txt"}},
		"a mail under a wrong name":        {add("mail/en/hello.txt"), []string{"mail/en/hello.txt"}},
		"a letter without a version":       {replace("letters/letters.yaml", "complaint: 3", "complaint: 0"), []string{`"complaint" needs a version`}},
		"a version of an unknown letter":   {replace("letters/letters.yaml", "  objection: 3", "  objection: 3\n  poem: 1"), []string{`unknown letter "poem"`}},
		"another schema":                   {replace("letters/letters.yaml", "schema: 1", "schema: 2"), []string{"schema 2 is not understood"}},
		"an unknown key":                   {replace("letters/en/terms.yaml", "and: and", "and: and\nor: or"), []string{"letters/en/terms.yaml", "field or not found"}},
		"a second document":                {replace("letters/en/terms.yaml", "schema: 1", "schema: 1\n---\nschema: 1"), []string{"letters/en/terms.yaml"}},
		"a word that one language lacks":   {replace("letters/fr/terms.yaml", "      period_under:", "      period_unter:"), []string{`"period_under"`, "letters/fr/terms.yaml"}},
		"a regime that one language lacks": {replace("letters/de/terms.yaml", "  ch-fadp:", "  at-dsg:"), []string{"letters/de/terms.yaml", `unknown regime "at-dsg"`}},
		"a missing period":                 {replace("letters/de/terms.yaml", "      erasure: *eu_period\n", ""), []string{"letters/de/terms.yaml", `"eu-gdpr"`, `the period of the right "erasure"`}},
		"a missing article":                {replace("letters/de/terms.yaml", `      portability: ["20"]`, ``), []string{`articles of the right "portability"`}},
		"a citation without a place":       {replace("letters/en/terms.yaml", "one: Article {} GDPR", "one: Article 15 GDPR"), []string{`"Article 15 GDPR" needs {} once`}},
		"an item too few":                  {replace("letters/en/terms.yaml", "      - the purposes of the processing, for each category of data;\n", ""), []string{`regime "eu-gdpr": 7 items`}},
		"a letter without a subject":       {replace("letters/en/access.txt", `{{define "subject"}}`, `{{define "title"}}`), []string{"letters/en/access.txt", `"subject" is not defined`}},
		"a template that cannot be parsed": {replace("letters/en/access.txt", "{{end}}", ""), []string{"letters/en/access.txt"}},
		"a fact that does not exist":       {replace("letters/en/access.txt", "Dear Sir or Madam,", "Dear {{.Salutation}},"), []string{"letters/en/access.txt", "Salutation"}},
		"a word that does not exist":       {replace("letters/en/access.txt", "Dear Sir or Madam,", "Dear {{.Law.salutation}},"), []string{"letters/en/access.txt", "salutation"}},
		"a section that does not exist":    {replace("letters/de/erasure.txt", `"identify"`, `"identity"`), []string{"letters/de/erasure.txt", "identity"}},
		"a mail fact that does not exist":  {replace("mail/en/no_receipt.txt", "{{.ControllerName}}", "{{.Company}}"), []string{"mail/en/no_receipt.txt", "Company"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			fsys := shipped(t)
			c.change(fsys)
			_, err := letter.Load(fsys)
			if err == nil {
				t.Fatal("was loaded")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

func TestAnOperatorCanChangeAWording(t *testing.T) {
	fsys := shipped(t)
	data := strings.Replace(string(fsys["letters/en/parts.txt"].Data), "Yours faithfully,", "Kind regards,", 1)
	fsys["letters/en/parts.txt"] = &fstest.MapFile{Data: []byte(data)}
	set, err := letter.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	c, err := set.Compose(minimal())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(c.Body, "Kind regards,\n\nCamille Moreau\n") {
		t.Errorf("ends in %q", c.Body[len(c.Body)-60:])
	}
}
