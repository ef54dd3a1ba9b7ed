package casework

import (
	"context"
	"slices"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/reminder"
	"recourse/internal/restriction"
	"recourse/internal/store"
)

// RequestView is everything the page and the API show of one request.
type RequestView struct {
	Request    dsar.Request
	Controller dsar.Controller
	Subject    dsar.Subject
	State      dsar.State
	Law        law.Result // dates with their trace; empty until received
	LawKnown   bool       // false: not received yet, so there is nothing to compute
	Move       *LawMove   // the rules of this release give other dates; those in Law still stand, its trace is of this release
	Presumed   civil.Date // sent but not known to be received: the due date if it had arrived that day
	Regime     law.Regime
	Today      civil.Date // at the controller's place
	ReaderDay  civil.Date // at the reader's
	DueToday   bool
	Overdue    bool
	DaysLate   int           // days since the effective due date, or the answer's lateness; 0 if in time
	Events     []dsar.Event  // all, in the order recorded, corrections included
	Messages   []MessageView // in the order of their days
	Findings   []FindingView // all: of the texts and of the events
	Complaints []ComplaintView
	Clocks     []ClockView // all of them, those of the complaints among them, by their end
	Held       *Hold       // the erasure is held back
	Bounce     *Bounce     // the last letter came back, and nothing has followed
	Next       Next
	Reminders  []PlannedReminder
	Choice     dsar.ReminderChoice // of the actor, about the reminders
	Dates      []dsar.RequestDate  // that people set: the actor's own and those of links

	held     map[string][]dsar.Clock // that stand, where the rules may have moved them
	expected []string                // kinds that the controller is known for, read where a request letter is composed
	answers  answers                 // where a letter asks for answers, read where one is composed
}

// Hold says why an erasure request is held back.
type Hold struct {
	RequestID string // the open access request
	Reference string
}

// MessageView is a message with what was found in it and how far it was sent.
type MessageView struct {
	Message  dsar.Message
	Letter   *dsar.Letter     // our own letters
	Findings []FindingView    // in the order of the text
	Mail     *dsar.OutboxMail // sent by mail, the last one if it was sent again; Raw is empty
	Mails    []dsar.OutboxMail
	Proof    *MailProof // came by mail: who vouches for it
}

// FindingView is a finding with what the taxonomy says about it.
type FindingView struct {
	Finding dsar.Finding // one from events with the days that show it now
	Kind    restriction.Kind
	Asked   *restriction.Question // that decides, nil where nothing is to be asked
	Gone    bool                  // from events or data, which as they are now no longer show it; kept because a person judged it
}

// Next is what can be done now: one action first, the others below it.
type Next struct {
	Action       dsar.Action
	Since        civil.Date // since when it waits, or until when; zero if neither
	Alternatives []Alternative
}

// Alternative is another thing that can be done.
type Alternative struct {
	Action dsar.Action
	From   civil.Date // possible from this day on; zero: at once
}

// PlannedReminder is a reminder that will go out if nothing changes.
type PlannedReminder struct {
	Kind  string
	On    civil.Date
	Clock law.Clock // of a reminder of a clock; its ID is "" otherwise
	Note  string    // of a day that a person set: what they wrote
}

// RequestSort orders a list of requests.
type RequestSort = store.RequestSort

// The orders. Requests without a due date come last when sorted by it.
const (
	SortDue        = store.SortDue
	SortNewest     = store.SortNewest
	SortController = store.SortController
	SortUpdated    = store.SortUpdated
	SortWaiting    = store.SortWaiting
)

// RequestQuery selects requests.
type RequestQuery struct {
	Status       dsar.Status
	Overdue      bool
	Open         bool // everything but closed
	Needs        bool // what waits for the person and not for the calendar
	ControllerID string
	Right        dsar.Right
	Regime       string
	Q            string // reference, or beginning of a word of the controller's or data subject's name
	Sort         RequestSort
	Limit        int // 1 to 100; 0 means 25
	Cursor       string
}

// RequestSummary is a request as a list shows it.
type RequestSummary struct {
	Request        dsar.Request
	ControllerName string
	SubjectName    string
	Today          civil.Date // at the controller's place
	DueToday       bool
	Overdue        bool
	DaysLate       int
	AnsweredLate   int // days by which the first answer was late; 0 if it was in time or there is none
}

