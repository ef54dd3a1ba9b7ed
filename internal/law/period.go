package law

import (
	"fmt"
	"strconv"
	"strings"
)

type unit uint8

const (
	month unit = iota + 1
	day
	workingDay
)

func (u unit) String() string {
	return [...]string{"", "month", "day", "working day"}[u]
}

// period is a length of time in one unit. Months and days are never converted
// into each other: "30 days" is not "1 month".
type period struct {
	n    int
	unit unit
}

func (p period) isZero() bool { return p.n == 0 }

// parsePeriod reads "1 month", "1 year", "45 days", "10 working days". A year is twelve
// months: it ends on the same day of the same month.
func parsePeriod(s string) (period, error) {
	number, name, ok := strings.Cut(s, " ")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 1 || n > 999 {
		return period{}, fmt.Errorf("%q is not a period such as \"1 month\", \"45 days\" or \"10 working days\"", s)
	}
	for u := month; u <= workingDay; u++ {
		if name == plural(n, u.String()) {
			return period{n, u}, nil
		}
	}
	if name == plural(n, "year") {
		return period{12 * n, month}, nil
	}
	return period{}, fmt.Errorf("%q has no known unit: write year, month, day or working day, in the plural after a number above 1", s)
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
