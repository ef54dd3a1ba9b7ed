package datascan

import (
	"path"
	"strings"
)

// extension is the ending of a name with its point, in lower case; empty without one.
func extension(name string) string {
	return strings.ToLower(path.Ext(name))
}

// familyOf is a path in the form of RecordType.File: files that differ in numbers or
// in deep folders only are one family.
func familyOf(name string) string {
	outer, inner, nested := cutLast(name, "!")
	if nested {
		return familyOf(outer) + "!" + familyOf(inner)
	}
	parts := strings.Split(name, "/")
	if deep := len(parts) - 1; deep > 2 {
		parts = []string{parts[0], parts[1], "*", parts[deep]}
	}
	for i := range parts {
		parts[i] = openNumbers(clip(parts[i]))
	}
	return strings.Join(parts, "/")
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func clip(s string) string {
	if len(s) > maxName {
		s = strings.ToValidUTF8(s[:maxName], "")
	}
	return s
}

// openNumbers writes each run of digits, and each long word of hexadecimal digits
// such as those of a UUID, as "#".
func openNumbers(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		n := hexRun(s)
		if n == 0 {
			n = digitRun(s)
		}
		switch {
		case n == 0:
			b.WriteByte(s[0])
			s = s[1:]
			continue
		case !strings.HasSuffix(b.String(), "#"):
			b.WriteByte('#')
		}
		s = s[n:]
	}
	return b.String()
}

func digitRun(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// hexRun is the length of a word of at least eight hexadecimal digits, some of them
// figures.
func hexRun(s string) int {
	n, figures := 0, 0
	for n < len(s) && strings.IndexByte("0123456789abcdefABCDEF-", s[n]) >= 0 {
		if isDigit(s[n]) {
			figures++
		}
		n++
	}
	if n < 8 || figures < 2 || n < len(s) && isAlnum(s[n]) {
		return 0
	}
	return n
}
