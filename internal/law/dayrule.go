package law

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"recourse/internal/civil"
)

// dayRule gives the days of a holiday in a year: one, none in years without it, or
// several for a range or a table. A range that crosses the end of the year belongs to
// the year in which it begins.
type dayRule func(year int) []civil.Date

// oneDay is a dayRule of at most one day a year.
type oneDay func(year int) (civil.Date, bool)

func (on oneDay) rule() dayRule {
	return func(year int) []civil.Date {
		if day, ok := on(year); ok {
			return []civil.Date{day}
		}
		return nil
	}
}

var (
	fixedDay   = regexp.MustCompile(`^(\d\d)-(\d\d)$`)
	singleDay  = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	feastDay   = regexp.MustCompile(`^(easter|orthodox)(?:([+-])(\d{1,2}))?$`)
	nthDay     = regexp.MustCompile(`^(1st|2nd|3rd|4th|5th|last) ([a-z]+) of (\d\d)$`)
	nextToDay  = regexp.MustCompile(`^([a-z]+) (before|after|nearest) (\d\d)-(\d\d)$`)
	dayRange   = regexp.MustCompile(`^(\d\d)-(\d\d)\.\.(\d\d)-(\d\d)$`)
	equinoxOf  = regexp.MustCompile(`^(march|september) equinox in (\S+)$`)
	conditions = regexp.MustCompile(`^(\d\d-\d\d) if ([a-z]+) else (.+)$`)
	ordinals   = []string{"1st", "2nd", "3rd", "4th", "5th"}
)

// parseDayRule reads the grammar of docs/law-rules.md, save for tables: "05-01",
// "easter+39", "orthodox-2", "1st monday of 05", "last monday of 08",
// "wednesday before 11-23", "02-01 if friday else 1st monday of 02", "2022-09-19",
// "12-25..01-15", "march equinox in Asia/Tokyo".
func parseDayRule(s string) (dayRule, error) {
	if m := dayRange.FindStringSubmatch(s); m != nil {
		return parseRange(m[1:])
	}
	on, err := parseOneDay(s)
	if err != nil {
		return nil, err
	}
	return on.rule(), nil
}

func parseOneDay(s string) (oneDay, error) {
	if m := conditions.FindStringSubmatch(s); m != nil {
		return parseCondition(m[1], m[2], m[3])
	}
	if m := fixedDay.FindStringSubmatch(s); m != nil {
		return parseFixed(m[1], m[2])
	}
	if m := feastDay.FindStringSubmatch(s); m != nil {
		return feast(m[1], m[2]+m[3]), nil
	}
	if singleDay.MatchString(s) {
		return parseSingle(s)
	}
	if m := nthDay.FindStringSubmatch(s); m != nil {
		return parseNth(m[1], m[2], m[3])
	}
	if m := nextToDay.FindStringSubmatch(s); m != nil {
		return parseNextTo(m[1], m[2], m[3], m[4])
	}
	if m := equinoxOf.FindStringSubmatch(s); m != nil {
		return parseEquinox(m[1], m[2])
	}
	return nil, fmt.Errorf("%q is no day rule; write 05-01, easter+39, orthodox-2, 1st monday of 05, last monday of 08, "+
		"wednesday before 11-23, 02-01 if friday else 1st monday of 02, 2022-09-19, 12-25..01-15, "+
		"march equinox in Asia/Tokyo, or a list of days such as [2024-06-28, 2025-06-20]", s)
}

// feast counts from Easter Sunday of the Western or the Orthodox churches.
func feast(which, offset string) oneDay {
	easter := civil.Easter
	if which == "orthodox" {
		easter = civil.OrthodoxEaster
	}
	days, _ := strconv.Atoi(offset)
	return func(year int) (civil.Date, bool) { return easter(year).AddDays(days), true }
}

// parseRange reads the four numbers of "12-25..01-15".
func parseRange(numbers []string) (dayRule, error) {
	first, err := parseFixed(numbers[0], numbers[1])
	if err != nil {
		return nil, err
	}
	last, err := parseFixed(numbers[2], numbers[3])
	if err != nil {
		return nil, err
	}
	for _, end := range []oneDay{first, last} {
		// 2023 is no leap year: a range must have both ends in every year.
		if _, ok := end(2023); !ok {
			return nil, fmt.Errorf("a range cannot begin or end on 02-29, which most years do not have")
		}
	}
	return func(year int) []civil.Date {
		from, _ := first(year)
		to, _ := last(year)
		if to.Before(from) {
			to, _ = last(year + 1)
		}
		days := make([]civil.Date, 0, from.DaysUntil(to)+1)
		for d := from; !d.After(to); d = d.AddDays(1) {
			days = append(days, d)
		}
		return days
	}, nil
}

