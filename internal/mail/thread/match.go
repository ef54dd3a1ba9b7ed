// Package thread finds the request that a mail belongs to. It decides on what it is
// told of the mail and of the requests, and reads nothing itself: [KeysOf] says what
// to look up, [Match] decides on what was found.
//
// What counts, the stronger first:
//
//  1. the decision of a person about an earlier mail of the same thread,
//  2. the token in an address it was sent to, openly or as a blind copy,
//  3. the id of a mail of the request in In-Reply-To or References,
//  4. the reference of the request in the subject.
//
// These assign. Everything weaker proposes and leaves the decision to a person: a
// sender who is known for open requests, an address with a typing mistake, the traces
// of a request in a mail that was forwarded as an attachment.
package thread

import (
	"cmp"
	"slices"

	"recourse/internal/mail/address"
)

// Request is what must be known of a request to match a mail with it.
type Request struct {
	WorkspaceID string
	ID          string
	Draft       bool // not sent yet: nobody can have answered it
	Closed      bool
}

// Known is what was found under the keys of a mail. Absent keys were not found.
type Known struct {
	Decided    map[string]Request // by Message-ID, what a person decided about that mail
	Tokens     map[address.Token]Request
	Mails      map[string][]Request // by Message-ID, the requests that have this mail
	References map[string]Request
	Senders    []Sender // open requests to a controller that the sender may be
	Own        bool     // the sender is the data subject or somebody of the workspace
}

// Sender is an open request whose controller the mail may come from.
type Sender struct {
	Request
	Exact bool // the controller has this very address; otherwise only its domain
}

// Reason says why a mail belongs, or may belong, to a request. The values are stable:
// they are stored and translated.
type Reason string

// The reasons.
const (
	ByDecision  Reason = "decision"
	ByToken     Reason = "token"
	ByReply     Reason = "reply"
	ByReference Reason = "reference"
	ByPerson    Reason = "person" // somebody assigned it

	MaybeMistyped  Reason = "mistyped"    // its address has a typing mistake that leads to this request
	MaybeForwarded Reason = "forwarded"   // the mail attached to it belongs to this request
	MaybeSender    Reason = "sender"      // the controller has this address
	MaybeDomain    Reason = "domain"      // the controller's addresses have this domain
	MaybeOnlyOne   Reason = "only_one"    // and it is the only open request it can mean
	MaybeAmbiguous Reason = "ambiguous"   // what points to it points to others as well
	MaybeOwn       Reason = "own"         // it belongs to it, and one of us sent it: is it an answer passed on, or our own words?
	MaybeDraft     Reason = "draft"       // everything points to it, but it was never sent
	NoteMistyped   Reason = "note_typo"   // an address or reference has a typing mistake
	NoteUnknown    Reason = "note_token"  // an address is well formed, and no request has it
	NoteClosed     Reason = "note_closed" // the request was closed when the mail came
	NoteKnown      Reason = "note_known"  // somebody had added the same mail to the request before
	TakenBack      Reason = "taken_back"  // a person took back that it was filed
)

// Proposal is a request that a mail may belong to.
type Proposal struct {
	Request Request
	Score   int      // 1 to 99, the larger the likelier
	Reasons []Reason // the strongest first
}

// Assignment is a request that a mail belongs to.
type Assignment struct {
	Request Request
	Reason  Reason
}

// Outcome is what became of the search. With Assigned it is certain: a mail that
// names several requests belongs to each. Without, it waits for a person, who may find
// the Proposals useful, the likeliest first.
type Outcome struct {
	Assigned  []Assignment
	Proposals []Proposal
	Notes     []Reason // what a person should know beside
}

// Match decides which requests a mail belongs to.
func Match(k Keys, known Known) Outcome {
	m := matcher{keys: k, known: known}
	m.note()
	for _, step := range []func() []Assignment{m.decided, m.tokens, m.replies, m.references} {
		if found := m.settle(step()); len(found) > 0 {
			m.out.Assigned = found
			m.out.Proposals = nil
			return m.out
		}
	}
	m.mistyped()
	m.forwarded()
	m.senders()
	m.rank()
	return m.out
}

type matcher struct {
	keys  Keys
	known Known
	out   Outcome
}

// settle takes out of what was found, and proposes, what somebody should look at: a
// mail to a draft, which cannot be an answer, and one of our own people, of which only
// they know whether it passes an answer on.
func (m *matcher) settle(found []Assignment) []Assignment {
	return slices.DeleteFunc(found, func(a Assignment) bool {
		if m.known.Own && a.Reason != ByDecision {
			m.propose(a.Request, scoreOwn, MaybeOwn, a.Reason)
			return true
		}
		if a.Request.Draft {
			m.propose(a.Request, scoreDraft, MaybeDraft)
			return true
		}
		if a.Request.Closed {
			m.addNote(NoteClosed)
		}
		return false
	})
}

