package page

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// healthView is the state of the installation. It names no person.
type healthView struct {
	Layout
	*casework.HealthView
	Figures   []figureRow
	Jobs      []jobRow
	Mailboxes []mailboxRow
	Zone      string
}

// figureRow is one figure with what it means in words.
type figureRow struct {
	casework.Figure
	Text string // what is so, and what to do where something is
}

// jobRow is one background job with how long ago it last succeeded.
type jobRow struct {
	casework.JobHealth
	Title   string
	Age     string // since its last success, in words
	Most    string // that it should be, in words
	Failing bool   // its last error is later than its last success
}

// mailboxRow is a mailbox that mail is fetched from.
type mailboxRow struct {
	Name    string // "" for the workspace's own
	State   casework.FigureState
	Age     string // since it was last read, "" if it never was
	At      time.Time
	Problem string // why it cannot be read and what to do, "" if it can
}

// showHealth shows what waits, what failed and what to do about it.
func (p *Pages) showHealth(c *gin.Context) {
	health, err := p.Service.Health(c.Request.Context())
	if err != nil {
		p.fail(c, err)
		return
	}
	own, err := p.Service.Mailbox(c.Request.Context(), actor(c))
	if err != nil && dsar.CodeOf(err) != dsar.CodeNotFound {
		p.fail(c, err)
		return
	}
	lang := languageOf(c)
	v := &healthView{HealthView: &health, Zone: readerZone(c).String()}
	for _, f := range health.Figures {
		v.Figures = append(v.Figures, figureRow{f, p.figureText(lang, f, health.Now)})
	}
	for _, job := range health.Jobs {
		v.Jobs = append(v.Jobs, p.jobRow(lang, job, health.Now))
	}
	for _, m := range health.Mailboxes {
		v.Mailboxes = append(v.Mailboxes, p.mailboxRow(lang, m.Host+", "+m.Folder, m.Reading, health.Now))
	}
	if err == nil {
		v.Mailboxes = append(v.Mailboxes, p.mailboxRow(lang, "", own.Reading, health.Now))
	}
	p.render(c, http.StatusOK, "health", v)
}

// figureText says how long the oldest waits, and what to do where it should not; nothing of
// what there is none of.
func (p *Pages) figureText(lang string, f casework.Figure, now time.Time) string {
	key := "health.figure." + f.Name + "." + string(f.State)
	if f.State == casework.FigureFine && f.Count == 0 {
		return ""
	}
	if f.State == casework.FigureFine && f.Limit > 0 {
		key = "health.figure.in_time"
	}
	args := map[string]any{"Limit": p.ageText(lang, f.Limit)}
	if !f.Since.IsZero() {
		args["Age"] = p.ageText(lang, now.Sub(f.Since))
	} else if f.Limit > 0 && f.Count > 0 {
		key = "health.figure.not_yet"
	}
	return p.Catalog.T(lang, key, args)
}

func (p *Pages) jobRow(lang string, job casework.JobHealth, now time.Time) jobRow {
	row := jobRow{
		JobHealth: job, Title: job.Name, Most: p.ageText(lang, job.Limit), Failing: job.LastErrorAt.After(job.LastSuccess),
	}
	if key := "health.job." + job.Name; p.Catalog.Has(key) {
		row.Title = p.Catalog.T(lang, key, nil)
	}
	if !job.LastSuccess.IsZero() {
		row.Age = p.ageText(lang, now.Sub(job.LastSuccess))
	}
	return row
}

func (p *Pages) mailboxRow(lang, name string, r dsar.MailboxReading, now time.Time) mailboxRow {
	row := mailboxRow{Name: name, State: casework.JudgeReading(r, now), At: r.SucceededAt}
	if !r.SucceededAt.IsZero() {
		row.Age = p.ageText(lang, now.Sub(r.SucceededAt))
	}
	if r.Problem != "" {
		row.Problem = p.Catalog.T(lang, r.Problem, nil)
	}
	return row
}

// ageText words how long ago something was, in the largest unit that fits.
func (p *Pages) ageText(lang string, age time.Duration) string {
	unit, n := "moments", 0
	switch {
	case age >= 48*time.Hour:
		unit, n = "days", int(age/(24*time.Hour))
	case age >= time.Hour:
		unit, n = "hours", int(age/time.Hour)
	case age >= time.Minute:
		unit, n = "minutes", int(age/time.Minute)
	}
	return p.Catalog.T(lang, "health.age."+unit, map[string]any{"Count": n})
}
