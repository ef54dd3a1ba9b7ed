package reminder_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the tables name zones

	"pgregory.net/rapid"

	"recourse/internal/civil"
	"recourse/internal/reminder"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func day(s string) civil.Date { return civil.MustParse(s) }

func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func TestDueInstant(t *testing.T) {
	weekend := []time.Weekday{time.Saturday, time.Sunday}
	everyDay := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	for name, c := range map[string]struct {
		zone      string
		hour      int
		off       []time.Weekday
		on, until string
		want      string
	}{
		"the hour of the day in the zone":                   {"Europe/Paris", 8, nil, "2026-03-10", "", "2026-03-10T08:00:00+01:00"},
		"the same hour in summer":                           {"Europe/Paris", 8, nil, "2026-07-10", "", "2026-07-10T08:00:00+02:00"},
		"on the day on which the clocks go forward":         {"Europe/Paris", 8, nil, "2026-03-29", "", "2026-03-29T08:00:00+02:00"},
		"an hour that does not exist is the next moment":    {"Europe/Paris", 2, nil, "2026-03-29", "", "2026-03-29T03:00:00+02:00"},
		"an hour that comes twice is the first":             {"Europe/Paris", 2, nil, "2026-10-25", "", "2026-10-25T02:00:00+02:00"},
		"the hour before one that comes twice":              {"Europe/Paris", 1, nil, "2026-10-25", "", "2026-10-25T01:00:00+02:00"},
		"the hour after one that comes twice":               {"Europe/Paris", 3, nil, "2026-10-25", "", "2026-10-25T03:00:00+01:00"},
		"a midnight that does not exist":                    {"America/Santiago", 0, nil, "2026-09-06", "", "2026-09-06T01:00:00-03:00"},
		"a midnight that comes twice is of its own day":     {"America/Havana", 0, nil, "2026-11-01", "", "2026-11-01T00:00:00-04:00"},
		"a change of half an hour":                          {"Australia/Lord_Howe", 2, nil, "2026-10-04", "", "2026-10-04T02:30:00+11:00"},
		"a day that a zone left out":                        {"Pacific/Apia", 8, nil, "2011-12-30", "", "2011-12-31T00:00:00+14:00"},
		"eleven hours behind":                               {"Pacific/Pago_Pago", 23, nil, "2026-03-10", "", "2026-03-10T23:00:00-11:00"},
		"fourteen hours ahead":                              {"Pacific/Kiritimati", 0, nil, "2026-03-10", "", "2026-03-10T00:00:00+14:00"},
		"three quarters of an hour":                         {"Asia/Kathmandu", 7, nil, "2026-03-10", "", "2026-03-10T07:00:00+05:45"},
		"a day off waits for the next day of work":          {"Europe/Paris", 8, weekend, "2026-03-14", "2026-03-20", "2026-03-16T08:00:00+01:00"},
		"a day of work does not wait":                       {"Europe/Paris", 8, weekend, "2026-03-13", "2026-03-20", "2026-03-13T08:00:00+01:00"},
		"a day off waits up to the last day of use":         {"Europe/Paris", 8, weekend, "2026-03-14", "2026-03-16", "2026-03-16T08:00:00+01:00"},
		"a day off that would lose the day does not wait":   {"Europe/Paris", 8, weekend, "2026-03-14", "2026-03-15", "2026-03-14T08:00:00+01:00"},
		"without a last day of use it waits":                {"Europe/Paris", 8, weekend, "2026-03-14", "", "2026-03-16T08:00:00+01:00"},
		"a weekend of Friday and Saturday":                  {"Asia/Riyadh", 9, []time.Weekday{time.Friday, time.Saturday}, "2026-03-13", "", "2026-03-15T09:00:00+03:00"},
		"whoever never works is reminded all the same":      {"Europe/Paris", 8, everyDay, "2026-03-14", "", "2026-03-14T08:00:00+01:00"},
		"a day off before the clocks change, told after it": {"Europe/Paris", 2, weekend, "2026-10-24", "", "2026-10-26T02:00:00+01:00"},
	} {
		t.Run(name, func(t *testing.T) {
			var until civil.Date
			if c.until != "" {
				until = day(c.until)
			}
			to := reminder.Recipient{Zone: zone(t, c.zone), Hour: c.hour, DaysOff: c.off}
			if got := reminder.DueInstant(day(c.on), until, to); !got.Equal(instant(t, c.want)) {
				t.Errorf("got %s, want %s", got.In(to.Zone).Format(time.RFC3339), c.want)
			}
		})
	}
	t.Run("no day has no instant", func(t *testing.T) {
		if got := reminder.DueInstant(civil.Date{}, civil.Date{}, reminder.Recipient{}); !got.IsZero() {
			t.Errorf("got %s", got)
		}
	})
	t.Run("no zone is UTC", func(t *testing.T) {
		if got := reminder.DueInstant(day("2026-03-10"), civil.Date{}, reminder.Recipient{Hour: 8}); !got.Equal(instant(t, "2026-03-10T08:00:00Z")) {
			t.Errorf("got %s", got)
		}
	})
}

// zones are as far apart as zones are, with changes of the clocks in both halves of the
// world and of odd sizes.
var zones = []string{
	"UTC", "Europe/Paris", "America/New_York", "America/St_Johns", "America/Havana", "America/Santiago", "Asia/Kathmandu",
	"Australia/Lord_Howe", "Pacific/Apia", "Pacific/Pago_Pago", "Pacific/Kiritimati", "Pacific/Chatham", "Africa/Casablanca",
}

func drawRecipient(t *rapid.T) reminder.Recipient {
	loc, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	r := reminder.Recipient{
		ID: "me", Zone: loc, Hour: rapid.IntRange(0, 23).Draw(t, "hour"),
		Offsets: rapid.SliceOfN(rapid.IntRange(-1, 61), 0, 4).Draw(t, "offsets"),
	}
	for d := range time.Weekday(7) {
		if rapid.IntRange(0, 5).Draw(t, "off") == 0 {
			r.DaysOff = append(r.DaysOff, d)
		}
	}
	return r
}

func drawDay(t *rapid.T, name string) civil.Date {
	return day("2026-01-01").AddDays(rapid.IntRange(0, 364).Draw(t, name))
}

// TestDueInstantProperties compares with walking minute by minute, which needs no
// knowledge of changes of the clocks.
func TestDueInstantProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		to := drawRecipient(t)
		to.DaysOff = nil
		on := drawDay(t, "on")
		got := reminder.DueInstant(on, civil.Date{}, to)
		shows := func(at time.Time) bool {
			there := civil.Of(at, to.Zone)
			return there.After(on) || there == on && at.In(to.Zone).Hour() >= to.Hour
		}
		if !shows(got) {
			t.Fatalf("at %s the clocks do not show %d h on %s", got.In(to.Zone), to.Hour, on)
		}
		for back := time.Minute; back <= 3*time.Hour; back += time.Minute {
			if shows(got.Add(-back)) {
				t.Fatalf("%s comes %s before %s", got.Add(-back).In(to.Zone), back, got.In(to.Zone))
			}
		}
	})
}
