package civil_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"recourse/internal/civil"
)

func anyDate(t *rapid.T, label string) civil.Date {
	return civil.Must(civil.MinYear+1, 1, 1).AddDays(rapid.IntRange(0, 297*365).Draw(t, label))
}

func TestNewRefusesDaysThatDoNotExist(t *testing.T) {
	for _, c := range []struct {
		year, day int
		month     time.Month
	}{{2026, 29, 2}, {2026, 31, 4}, {2026, 0, 1}, {2026, 1, 0}, {2026, 1, 13}, {202, 1, 1}, {civil.MaxYear + 1, 1, 1}} {
		if d, err := civil.New(c.year, c.month, c.day); err == nil {
			t.Errorf("%d-%d-%d became %s", c.year, c.month, c.day, d)
		}
	}
	if d, err := civil.New(2028, 2, 29); err != nil || d.String() != "2028-02-29" {
		t.Errorf("29 February 2028: %s, %v", d, err)
	}
}

func TestParseTakesOneWayOfWriting(t *testing.T) {
	for _, bad := range []string{"", "2026-1-31", "31.01.2026", "2026-01-31T00:00:00Z", "2026-02-30", "0202-01-31", " 2026-01-31"} {
		if d, err := civil.Parse(bad); err == nil {
			t.Errorf("%q became %s", bad, d)
		}
	}
}

func TestAddMonthsClamped(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-01-31", 3, "2026-04-30"},
		{"2026-02-28", 1, "2026-03-28"},
		{"2026-11-30", 3, "2027-02-28"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2026-01-15", 0, "2026-01-15"},
	} {
		if got := civil.MustParse(c.from).AddMonthsClamped(c.months); got.String() != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestAnInstantIsADayOfItsZone(t *testing.T) {
	at := time.Date(2026, 9, 10, 1, 0, 0, 0, time.UTC)
	if got := civil.Of(at, time.FixedZone("", -4*3600)); got.String() != "2026-09-09" {
		t.Errorf("got %s", got)
	}
	if got := civil.Of(at, time.FixedZone("", 14*3600)); got.String() != "2026-09-10" {
		t.Errorf("got %s", got)
	}
}

func TestTheZeroDateIsNoDay(t *testing.T) {
	var none civil.Date
	if !none.IsZero() || none.String() != "" || !none.AddDays(3).IsZero() || !none.AddMonthsClamped(1).IsZero() {
		t.Error("the zero Date became a day")
	}
	if !none.Before(civil.Must(civil.MinYear, 1, 1)) {
		t.Error("the zero Date is not before every day")
	}
	data, err := json.Marshal(struct{ On civil.Date }{})
	if err != nil || string(data) != `{"On":""}` {
		t.Errorf("got %s, %v", data, err)
	}
	if !none.NextWorking(func(civil.Date) bool { return true }).IsZero() {
		t.Error("the zero Date has a next working day")
	}
}

func TestDatesAreWrittenAndReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t, "day")
		text, err := d.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back civil.Date
		if err := back.UnmarshalText(text); err != nil || back != d {
			t.Fatalf("%s came back as %s, %v", d, back, err)
		}
	})
}

func TestDaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t, "day")
		n := rapid.IntRange(-300, 300).Draw(t, "n")
		if got := d.DaysUntil(d.AddDays(n)); got != n {
			t.Fatalf("from %s to %d days later are %d", d, n, got)
		}
		if next := d.AddDays(1); !next.After(d) || !d.Before(next) || next.Weekday() != (d.Weekday()+1)%7 {
			t.Fatalf("the day after %s is %s", d, next)
		}
	})
}

func TestMonthsAreMonotoneAndStayInTheirMonth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t, "day")
		n := rapid.IntRange(0, 10).Draw(t, "months")
		got := d.AddMonthsClamped(n)
		wanted := (int(d.Month())-1+n)%12 + 1
		if int(got.Month()) != wanted || got.Day() > d.Day() {
			t.Fatalf("%s and %d months is %s", d, n, got)
		}
		if d.AddDays(1).AddMonthsClamped(n).Before(got) {
			t.Fatalf("a later start than %s ends earlier", d)
		}
	})
}

func TestLatest(t *testing.T) {
	a, b := civil.Must(2026, 1, 1), civil.Must(2026, 2, 1)
	if civil.Latest(a) != a || civil.Latest(civil.Date{}, b, a) != b {
		t.Error("that is not the latest")
	}
}

func weekday(d civil.Date) bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }

func TestWorkingDays(t *testing.T) {
	friday := civil.Must(2026, 11, 20)
	if got := friday.NextWorking(weekday); got != friday {
		t.Errorf("a working day moved to %s", got)
	}
	if got := friday.AddDays(1).NextWorking(weekday); got != friday.AddDays(3) {
		t.Errorf("Saturday moved to %s", got)
	}
	if got := friday.AddWorkingDays(10, weekday); got != friday.AddDays(14) {
		t.Errorf("ten working days after %s is %s", friday, got)
	}
	if got := friday.AddDays(1).AddWorkingDays(1, weekday); got != friday.AddDays(3) {
		t.Errorf("the first working day after Saturday is %s", got)
	}
	if got := friday.AddWorkingDays(0, weekday); got != friday {
		t.Errorf("no working day later is %s", got)
	}
	if got := friday.AddWorkingDays(1, func(civil.Date) bool { return false }); !got.IsZero() {
		t.Errorf("without working days it is %s", got)
	}
}

func TestEaster(t *testing.T) {
	for year, want := range map[int]string{
		1943: "1943-04-25", 2000: "2000-04-23", 2008: "2008-03-23", 2018: "2018-04-01", 2024: "2024-03-31",
		2025: "2025-04-20", 2026: "2026-04-05", 2027: "2027-03-28", 2035: "2035-03-25", 2038: "2038-04-25",
	} {
		if got := civil.Easter(year); got.String() != want {
			t.Errorf("Easter %d is %s, want %s", year, got, want)
		}
	}
	for year := civil.MinYear; year <= civil.MaxYear; year++ {
		d := civil.Easter(year)
		if d.Weekday() != time.Sunday || d.Before(civil.Must(year, 3, 22)) || d.After(civil.Must(year, 4, 25)) {
			t.Errorf("Easter %d is %s", year, d)
		}
	}
}

func ExampleDate_AddMonthsClamped() {
	fmt.Println(civil.MustParse("2026-01-31").AddMonthsClamped(1))
	// Output: 2026-02-28
}

func ExampleDate_AddWorkingDays() {
	working := func(d civil.Date) bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }
	fmt.Println(civil.MustParse("2026-11-20").AddWorkingDays(1, working))
	// Output: 2026-11-23
}

func TestWeekdaysAndDaysAreThoseOfTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t, "day"), rapid.IntRange(-400, 400).Draw(t, "days")
		noon := time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, time.UTC)
		if d.Weekday() != noon.Weekday() {
			t.Fatalf("%s is %s, want %s", d, d.Weekday(), noon.Weekday())
		}
		if want := noon.Add(time.Duration(n) * 24 * time.Hour).Format("2006-01-02"); want >= "1900" && want < "2200" && d.AddDays(n).String() != want {
			t.Fatalf("%s and %d days are %s, want %s", d, n, d.AddDays(n), want)
		}
	})
}
