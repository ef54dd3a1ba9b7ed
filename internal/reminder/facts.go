package reminder

import (
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// Days after which something that waits is reminded of, beside those of package dsar.
const (
	DraftDays    = 7
	QuestionDays = 3
	// NewsDays is for how long it is news that somebody missed the end of a clock.
	NewsDays = 31
)

// Days before a link to data stops working at which the recipient is reminded.
const (
	LinkFirst = 3
	LinkLast  = 1
)

// Request are the facts of a request from which reminders follow. Every date is a legal
// day at the place of the controller or authority; a zero one says that there is none.
type Request struct {
	ID            string
	Status        dsar.Status
	Version       int        // of the dates below, [dsar.Projection.ClockVersion]
	Awaiting      bool       // the controller still owes an answer
	Due           civil.Date // last lawful day, after a valid extension if there is one
	Extended      bool       // Due is the extended day
	ComplaintFrom civil.Date
	SentUnseenOn  civil.Date // day of sending while receipt is not known
	ReplyOn       civil.Date // day of a reply that waits to be judged
	AskedOn       civil.Date // day of a question that waits for an answer
	AskedKind     dsar.EventKind
	DraftedOn     civil.Date // day on which a draft was last written at
	// Clocks are the further clocks of the request and of the complaints about it. One
	// without [dsar.Clock.Remind] is not reminded of.
	Clocks     []dsar.Clock
	Complaints []Complaint
	Bounces    []Dated // letters that came back and were not sent again
	Links      []Dated // to data not yet fetched; the day is the last on which the link works
	Own        []Dated // set by a person
}

// Complaint is a complaint about a request, with its own clock.
type Complaint struct {
	ID         string
	Version    int // of its clock
	Status     dsar.ComplaintStatus
	RemedyFrom civil.Date // first day of the remedy against silence
}

// Dated is something with a day of its own.
type Dated struct {
	ID string // without a colon, and no number
	On civil.Date
}

// Of returns the facts that a request and its projection have. Clocks, complaints and what
// is [Dated] have to be added.
func Of(r dsar.Request) Request {
	p := r.Projection
	return Request{
		ID: r.ID, Status: p.Status, Version: p.ClockVersion, Awaiting: p.Awaiting, Due: p.EffectiveDue, Extended: p.Extended,
		ComplaintFrom: p.ComplaintFrom, SentUnseenOn: p.SentUnseenOn, ReplyOn: p.ReplyOn,
		AskedOn: p.AskedOn, AskedKind: p.AskedKind, DraftedOn: draftedOn(r),
	}
}

// draftedOn is the UTC day on which a draft was last written at: of its last event, or
// that on which it was filed.
func draftedOn(r dsar.Request) civil.Date {
	switch {
	case r.Projection.Status != dsar.StatusDraft:
		return civil.Date{}
	case !r.Projection.LastEventOn.IsZero():
		return r.Projection.LastEventOn
	}
	return civil.Of(r.CreatedAt, time.UTC)
}

// Recipient is whom to remind and how they wish it.
type Recipient struct {
	ID      string         // user id
	Off     bool           // they want no reminders, or may not act in the workspace
	Zone    *time.Location // nil counts as UTC
	Hour    int            // 0 to 23, on their clock
	Offsets []int          // days before a date at which they wish to know, 1 to 60, in any order
	DaysOff []time.Weekday // on which they wish no reminder that can wait
	Singles bool           // a mail for each reminder instead of one digest a day
}

// Today is the recipient's day at the instant.
func (r Recipient) Today(now time.Time) civil.Date { return civil.Of(now, r.zone()) }

func (r Recipient) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// Choice is what a recipient chose for one request.
type Choice struct {
	Muted   bool // nothing about it any more
	Snoozes []Snooze
}

// Snooze puts reminders of one kind off to a day. It never carries one past the last day
// on which it is of use. After that day what is still true is told again, once.
type Snooze struct {
	Kind  Kind   // as it was told; "" is for all kinds
	About string // as in [Key.About]
	Until civil.Date
}

func (c Choice) snooze(t topic) civil.Date {
	var until civil.Date
	for _, s := range c.Snoozes {
		if s.Kind == "" || s.Kind.topic() == t.kind && s.About == t.about {
			until = civil.Latest(until, s.Until)
		}
	}
	return until
}

// Told is a reminder that exists already.
type Told struct {
	Key     Key
	Day     civil.Date // the legal day it speaks of; zero: it said that there is none
	Pending bool       // it has not gone out yet and can be withdrawn
}

// Input is what a plan is made from.
type Input struct {
	Request Request
	To      Recipient
	Choice  Choice
	// Told are this recipient's reminders about the request and its complaints, pending
	// ones and those that went out, in the order in which they did. What was withdrawn is
	// not among them: its key is free again.
	Told []Told
	Now  time.Time
}
