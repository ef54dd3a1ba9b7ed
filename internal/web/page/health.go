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
	casework.HealthView
	Jobs   []jobRow
	Oldest string // how long the oldest mail has waited to be sent, in words
	Zone   string
}

// jobRow is one background job with how long ago it last succeeded.
type jobRow struct {
	dsar.JobRun
	Title   string
	Age     string // since its last success, in words
	Failing bool   // its last error is later than its last success
}

// showHealth shows the ages of the last successes, the database and the outbox.
func (p *Pages) showHealth(c *gin.Context) {
	health, err := p.Service.Health(c.Request.Context())
	if err != nil {
		p.fail(c, err)
		return
	}
	lang := languageOf(c)
	v := &healthView{HealthView: health, Zone: readerZone(c).String()}
	if !health.Outbox.OldestQueue.IsZero() {
		v.Oldest = p.ageText(lang, health.Now.Sub(health.Outbox.OldestQueue))
	}
	for _, run := range health.Jobs {
		row := jobRow{JobRun: run, Title: run.Name, Failing: run.LastErrorAt.After(run.LastSuccess)}
		if key := "health.job." + run.Name; p.Catalog.Has(key) {
			row.Title = p.Catalog.T(lang, key, nil)
		}
		if !run.LastSuccess.IsZero() {
			row.Age = p.ageText(lang, health.Now.Sub(run.LastSuccess))
		}
		v.Jobs = append(v.Jobs, row)
	}
	p.render(c, http.StatusOK, "health", v)
}

// Bad reports that somebody has to look after the installation.
func (v *healthView) Bad() bool {
	if v.Outbox.Failed > 0 {
		return true
	}
	for _, job := range v.Jobs {
		if job.Failing {
			return true
		}
	}
	return false
}

// ageText words how long ago something was, in the largest unit that fits.
func (p *Pages) ageText(lang string, age time.Duration) string {
	unit, n := "moments", 0
	switch {
	case age >= 48*time.Hour:
		unit, n = "days", int(age/(24*time.Hour))
	case age >= 2*time.Hour:
		unit, n = "hours", int(age/time.Hour)
	case age >= time.Minute:
		unit, n = "minutes", int(age/time.Minute)
	}
	return p.Catalog.T(lang, "health.age."+unit, map[string]any{"Count": n})
}
