package letter

import (
	"fmt"
	html "html/template"
	"io/fs"
	"path"
	"slices"
	"sync"
	"text/template"
	"text/template/parse"

	"recourse/internal/dsar"
)

// Set holds every template. It does not change in a way that callers could see and
// is safe for concurrent use.
type Set struct {
	manifest manifest
	// What follows is read at its first call: parsed, the letters take some
	// megabytes, and a process may never write one.
	words   map[string]func() (*words, error)       // by language
	letters map[letterSet]func() (templates, error) // by kind of letter
	mails   map[string]func() (templates, error)    // by language; of each, by name
	digests map[string]func() (*template.Template, error)
	// digestHTML is the HTML part of a digest, for every language.
	digestHTML func() (*html.Template, error)
}

// templates are parsed files by name, each with a subject and a body.
type templates map[string]*template.Template

// letterSet names templates that are read together. Regimes have their own because
// a regime may replace sections and typography; those without share the general ones.
type letterSet struct{ language, regime string }

// Open makes ready to read letters/ and mail/ from fsys, each language and regime
// when it is first needed. A mistake that [Load] would have refused is then an error
// of composing; it is for files that a test has loaded.
func Open(fsys fs.FS) (*Set, error) {
	m, err := loadManifest(fsys)
	if err != nil {
		return nil, err
	}
	s := &Set{
		manifest: m, words: map[string]func() (*words, error){},
		letters: map[letterSet]func() (templates, error){}, mails: map[string]func() (templates, error){},
		digests:    map[string]func() (*template.Template, error){},
		digestHTML: sync.OnceValues(func() (*html.Template, error) { return loadDigestHTML(fsys) }),
	}
	for _, lang := range m.Languages {
		s.words[lang] = sync.OnceValues(func() (*words, error) { return loadWords(fsys, lang, m) })
		if slices.Contains(dsar.Languages(), lang) {
			s.mails[lang] = sync.OnceValues(func() (templates, error) { return s.loadMails(fsys, lang) })
			s.digests[lang] = sync.OnceValues(func() (*template.Template, error) { return s.loadDigest(fsys, lang) })
		}
		for _, regime := range m.families() {
			key := letterSet{lang, regime}
			s.letters[key] = sync.OnceValues(func() (templates, error) { return s.loadLetters(fsys, key) })
		}
	}
	return s, nil
}

// Load reads letters/ and mail/ from fsys. It returns an error that names the file
// for a template that is missing, undeclared or cannot be composed.
func Load(fsys fs.FS) (*Set, error) {
	s, err := Open(fsys)
	if err != nil {
		return nil, err
	}
	all := map[string]*words{}
	for _, lang := range s.manifest.Languages {
		if all[lang], err = s.words[lang](); err != nil {
			return nil, err
		}
	}
	if err := sameWords(all, s.manifest); err != nil {
		return nil, err
	}
	if err := refuseUndeclared(fsys, s.manifest); err != nil {
		return nil, err
	}
	return s, s.rehearse()
}

// Languages lists the languages in which letters can be composed.
func (s *Set) Languages() []string { return slices.Clone(s.manifest.Languages) }

// Length words a period of n units, which are day, working day, month or year: "15
// giorni". It is "" for a language in which the law data have their own words.
func (s *Set) Length(language string, n int, unit string) string {
	load, known := s.words[language]
	if !known {
		return ""
	}
	w, err := load()
	if err != nil {
		return ""
	}
	words, known := w.Units[unit]
	switch {
	case !known:
		return ""
	case n == 1:
		return fmt.Sprint(n, " ", words[0])
	}
	return fmt.Sprint(n, " ", words[1])
}

// Kinds lists the kinds of letter, requests first.
func (s *Set) Kinds() []dsar.LetterKind { return kinds() }

// Regimes lists the ids of the laws that have letters of their own. For every other
// one a letter is composed from [Terms].
func (s *Set) Regimes() []string { return slices.Clone(s.manifest.Regimes) }

func kinds() []dsar.LetterKind {
	return []dsar.LetterKind{
		dsar.LetterAccess, dsar.LetterErasure, dsar.LetterAccessErasure, dsar.LetterRectification,
		dsar.LetterPortability, dsar.LetterObjection, dsar.LetterRestriction,
		dsar.LetterIDAnswer, dsar.LetterFollowUp, dsar.LetterFinalNotice, dsar.LetterComplaint,
	}
}

