package casework

import (
	"maps"
	"slices"
	"sync"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/store"
)

// largeMail is from how many bytes on a mail is read alone: two at a time would take
// twice the memory.
const largeMail = 4 << 20

// readersOf is how many mails are read side by side: SQLite has one writer.
func readersOf(s *store.Store) int {
	if s.Dialect() == store.Postgres {
		return 2
	}
	return 1
}

// turns keeps mails that are read side by side in the order in which they arrived where
// that matters: what concerns the same request is filed in that order, and a mail that
// answers another is matched when the other is filed.
type turns struct {
	mu     sync.Mutex
	moved  sync.Cond     // whenever a mail gets further
	beside map[int]*turn // the mails that are being read, by their place in the order
}

// turn is how far the reading of one mail has come.
type turn struct {
	all      *turns
	place    int
	alone    bool // nothing that came later is read beside it
	matched  bool
	mailID   string
	requests []string // once it is matched
}

func newTurns() *turns {
	t := &turns{beside: make(map[int]*turn)}
	t.moved.L = &t.mu
	return t
}

// enter adds a mail. Mails have to be added in their order, each before it is read.
func (t *turns) enter(place int, m dsar.Incoming) *turn {
	one := &turn{all: t, place: place, alone: m.Size > largeMail}
	t.step(func() { t.beside[place] = one })
	return one
}

// leave ends the reading of a mail, whatever came of it.
func (o *turn) leave() { o.all.step(func() { delete(o.all.beside, o.place) }) }

func (t *turns) step(change func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change()
	t.moved.Broadcast()
}

// await returns when every mail that came earlier and is still being read lets this one
// go on. It ends, since the earliest of them waits for none.
func (o *turn) await(lets func(earlier *turn) bool) {
	o.all.mu.Lock()
	defer o.all.mu.Unlock()
	holdsBack := func(other *turn) bool { return other.place < o.place && (o.alone || !lets(other)) }
	for slices.ContainsFunc(slices.Collect(maps.Values(o.all.beside)), holdsBack) {
		o.all.moved.Wait()
	}
}

// beforeParsing waits until the mail may be loaded.
func (o *turn) beforeParsing() { o.await(func(earlier *turn) bool { return !earlier.alone }) }

// beforeMatching waits until what the mail may be about is as it will be when the
// earlier mails are filed. Which letter a delivery report is about is not known yet: it is
// read alone.
func (o *turn) beforeMatching(r *reading) {
	_, report := mail.ReadReport(&r.parsed)
	o.all.step(func() { o.alone, o.mailID = o.alone || report, r.parsed.MessageID })
	named := r.keys.AllMails()
	o.await(func(earlier *turn) bool {
		return earlier.matched && !earlier.alone && !slices.Contains(named, earlier.mailID)
	})
}

// beforeFiling waits until the earlier mails of its requests are filed.
func (o *turn) beforeFiling(r *reading) {
	var requests []string
	for _, a := range r.outcome.Assigned {
		requests = append(requests, a.Request.ID)
	}
	o.all.step(func() { o.matched, o.requests = true, requests })
	o.await(func(earlier *turn) bool {
		return !slices.ContainsFunc(requests, func(id string) bool { return slices.Contains(earlier.requests, id) })
	})
}