// TodayView is what waits, what is late and what comes next.
type TodayView struct {
	Day      civil.Date                         // the reader's
	Waiting  []RequestSummary                   // need the reader, oldest first; at most 20
	Late     []RequestSummary                   // at most 20
	Next     []RequestSummary                   // due in the coming 31 days; at most 50
	Silent   []ComplaintView                    // the authority has been silent too long
	Upcoming []ComplaintView                    // the authority's date lies in the coming 31 days
	More     struct{ Waiting, Late, Next bool } // there are more than shown
	Clocks   []TodayClock                       // windows of the reader that close in the coming 31 days
	Pending  int                                // reminders that could not be mailed and stand here
	HasAny   bool                               // the workspace has any request at all
	MailOff  bool                               // SMTP is not configured
}

// Request returns one request by id or public reference.
func (s *Service) Request(ctx context.Context, a Actor, idOrReference string) (RequestView, error) {
	r, err := s.findRequest(ctx, a, idOrReference)
	if err != nil {
		return RequestView{}, err
	}
	v := RequestView{Request: r, Today: s.dayIn(r.TimeZone), ReaderDay: s.dayIn(a.TimeZone)}
	load := []func() error{
		func() (err error) { v.Controller, err = s.Store.Controller(ctx, a.WorkspaceID, r.ControllerID); return },
		func() (err error) { v.Subject, err = s.Store.Subject(ctx, a.WorkspaceID, r.SubjectID); return },
		func() (err error) { v.Events, err = s.Store.Events(ctx, a.WorkspaceID, r.ID); return },
		func() (err error) { v.Choice, err = s.reminderChoice(ctx, s.Store, a, r.ID); return },
		func() (err error) { v.Dates, err = s.datesFor(ctx, a, r.ID); return },
		func() error { return s.loadConversation(ctx, a, &v) },
		func() error { return s.loadComplaints(ctx, &v) },
		func() error { return s.computeView(&v) },
		func() error { return s.followEvents(ctx, &v) },
		func() error { return s.loadHold(ctx, &v) },
		func() error { return s.loadBounce(ctx, a, &v) },
	}
	for _, step := range load {
		if err := step(); err != nil {
			return RequestView{}, err
		}
	}
	v.Reminders = plannedFor(a, v)
	v.Next = nextOf(v)
	return v, nil
}

func (s *Service) findRequest(ctx context.Context, a Actor, idOrReference string) (dsar.Request, error) {
	if reference, ok := dsar.ParseReference(idOrReference); ok {
		return s.Store.RequestByReference(ctx, a.WorkspaceID, reference)
	}
	return s.Store.Request(ctx, a.WorkspaceID, idOrReference)
}

// computeView fills in what the events and the law say.
func (s *Service) computeView(v *RequestView) error {
	regime, err := s.Law.Regime(v.Request.Regime)
	if err != nil {
		return err
	}
	v.Regime = regime
	p, err := s.stand(v.Request, v.Events, v.Complaints, v.held)
	if err != nil {
		return err
	}
	v.Clocks, v.Move = p.Clocks, p.Move
	v.State, v.Law, v.LawKnown = p.State, p.Law, p.LawKnown
	v.DueToday = p.Projection.DueToday(v.Today)
	v.Overdue = p.Projection.Overdue(s.now())
	v.DaysLate = daysLate(p.Projection, p.State.FirstReplyOn, v.Today)
	if v.State.Status == dsar.StatusSent {
		presumed, err := s.evaluate(v.Request, v.State.SentOn, v.Events)
		if err != nil {
			return err
		}
		v.Presumed = presumed.Effective()
	}
	return nil
}

// daysLate counts the days from the last lawful day to the first answer, or to
// today if there is none yet.
func daysLate(p dsar.Projection, firstReply, today civil.Date) int {
	if p.EffectiveDue.IsZero() {
		return 0
	}
	end := firstReply
	if end.IsZero() {
		if !p.Awaiting {
			return 0
		}
		end = today
	}
	return max(0, p.EffectiveDue.DaysUntil(end))
}

