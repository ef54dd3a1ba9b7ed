package restriction

import (
	"io/fs"
	"path"
	"strings"

	"github.com/abadojack/whatlanggo"
)

const stopwordFile = "stopwords.yaml"

type stopwordYAML struct {
	Stopwords map[string][]string `yaml:"stopwords"`
}

// loadStopwords reads the frequent short words of each language. Languages
// without patterns are listed too, so that they are not taken for one with.
func (d *Detector) loadStopwords(fsys fs.FS) error {
	file := path.Join(patternFolder, stopwordFile)
	var raw stopwordYAML
	src, err := readStrict(fsys, file, &raw)
	if err != nil {
		return err
	}
	d.stopwords = map[string]map[string]bool{}
	for lang, words := range raw.Stopwords {
		set := map[string]bool{}
		for _, w := range words {
			set[w] = true
		}
		d.stopwords[lang] = set
	}
	for lang := range d.languages {
		if len(d.stopwords[lang]) == 0 {
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
func (d *Detector) detectLanguage(text string, paragraphs []paragraph) string {
	votes := map[string]int{}
	var sample strings.Builder
	for _, p := range paragraphs {
		if sample.Len() >= languageSample {
			break
		}
		d.vote(p, votes)
		for _, s := range p.sentences {
			sample.WriteString(text[s.start:s.end])
			sample.WriteByte(' ')
		}
	}
	best, second := leaders(votes)
	if best != "" && votes[best] >= clearWords && votes[best] >= 2*votes[second] {
		return best
	}
	info := whatlanggo.Detect(cut(sample.String(), languageSample))
	if code := info.Lang.Iso6391(); code != "" && (info.IsReliable() || best == "") {
		if votes[code] >= votes[best] || best == "" {
			return code
		}
	}
	return best
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

func (d *Detector) vote(p paragraph, votes map[string]int) {
	for i := range p.sentences {
		for w := range strings.FieldsFuncSeq(p.sentences[i].folded.s, notLetter) {
			if len(w) > maxStopword {
				continue
			}
			for lang, set := range d.stopwords {
				if set[w] {
					votes[lang]++
				}
			}
		}
	}
}

func notLetter(r rune) bool { return r < 'a' || r > 'z' }

// leaders returns the two languages with most votes; ties go by name, so that the
// answer does not depend on the order of a map.
func leaders(votes map[string]int) (best, second string) {
	for lang, n := range votes {
		switch {
		case best == "" || n > votes[best] || n == votes[best] && lang < best:
			best, second = lang, best
		case second == "" || n > votes[second] || n == votes[second] && lang < second:
			second = lang
		}
	}
	return best, second
}

// languageOfParagraph returns the language of a paragraph: its own if that is clearly
// another one than that of the text, otherwise that of the text.
func (d *Detector) languageOfParagraph(p paragraph, main string) string {
	votes := map[string]int{}
	d.vote(p, votes)
	best, second := leaders(votes)
	if best != main && votes[best] >= clearWords && votes[best] >= 2*votes[main] && votes[best] > votes[second] {
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
