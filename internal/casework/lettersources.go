package casework

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"recourse/internal/dsar"
	"recourse/internal/law"
)

// UnverifiedSources returns the sources of the request's law that the text cites, in the
// language of lang, and that nobody has compared with the primary text. Letters spell a
// citation in their own way ("Article 12(3) GDPR" for "GDPR Art. 12(3)"), so a source
// counts as cited where the text names its law and every one of its articles. In a
// language in which the sources have no citations nothing can be compared, and every
// unverified source of the law is returned.
func (s *Service) UnverifiedSources(regime, text, lang string) ([]law.Reference, error) {
	d, err := s.Law.Describe(regime)
	if err != nil {
		return nil, err
	}
	var list []law.Reference
	seen := map[string]bool{}
	text = plainBlanks(text)
	named := articlesIn(text)
	comparable := slices.Contains(dsar.Languages(), lang)
	for _, r := range referencesOf(d) {
		cite := plainBlanks(r.Cite(lang))
		if !r.Confidence.ToVerify() || seen[cite] || comparable && !strings.Contains(text, cite) && !namesAll(text, named, cite) {
			continue
		}
		seen[cite] = true
		list = append(list, r)
	}
	return list, nil
}

// referencesOf are all sources of a regime, in the order in which they are described.
func referencesOf(d law.Description) []law.Reference {
	var list []law.Reference
	add := func(article *law.Reference, figures []law.Figure, notes []law.NoteDescription) {
		list = append(list, *article)
		for _, f := range figures {
			list = append(list, *f.Article)
		}
		for _, n := range notes {
			list = append(list, *n.Article)
		}
	}
	for _, group := range d.Groups {
		for _, v := range group.Versions {
			add(v.Article, v.Figures, v.Notes)
		}
	}
	for _, clock := range d.Further {
		for _, v := range clock.Versions {
			add(v.Article, v.Figures, v.Notes)
		}
	}
	return slices.DeleteFunc(list, law.Reference.IsZero)
}

// article finds the place of a provision: a number with what marks it as one before it
// ("Art.", "§", "s.") or its paragraph after it ("12(3)", "12, § 3", "12 Abs. 3").
var article = regexp.MustCompile(`(?i)(\b(?:art(?:icle|icles|ikel|\.)?|s(?:ection|ections|\.)|sec\.)\s|§§?\s?)?` +
	`(\d+[a-z]?(?:\.\d+)*)((?:\([0-9a-z]+\))+|,? ?(?:§|abs\.|absatz|paragraphe|al\.|alinéa) ?\d+)?`)

var digitsOrLetter = regexp.MustCompile(`[0-9]+|\b[a-zA-Z]\b`)

// articlesIn returns the places of provisions in a text, each spelt in one way: "12.3".
func articlesIn(text string) []string {
	var list []string
	for _, m := range article.FindAllStringSubmatch(text, -1) {
		marked, number, paragraph := m[1] != "", m[2], m[3]
		if marked || paragraph != "" {
			list = append(list, strings.Join(append([]string{number}, digitsOrLetter.FindAllString(paragraph, -1)...), "."))
		}
	}
	return list
}

// namesAll reports whether a text with these articles names every one of a citation, and
// the law of the citation.
func namesAll(text string, named []string, cite string) bool {
	cited := articlesIn(cite)
	for _, place := range cited {
		if !slices.Contains(named, place) {
			return false
		}
	}
	names := lawNames(cite)
	words := strings.FieldsFunc(text, notLetter)
	for _, name := range names {
		if !slices.Contains(words, name) {
			return false
		}
	}
	return len(cited) > 0 && len(names) > 0
}

// lawNames are the words of a citation that name its law: the abbreviations, or where it
// has none whatever is written with a capital.
func lawNames(cite string) []string {
	words := strings.FieldsFunc(cite, notLetter)
	short := slices.DeleteFunc(slices.Clone(words), func(word string) bool { return !abbreviates(word) })
	if len(short) > 0 {
		return short
	}
	return slices.DeleteFunc(words, func(word string) bool {
		return len([]rune(word)) < 3 || word == "Art" || !unicode.IsUpper([]rune(word)[0])
	})
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// abbreviates reports whether a word is the short name of a law: "GDPR", "DSGVO", "CCPR".
func abbreviates(word string) bool {
	return len([]rune(word)) >= 3 && strings.ToUpper(word) == word
}

// plainBlanks makes every blank a plain one; letters in French have others.
func plainBlanks(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, text)
}