func parseEquinox(month, zone string) (oneDay, error) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return nil, fmt.Errorf("%q is no time zone such as Asia/Tokyo", zone)
	}
	equinox := civil.MarchEquinox
	if month == "september" {
		equinox = civil.SeptemberEquinox
	}
	return func(year int) (civil.Date, bool) { return equinox(year, loc), true }, nil
}

func parseFixed(monthText, dayText string) (oneDay, error) {
	m, d := atoi(monthText), atoi(dayText)
	// 2024 is a leap year: 29 February is a rule, it only skips the other years.
	if _, err := civil.New(2024, time.Month(m), d); err != nil {
		return nil, fmt.Errorf("no year has a day %s-%s", monthText, dayText)
	}
	return func(year int) (civil.Date, bool) {
		on, err := civil.New(year, time.Month(m), d)
		return on, err == nil
	}, nil
}

func parseSingle(s string) (oneDay, error) {
	on, err := civil.Parse(s)
	if err != nil {
		return nil, err
	}
	return func(year int) (civil.Date, bool) { return on, on.Year() == year }, nil
}

func parseNth(ordinal, dayName, monthText string) (oneDay, error) {
	weekday, err := parseWeekday(dayName)
	if err != nil {
		return nil, err
	}
	m := time.Month(atoi(monthText))
	if m < time.January || m > time.December {
		return nil, fmt.Errorf("there is no month %s", monthText)
	}
	if ordinal == "last" {
		return func(year int) (civil.Date, bool) {
			end := civil.Must(year, m, 1).AddMonthsClamped(1).AddDays(-1)
			return end.AddDays(-daysSince(weekday, end)), true
		}, nil
	}
	n := 0
	for ordinals[n] != ordinal {
		n++
	}
	return func(year int) (civil.Date, bool) {
		first := civil.Must(year, m, 1)
		on := first.AddDays(daysUntil(first, weekday) + 7*n)
		return on, on.Month() == m
	}, nil
}

func parseNextTo(dayName, side, monthText, dayText string) (oneDay, error) {
	weekday, err := parseWeekday(dayName)
	if err != nil {
		return nil, err
	}
	anchor, err := parseFixed(monthText, dayText)
	if err != nil {
		return nil, err
	}
	return func(year int) (civil.Date, bool) {
		on, ok := anchor(year)
		if !ok {
			return civil.Date{}, false
		}
		switch side {
		case "before":
			on = on.AddDays(-1)
			return on.AddDays(-daysSince(weekday, on)), true
		case "after":
			on = on.AddDays(1)
			return on.AddDays(daysUntil(on, weekday)), true
		}
		// Three days before to three days after: exactly one is such a weekday.
		on = on.AddDays(-3)
		return on.AddDays(daysUntil(on, weekday)), true
	}, nil
}

func parseCondition(fixed, dayName, otherwise string) (oneDay, error) {
	weekday, err := parseWeekday(dayName)
	if err != nil {
		return nil, err
	}
	anchor, err := parseOneDay(fixed)
	if err != nil {
		return nil, err
	}
	other, err := parseOneDay(otherwise)
	if err != nil {
		return nil, err
	}
	return func(year int) (civil.Date, bool) {
		if on, ok := anchor(year); ok && on.Weekday() == weekday {
			return on, true
		}
		return other(year)
	}, nil
}

func parseWeekday(name string) (time.Weekday, error) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if strings.ToLower(w.String()) == name {
			return w, nil
		}
	}
	return 0, fmt.Errorf("%q is no day of the week", name)
}

// daysUntil returns how many days after from the next such weekday comes, 0 to 6.
func daysUntil(from civil.Date, weekday time.Weekday) int {
	return (int(weekday) - int(from.Weekday()) + 7) % 7
}

// daysSince returns how many days before to the last such weekday was, 0 to 6.
func daysSince(weekday time.Weekday, to civil.Date) int {
	return (int(to.Weekday()) - int(weekday) + 7) % 7
}

// atoi reads digits that a regular expression has already checked.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
