package letter

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// ReminderFacts are what a reminder mail speaks of. Kind, Language,
// ControllerName and Link are required.
type ReminderFacts struct {
	Kind           dsar.ReminderKind // with or without ":days"
	Days           int               // due_soon: days from today, the recipient's, to Date; 0 says "today"
	Language       string            // the recipient's
	Regime         string            // id of package law
	RecipientName  string            // "" greets without a name
	ControllerName string
	AuthorityName  string // authority_silent
	ClockName      string // of a clock: what it is called in Language, "" says "a period"
	ClockAbout     string // of a clock: what it is and what to do, a sentence
	Reference      string
	Date           civil.Date // the day it is about: the due day, the first day of a complaint, the day of the reply, the day of sending, the first day of the remedy
	Link           string     // of the request's page
}

// Mail is a composed mail.
type Mail struct {
	Subject string // one line without control characters
	Body    string // plain text, paragraphs separated by a blank line, ends with one newline
}

// Names of the mail templates that are no kind of reminder.
const (
	mailDueToday = "due_today"
	mailTest     = "test"
	mailVerify   = "verify"
)

// The mails about a clock of the law, which come as kinds of their own.
const (
	ClockEnds  dsar.ReminderKind = "clock_ends"  // the recipient may act until Date
	ClockEnded dsar.ReminderKind = "clock_ended" // somebody else should have acted by Date
	ClockOpens dsar.ReminderKind = "clock_opens" // Date was the last day of waiting
)

func reminderKinds() []dsar.ReminderKind {
	return []dsar.ReminderKind{
		dsar.ReminderDueSoon, dsar.ReminderComplaintFrom, dsar.ReminderReplyWaits,
		dsar.ReminderNoReceipt, dsar.ReminderAuthoritySilent,
		ClockEnds, ClockEnded, ClockOpens,
	}
}

func mailNames() []string {
	names := []string{mailDueToday, mailTest, mailVerify}
	for _, kind := range reminderKinds() {
		names = append(names, string(kind))
	}
	return names
}

func (s *Set) loadMails(fsys fs.FS, lang string) (templates, error) {
	w, err := s.words[lang]()
	if err != nil {
		return nil, err
	}
	mails := make(templates)
	for _, name := range mailNames() {
		t := template.New("").Option("missingkey=error").Funcs(functions(lang))
		if err := parseFile(t, fsys, path.Join("mail", lang, "parts.txt")); err != nil {
			return nil, err
		}
		if err := parseLetter(t, fsys, path.Join("mail", lang, name+".txt")); err != nil {
			return nil, err
		}
		for _, part := range t.Templates() {
			typeset(part, w.Typography)
		}
		mails[name] = t
	}
	return mails, nil
}

// Reminder composes one reminder mail. Its errors name what is missing or unknown
// and list what is known; they contain no personal data. A due_soon whose Days is
// negative is refused: a day that has passed is not due soon.
func (s *Set) Reminder(f ReminderFacts) (Mail, error) {
	kind, _, _ := strings.Cut(string(f.Kind), ":")
	f.Kind = dsar.ReminderKind(kind)
	switch {
	case !slices.Contains(reminderKinds(), f.Kind):
		return Mail{}, unknown("reminder", f.Kind, reminderKinds())
	case !slices.Contains(dsar.Languages(), f.Language):
		return Mail{}, unknown("language", f.Language, dsar.Languages())
	case line(f.ControllerName) == "":
		return Mail{}, errors.New("a reminder needs the name of the controller")
	case line(f.Link) == "":
		return Mail{}, errors.New("a reminder needs the address of the request's page")
	case f.Kind == dsar.ReminderDueSoon && f.Days < 0:
		return Mail{}, errors.New("a reminder of a due day needs 0 days or more until it")
	}
	name := kind
	if f.Kind == dsar.ReminderDueSoon && f.Days == 0 {
		name = mailDueToday
	}
	return s.mail(f.Language, name, f)
}

// TestMail composes the mail by which a person tries whether mail arrives.
func (s *Set) TestMail(language string) (Mail, error) {
	if !slices.Contains(dsar.Languages(), language) {
		return Mail{}, unknown("language", language, dsar.Languages())
	}
	return s.mail(language, mailTest, ReminderFacts{})
}

// Verification composes the mail with the link by which a person shows that an address is
// theirs.
func (s *Set) Verification(language, link string) (Mail, error) {
	if !slices.Contains(dsar.Languages(), language) {
		return Mail{}, unknown("language", language, dsar.Languages())
	}
	return s.mail(language, mailVerify, ReminderFacts{Link: link})
}

func (s *Set) mail(language, name string, f ReminderFacts) (Mail, error) {
	mails, err := s.mails[language]()
	if err != nil {
		return Mail{}, err
	}
	f.RecipientName = line(f.RecipientName)
	f.ControllerName = line(f.ControllerName)
	f.AuthorityName = line(f.AuthorityName)
	f.ClockName = line(f.ClockName)
	f.ClockAbout = line(f.ClockAbout)
	f.Reference = line(f.Reference)
	f.Link = line(f.Link)
	subject, err := execute(mails[name], "subject", f)
	if err != nil {
		return Mail{}, err
	}
	body, err := execute(mails[name], "body", f)
	if err != nil {
		return Mail{}, err
	}
	return Mail{Subject: line(subject), Body: tidy(body)}, nil
}
