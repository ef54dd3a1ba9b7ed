package datascan

import (
	"bytes"
	"math"
	"strings"
)

// cue is a word before a date that says why it is not that of a record.
type cue struct {
	text   []byte
	begins bool // only where a word begins
	reason Reason
	rank   int // the reason of the lowest rank is given
}

// cuesByFirst are the cues by their first byte.
var cuesByFirst = indexCues([]cueList{
	{Birthday, []string{
		"born", "birth", " dob", " bday", "geboren", "geburt", " geb.", " ne le", " nee le", " ne(e) le", " naissance",
		" nato ", " nata ", "nascita", "nacid", "nacimiento", "geboorte", "urodz", "nascid", "nascimento",
	}},
	{Licence, []string{
		"copyright", "©", " (c) ", "licen", "lizenz", "all rights reserved",
		"regulation", "directive", "verordnung", "richtlinie", "reglement", "regolamento", "reglamento", "directiva", "direttiva",
		" law ", " law, ", " act of", " act,", " loi ", "gesetz", " ley ", " legge ", " wet van", "decree", "decret", " bgbl", "official journal",
	}},
	{Format, []string{"version", " rev.", "revision", " rfc", " iso ", " dtd", "xmlns", "schema"}},
	{Validity, []string{
		"expir", "valid until", "valid to", "valid thru", "valable jusqu", "gultig bis", "ablauf", "scadenza", "validez",
		"caduca", "geldig tot", "vervaldatum", "due on", "due by", "echeance",
	}},
})

type cueList struct {
	reason Reason
	words  []string
}

func indexCues(lists []cueList) *[256][]cue {
	index := &[256][]cue{}
	for rank, list := range lists {
		for _, w := range list.words {
			text, begins := strings.CutPrefix(w, " ")
			index[text[0]] = append(index[text[0]], cue{[]byte(text), begins, list.reason, rank})
		}
	}
	return index
}

// cueIn is the reason that folded text gives against the date behind it; empty if it
// gives none.
func cueIn(text []byte) Reason {
	best := cue{rank: math.MaxInt}
	for i := 1; i < len(text); i++ {
		for _, c := range cuesByFirst[text[i]] {
			if c.rank < best.rank && (!c.begins || !isAlnum(text[i-1])) && bytes.HasPrefix(text[i:], c.text) {
				best = c
			}
		}
	}
	return best.reason
}
