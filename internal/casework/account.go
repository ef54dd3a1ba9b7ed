package casework

import (
	"cmp"
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

// Account is a user together with the workspace they act in.
type Account struct {
	User      dsar.User
	Workspace dsar.Workspace
}

// Actor returns the account as an actor.
func (a Account) Actor() Actor {
	return Actor{
		UserID:      a.User.ID,
		WorkspaceID: a.Workspace.ID,
		Role:        a.User.Role,
		Language:    a.User.Settings.Language,
		TimeZone:    a.User.Settings.TimeZone,
		Reminders:   a.User.Settings.Reminders,
		RemindedOn:  a.User.Settings.ReminderDays,
	}
}

// SessionKey is what a session of the account must carry: it differs after the
// password has changed, which ends all sessions that carry the old one. The password
// cannot be found out from it.
func (a Account) SessionKey() string { return hashSecret("session " + a.User.PasswordHash) }

// NewAccount is what a new account needs. Language and TimeZone may be "".
type NewAccount struct {
	Email     string
	Name      string
	Password  string
	Language  string
	TimeZone  string
	Workspace string    // id of an existing workspace to join; "" makes a new one
	Role      dsar.Role // in an existing workspace; "" means caseworker
	// Unverified: nobody has shown that the address is the person's. An account that is made
	// by whoever hosts the program counts as verified.
	Unverified bool
}

// Limits on passwords, in characters. The upper one keeps hashing from being used
// to burn time.
const (
	MinPassword = 8
	MaxPassword = 512
)

// passwordCost is that of a hash: 19 MiB, two passes, one lane (OWASP's minimum for
// argon2id), some 80 ms on a small machine.
func (s *Service) passwordCost() *argon2id.Params {
	if s.PasswordCost != nil {
		return s.PasswordCost
	}
	return &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// NeedsSetup reports whether no account exists yet.
func (s *Service) NeedsSetup(ctx context.Context) (bool, error) {
	n, err := s.Store.CountUsers(ctx)
	return n == 0, err
}

// Setup creates the first account, owner of the first workspace. It returns
// [dsar.CodeConflict] if an account exists already.
func (s *Service) Setup(ctx context.Context, in NewAccount) (Account, error) {
	fresh, err := s.NeedsSetup(ctx)
	if err != nil {
		return Account{}, err
	}
	if !fresh {
		return Account{}, dsar.NewError(dsar.CodeConflict, "error.account.setup_done", nil)
	}
	in.Workspace, in.Role = "", dsar.RoleOwner
	return s.CreateUser(ctx, in)
}

// CreateUser creates an account. The very first one takes the first workspace;
// later ones get a workspace of their own unless in.Workspace names one.
func (s *Service) CreateUser(ctx context.Context, in NewAccount) (Account, error) {
	settings := dsar.DefaultSettings()
	settings.Language = cmp.Or(in.Language, settings.Language)
	settings.TimeZone = cmp.Or(in.TimeZone, settings.TimeZone)
	problems := append(s.settingsProblems(settings), accountProblems(in)...)
	if len(problems) > 0 {
		return Account{}, dsar.InvalidFields(problems...)
	}
	hash, err := argon2id.CreateHash(in.Password, s.passwordCost())
	if err != nil {
		return Account{}, err
	}
	user := dsar.User{
		ID: newID(), Role: cmp.Or(in.Role, dsar.RoleCaseworker), Email: strings.ToLower(strings.TrimSpace(in.Email)),
		Name: strings.TrimSpace(in.Name), PasswordHash: hash, Settings: settings, CreatedAt: s.now(), Version: 1,
	}
	if !in.Unverified {
		user.VerifiedAt = user.CreatedAt
	}
	var account Account
	err = s.Store.InTx(ctx, func(tx *store.Store) error {
		workspace, owns, err := s.workspaceFor(ctx, tx, in)
		if err != nil {
			return err
		}
		user.WorkspaceID = workspace.ID
		if owns {
			user.ID, user.Role = founderID(workspace), dsar.RoleOwner
		}
		account = Account{User: user, Workspace: workspace}
		return tx.InsertUser(ctx, user)
	})
	return account, err
}

// founderID is the id of the account that owns a workspace from its beginning. It is
// known before the account exists, so that what is recorded for them until then, such
// as the worked example, is recorded by them.
func founderID(w dsar.Workspace) string { return w.ID }

// workspaceFor finds or makes the workspace of a new account and says whether the
// account will own it.
func (s *Service) workspaceFor(ctx context.Context, tx *store.Store, in NewAccount) (dsar.Workspace, bool, error) {
	if in.Workspace != "" {
		w, err := tx.Workspace(ctx, in.Workspace)
		return w, false, err
	}
	n, err := tx.CountUsers(ctx)
	if err != nil {
		return dsar.Workspace{}, false, err
	}
	if n == 0 {
		w, err := s.firstWorkspace(ctx, tx)
		return w, true, err
	}
	w := s.newWorkspace(cmp.Or(strings.TrimSpace(in.Name), in.Email))
	return w, true, tx.InsertWorkspace(ctx, w)
}

// firstWorkspace returns the workspace that the first account will own. It exists
// before the account does, so that a directory can be imported first.
func (s *Service) firstWorkspace(ctx context.Context, tx *store.Store) (dsar.Workspace, error) {
	w, err := tx.FirstWorkspace(ctx)
	if dsar.CodeOf(err) != dsar.CodeNotFound {
		return w, err
	}
	w = s.newWorkspace("Recourse")
	return w, tx.InsertWorkspace(ctx, w)
}

func (s *Service) newWorkspace(name string) dsar.Workspace {
	return dsar.Workspace{ID: newID(), Name: name, CreatedAt: s.now(), EscalateAfter: dsar.DefaultEscalateAfter}
}

// SignIn returns the account for the credentials, or [dsar.CodeUnauthenticated],
// taking the same time whether or not the address is known.
func (s *Service) SignIn(ctx context.Context, email, password string) (Account, error) {
	wrong := dsar.NewError(dsar.CodeUnauthenticated, "error.signin", nil)
	if utf8.RuneCountInString(password) > MaxPassword {
		return Account{}, wrong
	}
	user, err := s.Store.UserByEmail(ctx, strings.ToLower(strings.TrimSpace(email)))
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		_, _ = argon2id.CreateHash(password, s.passwordCost()) // as long as a comparison takes
		return Account{}, wrong
	}
	if err != nil {
		return Account{}, err
	}
	match, err := argon2id.ComparePasswordAndHash(password, user.PasswordHash)
	if err != nil {
		return Account{}, err
	}
	if !match {
		return Account{}, wrong
	}
	return s.accountOf(ctx, user)
}

// AccountByID returns the account of a signed-in user.
func (s *Service) AccountByID(ctx context.Context, userID string) (Account, error) {
	user, workspace, err := s.Store.Member(ctx, userID)
	return Account{User: user, Workspace: workspace}, err
}

func (s *Service) accountOf(ctx context.Context, user dsar.User) (Account, error) {
	workspace, err := s.Store.Workspace(ctx, user.WorkspaceID)
	return Account{User: user, Workspace: workspace}, err
}

// AccountByToken returns the account for an API token's secret, or
// [dsar.CodeUnauthenticated].
func (s *Service) AccountByToken(ctx context.Context, secret string) (Account, error) {
	bearer, err := s.Store.TokenByHash(ctx, hashSecret(secret))
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		return Account{}, dsar.NewError(dsar.CodeUnauthenticated, "error.token", nil)
	}
	if err != nil {
		return Account{}, err
	}
	if today := s.dayIn("UTC"); bearer.Token.LastUsedOn != today {
		if err := s.Store.TouchToken(ctx, bearer.Token.ID, today); err != nil {
			return Account{}, err
		}
	}
	return Account{User: bearer.User, Workspace: bearer.Workspace}, nil
}

