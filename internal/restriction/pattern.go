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
	re   *regexp.Regexp
	gate []string // any match contains one of these; empty: always run re
}

// find returns the places in s where the slot is filled.
func (s *slot) find(in string) []span {
	if !s.open(in) {
		return nil
	}
	var out []span
	for _, loc := range s.re.FindAllStringIndex(in, 16) {
		out = append(out, span{loc[0], loc[1]})
	}
	return out
}

func (s *slot) open(in string) bool {
	for _, lit := range s.gate {
		if strings.Contains(in, lit) {
			return true
		}
	}
	return len(s.gate) == 0
}

var slotReference = regexp.MustCompile(`\{([a-z][a-z0-9_]*)\}`)

// expander turns the wordings of a pattern file into regular expressions.
type expander struct {
	umlauts bool
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
	parts := make([]string, 0, len(wordings))
	for _, w := range wordings {
		p, err := e.wording(w)
		if err != nil {
			return "", fmt.Errorf("slot %q: %w", name, err)
		}
		parts = append(parts, p)
	}
	s := "(?:" + strings.Join(parts, "|") + ")"
	e.done[name] = s
	return s, nil
}

// wording translates one phrase. FORMAT.md describes the notation.
func (e *expander) wording(w string) (string, error) {
	w = gaps.ReplaceAllString(e.plain(w), `(?:[^a-z0-9]+[a-z0-9']+){0,$1}?[^a-z0-9]+`)
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
	if _, err := regexp.Compile(w); err != nil {
		return "", fmt.Errorf("wording %q: %w", w, err)
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

func (e *expander) compile(name string) (*slot, error) {
	expr, err := e.slot(name)
	if err != nil {
		return nil, err
	}
	re, err := regexp.Compile(`\b` + expr + `\b`)
	if err != nil {
		return nil, fmt.Errorf("slot %q: %w", name, err)
	}
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("slot %q: %w", name, err)
	}
	return &slot{name: name, re: re, gate: required(tree.Simplify())}, nil
}

// maxGate is the number of literals from which on a gate costs more than it saves.
const maxGate = 120

// required returns literals of which every match of re contains at least one, or
// nil if there are none worth looking for.
func required(re *syntax.Regexp) []string {
	lits := literals(re)
	if len(lits) > maxGate {
		return nil
	}
	return lits
}

func literals(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if len(re.Rune) < 2 {
			return nil
		}
		return []string{string(re.Rune)}
	case syntax.OpCapture, syntax.OpPlus:
		return literals(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return literals(re.Sub[0])
		}
	case syntax.OpConcat:
		return rarest(re.Sub)
	case syntax.OpAlternate:
		return union(re.Sub)
	}
	return nil
}

// rarest returns the literals of the part that is likely to occur least often:
// the one whose shortest literal is longest.
func rarest(parts []*syntax.Regexp) []string {
	var best []string
	for _, p := range parts {
		if lits := literals(p); lits != nil && (best == nil || shortest(lits) > shortest(best)) {
			best = lits
		}
	}
	return best
}

func union(parts []*syntax.Regexp) []string {
	seen := map[string]bool{}
	var out []string
	for _, p := range parts {
		lits := literals(p)
		if lits == nil {
			return nil
		}
		for _, l := range lits {
			if !seen[l] {
				seen[l] = true
				out = append(out, l)
			}
		}
	}
	return out
}

func shortest(lits []string) int {
	n := len(lits[0])
	for _, l := range lits {
		n = min(n, len(l))
	}
	return n
}
