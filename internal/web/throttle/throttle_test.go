package throttle_test

import (
	"fmt"
	"testing"
	"time"

	"recourse/internal/web/throttle"
)

func TestThrottle(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	newThrottle := func() *throttle.Throttle {
		return throttle.New(throttle.Options{Burst: 2, Every: time.Minute, Keys: 3, Now: clock})
	}

	t.Run("lets the burst pass, then names the wait", func(t *testing.T) {
		th := newThrottle()
		for i := range 2 {
			if wait := th.Take("a"); wait != 0 {
				t.Fatalf("attempt %d waits %v", i+1, wait)
			}
		}
		for range 3 { // asking again must not lengthen the wait
			if wait := th.Take("a"); wait != time.Minute {
				t.Errorf("waits %v, want a minute", wait)
			}
		}
		if wait := th.Take("b"); wait != 0 {
			t.Errorf("another key waits %v", wait)
		}
	})
	t.Run("refills over time", func(t *testing.T) {
		th := newThrottle()
		th.Take("a")
		th.Take("a")
		if th.Wait("a") == 0 {
			t.Fatal("nothing to wait for")
		}
		now = now.Add(time.Minute)
		if wait := th.Wait("a"); wait != 0 {
			t.Errorf("waits %v after a minute", wait)
		}
		if wait := th.Take("a"); wait != 0 {
			t.Errorf("waits %v after a minute", wait)
		}
	})
	t.Run("forgets who was right", func(t *testing.T) {
		th := newThrottle()
		th.Take("a")
		th.Take("a")
		th.Forget("a")
		if wait := th.Take("a"); wait != 0 {
			t.Errorf("waits %v", wait)
		}
		th.Forget("never seen")
	})
	t.Run("remembers no more keys than it may", func(t *testing.T) {
		th := newThrottle()
		th.Take("kept")
		th.Take("kept")
		for i := range 100 {
			th.Take(fmt.Sprint("other", i))
			if th.Wait("kept") == 0 {
				t.Fatalf("a key in use is forgotten after %d others", i+1)
			}
		}
		if th.Len() != 3 {
			t.Errorf("remembers %d keys", th.Len())
		}
	})
}

func TestAddressGroupsWhatOneClientCanChoose(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.7":            "192.0.2.7",
		"::ffff:192.0.2.7":     "192.0.2.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"fe80::1%eth0":         "fe80::/64",
		"":                     "",
	} {
		if got := throttle.Address(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := throttle.Account(" Ada@Example.ORG "); got != "ada@example.org" {
		t.Errorf("got %q", got)
	}
}
