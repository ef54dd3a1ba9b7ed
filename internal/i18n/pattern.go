package i18n

import (
	"fmt"
	"regexp"
	"strings"
)

// pattern is a sentence cut at its arguments: texts[0], the argument names[0],
// texts[1] and so on.
type pattern struct {
	texts []string
	names []string
}

var argument = regexp.MustCompile(`\{\{\.([A-Za-z]+)\}\}`)

func patternOf(sentence string) pattern {
	var p pattern
	from := 0
	for _, at := range argument.FindAllStringSubmatchIndex(sentence, -1) {
		p.texts = append(p.texts, sentence[from:at[0]])
		p.names = append(p.names, sentence[at[2]:at[3]])
		from = at[1]
	}
	p.texts = append(p.texts, sentence[from:])
	return p
}

// with returns the sentence with its arguments. It reports false where one is
// missing: half a sentence is not printed.
func (p pattern) with(args map[string]any) (string, bool) {
	var b strings.Builder
	for i, name := range p.names {
		value, given := args[name]
		if !given {
			return "", false
		}
		b.WriteString(p.texts[i])
		fmt.Fprint(&b, value)
	}
	b.WriteString(p.texts[len(p.names)])
	return b.String(), true
}
