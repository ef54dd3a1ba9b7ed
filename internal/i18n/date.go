package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"recourse/internal/civil"
)

// Style says how much of a day is written.
type Style int

// The styles, by example.
const (
	Long   Style = iota // Wed 28 Oct 2026 · mer. 28 oct. 2026 · Mi., 28. Okt. 2026
	Short               // 28 Oct · 28 oct. · 28. Okt.
	Medium              // 28 Oct 2026 · 28 oct. 2026 · 28. Okt. 2026
	Full                // Wednesday 28 October 2026 · mercredi 28 octobre 2026 · Mittwoch, 28. Oktober 2026
	Month               // October 2026 · octobre 2026 · Oktober 2026
)

// FormatDate writes a day for a reader of lang. The zero Date gives "".
func FormatDate(lang string, d civil.Date, style Style) string {
	if d.IsZero() {
		return ""
	}
	w := wordsOf(lang)
	day, year := w.dayNumber(d.Day()), strconv.Itoa(d.Year())
	short, long := w.monthShort[d.Month()-1], w.month[d.Month()-1]
	switch style {
	case Short:
		return day + " " + short
	case Medium:
		return day + " " + short + " " + year
	case Full:
		return w.weekday[d.Weekday()] + w.afterWeekday + day + " " + long + " " + year
	case Month:
		return long + " " + year
	case Long:
	}
	return w.weekdayShort[d.Weekday()] + w.afterWeekday + day + " " + short + " " + year
}

// FormatInstant writes an instant as day and time of the zone loc: "28 Oct 2026, 14:05".
// The zero instant gives "".
func FormatInstant(lang string, t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(loc)
	return FormatDate(lang, civil.Of(t, loc), Medium) + ", " + t.Format("15:04")
}

// Relative says where a day lies as seen from today: "today", "tomorrow",
// "in 3 days", "yesterday", "3 days ago". A zero day gives "".
func Relative(lang string, today, day civil.Date) string {
	if today.IsZero() || day.IsZero() {
		return ""
	}
	w := wordsOf(lang)
	switch n := today.DaysUntil(day); {
	case n == 0:
		return w.today
	case n == 1:
		return w.tomorrow
	case n == -1:
		return w.yesterday
	case n > 0:
		return fmt.Sprintf(w.inDays, FormatNumber(lang, n))
	default:
		return fmt.Sprintf(w.daysAgo, FormatNumber(lang, -n))
	}
}

// Late says by how many days something is late: "1 day late", "20 days late".
// No days give "".
func Late(lang string, days int) string {
	if days <= 0 {
		return ""
	}
	w := wordsOf(lang)
	if days == 1 {
		return w.oneDayLate
	}
	return fmt.Sprintf(w.daysLate, FormatNumber(lang, days))
}

// Days counts days: "1 day", "20 days".
func Days(lang string, days int) string {
	w := wordsOf(lang)
	if days == 1 || days == 0 && w.zeroIsOne {
		return FormatNumber(lang, days) + " " + w.day
	}
	return FormatNumber(lang, days) + " " + w.days
}

// FormatNumber writes a whole number with the separators of lang.
func FormatNumber(lang string, n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	separator := wordsOf(lang).thousands
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	return sign + digits
}

// Join writes a list: "a, b and c".
func Join(lang string, items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " " + wordsOf(lang).and + " " + items[last]
}
