package page

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/quotation"
)

// incomingMailView is one incoming mail, with what a person needs to decide about it.
type incomingMailView struct {
	Layout
	Mail  casework.IncomingContent
	Facts *mailNote
	Parts []part
	Files []attachmentLine
	Zone  string
	Query string                    // what another request is searched for by
	Found []casework.RequestSummary // by it
}

// CanDecide reports whether the reader may say where the mail belongs.
func (v *incomingMailView) CanDecide() bool { return v.Account.User.Role.CanWrite() }

// Decides reports whether there is something to decide.
func (v *incomingMailView) Decides() bool { return v.CanDecide() && waits(v.Mail.Mail) }

// CanUndo reports whether the reader may take back that it was filed.
func (v *incomingMailView) CanUndo() bool {
	return v.CanDecide() && v.Mail.Mail.State == dsar.IncomingAssigned && v.Mail.Request != nil
}

func (p *Pages) showIncomingMail(c *gin.Context) {
	content, err := p.Service.IncomingMail(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		p.fail(c, err)
		return
	}
	w, path := p.words(c), "/incoming/"+content.Mail.ID
	v := &incomingMailView{
		Layout: Layout{Section: "incoming"}, Mail: content, Zone: actor(c).TimeZone, Query: strings.TrimSpace(c.Query("q")),
		Facts: w.mailNote(content.Facts, path+"/html"),
		Parts: partsOf(layOutFolded(content.Text, nil, foldable(quotation.Besides(content.Text)))),
	}
	for _, f := range content.Files {
		v.Files = append(v.Files, attachmentLine{Attachment: f, Text: f.MediaType + ", " + w.bytes(f.Size)})
	}
	if v.Query != "" && actor(c).Role.CanWrite() && waits(content.Mail) {
		found, err := p.Service.Requests(c.Request.Context(), actor(c), casework.RequestQuery{Q: v.Query, Limit: 10})
		if err != nil {
			p.fail(c, err)
			return
		}
		v.Found = found.Items
	}
	p.render(c, http.StatusOK, "incoming-mail", v)
}

// incomingHTML shows the HTML of an incoming mail in a frame.
func (p *Pages) incomingHTML(c *gin.Context) {
	display, err := p.Service.IncomingHTML(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		p.fail(c, err)
		return
	}
	showFrame(c, display)
}

// incomingFile hands out an attachment of an incoming mail.
func (p *Pages) incomingFile(c *gin.Context) {
	name, content, err := p.Service.IncomingFile(c.Request.Context(), actor(c), c.Param("id"), atoi(c.Param("number")))
	if err != nil {
		p.fail(c, err)
		return
	}
	download(c, name, content)
}

// waitingMails counts the incoming mails that wait for a decision. Like the number of
// matters that wait, it is a convenience, and the page is not.
func (p *Pages) waitingMails(c *gin.Context) int {
	n, err := p.Service.WaitingMails(c.Request.Context(), actor(c))
	if err != nil && c.Request.Context().Err() == nil {
		p.Log.ErrorContext(c.Request.Context(), "count incoming mail", "err", err)
	}
	return n
}
