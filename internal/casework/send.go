package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/letter"
	"recourse/internal/mail"
	"recourse/internal/restriction"
)

// SendInput sends a letter by mail.
type SendInput struct {
	Kind         dsar.LetterKind
	Language     string // "" takes the request's
	To           string // "" takes the controller's first address
	Subject      string // "" takes the composed one
	Body         string // "" takes the composed one; otherwise the text as edited
	OverrideHold bool
	Files        []SentFile // at most [MaxSentFiles] with [MaxSentBytes] together

	OverrideBounce bool // send although mail to the address came back
}

// SendLetter stores the letter's exact text, records the sending as an event of
// today and queues the mail, all in one transaction. It returns
// [dsar.CodeUnavailable] without SMTP, [dsar.CodeHeld] while an access request to
// the same controller is open and the letter asks for erasure, [dsar.CodeInvalid] if
// mail to the address came back, [dsar.CodeStale] if version is not the request's.
func (s *Service) SendLetter(ctx context.Context, a Actor, requestID string, in SendInput, version int) (RequestView, error) {
	if err := s.mustSendLetters(ctx, a); err != nil {
		return RequestView{}, err
	}
	out := outgoing{
		kind: in.Kind, language: in.Language, subject: in.Subject, body: in.Body, to: strings.TrimSpace(in.To),
		mailed: true, override: in.OverrideHold, bounce: in.OverrideBounce, files: in.Files,
	}
	return s.sendOut(ctx, a, requestID, out, version)
}

// TakenInput records a letter that the person sent themselves.
type TakenInput struct {
	Kind         dsar.LetterKind
	Language     string
	Subject      string
	Body         string
	Channel      dsar.Channel
	SentOn       civil.Date
	ReceivedOn   civil.Date // zero if not known
	OverrideHold bool
}

// RecordTaken stores the letter's exact text and records that it was sent and, if
// known, received. Errors as for [Service.SendLetter], but SMTP is not needed.
func (s *Service) RecordTaken(ctx context.Context, a Actor, requestID string, in TakenInput, version int) (RequestView, error) {
	if in.Channel != "" && !slices.Contains(dsar.Channels(), in.Channel) {
		return RequestView{}, dsar.InvalidFields(unknownValue("channel", string(in.Channel), dsar.Channels()))
	}
	out := outgoing{
		kind: in.Kind, language: in.Language, subject: in.Subject, body: in.Body, channel: in.Channel,
		on: in.SentOn, receivedOn: in.ReceivedOn, override: in.OverrideHold,
	}
	return s.sendOut(ctx, a, requestID, out, version)
}

// outgoing is a letter on its way out, by mail or in the person's own hands.
type outgoing struct {
	kind       dsar.LetterKind
	language   string
	subject    string
	body       string
	template   string // of the text, "edited" if a person changed it
	to         string
	replyTo    string // the sender's own address, if the data subject has none
	channel    dsar.Channel
	on         civil.Date // zero: today
	receivedOn civil.Date
	mailed     bool
	files      []SentFile
	override   bool // of the hold
	bounce     bool // send although mail to the address came back
}

func (s *Service) sendOut(ctx context.Context, a Actor, requestID string, out outgoing, version int) (RequestView, error) {
	if err := mayWrite(a); err != nil {
		return RequestView{}, err
	}
	view, err := s.Request(ctx, a, requestID)
	if err != nil {
		return RequestView{}, err
	}
	if err := s.expect(ctx, a, &view, out.kind); err != nil {
		return RequestView{}, err
	}
	if err := s.nameAnswers(ctx, a, &view); err != nil {
		return RequestView{}, err
	}
	if err := s.completeLetter(view, a, &out); err != nil {
		return RequestView{}, err
	}
	if out.mailed {
		if err := s.refuseBounced(ctx, s.Store, a, out.to, out.bounce); err != nil {
			return RequestView{}, err
		}
	}
	if out.mailed && view.Subject.Email == "" {
		account, err := s.AccountByID(ctx, a.UserID)
		if err != nil {
			return RequestView{}, err
		}
		out.replyTo = account.User.Email
	}
	err = s.changeViewed(ctx, a, view, version, func(c *requestChange) error {
		return c.sendOut(ctx, view, out)
	})
	if err != nil {
		return RequestView{}, err
	}
	return s.Request(ctx, a, view.Request.ID)
}

