package restriction

import (
	"io/fs"
	"maps"
	"math/bits"
	"path"
	"slices"
	"strings"

	"github.com/abadojack/whatlanggo"
)

const stopwordFile = "stopwords.yaml"

type stopwordYAML struct {
	Stopwords map[string][]string `yaml:"stopwords"`
}

// stopwords are the frequent short words of each language.
type stopwords struct {
	languages []string          // sorted
	of        map[string]uint32 // by word: a bit for each language that has it
	among     whatlanggo.Options
}

// votes counts for each language the words of a text that are frequent in it.
type votes []int

// loadStopwords reads the frequent short words of each language. Languages
// without patterns are listed too, so that they are not taken for one with.
func (d *Detector) loadStopwords(fsys fs.FS) error {
	file := path.Join(patternFolder, stopwordFile)
	var raw stopwordYAML
	src, err := readStrict(fsys, file, &raw)
	if err != nil {
		return err
	}
	d.stopwords = stopwords{languages: slices.Sorted(maps.Keys(raw.Stopwords)), of: map[string]uint32{}}
	d.stopwords.among.Whitelist = map[whatlanggo.Lang]bool{}
	for lang := range whatlanggo.Langs {
		if raw.Stopwords[lang.Iso6391()] != nil {
			d.stopwords.among.Whitelist[lang] = true
		}
	}
	if len(d.stopwords.languages) > 32 {
		return src.errorf([]any{"stopwords"}, "there are %d languages; the program tells 32 apart", len(d.stopwords.languages))
	}
	for i, lang := range d.stopwords.languages {
		for _, w := range raw.Stopwords[lang] {
			d.stopwords.of[w] |= 1 << i
		}
	}
	for _, lang := range d.Languages() {
		if len(raw.Stopwords[lang]) == 0 {
			return src.errorf([]any{"stopwords"}, "language %q has patterns but no stopwords", lang)
		}
	}
	return nil
}

const (
	// languageSample is how much of a text the statistical detector looks at.
	languageSample = 4000
	// clearWords is how many frequent words a paragraph needs to be given a
	// language of its own.
	clearWords = 3
	// maxStopword is the length of the longest listed word.
	maxStopword = 12
)

// detectLanguage returns the main language of a text, or "".
func (d *Detector) detectLanguage(text string, hidden []span) string {
	v := make(votes, len(d.stopwords.languages))
	var sample strings.Builder
	var folded []byte
	for p := range paragraphs(text, hidden) {
		if sample.Len() >= languageSample {
			break
		}
		for _, s := range p.sentences {
			folded = fold(folded[:0], text, s, hidden)
			d.stopwords.vote(folded, v)
			sample.WriteString(text[s.start:s.end])
			sample.WriteByte(' ')
		}
	}
	best, first, second := d.stopwords.leaders(v)
	if first >= clearWords && first >= 2*second {
		return best
	}
	text = cut(sample.String(), languageSample)
	info := whatlanggo.Detect(text)
	if best == "" && !info.IsReliable() {
		// Between languages that are alike it would guess one today and the other
		// tomorrow; among those listed few are.
		info = whatlanggo.DetectWithOptions(text, d.stopwords.among)
		return info.Lang.Iso6391()
	}
	if code := info.Lang.Iso6391(); code != "" && info.IsReliable() && d.stopwords.count(v, code) >= first {
		return code
	}
	return best
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// vote counts the words of a folded sentence.
func (w *stopwords) vote(folded []byte, v votes) {
	for i := 0; i < len(folded); {
		if folded[i] < 'a' || folded[i] > 'z' {
			i++
			continue
		}
		start := i
		for i < len(folded) && folded[i] >= 'a' && folded[i] <= 'z' {
			i++
		}
		if i-start > maxStopword {
			continue
		}
		for of := w.of[string(folded[start:i])]; of != 0; of &= of - 1 {
			v[bits.TrailingZeros32(of)]++
		}
	}
}

// leaders returns the language with most votes, how many it has, and how many the
// next one has; of equals the first by name leads.
func (w *stopwords) leaders(v votes) (best string, first, second int) {
	for i, n := range v {
		switch {
		case n > first:
			best, first, second = w.languages[i], n, first
		case n > second:
			second = n
		}
	}
	return best, first, second
}

// count returns the votes for one language.
func (w *stopwords) count(v votes, lang string) int {
	if i, ok := slices.BinarySearch(w.languages, lang); ok {
		return v[i]
	}
	return 0
}

// languageOfPart returns the language of a part of a text with these votes: its own if
// that is clearly another one than that of the text, otherwise that of the text.
func (d *Detector) languageOfPart(v votes, main string) string {
	best, first, second := d.stopwords.leaders(v)
	if best != main && first >= clearWords && first >= 2*d.stopwords.count(v, main) && first > second {
		return best
	}
	return main
}

// patterns returns what is compiled for a language, or nil if it has no patterns.
func (d *Detector) patterns(lang string) (*language, error) {
	compiled, ok := d.languages[lang]
	if !ok {
		return nil, nil //nolint:nilnil // texts come in any language, and few have patterns
	}
	return compiled()
}
