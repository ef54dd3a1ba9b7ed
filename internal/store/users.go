package store

import (
	"context"
	"time"

	"recourse/internal/dsar"
)

type userRow struct {
	ID           string
	WorkspaceID  string
	Role         string
	Email        string
	Name         string
	PasswordHash string
	Language     string
	TimeZone     string
	ReminderHour int
	ReminderDays string // "7,1", the offsets in days as the sweep compares them
	Reminders    bool
	Singles      bool   `gorm:"column:single_reminders"`
	DaysOff      string // "6,0", days of the week from Sunday = 0
	DigestOn     day
	AbsentFrom   day
	AbsentUntil  day
	Theme        string
	CreatedAt    instant
	Version      int

	EmailVerifiedAt  instant
	UnsubscribeToken string
}

func (userRow) TableName() string { return "users" }

func userRowOf(u dsar.User) userRow {
	return userRow{
		ID: u.ID, WorkspaceID: u.WorkspaceID, Role: string(u.Role), Email: u.Email, Name: u.Name,
		PasswordHash: u.PasswordHash, Language: u.Settings.Language, TimeZone: u.Settings.TimeZone,
		ReminderHour: u.Settings.ReminderHour, ReminderDays: joinInts(u.Settings.ReminderDays),
		Reminders: u.Settings.Reminders, Theme: u.Settings.Theme,
		Singles: u.Settings.Singles, DaysOff: joinInts(u.Settings.DaysOff), DigestOn: dayOf(u.DigestOn),
		AbsentFrom: dayOf(u.Settings.AbsentFrom), AbsentUntil: dayOf(u.Settings.AbsentUntil),
		CreatedAt: instantOf(u.CreatedAt), Version: max(u.Version, 1),
		EmailVerifiedAt: instantOf(u.VerifiedAt), UnsubscribeToken: u.Unsubscribe,
	}
}

func (r userRow) toDomain() dsar.User {
	return dsar.User{
		ID: r.ID, WorkspaceID: r.WorkspaceID, Role: dsar.Role(r.Role), Email: r.Email, Name: r.Name,
		PasswordHash: r.PasswordHash,
		Settings: dsar.Settings{
			Language: r.Language, TimeZone: r.TimeZone, ReminderHour: r.ReminderHour,
			ReminderDays: splitInts[int](r.ReminderDays), Reminders: r.Reminders, Theme: r.Theme,
			Singles: r.Singles, DaysOff: splitInts[time.Weekday](r.DaysOff),
			AbsentFrom: r.AbsentFrom.date(), AbsentUntil: r.AbsentUntil.date(),
		},
		VerifiedAt: r.EmailVerifiedAt.time(), Unsubscribe: r.UnsubscribeToken,
		DigestOn:  r.DigestOn.date(),
		CreatedAt: r.CreatedAt.time(), Version: r.Version,
	}
}

// CountUsers returns the number of accounts of the whole installation.
func (s *Store) CountUsers(ctx context.Context) (int, error) {
	n, err := of[userRow](s.db).Count(ctx)
	return int(n), err
}

// InsertUser stores a new account with version 1. It returns [dsar.CodeInvalid] for
// the field "email" if the address has an account already.
func (s *Store) InsertUser(ctx context.Context, u dsar.User) error {
	row := userRowOf(u)
	err := of[userRow](s.db).Create(ctx, &row)
	if isDuplicate(err) {
		return dsar.Invalid("email", "error.account.email_taken", nil)
	}
	return err
}

// UserByEmail returns the account with the address, in lower case, or [dsar.CodeNotFound].
func (s *Store) UserByEmail(ctx context.Context, email string) (dsar.User, error) {
	row, err := of[userRow](s.db).Where("email = ?", email).Take(ctx)
	row, err = one(row, err, "user")
	return row.toDomain(), err
}

// User returns an account, or [dsar.CodeNotFound].
func (s *Store) User(ctx context.Context, id string) (dsar.User, error) {
	row, err := of[userRow](s.db).Where("id = ?", id).Take(ctx)
	row, err = one(row, err, "user")
	return row.toDomain(), err
}

// memberRow is a user with their workspace.
type memberRow struct {
	User                   userRow `gorm:"embedded"`
	WorkspaceName          string
	WorkspaceCreatedAt     instant
	WorkspaceEscalateAfter int
}

// Member returns an account with its workspace, or [dsar.CodeNotFound]. Every page
// begins with it.
func (s *Store) Member(ctx context.Context, id string) (dsar.User, dsar.Workspace, error) {
	var rows []memberRow
	err := s.scan(ctx, &rows, `SELECT u.*, w.name AS workspace_name, w.created_at AS workspace_created_at, w.escalate_after AS workspace_escalate_after
		FROM users u JOIN workspaces w ON w.id = u.workspace_id WHERE u.id = ?`, id)
	if err = found(err); err == nil && len(rows) == 0 {
		err = dsar.NotFound("user")
	}
	if err != nil {
		return dsar.User{}, dsar.Workspace{}, err
	}
	r := rows[0]
	workspace := workspaceRow{ID: r.User.WorkspaceID, Name: r.WorkspaceName, CreatedAt: r.WorkspaceCreatedAt, EscalateAfter: r.WorkspaceEscalateAfter}
	return r.User.toDomain(), workspace.toDomain(), nil
}

// UsersOf returns the members of a workspace, the oldest first.
func (s *Store) UsersOf(ctx context.Context, ws string) ([]dsar.User, error) {
	rows, err := of[userRow](s.db).Where("workspace_id = ?", ws).Order("created_at, id").Find(ctx)
	return toDomain(rows, userRow.toDomain), found(err)
}

// UpdateUser stores name, role, settings and password hash and raises the version
// by one; the digest's day is left alone, see [Store.TakeDigest]. It returns [dsar.CodeStale] unless u.Version is the stored one, and
// [dsar.CodeNotFound].
func (s *Store) UpdateUser(ctx context.Context, u dsar.User) error {
	row := userRowOf(u)
	row.Version = u.Version + 1
	n, err := of[userRow](s.db).
		Where("workspace_id = ? AND id = ? AND version = ?", u.WorkspaceID, u.ID, u.Version).
		Select("role", "name", "password_hash", "language", "time_zone", "reminder_hour", "reminder_days", "reminders",
			"single_reminders", "days_off", "absent_from", "absent_until", "theme", "version").
		Updates(ctx, row)
	if err != nil || n == 1 {
		return err
	}
	_, err = of[userRow](s.db).Where("workspace_id = ? AND id = ?", u.WorkspaceID, u.ID).Take(ctx)
	return missed(err, "user")
}

// missed explains why an update guarded by a version changed nothing; err is that
// of taking the row without the guard.
func missed(err error, noun string) error {
	if err == nil {
		return dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	_, err = one(struct{}{}, err, noun)
	return err
}

// UserZones returns the time zones of the accounts that are reminded, each once.
func (s *Store) UserZones(ctx context.Context) ([]string, error) {
	var zones []string
	err := s.scan(ctx, &zones, "SELECT DISTINCT time_zone FROM users WHERE reminders AND role <> 'reader' ORDER BY time_zone")
	return zones, err
}
