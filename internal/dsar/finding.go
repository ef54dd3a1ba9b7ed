package dsar

import (
	"time"

	"recourse/internal/civil"
)

// FindingStatus says what a person decided about a finding.
type FindingStatus string

// The statuses of a finding.
const (
	FindingSuspected FindingStatus = "suspected"
	FindingConfirmed FindingStatus = "confirmed"
	FindingDismissed FindingStatus = "dismissed"
)

// DismissReason says why a finding was dismissed.
type DismissReason string

// The reasons. A finding of the wrong kind is dismissed with ReasonWrongKind, and
// another of the right kind stands in its place.
const (
	ReasonNotSaid   DismissReason = "not_said"  // the passage does not say that
	ReasonQuotation DismissReason = "quotation" // it quotes the law, or the person's own letter
	ReasonOffer     DismissReason = "offer"     // it is an offer that one may decline
	ReasonOther     DismissReason = "unrelated" // it is about something else
	ReasonJustified DismissReason = "justified" // it is a limit, and justified in this case
	ReasonSettled   DismissReason = "settled"   // they have given it up since
	ReasonWrongKind DismissReason = "wrong_kind"
)

// DismissReasons lists the reasons that a person can give. [ReasonWrongKind] is none of
// them: it comes with the right kind.
func DismissReasons() []DismissReason {
	return []DismissReason{ReasonNotSaid, ReasonQuotation, ReasonOffer, ReasonOther, ReasonJustified, ReasonSettled}
}

// Answer is what a person knows of the fact on which a verdict depends.
type Answer string

// The answers; "" is none.
const (
	AnswerYes     Answer = "yes"
	AnswerNo      Answer = "no"
	AnswerUnknown Answer = "unknown"
)

// Answers lists the answers that a person can give.
func Answers() []Answer { return []Answer{AnswerYes, AnswerNo, AnswerUnknown} }

// HandRule is the rule of a finding that a person added.
const HandRule = "person"

// FindingSource says in what a restriction was seen.
type FindingSource string

// The sources.
const (
	SourceText      FindingSource = "text"
	SourceEvents    FindingSource = "events"
	SourceData      FindingSource = "data"      // the files that were received
	SourceChecklist FindingSource = "checklist" // what a person says of each item of an answer
)

// Finding is a restriction of a right, with its evidence and a verdict.
type Finding struct {
	ID           string
	WorkspaceID  string
	RequestID    string
	MessageID    string // SourceText: the message; otherwise ""
	Key          string // of the taxonomy, "lookback_limit"
	Source       FindingSource
	Verdict      string // "unlawful", "lawful" or "judge" under the request's regime, after the answer
	Found        string // the verdict before any answer; stored as Verdict where it is ""
	Start, End   int    // SourceText: bytes of the message's Text
	Quote        string // SourceText: exactly Text[Start:End]
	Rule         string // id of the rule that fired
	Confidence   float64
	Evidence     string     // SourceEvents: the days, as 2026-01-31/replied, blank-separated; see [Finding.Days]. SourceChecklist: the items; see [Finding.Lacking]. SourceData: see [Finding.Data]
	SeenOn       civil.Date // SourceText: the message's day; SourceEvents: the last of the days; SourceData: the day received; zero if not known
	Status       FindingStatus
	DismissedFor DismissReason // dismissed: why, if it was said
	Note         string        // dismissed: the person's own words
	ReviewedBy   string
	ReviewedAt   time.Time
	Answer       Answer // to the question that decides
	AnsweredBy   string
	AnsweredAt   time.Time
	AddedBy      string // who added it by hand; "" for one that the program found
	AddedAt      time.Time
	Replaces     string // id of the finding whose kind was wrong, if it stands in the place of one
	Version      int
}

// ByHand reports that a person added the finding.
func (f Finding) ByHand() bool { return f.AddedBy != "" }

// Decided reports that a person has said something about the finding, so that the
// program no longer replaces it.
func (f Finding) Decided() bool {
	return f.Status != FindingSuspected || f.Answer != "" || f.ByHand()
}