// loadLetters parses the letters of a language for a regime: the shared sections,
// then the regime's own, then the letter.
func (s *Set) loadLetters(fsys fs.FS, key letterSet) (templates, error) {
	w, err := s.words[key.language]()
	if err != nil {
		return nil, err
	}
	base := template.New("").Option("missingkey=error").Funcs(functions(key.language))
	if err := parseFile(base, fsys, path.Join("letters", key.language, "parts.txt")); err != nil {
		return nil, err
	}
	own := path.Join("letters", key.language, partsOf(key.regime))
	if _, err := fs.Stat(fsys, own); err == nil {
		if err := parseFile(base, fsys, own); err != nil {
			return nil, err
		}
	}
	lists := [][]substitution{w.Typography, w.Regimes[key.regime].Typography}
	for _, t := range base.Templates() {
		typeset(t, lists...)
	}
	letters := make(templates)
	for _, kind := range kinds() {
		t, err := base.Clone() // the sections' trees are shared, so they are not touched again
		if err != nil {
			return nil, err
		}
		if err := parseLetter(t, fsys, path.Join("letters", key.language, string(kind)+".txt")); err != nil {
			return nil, err
		}
		typeset(t.Lookup("subject"), lists...)
		typeset(t.Lookup("body"), lists...)
		letters[string(kind)] = t
	}
	return letters, nil
}

func partsOf(regime string) string { return "parts." + regime + ".txt" }

func parseFile(t *template.Template, fsys fs.FS, name string) error {
	source, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	if _, err := t.New(name).Parse(string(source)); err != nil {
		return err
	}
	return nil
}

// parseLetter parses a file that has to define a subject and a body.
func parseLetter(t *template.Template, fsys fs.FS, name string) error {
	if err := parseFile(t, fsys, name); err != nil {
		return err
	}
	for _, part := range []string{"subject", "body"} {
		if t.Lookup(part) == nil {
			return fmt.Errorf("%s: the part %q is not defined", name, part)
		}
	}
	return nil
}

// typeset applies typography to the literal text of one template. Working on the
// parsed text, not on the file, leaves the actions alone; what people wrote comes
// in later and is never touched.
func typeset(t *template.Template, lists ...[]substitution) {
	if t.Tree == nil {
		return
	}
	r := typographer(lists...)
	typesetNode(t.Root, func(text []byte) []byte { return []byte(r.Replace(string(text))) })
}

func typesetNode(n parse.Node, set func([]byte) []byte) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			typesetNode(child, set)
		}
	case *parse.TextNode:
		n.Text = set(n.Text)
	case *parse.IfNode:
		typesetBranch(n.BranchNode, set)
	case *parse.RangeNode:
		typesetBranch(n.BranchNode, set)
	case *parse.WithNode:
		typesetBranch(n.BranchNode, set)
	}
}

func typesetBranch(n parse.BranchNode, set func([]byte) []byte) {
	typesetNode(n.List, set)
	if n.ElseList != nil {
		typesetNode(n.ElseList, set)
	}
}

// refuseUndeclared returns an error for a file that nothing reads: it is a letter
// under a wrong name, and somebody believes that it is in use.
func refuseUndeclared(fsys fs.FS, m manifest) error {
	declared := declaredFiles(m)
	for _, root := range []string{"letters", "mail"} {
		err := fs.WalkDir(fsys, root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			if !declared[name] {
				return fmt.Errorf("%s: nothing reads this file; letters are named <language>/<kind>.txt, sections parts.txt and parts.<regime>.txt", name)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func declaredFiles(m manifest) map[string]bool {
	declared := map[string]bool{"letters/letters.yaml": true, path.Join("mail", mailDigest+".html"): true}
	for _, lang := range m.Languages {
		for _, name := range []string{"terms.yaml", "parts.txt"} {
			declared[path.Join("letters", lang, name)] = true
		}
		for _, regime := range m.families() {
			declared[path.Join("letters", lang, partsOf(regime))] = true
		}
		for _, kind := range kinds() {
			declared[path.Join("letters", lang, string(kind)+".txt")] = true
		}
		if !slices.Contains(dsar.Languages(), lang) {
			continue // mails are for the person, in a language of the pages
		}
		declared[path.Join("mail", lang, "parts.txt")] = true
		declared[path.Join("mail", lang, mailDigest+".txt")] = true
		for _, name := range mailNames() {
			declared[path.Join("mail", lang, name+".txt")] = true
		}
	}
	return declared
}
