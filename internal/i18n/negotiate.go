package i18n

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"recourse/internal/dsar"
)

// Negotiate returns the language that fits an Accept-Language header best, and
// fallback if the header is absent, malformed or asks for none of ours.
func Negotiate(acceptLanguage, fallback string) string {
	if acceptLanguage == "" {
		return fallback
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return fallback
	}
	var ours []language.Tag
	for _, lang := range dsar.Languages() {
		ours = append(ours, language.Make(lang))
	}
	_, index, confidence := language.NewMatcher(ours).Match(wanted...)
	if confidence < language.High {
		return fallback
	}
	return dsar.Languages()[index]
}

// Base returns the language of ours that a tag such as "fr-CH" belongs to, and
// "en" if it is none of ours.
func Base(tag string) string {
	if len(tag) > 2 {
		if i := strings.IndexAny(tag, "-_"); i >= 0 {
			tag = tag[:i]
		}
		tag = strings.ToLower(tag)
	}
	if slices.Contains(dsar.Languages(), tag) {
		return tag
	}
	return "en"
}
