package proposal

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"recourse/internal/civil"
)

// months are the beginnings of the months' names in six languages, in lower case. No
// beginning of one month is that of another.
var months = [12][]string{
	{"janu", "janv", "jän", "genn", "ener"},
	{"febr", "févr", "febb", "fevr"},
	{"mar", "mär", "maart", "maer"},
	{"apr", "avr", "abri"},
	{"may", "mai", "magg", "mei"},
	{"june", "juin", "juni", "giug", "junio"},
	{"july", "juil", "juli", "lugl", "julio"},
	{"aug", "août", "agos"},
	{"sept", "sett"},
	{"octo", "okto", "otto", "octu"},
	{"nov"},
	{"dece", "déce", "deze", "dice", "dici"},
}

var (
	dayFirst = sync.OnceValue(func() *regexp.Regexp {
		return compile(`\b(\d{1,2})(?:\.|st|nd|rd|th|er|º)? (?:de |of )?(\pL+) (?:de |del )?(20\d\d)\b`)
	})
	monthFirst = sync.OnceValue(func() *regexp.Regexp { return compile(`\b(\pL+) (\d{1,2})(?:st|nd|rd|th)?, (20\d\d)\b`) })
	inNumbers  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b(\d{1,2})([./-])(\d{1,2})[./-](20\d\d)\b`) })
	isoDay     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b(20\d\d)-(\d\d)-(\d\d)\b`) })
)

// lastDay returns the latest day that the sentence names after a day, zero if it names
// none. A day in numbers that could be read in two ways is left out.
func lastDay(s string, after civil.Date) civil.Date {
	var latest civil.Date
	note := func(year, month, day string) {
		d, err := civil.New(atoi(year), time.Month(atoi(month)), atoi(day))
		if err == nil && d.After(after) && d.After(latest) {
			latest = d
		}
	}
	for _, m := range dayFirst().FindAllStringSubmatch(s, -1) {
		note(m[3], monthNamed(m[2]), m[1])
	}
	for _, m := range monthFirst().FindAllStringSubmatch(s, -1) {
		note(m[3], monthNamed(m[1]), m[2])
	}
	for _, m := range isoDay().FindAllStringSubmatch(s, -1) {
		note(m[1], m[2], m[3])
	}
	for _, m := range inNumbers().FindAllStringSubmatch(s, -1) {
		if ambiguous := m[2] != "." && atoi(m[1]) <= 12 && atoi(m[3]) <= 12; !ambiguous {
			note(m[4], m[3], m[1])
		}
	}
	return latest
}

// monthNamed returns the number of the month, "" for a word that is none.
func monthNamed(word string) string {
	word = strings.ToLower(word)
	for i, names := range months {
		for _, name := range names {
			if strings.HasPrefix(word, name) {
				return strconv.Itoa(i + 1)
			}
		}
	}
	return ""
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }
