package law

import (
	"slices"
	"time"

	"recourse/internal/civil"
)

// observance says what happens to a holiday that falls on a weekend.
type observance string

const (
	stays             observance = "stays"                           // nothing
	nextFreeDay       observance = "next_free_day"                   // the next weekday that is not itself a holiday
	nextMonday        observance = "saturday_and_sunday_next_monday" // the Monday after, even if that is a holiday
	nearestWeekday    observance = "nearest_weekday"                 // Saturday on Friday, Sunday on Monday
	sundayNextFreeDay observance = "sunday_next_free_day"            // only a Sunday moves, to the next free weekday
	sundayNextMonday  observance = "sunday_next_monday"              // only a Sunday moves, to the Monday
	alsoNextFreeDay   observance = "also_next_free_day"              // stays, and the next free weekday is free too
	alsoNextMonday    observance = "also_next_monday"                // stays, and the next Monday is free too
	midweekToMonday   observance = "midweek_to_monday"               // Tuesday, Wednesday to the Monday before, Thursday, Friday to the one after
)

// observances lists every word that may stand after "weekend:".
var observances = []observance{
	stays, nextFreeDay, nextMonday, nearestWeekday, sundayNextFreeDay, sundayNextMonday,
	alsoNextFreeDay, alsoNextMonday, midweekToMonday,
}

// holidayRule is one line of a holiday file.
type holidayRule struct {
	name    Text
	source  Reference
	on      dayRule
	years   span
	except  []int
	weekend observance
	// bridge makes every weekday between two holidays one; on is nil then.
	bridge bool
}

func (h holidayRule) in(year int) []civil.Date {
	if h.bridge || !h.exists(year) {
		return nil
	}
	return h.on(year)
}

func (h holidayRule) exists(year int) bool {
	return h.years.has(year) && !slices.Contains(h.except, year)
}

// observed returns the free days that the holidays of one year lead to.
func observed(rules []holidayRule, year int) []Holiday {
	var days []Holiday
	var moves []observance
	taken := make(map[civil.Date]bool, len(rules))
	for _, rule := range rules {
		for _, on := range rule.in(year) {
			days = append(days, Holiday{On: on, Name: rule.name, Source: rule.source})
			moves = append(moves, rule.weekend)
			taken[on] = true
		}
	}
	// A day moved from the end of the year must not land on one of the next.
	for _, rule := range rules {
		for _, on := range rule.in(year + 1) {
			taken[on] = true
		}
	}
	bridges := bridges(rules, year, days, taken)
	for i := range moves {
		on := moves[i].observedOn(days[i].On, taken)
		if on == days[i].On {
			continue
		}
		taken[on] = true
		if moves[i].keepsTheDay() {
			days = append(days, days[i])
			days[len(days)-1].On, days[len(days)-1].Substitute = on, true
			continue
		}
		days[i].On, days[i].Substitute = on, true
	}
	return append(days, bridges...)
}

// bridges returns the weekdays between two holidays, where a rule makes them free.
// Days on which a holiday is only observed do not count (Japan: Act on National
// Holidays, Art. 3(3)).
func bridges(rules []holidayRule, year int, days []Holiday, taken map[civil.Date]bool) []Holiday {
	at := slices.IndexFunc(rules, func(r holidayRule) bool { return r.bridge && r.exists(year) })
	if at < 0 {
		return nil
	}
	var free []Holiday
	for _, h := range days {
		between := h.On.AddDays(1)
		if taken[between] || isWeekend(between) || !taken[between.AddDays(1)] {
			continue
		}
		taken[between] = true
		free = append(free, Holiday{On: between, Name: rules[at].name, Source: rules[at].source})
	}
	return free
}

func (o observance) keepsTheDay() bool { return o == alsoNextFreeDay || o == alsoNextMonday }

// observedOn returns the day on which a holiday is free, or free as well.
func (o observance) observedOn(on civil.Date, taken map[civil.Date]bool) civil.Date {
	weekday := on.Weekday()
	if o == midweekToMonday {
		return toMonday(on)
	}
	if !isWeekend(on) {
		return on
	}
	sunday := weekday == time.Sunday
	switch o {
	case nextFreeDay, alsoNextFreeDay:
		return nextFree(on, taken)
	case nextMonday, alsoNextMonday:
		return on.AddDays(daysUntil(on, time.Monday))
	case nearestWeekday:
		if sunday {
			return on.AddDays(1)
		}
		return on.AddDays(-1)
	case sundayNextFreeDay:
		if sunday {
			return nextFree(on, taken)
		}
	case sundayNextMonday:
		if sunday {
			return on.AddDays(1)
		}
	}
	return on
}

func nextFree(on civil.Date, taken map[civil.Date]bool) civil.Date {
	return on.NextWorking(func(d civil.Date) bool { return !isWeekend(d) && !taken[d] })
}

func toMonday(on civil.Date) civil.Date {
	switch on.Weekday() {
	case time.Tuesday, time.Wednesday:
		return on.AddDays(-daysSince(time.Monday, on))
	case time.Thursday, time.Friday:
		return on.AddDays(daysUntil(on, time.Monday))
	}
	return on
}
