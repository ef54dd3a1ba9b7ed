package law

import (
	"slices"
	"strings"
	"testing"

	"recourse/internal/civil"
)

func TestDayRules(t *testing.T) {
	for _, c := range []struct {
		rule string
		year int
		want string
	}{
		{"05-01", 2026, "2026-05-01"},
		{"02-29", 2026, ""},
		{"02-29", 2028, "2028-02-29"},
		{"easter", 2024, "2024-03-31"},
		{"easter-2", 2026, "2026-04-03"},
		{"easter+39", 2026, "2026-05-14"},
		{"orthodox", 2026, "2026-04-12"},
		{"orthodox-48", 2024, "2024-03-18"}, // Clean Monday
		{"orthodox+50", 2027, "2027-06-21"}, // Whit Monday
		{"1st monday of 05", 2023, "2023-05-01"},
		{"3rd monday of 01", 2026, "2026-01-19"},
		{"5th friday of 02", 2026, ""},
		{"last monday of 08", 2026, "2026-08-31"},
		{"last monday of 12", 2026, "2026-12-28"},
		{"wednesday before 11-23", 2022, "2022-11-16"}, // the 23rd is a Wednesday itself
		{"monday before 05-25", 2026, "2026-05-18"},    // the 25th is a Monday itself
		{"monday after 09-01", 2025, "2025-09-08"},
		{"monday after 02-29", 2026, ""},
		{"monday nearest 01-22", 2026, "2026-01-19"}, // Wellington: the 22nd is a Thursday
		{"monday nearest 01-22", 2027, "2027-01-25"}, // a Friday
		{"monday nearest 01-22", 2029, "2029-01-22"}, // the day itself
		{"02-01 if friday else 1st monday of 02", 2030, "2030-02-01"},
		{"02-01 if friday else 1st monday of 02", 2026, "2026-02-02"},
		{"04-26 if saturday else 04-27", 2025, "2025-04-26"}, // the 27th is a Sunday
		{"2022-09-19", 2022, "2022-09-19"},
		{"2022-09-19", 2023, ""},
		{"12-30..01-02", 2025, "2025-12-30 2025-12-31 2026-01-01 2026-01-02"},
		{"04-29..05-01", 2026, "2026-04-29 2026-04-30 2026-05-01"},
		{"03-01..03-01", 2026, "2026-03-01"},
		{"march equinox in Asia/Tokyo", 2026, "2026-03-20"},
		{"september equinox in Asia/Tokyo", 2024, "2024-09-22"},
	} {
		rule, err := parseDayRule(c.rule)
		if err != nil {
			t.Errorf("%q: %v", c.rule, err)
			continue
		}
		if got := written(rule(c.year)); got != c.want {
			t.Errorf("%q in %d is %q, want %q", c.rule, c.year, got, c.want)
		}
	}
}

func TestDayRulesAreRefused(t *testing.T) {
	for rule, want := range map[string]string{
		"newyear":                  `"newyear" is no day rule`,
		"02-30":                    "no year has a day 02-30",
		"12-25..02-29":             "a range cannot begin or end on 02-29",
		"12-25..13-01":             "no year has a day 13-01",
		"march equinox in Tokyo":   `"Tokyo" is no time zone`,
		"june equinox in Europe":   "is no day rule",
		"orthodox+1000":            "is no day rule",
		"moonday nearest 01-22":    `"moonday" is no day of the week`,
		"02-01 if friday else":     "is no day rule",
		"12-25..01-15 if friday":   "is no day rule",
		"02-01 if 02-01 else 02-2": "is no day rule",
	} {
		if _, err := parseDayRule(rule); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v", rule, err)
		}
	}
}