const (
	tokenPrefix = "rct_" // lets secret scanners recognise a leaked token
	maxName     = 200
)

// CreateToken makes an API token for the user and returns its secret, which is
// not stored and cannot be shown again.
func (s *Service) CreateToken(ctx context.Context, a Actor, name string) (secret string, token dsar.Token, err error) {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > maxName {
		return "", dsar.Token{}, dsar.Invalid("name", "error.length", map[string]any{"Min": 1, "Max": maxName})
	}
	secret = tokenPrefix + newSecret()
	token = dsar.Token{
		ID: newID(), WorkspaceID: a.WorkspaceID, UserID: a.UserID, Name: name,
		Hash: hashSecret(secret), CreatedAt: s.now(),
	}
	return secret, token, s.Store.InsertToken(ctx, token)
}

// CreateTokenFor is CreateToken for the account with the given address.
func (s *Service) CreateTokenFor(ctx context.Context, email, name string) (secret string, err error) {
	user, err := s.Store.UserByEmail(ctx, strings.ToLower(strings.TrimSpace(email)))
	if err != nil {
		return "", err
	}
	secret, _, err = s.CreateToken(ctx, Account{User: user, Workspace: dsar.Workspace{ID: user.WorkspaceID}}.Actor(), name)
	return secret, err
}

