package restriction

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"
)

// lexiconFile says what single words tell of each kind. It is no YAML because it has
// hundreds of thousands of numbers, which every start of the program would wait for.
const lexiconFile = "words.txt"

// A word is known by its first letters, in whatever language: endings say little, and
// what languages borrowed from each other looks alike ("formul…", "consul…"). Shorter
// words and numbers tell no kind from another.
const (
	fewestLetters = 4
	mostLetters   = 6
)

// lexicon holds what the words of a sentence say, for wordings that no slot foresees.
type lexicon struct {
	numbers map[uint64]int32 // of beginnings of words
	kinds   int
	tenths  []int8 // by beginning and kind: log-odds
}

// loadLexicon reads the weights of words for these kinds. There may be no file: then
// words say nothing.
func loadLexicon(fsys fs.FS, kinds []string) (*lexicon, error) {
	l := &lexicon{numbers: map[uint64]int32{}, kinds: len(kinds)}
	file := path.Join(evidenceFolder, lexiconFile)
	data, err := fs.ReadFile(fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read weights of words: %w", err)
	}
	var columns []int
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text())
		switch {
		case len(fields) == 0 || fields[0] == "#":
		case columns == nil:
			if columns, err = columnsOf(fields, kinds); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", file, n, err)
			}
		default:
			if err := l.add(fields, columns); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", file, n, err)
			}
		}
	}
	return l, lines.Err()
}

// columnsOf returns the index of the kind that each column is about.
func columnsOf(header, kinds []string) ([]int, error) {
	var out []int
	for _, key := range header {
		n := slices.Index(kinds, key)
		if n < 0 {
			return nil, fmt.Errorf("there is no grammar of %q; fit the weights anew", key)
		}
		out = append(out, n)
	}
	return out, nil
}

// add takes in a line: a beginning of words and its weight for each column.
func (l *lexicon) add(fields []string, columns []int) error {
	if len(fields) != len(columns)+1 {
		return fmt.Errorf("%q has %d weights, want %d", fields[0], len(fields)-1, len(columns))
	}
	code, ok := beginningOf([]byte(fields[0]))
	if !ok || len(fields[0]) > mostLetters {
		return fmt.Errorf("%q is no beginning of a word: it has %d to %d letters", fields[0], fewestLetters, mostLetters)
	}
	if _, ok := l.numbers[code]; ok {
		return fmt.Errorf("%q stands twice", fields[0])
	}
	row := make([]int8, l.kinds)
	for i, field := range fields[1:] {
		tenths, err := strconv.ParseInt(field, 10, 8)
		if err != nil {
			return fmt.Errorf("%q is no weight from -128 to 127", field)
		}
		row[columns[i]] = int8(tenths)
	}
	l.numbers[code] = int32(len(l.numbers))
	l.tenths = append(l.tenths, row...)
	return nil
}

// beginningOf packs the first letters of a folded word into a number.
func beginningOf(word []byte) (code uint64, ok bool) {
	if len(word) < fewestLetters || word[0] <= '9' {
		return 0, false
	}
	for _, b := range word[:min(len(word), mostLetters)] {
		code = code<<8 | uint64(b)
	}
	return code, true
}

// words appends the words of a folded sentence that the lexicon knows, each once.
func (l *lexicon) words(folded []byte, out []int32) []int32 {
	for word := range wordsOf(folded) {
		code, ok := beginningOf(word)
		if !ok {
			continue
		}
		if n, ok := l.numbers[code]; ok && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// wordsOf yields the words of a folded sentence.
func wordsOf(folded []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := 0; i < len(folded); i++ {
			start := i
			for i < len(folded) && wordTable[folded[i]] {
				i++
			}
			if i > start && !yield(folded[start:i]) {
				return
			}
		}
	}
}

// say adds up what words tell of a kind.
func (l *lexicon) say(kind int, words []int32) float64 {
	sum := 0
	for _, n := range words {
		sum += int(l.tenths[int(n)*l.kinds+kind])
	}
	return float64(sum) / 10
}
