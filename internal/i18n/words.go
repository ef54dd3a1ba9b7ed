package i18n

import "strconv"

// words are the names and habits of one language, after the Unicode CLDR.
type words struct {
	month, monthShort     [12]string
	weekday, weekdayShort [7]string // from Sunday
	afterWeekday          string
	ordinalDay            string // after every day of the month
	firstDay              string // the first day of the month, where it is special
	today, tomorrow       string
	yesterday             string
	inDays, daysAgo       string
	oneDayLate, daysLate  string
	day, days             string
	zeroIsOne             bool
	and                   string
	thousands             string
}

func (w *words) dayNumber(n int) string {
	if n == 1 && w.firstDay != "" {
		return w.firstDay
	}
	return strconv.Itoa(n) + w.ordinalDay
}

func wordsOf(lang string) *words {
	switch Base(lang) {
	case "fr":
		return &french
	case "de":
		return &german
	}
	return &english
}

var english = words{
	month: [12]string{
		"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December",
	},
	monthShort:   [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	weekday:      [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	weekdayShort: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	afterWeekday: " ",
	today:        "today", tomorrow: "tomorrow", yesterday: "yesterday",
	inDays: "in %s days", daysAgo: "%s days ago",
	oneDayLate: "1 day late", daysLate: "%s days late",
	day: "day", days: "days",
	and: "and", thousands: ",",
}

var french = words{
	month: [12]string{
		"janvier", "février", "mars", "avril", "mai", "juin",
		"juillet", "août", "septembre", "octobre", "novembre", "décembre",
	},
	monthShort: [12]string{
		"janv.", "févr.", "mars", "avr.", "mai", "juin",
		"juil.", "août", "sept.", "oct.", "nov.", "déc.",
	},
	weekday:      [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	weekdayShort: [7]string{"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."},
	afterWeekday: " ",
	firstDay:     "1er",
	today:        "aujourd’hui", tomorrow: "demain", yesterday: "hier",
	inDays: "dans %s jours", daysAgo: "il y a %s jours",
	oneDayLate: "1 jour de retard", daysLate: "%s jours de retard",
	day: "jour", days: "jours", zeroIsOne: true,
	and: "et", thousands: "\u202f", // narrow no-break space
}

var german = words{
	month: [12]string{
		"Januar", "Februar", "März", "April", "Mai", "Juni",
		"Juli", "August", "September", "Oktober", "November", "Dezember",
	},
	monthShort: [12]string{
		"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni",
		"Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
	},
	weekday:      [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
	weekdayShort: [7]string{"So.", "Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa."},
	afterWeekday: ", ",
	ordinalDay:   ".",
	today:        "heute", tomorrow: "morgen", yesterday: "gestern",
	inDays: "in %s Tagen", daysAgo: "vor %s Tagen",
	oneDayLate: "1 Tag überfällig", daysLate: "%s Tage überfällig",
	day: "Tag", days: "Tage",
	and: "und", thousands: ".",
}
