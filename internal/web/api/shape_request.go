package api

import (
	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// requestShape is a request as the API gives it.
type requestShape struct {
	ID         string          `json:"id"`
	Reference  string          `json:"reference" doc:"Public reference, RC-4F7K-29QX"`
	Status     string          `json:"status" doc:"Where it stands"`
	Outcome    *string         `json:"outcome" doc:"How it ended; null until it is closed"`
	Rights     []string        `json:"rights" nullable:"false"`
	Regime     string          `json:"regime"`
	RegimeName string          `json:"regime_name"`
	Language   string          `json:"language" doc:"Of the letters"`
	Channel    string          `json:"channel"`
	Details    string          `json:"details" doc:"The person's own words, part of the letter"`
	Region     string          `json:"holidays_region" doc:"Whose public holidays count"`
	TimeZone   string          `json:"time_zone" doc:"Of the place where the controller must act"`
	Controller controllerBrief `json:"controller"`
	Subject    subjectShape    `json:"subject"`
	RequestDates
	AlsoRegimes []string         `json:"also_regimes" nullable:"false" doc:"Further laws that it rests on; the dates above are those of regime"`
	LawBasis    lawBasisShape    `json:"law_basis" doc:"What the choice of the law rested on"`
	Clocks      []caseClock      `json:"clocks" nullable:"false" doc:"Every clock of every law that it rests on, those of complaints too, by their end; those without one last"`
	Events      []eventShape     `json:"events" nullable:"false" doc:"In the order recorded, corrections included"`
	Messages    []messageShape   `json:"messages" nullable:"false"`
	Findings    []findingShape   `json:"findings" nullable:"false"`
	Complaints  []ComplaintBrief `json:"complaints" nullable:"false"`
	Held        *holdShape       `json:"held" doc:"Why the erasure is held back; null if it is not"`
	NextStep    nextShape        `json:"next_step"`
	Reminders   []reminderShape  `json:"reminders" nullable:"false"`
	CreatedAt   *string          `json:"created_at" format:"date-time"`
	Version     int              `json:"version" doc:"As in the ETag"`
}

// RequestDates are the dates of a request and what they rest on.
type RequestDates struct {
	SentOn               *string      `json:"sent_on" format:"date"`
	ReceivedOn           *string      `json:"received_on" format:"date"`
	Due                  *string      `json:"due" format:"date" doc:"Last lawful day by the reference reading; null if the law gives none or nothing runs yet"`
	ExtendedDue          *string      `json:"extended_due" format:"date" doc:"Last lawful day if a valid extension is announced"`
	NoticeOfExtensionDue *string      `json:"notice_of_extension_due" format:"date"`
	AckDue               *string      `json:"ack_due" format:"date"`
	ComplaintFrom        *string      `json:"complaint_from" format:"date" doc:"The day after the latest defensible reading of the due date"`
	ComplaintUntil       *string      `json:"complaint_until" format:"date"`
	EffectiveDue         *string      `json:"effective_due" format:"date" doc:"extended_due after a valid extension, otherwise due"`
	PresumedDue          *string      `json:"presumed_due" format:"date" doc:"Sent, receipt unknown: the due date if it had arrived that day"`
	Extended             bool         `json:"extended" doc:"A valid extension was announced"`
	DueToday             bool         `json:"due_today"`
	Overdue              bool         `json:"overdue"`
	DaysLate             int          `json:"days_late" doc:"Days after effective_due that have passed, or after which the answer came"`
	Today                *string      `json:"today" format:"date" doc:"The day at the controller's place"`
	Verify               bool         `json:"verify" doc:"Some figure or source is still to be verified against the primary text"`
	Trace                []stepShape  `json:"trace" nullable:"false" doc:"Why the dates are what they are, step by step"`
	Claims               []claimShape `json:"claims" nullable:"false" doc:"Pauses and extensions that the controller claims, judged"`
}

type holdShape struct {
	RequestID string `json:"request_id" doc:"The open access request"`
	Reference string `json:"reference"`
	Text      string `json:"text"`
}

type nextShape struct {
	Action       string             `json:"action"`
	Text         string             `json:"text"`
	Since        *string            `json:"since" format:"date"`
	Alternatives []alternativeShape `json:"alternatives" nullable:"false"`
}

type alternativeShape struct {
	Action string  `json:"action"`
	Text   string  `json:"text"`
	From   *string `json:"from" format:"date" doc:"Possible from this day on; null: at once"`
}

type reminderShape struct {
	Kind string  `json:"kind"`
	On   *string `json:"on" format:"date"`
}

func (h *handler) requestOf(v casework.RequestView, lang string) requestShape {
	r := v.Request
	return requestShape{
		ID: r.ID, Reference: r.Reference, Status: string(r.Projection.Status), Outcome: outcomeOf(r.Projection.Outcome),
		Rights: texts(r.Rights), Regime: r.Regime, RegimeName: v.Regime.Name(lang),
		Language: r.Language, Channel: string(r.Channel), Details: r.Details, Region: r.Region, TimeZone: r.TimeZone,
		Controller:   controllerBrief{ID: v.Controller.ID, Name: v.Controller.Name, Country: v.Controller.Country},
		Subject:      subjectOf(v.Subject),
		AlsoRegimes:  orEmpty(r.AlsoRegimes),
		LawBasis:     h.lawBasisOf(v, lang),
		Clocks:       convert(v.Clocks, caseClockIn(lang)),
		RequestDates: datesOf(v, lang),
		Events:       convert(v.Events, eventOf),
		Messages:     convert(v.Messages, h.messageIn(r.Regime, lang)),
		Findings:     convert(v.Findings, findingIn(r.Regime, lang)),
		Complaints:   convert(v.Complaints, complaintBriefOf),
		Held:         h.holdOf(v.Held, lang),
		NextStep:     h.nextOf(v.Next, lang),
		Reminders: convert(v.Reminders, func(p casework.PlannedReminder) reminderShape {
			return reminderShape{Kind: p.Kind, On: day(p.On)}
		}),
		CreatedAt: instant(r.CreatedAt),
		Version:   r.Version,
	}
}

func datesOf(v casework.RequestView, lang string) RequestDates {
	return RequestDates{
		SentOn: day(v.State.SentOn), ReceivedOn: day(v.State.ReceivedOn),
		Due: day(v.Law.Due), ExtendedDue: day(v.Law.ExtendedDue),
		NoticeOfExtensionDue: day(v.Law.NoticeOfExtensionDue), AckDue: day(v.Law.AckDue),
		ComplaintFrom: day(v.Law.ComplaintFrom), ComplaintUntil: day(v.Law.ComplaintUntil),
		EffectiveDue: day(v.Law.Effective()), PresumedDue: day(v.Presumed),
		Extended: v.Law.Extended, DueToday: v.DueToday, Overdue: v.Overdue, DaysLate: v.DaysLate,
		Today: day(v.Today), Verify: v.Law.Verify,
		Trace: convert(v.Law.Trace, stepIn(lang)), Claims: convert(v.Law.Claims, claimIn(lang)),
	}
}

// caseClock is a clock with what it belongs to.
type caseClock struct {
	clockShape
	Regime      string `json:"regime" doc:"The law that gives it"`
	ComplaintID string `json:"complaint_id" doc:"The complaint it belongs to, empty for the request itself"`
	Remind      string `json:"remind" doc:"before: until its end you may act; after: from the day after it; empty: it has no reminder of its own"`
}

func caseClockIn(lang string) func(casework.ClockView) caseClock {
	shape := clockIn(lang)
	return func(c casework.ClockView) caseClock {
		return caseClock{shape(c.Clock), c.Regime, c.ComplaintID, string(c.Remind)}
	}
}

func outcomeOf(o dsar.Outcome) *string {
	if o == "" {
		return nil
	}
	s := string(o)
	return &s
}

func (h *handler) holdOf(hold *casework.Hold, lang string) *holdShape {
	if hold == nil {
		return nil
	}
	text := h.Wording.Catalog.T(lang, "error.held", map[string]any{"Reference": hold.Reference})
	return &holdShape{RequestID: hold.RequestID, Reference: hold.Reference, Text: text}
}

func (h *handler) nextOf(n casework.Next, lang string) nextShape {
	say := func(a dsar.Action) string { return h.Wording.Catalog.T(lang, "next."+string(a), nil) }
	return nextShape{
		Action: string(n.Action), Text: say(n.Action), Since: day(n.Since),
		Alternatives: convert(n.Alternatives, func(a casework.Alternative) alternativeShape {
			return alternativeShape{Action: string(a.Action), Text: say(a.Action), From: day(a.From)}
		}),
	}
}

// stepShape is one step of the reasoning behind a date.
type stepShape struct {
	Key     string  `json:"key" doc:"Stable name of the kind of step"`
	Date    *string `json:"date" format:"date" doc:"The day the step arrives at"`
	Text    string  `json:"text"`
	Article string  `json:"article" doc:"The provision behind the step"`
	Link    string  `json:"link" doc:"A public copy of it"`
	Verify  bool    `json:"verify" doc:"The provision is still to be verified against the primary text"`
}

func stepIn(lang string) func(law.Step) stepShape {
	return func(s law.Step) stepShape {
		return stepShape{
			Key: s.Key, Date: day(s.On), Text: s.Text(lang),
			Article: citation(*s.Article), Link: s.Article.Link, Verify: s.Verify,
		}
	}
}

func citation(r law.Reference) string {
	if r.IsZero() {
		return ""
	}
	return r.String()
}

// claimShape is what the controller claims, with what is to be said to it.
type claimShape struct {
	Kind       string   `json:"kind"`
	On         *string  `json:"on" format:"date"`
	AnsweredOn *string  `json:"answered_on" format:"date"`
	Standing   string   `json:"standing" doc:"stands, contestable, no_effect or waiting"`
	Grounds    []string `json:"grounds" nullable:"false"`
	Text       string   `json:"text"`
	Original   *string  `json:"original" format:"date" doc:"The due day without the claim"`
	Effect     *string  `json:"effect" format:"date" doc:"The due day with it"`
	Article    string   `json:"article"`
}

func claimIn(lang string) func(law.Claim) claimShape {
	return func(c law.Claim) claimShape {
		return claimShape{
			Kind: string(c.Kind), On: day(c.On), AnsweredOn: day(c.AnsweredOn), Standing: string(c.Standing),
			Grounds: orEmpty(c.Grounds), Text: c.Text(lang), Original: day(c.Original), Effect: day(c.Effect),
			Article: citation(*c.Article),
		}
	}
}

// requestBrief is a request as a list gives it.
type requestBrief struct {
	ID             string   `json:"id"`
	Reference      string   `json:"reference"`
	Status         string   `json:"status"`
	Outcome        *string  `json:"outcome"`
	Rights         []string `json:"rights" nullable:"false"`
	Regime         string   `json:"regime"`
	ControllerID   string   `json:"controller_id"`
	ControllerName string   `json:"controller_name"`
	SubjectID      string   `json:"subject_id"`
	SubjectName    string   `json:"subject_name"`
	SentOn         *string  `json:"sent_on" format:"date"`
	ReceivedOn     *string  `json:"received_on" format:"date"`
	Due            *string  `json:"due" format:"date"`
	ExtendedDue    *string  `json:"extended_due" format:"date"`
	EffectiveDue   *string  `json:"effective_due" format:"date"`
	ComplaintFrom  *string  `json:"complaint_from" format:"date"`
	Extended       bool     `json:"extended"`
	DueToday       bool     `json:"due_today"`
	Overdue        bool     `json:"overdue"`
	DaysLate       int      `json:"days_late"`
	AnsweredLate   int      `json:"answered_late" doc:"Days by which the first answer was late"`
	NextAction     string   `json:"next_action"`
	CreatedAt      *string  `json:"created_at" format:"date-time"`
	Version        int      `json:"version"`
}

func requestBriefOf(s casework.RequestSummary) requestBrief {
	r, p := s.Request, s.Request.Projection
	return requestBrief{
		ID: r.ID, Reference: r.Reference, Status: string(p.Status), Outcome: outcomeOf(p.Outcome),
		Rights: texts(r.Rights), Regime: r.Regime,
		ControllerID: r.ControllerID, ControllerName: s.ControllerName, SubjectID: r.SubjectID, SubjectName: s.SubjectName,
		SentOn: day(p.SentOn), ReceivedOn: day(p.ReceivedOn), Due: day(p.Due), ExtendedDue: day(p.ExtendedDue),
		EffectiveDue: day(p.EffectiveDue), ComplaintFrom: day(p.ComplaintFrom), Extended: p.Extended,
		DueToday: s.DueToday, Overdue: s.Overdue, DaysLate: s.DaysLate, AnsweredLate: s.AnsweredLate, NextAction: string(p.NextAction),
		CreatedAt: instant(r.CreatedAt), Version: r.Version,
	}
}

// convert applies f to every item; the result is never nil, so that JSON has [].
func convert[T, R any](items []T, f func(T) R) []R {
	out := make([]R, 0, len(items))
	for _, item := range items {
		out = append(out, f(item))
	}
	return out
}
