package reminder

import (
	"slices"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// stage is a reminder that the facts call for at some time. The stages of a topic follow
// one another, the earliest first; a later one makes those before it pointless.
type stage struct {
	key   Key
	day   civil.Date // the legal day it speaks of
	on    civil.Date // the day to remind
	until civil.Date // the last day on which it is of use, zero if there is none
}

// rank orders the stages of a topic: the nearer the legal day, the later the stage.
func (s stage) rank() int { return -s.key.Days }

// at is the instant from which the stage is told.
func (s stage) at(to Recipient) time.Time { return DueInstant(s.on, s.until, to) }

// past reports whether the stage is of no use any more on the day.
func (s stage) past(today civil.Date) bool { return !s.until.IsZero() && today.After(s.until) }

// isDue reports whether the stage could be told now, had nothing been told before.
func (s stage) isDue(in Input) bool {
	return !s.past(in.To.Today(in.Now)) && !in.Now.Before(s.at(in.To))
}

// maxOffset is how many days before a date a recipient can wish to be reminded.
const maxOffset = 60

// stagesOf lists what the facts call for, now or later, those of a topic side by side.
func stagesOf(in Input) []stage {
	if in.To.Off || in.Choice.Muted {
		return nil
	}
	b := builder{in: in, offsets: descending(in.To.Offsets), list: make([]stage, 0, 8)}
	b.answer()
	b.waiting()
	b.complaints()
	b.clocks()
	b.dated()
	b.snooze()
	return b.list
}

func descending(offsets []int) []int {
	var kept []int
	for _, n := range offsets {
		if n >= 1 && n <= maxOffset {
			kept = append(kept, n)
		}
	}
	slices.Sort(kept)
	kept = slices.Compact(kept)
	slices.Reverse(kept)
	return kept
}

type builder struct {
	in      Input
	offsets []int
	list    []stage
}

func (b *builder) add(key Key, day, on, until civil.Date) {
	if day.IsZero() {
		return
	}
	key.Recipient = b.in.To.ID
	b.list = append(b.list, stage{key: key, day: day, on: on, until: until})
}

// after adds a stage some days after a day, of use without end.
func (b *builder) after(key Key, day civil.Date, days int) {
	b.add(key, day, day.AddDays(days), civil.Date{})
}

// before adds a stage for each number of days before a day, and one for the day itself,
// which may have a kind of its own. None is of use when the day has passed, and none comes
// before opens.
func (b *builder) before(key Key, offsets []int, last Kind, day, opens civil.Date) {
	for _, n := range offsets {
		key.Days = n
		b.add(key, day, civil.Latest(day.AddDays(-n), opens), day)
	}
	key.Days, key.Kind = 0, last
	b.add(key, day, day, day)
}

// own is the key of a reminder about the request itself.
func (b *builder) own(kind Kind) Key {
	return Key{Subject: b.in.Request.ID, Kind: kind, Version: b.in.Request.Version}
}

// answer adds what comes from the time for the answer. It depends on nothing but whether
// an answer is owed: a complaint does not end the duty to answer.
func (b *builder) answer() {
	r := &b.in.Request
	if !r.Awaiting {
		return
	}
	last := DueToday
	if r.Extended {
		last = ExtendedDue
	}
	b.before(b.own(DueSoon), b.offsets, last, r.Due, civil.Date{})
	if r.Status != dsar.StatusComplained && r.Status != dsar.StatusClosed {
		b.after(b.own(ComplaintFrom), r.ComplaintFrom, 0)
	}
}

// waiting adds what waits for the recipient.
func (b *builder) waiting() {
	r := &b.in.Request
	switch r.Status {
	case dsar.StatusDraft:
		b.after(b.own(DraftUnsent), r.DraftedOn, DraftDays)
	case dsar.StatusSent:
		b.after(b.own(NoReceipt), r.SentUnseenOn, dsar.NoReceiptDays)
	case dsar.StatusAnswered:
		b.after(b.own(ReplyWaits), r.ReplyOn, dsar.ReplyWaitsDays)
	case dsar.StatusNeedsYou:
		kind := IdentityWaits
		if r.AskedKind == dsar.EventClarificationRequested {
			kind = ClarificationWaits
		}
		b.after(b.own(kind), r.AskedOn, QuestionDays)
	}
}

func (b *builder) complaints() {
	for _, c := range b.in.Request.Complaints {
		if c.Status == dsar.ComplaintLodged || c.Status == dsar.ComplaintInformed {
			b.after(Key{Subject: c.ID, Kind: AuthoritySilent, Version: c.Version}, c.RemedyFrom, 0)
		}
	}
}

// clocks adds the further clocks of the law. Which of them still matter is said by
// [dsar.Clock.Remind].
func (b *builder) clocks() {
	for _, c := range b.in.Request.Clocks {
		key := Key{Subject: c.SubjectOf, Kind: ClockKind(c), About: c.Key(), Version: c.Version()}
		switch c.Remind {
		case dsar.RemindBefore:
			b.before(key, b.offsets, key.Kind, c.End, c.Opens)
		case dsar.RemindAfter:
			b.add(key, c.End, c.End.AddDays(1), c.End.AddDays(NewsDays))
		}
	}
}

// ClockKind is the kind of reminder that fits a clock. Ids and kinds of clocks are spelt
// as package law does.
func ClockKind(c dsar.Clock) Kind {
	switch {
	case c.Remind == dsar.RemindBefore && c.ID == "complaint":
		return ComplaintCloses
	case c.Remind == dsar.RemindBefore:
		return ClockEnds
	case c.ID == "extension-notice":
		return ExtensionMissed
	case c.ID == "acknowledgement":
		return AcknowledgementMissed
	case c.ID == "authority-order":
		return EnforcementDue
	case c.Kind == "wait":
		return ClockOpens
	}
	return ClockEnded
}

// dated adds what has a day of its own. Once the request is closed, only a date that a
// person set still counts.
func (b *builder) dated() {
	r := &b.in.Request
	for _, d := range r.Own {
		b.after(b.ofDated(Own, d), d.On, 0)
	}
	if r.Status == dsar.StatusClosed {
		return
	}
	for _, d := range r.Bounces {
		b.after(b.ofDated(Bounce, d), d.On, 0)
	}
	for _, d := range r.Links {
		b.before(b.ofDated(LinkExpires, d), []int{LinkFirst, LinkLast}, LinkExpires, d.On, civil.Date{})
	}
}

func (b *builder) ofDated(kind Kind, d Dated) Key {
	return Key{Subject: b.in.Request.ID, Kind: kind, About: d.ID, Version: versionOf(d.On)}
}

// snooze moves what was put off, never past its last day of use.
func (b *builder) snooze() {
	if len(b.in.Choice.Snoozes) == 0 {
		return
	}
	for i := range b.list {
		s := &b.list[i]
		put := b.in.Choice.snooze(s.key.topic())
		s.key.Again = put
		s.on = civil.Latest(s.on, put)
		if !s.until.IsZero() && s.on.After(s.until) {
			s.on = s.until
		}
	}
}
