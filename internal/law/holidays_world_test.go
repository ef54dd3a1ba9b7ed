package law_test

import (
	"testing"

	"recourse/internal/civil"
)

// TestHolidaysOfTheRestOfTheWorldKnownFromOfficialLists holds days that a gazette, a
// ministry or a statute names, above all those that a simple rule gets wrong.
func TestHolidaysOfTheRestOfTheWorldKnownFromOfficialLists(t *testing.T) {
	for region, days := range map[string]map[string]bool{
		"NZ": { // Privacy Act 2020 s. 7(1); Matariki Act 2022; Memorial Day Act 2022
			"2021-12-24": false, "2021-12-25": true, "2021-12-31": true, "2022-01-14": true, "2022-01-17": false,
			"2022-02-07": true, "2021-04-26": true, "2022-06-24": true, "2026-07-10": true, "2022-09-26": true,
			"2026-01-26": false, // Auckland's anniversary is a working day
		},
		"CA": { // Interpretation Act s. 35(1)
			"2018-07-02": true, "2021-12-27": false, "2021-09-30": true, "2020-09-30": false,
			"2026-05-18": true, "2026-05-25": false, "2026-12-26": false, "2022-09-19": true,
		},
		"CA-QC":  {"2026-06-24": true, "2026-09-30": false, "2026-11-11": false, "2026-12-26": true},
		"US-CA":  {"2021-10-11": true, "2022-10-10": false, "2022-09-23": true, "2021-09-24": false, "2022-02-11": true, "2026-11-27": true},
		"US-CO":  {"2019-10-14": true, "2020-10-12": false, "2020-10-05": true, "2026-07-03": false, "2027-07-05": true},
		"US-UT":  {"2022-06-20": true, "2026-06-15": true, "2026-06-19": false, "2021-07-23": true},
		"HU":     {"2026-12-24": false, "2026-12-25": true, "2026-08-21": false}, // days of rest by decree are none
		"US-TX":  {"2026-10-12": false, "2026-11-27": true, "2026-12-24": false, "2026-03-02": true},
		"AU":     {"2022-09-22": true, "2021-12-27": true, "2021-12-28": true, "2022-12-27": true, "2020-04-27": false},
		"AU-NSW": {"2026-04-27": true, "2027-04-26": true, "2020-04-27": false, "2021-04-26": false},
		"AU-ACT": {"2020-04-27": true, "2024-05-27": true, "2025-06-02": true},
		"AU-QLD": {"2026-04-27": false, "2021-04-26": true, "2026-10-05": true, "2026-06-08": false},
		"AU-SA":  {"2021-04-26": true, "2027-04-26": false, "2026-03-09": true},
		"AU-VIC": {"2020-10-23": true, "2022-09-23": true, "2026-09-25": true, "2026-11-03": true},
		"AU-WA":  {"2024-09-23": true, "2024-09-30": false, "2026-04-27": true, "2026-06-01": true, "2026-06-08": false},
		"BR":     {"2023-11-20": false, "2024-11-20": true, "2026-02-17": false},
		"JP": { // Cabinet Office
			"2018-12-24": true, "2019-12-23": false, "2019-04-30": true, "2019-05-02": true, "2019-10-22": true,
			"2020-07-24": true, "2020-07-20": false, "2021-08-09": true, "2021-08-11": false, "2020-05-06": true,
			"2025-09-23": true, "2026-09-22": true, "2024-03-20": true, "2027-03-22": true,
		},
		"KR": { // Ministry of Personnel Management
			"2018-09-26": true, "2020-01-27": true, "2020-08-17": true, "2021-08-16": true, "2021-10-11": true,
			"2022-12-26": false, "2023-05-29": true, "2023-10-02": true, "2024-02-12": true, "2024-10-01": true,
			"2025-01-27": true, "2025-05-06": true, "2025-05-07": false, "2025-06-03": true, "2025-10-08": true,
			"2026-03-02": true, "2027-02-08": true, "2027-02-09": true,
		},
		"SG": { // Ministry of Manpower
			"2020-07-10": true, "2022-05-03": true, "2022-07-11": true, "2023-01-24": true, "2023-06-02": true,
			"2023-09-01": true, "2024-02-12": true, "2026-06-01": true, "2026-11-09": true, "2025-06-09": false,
		},
		"ZA": {"2022-12-27": true, "2023-12-15": true, "2024-05-29": true, "2025-04-28": true, "2026-08-10": true, "2033-12-27": false},
		"TR": {"2026-03-20": true, "2026-03-19": false, "2026-05-29": true, "2025-06-09": true, "2026-10-28": false},
		"AR": { // Ley 27.399 and the decrees
			"2020-04-02": false, "2020-03-31": true, "2022-06-17": true, "2022-06-20": true, "2022-12-20": true,
			"2025-10-10": true, "2025-10-13": false, "2026-07-10": true, "2026-06-15": true, "2026-06-17": false,
		},
		"CN": { // State Council
			"2020-01-31": true, "2020-02-03": false, "2023-01-27": true, "2024-02-09": false, "2024-02-16": true,
			"2025-10-08": true, "2026-02-23": true, "2026-02-24": false,
		},
		"IN": {"2026-01-26": true, "2026-12-25": false},
	} {
		t.Run(region, func(t *testing.T) {
			for day, want := range days {
				on := civil.MustParse(day)
				list, err := mustBook(t).Holidays(region, on, on)
				if err != nil {
					t.Fatal(err)
				}
				if got := len(list) > 0; got != want {
					t.Errorf("%s: holiday is %v", day, got)
				}
			}
		})
	}
}

// TestAHolidayNobodyProclaimedSaysSo keeps computed feasts apart from published ones.
func TestAHolidayNobodyProclaimedSaysSo(t *testing.T) {
	for _, c := range []struct {
		region, on string
		verify     bool
	}{
		{"TR", "2026-03-20", false},
		{"TR", "2027-03-09", true},
		{"SG", "2026-11-09", false},
		{"SG", "2028-11-15", true},
		{"CN", "2026-02-23", false},
		{"CN", "2027-02-08", true},
		{"AU-WA", "2027-09-27", false},
		{"AU-WA", "2028-06-12", true},
		{"AU-VIC", "2026-09-25", false},
		{"AU-VIC", "2027-09-24", true},
		{"AR", "2026-08-17", false},
		{"AR", "2027-08-16", true},
	} {
		on := civil.MustParse(c.on)
		list, err := mustBook(t).Holidays(c.region, on, on)
		if err != nil || len(list) != 1 {
			t.Fatalf("%s on %s: %v, %v", c.region, c.on, list, err)
		}
		if got := list[0].Source.Confidence.ToVerify(); got != c.verify {
			t.Errorf("%s on %s: to be verified is %v", c.region, c.on, got)
		}
	}
}
