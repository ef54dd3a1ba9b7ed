package page

import (
	"net/url"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

// nowView is "what now": one thing to do, why it comes first, and what else is
// possible under which condition.
type nowView struct {
	Title  string
	Text   string
	Button *link
	Why    []string
	Others []link
}

// link is a way on. Note says what comes of it or from when it is possible.
type link struct {
	Href string
	Text string
	Note string
}

func (w words) nowOf(v casework.RequestView, mail bool) nowView {
	if v.Bounce != nil {
		return w.bouncedNow(v, mail)
	}
	n := nowView{}
	key := w.nowKey(v)
	args := w.nowArgs(v)
	n.Title, n.Text = w.t("now."+key+".title", args...), w.t("now."+key+".text", args...)
	if to := hrefOf(v, v.Next.Action); to != "" {
		n.Button = &link{Href: to, Text: w.t("now." + key + ".button")}
	}
	n.Why = w.whyOf(v, key, mail)
	n.Others = w.othersOf(v)
	return n
}

// nowKey is the catalogue's name for the situation: the action, told apart where
// the same action is said in other words.
func (w words) nowKey(v casework.RequestView) string {
	key := string(v.Next.Action)
	switch v.Next.Action {
	case dsar.ActionSend:
		if v.Held != nil {
			return "send_held"
		}
	case dsar.ActionAnswer:
		key = "answer_" + string(v.State.AskedKind)
		// Elsewhere than under Art. 12(6) the law on proof of identity differs.
		if v.State.AskedKind == dsar.EventIDRequested && v.Regime.ID != "eu-gdpr" && v.Regime.ID != "uk-gdpr" {
			key += "_other"
		}
	case dsar.ActionWait:
		switch {
		case !v.State.FollowUpOn.IsZero() || !v.State.FinalNotice.IsZero():
			return "wait_letter"
		case v.Law.Unconfirmed != nil:
			return feeKey(v)
		case v.Law.Effective().IsZero():
			return "wait_no_date"
		case v.DueToday:
			return "wait_today"
		}
	case dsar.ActionJudgeReply:
		if openPassages(v) == 0 {
			return "judge_clear"
		}
	case dsar.ActionAwaitDecision:
		if v.Next.Since.IsZero() {
			return "await_decision_no_date"
		}
	}
	return key
}

// feeKey tells apart what can be said where a fee was announced and not confirmed: the
// law may give a last day for it, after which the request counts as withdrawn.
func feeKey(v casework.RequestView) string {
	u := v.Law.Unconfirmed
	switch {
	case u.By.IsZero():
		return "wait_fee_agreement"
	case !u.Late.IsZero() || v.Today.After(u.By):
		return "wait_fee_withdrawn"
	}
	return "wait_fee"
}

// openPassages counts the passages of replies that nobody has judged.
func openPassages(v casework.RequestView) int {
	n := 0
	for _, f := range v.Findings {
		if f.Finding.Source == dsar.SourceText && open(f) {
			n++
		}
	}
	return n
}

// openFindings counts the findings that nobody has judged, those from the events too.
func openFindings(v casework.RequestView) int {
	n := 0
	for _, f := range v.Findings {
		if open(f) {
			n++
		}
	}
	return n
}

func open(f casework.FindingView) bool {
	return f.Finding.Status == dsar.FindingSuspected && f.Finding.Verdict != "lawful" && !f.Gone
}

func confirmedFindings(v casework.RequestView) int {
	n := 0
	for _, f := range v.Findings {
		if f.Finding.Status == dsar.FindingConfirmed && f.Finding.Verdict != "lawful" && !f.Gone {
			n++
		}
	}
	return n
}

// nowArgs are the values that the sentences of "what now" may name.
func (w words) nowArgs(v casework.RequestView) []any {
	count := confirmedFindings(v)
	if v.Next.Action == dsar.ActionJudgeReply {
		count = openPassages(v)
	}
	confirmBy := civil.Date{}
	if u := v.Law.Unconfirmed; u != nil {
		confirmBy = u.By
	}
	return []any{
		"ConfirmBy", confirmBy, "Company", v.Controller.Name, "Since", w.spoken(v.Next.Since, v.Today), "When", i18n.Relative(w.lang, v.Today, v.Next.Since),
		"Count", count, "Due", v.Law.Effective(), "Presumed", v.Presumed, "Sent", v.State.SentOn,
		"Late", i18n.Days(w.lang, v.DaysLate), "From", v.Law.ComplaintFrom, "Authority", authorityName(v), "Reference", heldBy(v),
	}
}

func authorityName(v casework.RequestView) string {
	if len(v.Complaints) == 0 {
		return ""
	}
	return v.Complaints[0].Complaint.AuthorityName
}

func heldBy(v casework.RequestView) string {
	if v.Held == nil {
		return ""
	}
	return v.Held.Reference
}

// hrefOf is where an action is done, "" for those that need nothing done.
func hrefOf(v casework.RequestView, action dsar.Action) string {
	path := requestPath(v.Request.ID)
	record := func(kind dsar.EventKind) string { return path + "/record?kind=" + url.QueryEscape(string(kind)) }
	write := func(kind dsar.LetterKind) string { return path + "/letter?kind=" + url.QueryEscape(string(kind)) }
	switch action {
	case dsar.ActionSend:
		return write(dsar.RequestLetter(v.Request.Rights))
	case dsar.ActionRecordReceipt:
		return record(dsar.EventReceived)
	case dsar.ActionAnswer:
		if v.State.AskedKind == dsar.EventIDRequested {
			return write(dsar.LetterIDAnswer)
		}
		return record(dsar.EventClarificationReceived)
	case dsar.ActionJudgeReply:
		if openPassages(v) == 0 {
			return record(dsar.EventReplyJudged)
		}
		return path + "#conversation"
	case dsar.ActionFollowUp:
		return write(dsar.LetterFollowUp)
	case dsar.ActionFinalNotice:
		return write(dsar.LetterFinalNotice)
	case dsar.ActionComplain:
		return path + "/complaint"
	case dsar.ActionAwaitDecision, dsar.ActionRemedy:
		if len(v.Complaints) > 0 {
			return "/complaints/" + v.Complaints[0].Complaint.ID
		}
	case dsar.ActionClose:
		return record(dsar.EventClosed)
	case dsar.ActionWait:
		if v.Law.Unconfirmed != nil {
			return record(dsar.EventFeeConfirmed)
		}
		return path + "/reply"
	case dsar.ActionNone:
	}
	return ""
}

// whyOf says why this comes first, and when we shall remind.
func (w words) whyOf(v casework.RequestView, key string, mail bool) []string {
	why := []string{}
	if text := "now." + key + ".why"; w.catalog.Has(text) {
		why = append(why, w.t(text, w.nowArgs(v)...))
	}
	if v.Request.AccessThenErasure() && v.State.Status != dsar.StatusClosed && !v.State.Erased {
		why = append(why, w.t("now.erasure_waits"))
	}
	if len(v.Reminders) == 0 {
		return why
	}
	if !mail {
		return append(why, w.t("now.reminder_here", "On", v.Reminders[0].On))
	}
	return append(why, w.t("now.reminder", "On", v.Reminders[0].On))
}

// othersOf lists what else can be done: first what moves the case on, then what is
// always possible, and what ends the case last.
func (w words) othersOf(v casework.RequestView) []link {
	path := requestPath(v.Request.ID)
	var list []link
	if v.State.AskedKind == dsar.EventIDRequested {
		list = append(list, link{path + "/record?kind=" + string(dsar.EventIDReceived), w.t("now.other.id_received"), w.t("now.other.id_received_note")})
	}
	if !v.State.ReplyOn.IsZero() && openPassages(v) > 0 {
		list = append(list, link{path + "/record?kind=" + string(dsar.EventReplyJudged), w.t("now.other.judge"), w.t("now.other.judge_note")})
	}
	var ends []link
	for _, a := range v.Next.Alternatives {
		other := link{hrefOf(v, a.Action), w.t("now.other." + string(a.Action)), w.conditionOf(v, a)}
		if a.Action == dsar.ActionClose {
			ends = append(ends, other)
			continue
		}
		list = append(list, other)
	}
	switch v.State.Status {
	case dsar.StatusClosed:
		return append(list, link{path + "/record?kind=" + string(dsar.EventReopened), w.t("now.other.reopen"), w.t("now.other.reopen_note")})
	case dsar.StatusDraft:
		return append(list, link{path + "/record?kind=" + string(dsar.EventSent), w.t("now.other.sent"), w.t("now.other.sent_note")})
	}
	if v.Next.Action != dsar.ActionWait || v.Law.Effective().IsZero() {
		list = append(list, link{path + "/reply", w.t("now.other.reply"), w.t("now.other.reply_note")})
	}
	list = append(list, link{path + "/record", w.t("now.other.record"), w.t("now.other.record_note")})
	return append(list, ends...)
}

func (w words) conditionOf(v casework.RequestView, a casework.Alternative) string {
	switch {
	case a.Action == dsar.ActionComplain && v.Law.Open != nil && !a.From.IsZero():
		return w.t("now.possible_if", "On", w.spoken(a.From, v.Today))
	case !a.From.IsZero() && a.From.After(v.Today):
		return w.t("now.possible_from", "On", w.spoken(a.From, v.Today))
	case a.Action == dsar.ActionComplain && !v.Law.ComplaintFrom.IsZero() && !v.Law.ComplaintFrom.After(v.Today):
		return w.t("now.possible_since", "On", w.spoken(v.Law.ComplaintFrom, v.Today))
	case a.Action == dsar.ActionClose && openFindings(v)+confirmedFindings(v) > 0:
		return w.t("now.findings_stay", "Count", openFindings(v)+confirmedFindings(v))
	}
	return w.t("now.other." + string(a.Action) + "_note")
}
