package dsar

import (
	"time"

	"recourse/internal/civil"
)

// Feed is an address under which a calendar or a feed reader fetches what concerns a
// user, without signing in. Its secret is shown once and kept only as a hash.
type Feed struct {
	ID          string
	WorkspaceID string
	UserID      string
	Name        string // what the user calls it
	Hash        string // of the secret
	WithNames   bool   // whether it names companies and people; otherwise references have to do
	CreatedAt   time.Time
	LastUsedOn  civil.Date // in UTC, zero if never
}

// FeedDay is a day as a feed handed it out last.
type FeedDay struct {
	UID       string // names the day in all calendars and for ever
	On        civil.Date
	Digest    string    // hash of what was said about it
	Sequence  int       // grows by one whenever the day or what is said about it changes
	ChangedAt time.Time // when Sequence grew last
	Gone      bool      // no longer a day of the law; handed out as cancelled
}