// decided follows what a person said of the latest mail of the thread.
func (m *matcher) decided() []Assignment {
	for _, id := range m.keys.Thread {
		if r, ok := m.known.Decided[id]; ok {
			return []Assignment{{Request: r, Reason: ByDecision}}
		}
	}
	return nil
}

func (m *matcher) tokens() []Assignment { return named(m.keys.Tokens, m.known.Tokens, ByToken) }

// replies looks at the mail that is answered first and then back through the thread.
// A mail that several requests have decides nothing.
func (m *matcher) replies() []Assignment {
	for _, id := range m.keys.Thread {
		switch requests := m.known.Mails[id]; {
		case len(requests) == 1:
			return []Assignment{{Request: requests[0], Reason: ByReply}}
		case len(requests) > 1:
			for _, r := range requests {
				m.propose(r, scoreAmbiguous, ByReply, MaybeAmbiguous)
			}
			return nil
		}
	}
	return nil
}

func (m *matcher) references() []Assignment {
	return named(m.keys.References, m.known.References, ByReference)
}

// named assigns every request that one of the keys names, each once.
func named[K comparable](keys []K, requests map[K]Request, reason Reason) []Assignment {
	var found []Assignment
	for _, key := range keys {
		if r, ok := requests[key]; ok && !contains(found, r) {
			found = append(found, Assignment{Request: r, Reason: reason})
		}
	}
	return found
}

func contains(list []Assignment, r Request) bool {
	return slices.ContainsFunc(list, func(a Assignment) bool { return a.Request.ID == r.ID })
}

// Scores of the proposals. They only order them.
const (
	scoreOwn       = 95
	scoreMistyped  = 90
	scoreDraft     = 85
	scoreForwarded = 80
	scoreAmbiguous = 70
	scoreSender    = 50
	scoreDomain    = 30
	scoreOnlyOne   = 15 // on top of the sender's
	scoreSecond    = 5  // for every further reason
	scoreMost      = 99
)

func (m *matcher) mistyped() {
	for _, token := range m.keys.Mended {
		if r, ok := m.known.Tokens[token]; ok {
			m.propose(r, scoreMistyped, MaybeMistyped)
		}
	}
}

// forwarded looks at the traces in an attached mail: the attachment belongs to the
// request, and probably so does the mail around it.
func (m *matcher) forwarded() {
	inner := m.keys.Attached
	for _, token := range inner.Tokens {
		if r, ok := m.known.Tokens[token]; ok {
			m.propose(r, scoreForwarded, MaybeForwarded)
		}
	}
	for _, id := range inner.Thread {
		for _, r := range m.known.Mails[id] {
			m.propose(r, scoreForwarded, MaybeForwarded)
		}
	}
	for _, reference := range inner.References {
		if r, ok := m.known.References[reference]; ok {
			m.propose(r, scoreForwarded, MaybeForwarded)
		}
	}
}

func (m *matcher) senders() {
	var exact, loose int
	for _, s := range m.known.Senders {
		if s.Exact {
			exact++
		} else {
			loose++
		}
	}
	for _, s := range m.known.Senders {
		score, reasons, alone := scoreSender, []Reason{MaybeSender}, exact == 1
		if !s.Exact {
			score, reasons, alone = scoreDomain, []Reason{MaybeDomain}, loose == 1 && exact == 0
		}
		if alone {
			score, reasons = score+scoreOnlyOne, append(reasons, MaybeOnlyOne)
		}
		m.propose(s.Request, score, reasons...)
	}
}

// propose adds a proposal, or its reasons to the one for the same request.
func (m *matcher) propose(r Request, score int, reasons ...Reason) {
	for i := range m.out.Proposals {
		p := &m.out.Proposals[i]
		if p.Request.ID != r.ID {
			continue
		}
		fresh := slices.DeleteFunc(reasons, func(one Reason) bool { return slices.Contains(p.Reasons, one) })
		if len(fresh) > 0 {
			p.Score = min(max(p.Score, score)+scoreSecond, scoreMost)
			p.Reasons = append(p.Reasons, fresh...)
		}
		return
	}
	m.out.Proposals = append(m.out.Proposals, Proposal{Request: r, Score: score, Reasons: reasons})
}

// maxProposals is how many a person can still look through.
const maxProposals = 10

func (m *matcher) rank() {
	slices.SortStableFunc(m.out.Proposals, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Request.ID, b.Request.ID))
	})
	if len(m.out.Proposals) > maxProposals {
		m.out.Proposals = m.out.Proposals[:maxProposals]
	}
}

// note states what is odd about the addresses and the subject.
func (m *matcher) note() {
	if m.keys.Mistyped {
		m.addNote(NoteMistyped)
	}
	for _, token := range m.keys.Tokens {
		if _, ok := m.known.Tokens[token]; !ok {
			m.addNote(NoteUnknown)
		}
	}
}

func (m *matcher) addNote(r Reason) {
	if !slices.Contains(m.out.Notes, r) {
		m.out.Notes = append(m.out.Notes, r)
	}
}
