package page

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// remindersView is the page on which the reader sets, puts off and ends their reminders
// of one request. Links in mails lead here; nothing changes before a button is pressed.
type remindersView struct {
	requestForm
	Kinds []choice
}

// Tomorrow is the first day to which reminders can be put off.
func (v *remindersView) Tomorrow() string { return v.ReaderDay.AddDays(1).String() }

// Snoozed reports whether the reminders are put off to a day that has not come.
func (v *remindersView) Snoozed() bool { return v.Choice.SnoozedUntil.After(v.ReaderDay) }

func (p *Pages) remindersView(c *gin.Context) (*remindersView, bool) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return nil, false
	}
	v := &remindersView{requestForm: f}
	for _, kind := range dsar.DateKinds() {
		key := "reminders.kind." + string(kind)
		v.Kinds = append(v.Kinds, choice{Value: string(kind), Label: p.Catalog.T(languageOf(c), key, nil), Hint: p.Catalog.T(languageOf(c), key+"_hint", nil)})
	}
	return v, true
}

func (p *Pages) showReminders(c *gin.Context) {
	if v, ok := p.remindersView(c); ok {
		p.render(c, http.StatusOK, "reminders", v)
	}
}

func (p *Pages) changeReminders(c *gin.Context) {
	v, ok := p.remindersView(c)
	if !ok {
		return
	}
	done, err := p.changeReminder(c, v)
	if err != nil {
		p.answerForm(c, "reminders", v, &v.requestForm, err)
		return
	}
	p.flash(c, done)
	redirect(c, "/requests/"+v.Request.ID+"/reminders")
}

// changeReminder carries out what the pressed button says.
func (p *Pages) changeReminder(c *gin.Context, v *remindersView) (Notice, error) {
	ctx, a, id, dateID := c.Request.Context(), actor(c), v.Request.ID, v.Form.Value("id")
	done := func(key string) Notice { return Notice{Tone: "ok", Key: key} }
	switch v.Form.Value("do") {
	case "snooze":
		until, err := formDay(v.Form, "until")
		if err != nil {
			return Notice{}, err
		}
		return done("reminders.changed"), p.Service.SnoozeRequest(ctx, a, id, until)
	case "wake":
		return done("reminders.woken"), p.Service.SnoozeRequest(ctx, a, id, civil.Date{})
	case "mute":
		return done("reminders.muted"), p.Service.MuteRequest(ctx, a, id, true)
	case "unmute":
		return done("reminders.unmuted"), p.Service.MuteRequest(ctx, a, id, false)
	case "done", "undo":
		_, err := p.Service.FinishRequestDate(ctx, a, id, dateID, v.Form.Value("do") == "done", v.version())
		return done("reminders.changed"), err
	case "delete":
		return done("reminders.removed"), p.Service.DeleteRequestDate(ctx, a, id, dateID)
	}
	on, err := formDay(v.Form, "date")
	if err != nil {
		return Notice{}, err
	}
	_, err = p.Service.AddRequestDate(ctx, a, id, casework.DateInput{Kind: dsar.DateKind(v.Form.Value("kind")), On: on, Note: v.Form.Value("note")})
	return done("reminders.added"), err
}

// formDay reads a day that has to be given.
func formDay(f Form, name string) (civil.Date, error) {
	on, err := parseDay(f.Value(name))
	switch {
	case err != nil:
		return on, dsar.Invalid(name, "error.date.format", map[string]any{"Value": f.Value(name)})
	case on.IsZero():
		return on, dsar.Invalid(name, "error.date.missing", nil)
	}
	return on, nil
}
