package casework

import (
	"testing"
	"testing/synctest"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/thread"
)

func TestTurnsOfMailsThatAreReadSideBySide(t *testing.T) {
	mailFor := func(request string) *reading {
		r := &reading{}
		if request != "" {
			r.outcome.Assigned = []thread.Assignment{{Request: thread.Request{ID: request}}}
		}
		return r
	}
	answering := func(id string) *reading { return &reading{keys: thread.Keys{Thread: []string{id}}} }
	named := func(id string) *reading { return &reading{parsed: mail.Parsed{Header: mail.Header{MessageID: id}}} }
	for name, c := range map[string]struct {
		size  int64 // of the first
		steps func(first *turn)
		then  func(second *turn)
		waits bool
	}{
		"two requests":               {0, func(f *turn) { f.beforeFiling(mailFor("a")) }, func(s *turn) { s.beforeFiling(mailFor("b")) }, false},
		"one request":                {0, func(f *turn) { f.beforeFiling(mailFor("a")) }, func(s *turn) { s.beforeFiling(mailFor("a")) }, true},
		"one that nobody knows":      {0, func(f *turn) { f.beforeFiling(mailFor("")) }, func(s *turn) { s.beforeFiling(mailFor("")) }, false},
		"the first is not matched":   {0, func(f *turn) { f.beforeMatching(named("x")) }, func(s *turn) { s.beforeMatching(named("y")) }, true},
		"the second answers it":      {0, func(f *turn) { f.beforeMatching(named("x")); f.beforeFiling(mailFor("a")) }, func(s *turn) { s.beforeMatching(answering("x")) }, true},
		"the second answers another": {0, func(f *turn) { f.beforeMatching(named("x")); f.beforeFiling(mailFor("a")) }, func(s *turn) { s.beforeMatching(answering("y")) }, false},
		"the first is large":         {largeMail + 1, func(f *turn) { f.beforeParsing() }, func(s *turn) { s.beforeParsing() }, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				all := newTurns()
				first, second := all.enter(0, dsar.Incoming{Size: c.size}), all.enter(1, dsar.Incoming{})
				c.steps(first) // the first never waits for the second
				through := false
				go func() {
					c.then(second)
					through = true
				}()
				synctest.Wait()
				if through == c.waits {
					t.Errorf("it went on: %v", through)
				}
				first.leave()
				synctest.Wait()
				if !through {
					t.Error("it still waits")
				}
			})
		})
	}
}
