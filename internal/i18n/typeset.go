package i18n

import "strings"

// frenchSigns puts the blanks that must not break where French wants them: a full
// one before a colon and inside quotation marks, a narrow one before the other signs
// of two parts. The apostrophe is the typographic one.
var frenchSigns = strings.NewReplacer(
	" :", "\u00a0:", " »", "\u00a0»", "« ", "«\u00a0",
	" ;", "\u202f;", " ?", "\u202f?", " !", "\u202f!", " %", "\u00a0%",
	"'", "’",
)

// Typeset gives a sentence the blanks and apostrophes that good printing has in the
// language, so that no line begins with a colon. It is for running text: in code or
// addresses an apostrophe may mean something.
func Typeset(lang, text string) string {
	if Base(lang) != "fr" {
		return text
	}
	return frenchSigns.Replace(text)
}
