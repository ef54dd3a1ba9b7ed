package dsar

import (
	"slices"
	"time"

	"recourse/internal/civil"
)

// Right is one of the rights that a data subject exercises.
type Right string

// The rights, spelt as package law and the API spell them.
const (
	RightAccess        Right = "access"        // GDPR Art. 15
	RightRectification Right = "rectification" // Art. 16
	RightErasure       Right = "erasure"       // Art. 17
	RightRestriction   Right = "restriction"   // Art. 18
	RightPortability   Right = "portability"   // Art. 20
	RightObjection     Right = "objection"     // Art. 21
)

// Rights lists every right in the order of the articles.
func Rights() []Right {
	return []Right{RightAccess, RightRectification, RightErasure, RightRestriction, RightPortability, RightObjection}
}

// Channel is how a request reaches the controller.
type Channel string

// The channels.
const (
	ChannelEmail Channel = "email"
	ChannelPost  Channel = "post"
	ChannelForm  Channel = "form"
)

// Channels lists every channel.
func Channels() []Channel { return []Channel{ChannelEmail, ChannelPost, ChannelForm} }

// Request is a data subject request to one controller.
//
// The fields up to Version are given when it is filed; Projection is derived
// from the events and kept for queries.
type Request struct {
	ID           string // UUIDv7
	WorkspaceID  string
	Reference    string // public, random, with a check character: RC-4F7K-29QX
	ControllerID string
	SubjectID    string
	Rights       []Right  // access together with erasure means: access first, then erasure
	Regime       string   // id of package law, "eu-gdpr"
	AlsoRegimes  []string // further ones that it rests on; Regime alone gives the dates of the projection
	RuleDate     civil.Date
	Edition      string // of the law that the dates were last found right under, see package law; "" if unknown
	LawMoved     bool   // the rules of this release give other dates than the projection has
	Region       string // holiday region in which the controller must act
	TimeZone     string // IANA name of that place
	Language     string // of the letters, one of [LetterLanguages]
	Channel      Channel
	Details      string     // the person's own words: what is wrong and what is right, or the grounds
	Basis        *LawBasis  // of a single request as it was filed; nil in lists and where it was not kept
	KnownSince   civil.Date // the relation with the controller began, as the person says; zero if not said
	HoldOverride bool       // the person sent the erasure although access was open, knowingly
	CreatedAt    time.Time
	CreatedBy    string
	Version      int // grows by one with every change
	Projection   Projection
}

// Asks reports whether the request exercises the right.
func (r Request) Asks(right Right) bool { return slices.Contains(r.Rights, right) }

// AccessThenErasure reports whether erasure has to wait for the answer to access.
func (r Request) AccessThenErasure() bool { return r.Asks(RightAccess) && r.Asks(RightErasure) }

// PrimaryRight returns the right whose period is the request's: access if it is
// asked for, otherwise the first one.
func (r Request) PrimaryRight() Right {
	if r.Asks(RightAccess) || len(r.Rights) == 0 {
		return RightAccess
	}
	return r.Rights[0]
}

// Projection is what queries need of a request's events and dates. It says
// nothing that cannot be computed again from the events and the law.
type Projection struct {
	Status        Status
	Outcome       Outcome
	SentOn        civil.Date
	ReceivedOn    civil.Date
	Due           civil.Date // reference reading; zero: the law gives no date, or it is not running
	ExtendedDue   civil.Date // last day if a valid extension is notified
	EffectiveDue  civil.Date // ExtendedDue after a valid extension, otherwise Due
	ComplaintFrom civil.Date
	// ComplaintUntil is the last day to complain where complaining is time-limited.
	ComplaintUntil civil.Date
	Extended       bool
	Awaiting       bool       // the controller still owes an answer, so Due can pass
	OverdueAt      time.Time  // instant at which EffectiveDue has ended at the controller's place; zero if no date
	FirstReplyOn   civil.Date // day of the first answer, however good it was
	ReplyOn        civil.Date // day of a reply that waits to be judged
	SentUnseenOn   civil.Date // day of sending while neither receipt nor acknowledgement is known
	AskedOn        civil.Date // day of a question that waits for the person's answer
	AskedKind      EventKind  // of that question: EventIDRequested or EventClarificationRequested
	ClockVersion   int        // grows whenever one of the dates above changes
	NextAction     Action     // what the events alone call for, see [State.NextAction]
	LastEventOn    civil.Date
	LastEventKind  EventKind
}

// Overdue reports whether, at the instant now, the last lawful day has passed at
// the controller's place without an answer.
func (p Projection) Overdue(now time.Time) bool {
	return p.Awaiting && !p.OverdueAt.IsZero() && !now.Before(p.OverdueAt)
}

// DueToday reports whether today, the day at the controller's place, is the last
// lawful day.
func (p Projection) DueToday(today civil.Date) bool {
	return p.Awaiting && !p.EffectiveDue.IsZero() && p.EffectiveDue == today
}

// Action is what can be done next with a request.
type Action string

// The actions.
const (
	ActionSend          Action = "send"           // draft: read the letter and send it
	ActionRecordReceipt Action = "record_receipt" // sent: say when it arrived
	ActionWait          Action = "wait"           // the period runs
	ActionAnswer        Action = "answer"         // identity or clarification is demanded
	ActionJudgeReply    Action = "judge_reply"    // a reply waits to be judged
	ActionFollowUp      Action = "follow_up"      // the reply restricts the right: answer it
	ActionFinalNotice   Action = "final_notice"   // overdue: last notice to the controller
	ActionComplain      Action = "complain"       // a complaint to the authority is possible
	ActionAwaitDecision Action = "await_decision" // the authority has the matter
	ActionRemedy        Action = "remedy"         // the authority has been silent too long
	ActionClose         Action = "close"          // nothing is left to ask for
	ActionNone          Action = "none"           // closed
)
