package reminder

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"recourse/internal/civil"
)

// Entry is a reminder with what a reader has to know to understand it. Names and notes
// are what people wrote; whoever shows them escapes them.
type Entry struct {
	Reminder

	Reference  string // of the request
	Controller string
	Link       string     // of the request's page
	Authority  string     // of [AuthoritySilent]
	ClockName  string     // of a clock: what it is called, in the recipient's language
	Note       string     // of [Own]: what the person wrote
	Person     string     // of [Escalated]: who does not act
	Reason     Reason     // of [Escalated]
	Outcome    Fate       // of what was settled: how
	Since      civil.Date // of [Escalated]: when they were reminded
	Back       civil.Date // of [Escalated]: the last day of their absence, zero if it is not known
}

// SectionName says what the lines of a section have in common.
type SectionName string

// The sections of a digest, in their order.
const (
	SectionUrgent  SectionName = "urgent"  // see [Urgent]
	SectionAction  SectionName = "action"  // see [Action]
	SectionChanged SectionName = "changed" // dates that moved since they were told
	SectionNotice  SectionName = "notice"  // see [Notice]
	SectionSettled SectionName = "settled" // told last time, and dealt with since
)

// Line is an entry as it stands on the day of its mail.
type Line struct {
	Entry

	Days int // from the day of the mail to the legal day; negative if it has passed
}

// Section is a part of a digest. It has at least one line.
type Section struct {
	Name  SectionName
	Lines []Line
	More  int // further ones that are left out
}

// Mail is what one mail to one recipient says.
type Mail struct {
	// ID names the mail: of a digest, recipient and day; of a single mail, its reminder.
	// Made twice, the same mail has the same ID, so that it can be kept from going out
	// twice.
	ID        string
	Recipient string
	Day       civil.Date
	Digest    bool
	Sections  []Section
	Keys      []Key // of every reminder that the mail takes care of, those left out among them
}

// Mailing is what [Mails] makes mails of.
type Mailing struct {
	To      Recipient
	Day     civil.Date // the recipient's, see [DigestDay]
	Entries []Entry    // due, in any order
	Settled []Entry    // of the last digest, see [Fate.Settles]
	// DigestGone says that the digest of the day went out before. What can wait then
	// waits for the next one; what is of no use tomorrow goes out alone.
	DigestGone bool
	PerSection int // how many lines a section has at most; 0 sets no limit
}

// DigestDay returns the recipient's day at the instant, and whether their hour has come on
// it. There is one digest per recipient and day: whoever sends it makes [Mail.ID] unique.
func DigestDay(to Recipient, now time.Time) (civil.Date, bool) {
	day := to.Today(now)
	return day, !now.Before(DueInstant(day, day, to))
}

// Mails puts what is due into mails: one digest, or single ones where the recipient
// prefers them. It returns none if nothing is due: what was settled is no reason to write.
func Mails(m Mailing) []Mail {
	entries := distinct(m.Entries)
	if m.To.Singles {
		return m.singles(entries)
	}
	if m.DigestGone {
		return m.singles(onlyToday(entries, m.Day))
	}
	if len(entries) == 0 {
		return nil
	}
	mail := Mail{ID: "digest/" + m.To.ID + "/" + m.Day.String(), Recipient: m.To.ID, Day: m.Day, Digest: true}
	mail.fill(m, entries, m.Settled)
	return []Mail{mail}
}

// onlyToday are the entries that are of no use tomorrow.
func onlyToday(entries []Entry, day civil.Date) []Entry {
	return slices.DeleteFunc(entries, func(e Entry) bool { return e.Until.IsZero() || e.Until.After(day) })
}

func (m Mailing) singles(entries []Entry) []Mail {
	var mails []Mail
	for _, e := range entries {
		mail := Mail{ID: e.Key.mailID(), Recipient: m.To.ID, Day: m.Day}
		mail.fill(m, []Entry{e}, nil)
		mails = append(mails, mail)
	}
	slices.SortStableFunc(mails, func(a, b Mail) int {
		return cmp.Compare(rankOf(a.Sections[0].Name), rankOf(b.Sections[0].Name))
	})
	return mails
}

// mailID names the single mail of a reminder. A kind's text has no slash of its own but
// those of a clock's key, so the parts are told apart from the front.
func (k Key) mailID() string {
	return strings.Join([]string{"single", k.Recipient, k.Subject, strconv.Itoa(k.Version), k.KindText()}, "/")
}

// distinct returns the entries with each key once.
func distinct(entries []Entry) []Entry {
	seen := make(map[Key]bool, len(entries))
	var list []Entry
	for _, e := range entries {
		if !seen[e.Key] {
			seen[e.Key] = true
			list = append(list, e)
		}
	}
	return list
}

// fill sorts the entries into the sections of the mail.
func (mail *Mail) fill(m Mailing, entries, settled []Entry) {
	bySection := make(map[SectionName][]Line)
	for _, e := range entries {
		mail.Keys = append(mail.Keys, e.Key)
		name := sectionOf(e.Reminder)
		bySection[name] = append(bySection[name], lineOf(e, m.Day))
	}
	for _, e := range settled {
		bySection[SectionSettled] = append(bySection[SectionSettled], lineOf(e, m.Day))
	}
	for _, name := range Sections() {
		lines := bySection[name]
		if len(lines) == 0 {
			continue
		}
		slices.SortStableFunc(lines, compareLines)
		s := Section{Name: name, Lines: lines}
		if m.PerSection > 0 && len(lines) > m.PerSection {
			s.Lines, s.More = lines[:m.PerSection], len(lines)-m.PerSection
		}
		mail.Sections = append(mail.Sections, s)
	}
}

func lineOf(e Entry, day civil.Date) Line {
	l := Line{Entry: e}
	if !e.Day.IsZero() {
		l.Days = day.DaysUntil(e.Day)
	}
	return l
}

// Sections lists the sections in their order.
func Sections() []SectionName {
	return []SectionName{SectionUrgent, SectionAction, SectionChanged, SectionNotice, SectionSettled}
}

func rankOf(name SectionName) int { return slices.Index(Sections(), name) }

func sectionOf(r Reminder) SectionName {
	switch {
	case r.Key.Kind == Moved:
		return SectionChanged
	case r.Urgency() == Urgent:
		return SectionUrgent
	case r.Urgency() == Action:
		return SectionAction
	}
	return SectionNotice
}

// compareLines orders the lines of a section by legal day, those without one last; the
// rest of the order only makes it the same every time.
func compareLines(a, b Line) int {
	if a.Day.IsZero() != b.Day.IsZero() {
		if a.Day.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(
		a.Day.Compare(b.Day), strings.Compare(a.Controller, b.Controller), strings.Compare(a.Reference, b.Reference),
		strings.Compare(a.Key.Subject, b.Key.Subject), strings.Compare(a.Key.KindText(), b.Key.KindText()),
	)
}
