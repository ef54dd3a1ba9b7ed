package restriction

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// slot is one meaning with its many wordings: a time span, an act of disclosure,
// a word of force.
type slot struct {
	name string
	prog *program
}

var slotReference = regexp.MustCompile(`\{([a-z][a-z0-9_]*)\}`)

// expander turns the wordings of a pattern file into regular expressions.
type expander struct {
	umlauts bool
	sets    *charSets
	raw     map[string][]string
	done    map[string]string
	open    map[string]bool
}

// slot returns the alternation of all wordings of a slot, without word borders.
func (e *expander) slot(name string) (string, error) {
	if s, ok := e.done[name]; ok {
		return s, nil
	}
	wordings, ok := e.raw[name]
	if !ok {
		return "", fmt.Errorf("slot %q is not declared", name)
	}
	if e.open[name] {
		return "", fmt.Errorf("slot %q refers to itself", name)
	}
	e.open[name] = true
	defer delete(e.open, name)
	s, err := e.alternation(name, wordings)
	if err != nil {
		return "", err
	}
	e.done[name] = s
	return s, nil
}

func (e *expander) alternation(name string, wordings []string) (string, error) {
	parts := make([]string, 0, len(wordings))
	for _, w := range wordings {
		p, err := e.wording(w)
		if err != nil {
			return "", fmt.Errorf("slot %q: %w", name, err)
		}
		parts = append(parts, p)
	}
	return "(?:" + strings.Join(parts, "|") + ")", nil
}

// wording translates one phrase. FORMAT.md describes the notation.
func (e *expander) wording(w string) (string, error) {
	if _, err := syntax.Parse(slotReference.ReplaceAllString(w, "x"), syntax.Perl); err != nil {
		return "", fmt.Errorf("wording %q: %w", w, err)
	}
	w = gaps.ReplaceAllString(e.plain(w), `(?:[^a-z0-9]+[a-z0-9']+){0,$1}?[^a-z0-9]+`)
	w = strings.ReplaceAll(w, `\w`, `[a-z0-9']`)
	w = strings.ReplaceAll(w, " ", `[ -]`)
	w = strings.ReplaceAll(w, "~", `[a-z]*`)
	var failed error
	w = slotReference.ReplaceAllStringFunc(w, func(ref string) string {
		s, err := e.slot(ref[1 : len(ref)-1])
		if err != nil && failed == nil {
			failed = err
		}
		return s
	})
	if failed != nil {
		return "", failed
	}
	return w, nil
}

// gaps matches "<3>" with the spaces around it: up to three words in between.
var gaps = regexp.MustCompile(` ?<([0-9]+)> ?`)

// plain spells a wording as folding spells the text. German umlauts may stand in
// the text as one letter or as two.
func (e *expander) plain(w string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(w) {
		if s, ok := plain[r]; ok {
			out.WriteString(s)
			continue
		}
		b := base(r)
		if e.umlauts && strings.ContainsRune("äöü", r) {
			b = "(?:" + b + "e?)"
		}
		out.WriteString(b)
	}
	return out.String()
}

// compile builds the matcher of a slot from those of its wordings that are given.
func (e *expander) compile(name string, wordings []string) (*slot, error) {
	expr, err := e.alternation(name, wordings)
	if err != nil {
		return nil, err
	}
	prog, err := compileProg(expr, e.sets)
	if err != nil {
		return nil, fmt.Errorf("slot %q: %w", name, err)
	}
	return &slot{name: name, prog: prog}, nil
}
