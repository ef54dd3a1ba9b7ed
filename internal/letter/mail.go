package letter

import (
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// ReminderFacts are what a reminder mail speaks of. Kind, Language,
// ControllerName and Link are required.
type ReminderFacts struct {
	Kind           dsar.ReminderKind // without ":days"
	Days           int               // due_soon: days from Today to Date; 0 says "today"
	Language       string            // the recipient's
	Regime         string            // id of package law
	RecipientName  string            // "" greets without a name
	ControllerName string
	AuthorityName  string // authority_silent
	Reference      string
	Date           civil.Date // the day it is about: due day, first day of a complaint, day of the reply, day of sending, first day of the remedy
	Link           string     // of the request's page
}

// Mail is a composed mail.
type Mail struct {
	Subject string // one line without control characters
	Body    string // plain text, ends with one newline
}

// Reminder composes one reminder mail. Its errors name what is unknown and list
// what is known.
func (s *Set) Reminder(f ReminderFacts) (Mail, error) { panic("unfinished") }

// TestMail composes the mail by which a person tries whether mail arrives.
func (s *Set) TestMail(language string) (Mail, error) { panic("unfinished") }
