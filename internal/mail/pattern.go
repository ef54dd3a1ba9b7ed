package mail

import (
	"regexp"
	"sync"
)

// pattern is an expression that is put together when it is first used: most runs of
// the program never read a mail, and those that look for words take time and memory.
type pattern func() *regexp.Regexp

func lazily(source string) pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(source) })
}

// MatchString reports whether s contains a match.
func (p pattern) MatchString(s string) bool { return p().MatchString(s) }
