package law

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"recourse/internal/civil"
)

// FuzzLoad feeds anything at all to the loader: it must refuse or load, never panic.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"rules/*.yaml", "testdata/bad/rules/*.yaml", "holidays/*.yaml", "testdata/bad/holidays/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		one := fstest.MapFS{"any.yaml": {Data: data}}
		if book, err := Load(one, fstest.MapFS{}); err == nil {
			for _, r := range book.Regimes() {
				for _, right := range r.Rights {
					_, _ = book.Evaluate(Facts{Regime: r.ID, Right: right.ID, Received: civil.Must(2026, 1, 31)})
				}
			}
		}
		if book, err := Load(fstest.MapFS{}, one); err == nil {
			for _, r := range book.Regions() {
				_, _ = book.NextWorkingDay(r.ID, civil.Must(2026, 1, 31))
			}
		}
	})
}

// FuzzDayRule holds the holiday grammar: whatever it reads gives a day of the year
// asked for, or of a neighbouring one, or none.
func FuzzDayRule(f *testing.F) {
	for _, s := range []string{
		"05-01", "02-29", "easter", "easter+39", "easter-2", "1st monday of 05", "5th friday of 02", "last monday of 08",
		"wednesday before 11-23", "monday after 01-01", "02-01 if friday else 1st monday of 02", "2022-09-19",
		"orthodox-48", "12-25..01-15", "monday nearest 01-22", "march equinox in Asia/Tokyo",
	} {
		f.Add(s, 2026)
	}
	f.Fuzz(func(t *testing.T, s string, year int) {
		rule, err := parseDayRule(s)
		if err != nil || year < 1901 || year > 2198 {
			return
		}
		for _, on := range rule(year) {
			if on.Year() < year-1 || on.Year() > year+1 {
				t.Errorf("%q in %d is %s", s, year, on)
			}
		}
	})
}
