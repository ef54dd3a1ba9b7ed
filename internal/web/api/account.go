package api

import (
	"context"
	"net/http"
	"time"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

const (
	tagAccount = "Account"
	pathTokens = "/tokens"
)

func (h *handler) addAccount() {
	add(h, operation{
		id: "get-account", method: http.MethodGet, path: "/account", tag: tagAccount,
		summary: "Read who the token belongs to",
	}, h.getAccount)
	add(h, operation{
		id: "get-settings", method: http.MethodGet, path: "/settings", tag: tagAccount,
		summary: "Read the account's settings",
	}, h.getSettings)
	add(h, operation{
		id: "update-settings", method: http.MethodPatch, path: "/settings", tag: tagAccount,
		summary: "Change settings; fields that are not given stay as they are",
	}, h.updateSettings)
	add(h, operation{
		id: "get-workspace", method: http.MethodGet, path: pathWorkspace, tag: tagAccount,
		summary: "Read who works in the workspace, and when its owners are told what is left undone",
	}, h.getWorkspace)
	add(h, operation{
		id: "update-workspace", method: http.MethodPatch, path: pathWorkspace, tag: tagAccount,
		summary: "Set when the owners are told what a caseworker leaves undone; only an owner may",
	}, h.updateWorkspace)
	add(h, operation{
		id: "change-password", method: http.MethodPost, path: "/settings/password", tag: tagAccount, status: http.StatusNoContent,
		summary: "Replace the password after checking the old one",
	}, h.changePassword)
	add(h, operation{
		id: "send-test-mail", method: http.MethodPost, path: "/settings/test-mail", tag: tagAccount,
		summary: "Send one mail to the account at once and say what the relay answered",
	}, h.sendTestMail)
	add(h, operation{
		id: "ask-verification", method: http.MethodPost, path: "/settings/address", tag: tagAccount, status: http.StatusNoContent,
		summary: "Mail a link by which an address is shown to be the account's",
	}, h.askVerification)
	add(h, operation{
		id: "list-tokens", method: http.MethodGet, path: pathTokens, tag: tagAccount,
		summary: "List the account's tokens, newest first, without their secrets",
	}, h.listTokens)
	add(h, operation{
		id: "create-token", method: http.MethodPost, path: pathTokens, tag: tagAccount, status: http.StatusCreated,
		summary: "Make a token; its secret is shown this once",
	}, h.createToken)
	add(h, operation{
		id: "revoke-token", method: http.MethodDelete, path: pathTokens + "/{id}", tag: tagAccount, status: http.StatusNoContent,
		summary: "Delete a token",
	}, h.revokeToken)
	h.addFeeds()
}

type accountShape struct {
	ID            string        `json:"id"`
	Email         string        `json:"email"`
	VerifiedAt    *string       `json:"email_verified_at" format:"date-time" doc:"null until the address was shown to be the person's; reminders wait for it"`
	Role          string        `json:"role"`
	WorkspaceID   string        `json:"workspace_id"`
	WorkspaceName string        `json:"workspace_name"`
	Settings      settingsShape `json:"settings"`
}

type settingsShape struct {
	Name         string `json:"name"`
	Language     string `json:"language"`
	TimeZone     string `json:"time_zone"`
	ReminderHour int    `json:"reminder_hour" doc:"0 to 23, in timezone"`
	ReminderDays []int  `json:"reminder_days" nullable:"false" doc:"Days before the due day"`
	Reminders    bool   `json:"reminders" doc:"Whether reminders go out by mail at all"`
	Singles      bool   `json:"single_reminders" doc:"A mail for each reminder instead of one digest a day"`
	DaysOff      []int  `json:"days_off" nullable:"false" doc:"Days of the week, 0 is Sunday, on which no reminder comes that can wait"`
	Theme        string `json:"theme" doc:"light, dark or empty for the system's"`

	AbsentFrom  *string `json:"absent_from" format:"date" doc:"First day of an absence; null sets no limit"`
	AbsentUntil *string `json:"absent_until" format:"date" doc:"Last day of an absence; null sets no limit, and without either there is none"`
}

func settingsOf(u dsar.User) settingsShape {
	days := u.Settings.ReminderDays
	if days == nil {
		days = []int{}
	}
	off := make([]int, 0, len(u.Settings.DaysOff))
	for _, d := range u.Settings.DaysOff {
		off = append(off, int(d))
	}
	return settingsShape{
		Name: u.Name, Language: u.Settings.Language, TimeZone: u.Settings.TimeZone, ReminderHour: u.Settings.ReminderHour,
		ReminderDays: days, Reminders: u.Settings.Reminders, Theme: u.Settings.Theme,
		Singles: u.Settings.Singles, DaysOff: off,
		AbsentFrom: day(u.Settings.AbsentFrom), AbsentUntil: day(u.Settings.AbsentUntil),
	}
}

func (h *handler) getAccount(ctx context.Context, _ casework.Actor, _ *none) (*bodyOf[accountShape], error) {
	a := callerOf(ctx).account
	return &bodyOf[accountShape]{accountShape{
		ID: a.User.ID, Email: a.User.Email, VerifiedAt: instant(a.User.VerifiedAt), Role: string(a.User.Role),
		WorkspaceID: a.Workspace.ID, WorkspaceName: a.Workspace.Name, Settings: settingsOf(a.User),
	}}, nil
}

func (h *handler) getSettings(ctx context.Context, _ casework.Actor, _ *none) (*tagged[settingsShape], error) {
	u := callerOf(ctx).account.User
	return &tagged[settingsShape]{ETag: etag(u.Version), Body: settingsOf(u)}, nil
}

type settingsPatch struct {
	IfMatch
	Body struct {
		Name         *string       `json:"name,omitempty"`
		Language     *languageName `json:"language,omitempty"`
		TimeZone     *string       `json:"time_zone,omitempty"`
		ReminderHour *int          `json:"reminder_hour,omitempty"`
		ReminderDays *[]int        `json:"reminder_days,omitempty"`
		Reminders    *bool         `json:"reminders,omitempty"`
		Singles      *bool         `json:"single_reminders,omitempty"`
		DaysOff      *[]int        `json:"days_off,omitempty"`
		Theme        *themeName    `json:"theme,omitempty"`
		AbsentFrom   *string       `json:"absent_from,omitempty" doc:"2026-01-31, or empty for none"`
		AbsentUntil  *string       `json:"absent_until,omitempty" doc:"2026-01-31, or empty for none"`
	}
}

func (h *handler) updateSettings(ctx context.Context, a casework.Actor, in *settingsPatch) (*tagged[settingsShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	u, b := callerOf(ctx).account.User, in.Body
	if version != casework.AnyVersion && version != u.Version {
		return nil, dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	s := u.Settings
	from, err := dayOr("absent_from", b.AbsentFrom, s.AbsentFrom)
	if err != nil {
		return nil, err
	}
	until, err := dayOr("absent_until", b.AbsentUntil, s.AbsentUntil)
	if err != nil {
		return nil, err
	}
	account, err := h.Service.UpdateSettings(ctx, a, casework.SettingsInput{
		Name: given(b.Name, u.Name),
		Settings: dsar.Settings{
			Language: string(given(b.Language, languageName(s.Language))), TimeZone: given(b.TimeZone, s.TimeZone),
			ReminderHour: given(b.ReminderHour, s.ReminderHour), ReminderDays: given(b.ReminderDays, s.ReminderDays),
			Reminders: given(b.Reminders, s.Reminders), Theme: string(given(b.Theme, themeName(s.Theme))),
			Singles: given(b.Singles, s.Singles), DaysOff: daysOff(b.DaysOff, s.DaysOff),
			AbsentFrom: from, AbsentUntil: until,
		},
	})
	if err != nil {
		return nil, err
	}
	return &tagged[settingsShape]{ETag: etag(account.User.Version), Body: settingsOf(account.User)}, nil
}

// dayOr is the day that was given, otherwise the one that is stored.
func dayOr(field string, given *string, stored civil.Date) (civil.Date, error) {
	if given == nil {
		return stored, nil
	}
	return parseDay(field, *given)
}

// daysOff are the days of the week that were given, otherwise those that are stored.
func daysOff(given *[]int, stored []time.Weekday) []time.Weekday {
	if given == nil {
		return stored
	}
	days := make([]time.Weekday, 0, len(*given))
	for _, d := range *given {
		days = append(days, time.Weekday(d))
	}
	return days
}

type passwordInput struct {
	Body struct {
		Old string `json:"old_password"`
		New string `json:"new_password"`
	}
}

func (h *handler) changePassword(ctx context.Context, a casework.Actor, in *passwordInput) (*none, error) {
	// Who has found a token must not find out the password with it.
	if wait := h.Clients.Take("password of " + a.UserID); wait > 0 {
		return nil, h.tooMany(ctx, wait)
	}
	_, err := h.Service.ChangePassword(ctx, a, in.Body.Old, in.Body.New)
	return nil, err
}

func (h *handler) tooMany(ctx context.Context, wait time.Duration) *respond.Problem {
	args := map[string]any{"Seconds": int(wait.Seconds()) + 1}
	p := h.Wording.Problem(ctx, languageOf(ctx), dsar.NewError(respond.CodeTooManyRequests, "error.too_many_requests", args))
	p.RetryAfter = wait
	return p
}

type testMailShape struct {
	Response string `json:"response" doc:"The relay's words"`
}

func (h *handler) sendTestMail(ctx context.Context, a casework.Actor, _ *none) (*bodyOf[testMailShape], error) {
	response, err := h.Service.SendTestMail(ctx, a)
	if err != nil {
		return nil, err
	}
	return &bodyOf[testMailShape]{testMailShape{response}}, nil
}

type tokenShape struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	CreatedAt  *string `json:"created_at" format:"date-time"`
	LastUsedOn *string `json:"last_used_on" format:"date" doc:"In UTC; null if never"`
	Secret     string  `json:"secret,omitempty" doc:"Only in the answer that creates the token"`
}

func tokenOf(t dsar.Token) tokenShape {
	return tokenShape{ID: t.ID, Name: t.Name, CreatedAt: instant(t.CreatedAt), LastUsedOn: day(t.LastUsedOn)}
}

func (h *handler) listTokens(ctx context.Context, a casework.Actor, _ *none) (*bodyOf[list[tokenShape]], error) {
	tokens, err := h.Service.Tokens(ctx, a)
	if err != nil {
		return nil, err
	}
	return &bodyOf[list[tokenShape]]{listOf(tokens, tokenOf)}, nil
}

type tokenInput struct {
	Body struct {
		Name string `json:"name" doc:"What it is for"`
	}
}

func (h *handler) createToken(ctx context.Context, a casework.Actor, in *tokenInput) (*created[tokenShape], error) {
	secret, token, err := h.Service.CreateToken(ctx, a, in.Body.Name)
	if err != nil {
		return nil, err
	}
	shape := tokenOf(token)
	shape.Secret = secret
	return &created[tokenShape]{Location: root + pathTokens + "/" + token.ID, Body: shape}, nil
}

func (h *handler) revokeToken(ctx context.Context, a casework.Actor, in *ByID) (*none, error) {
	return nil, h.Service.RevokeToken(ctx, a, in.ID)
}

type addressInput struct {
	Body struct {
		Email    string `json:"email,omitempty" doc:"The address that takes the place of the account's; without it the account's own is verified"`
		Password string `json:"password,omitempty" doc:"Needed for another address"`
	}
}

func (h *handler) askVerification(ctx context.Context, a casework.Actor, in *addressInput) (*none, error) {
	return nil, h.Service.AskVerification(ctx, a, in.Body.Email, in.Body.Password)
}
