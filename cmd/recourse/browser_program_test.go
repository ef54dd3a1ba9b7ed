package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// newBrowsed prepares a program on SQLite for a browser to look at, which fails the
// test for an error or a missing sentence in its log: no visit may cause one.
func newBrowsed(t *testing.T, at time.Time) *program {
	t.Helper()
	return newBrowsedOn(t, at, "sqlite:"+filepath.Join(t.TempDir(), "recourse.db"))
}

// newBrowsedOn does so on another database.
func newBrowsedOn(t *testing.T, at time.Time, database string) *program {
	t.Helper()
	p := newProgram(t, database)
	p.environ = append(p.environ, "RECOURSE_FILES="+t.TempDir())
	p.now.Store(at.Unix())
	p.tick = time.Second
	t.Cleanup(func() {
		for line := range strings.Lines(p.log.String()) {
			if strings.Contains(line, "level=ERROR") || strings.Contains(line, "no sentence") {
				t.Errorf("the program logged: %s", strings.TrimSpace(line))
			}
		}
	})
	return p
}

// morning is ten o'clock, UTC, of a day.
func morning(day string) time.Time {
	parsed, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return parsed.Add(10 * time.Hour)
}
