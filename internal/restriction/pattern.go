package restriction

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

var slotReference = regexp.MustCompile(`\{([a-z][a-z0-9_]*)\}`)

// firstReference is the sign that stands for the first slot in a wording that refers
// to slots; the n-th slot is n signs further. No text has these private signs in a
// wording, and the alphabet of programs does not tell them apart.
const (
	firstReference = 0xE000
	maxSlots       = 0xF8FF - firstReference
)

// expander reads the wordings of one language: each becomes the tree of a regular
// expression in which signs stand for other slots.
type expander struct {
	umlauts bool
	raw     map[string][]string
	names   []string       // of all slots, sorted
	number  map[string]int // index in names
	trees   map[string][]*syntax.Regexp
}

// checkAll reads every slot and refuses slots that refer to themselves.
func (e *expander) checkAll() (failed string, err error) {
	if len(e.names) > maxSlots {
		return e.names[maxSlots], fmt.Errorf("a language has at most %d slots", maxSlots)
	}
	for i, name := range e.names {
		e.number[name] = i
	}
	done, open := map[string]bool{}, map[string]bool{}
	for _, name := range e.names {
		if err := e.check(name, done, open); err != nil {
			return name, err
		}
	}
	return "", nil
}

func (e *expander) check(name string, done, open map[string]bool) error {
	if done[name] {
		return nil
	}
	if open[name] {
		return fmt.Errorf("slot %q refers to itself", name)
	}
	open[name] = true
	defer delete(open, name)
	trees := make([]*syntax.Regexp, 0, len(e.raw[name]))
	for _, w := range e.raw[name] {
		for _, ref := range references(w) {
			if _, ok := e.raw[ref]; !ok {
				return fmt.Errorf("slot %q: slot %q is not declared", name, ref)
			}
			if err := e.check(ref, done, open); err != nil {
				return err
			}
		}
		tree, err := e.wording(w)
		if err != nil {
			return fmt.Errorf("slot %q: wording %q: %w", name, w, err)
		}
		trees = append(trees, tree)
	}
	e.trees[name], done[name] = trees, true
	return nil
}

// references are the slots that a wording refers to.
func references(w string) []string {
	if strings.IndexByte(w, '{') < 0 {
		return nil
	}
	var out []string
	for _, m := range slotReference.FindAllStringSubmatch(w, -1) {
		out = append(out, m[1])
	}
	return out
}

// wording reads one phrase. FORMAT.md describes the notation.
func (e *expander) wording(w string) (*syntax.Regexp, error) {
	expr := e.plain(w)
	if strings.IndexByte(expr, '<') >= 0 {
		expr = gaps.ReplaceAllString(expr, `(?:[^a-z0-9]+[a-z0-9']+){0,$1}?[^a-z0-9]+`)
	}
	if strings.IndexByte(expr, '{') >= 0 {
		expr = slotReference.ReplaceAllStringFunc(expr, func(ref string) string {
			return string(rune(firstReference + e.number[ref[1:len(ref)-1]]))
		})
	}
	return syntax.Parse(notation.Replace(expr), syntax.Perl)
}

// gaps matches "<3>" with the spaces around it: up to three words in between.
var gaps = regexp.MustCompile(` ?<([0-9]+)> ?`)

// notation puts what a wording says in short into regular expressions.
var notation = strings.NewReplacer(`\w`, `[a-z0-9']`, " ", `[ -]`, "~", `[a-z]*`)

// plain spells a wording as folding spells the text. German umlauts may stand in
// the text as one letter or as two.
func (e *expander) plain(w string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(w) {
		if r < 0x80 && r != '`' {
			out.WriteByte(byte(r))
			continue
		}
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
