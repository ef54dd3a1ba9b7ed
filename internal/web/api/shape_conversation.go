package api

import (
	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/restriction"
)

// eventShape is one thing that happened.
type eventShape struct {
	ID           string  `json:"id"`
	Seq          int     `json:"seq"`
	Kind         string  `json:"kind"`
	Date         *string `json:"date" format:"date" doc:"The legal day, at the controller's place"`
	RecordedAt   *string `json:"recorded_at" format:"date-time"`
	MessageID    string  `json:"message_id,omitempty"`
	Note         string  `json:"note,omitempty"`
	ReasonsGiven *bool   `json:"reasons_given,omitempty"`
	Outcome      string  `json:"outcome,omitempty"`
	Satisfied    *bool   `json:"satisfied,omitempty"`
	Reference    string  `json:"reference,omitempty"`
	Until        *string `json:"until,omitempty" format:"date" doc:"The day that the event names itself"`
	Amount       string  `json:"amount,omitempty" doc:"The fee asked for"`
	Currency     string  `json:"currency,omitempty"`
	ComplaintID  string  `json:"complaint_id,omitempty"`
	LetterID     string  `json:"letter_id,omitempty"`
	Corrects     string  `json:"corrects,omitempty" doc:"Id of the event that this one corrects"`
	Void         bool    `json:"void,omitempty" doc:"The corrected event never happened"`
	NewKind      string  `json:"new_kind,omitempty"`
	NewDate      *string `json:"new_date,omitempty" format:"date"`
	Automatic    bool    `json:"automatic,omitempty" doc:"Recorded by the program"`

	Moved []movedShape `json:"moved,omitempty" doc:"law_changed: the dates that moved with the rules"`
	Files []string     `json:"files,omitempty" doc:"law_changed: the files of the law that changed"`

	Hash string `json:"hash" doc:"Chains the event to the one before it"`
}

func amountOf(d dsar.Details) string {
	if d.Amount == 0 {
		return ""
	}
	return dsar.FormatAmount(d.Amount)
}

func eventOf(e dsar.Event) eventShape {
	d := e.Details
	return eventShape{
		ID: e.ID, Seq: e.Seq, Kind: string(e.Kind), Date: day(e.On), RecordedAt: instant(e.RecordedAt),
		MessageID: e.MessageID, Note: d.Note, ReasonsGiven: d.ReasonsGiven, Outcome: string(d.Outcome), Satisfied: d.Satisfied,
		Reference: d.Reference, Until: day(d.Until), Amount: amountOf(d), Currency: d.Currency, ComplaintID: d.ComplaintID, LetterID: d.LetterID,
		Corrects: d.Corrects, Void: d.Void, NewKind: string(d.NewKind), NewDate: day(d.NewOn),
		Automatic: d.Automatic, Moved: convert(d.Moved, movedOf), Files: d.Files, Hash: e.Hash,
	}
}

// messageShape is one message of the conversation.
type messageShape struct {
	ID         string         `json:"id"`
	RequestID  string         `json:"request_id"`
	Direction  string         `json:"direction" doc:"in: from the controller; out: to it"`
	Date       *string        `json:"date" format:"date"`
	Subject    string         `json:"subject"`
	From       string         `json:"from"`
	To         string         `json:"to"`
	Text       string         `json:"text" doc:"The text that findings count the bytes of"`
	Language   string         `json:"language" doc:"Recognised, empty if not"`
	FileName   string         `json:"file_name"`
	HasRaw     bool           `json:"has_raw" doc:"The bytes as they came can be had under /messages/{id}/raw"`
	Findings   []findingShape `json:"findings" nullable:"false"`
	Letter     *letterShape   `json:"letter" doc:"Our own messages: the exact text of the letter"`
	Delivery   *deliveryShape `json:"delivery" doc:"Our own messages sent by mail: how far they have come"`
	Proof      *proofShape    `json:"sender_proof" doc:"Messages that came by mail: who vouches for it; null for others"`
	RecordedAt *string        `json:"recorded_at" format:"date-time"`
}

type letterShape struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Language string `json:"language"`
	Subject  string `json:"subject"`
	Body     string `json:"body"`
	Template string `json:"template"`
}

