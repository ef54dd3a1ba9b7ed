package dsar

import (
	"fmt"
	"strings"

	"recourse/internal/civil"
)

// DateName names a date of a request that follows from the law.
type DateName string

// The dates of [Projection] that follow from the law.
const (
	DateDue            DateName = "due"
	DateExtendedDue    DateName = "extended_due"
	DateEffectiveDue   DateName = "effective_due" // named only where neither of the two above moved
	DateComplaintFrom  DateName = "complaint_from"
	DateComplaintUntil DateName = "complaint_until"
)

// A clock of the law is named with its key, "clock:us-co-cpa/appeal-answer"; one that a
// complaint has, with another prefix.
const (
	clockDate          = "clock:"
	complaintClockDate = "complaint_clock:"
)

// ClockDate names the end of a clock, or its beginning where the end stays.
func ClockDate(c Clock) DateName {
	if c.SubjectOf != c.RequestID {
		return DateName(complaintClockDate + c.Key())
	}
	return DateName(clockDate + c.Key())
}

// Clock returns the regime and the id of the clock that the date belongs to, and whether
// a complaint has it. known is false for a date of [Projection].
func (n DateName) Clock() (regime, id string, ofComplaint, known bool) {
	key, known := strings.CutPrefix(string(n), clockDate)
	if !known {
		key, known = strings.CutPrefix(string(n), complaintClockDate)
		ofComplaint = known
	}
	regime, id, _ = strings.Cut(key, "/")
	return regime, id, ofComplaint, known
}

// MovedClocks lists the clocks of stored that other rules give with other days in fresh,
// those that only one of the two has included. Both are by the request or complaint
// they belong to. Where the end of a clock stays, its beginning is what moved.
func MovedClocks(stored, fresh []Clock) []MovedDate {
	var moved []MovedDate
	at := func(list []Clock, c Clock) (Clock, bool) {
		for _, other := range list {
			if other.SubjectOf == c.SubjectOf && other.Key() == c.Key() {
				return other, true
			}
		}
		return Clock{}, false
	}
	for _, c := range stored {
		now, still := at(fresh, c)
		switch {
		case !still || now.End != c.End:
			moved = append(moved, MovedDate{Date: ClockDate(c), Old: c.End, New: now.End})
		case now.Start != c.Start || now.Opens != c.Opens:
			moved = append(moved, MovedDate{Date: ClockDate(c), Old: c.Start, New: now.Start})
		}
	}
	for _, c := range fresh {
		if _, had := at(stored, c); !had {
			moved = append(moved, MovedDate{Date: ClockDate(c), New: c.End})
		}
	}
	return moved
}

// MovedDate is a date that is another one under other rules. A zero date means that
// the rules give none.
type MovedDate struct {
	Date     DateName
	Old, New civil.Date
}

// String writes the move as an event keeps it: "due 2026-03-02 2026-03-03", with "-" for
// no date.
func (m MovedDate) String() string {
	return strings.Join([]string{string(m.Date), dayOrDash(m.Old), dayOrDash(m.New)}, " ")
}

func dayOrDash(d civil.Date) string {
	if d.IsZero() {
		return "-"
	}
	return d.String()
}

// MarshalText implements [encoding.TextMarshaler] by [MovedDate.String].
func (m MovedDate) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what [MovedDate.MarshalText] writes.
func (m *MovedDate) UnmarshalText(text []byte) error {
	fields := strings.Fields(string(text))
	if len(fields) != 3 {
		return fmt.Errorf("%q is no moved date such as: due 2026-03-02 2026-03-03", text)
	}
	read := MovedDate{Date: DateName(fields[0])}
	for i, into := range []*civil.Date{&read.Old, &read.New} {
		if fields[i+1] == "-" {
			continue
		}
		d, err := civil.Parse(fields[i+1])
		if err != nil {
			return err
		}
		*into = d
	}
	*m = read
	return nil
}

// MovedTo lists the dates that fresh, computed from the same events, gives
// otherwise. Events being the same, only the law can have moved them.
func (p Projection) MovedTo(fresh Projection) []MovedDate {
	var moved []MovedDate
	add := func(name DateName, before, now civil.Date) {
		if before != now {
			moved = append(moved, MovedDate{Date: name, Old: before, New: now})
		}
	}
	add(DateDue, p.Due, fresh.Due)
	add(DateExtendedDue, p.ExtendedDue, fresh.ExtendedDue)
	if len(moved) == 0 { // whether an extension is valid can change without its date
		add(DateEffectiveDue, p.EffectiveDue, fresh.EffectiveDue)
	}
	add(DateComplaintFrom, p.ComplaintFrom, fresh.ComplaintFrom)
	add(DateComplaintUntil, p.ComplaintUntil, fresh.ComplaintUntil)
	return moved
}

// WithDatesOf returns p with the dates that follow from the law taken from other.
func (p Projection) WithDatesOf(other Projection) Projection {
	p.Due, p.ExtendedDue, p.EffectiveDue = other.Due, other.ExtendedDue, other.EffectiveDue
	p.ComplaintFrom, p.ComplaintUntil, p.Extended = other.ComplaintFrom, other.ComplaintUntil, other.Extended
	p.OverdueAt, p.ClockVersion = other.OverdueAt, other.ClockVersion
	return p
}
