package casework

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/imapin"
	"recourse/internal/seal"
)

// MailboxInput is what a person gives of their mailbox.
type MailboxInput struct {
	Address  string
	Username string // "" takes the address
	Password string // "" keeps the stored one, as long as it goes to the same servers
	SMTP     dsar.MailServer
	IMAP     dsar.MailServer
	Folder   string // "" takes INBOX
}

// MailboxView is a workspace's own mailbox as its people see it. The password is never
// among it.
type MailboxView struct {
	Mailbox dsar.Mailbox
	Reading dsar.MailboxReading
}

// ownMailbox names the reading of a workspace's own mailbox.
const ownMailbox = "own"

// CanKeepSecrets reports whether there is a key that passwords can be encrypted with.
// Without, nobody can give a mailbox.
func (s *Service) CanKeepSecrets() bool {
	_, err := s.key()
	return err == nil
}

// Mailbox returns the workspace's own mailbox, or [dsar.CodeNotFound].
func (s *Service) Mailbox(ctx context.Context, a Actor) (MailboxView, error) {
	var v MailboxView
	var err error
	if v.Mailbox, err = s.Store.Mailbox(ctx, a.WorkspaceID); err != nil {
		return v, err
	}
	v.Mailbox.Sealed = ""
	v.Reading, err = s.Store.Reading(ctx, a.WorkspaceID, ownMailbox)
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		err = nil // it has not been read yet
	}
	return v, err
}

// SaveMailbox stores the workspace's own mailbox, which only an owner may. From then on
// letters are sent through it, and answers fetched out of it. It returns
// [dsar.CodeUnavailable] if there is no key to encrypt the password with, and
// [dsar.CodeStale] if version is neither the stored one nor [AnyVersion].
func (s *Service) SaveMailbox(ctx context.Context, a Actor, in MailboxInput, version int) (MailboxView, error) {
	if err := mayOwn(a); err != nil {
		return MailboxView{}, err
	}
	if _, err := s.key(); err != nil {
		return MailboxView{}, err
	}
	stored, err := s.Store.Mailbox(ctx, a.WorkspaceID)
	none := dsar.CodeOf(err) == dsar.CodeNotFound
	if err != nil && !none {
		return MailboxView{}, err
	}
	m, err := s.checkMailbox(a, in, stored)
	if err != nil {
		return MailboxView{}, err
	}
	if none {
		m.CreatedAt = m.ChangedAt
		err = s.Store.InsertMailbox(ctx, m)
	} else {
		err = s.replaceMailbox(ctx, m, stored, orAny(version, stored.Version))
	}
	if err != nil {
		return MailboxView{}, err
	}
	return s.Mailbox(ctx, a)
}

// replaceMailbox stores a changed mailbox. Another one is read from its beginning.
func (s *Service) replaceMailbox(ctx context.Context, m, stored dsar.Mailbox, version int) error {
	m.CreatedAt = stored.CreatedAt
	same := m.IMAP == stored.IMAP && m.Username == stored.Username && m.Folder == stored.Folder
	m.Plus = stored.Plus && same && m.Address == stored.Address
	if same {
		return s.Store.UpdateMailbox(ctx, m, version)
	}
	if err := s.Store.UpdateMailbox(ctx, m, version); err != nil {
		return err
	}
	return s.Store.ForgetReading(ctx, m.WorkspaceID, ownMailbox)
}

// RemoveMailbox deletes the workspace's own mailbox with its password, which only an
// owner may. It returns [dsar.CodeNotFound] if there is none.
func (s *Service) RemoveMailbox(ctx context.Context, a Actor) error {
	if err := mayOwn(a); err != nil {
		return err
	}
	return s.Store.DeleteMailbox(ctx, a.WorkspaceID)
}

// mayOwn returns [dsar.CodeForbidden] for everybody but an owner.
func mayOwn(a Actor) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	if a.Role != dsar.RoleOwner {
		return dsar.NewError(dsar.CodeForbidden, "error.owner", nil)
	}
	return nil
}

// The most that is taken of what a person gives of a mailbox.
const (
	maxHost      = 253
	maxFolder    = 200
	maxUsername  = 254
	maxMailboxPW = 500
)

// checkMailbox returns the mailbox that a person gave, with its password sealed.
func (s *Service) checkMailbox(a Actor, in MailboxInput, stored dsar.Mailbox) (dsar.Mailbox, error) {
	m := dsar.Mailbox{
		WorkspaceID: a.WorkspaceID, ChangedBy: a.UserID, ChangedAt: s.now(),
		Address: strings.TrimSpace(in.Address), Folder: cmp.Or(strings.TrimSpace(in.Folder), imapin.Inbox),
		SMTP: tidyServer(in.SMTP), IMAP: tidyServer(in.IMAP),
	}
	m.Username = cmp.Or(strings.TrimSpace(in.Username), m.Address)
	var problems []dsar.Problem
	if !validEmail(m.Address) || strings.ContainsAny(m.Address, "<>\"") || strings.Contains(m.Address, "+") {
		problems = append(problems, dsar.Problem{Field: "address", Key: "error.mailbox.address"})
	}
	problems = append(problems, s.serverProblems("smtp", m.SMTP)...)
	problems = append(problems, s.serverProblems("imap", m.IMAP)...)
	for _, text := range []struct {
		field, value string
		most         int
	}{{"username", m.Username, maxUsername}, {"folder", m.Folder, maxFolder}, {"password", in.Password, maxMailboxPW}} {
		if len(text.value) > text.most || !cleanLine(text.value) {
			problems = append(problems, tooLong(text.field, text.most))
		}
	}
	password, problem := s.mailboxPassword(in, m, stored)
	if problem != "" {
		problems = append(problems, dsar.Problem{Field: "password", Key: problem})
	}
	if len(problems) > 0 {
		return m, dsar.InvalidFields(problems...)
	}
	m.Sealed = password
	return m, nil
}