type deliveryShape struct {
	State       string  `json:"state" doc:"queued, sending, accepted, delivered, failed or canceled"`
	To          string  `json:"to"`
	Attempts    int     `json:"attempts"`
	Response    string  `json:"response" doc:"The relay's last words"`
	SentAt      *string `json:"sent_at" format:"date-time" doc:"When the relay took it"`
	NextAttempt *string `json:"next_attempt" format:"date-time" doc:"While it waits; a letter that was not tried yet can be taken back until then"`
	GivenUpAt   *string `json:"given_up_at" format:"date-time" doc:"While it waits: when it is no longer tried"`
	Reported    string  `json:"reported" doc:"What delivery reports say: delivered, delayed or failed; empty while there is none"`
	Report      string  `json:"report" doc:"Their words"`
	ReportedAt  *string `json:"reported_at" format:"date-time"`
}

func (h *handler) messageIn(regime, lang string) func(casework.MessageView) messageShape {
	return func(v casework.MessageView) messageShape {
		m := v.Message
		return messageShape{
			ID: m.ID, RequestID: m.RequestID, Direction: string(m.Direction), Date: day(m.On), Subject: m.Subject, From: m.From,
			To: m.To, Text: m.Text, Language: m.Language, FileName: m.FileName, HasRaw: m.RawHash != "",
			Findings: convert(v.Findings, findingIn(regime, lang)),
			Letter:   letterOf(v.Letter), Delivery: deliveryOf(v.Mail), Proof: proofOf(v.Proof), RecordedAt: instant(m.RecordedAt),
		}
	}
}

func letterOf(l *dsar.Letter) *letterShape {
	if l == nil {
		return nil
	}
	return &letterShape{ID: l.ID, Kind: string(l.Kind), Language: l.Language, Subject: l.Subject, Body: l.Body, Template: l.Template}
}

func deliveryOf(m *dsar.OutboxMail) *deliveryShape {
	if m == nil {
		return nil
	}
	shape := deliveryShape{
		State: string(m.State), To: m.To, Attempts: m.Attempts, Response: m.Response, SentAt: instant(m.SentAt),
		Reported: string(m.Reported), Report: m.Report, ReportedAt: instant(m.ReportedAt),
	}
	if m.State == dsar.OutboxQueued {
		shape.NextAttempt, shape.GivenUpAt = instant(m.NotBefore), instant(casework.GivenUpAt(*m))
	}
	return &shape
}

// findingShape is a restriction of a right with its evidence and verdict.
type findingShape struct {
	ID          string          `json:"id"`
	RequestID   string          `json:"request_id"`
	MessageID   *string         `json:"message_id" doc:"The message it was found in; null if it was seen in the events"`
	Key         string          `json:"key" doc:"Kind of restriction, lookback_limit"`
	Name        string          `json:"name"`
	Source      string          `json:"source" doc:"text, events, data or checklist"`
	Seen        *string         `json:"date" format:"date" doc:"Of the message, or the last of the days that show it; null if not known"`
	Verdict     string          `json:"verdict" doc:"unlawful, lawful or judge: a person must decide; after the answer"`
	Found       string          `json:"found_verdict" doc:"The verdict before any answer"`
	Question    *questionShape  `json:"question" doc:"What decides; null where nothing is asked"`
	Answer      *answerShape    `json:"answer" doc:"null while nobody has answered"`
	Start       int             `json:"start" doc:"First byte of the passage in the message's UTF-8 text"`
	End         int             `json:"end" doc:"Byte after the passage"`
	Quote       string          `json:"quote"`
	Rule        string          `json:"rule"`
	Confidence  float64         `json:"confidence"`
	Evidence    []string        `json:"evidence" nullable:"false" doc:"Days, for findings in the events"`
	ShownBy     []shownByShape  `json:"shown_by" nullable:"false" doc:"What happened on these days"`
	Lacking     []lackingShape  `json:"lacking" nullable:"false" doc:"Items of Art. 15 that are missing or were given in part, for findings from the checklist"`
	Supported   bool            `json:"supported" doc:"False where the events, as they stand now, no longer show what a person judged"`
	Status      string          `json:"status" doc:"suspected, confirmed or dismissed"`
	Review      *decisionShape  `json:"review" doc:"The last decision of a person; null if there was none"`
	ByHand      bool            `json:"by_hand" doc:"Added by a person"`
	Replaces    *string         `json:"replaces" doc:"The finding of the wrong kind in whose place it stands"`
	Explanation string          `json:"explanation"`
	Condition   string          `json:"condition" doc:"On what the verdict depends"`
	Citations   []citationShape `json:"citations" nullable:"false"`
	CounterMove []string        `json:"counter_move" nullable:"false" doc:"The legal points of the letter that answers it"`
	Version     int             `json:"version"`
}

