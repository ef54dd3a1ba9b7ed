package law

import "testing"

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
		{"1st monday of 05", 2023, "2023-05-01"},
		{"3rd monday of 01", 2026, "2026-01-19"},
		{"5th friday of 02", 2026, ""},
		{"last monday of 08", 2026, "2026-08-31"},
		{"last monday of 12", 2026, "2026-12-28"},
		{"wednesday before 11-23", 2022, "2022-11-16"}, // the 23rd is a Wednesday itself
		{"monday before 05-25", 2026, "2026-05-18"},    // the 25th is a Monday itself
		{"monday after 09-01", 2025, "2025-09-08"},
		{"02-01 if friday else 1st monday of 02", 2030, "2030-02-01"},
		{"02-01 if friday else 1st monday of 02", 2026, "2026-02-02"},
		{"2022-09-19", 2022, "2022-09-19"},
		{"2022-09-19", 2023, ""},
	} {
		rule, err := parseDayRule(c.rule)
		if err != nil {
			t.Errorf("%q: %v", c.rule, err)
			continue
		}
		got := ""
		if on, ok := rule(c.year); ok {
			got = on.String()
		}
		if got != c.want {
			t.Errorf("%q in %d is %q, want %q", c.rule, c.year, got, c.want)
		}
	}
}
