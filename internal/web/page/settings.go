package page

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// settingsView is the page of the reader's own settings.
type settingsView struct {
	Layout
	feedSettings
	Form        Form // name, language, time zone, theme, reminders
	Password    Form
	Token       Form
	Address     Form
	Escalation  Form
	Team        casework.WorkspaceView
	Owns        bool   // the workspace
	Verified    bool   // the account's address
	Pending     string // address for which a link was mailed, "" if none waits
	Languages   []option
	Zones       []optionGroup
	Themes      []choice
	Hours       []option
	Ways        []choice // one digest a day, or single mails
	Weekdays    []choice
	Tokens      []dsar.Token
	Secret      string // of a token made just now; shown this once
	MailOff     bool
	TestAnswer  string // what the mail server said to the test mail
	TestProblem string // why the test mail did not go out
	MinPassword int
}

// showSettings shows the page as it is stored.
func (p *Pages) showSettings(c *gin.Context) { p.renderSettings(c, http.StatusOK, &settingsView{}) }

// renderSettings shows the page. A form that v does not have is filled with what is
// stored.
func (p *Pages) renderSettings(c *gin.Context, status int, v *settingsView) {
	tokens, err := p.Service.Tokens(c.Request.Context(), actor(c))
	if err != nil {
		p.fail(c, err)
		return
	}
	if err := p.fillFeeds(c, v); err != nil {
		p.fail(c, err)
		return
	}
	account, _ := accountOf(c)
	if v.Form.Values == nil {
		v.Form = settingsForm(account.User)
	}
	if v.Password.Values == nil {
		v.Password = newForm()
	}
	if v.Token.Values == nil {
		v.Token = newForm()
	}
	if v.Address.Values == nil {
		v.Address = newForm()
	}
	if v.Team, err = p.Service.Workspace(c.Request.Context(), actor(c)); err != nil {
		p.fail(c, err)
		return
	}
	v.Owns = account.User.Role == dsar.RoleOwner
	if v.Escalation.Values == nil {
		v.Escalation = newForm("escalate_after", strconv.Itoa(v.Team.Workspace.EscalateAfter))
	}
	v.Verified = !account.User.VerifiedAt.IsZero()
	if v.Pending, err = p.Service.PendingAddress(c.Request.Context(), actor(c)); err != nil {
		p.fail(c, err)
		return
	}
	v.Section = "settings"
	v.Tokens, v.MailOff, v.MinPassword = tokens, !p.Service.MailConfigured(), casework.MinPassword
	v.Languages, v.Zones = languageOptions(v.Form.Value("language")), zoneOptions(v.Form.Value("time_zone"))
	v.Hours = hourOptions(v.Form.Value("reminder_hour"))
	for _, theme := range []string{"system", "light", "dark"} {
		v.Themes = append(v.Themes, choice{Value: theme, Label: p.Catalog.T(languageOf(c), "settings.theme."+theme, nil)})
	}
	for _, way := range []string{"digest", "single"} {
		v.Ways = append(v.Ways, choice{Value: way, Label: p.Catalog.T(languageOf(c), "settings.reminders.way."+way, nil)})
	}
	for _, d := range weekFromMonday() {
		value := strconv.Itoa(int(d))
		v.Weekdays = append(v.Weekdays, choice{Value: value, Label: p.Catalog.T(languageOf(c), "settings.weekday."+value, nil)})
	}
	p.render(c, status, "settings", v)
}

func settingsForm(u dsar.User) Form {
	s := u.Settings
	var days []string
	for _, d := range s.ReminderDays {
		days = append(days, strconv.Itoa(d))
	}
	theme := s.Theme
	if theme == "" {
		theme = "system"
	}
	f := newForm(
		"name", u.Name, "language", s.Language, "time_zone", s.TimeZone, "theme", theme,
		"reminder_hour", strconv.Itoa(s.ReminderHour), "reminder_days", strings.Join(days, ", "),
		"absent_from", typed(s.AbsentFrom), "absent_until", typed(s.AbsentUntil),
	)
	if s.Reminders {
		f.Values.Set("reminders", "1")
	}
	f.Values.Set("reminder_way", "digest")
	if s.Singles {
		f.Values.Set("reminder_way", "single")
	}
	for _, d := range s.DaysOff {
		f.Values.Add("days_off", strconv.Itoa(int(d)))
	}
	return f
}

// typed writes a day as a date field has it, "" for none.
func typed(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func hourOptions(selected string) []option {
	list := make([]option, 0, 24)
	for h := range 24 {
		value := strconv.Itoa(h)
		list = append(list, option{Value: value, Label: twoDigits(h) + ":00", Selected: value == selected})
	}
	return list
}

// weekFromMonday lists the days of the week as calendars in Europe do.
func weekFromMonday() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