// answerShape is what a person said to the question that decides.
type answerShape struct {
	Value string  `json:"value" enum:"yes,no,unknown"`
	By    string  `json:"by" doc:"Id of the account"`
	At    *string `json:"at" format:"date-time"`
}

func answerOf(f dsar.Finding) *answerShape {
	if f.Answer == "" {
		return nil
	}
	return &answerShape{Value: string(f.Answer), By: f.AnsweredBy, At: instant(f.AnsweredAt)}
}

// decisionShape is what a person decided about a finding.
type decisionShape struct {
	Reason string  `json:"reason" doc:"Dismissed: why, if it was said; wrong_kind where another stands in its place"`
	Note   string  `json:"note" doc:"Dismissed: the person's own words"`
	By     string  `json:"by" doc:"Id of the account"`
	At     *string `json:"at" format:"date-time"`
}

func decisionOf(f dsar.Finding) *decisionShape {
	if f.ReviewedBy == "" {
		return nil
	}
	return &decisionShape{Reason: string(f.DismissedFor), Note: f.Note, By: f.ReviewedBy, At: instant(f.ReviewedAt)}
}

// shownByShape is a day that a finding in the events rests on.
type shownByShape struct {
	Date string `json:"date" format:"date"`
	What string `json:"what" doc:"received, last_day, requested, reminded, replied …; empty in findings of earlier releases"`
}

func shownBy(f dsar.Finding) []shownByShape {
	days := make([]shownByShape, 0)
	for _, d := range f.Days() {
		days = append(days, shownByShape{Date: d.On.String(), What: d.What})
	}
	return days
}

// lackingShape is an item that an answer does not contain, or not whole.
type lackingShape struct {
	Item   string `json:"item"`
	Answer string `json:"answer" doc:"missing, partly or categories"`
}

func lackingOf(i dsar.LackingItem) lackingShape {
	return lackingShape{Item: string(i.Key), Answer: string(i.Answer)}
}

func daysOf(f dsar.Finding) []string {
	days := make([]string, 0)
	for _, d := range f.Days() {
		days = append(days, d.On.String())
	}
	return days
}

type citationShape struct {
	Text       string `json:"text"`
	Article    string `json:"article"`
	Link       string `json:"link"`
	Confidence string `json:"confidence" doc:"high, medium or low: to be verified before citing"`
}

func findingIn(regime, lang string) func(casework.FindingView) findingShape {
	return func(v casework.FindingView) findingShape {
		f, judgement := v.Finding, v.Kind.Judgement(regime)
		s := findingShape{
			ID: f.ID, RequestID: f.RequestID, Key: f.Key, Name: v.Kind.Name(lang), Source: string(f.Source),
			Verdict: f.Verdict, Start: f.Start, End: f.End, Quote: f.Quote, Rule: f.Rule, Confidence: f.Confidence,
			Seen: day(f.SeenOn), Found: f.Found, Question: questionOf(v.Asked, lang), Answer: answerOf(f), Review: decisionOf(f), ByHand: f.ByHand(),
			Evidence: daysOf(f), ShownBy: shownBy(f), Lacking: convert(f.Lacking(), lackingOf), Supported: !v.Gone, Status: string(f.Status), Explanation: v.Kind.Explanation(lang),
			Condition: judgement.Condition(lang), Citations: convert(judgement.Citations, citationOf),
			CounterMove: orEmpty(v.Kind.CounterMove(lang, regime)), Version: f.Version,
		}
		if f.MessageID != "" {
			s.MessageID = &f.MessageID
		}
		if f.Replaces != "" {
			s.Replaces = &f.Replaces
		}
		return s
	}
}

func citationOf(c restriction.Citation) citationShape {
	return citationShape{Text: c.Text, Article: c.Article, Link: c.Link, Confidence: c.Confidence}
}
