package page

import (
	"crypto/sha256"
	"encoding/base64"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/i18n"
	"recourse/internal/mail"
)

// mailNote is what the bytes of a mail say beside its text, in words.
type mailNote struct {
	HTML        string // address of the frame with the HTML, "" if there is none
	Remote      int
	Protections []string
	Flaws       string // in a row, "" if there is none
	Automatic   string
	Report      bool // a mail system wrote it, about the delivery of a letter
}

func (w words) mailNote(f casework.MailFacts, href string) *mailNote {
	n := &mailNote{Remote: f.Remote, Report: f.Automatic.Kind == mail.Report}
	if f.HTML {
		n.HTML = href
	}
	for _, p := range f.Protections {
		n.Protections = append(n.Protections, w.t("mailfacts.protection."+string(p)))
	}
	var flaws []string
	for _, flaw := range f.Flaws {
		if flaw != mail.FlawEncrypted { // the protections say so
			flaws = append(flaws, w.t("mailfacts.flaw."+string(flaw)))
		}
	}
	n.Flaws = i18n.Join(w.lang, flaws)
	if f.Automatic.Kind != mail.NotAutomatic {
		n.Automatic = w.t("mailfacts.automatic." + string(f.Automatic.Kind))
	}
	return n
}

// frameStyle is the style of the frame. It stands in the document and is allowed by its
// hash: a sheet of ours is not handed to a document without an origin.
const frameStyle = `:root{color-scheme:light dark}body{margin:1rem;font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}` +
	`img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:1em 0;padding-left:1em;border-left:1px solid}`

// framePolicy keeps the HTML of a mail in a cell: an origin of its own, no script, no
// form, and nothing that is fetched from anywhere, us included. Links open elsewhere.
func framePolicy() string {
	sum := sha256.Sum256([]byte(frameStyle))
	return "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
}

// showFrame answers with the HTML of a mail for a frame of ours.
func showFrame(c *gin.Context, display string) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", framePolicy())
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	page := "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>" +
		mailTitle + "</title><style>" + frameStyle + "</style></head><body>" + display + "</body></html>"
	c.Data(http.StatusOK, "text/html; charset=utf-8", []byte(page))
}

// mailTitle is the title of the frame's document, which no reader sees: the frame has one
// of its own.
const mailTitle = "Mail"

// messageHTML shows the HTML of a message in a frame.
func (p *Pages) messageHTML(c *gin.Context) {
	display, err := p.Service.MessageHTML(c.Request.Context(), actor(c), c.Param("message"))
	if err != nil {
		p.fail(c, err)
		return
	}
	showFrame(c, display)
}

// download hands out bytes that come from outside. No browser may show them under our
// address: a page that somebody sent must not run here.
func download(c *gin.Context, name string, content []byte) {
	h := c.Writer.Header()
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	c.Data(http.StatusOK, "application/octet-stream", content)
}

// tellMails puts beside the messages what their mails say.
func (p *Pages) tellMails(c *gin.Context, v casework.RequestView, t *thread) error {
	facts, err := p.Service.MailFacts(c.Request.Context(), actor(c), messagesOf(v))
	if err != nil {
		return err
	}
	w := p.words(c)
	for item := range t.items() {
		m := item.Message
		if f, ok := facts[m.ID]; ok {
			item.Facts = w.mailNote(f, requestPath(m.RequestID)+"/messages/"+m.ID+"/html")
		}
	}
	return nil
}
