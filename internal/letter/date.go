package letter

import (
	"fmt"

	"recourse/internal/civil"
)

// FormatDate spells a day as it is written in the language: "31 January 2026",
// "1er février 2026", "31. Januar 2026". The zero Date gives ""; a language that is
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
	case lang == "de":
		return fmt.Sprintf("%d. %s %d", d.Day(), name, d.Year())
	}
	return fmt.Sprintf("%d %s %d", d.Day(), name, d.Year())
}

func months() map[string][12]string {
	return map[string][12]string{
		"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		"de": {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	}
}
