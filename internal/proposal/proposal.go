// Package proposal reads out of an answer what it says of itself: that the time limit is
// extended, that proof of identity is asked for, that the request has arrived, that it
// should be made clearer, that somebody else was given it, that the data are there. Each
// is told with the sentence that says so.
//
// It proposes; a person confirms. Sentences that only may come true, that deny it, and
// the words of earlier mails that are quoted propose nothing. It knows English, French,
// German, Italian, Spanish and Dutch, and is a pure function of text and day.
package proposal

import (
	"cmp"
	"slices"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/quotation"
)

// Kind is the kind of event that a sentence tells of, spelt as the events of a request.
type Kind string

// The kinds that are recognised.
const (
	Acknowledged  Kind = "acknowledged"            // they have the request
	IDRequested   Kind = "id_requested"            // they want proof of who asks
	Clarification Kind = "clarification_requested" // they want to know what is meant
	Extension     Kind = "extension_notice"        // they need longer
	Referred      Kind = "referred"                // somebody else was given the request, or should be asked
	Delivered     Kind = "reply_received"          // the data are attached or can be fetched
)

// Kinds lists the kinds.
func Kinds() []Kind {
	return []Kind{Acknowledged, IDRequested, Clarification, Extension, Referred, Delivered}
}

// Proposal is an event that a text tells of.
type Proposal struct {
	Kind       Kind
	Start, End int        // bytes of the sentence in the text
	Quote      string     // the sentence
	Until      civil.Date // extension: the day named, zero if none
	Reasons    bool       // extension: reasons stand beside it
}

// maxText bounds what is read, in bytes: what an answer says of itself stands at its
// beginning.
const maxText = 64 << 10

// Read returns what the text tells of, each kind once, in the order of the text. on is the
// day of the message: a day before it is not what an extension runs until. The cost is
// linear in the length of the text.
func Read(text string, on civil.Date) []Proposal {
	text = strings.ToValidUTF8(text[:min(len(text), maxText)], "")
	found := make(map[Kind]Proposal)
	list := sentences(text, quotation.Besides(text))
	for i, s := range list {
		plain := strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(text[s.start:s.end]) // of the same length
		for _, kind := range Kinds() {
			if _, known := found[kind]; known || !recognisers()[kind].says(plain) {
				continue
			}
			p := Proposal{Kind: kind, Start: s.start, End: s.end, Quote: text[s.start:s.end]}
			if kind == Extension {
				p.Until, p.Reasons = lastDay(plain, on), givesReasons(text, list, i)
			}
			found[kind] = p
		}
	}
	return settled(found)
}

// settled drops an acknowledgement from a text that delivers: it says that they have the
// request by answering it.
func settled(found map[Kind]Proposal) []Proposal {
	if _, ok := found[Delivered]; ok {
		delete(found, Acknowledged)
	}
	list := make([]Proposal, 0, len(found))
	for _, p := range found {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Proposal) int {
		return cmp.Or(a.Start-b.Start, strings.Compare(string(a.Kind), string(b.Kind)))
	})
	return list
}

// givesReasons reports whether the sentence or one beside it says why.
func givesReasons(text string, list []sentence, i int) bool {
	for _, s := range list[max(0, i-1):min(len(list), i+2)] {
		if because().MatchString(text[s.start:s.end]) {
			return true
		}
	}
	return false
}