// loadConversation reads messages with their letters, findings and mails.
func (s *Service) loadConversation(ctx context.Context, a Actor, v *RequestView) error {
	messages, err := s.Store.Messages(ctx, a.WorkspaceID, v.Request.ID)
	if err != nil {
		return err
	}
	letters, mails, err := s.writtenAndMailed(ctx, a, messages)
	if err != nil {
		return err
	}
	findings, err := s.Store.Findings(ctx, a.WorkspaceID, v.Request.ID)
	if err != nil {
		return err
	}
	v.Findings = s.findingViews(v.Request.Regime, findings)
	for _, m := range messages {
		v.Messages = append(v.Messages, messageView(m, letters, v.Findings, mails))
	}
	return s.loadProofs(ctx, a, v.Messages)
}

// writtenAndMailed reads the letters and the mails of messages, each if some message
// speaks of one.
func (s *Service) writtenAndMailed(ctx context.Context, a Actor, messages []dsar.Message) (letters []dsar.Letter, mails []dsar.OutboxMail, err error) {
	if i := slices.IndexFunc(messages, func(m dsar.Message) bool { return m.LetterID != "" }); i >= 0 {
		if letters, err = s.Store.Letters(ctx, a.WorkspaceID, messages[i].RequestID); err != nil {
			return nil, nil, err
		}
	}
	if i := slices.IndexFunc(messages, func(m dsar.Message) bool { return m.OutboxID != "" }); i >= 0 {
		mails, err = s.Store.OutboxOf(ctx, a.WorkspaceID, messages[i].RequestID)
	}
	return letters, mails, err
}

func messageView(m dsar.Message, letters []dsar.Letter, findings []FindingView, mails []dsar.OutboxMail) MessageView {
	view := MessageView{Message: m}
	for i := range letters {
		if letters[i].ID == m.LetterID {
			view.Letter = &letters[i]
		}
	}
	if view.Mails = mailsWith(mails, m); len(view.Mails) > 0 {
		view.Mail = &view.Mails[len(view.Mails)-1]
	}
	for _, f := range findings {
		if f.Finding.MessageID == m.ID {
			view.Findings = append(view.Findings, f)
		}
	}
	slices.SortFunc(view.Findings, func(a, b FindingView) int { return a.Finding.Start - b.Finding.Start })
	return view
}

// loadComplaints reads the complaints about a request, and its clocks where they may be
// other ones than the rules of this release give.
func (s *Service) loadComplaints(ctx context.Context, v *RequestView) (err error) {
	v.Complaints, v.held, err = s.besideEvents(ctx, s.Store, v.Request, v.Events)
	return err
}

func (s *Service) loadHold(ctx context.Context, v *RequestView) (err error) {
	if v.State.Status != dsar.StatusDraft || !holdable(v.Request) || v.Request.HoldOverride {
		return nil
	}
	v.Held, err = s.holdOf(ctx, s.Store, v.Request)
	return err
}

// plannedFor lists what the actor will be reminded of if nothing changes.
func plannedFor(a Actor, v RequestView) []PlannedReminder {
	if !a.Reminders || !a.Role.CanWrite() || v.Choice.Muted {
		return nil
	}
	plan := plannedDates(v)
	if v.State.Status != dsar.StatusClosed && v.State.Status != dsar.StatusDraft {
		plan = slices.Concat(plan, plannedEvents(a, v), plannedClocks(a, v))
	}
	for i := range plan {
		plan[i].On = civil.Latest(plan[i].On, v.Choice.SnoozedUntil)
	}
	slices.SortStableFunc(plan, func(a, b PlannedReminder) int { return a.On.Compare(b.On) })
	return plan
}

// plannedDates lists the reminders of days that people set.
func plannedDates(v RequestView) []PlannedReminder {
	var plan []PlannedReminder
	for _, d := range v.Dates {
		on := d.On
		if d.Kind == dsar.DateLink {
			on = on.AddDays(-reminder.LinkFirst)
		}
		if d.DoneAt.IsZero() && on.After(v.ReaderDay) {
			plan = append(plan, PlannedReminder{Kind: string(d.Kind), On: on, Note: d.Note})
		}
	}
	return plan
}

