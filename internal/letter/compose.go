package letter

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// Compose composes a letter. Its errors name what is missing or unknown and list
// what is known; they contain no personal data.
func (s *Set) Compose(f Facts) (Composed, error) {
	if err := s.check(f); err != nil {
		return Composed{}, err
	}
	letters, err := s.letters[letterSet{f.Language, s.family(f.Regime)}]()
	if err != nil {
		return Composed{}, err
	}
	w, err := s.words[f.Language]()
	if err != nil {
		return Composed{}, err
	}
	t, v := letters[string(f.Kind)], s.newView(f, w)
	subject, err := execute(t, "subject", v)
	if err != nil {
		return Composed{}, err
	}
	body, err := execute(t, "body", v)
	if err != nil {
		return Composed{}, err
	}
	return Composed{
		Kind:     f.Kind,
		Language: f.Language,
		Subject:  line(subject),
		Body:     tidy(body),
		Template: fmt.Sprintf("%s/%s@%d", f.Kind, f.Language, s.manifest.Versions[f.Kind]),
	}, nil
}

func (s *Set) check(f Facts) error {
	switch {
	case !slices.Contains(kinds(), f.Kind):
		return unknown("letter", f.Kind, kinds())
	case !slices.Contains(s.manifest.Languages, f.Language):
		return unknown("language", f.Language, s.manifest.Languages)
	case s.family(f.Regime) == general && (f.Terms == nil || line(f.Terms.Name) == ""):
		return fmt.Errorf("the regime %q has no letters of its own, which %s have, and its terms are not given", f.Regime, strings.Join(s.manifest.Regimes, ", "))
	case line(f.ControllerName) == "":
		return errors.New("a letter needs the name of the controller")
	case line(f.Subject.Name) == "":
		return errors.New("a letter needs the name of the data subject")
	}
	for _, right := range f.Rights {
		if !slices.Contains(dsar.Rights(), right) {
			return unknown("right", right, dsar.Rights())
		}
	}
	for _, p := range f.Points {
		if line(p.Title) == "" {
			return fmt.Errorf("the point %q has no title", p.Key)
		}
	}
	return nil
}

func execute(t *template.Template, part string, data any) (string, error) {
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, part, data); err != nil {
		return "", err
	}
	return b.String(), nil
}

// functions are what templates can call beside the methods of a view.
func functions(lang string) template.FuncMap {
	return template.FuncMap{
		"date": func(d civil.Date) string { return FormatDate(lang, d) },
		"on":   func(d civil.Date) string { return onDate(lang, d) },
		"of":   func(d civil.Date) string { return ofDate(lang, d) },
		"capital": func(s string) string {
			first, size := utf8.DecodeRuneInString(s)
			return string(unicode.ToUpper(first)) + s[size:]
		},
		"count": func(n int64) string { return count(lang, n) },
		// letter numbers list items as statutes do: a, b, c …
		"letter": func(i int) string { return string(rune('a' + i)) },
		// fill puts a value where a phrase has {}; a phrase without it stays as it is.
		"fill": func(phrase, value string) string { return strings.Replace(phrase, "{}", value, 1) },
		// plural prints one of two phrases; in the second {} stands for the number.
		"plural": func(n int, one, many string) string {
			if n == 1 {
				return one
			}
			return strings.ReplaceAll(many, "{}", fmt.Sprint(n))
		},
	}
}

// view is what a template sees: the facts, cleaned, with what follows from them
// and the words of the regime.
type view struct {
	Facts
	Points []point // instead of those of the facts
	words  *words
	law    *law
	groups []group
	n      int
}

func (s *Set) newView(f Facts, w *words) *view {
	f.Reference = line(f.Reference)
	f.ControllerName = line(f.ControllerName)
	f.ControllerAddress = address(f.ControllerAddress)
	f.ControllerEmail = line(f.ControllerEmail)
	f.Subject.Name = line(f.Subject.Name)
	f.Subject.Email = line(f.Subject.Email)
	f.Subject.Address = address(f.Subject.Address)
	f.Subject.Identifiers = address(f.Subject.Identifiers)
	f.Details = block(f.Details)
	f.AuthorityName = line(f.AuthorityName)
	f.AuthorityAddress = address(f.AuthorityAddress)
	if f.ReplyOn.IsZero() {
		f.ReplyOn = f.FirstReplyOn
	}
	f.Rights = rightsOf(f)
	f.History = cleanHistory(f.History, w)
	f.Enclosures = cleanLines(f.Enclosures)
	v := &view{Facts: f, Points: joinPoints(f.Points, f.Language, w), words: w, law: w.lawOf(f), groups: s.manifest.Groups}
	set := typographer(w.Typography, v.law.Typography)
	for i := range v.Points {
		v.Points[i].typeset(set)
	}
	return v
}

// rightsOf returns the rights in the order of the articles, or those of the kind.
func rightsOf(f Facts) []dsar.Right {
	given := f.Rights
	if len(given) == 0 {
		given = asked(f.Kind)
	}
	var rights []dsar.Right
	for _, right := range dsar.Rights() {
		if slices.Contains(given, right) {
			rights = append(rights, right)
		}
	}
	return rights
}

// asked are the rights that a kind of letter asks for by itself.
func asked(kind dsar.LetterKind) []dsar.Right {
	switch kind {
	case dsar.LetterAccessErasure:
		return []dsar.Right{dsar.RightAccess, dsar.RightErasure}
	case dsar.LetterErasure, dsar.LetterRectification, dsar.LetterPortability, dsar.LetterObjection, dsar.LetterRestriction:
		return []dsar.Right{dsar.Right(kind)}
	}
	return []dsar.Right{dsar.RightAccess}
}

func appendNew(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// cleanHistory gives every line its words and drops those that have none.
func cleanHistory(history []HistoryLine, w *words) []HistoryLine {
	var cleaned []HistoryLine
	for _, h := range history {
		if h.Text = line(h.Text); h.Text == "" {
			h.Text = w.Events[h.Kind]
		}
		if h.Text != "" && !h.On.IsZero() {
			cleaned = append(cleaned, h)
		}
	}
	slices.SortStableFunc(cleaned, func(a, b HistoryLine) int { return a.On.Compare(b.On) })
	return cleaned
}

func cleanLines(lines []string) []string {
	var cleaned []string
	for _, l := range lines {
		if l = line(l); l != "" {
			cleaned = append(cleaned, l)
		}
	}
	return cleaned
}
