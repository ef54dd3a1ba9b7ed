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
