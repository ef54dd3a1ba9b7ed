package law

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"recourse/internal/civil"
)

// dayRule gives the day of a holiday in a year, or no day in years without it.
type dayRule func(year int) (civil.Date, bool)

var (
	fixedDay   = regexp.MustCompile(`^(\d\d)-(\d\d)$`)
	singleDay  = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	easterDay  = regexp.MustCompile(`^easter(?:([+-])(\d{1,2}))?$`)
	nthDay     = regexp.MustCompile(`^(1st|2nd|3rd|4th|5th|last) ([a-z]+) of (\d\d)$`)
	nextToDay  = regexp.MustCompile(`^([a-z]+) (before|after) (\d\d)-(\d\d)$`)
	ordinals   = []string{"1st", "2nd", "3rd", "4th", "5th"}
	conditions = regexp.MustCompile(`^(\d\d-\d\d) if ([a-z]+) else (.+)$`)
)

// parseDayRule reads the grammar of docs/law-rules.md: "05-01", "easter+39",
// "1st monday of 05", "last monday of 08", "wednesday before 11-23",
// "02-01 if friday else 1st monday of 02", "2022-09-19".
func parseDayRule(s string) (dayRule, error) {
	if m := conditions.FindStringSubmatch(s); m != nil {
		return parseCondition(m[1], m[2], m[3])
	}
	if m := fixedDay.FindStringSubmatch(s); m != nil {
		return parseFixed(m[1], m[2])
	}
	if m := easterDay.FindStringSubmatch(s); m != nil {
		offset, _ := strconv.Atoi(m[1] + m[2])
		return func(year int) (civil.Date, bool) { return civil.Easter(year).AddDays(offset), true }, nil
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
	return nil, fmt.Errorf("%q is no day rule; write 05-01, easter+39, 1st monday of 05, last monday of 08, "+
		"wednesday before 11-23, 02-01 if friday else 1st monday of 02, or 2022-09-19", s)
}

func parseFixed(monthText, dayText string) (dayRule, error) {
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

func parseSingle(s string) (dayRule, error) {
	on, err := civil.Parse(s)
	if err != nil {
		return nil, err
	}
	return func(year int) (civil.Date, bool) { return on, on.Year() == year }, nil
}

func parseNth(ordinal, dayName, monthText string) (dayRule, error) {
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

func parseNextTo(dayName, side, monthText, dayText string) (dayRule, error) {
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
		if side == "before" {
			on = on.AddDays(-1)
			return on.AddDays(-daysSince(weekday, on)), ok
		}
		on = on.AddDays(1)
		return on.AddDays(daysUntil(on, weekday)), ok
	}, nil
}

func parseCondition(fixed, dayName, otherwise string) (dayRule, error) {
	weekday, err := parseWeekday(dayName)
	if err != nil {
		return nil, err
	}
	anchor, err := parseDayRule(fixed)
	if err != nil {
		return nil, err
	}
	other, err := parseDayRule(otherwise)
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
