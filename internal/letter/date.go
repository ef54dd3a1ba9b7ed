package letter

import (
	"fmt"

	"recourse/internal/civil"
)

// FormatDate spells a day as it is written in the language: "31 January 2026",
// "1er février 2026", "31. Januar 2026", "1º febbraio 2026", "31 de enero de 2026". The zero Date gives ""; a language that is
// not known gives 2026-01-31.
func FormatDate(lang string, d civil.Date) string {
	names, known := months()[lang]
	if d.IsZero() || !known {
		return d.String()
	}
	name := names[d.Month()-1]
	switch {
	case lang == "fr" && d.Day() == 1:
		return fmt.Sprintf("1er %s %d", name, d.Year())
	case lang == "it" && d.Day() == 1:
		return fmt.Sprintf("1º %s %d", name, d.Year())
	case lang == "de":
		return fmt.Sprintf("%d. %s %d", d.Day(), name, d.Year())
	case lang == "es":
		return fmt.Sprintf("%d de %s de %d", d.Day(), name, d.Year())
	}
	return fmt.Sprintf("%d %s %d", d.Day(), name, d.Year())
}

func months() map[string][12]string {
	return map[string][12]string{
		"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		"de": {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		"it": {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
		"es": {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		"nl": {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
	}
}

// onDate spells a day as the answer to "when": "on 31 January 2026", "le 31 janvier 2026",
// "am 31. Januar 2026", "l’11 gennaio 2026".
func onDate(lang string, d civil.Date) string {
	prepositions := map[string]string{"en": "on ", "fr": "le ", "de": "am ", "it": "il ", "es": "el ", "nl": "op "}
	if lang == "it" && elided(d) {
		return "l’" + FormatDate(lang, d)
	}
	return prepositions[lang] + FormatDate(lang, d)
}

// ofDate spells a day after the preposition "of", which Italian joins with its article:
// "del 31 gennaio 2026", "dell’11 gennaio 2026". The other languages have no such need.
func ofDate(lang string, d civil.Date) string {
	switch {
	case lang == "it" && elided(d):
		return "dell’" + FormatDate(lang, d)
	case lang == "it":
		return "del " + FormatDate(lang, d)
	}
	return FormatDate(lang, d)
}

// elided reports that the day is spoken with a vowel at its beginning in Italian.
func elided(d civil.Date) bool { return d.Day() == 8 || d.Day() == 11 }
