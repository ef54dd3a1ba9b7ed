package dsar

import "time"

// Door is the way by which a mail came in.
type Door string

// The doors.
const (
	DoorPipe Door = "pipe" // standard input of the command line
	DoorFile Door = "file" // a file, or one of an mbox, on the command line
	DoorSMTP Door = "smtp" // the listener
	DoorLMTP Door = "lmtp"
	DoorIMAP Door = "imap" // fetched out of a mailbox
)

// IncomingState says how far an incoming mail has come.
type IncomingState string

// The states of an incoming mail. Each can be left again; none is the end of it.
const (
	IncomingStored   IncomingState = "stored"   // not read yet, or to be read again
	IncomingWaiting  IncomingState = "waiting"  // read; a person has to say where it belongs
	IncomingAssigned IncomingState = "assigned" // a message of a request
	IncomingRefused  IncomingState = "refused"  // set aside by a person
	IncomingFailed   IncomingState = "failed"   // it could not be read or filed; Reason says why
)

// IncomingStates lists the states in the order of a mail's way.
func IncomingStates() []IncomingState {
	return []IncomingState{IncomingStored, IncomingWaiting, IncomingAssigned, IncomingRefused, IncomingFailed}
}

// Incoming is a mail that came in, for one request or for none yet. Its bytes are kept
// beside it.
type Incoming struct {
	ID          string
	WorkspaceID string // "" until it is known whose mail it is
	DedupKey    string // the same for the same mail by another door
	CopyFor     string // id of the request, if this is a further copy of a mail that names several
	Door        Door
	MailFrom    string   // of the envelope, "" if unknown or empty
	Recipients  []string // of the envelope
	RawHash     string   // hex SHA-256 of the bytes
	Size        int64    // bytes
	ReceivedAt  time.Time
	State       IncomingState
	Reason      string // why it is in this state: a reason of package thread, or an error key
	Attempts    int    // readings begun since it was stored
	NotBefore   time.Time
	LeaseUntil  time.Time

	RequestID string // "" until assigned
	MessageID string // of the request's message, "" until assigned

	// What a person is shown of it, read out of the bytes.
	Subject   string
	From      string
	MailID    string    // Message-ID
	Thread    []string  // Message-IDs it follows
	Excerpt   string    // the beginning of its sender's own words
	WrittenAt time.Time // its own date, zero if it has none
	Proposals []IncomingProposal
	Notes     []string // reasons of package thread

	DecidedBy string // "" if no person decided
	DecidedAt time.Time
	Version   int
}

// IncomingProposal is a request that an incoming mail may belong to.
type IncomingProposal struct {
	RequestID string   `json:"request"`
	Score     int      `json:"score"` // 1 to 99
	Reasons   []string `json:"reasons"`
}

// IncomingHealth is what the operator of an installation sees of incoming mail: counts
// and an instant, nothing of the mails.
type IncomingHealth struct {
	Unread    int       // stored and not read
	Oldest    time.Time // of the unread, zero if none
	Waiting   int       // for a person
	Ownerless int       // of no workspace that could be told
	Failed    int
}
