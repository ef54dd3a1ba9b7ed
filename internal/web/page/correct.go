package page

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// correctView is the form that corrects one event: another kind or day, or that it
// never happened. The event itself stays in the history.
type correctView struct {
	requestForm
	Event  dsar.Event
	Ways   []choice
	Kinds  []option
	Fields recordFields
}

func (p *Pages) showCorrection(c *gin.Context) {
	v, ok := p.newCorrection(c)
	if !ok {
		return
	}
	p.render(c, http.StatusOK, "correct", v)
}

func (p *Pages) correct(c *gin.Context) {
	v, ok := p.newCorrection(c)
	if !ok {
		return
	}
	in, err := eventInput(v.Form)
	if err == nil {
		correction := casework.CorrectionInput{Void: v.Form.Value("way") == "void", EventInput: in}
		_, err = p.Service.CorrectEvent(c.Request.Context(), actor(c), v.Request.ID, v.Event.ID, correction, v.version())
	}
	if err != nil {
		p.answerForm(c, "correct", v, &v.requestForm, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "correct.done"})
	redirect(c, requestPath(v.Request.ID)+"#history")
}

func (p *Pages) newCorrection(c *gin.Context) (*correctView, bool) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return nil, false
	}
	events := dsar.Effective(f.Events)
	i := slices.IndexFunc(events, func(e dsar.Event) bool { return e.ID == c.Param("event") })
	if i < 0 {
		p.fail(c, dsar.NotFound("event"))
		return nil, false
	}
	w := p.words(c)
	v := &correctView{requestForm: f, Event: events[i], Fields: w.recordFields(events[i].Kind)}
	v.prefill(c)
	for _, way := range []string{"change", "void"} {
		v.Ways = append(v.Ways, choice{way, w.t("correct.way." + way), w.t("correct.way." + way + "_hint")})
	}
	for _, kind := range dsar.RecordableKinds() {
		v.Kinds = append(v.Kinds, option{Value: string(kind), Label: w.t("event." + string(kind)), Selected: v.Form.Value("kind") == string(kind)})
	}
	return v, true
}

// prefill puts what is recorded into the form, unless it comes back with something
// typed.
func (v *correctView) prefill(c *gin.Context) {
	if c.Request.Method == http.MethodPost {
		return
	}
	v.Form.Values.Set("way", "change")
	v.Form.Values.Set("kind", string(v.Event.Kind))
	v.Form.Values.Set("date", v.Event.On.String())
	if until := v.Event.Details.Until; !until.IsZero() {
		v.Form.Values.Set("until", until.String())
	}
	if d := v.Event.Details; d.Amount != 0 {
		v.Form.Values.Set("amount", dsar.FormatAmount(d.Amount))
		v.Form.Values.Set("currency", d.Currency)
	}
	if r := v.Event.Details.ReasonsGiven; r != nil {
		v.Form.Values.Set("reasons_given", map[bool]string{true: "yes", false: "no"}[*r])
	}
}
