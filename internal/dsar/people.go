package dsar

import (
	"log/slog"
	"time"

	"recourse/internal/civil"
)

// Workspace keeps one person's or one organisation's matters apart from all
// others. Everything below it carries its id.
type Workspace struct {
	ID        string
	Name      string
	CreatedAt time.Time
	// EscalateAfter is after how many days without any action on what a caseworker was
	// reminded of an owner is told; 0 means never.
	EscalateAfter int
}

// DefaultEscalateAfter is [Workspace.EscalateAfter] of a new workspace: a reminder of
// Monday has had a working week by then, and a month's period still has most of its time.
const DefaultEscalateAfter = 7

// Role says what a member may do in a workspace.
type Role string

// The roles, each allowing what the next one allows.
const (
	RoleOwner      Role = "owner"
	RoleCaseworker Role = "caseworker"
	RoleReader     Role = "reader" // looks, changes nothing
)

// CanWrite reports whether the role may change anything in the workspace.
func (r Role) CanWrite() bool { return r == RoleOwner || r == RoleCaseworker }

// User is an account. A user is a member of one workspace.
type User struct {
	ID           string
	WorkspaceID  string
	Role         Role
	Email        string // lower case, unique
	Name         string
	PasswordHash string // argon2id, encoded
	Settings     Settings
	VerifiedAt   time.Time  // when somebody showed that Email is theirs, zero if nobody did
	Unsubscribe  string     // secret in the address by which reminders are ended from a mail, "" until one was sent
	DigestOn     civil.Date // the user's day whose digest of reminders went out last, zero if none did
	CreatedAt    time.Time
	Version      int
}

// EmailVerification is an address that waits to be shown to be a user's.
type EmailVerification struct {
	WorkspaceID string
	UserID      string
	Email       string
	TokenHash   string // of the secret in the link
	CreatedAt   time.Time
	ExpiresAt   time.Time
}

// LogValue keeps name, address and password hash out of logs.
func (u User) LogValue() slog.Value { return slog.StringValue("user " + u.ID) }

// Settings are what a user chose about language and reminders.
type Settings struct {
	Language     string         // "en", "fr" or "de"
	TimeZone     string         // IANA name, "Europe/Paris"
	ReminderHour int            // 0 to 23, in TimeZone
	ReminderDays []int          // days before the due day, each 0 to 60, descending
	Reminders    bool           // whether reminders go out by email at all
	Singles      bool           // a mail for each reminder instead of one digest a day
	DaysOff      []time.Weekday // on which no reminder comes that can wait
	Theme        string         // "", "light" or "dark"
	// AbsentFrom and AbsentUntil are the first and the last day of an absence, during which
	// owners are told what waits. A zero one sets no limit; both zero is no absence.
	AbsentFrom, AbsentUntil civil.Date
}

// DefaultSettings are the settings of a new account.
func DefaultSettings() Settings {
	return Settings{Language: "en", TimeZone: "UTC", ReminderHour: 8, ReminderDays: []int{7, 1}, Reminders: true}
}

// Languages lists the languages the program speaks, in the order it offers them.
func Languages() []string { return []string{"en", "fr", "de"} }

// LetterLanguages lists the languages in which letters can be written, in the order in
// which they are offered: those that the program speaks, then those of the companies and
// authorities that it writes to.
func LetterLanguages() []string { return append(Languages(), "it", "es", "nl") }

// Subject is the data subject: the person whose data it is.
type Subject struct {
	ID          string
	WorkspaceID string
	Name        string
	Email       string // "" if none
	Address     string // postal address, several lines
	Country     string // of residence, ISO 3166-1 alpha-2, "" if unknown
	Identifiers string // what lets the controller find the data: customer number, user name, URL …
	CreatedAt   time.Time
}

// LogValue keeps the person's data out of logs.
func (s Subject) LogValue() slog.Value { return slog.StringValue("subject " + s.ID) }

// Token is an API token. Its secret is shown once and kept only as a hash.
type Token struct {
	ID          string
	WorkspaceID string
	UserID      string
	Name        string
	Hash        string // hex SHA-256 of the secret
	CreatedAt   time.Time
	LastUsedOn  civil.Date // UTC day, zero if never
}

// Controller is a company or body that decides on the processing (GDPR Art. 4(7)).
type Controller struct {
	ID          string
	WorkspaceID string
	Name        string
	Country     string // of establishment, ISO 3166-1 alpha-2, "" if unknown
	// SeatRegion is the subdivision of the seat where it is known (ISO 3166-2, "DE-BY"), "" otherwise.
	SeatRegion string
	// Establishments are its further places, the main one in the European Economic Area
	// first, Representatives those for which it has named one (GDPR and UK GDPR Art. 27):
	// ISO 3166 codes. Sector is a kind of controller of package law, "" for a business.
	Establishments  []string
	Representatives []string
	Sector          string
	HolidaysRegion  string // region id of package law whose public holidays count, "" to derive it from Country
	TimeZone        string // IANA name of the place where it must act, "" to derive it from Country
	Aliases         []string
	Emails          []string // the first one is used
	Address         string
	Phone           string
	Fax             string
	Web             string
	Webform         string
	Languages       []string // of correspondence, if known
	Transport       string   // suggested channel: "email", "letter", "fax", "webform" or ""
	NeedsID         bool     // known to ask for an identity document
	Note            string
	Source          string // "manual" or the name of the directory it came from
	SourceKey       string // its key there, unique within Source and workspace; "" if manual
	SourceURLs      []string
	Quality         string // what the directory says about the record's quality
	ImportedAt      time.Time
	CreatedAt       time.Time
	UpdatedAt       time.Time
	Version         int
}