// Tokens lists the actor's API tokens, newest first.
func (s *Service) Tokens(ctx context.Context, a Actor) ([]dsar.Token, error) {
	return s.Store.Tokens(ctx, a.WorkspaceID, a.UserID)
}

// RevokeToken deletes one of the actor's tokens.
func (s *Service) RevokeToken(ctx context.Context, a Actor, id string) error {
	return s.Store.DeleteToken(ctx, a.WorkspaceID, a.UserID, id)
}

// SettingsInput changes the actor's own settings.
type SettingsInput struct {
	Name string
	dsar.Settings
}

// UpdateSettings stores the actor's settings. It returns [dsar.CodeInvalid] for an
// unknown language or zone, an hour outside 0 to 23, offsets outside 0 to 60, days off outside
// 0 (Sunday) to 6 or an absence that ends before it begins.
func (s *Service) UpdateSettings(ctx context.Context, a Actor, in SettingsInput) (Account, error) {
	problems := s.settingsProblems(in.Settings)
	if utf8.RuneCountInString(in.Name) > maxName {
		problems = append(problems, dsar.Problem{Field: "name", Key: "error.length", Args: map[string]any{"Min": 0, "Max": maxName}})
	}
	if len(problems) > 0 {
		return Account{}, dsar.InvalidFields(problems...)
	}
	account, err := s.AccountByID(ctx, a.UserID)
	if err != nil {
		return Account{}, err
	}
	slices.Sort(in.ReminderDays)
	slices.Reverse(in.ReminderDays)
	account.User.Name = strings.TrimSpace(in.Name)
	account.User.Settings = in.Settings
	account.User.Settings.ReminderDays = slices.Compact(in.ReminderDays)
	account.User.Settings.DaysOff = slices.Compact(slices.Sorted(slices.Values(in.DaysOff)))
	if err := s.Store.UpdateUser(ctx, account.User); err != nil {
		return account, err
	}
	account.User.Version++
	if in.Reminders && !a.Reminders {
		// Whoever ended them by an old mail cannot do so again.
		err = s.Store.ForgetUnsubscribe(ctx, a.WorkspaceID, a.UserID)
	}
	return account, err
}

// ChangePassword replaces the actor's password after checking the old one, and ends
// all sessions of the account. It returns the account, whose [Account.SessionKey]
// the session in which it was changed takes over to go on.
func (s *Service) ChangePassword(ctx context.Context, a Actor, old, replacement string) (Account, error) {
	account, err := s.AccountByID(ctx, a.UserID)
	if err != nil {
		return Account{}, err
	}
	if err := s.setPassword(&account.User, old, replacement); err != nil {
		return Account{}, err
	}
	if err := s.Store.UpdateUser(ctx, account.User); err != nil {
		return Account{}, err
	}
	account.User.Version++
	return account, nil
}

