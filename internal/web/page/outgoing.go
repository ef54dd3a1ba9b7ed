package page

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// sentView is the page that proves what became of a message sent by mail: every mail that
// carried it, and a form to send it again.
type sentView struct {
	requestForm
	Item     messageItem
	Sent     []sentLine
	Again    bool // it can be sent again
	Zone     string
	MailOff  bool
	LastAddr string
	Bounced  *bounceLine // mail to the address in the form came back
}

// sentLine is one mail with all that is known of it.
type sentLine struct {
	dsar.OutboxMail
	Number   int
	GivenUp  time.Time // when a mail that waits is no longer tried
	SHA256   string    // of the exact bytes
	Bytes    int
	TakeBack bool
}

// showSent shows the proof of one message.
func (p *Pages) showSent(c *gin.Context) {
	v, ok := p.newSent(c)
	if !ok {
		return
	}
	p.render(c, http.StatusOK, "sent", v)
}

func (p *Pages) newSent(c *gin.Context) (*sentView, bool) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return nil, false
	}
	i := slices.IndexFunc(f.Messages, func(m casework.MessageView) bool { return m.Message.ID == c.Param("message") })
	if i < 0 || f.Messages[i].Mail == nil {
		p.fail(c, dsar.NotFound("message"))
		return nil, false
	}
	account, _ := accountOf(c)
	v := &sentView{
		requestForm: f, Item: messageItem{MessageView: f.Messages[i], Number: i + 1, Ours: true}, Zone: account.User.Settings.TimeZone,
		MailOff: p.mailOff(c), LastAddr: f.Messages[i].Mail.To,
	}
	var err error
	if v.Bounced, err = p.bounceTo(c, cmp.Or(strings.TrimSpace(f.Form.Value("to")), v.LastAddr)); err != nil {
		p.fail(c, err)
		return nil, false
	}
	v.Again = f.Messages[i].Mail.CanSendAgain() && !v.MailOff
	mails, err := p.Service.WholeSentMails(c.Request.Context(), actor(c), f.Messages[i].Message.ID)
	if err != nil {
		p.fail(c, err)
		return nil, false
	}
	for n, o := range mails {
		v.Sent = append(v.Sent, p.sentLine(o, n+1))
	}
	return v, true
}

func (p *Pages) sentLine(o dsar.OutboxMail, number int) sentLine {
	sum := sha256.Sum256(o.Raw)
	line := sentLine{OutboxMail: o, Number: number, SHA256: hex.EncodeToString(sum[:]), Bytes: len(o.Raw), TakeBack: o.CanTakeBack(p.Now())}
	if o.State == dsar.OutboxQueued && o.Attempts > 0 {
		line.GivenUp = casework.GivenUpAt(o)
	}
	return line
}

// downloadSent hands out the exact bytes of a mail.
func (p *Pages) downloadSent(c *gin.Context) {
	o, err := p.Service.SentMail(c.Request.Context(), actor(c), c.Param("message"), atoi(c.Param("number")))
	if err == nil && o.RequestID != c.Param("id") {
		err = dsar.NotFound("message")
	}
	if err != nil {
		p.fail(c, err)
		return
	}
	name, _, _ := strings.Cut(o.MailID, "@")
	download(c, "sent-"+name+".eml", o.Raw)
}

// takeBack takes a letter back that has not gone out and opens it again as it was written.
func (p *Pages) takeBack(c *gin.Context) {
	v, ok := p.loadRequest(c)
	if !ok {
		return
	}
	v, err := p.Service.TakeBack(c.Request.Context(), actor(c), v.Request.ID, c.Param("message"), casework.AnyVersion)
	if err != nil {
		p.fail(c, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "sent.taken_back"})
	redirect(c, draftOf(v, c.Param("message")))
}

// draftOf is the page on which the letter of a message can be changed and sent.
func draftOf(v casework.RequestView, messageID string) string {
	for _, m := range v.Messages {
		if m.Message.ID == messageID && m.Letter != nil && len(m.Mails) == 1 {
			query := url.Values{"kind": {string(m.Letter.Kind)}, "language": {m.Letter.Language}, "draft": {messageID}}
			return requestPath(v.Request.ID) + "/letter?" + query.Encode()
		}
	}
	return requestPath(v.Request.ID)
}

// sendAgain sends the letter of a message once more.
func (p *Pages) sendAgain(c *gin.Context) {
	v, ok := p.newSent(c)
	if !ok {
		return
	}
	again := casework.AgainInput{To: v.Form.Value("to"), OverrideBounce: v.Form.Value("override_bounce") == "1"}
	_, err := p.Service.SendAgain(c.Request.Context(), actor(c), v.Request.ID, v.Item.Message.ID, again, v.version())
	if err != nil {
		p.answerForm(c, "sent", v, &v.requestForm, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "sent.resend_done"})
	redirect(c, requestPath(v.Request.ID)+"#conversation")
}
