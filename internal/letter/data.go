package letter

import (
	"strconv"
	"strings"

	"recourse/internal/civil"
)

// Data is what the data that the controller sent show of a point. Every figure of it is a
// fact: what it means is for the law of the point to say.
type Data struct {
	Kind string // of package datascan: "cliff", "late_start", "gap" or "short_type"
	// Name is the record type, in the controller's own names; "" for all the data.
	Name string
	// Earliest and Latest are the days that Records dated entries cover.
	Earliest, Latest civil.Date
	Records          int64
	// From and To bound what is missing: of a gap, both days included; of a short record
	// type, From is the day on which half of the others have begun.
	From, To civil.Date
	// First is the day on which a cliff, a late beginning or a short record type begins, and
	// Before how many entries at most are older. Of a gap Before is how many at most are in
	// it.
	First  civil.Date
	Before int64
	// Unread: not all files could be read, so that there may be more.
	Unread bool
	// Boundary lies Months months before the request, or before receipt where Requested is
	// zero; it is 1 January where Months is 0. Both are those of a cliff.
	Boundary civil.Date
	Months   int
	// Since is when the relation began, Requested the day of the request and Received that
	// on which the data came.
	Since, Requested, Received civil.Date
}

const maxDataName = 120

func (d Data) cleaned() Data {
	d.Name = line(d.Name)
	if runes := []rune(d.Name); len(runes) > maxDataName {
		d.Name = string(runes[:maxDataName]) + "…"
	}
	return d
}

// count writes a number with the marks between thousands that a language has.
func count(lang string, n int64) string {
	digits := strconv.FormatInt(n, 10)
	if lang == "es" && len(digits) < 5 {
		return digits
	}
	mark := map[string]string{"en": ",", "fr": "\u202f", "es": "\u00a0"}[lang]
	if mark == "" {
		mark = "."
	}
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(mark)
		}
		b.WriteRune(r)
	}
	return b.String()
}