func (s *Service) setPassword(user *dsar.User, old, replacement string) error {
	match, err := argon2id.ComparePasswordAndHash(old, user.PasswordHash)
	if err != nil {
		return err
	}
	if !match {
		return dsar.Invalid("old_password", "error.account.old_password", nil)
	}
	if problem, ok := passwordProblem("new_password", replacement); ok {
		return dsar.InvalidFields(problem)
	}
	user.PasswordHash, err = argon2id.CreateHash(replacement, s.passwordCost())
	return err
}

func accountProblems(in NewAccount) []dsar.Problem {
	var problems []dsar.Problem
	if !validEmail(strings.TrimSpace(in.Email)) {
		problems = append(problems, dsar.Problem{Field: "email", Key: "error.email"})
	}
	if utf8.RuneCountInString(in.Name) > maxName {
		problems = append(problems, dsar.Problem{Field: "name", Key: "error.length", Args: map[string]any{"Min": 0, "Max": maxName}})
	}
	if problem, ok := passwordProblem("password", in.Password); ok {
		problems = append(problems, problem)
	}
	roles := []dsar.Role{"", dsar.RoleOwner, dsar.RoleCaseworker, dsar.RoleReader}
	if !slices.Contains(roles, in.Role) {
		problems = append(problems, unknownValue("role", string(in.Role), roles[1:]))
	}
	return problems
}

func passwordProblem(field, password string) (dsar.Problem, bool) {
	n := utf8.RuneCountInString(password)
	if n >= MinPassword && n <= MaxPassword {
		return dsar.Problem{}, false
	}
	return dsar.Problem{Field: field, Key: "error.password", Args: map[string]any{"Min": MinPassword, "Max": MaxPassword}}, true
}

func (s *Service) settingsProblems(in dsar.Settings) []dsar.Problem {
	var problems []dsar.Problem
	if !slices.Contains(dsar.Languages(), in.Language) {
		problems = append(problems, unknownValue("language", in.Language, dsar.Languages()))
	}
	if !s.knownZone(in.TimeZone) {
		problems = append(problems, dsar.Problem{Field: "time_zone", Key: "error.time_zone", Args: map[string]any{"Value": in.TimeZone}})
	}
	if in.ReminderHour < 0 || in.ReminderHour > 23 {
		problems = append(problems, dsar.Problem{Field: "reminder_hour", Key: "error.range", Args: map[string]any{"Min": 0, "Max": 23}})
	}
	if len(in.ReminderDays) > maxOffsets || slices.ContainsFunc(in.ReminderDays, func(d int) bool { return d < 0 || d > maxOffsetDays }) {
		problems = append(problems, dsar.Problem{Field: "reminder_days", Key: "error.reminder_days", Args: map[string]any{"Max": maxOffsetDays, "Count": maxOffsets}})
	}
	if slices.ContainsFunc(in.DaysOff, func(d time.Weekday) bool { return d < time.Sunday || d > time.Saturday }) {
		problems = append(problems, dsar.Problem{Field: "days_off", Key: "error.range", Args: map[string]any{"Min": 0, "Max": 6}})
	}
	if !in.AbsentUntil.IsZero() && in.AbsentUntil.Before(in.AbsentFrom) {
		problems = append(problems, dsar.Problem{Field: "absent_until", Key: "error.absence_order"})
	}
	if !slices.Contains([]string{"", "light", "dark"}, in.Theme) {
		problems = append(problems, unknownValue("theme", in.Theme, []string{"light", "dark"}))
	}
	return problems
}

// Limits on the offsets of reminders before the due day.
const (
	maxOffsets    = 10
	maxOffsetDays = 60
)

func validEmail(address string) bool {
	parsed, err := mail.ParseAddress(address)
	return err == nil && parsed.Address == address && len(address) <= 254
}
