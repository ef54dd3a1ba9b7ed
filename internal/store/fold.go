package store

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// letterFolds are letters that Unicode does not take apart into a base letter and
// a mark, although people type the base letter.
var letterFolds = strings.NewReplacer(
	"æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ħ", "h", "ı", "i", "ŧ", "t",
)

// Kana voicing marks decompose like accents but make another letter.
const (
	voicedKana     = '\u3099'
	semiVoicedKana = '\u309A'
)

// Fold returns the text as searches compare it: case folded, accents removed in
// every script that has them (Ä → a, Ώ → ω, Й → и), ß → ss, ø → o, and the
// compatibility forms of letters replaced by the plain ones.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) || r == voicedKana || r == semiVoicedKana {
			b.WriteRune(r)
		}
	}
	return letterFolds.Replace(norm.NFC.String(cases.Fold().String(b.String())))
}

// foldedWords returns the words of a text, folded, each once: letters and digits
// between anything else, and words written with an apostrophe, hyphen, point or
// ampersand also in one ("L'Oréal" gives l, oreal and loreal).
func foldedWords(s string) []string {
	var found []string
	seen := make(map[string]bool)
	add := func(word string) {
		if word != "" && !seen[word] {
			seen[word] = true
			found = append(found, word)
		}
	}
	for _, chunk := range strings.Fields(Fold(s)) {
		parts := strings.FieldsFunc(chunk, isSeparator)
		for _, part := range parts {
			add(part)
		}
		if len(parts) > 1 {
			add(strings.Join(parts, ""))
		}
	}
	return found
}

// queryWords returns the words that must each begin a word of what is searched.
func queryWords(q string) []string {
	parts := strings.FieldsFunc(Fold(q), isSeparator)
	if len(parts) > maxQueryWords {
		parts = parts[:maxQueryWords]
	}
	return parts
}

// maxQueryWords bounds the work of one search.
const maxQueryWords = 8

func isSeparator(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r)
}

// prefixRange returns the half-open range of words that begin with prefix.
func prefixRange(prefix string) (from, to string) { return prefix, prefix + "\U0010FFFF" }

// hostOf returns the host of a web address without "www.", or "".
func hostOf(web string) string {
	if !strings.Contains(web, "://") {
		web = "https://" + web
	}
	u, err := url.Parse(web)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// domainOf returns the domain of a mail address, or "".
func domainOf(email string) string {
	_, domain, found := strings.Cut(email, "@")
	if !found {
		return ""
	}
	return strings.ToLower(domain)
}
