package reminder

import (
	"fmt"
	"strconv"
	"strings"

	"recourse/internal/civil"
)

// Key names a reminder: of what, of which version of its clock, to whom. It is used once.
// Keys are comparable.
type Key struct {
	Subject   string // id of the request or complaint
	Kind      Kind
	Of        Kind       // of [Moved] and [Escalated]: what they speak of
	About     string     // which of several: a clock's key, the id of a date or message; without a colon, no number
	Days      int        // days before the legal day at which this stage begins
	Again     civil.Date // the day to which it was put off, zero if it was not
	Version   int        // of the clock
	Recipient string     // user id
}

// KindText spells what stands in the key beside subject, version and recipient, for
// storing it: "due_soon:7", "clock_ends:us-co-cpa/appeal:1", "moved:due_soon",
// "reply_waits@2026-04-12". [ParseKind] reads it.
func (k Key) KindText() string {
	parts := []string{string(k.Kind)}
	for _, part := range []string{string(k.Of), k.About} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if k.Days > 0 {
		parts = append(parts, strconv.Itoa(k.Days))
	}
	text := strings.Join(parts, ":")
	if !k.Again.IsZero() {
		text += "@" + k.Again.String()
	}
	return text
}

// ParseKind reads what [Key.KindText] writes into a key without subject, version and
// recipient.
func ParseKind(text string) (Key, error) {
	var k Key
	head, again, put := strings.Cut(text, "@")
	if put {
		day, err := civil.Parse(again)
		if err != nil {
			return Key{}, fmt.Errorf("kind of reminder %q: %w", text, err)
		}
		k.Again = day
	}
	parts := strings.Split(head, ":")
	k.Kind, parts = Kind(parts[0]), parts[1:]
	if !k.Kind.Known() {
		return Key{}, fmt.Errorf("unknown kind of reminder %q", text)
	}
	if k.Kind == Moved || k.Kind == Escalated {
		if len(parts) == 0 || !Kind(parts[0]).Known() {
			return Key{}, fmt.Errorf("kind of reminder %q does not say what it speaks of", text)
		}
		k.Of, parts = Kind(parts[0]), parts[1:]
	}
	if n := len(parts); n > 0 {
		if days, err := strconv.Atoi(parts[n-1]); err == nil {
			k.Days, parts = days, parts[:n-1]
		}
	}
	switch len(parts) {
	case 0:
	case 1:
		k.About = parts[0]
	default:
		return Key{}, fmt.Errorf("kind of reminder %q has too many parts", text)
	}
	return k, nil
}

// topic is what reminders of one date of one thing have in common.
type topic struct {
	subject string
	kind    Kind
	about   string
}

func (k Key) topic() topic {
	kind := k.Kind
	if kind == Moved {
		kind = k.Of
	}
	return topic{k.Subject, kind.topic(), k.About}
}

// versionOf makes a number of a day: the version of a clock that consists of its day.
func versionOf(day civil.Date) int { return day.Year()*10000 + int(day.Month())*100 + day.Day() }