// mailboxPassword returns the password sealed. The stored one is not sent to a server that
// it was not given for: whoever changes the server has to know it.
func (s *Service) mailboxPassword(in MailboxInput, m, stored dsar.Mailbox) (sealed, problem string) {
	if in.Password == "" {
		same := m.SMTP == stored.SMTP && m.IMAP == stored.IMAP && m.Username == stored.Username
		if stored.Sealed == "" || !same {
			return "", "error.mailbox.password"
		}
		return stored.Sealed, ""
	}
	key, err := s.key()
	if err != nil {
		return "", "error.mailbox.no_key"
	}
	return key.Seal(in.Password, sealedAbout(m.WorkspaceID)), ""
}

func tidyServer(server dsar.MailServer) dsar.MailServer {
	server.Host = strings.ToLower(strings.Trim(strings.TrimSpace(server.Host), "[]"))
	return server
}

// serverProblems says what is wrong with a server. Whether its name leads to an address
// that may be reached only shows when it is.
func (s *Service) serverProblems(field string, server dsar.MailServer) []dsar.Problem {
	var problems []dsar.Problem
	if !validHost(server.Host) {
		problems = append(problems, dsar.Problem{Field: field + "_host", Key: "error.mailbox.host"})
	} else if !s.AllowPrivateMailHosts && mail.IsPrivateHost(server.Host) {
		problems = append(problems, dsar.Problem{Field: field + "_host", Key: "error.mailbox.private"})
	}
	if server.Port < 1 || server.Port > 65535 {
		problems = append(problems, dsar.Problem{Field: field + "_port", Key: "error.mailbox.port"})
	}
	switch mail.Security(server.Security) {
	case mail.TLS, mail.StartTLS:
	case mail.Plain:
		if !mail.IsLoopback(server.Host) {
			problems = append(problems, dsar.Problem{Field: field + "_security", Key: "error.mailbox.plain"})
		}
	default:
		problems = append(problems, unknownValue(field+"_security", server.Security, []mail.Security{mail.TLS, mail.StartTLS, mail.Plain}))
	}
	return problems
}

func validHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return host != "" && len(host) <= maxHost && !strings.ContainsFunc(host, func(r rune) bool {
		return r <= ' ' || r == 0x7f || strings.ContainsRune(`/\:@?#[]"'<>%`, r)
	})
}

// cleanLine reports whether a text is one line of valid characters.
func cleanLine(text string) bool {
	return strings.ToValidUTF8(text, "") == text && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// key returns what passwords are encrypted with, or [dsar.CodeUnavailable].
func (s *Service) key() (*seal.Key, error) {
	if s.Key == nil {
		return nil, dsar.NewError(dsar.CodeUnavailable, "error.mailbox.no_key", nil)
	}
	key, err := s.Key()
	if err != nil {
		s.Log.Error("passwords of mailboxes cannot be encrypted", "error", err)
		return nil, dsar.NewError(dsar.CodeUnavailable, "error.mailbox.no_key", nil)
	}
	return key, nil
}

// errSealed says that a password was encrypted with a key that is not there any more.
var errSealed = errors.New("the password cannot be decrypted; its owner has to enter it again")

// smtpOf returns the server that a mailbox sends with.
func (s *Service) smtpOf(m dsar.Mailbox) (*mail.SMTP, error) {
	password, err := s.unseal(m)
	if err != nil {
		return nil, err
	}
	return mail.NewSMTP(mail.SMTPConfig{
		Host: m.SMTP.Host, Port: m.SMTP.Port, Security: mail.Security(m.SMTP.Security), Username: m.Username, Password: password,
		PublicOnly: !s.AllowPrivateMailHosts, RootCAs: s.MailRoots,
	})
}

// imapOf returns where a mailbox is fetched from. Nothing in it is marked: it is somebody's
// own, and what they have read is theirs to say.
func (s *Service) imapOf(m dsar.Mailbox) (imapin.Config, error) {
	password, err := s.unseal(m)
	return imapin.Config{
		Host: m.IMAP.Host, Port: m.IMAP.Port, Security: mail.Security(m.IMAP.Security), Username: m.Username, Password: password,
		Folder: m.Folder, PublicOnly: !s.AllowPrivateMailHosts, RootCAs: s.MailRoots,
	}, err
}

func (s *Service) unseal(m dsar.Mailbox) (string, error) {
	key, err := s.key()
	if err != nil {
		return "", err
	}
	password, err := key.Open(m.Sealed, sealedAbout(m.WorkspaceID))
	if err != nil {
		return "", errSealed
	}
	return password, nil
}

func sealedAbout(workspaceID string) string { return "mailbox " + workspaceID }
