package page

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// recordView is the form that records one kind of event; without a kind it is the
// list of kinds to choose from.
type recordView struct {
	requestForm
	Kind   dsar.EventKind
	Groups []kindGroup
	Fields recordFields
}

// kindGroup is a run of kinds under a heading of the list: "you", "they", "end".
type kindGroup struct {
	Key   string
	Kinds []dsar.EventKind
}

// recordFields are the choices that some kinds ask for.
type recordFields struct {
	Reasons   []choice
	Outcomes  []choice
	Satisfied []choice
}

var (
	kindsYou = []dsar.EventKind{
		dsar.EventSent, dsar.EventReceived, dsar.EventIDReceived, dsar.EventIDContested, dsar.EventClarificationReceived,
		dsar.EventFeeConfirmed, dsar.EventFeePaid, dsar.EventReminded, dsar.EventFollowUpSent, dsar.EventFinalNoticeSent,
	}
	kindsThey = []dsar.EventKind{
		dsar.EventAcknowledged, dsar.EventIDRequested, dsar.EventClarificationRequested, dsar.EventExtensionNotice,
		dsar.EventReplyReceived, dsar.EventRefused, dsar.EventErasureReported, dsar.EventFeeRequested,
		dsar.EventAutomaticReply, dsar.EventReferred, dsar.EventReferredBack, dsar.EventLinkExpired, dsar.EventDisadvantaged,
	}
	kindsAppeal = []dsar.EventKind{
		dsar.EventAppealLodged, dsar.EventAppealExtensionNotice, dsar.EventAppealAnswered,
		dsar.EventControllerComplaintLodged, dsar.EventControllerComplaintAcknowledged, dsar.EventControllerComplaintAnswered,
	}
	kindsAuthority = []dsar.EventKind{dsar.EventAuthorityOrdered, dsar.EventCourtFiled}
)

// showRecord offers the kinds of event, or the form for the one that was chosen.
func (p *Pages) showRecord(c *gin.Context) {
	v, ok := p.newRecord(c)
	if !ok {
		return
	}
	p.render(c, http.StatusOK, "record", v)
}

// record stores the event.
func (p *Pages) record(c *gin.Context) {
	v, ok := p.newRecord(c)
	if !ok {
		return
	}
	in, err := eventInput(v.Form)
	if err == nil {
		_, err = p.Service.RecordEvent(c.Request.Context(), actor(c), v.Request.ID, in, v.version())
	}
	if err != nil {
		p.answerForm(c, "record", v, &v.requestForm, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "record.done." + doneKey(in.Kind)})
	redirect(c, requestPath(v.Request.ID))
}

func doneKey(kind dsar.EventKind) string {
	if kind == dsar.EventClosed || kind == dsar.EventWithdrawn || kind == dsar.EventNote {
		return string(kind)
	}
	return "event"
}

func (p *Pages) newRecord(c *gin.Context) (*recordView, bool) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return nil, false
	}
	w := p.words(c)
	v := &recordView{requestForm: f, Groups: kindGroups(f.State.Status)}
	if kind := dsar.EventKind(f.Form.Value("kind")); slices.Contains(dsar.RecordableKinds(), kind) {
		v.Kind = kind
	}
	v.Fields = w.recordFields(v.Kind)
	return v, true
}

// kindGroups lists the kinds that can be recorded now: a draft can only be sent or
// dropped, a closed request only be opened again. What ends a case comes last.
func kindGroups(status dsar.Status) []kindGroup {
	switch status {
	case dsar.StatusDraft:
		return []kindGroup{
			{"you", []dsar.EventKind{dsar.EventSent, dsar.EventReceived}},
			{"end", []dsar.EventKind{dsar.EventNote, dsar.EventWithdrawn, dsar.EventClosed}},
		}
	case dsar.StatusClosed:
		return []kindGroup{{"end", []dsar.EventKind{dsar.EventReopened, dsar.EventNote}}}
	}
	end := []dsar.EventKind{dsar.EventReplyJudged, dsar.EventNote, dsar.EventWithdrawn, dsar.EventClosed}
	return []kindGroup{{"they", kindsThey}, {"you", kindsYou}, {"appeal", kindsAppeal}, {"authority", kindsAuthority}, {"end", end}}
}

func (w words) recordFields(kind dsar.EventKind) recordFields {
	var f recordFields
	reasons := "record.reasons."
	if kind == dsar.EventRefused {
		reasons = "record.reasons_refused."
	}
	for _, v := range []string{"yes", "no", "unknown"} {
		f.Reasons = append(f.Reasons, choice{v, w.t("record.reasons." + v), w.t(reasons + v + "_hint")})
	}
	for _, o := range dsar.Outcomes() {
		if o != dsar.OutcomeWithdrawn { // that has an event of its own
			f.Outcomes = append(f.Outcomes, choice{string(o), w.t("outcome." + string(o)), w.t("record.outcome." + string(o) + "_hint")})
		}
	}
	for _, v := range []string{"yes", "no"} {
		f.Satisfied = append(f.Satisfied, choice{v, w.t("record.satisfied." + v), w.t("record.satisfied." + v + "_hint")})
	}
	return f
}

// eventInput reads an event from a form.
func eventInput(f Form) (casework.EventInput, error) {
	on, err := parseDay(f.Value("date"))
	if err != nil {
		return casework.EventInput{}, badDay("date", f.Value("date"))
	}
	until, err := parseDay(f.Value("until"))
	if err != nil {
		return casework.EventInput{}, badDay("until", f.Value("until"))
	}
	var amount int64
	if typed := f.Value("amount"); typed != "" {
		var ok bool
		if amount, ok = dsar.ParseAmount(typed); !ok {
			return casework.EventInput{}, dsar.Invalid("amount", "error.event.amount", nil)
		}
	}
	return casework.EventInput{
		Kind:         dsar.EventKind(f.Value("kind")),
		On:           on,
		ReasonsGiven: yesOrNo(f.Value("reasons_given")),
		Outcome:      dsar.Outcome(f.Value("outcome")),
		Satisfied:    yesOrNo(f.Value("satisfied")),
		Note:         f.Value("note"),
		Until:        until,
		Amount:       amount,
		Currency:     strings.ToUpper(strings.TrimSpace(f.Value("currency"))),
		OverrideHold: f.Value("override_hold") == "1",
	}, nil
}

// badDay is the error for a day that cannot be read.
func badDay(field, typed string) error {
	return dsar.Invalid(field, "form.day", map[string]any{"Typed": typed})
}

func yesOrNo(s string) *bool {
	yes := s == "yes"
	if !yes && s != "no" {
		return nil
	}
	return &yes
}
