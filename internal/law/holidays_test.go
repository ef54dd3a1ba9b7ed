package law_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"recourse/internal/civil"
	"recourse/internal/law"
)

// holidayBook loads every holiday file to its end, and no rules: a fault in a rule
// file is not a fault of a holiday.
func holidayBook(t *testing.T) *law.Book {
	t.Helper()
	book, err := law.Load(fstest.MapFS{}, os.DirFS("holidays"))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

var update = flag.Bool("update", false, "write the golden files anew; review the difference like code")

// TestHolidaysPerRegionAndYear compares every region with its golden file, one line
// a day, so that a change of a rule shows as the days it changes.
func TestHolidaysPerRegionAndYear(t *testing.T) {
	book := holidayBook(t)
	for _, region := range book.Regions() {
		if region.FirstYear == 0 {
			continue
		}
		t.Run(region.ID, func(t *testing.T) {
			got := listing(t, book, region)
			path := filepath.Join("testdata", "golden", "holidays", region.ID+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the days of %s changed; look at them with: go test ./internal/law -run Holidays -update", region.ID)
			}
		})
	}
}

func listing(t *testing.T, book *law.Book, region law.Region) string {
	t.Helper()
	holidays, err := book.Holidays(region.ID, civil.Must(region.FirstYear, 1, 1), civil.Must(region.LastYear, 12, 31))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	year := 0
	for _, h := range holidays {
		if h.On.Year() != year {
			year = h.On.Year()
			fmt.Fprintf(&text, "%d\n", year)
		}
		observed := ""
		if h.Substitute {
			observed = " (observed)"
		}
		fmt.Fprintf(&text, "  %s %s %s%s\n", h.On, h.On.Weekday().String()[:3], h.Name.EN, observed)
	}
	return text.String()
}

func TestHolidaysKnownFromOfficialLists(t *testing.T) {
	book := holidayBook(t)
	for _, c := range []struct {
		region, on string
		holiday    bool
	}{
		// gov.uk/bank-holidays
		{"GB-ENG", "2020-05-04", false},
		{"GB-ENG", "2020-05-08", true},
		{"GB-ENG", "2020-12-28", true},
		{"GB-ENG", "2021-12-27", true},
		{"GB-ENG", "2021-12-28", true},
		{"GB-ENG", "2022-01-03", true},
		{"GB-ENG", "2022-05-30", false},
		{"GB-ENG", "2022-06-02", true},
		{"GB-ENG", "2022-06-03", true},
		{"GB-ENG", "2022-09-19", true},
		{"GB-ENG", "2022-12-26", true},
		{"GB-ENG", "2022-12-27", true},
		{"GB-ENG", "2023-01-02", true},
		{"GB-ENG", "2023-05-08", true},
		{"GB-ENG", "2026-06-15", false},
		{"GB-SCT", "2022-01-03", true},
		{"GB-SCT", "2022-01-04", true},
		{"GB-SCT", "2023-01-02", true},
		{"GB-SCT", "2023-01-03", true},
		{"GB-SCT", "2024-04-01", false},
		{"GB-SCT", "2024-12-02", true},
		{"GB-SCT", "2026-06-15", true},
		{"GB-SCT", "2022-06-03", true},
		{"GB-SCT", "2023-05-08", true},
		{"GB-NIR", "2018-03-19", true},
		{"GB-NIR", "2020-07-13", true},
		{"GB-NIR", "2026-07-13", true},
		{"GB-NIR", "2024-08-26", true},
		{"GB-WLS", "2024-08-26", true},
		// S.I. No. 50/2022
		{"IE", "2022-02-07", false},
		{"IE", "2022-03-18", true},
		{"IE", "2023-02-06", true},
		{"IE", "2030-02-01", true},
		{"IE", "2030-02-04", false},
		{"IE", "2024-03-29", false},
		// Länder
		{"DE-NI", "2018-10-31", true},
		{"DE-HE", "2018-10-31", false},
		{"DE-BE", "2018-03-08", false},
		{"DE-BE", "2019-03-08", true},
		{"DE-BE", "2020-05-08", true},
		{"DE-BE", "2025-05-08", true},
		{"DE-MV", "2022-03-08", false},
		{"DE-MV", "2023-03-08", true},
		{"DE-TH", "2018-09-20", false},
		{"DE-TH", "2019-09-20", true},
		{"DE-SN", "2024-11-20", true},
		{"DE-NW", "2024-05-30", true},
		{"DE-SN", "2024-05-30", false},
		// 5 U.S.C. 6103
		{"US", "2020-06-19", false},
		{"US", "2021-06-18", true},
		{"US", "2021-12-31", true},
		{"US", "2022-06-20", true},
		{"US", "2023-11-10", true},
		{"US", "2024-11-28", true},
		{"US", "2026-07-03", true},
		{"US", "2024-11-29", false},
		{"AT", "2024-03-29", false},
		{"AT", "2024-10-26", true},
		{"FR", "2024-05-09", true},
		{"FR-ALSACE-MOSELLE", "2024-03-29", true},
		{"FR", "2024-03-29", false},
		{"PL", "2024-12-24", false},
		{"PL", "2025-12-24", true},
		{"CH-ZH", "2026-08-01", true},
		// Lag (1989:253), Lög nr. 88/1971: feasts that fall on a weekday of a week
		{"SE", "2026-06-20", true},
		{"FI", "2026-10-31", true},
		{"IS", "2024-04-25", true},
		{"NL", "2025-04-26", true},
		{"NL", "2025-04-27", false},
		// changes by year
		{"DK", "2023-05-05", true},
		{"DK", "2024-04-26", false},
		{"HR", "2019-06-25", true},
		{"HR", "2020-05-30", true},
		{"HR", "2020-06-25", false},
		{"IT", "2025-10-04", false},
		{"IT", "2027-10-04", true},
		{"LU", "2018-05-09", false},
		{"LU", "2019-05-09", true},
		{"LT", "2019-11-02", false},
		{"LT", "2020-11-02", true},
		{"RO", "2018-04-06", true},
		{"RO", "2023-01-06", false},
		{"RO", "2024-01-07", true},
		{"SK", "2018-10-30", true},
		{"SK", "2023-09-01", true},
		{"SK", "2025-09-01", false},
		{"SK", "2025-11-17", false},
		{"SK", "2026-05-08", false},
		{"SK", "2028-05-08", true},
		{"PT-30", "2024-04-02", false},
		{"PT-30", "2025-04-02", true},
		// one-off days and days moved by a decision
		{"LV", "2018-07-09", true},
		{"LV", "2018-09-24", true},
		{"LV", "2023-05-29", true},
		{"LV", "2024-05-06", true},
		{"SI", "2023-08-14", true},
		{"GR", "2021-05-04", true},
		{"GR", "2024-05-01", false},
		{"GR", "2024-05-07", true},
		{"BG", "2021-05-04", true},
		{"BG", "2022-12-28", true},
		{"BG", "2024-05-07", false},
		{"BG", "2025-12-31", true},
		{"BG", "2026-01-02", true},
		{"BG", "2027-01-04", false},
		// Orthodox feasts
		{"GR", "2026-06-01", true},
		{"CY", "2026-02-23", true},
		{"RO", "2026-04-10", true},
		// Boletín Oficial del Estado: moved and chosen days
		{"ES-CT", "2022-06-06", true},
		{"ES-CL", "2023-07-25", true},
		{"ES-MD", "2023-03-20", true},
		{"ES-MD", "2025-10-13", false},
		{"ES-AN", "2025-10-13", true},
		{"ES-PV", "2022-09-06", true},
		// cantons
		{"CH-GL", "2026-04-02", false},
		{"CH-GL", "2026-04-09", true},
		{"CH-GE", "2026-09-10", true},
		{"CH-VD", "2026-09-21", true},
		{"CH-AR", "2023-12-26", false},
		{"CH-AR", "2025-12-26", true},
		{"CH-NE", "2023-01-02", true},
		{"CH-AI", "2026-09-22", true},
		{"CH-AI-OBEREGG", "2026-09-22", false},
		{"CH-NE", "2024-01-02", false},
		{"CH-AG-BADEN", "2026-06-04", true},
		{"CH-AG-AARAU", "2026-06-04", false},
		// Commission decisions 2021/C 201 I/02 and 2022/C 440/05
		{"EU", "2023-01-02", true},
		{"EU", "2023-05-19", true},
		{"EU", "2023-11-02", true},
		{"EU", "2023-12-29", true},
		{"EU", "2024-03-28", true},
		{"EU", "2023-06-23", false},
		{"EU-LUXEMBOURG", "2023-06-23", true},
	} {
		on := civil.MustParse(c.on)
		list, err := book.Holidays(c.region, on, on)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(list) > 0; got != c.holiday {
			t.Errorf("%s on %s: holiday is %v", c.region, c.on, got)
		}
	}
}

func TestEveryHolidayNamesItsSource(t *testing.T) {
	// Lists that are decided year by year as a whole end with the last one that can be stated.
	yearly := map[string]bool{"EU": true, "EU-LUXEMBOURG": true}
	book := holidayBook(t)
	for _, region := range book.Regions() {
		if region.FirstYear == 0 {
			continue
		}
		list, err := book.Holidays(region.ID, civil.Must(region.FirstYear, 1, 1), civil.Must(region.LastYear, 12, 31))
		if err != nil {
			t.Fatal(err)
		}
		if !yearly[region.ID] && (region.FirstYear > 2018 || region.LastYear < 2035) {
			t.Errorf("%s is known only for %d to %d", region.ID, region.FirstYear, region.LastYear)
		}
		for _, h := range list {
			if h.Source.IsZero() || h.Source.LastChecked.IsZero() {
				t.Errorf("%s on %s has no checked source", region.ID, h.On)
			}
		}
	}
}

func TestADayOutsideTheTablesIsRefused(t *testing.T) {
	book := mustBook(t)
	var outside *law.CalendarError
	_, err := book.Holidays("FR", civil.Must(2017, 12, 31), civil.Must(2018, 1, 31))
	if !errors.As(err, &outside) || outside.Region != "FR" || outside.FirstYear != 2018 {
		t.Errorf("got %v", err)
	}
	if _, err := book.NextWorkingDay("FR", civil.Must(2035, 12, 31)); err != nil {
		t.Errorf("the last day of the tables: %v", err)
	}
	if _, err := book.IsWorkingDay("FR", civil.Must(2036, 1, 1)); !errors.As(err, &outside) {
		t.Errorf("got %v", err)
	}
	facts := law.Facts{Regime: "eu-gdpr", Right: "access", Received: civil.Must(2035, 11, 15), Region: "FR"}
	if _, err := book.Evaluate(facts); !errors.As(err, &outside) {
		t.Errorf("an extended date in 2036 was guessed: %v", err)
	}
	facts.Region = "NONE"
	if _, err := book.Evaluate(facts); err != nil {
		t.Errorf("weekends need no table: %v", err)
	}
}

func TestWorkingDays(t *testing.T) {
	book := holidayBook(t)
	next, err := book.NextWorkingDay("de-by", civil.MustParse("2026-04-03"))
	if err != nil || next != civil.MustParse("2026-04-07") {
		t.Errorf("after Easter 2026 comes %s, %v", next, err)
	}
	for on, want := range map[string]bool{"2026-04-03": false, "2026-04-04": false, "2026-04-07": true} {
		if got, err := book.IsWorkingDay("DE", civil.MustParse(on)); got != want || err != nil {
			t.Errorf("%s: %v, %v", on, got, err)
		}
	}
}

func TestRegions(t *testing.T) {
	book := holidayBook(t)
	var ids []string
	for _, r := range book.Regions() {
		ids = append(ids, r.ID)
		if r.Name("fr") == "" {
			t.Errorf("%s has no name", r.ID)
		}
	}
	for _, want := range []string{
		"NONE", "FR", "FR-ALSACE-MOSELLE", "IE", "AT", "US", "GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR", "DE",
		"DE-BW", "DE-BY", "DE-BE", "DE-BB", "DE-HB", "DE-HH", "DE-HE", "DE-MV",
		"DE-NI", "DE-NW", "DE-RP", "DE-SL", "DE-SN", "DE-ST", "DE-SH", "DE-TH",
	} {
		if !slices.Contains(ids, want) {
			t.Errorf("there is no region %s", want)
		}
	}
}
