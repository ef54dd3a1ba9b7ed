package page

import (
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

var settingsFields = []string{"name", "language", "time_zone", "theme", "reminders", "reminder_hour", "reminder_days", "reminder_way", "days_off", "absent_from", "absent_until"}

// saveSettings stores the reader's name, language, zone, appearance and reminders.
func (p *Pages) saveSettings(c *gin.Context) {
	f := postedForm(c, settingsFields...)
	in, err := settingsInput(f)
	if err == nil {
		_, err = p.Service.UpdateSettings(c.Request.Context(), actor(c), in)
	}
	if err != nil {
		p.failForm(c, f, err, func(c *gin.Context, status int, f Form) {
			p.renderSettings(c, status, &settingsView{Form: f})
		})
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "settings.saved"})
	redirect(c, "/settings")
}

func settingsInput(f Form) (casework.SettingsInput, error) {
	in := casework.SettingsInput{Name: f.Value("name"), Settings: dsar.Settings{
		Language: f.Value("language"), TimeZone: f.Value("time_zone"), Reminders: f.Has("reminders", "1"),
		Singles: f.Value("reminder_way") == "single",
	}}
	if theme := f.Value("theme"); theme != "system" {
		in.Theme = theme
	}
	hour, err := strconv.Atoi(f.Value("reminder_hour"))
	if err != nil {
		hour = -1 // the service says what hours there are
	}
	in.ReminderHour = hour
	for _, value := range f.Values["days_off"] {
		d, err := strconv.Atoi(value)
		if err != nil {
			d = -1 // likewise
		}
		in.DaysOff = append(in.DaysOff, time.Weekday(d))
	}
	if in.ReminderDays, err = dayNumbers(f.Value("reminder_days")); err != nil {
		return in, err
	}
	if in.AbsentFrom, err = typedDay(f, "absent_from"); err != nil {
		return in, err
	}
	in.AbsentUntil, err = typedDay(f, "absent_until")
	return in, err
}

// saveEscalation stores when the owners are told what a caseworker leaves undone.
func (p *Pages) saveEscalation(c *gin.Context) {
	f := postedForm(c, "escalate_after")
	days, err := strconv.Atoi(strings.TrimSpace(f.Value("escalate_after")))
	if err != nil {
		days = -1 // the service says what numbers there are
	}
	if err := p.Service.SetEscalation(c.Request.Context(), actor(c), days); err != nil {
		p.failForm(c, f, err, func(c *gin.Context, status int, f Form) {
			p.renderSettings(c, status, &settingsView{Escalation: f})
		})
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "settings.saved"})
	redirect(c, "/settings#team")
}

// dayNumbers reads "7, 1". Blanks and semicolons separate too.
func dayNumbers(s string) ([]int, error) {
	var days []int
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",; \t", r) }) {
		n, err := strconv.Atoi(word)
		if err != nil {
			return nil, dsar.Invalid("reminder_days", "settings.reminders.days_error", nil)
		}
		days = append(days, n)
	}
	return days, nil
}