// plannedEvents lists the reminders that follow from what happened to the request.
func plannedEvents(a Actor, v RequestView) []PlannedReminder {
	var plan []PlannedReminder
	add := func(kind dsar.ReminderKind, on civil.Date) {
		if !on.IsZero() && on.After(v.ReaderDay) {
			plan = append(plan, PlannedReminder{Kind: string(kind), On: on})
		}
	}
	if v.State.Awaiting {
		for _, days := range withDayItself(a.RemindedOn) {
			add(dsar.ReminderDueSoon, v.Law.Effective().AddDays(-days))
		}
		if !v.State.Complained {
			add(dsar.ReminderComplaintFrom, v.Law.ComplaintFrom)
		}
	}
	switch v.State.Status {
	case dsar.StatusAnswered:
		add(dsar.ReminderReplyWaits, v.State.ReplyOn.AddDays(dsar.ReplyWaitsDays))
	case dsar.StatusSent:
		add(dsar.ReminderNoReceipt, v.State.SentOn.AddDays(dsar.NoReceiptDays))
	case dsar.StatusNeedsYou:
		add(dsar.ReminderKind(reminder.IdentityWaits), v.State.AskedOn.AddDays(reminder.QuestionDays))
	}
	for _, c := range v.Complaints {
		add(dsar.ReminderAuthoritySilent, c.Complaint.RemedyFrom)
	}
	return plan
}

// withDayItself are the days before a day on which somebody is reminded, and the day.
func withDayItself(before []int) []int {
	days := slices.DeleteFunc(slices.Clone(before), func(n int) bool { return n < 1 })
	return append(days, 0)
}

// plannedClocks lists the reminders of clocks.
func plannedClocks(a Actor, v RequestView) []PlannedReminder {
	var plan []PlannedReminder
	if settled(v.State) {
		return nil
	}
	for _, c := range v.Clocks {
		var days []civil.Date
		switch c.Remind {
		case dsar.RemindBefore:
			for _, n := range withDayItself(a.RemindedOn) {
				days = append(days, c.End.AddDays(-n))
			}
		case dsar.RemindAfter:
			days = append(days, c.End.AddDays(1))
		}
		for _, on := range days {
			if on.After(v.ReaderDay) {
				plan = append(plan, PlannedReminder{Kind: string(dsar.ReminderClock), On: on, Clock: c.Clock})
			}
		}
	}
	return plan
}

// Requests lists requests.
func (s *Service) Requests(ctx context.Context, a Actor, q RequestQuery) (Page[RequestSummary], error) {
	if err := s.checkQuery(q); err != nil {
		return Page[RequestSummary]{}, err
	}
	var actions []dsar.Action
	if q.Needs {
		actions = needsActions()
	}
	return s.summaries(ctx, a, store.RequestFilter{
		Actions: actions, Status: q.Status, Overdue: q.Overdue, Open: q.Open, ControllerID: q.ControllerID, Right: q.Right, Regime: q.Regime,
		Q: q.Q, Sort: q.Sort, Limit: clampLimit(q.Limit, 25), Cursor: q.Cursor,
	})
}

