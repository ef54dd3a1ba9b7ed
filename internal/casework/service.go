// Package casework holds the use cases: filing a request, recording what
// happens, judging a reply, reminding, complaining. One file per capability.
//
// Every method that touches a workspace takes an [Actor] and asks the store only
// for rows of the actor's workspace; a thing of another workspace is reported as
// [dsar.CodeNotFound], like one that does not exist. Methods return [*dsar.Error]
// for everything a user can cause; any other error is internal.
package casework

import (
	"crypto/x509"
	"log/slog"
	"time"

	"github.com/alexedwards/argon2id"

	"recourse/internal/datascan"
	"recourse/internal/dsar"
	"recourse/internal/enforcement"
	"recourse/internal/files"
	"recourse/internal/law"
	"recourse/internal/letter"
	"recourse/internal/mail"
	"recourse/internal/mail/address"
	"recourse/internal/mail/auth"
	"recourse/internal/restriction"
	"recourse/internal/seal"
	"recourse/internal/store"
)

// Options are what the use cases work with. Mailer is nil when no SMTP is
// configured, and the last four may be missing; everything else is required.
type Options struct {
	Store    *store.Store
	Law      *law.Book
	Detector *restriction.Detector
	Letters  *letter.Set
	Records  []enforcement.Record // what authorities did against companies
	Mailer   *mail.SMTP
	From     string // address that mail is sent from, "Recourse <me@example.org>"
	// UndoWindow is how long a letter waits before it goes out, so that it can be taken
	// back; 0: not at all. MailsPerMinute is how many mails go to one domain in a minute,
	// reminders apart from letters; 0: as many as there are.
	UndoWindow     time.Duration
	MailsPerMinute int
	// Addresses are those of requests; without one, answers go to people's own.
	Addresses address.Scheme
	// DNS says who vouches for incoming mail; nil: nobody is asked.
	DNS auth.Resolver
	// Key encrypts the passwords of people's own mailboxes; nil if there is none, and then
	// nobody can give one.
	Key func() (*seal.Key, error)
	// AllowPrivateMailHosts lets people name mail servers on this machine and in its
	// network. MailRoots are who their certificates may come from, nil for the system's.
	AllowPrivateMailHosts bool
	MailRoots             *x509.CertPool
	MailTrial             time.Duration // how long a test mail may take to arrive; 0 means 40 s
	// PasswordCost is what guessing a password costs; nil means a cost for real ones.
	PasswordCost *argon2id.Params
	Intake       Intake // how mail comes in, for the health page
	BaseURL      string // of the pages, for links in mails, "https://recourse.example.org"
	Now          func() time.Time
	Log          *slog.Logger

	Files   *files.Dir       // where the data received are; nil: none can be added
	MaxFile int64            // bytes that one of their files may have; 0 means [DefaultMaxFile]
	Quota   int64            // bytes that all of a workspace may have; 0: as many as the disk holds
	PDFText datascan.PDFText // reads PDF files; nil if nothing on this computer can
}

// Service carries out the use cases. It is safe for concurrent use.
type Service struct {
	Options
	zones zoneCache
	mails mailCache
}

// New returns a service.
func New(o Options) *Service { return &Service{Options: o} }

// Actor is who acts, in which workspace, and how they read.
type Actor struct {
	UserID      string
	WorkspaceID string
	Role        dsar.Role
	Language    string // "en", "fr" or "de"
	TimeZone    string // IANA name
	Reminders   bool   // wants to be reminded
	RemindedOn  []int  // days before the due day
}

// Page is one page of a list. NextCursor is "" on the last page.
type Page[T any] struct {
	Items      []T
	NextCursor string
}
