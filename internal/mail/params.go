package mail

import (
	"sort"
	"strconv"
	"strings"
)

// maxParams bounds the parameters read of one field.
const maxParams = 100

// parameters reads a field such as `text/plain; charset=utf-8`: its value in lower
// case and its parameters by lower-case name, decoded (RFC 2231 with any character
// set, and the RFC 2047 words that many programs write instead). It is lenient where
// [mime.ParseMediaType] gives up on the whole field: blanks in unquoted values,
// bytes beyond ASCII, parameters given twice (the first counts), stray semicolons.
func parameters(source string) (value string, params map[string]string) {
	value, rest, _ := strings.Cut(source, ";")
	value, _, _ = strings.Cut(strings.TrimSpace(value), " ")
	value, _, _ = strings.Cut(value, "(")
	value = strings.ToLower(value)
	if rest == "" {
		return value, nil
	}
	raw := make(map[string]string)
	for n := 0; rest != "" && n < maxParams; n++ {
		var name, v string
		name, v, rest = nextParam(rest)
		if _, twice := raw[name]; name != "" && !twice {
			raw[name] = v
		}
	}
	return value, decodeParams(raw)
}

// nextParam cuts the first parameter off. name is "" if there is none before the
// next semicolon.
func nextParam(s string) (name, value, rest string) {
	end := strings.IndexAny(s, "=;")
	if end < 0 {
		return "", "", ""
	}
	if s[end] == ';' {
		return "", "", s[end+1:]
	}
	name = strings.ToLower(strings.TrimSpace(s[:end]))
	s = strings.TrimLeft(s[end+1:], " \t")
	if strings.HasPrefix(s, `"`) {
		value, rest = quotedString(s[1:])
		_, rest, _ = strings.Cut(rest, ";")
		return name, value, rest
	}
	value, rest, _ = strings.Cut(s, ";")
	return name, strings.TrimSpace(value), rest
}

// quotedString reads up to the closing quotation mark, or to the end without one.
func quotedString(s string) (value, rest string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:]
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String(), ""
}

// section is one numbered piece of a parameter: name*0*=…, name*1=….
type section struct {
	number  int
	encoded bool
	value   string
}

// decodeParams puts sections together and decodes. A parameter in the form of RFC
// 2231 beats the plain one of the same name, which is there for old programs.
func decodeParams(raw map[string]string) map[string]string {
	out := make(map[string]string, len(raw))
	sections := make(map[string][]section)
	for name, value := range raw {
		base, star, extended := strings.Cut(name, "*")
		if !extended {
			out[name] = decodeWords(value)
			continue
		}
		number, encoded := strings.CutSuffix(star, "*")
		n, err := strconv.Atoi(number)
		switch {
		case star == "": // name*=charset'language'value
			n, encoded = 0, true
		case err != nil || n < 0:
			continue
		}
		sections[base] = append(sections[base], section{number: n, encoded: encoded, value: value})
	}
	for base, list := range sections {
		out[base] = joinSections(list)
	}
	return out
}

// joinSections decodes the sections of one parameter. The first encoded one names
// the character set of all.
func joinSections(list []section) string {
	sort.Slice(list, func(i, j int) bool { return list[i].number < list[j].number })
	var raw []byte
	label := ""
	for i, s := range list {
		if !s.encoded {
			raw = append(raw, s.value...)
			continue
		}
		value := s.value
		if parts := strings.SplitN(value, "'", 3); i == 0 && len(parts) == 3 {
			label, value = parts[0], parts[2]
		}
		raw = append(raw, percentDecode(value)...)
	}
	return strings.Join(strings.Fields(toUTF8(raw, label)), " ")
}

// percentDecode undoes %41; what is no code stays as it is.
func percentDecode(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(c))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}