func TestObservances(t *testing.T) {
	for _, c := range []struct{ name, days, weekend, from, want string }{
		{"stays", "12-25", "stays", "2022-12-25", "2022-12-25"},
		{"a Sunday moves past a holiday", "12-26 12-25", "next_free_day", "2022-12-25", "2022-12-26 2022-12-27"},
		{"a Saturday moves too", "12-25 12-26", "next_free_day", "2021-12-25", "2021-12-27 2021-12-28"},
		{"a day does not land on one of next year", "12-31 01-01", "next_free_day", "2028-12-31", "2029-01-01 2029-01-02"},
		{"Saturday on Friday", "07-04", "nearest_weekday", "2026-07-04", "2026-07-03"},
		{"Sunday on Monday", "07-04", "nearest_weekday", "2027-07-04", "2027-07-05"},
		{"only a Sunday moves to a free day", "08-09", "sunday_next_free_day", "2026-08-09", "2026-08-10"},
		{"a Saturday then stays", "08-09", "sunday_next_free_day", "2025-08-09", "2025-08-09"},
		{"a Sunday moves past a holiday alone", "12-26 12-25", "sunday_next_free_day", "2022-12-25", "2022-12-26 2022-12-27"},
		{"only a Sunday moves, to the Monday even if taken", "12-25 12-26", "sunday_next_monday", "2022-12-25", "2022-12-26 2022-12-26"},
		{"a weekend moves to the Monday even if taken", "12-25 12-26", "saturday_and_sunday_next_monday", "2021-12-25", "2021-12-27 2021-12-27"},
		{"also the Monday", "02-06", "also_next_monday", "2021-02-06", "2021-02-06 2021-02-08"},
		{"not on a weekday", "02-06", "also_next_monday", "2026-02-06", "2026-02-06"},
		{"also the next free days", "12-25 12-26", "also_next_free_day", "2021-12-25", "2021-12-25 2021-12-26 2021-12-27 2021-12-28"},
		{"Wednesday to the Monday before", "06-17", "midweek_to_monday", "2026-06-17", "2026-06-15"},
		{"Thursday to the Monday after", "06-17", "midweek_to_monday", "2027-06-17", "2027-06-21"},
		{"a Saturday stays", "06-17", "midweek_to_monday", "2028-06-17", "2028-06-17"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rules []holidayRule
			for _, day := range strings.Fields(c.days) {
				on, err := parseDayRule(day)
				if err != nil {
					t.Fatal(err)
				}
				rules = append(rules, holidayRule{on: on, weekend: observance(c.weekend)})
			}
			first := civil.MustParse(c.from)
			var got []civil.Date
			for _, h := range newDayTable(rules, span{2018, 2035}).list {
				if !h.On.Before(first.AddDays(-3)) && !h.On.After(first.AddDays(7)) {
					got = append(got, h.On)
				}
			}
			if written(got) != c.want {
				t.Errorf("got %s, want %s", written(got), c.want)
			}
		})
	}
}

func TestADayBetweenTwoHolidaysIsFreeWhereARuleSaysSo(t *testing.T) {
	// Japan 2026: 21 September is a Monday, 23 September the equinox.
	aged, _ := parseDayRule("3rd monday of 09")
	equinox, _ := parseDayRule("september equinox in Asia/Tokyo")
	rules := []holidayRule{{on: aged}, {on: equinox}, {bridge: true, years: span{2020, 0}}}
	table := newDayTable(rules, span{2015, 2035})
	between := map[string]bool{}
	for _, h := range table.list {
		between[h.On.String()] = true
	}
	for day, want := range map[string]bool{"2026-09-22": true, "2032-09-21": true, "2025-09-16": false, "2015-09-22": false} {
		if between[day] != want {
			t.Errorf("%s: free is %v", day, between[day])
		}
	}
}

func TestARangeMayCrossTheEndOfTheTables(t *testing.T) {
	on, _ := parseDayRule("12-25..01-15")
	list := newDayTable([]holidayRule{{on: on}}, span{2018, 2019}).list
	if first, last := list[0].On.String(), list[len(list)-1].On.String(); first != "2018-01-01" || last != "2019-12-31" || len(list) != 15+7+15+7 {
		t.Errorf("%d days from %s to %s", len(list), first, last)
	}
}

func written(days []civil.Date) string {
	all := make([]string, 0, len(days))
	for _, d := range days {
		all = append(all, d.String())
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
