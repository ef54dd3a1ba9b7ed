package page

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail"
)

// mailboxView is the page of the workspace's own mailbox.
type mailboxView struct {
	Layout
	Form    Form
	Given   bool // there is one
	Mailbox dsar.Mailbox
	Reading dsar.MailboxReading
	Problem string // why it cannot be read, "" if it can
	Plus    string // an address of a request, "" if there are none
	NoKey   bool
	Trial   []trialLine
	Works   bool
	SMTP    []option // protections
	IMAP    []option
}

// trialLine is one step of a trial as it is shown.
type trialLine struct {
	Name    string
	OK      bool
	Problem string
	Reply   string
}

var mailboxFields = []string{
	"address", "username", "smtp_host", "smtp_port", "smtp_security", "imap_host", "imap_port", "imap_security", "folder",
}

// mailOff reports whether the reader's letters cannot be sent by mail.
func (p *Pages) mailOff(c *gin.Context) bool {
	can, err := p.Service.CanSendLetters(c.Request.Context(), actor(c))
	return err != nil || !can
}

// MayChange reports whether the reader may give, change, try and remove the mailbox.
func (v *mailboxView) MayChange() bool { return v.Account.User.Role == dsar.RoleOwner && !v.NoKey }

func (p *Pages) showMailbox(c *gin.Context) { p.renderMailbox(c, http.StatusOK, &mailboxView{}) }

// renderMailbox shows the page. A form that v does not have is filled with what is stored.
func (p *Pages) renderMailbox(c *gin.Context, status int, v *mailboxView) {
	stored, err := p.Service.Mailbox(c.Request.Context(), actor(c))
	if err != nil && dsar.CodeOf(err) != dsar.CodeNotFound {
		p.fail(c, err)
		return
	}
	lang := languageOf(c)
	v.Section, v.Given, v.NoKey = "settings", err == nil, !p.Service.CanKeepSecrets()
	v.Mailbox, v.Reading = stored.Mailbox, stored.Reading
	if v.Reading.Problem != "" {
		v.Problem = p.Catalog.T(lang, v.Reading.Problem, nil)
	}
	if box, host, _ := strings.Cut(v.Mailbox.Address, "@"); v.Mailbox.Plus {
		v.Plus = box + "+r.…@" + host
	}
	if v.Form.Values == nil {
		v.Form = mailboxForm(v.Mailbox)
	}
	v.SMTP, v.IMAP = p.protections(lang, v.Form.Value("smtp_security")), p.protections(lang, v.Form.Value("imap_security"))
	p.render(c, status, "mailbox", v)
}

// mailboxForm is filled with the mailbox, or with what most are.
func mailboxForm(m dsar.Mailbox) Form {
	if m.Address == "" {
		m.SMTP, m.IMAP = dsar.MailServer{Port: 465, Security: string(mail.TLS)}, dsar.MailServer{Port: 993, Security: string(mail.TLS)}
		m.Folder = "INBOX"
	}
	if m.Username == m.Address {
		m.Username = ""
	}
	return newForm(
		"address", m.Address, "username", m.Username, "folder", m.Folder,
		"smtp_host", m.SMTP.Host, "smtp_port", strconv.Itoa(m.SMTP.Port), "smtp_security", m.SMTP.Security,
		"imap_host", m.IMAP.Host, "imap_port", strconv.Itoa(m.IMAP.Port), "imap_security", m.IMAP.Security,
	)
}

// protections are the ways to encrypt. None is only offered where the operator lets people
// name this machine.
func (p *Pages) protections(lang, selected string) []option {
	ways := []mail.Security{mail.TLS, mail.StartTLS}
	if p.Service.AllowPrivateMailHosts {
		ways = append(ways, mail.Plain)
	}
	var list []option
	for _, way := range ways {
		list = append(list, option{
			Value: string(way), Label: p.Catalog.T(lang, "mailbox.security."+string(way), nil), Selected: string(way) == selected,
		})
	}
	return list
}

// saveMailbox stores the workspace's own mailbox.
func (p *Pages) saveMailbox(c *gin.Context) {
	f := postedForm(c, mailboxFields...) // the password is never shown again
	_, err := p.Service.SaveMailbox(c.Request.Context(), actor(c), casework.MailboxInput{
		Address: f.Value("address"), Username: f.Value("username"), Password: c.PostForm("password"), Folder: f.Value("folder"),
		SMTP: serverOf(f, "smtp"), IMAP: serverOf(f, "imap"),
	}, casework.AnyVersion)
	if err != nil {
		p.failForm(c, f, err, func(c *gin.Context, status int, f Form) { p.renderMailbox(c, status, &mailboxView{Form: f}) })
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "mailbox.saved"})
	redirect(c, "/settings/mailbox")
}

func serverOf(f Form, prefix string) dsar.MailServer {
	port, err := strconv.Atoi(strings.TrimSpace(f.Value(prefix + "_port")))
	if err != nil {
		port = 0 // the service says what ports there are
	}
	return dsar.MailServer{Host: f.Value(prefix + "_host"), Port: port, Security: f.Value(prefix + "_security")}
}

// tryMailbox sends mail through the mailbox to itself and shows how each step went.
func (p *Pages) tryMailbox(c *gin.Context) {
	trial, err := p.Service.TryMailbox(c.Request.Context(), actor(c))
	if err != nil {
		p.fail(c, err)
		return
	}
	v := &mailboxView{Works: trial.Works()}
	for _, step := range trial.Steps {
		line := trialLine{Name: step.Name, OK: step.OK, Reply: step.Reply}
		if step.Key != "" {
			line.Problem = p.Catalog.T(languageOf(c), step.Key, nil)
		}
		v.Trial = append(v.Trial, line)
	}
	p.renderMailbox(c, http.StatusOK, v)
}

// removeMailbox deletes the mailbox with its password.
func (p *Pages) removeMailbox(c *gin.Context) {
	if err := p.Service.RemoveMailbox(c.Request.Context(), actor(c)); err != nil {
		p.fail(c, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "mailbox.removed"})
	redirect(c, "/settings/mailbox")
}
