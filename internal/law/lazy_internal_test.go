package law

import (
	"testing"
	"testing/fstest"

	"recourse/internal/civil"
)

func BenchmarkHeadsOfHolidayFiles(b *testing.B) {
	for b.Loop() {
		if _, err := loadCalendars(holidayFiles); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFirstUseOfARegion(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		calendars, err := loadCalendars(holidayFiles)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := calendars["ES-MD"].err(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAFaultInOneHolidayFileIsToldWhenItsDaysAreAskedFor holds what loading lazily
// must never do: take an unreadable file for a place without holidays.
func TestAFaultInOneHolidayFileIsToldWhenItsDaysAreAskedFor(t *testing.T) {
	good := "schema: 1\nregion: AA\nname: {en: x, fr: x, de: x}\nyears: 2018-2035\n"
	bad := "schema: 1\nregion: AA-B\nparent: AA\nname: {en: x, fr: x, de: x}\nyears: 2018-2035\ndays:\n  - on: never\n"
	book, err := loadLazily(fstest.MapFS{}, fstest.MapFS{"AA.yaml": {Data: []byte(good)}, "AA-B.yaml": {Data: []byte(bad)}})
	if err != nil {
		t.Fatal(err)
	}
	on := civil.Must(2026, 1, 5)
	if free, err := book.IsWorkingDay("AA", on); err != nil || !free {
		t.Errorf("the sound region: %v, %v", free, err)
	}
	if _, err := book.IsWorkingDay("AA-B", on); err == nil {
		t.Error("the faulty region was taken for one without holidays")
	}
	if _, err := book.Holidays("AA-B", on, on); err == nil {
		t.Error("the faulty region lists no holidays instead of its fault")
	}
	if err := book.calendars["AA-B"].check(on); err == nil {
		t.Error("a day of the faulty region passes the check")
	}
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		book, err := loadLazily(ruleFiles, holidayFiles)
		if err != nil {
			b.Fatal(err)
		}
		_ = book.RegimeIDs()
	}
}

func BenchmarkEveryRegime(b *testing.B) {
	for b.Loop() {
		book, err := loadLazily(ruleFiles, holidayFiles)
		if err != nil {
			b.Fatal(err)
		}
		_ = book.Regimes()
	}
}