func (s *Service) checkQuery(q RequestQuery) error {
	var problems []dsar.Problem
	if q.Status != "" && !slices.Contains(dsar.Statuses(), q.Status) {
		problems = append(problems, unknownValue("status", string(q.Status), dsar.Statuses()))
	}
	if q.Right != "" && !slices.Contains(dsar.Rights(), q.Right) {
		problems = append(problems, unknownValue("right", string(q.Right), dsar.Rights()))
	}
	if q.Regime != "" && !slices.Contains(s.requestRegimes(), q.Regime) {
		problems = append(problems, unknownValue("regime", q.Regime, s.requestRegimes()))
	}
	sorts := []RequestSort{SortDue, SortNewest, SortController, SortUpdated, SortWaiting}
	if q.Sort != "" && !slices.Contains(sorts, q.Sort) {
		problems = append(problems, unknownValue("sort", string(q.Sort), sorts))
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

func (s *Service) summaries(ctx context.Context, a Actor, f store.RequestFilter) (Page[RequestSummary], error) {
	f.Now = s.now()
	rows, next, err := s.Store.Requests(ctx, a.WorkspaceID, f)
	if err != nil {
		return Page[RequestSummary]{}, err
	}
	page := Page[RequestSummary]{NextCursor: next, Items: make([]RequestSummary, 0, len(rows))}
	for _, row := range rows {
		page.Items = append(page.Items, s.summary(row))
	}
	return page, nil
}

func (s *Service) summary(row store.RequestRow) RequestSummary {
	p, today := row.Request.Projection, s.dayIn(row.Request.TimeZone)
	sum := RequestSummary{
		Request: row.Request, ControllerName: row.ControllerName, SubjectName: row.SubjectName, Today: today,
		DueToday: p.DueToday(today), Overdue: p.Overdue(s.now()),
	}
	if sum.Overdue {
		sum.DaysLate = p.EffectiveDue.DaysUntil(today)
	}
	if !p.FirstReplyOn.IsZero() {
		sum.AnsweredLate = daysLate(p, p.FirstReplyOn, today)
	}
	return sum
}

// summaryOf is the summary of a request that was read by itself.
func (s *Service) summaryOf(ctx context.Context, a Actor, r dsar.Request) (RequestSummary, error) {
	c, err := s.Store.Controller(ctx, a.WorkspaceID, r.ControllerID)
	if err != nil {
		return RequestSummary{}, err
	}
	subject, err := s.Store.Subject(ctx, a.WorkspaceID, r.SubjectID)
	if err != nil {
		return RequestSummary{}, err
	}
	return s.summary(store.RequestRow{Request: r, ControllerName: c.Name, SubjectName: subject.Name}), nil
}

// Limits of the page "Today".
const (
	todayWaiting = 20
	todayLate    = 20
	todayNext    = 50
	horizonDays  = 31
	maxNeeds     = 99
)

// needsActions are the actions that wait for the person and not for the calendar.
func needsActions() []dsar.Action {
	return []dsar.Action{dsar.ActionSend, dsar.ActionRecordReceipt, dsar.ActionAnswer, dsar.ActionJudgeReply, dsar.ActionFollowUp, dsar.ActionClose}
}

// Today returns the page "Today".
func (s *Service) Today(ctx context.Context, a Actor) (TodayView, error) {
	day := s.dayIn(a.TimeZone)
	v := TodayView{Day: day, MailOff: !s.MailConfigured()}
	lists := []struct {
		into   *[]RequestSummary
		more   *bool
		filter store.RequestFilter
	}{
		{&v.Waiting, &v.More.Waiting, store.RequestFilter{Actions: needsActions(), Sort: SortWaiting, Limit: todayWaiting}},
		{&v.Late, &v.More.Late, store.RequestFilter{Overdue: true, Sort: SortDue, Limit: todayLate}},
		{&v.Next, &v.More.Next, store.RequestFilter{Awaiting: true, DueFrom: day, DueTo: day.AddDays(horizonDays), Sort: SortDue, Limit: todayNext}},
	}
	for _, list := range lists {
		page, err := s.summaries(ctx, a, list.filter)
		if err != nil {
			return v, err
		}
		*list.into, *list.more = page.Items, page.NextCursor != ""
	}
	var err error
	if v.Clocks, err = s.todayClocks(ctx, a, day); err != nil {
		return v, err
	}
	if err := s.todayComplaints(ctx, a, &v); err != nil {
		return v, err
	}
	if v.Pending, err = s.Store.CountPendingReminders(ctx, a.WorkspaceID, a.UserID, maxNeeds); err != nil {
		return v, err
	}
	n, err := s.Store.CountRequests(ctx, a.WorkspaceID, store.RequestFilter{Now: s.now()}, 1)
	v.HasAny = n > 0
	return v, err
}

func (s *Service) todayComplaints(ctx context.Context, a Actor, v *TodayView) error {
	complaints, _, err := s.Store.Complaints(ctx, a.WorkspaceID, store.ComplaintFilter{
		RemedyFrom: firstDay(), RemedyTo: v.Day.AddDays(horizonDays), Limit: todayLate,
	})
	if err != nil {
		return err
	}
	for _, c := range complaints {
		view, err := s.complaintView(ctx, a, c)
		if err != nil {
			return err
		}
		if view.Silent {
			v.Silent = append(v.Silent, view)
		} else {
			v.Upcoming = append(v.Upcoming, view)
		}
	}
	return nil
}

// NeedsYou counts what waits for the actor, up to 99: requests, and complaints
// about which the authority has been silent too long.
func (s *Service) NeedsYou(ctx context.Context, a Actor) (int, error) {
	return s.Store.CountWaiting(ctx, a.WorkspaceID, needsActions(), s.dayIn(a.TimeZone), maxNeeds)
}
