package dsar

import (
	"log/slog"
	"time"
)

// Mailbox is a workspace's own: its letters are sent through it, and the answers to them
// are fetched out of it.
type Mailbox struct {
	WorkspaceID string
	Address     string // that letters come from
	SMTP        MailServer
	IMAP        MailServer
	Folder      string // that answers arrive in, "" for INBOX
	Username    string // of both servers
	Sealed      string // the password, encrypted by package seal
	// Plus says that mail to name+anything@domain arrives in it, which was tried.
	Plus      bool
	CreatedAt time.Time
	ChangedBy string // id of the user
	ChangedAt time.Time
	Version   int
}

// LogValue keeps address and password out of logs.
func (m Mailbox) LogValue() slog.Value {
	return slog.StringValue("mailbox of workspace " + m.WorkspaceID)
}

// MailServer is where a mail server is and how the connection is protected: "tls",
// "starttls" or, to this machine only, "plain".
type MailServer struct {
	Host     string
	Port     int
	Security string
}

// MailboxReading is how far a mailbox has been read, and how that goes.
type MailboxReading struct {
	WorkspaceID string // "" for a mailbox of the installation
	Mailbox     string // which one, unique in the workspace
	UIDValidity uint32
	LastUID     uint32
	Again       []MailboxRetry
	Taken       int // messages, since it is read
	Left        int // messages that were not taken and do not come again

	SucceededAt time.Time // zero if never
	FailedAt    time.Time // zero if it did not since it last succeeded
	Failures    int       // since it last succeeded
	Problem     string    // what is wrong, a sentence's key; "" while it goes well
	Reply       string    // the server's words with it

	Holder     string // the instance that reads it
	LeaseUntil time.Time
}

// MailboxRetry is a message that could not be fetched and is tried again.
type MailboxRetry struct {
	UID   uint32 `json:"uid"`
	Tries int    `json:"tries"`
}
