package casework

import (
	"testing"
	"time"
)

func TestMailLimit(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	ago := func(minutes ...int) (times []time.Time) {
		for _, m := range minutes {
			times = append(times, now.Add(-time.Duration(m)*time.Minute))
		}
		return times
	}
	l := mailLimit{count: 2, within: time.Hour}
	for _, c := range []struct {
		name string
		sent []time.Time
		want time.Duration
	}{
		{"nothing was sent", nil, 0},
		{"one is left", ago(5), 0},
		{"the second waits for the first to be an hour ago", ago(50, 5), 10 * time.Minute},
		{"of more than there should be, the last two count", ago(55, 40, 5), 20 * time.Minute},
		{"what is an hour ago counts no longer", ago(60, 5), 0},
	} {
		if got := l.wait(c.sent, now); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
