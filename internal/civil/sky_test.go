package civil_test

import (
	"testing"
	"time"

	"recourse/internal/civil"
)

func TestOrthodoxEaster(t *testing.T) {
	// Ecumenical Patriarchate; the Gregorian dates are common knowledge in every
	// Orthodox calendar.
	for _, want := range []string{
		"2000-04-30", "2010-04-04", "2016-05-01", "2017-04-16", "2018-04-08", "2019-04-28", "2020-04-19", "2021-05-02",
		"2022-04-24", "2023-04-16", "2024-05-05", "2025-04-20", "2026-04-12", "2027-05-02", "2028-04-16", "2029-04-08",
		"2030-04-28", "2031-04-13", "2032-05-02", "2033-04-24", "2034-04-09", "2035-04-29",
	} {
		day := civil.MustParse(want)
		if got := civil.OrthodoxEaster(day.Year()); got != day {
			t.Errorf("Orthodox Easter of %d is %s, want %s", day.Year(), got, want)
		}
	}
}

func TestOrthodoxEasterIsASundayNeverBeforeTheWesternOne(t *testing.T) {
	for year := 1901; year <= 2198; year++ {
		day := civil.OrthodoxEaster(year)
		if day.Weekday() != time.Sunday || day.Before(civil.Easter(year)) {
			t.Errorf("Orthodox Easter of %d is %s, a %s", year, day, day.Weekday())
		}
	}
}

// TestEquinoxDaysOfJapan holds the computation against the days of Vernal and
// Autumnal Equinox Day of the National Astronomical Observatory of Japan: those up to
// 2027 are proclaimed, later ones are its forecast.
func TestEquinoxDaysOfJapan(t *testing.T) {
	tokyo := zone(t, "Asia/Tokyo")
	spring := []int{21, 21, 20, 20, 21, 21, 20, 20, 20, 21, 20, 20, 20, 21, 20, 20, 20, 21}
	autumn := []int{23, 23, 22, 23, 23, 23, 22, 23, 23, 23, 22, 23, 23, 23, 22, 23, 23, 23}
	for i := range spring {
		year := 2018 + i
		if got, want := civil.MarchEquinox(year, tokyo), civil.Must(year, time.March, spring[i]); got != want {
			t.Errorf("Vernal Equinox Day %d is %s, want %s", year, got, want)
		}
		if got, want := civil.SeptemberEquinox(year, tokyo), civil.Must(year, time.September, autumn[i]); got != want {
			t.Errorf("Autumnal Equinox Day %d is %s, want %s", year, got, want)
		}
	}
}

func TestAnEquinoxIsADayOfItsZone(t *testing.T) {
	// 20 March 2024, 03:06 UTC: still the 19th in New York.
	if got := civil.MarchEquinox(2024, time.UTC); got != civil.Must(2024, 3, 20) {
		t.Errorf("in UTC: %s", got)
	}
	if got := civil.MarchEquinox(2024, zone(t, "America/New_York")); got != civil.Must(2024, 3, 19) {
		t.Errorf("in New York: %s", got)
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}