// completeLetter fills in what the person did not type and checks the rest.
func (s *Service) completeLetter(view RequestView, a Actor, out *outgoing) error {
	if out.kind == dsar.LetterComplaint {
		return dsar.Invalid("kind", "error.letter.complaint", nil)
	}
	composed, err := s.composeLetter(view, out.kind, out.language, cmp.Or(out.on, s.dayIn(a.TimeZone)))
	if err != nil {
		return err
	}
	out.language, out.template = composed.Language, composed.Template
	out.subject = cmp.Or(strings.TrimSpace(out.subject), composed.Subject)
	if typed := strings.TrimSpace(out.body); typed != "" && typed != strings.TrimSpace(composed.Body) {
		out.template += " edited"
	} else {
		out.body = composed.Body
	}
	if out.on.IsZero() {
		out.on = s.dayIn(view.Request.TimeZone)
	}
	out.channel = cmp.Or(out.channel, view.Request.Channel)
	if out.mailed {
		out.channel = dsar.ChannelEmail
	}
	return s.checkOutgoing(view, a, out)
}

const (
	maxSubjectLine = 250
	maxLetter      = 100_000
)

func (s *Service) checkOutgoing(view RequestView, a Actor, out *outgoing) error {
	var problems []dsar.Problem
	latest := s.latestDay(a, view.Request.TimeZone)
	if problem, ok := dayProblem("sent_on", out.on, latest); ok {
		problems = append(problems, problem)
	}
	if !out.receivedOn.IsZero() {
		if problem, ok := dayProblem("received_on", out.receivedOn, latest); ok {
			problems = append(problems, problem)
		}
	}
	if strings.ContainsAny(out.subject, "\r\n\x00") || utf8.RuneCountInString(out.subject) > maxSubjectLine {
		problems = append(problems, dsar.Problem{Field: "subject", Key: "error.letter.subject", Args: map[string]any{"Max": maxSubjectLine}})
	}
	if utf8.RuneCountInString(out.body) > maxLetter || !cleanText(out.body) {
		problems = append(problems, tooLong("body", maxLetter))
	}
	problems = append(problems, sentFileProblems(out.files)...)
	if out.mailed {
		if out.to == "" && len(view.Controller.Emails) > 0 {
			out.to = view.Controller.Emails[0]
		}
		if !validEmail(out.to) {
			problems = append(problems, dsar.Problem{Field: "to", Key: "error.letter.to"})
		}
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

// sendOut stores letter, message, mail and events of one sending.
func (c *requestChange) sendOut(ctx context.Context, view RequestView, out outgoing) error {
	kind := c.eventOf(out.kind)
	if kind == dsar.EventSent {
		if err := c.checkHold(ctx, out.override); err != nil {
			return err
		}
	}
	l := dsar.Letter{
		ID: newID(), WorkspaceID: c.request.WorkspaceID, RequestID: c.request.ID, Kind: out.kind, Language: out.language,
		Subject: out.subject, Body: out.body, Template: out.template, RuleDate: c.request.RuleDate, CreatedAt: c.s.now(),
	}
	if err := c.tx.InsertLetter(ctx, l); err != nil {
		return err
	}
	m := dsar.Message{
		ID: newID(), WorkspaceID: l.WorkspaceID, RequestID: l.RequestID, Direction: dsar.DirectionOut, On: out.on,
		Subject: l.Subject, To: cmp.Or(out.to, view.Controller.Name), Text: l.Body, Language: l.Language,
		LetterID: l.ID, RecordedAt: l.CreatedAt, ActorID: c.actor.UserID,
	}
	if out.mailed {
		if err := c.enqueueLetter(ctx, view, out, &m); err != nil {
			return err
		}
	}
	if err := c.tx.InsertMessage(ctx, m, nil); err != nil {
		return err
	}
	sent := dsar.Event{Kind: kind, On: out.on, MessageID: m.ID, Details: dsar.Details{LetterID: l.ID}}
	if err := c.append(ctx, sent); err != nil {
		return sentOnField(err)
	}
	c.request.Channel = out.channel
	if kind != dsar.EventSent || out.receivedOn.IsZero() {
		return nil
	}
	err := c.append(ctx, dsar.Event{Kind: dsar.EventReceived, On: out.receivedOn, MessageID: m.ID})
	return receivedOnField(err)
}

// eventOf is the event that sending a letter of the kind is. The letter that files
// the request is a reminder once the request has been sent.
func (c *requestChange) eventOf(kind dsar.LetterKind) dsar.EventKind {
	switch kind {
	case dsar.LetterFollowUp:
		return dsar.EventFollowUpSent
	case dsar.LetterFinalNotice:
		return dsar.EventFinalNoticeSent
	case dsar.LetterIDAnswer:
		return dsar.EventIDContested
	}
	if dsar.Fold(c.events).Status == dsar.StatusDraft {
		return dsar.EventSent
	}
	return dsar.EventReminded
}

// enqueueLetter writes the mail into the outbox. Answers go to the request's address
// or, where requests have none, to the data subject's own or the sender's.
func (c *requestChange) enqueueLetter(ctx context.Context, view RequestView, out outgoing, m *dsar.Message) error {
	head, err := c.headOf(ctx, out.subject)
	if err != nil {
		return err
	}
	o := c.newLetterMail(head.from, out.to)
	o.MessageID = m.ID
	raw, err := mail.Compose(mail.Outgoing{
		From: o.From, To: o.To, ReplyTo: cmp.Or(head.answers, view.Subject.Email, out.replyTo), Subject: head.subject,
		Text: out.body, MessageID: o.MailID, Date: o.CreatedAt, Attached: attached(out.files),
	})
	if err != nil {
		return err
	}
	o.Raw = raw
	m.OutboxID, m.MailID, m.Subject = o.ID, o.MailID, head.subject
	return c.tx.Enqueue(ctx, o)
}

// ComposeLetter renders a letter of the request without sending or storing it.
// language "" takes the request's.
func (s *Service) ComposeLetter(ctx context.Context, a Actor, requestID string, kind dsar.LetterKind, language string) (letter.Composed, error) {
	view, err := s.Request(ctx, a, requestID)
	if err != nil {
		return letter.Composed{}, err
	}
	if err := s.expect(ctx, a, &view, kind); err != nil {
		return letter.Composed{}, err
	}
	if err := s.nameAnswers(ctx, a, &view); err != nil {
		return letter.Composed{}, err
	}
	return s.composeLetter(view, kind, language, s.dayIn(a.TimeZone))
}

// expect reads what the controller is known for, which the letters that begin a case
// speak against beforehand.
func (s *Service) expect(ctx context.Context, a Actor, view *RequestView, kind dsar.LetterKind) error {
	if kind != dsar.LetterAccess && kind != dsar.LetterErasure && kind != dsar.LetterAccessErasure {
		return nil
	}
	known, err := s.KnownPractices(ctx, a, view.Controller)
	if err != nil {
		return err
	}
	for _, k := range known.Known {
		view.expected = append(view.expected, k.Kind.Key)
	}
	return nil
}

// A new deadline that the person sets is practice, not law: two weeks.
const newDeadlineDays = 14

// composeLetter words a letter that bears the given day.
func (s *Service) composeLetter(view RequestView, kind dsar.LetterKind, language string, day civil.Date) (letter.Composed, error) {
	if !slices.Contains(s.Letters.Kinds(), kind) {
		return letter.Composed{}, dsar.InvalidFields(unknownValue("kind", string(kind), s.Letters.Kinds()))
	}
	language = cmp.Or(language, view.Request.Language)
	if !slices.Contains(s.Letters.Languages(), language) {
		return letter.Composed{}, dsar.InvalidFields(unknownValue("language", language, s.Letters.Languages()))
	}
	f := s.letterFacts(view, kind, language, day)
	if !slices.Contains(s.Letters.Regimes(), f.Regime) {
		var err error
		if f.Terms, err = s.letterTerms(f.Regime, language, cmp.Or(view.State.ReceivedOn, day)); err != nil {
			return letter.Composed{}, err
		}
	}
	return s.Letters.Compose(f)
}

func (s *Service) letterFacts(view RequestView, kind dsar.LetterKind, language string, day civil.Date) letter.Facts {
	r, state := view.Request, view.State
	f := letter.Facts{
		Kind: kind, Language: language, Reference: r.Reference, Regime: r.Regime, Rights: r.Rights, Details: r.Details,
		ControllerName: view.Controller.Name, ControllerAddress: view.Controller.Address,
		ControllerCountry: view.Controller.Country, Subject: view.Subject,
		Today: day, SentOn: state.SentOn, ReceivedOn: state.ReceivedOn,
		Due: view.Law.Effective(), DaysLate: daysLate(view.Request.Projection, state.FirstReplyOn, day), ReplyOn: lastReply(view.Events), FirstReplyOn: state.FirstReplyOn,
		NewDeadline: day.AddDays(newDeadlineDays), ComplaintFrom: view.Law.ComplaintFrom,
		LateExtensionOn: lateExtension(view.Law), FollowUpOn: state.FollowUpOn, FinalNoticeOn: state.FinalNotice,
		Points: s.points(view, language), Expected: view.expected, History: historyLines(view.Events), AuthorityName: s.likelyAuthority(view),
		AnswerTo: view.answers.to, KeepReference: view.answers.byReference,
	}
	if len(view.Controller.Emails) > 0 {
		f.ControllerEmail = view.Controller.Emails[0]
	}
	for _, e := range dsar.Effective(view.Events) {
		switch e.Kind {
		case dsar.EventIDRequested:
			f.IDAskedOn = e.On
		case dsar.EventClarificationRequested:
			f.ClarificationAskedOn = e.On
		}
	}
	return f
}

// points are the restrictions that a person confirmed and that the law of the case
// does not allow. What the events no longer show is not among them.
func (s *Service) points(view RequestView, language string) []letter.Point {
	var stated []FindingView
	named := map[string]bool{} // kinds of which the letter names the items that are missing
	for _, f := range view.Findings {
		if f.Finding.Status != dsar.FindingConfirmed || f.Finding.Verdict == "lawful" || f.Gone {
			continue
		}
		stated = append(stated, f)
		named[f.Finding.Key] = named[f.Finding.Key] || len(f.Finding.Lacking()) > 0
	}
	var points []letter.Point
	for _, f := range stated {
		p := pointOf(f, messageDay(view, f.Finding.MessageID), language, view.Request.Regime)
		if named[p.Key] {
			p.Paragraphs = f.Kind.NamedMove(language, view.Request.Regime)
		}
		points = append(points, p)
	}
	return points
}

// pointOf is what a letter says of a finding. Where the law of the case leaves it to a
// person, the letter asks and does not assert.
func pointOf(f FindingView, on civil.Date, language, regime string) letter.Point {
	p := letter.Point{
		Key: f.Finding.Key, Title: f.Kind.Heading(language), Severity: f.Kind.Severity,
		Open:  f.Finding.Verdict == string(restriction.Judge),
		Quote: f.Finding.Quote, On: on, Paragraphs: f.Kind.CounterMove(language, regime),
	}
	for _, c := range f.Kind.Judgement(regime).Citations {
		p.Citations = append(p.Citations, c.Cite(language))
	}
	p.Lacking = f.Finding.Lacking()
	if e, ok := f.Finding.Data(); ok {
		p.Data, p.On = letterData(e), civil.Date{}
	}
	if f.Finding.Source != dsar.SourceEvents {
		return p
	}
	p.Reason = strings.TrimPrefix(f.Finding.Rule, dsar.HistoryRule)
	for _, d := range f.Finding.Days() {
		p.Days = append(p.Days, letter.Day{On: d.On, What: d.What})
	}
	return p
}

func messageDay(view RequestView, messageID string) civil.Date {
	for _, m := range view.Messages {
		if m.Message.ID == messageID {
			return m.Message.On
		}
	}
	return civil.Date{}
}
