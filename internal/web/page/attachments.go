package page

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// attachmentLine is a file that came with a mail, in words.
type attachmentLine struct {
	casework.Attachment
	Text   string     // type and size
	On     civil.Date // of the mail
	Number int        // of the mail in the conversation
	Href   string     // to which the button that adds it posts; "" where nothing can be added
}

// attachmentLines words attachments; those that cannot be added have no button.
func (w words) attachmentLines(messages []dsar.Message, found []casework.Attachment, mayAdd bool) []attachmentLine {
	lines := make([]attachmentLine, 0, len(found))
	for _, a := range found {
		at := slices.IndexFunc(messages, func(m dsar.Message) bool { return m.ID == a.MessageID })
		if at < 0 {
			continue
		}
		m := messages[at]
		line := attachmentLine{Attachment: a, Text: a.MediaType + ", " + w.bytes(a.Size), On: m.On, Number: at + 1}
		if mayAdd {
			line.Href = attachmentPath(m, a)
		}
		lines = append(lines, line)
	}
	return lines
}

func attachmentPath(m dsar.Message, a casework.Attachment) string {
	return requestPath(m.RequestID) + "/messages/" + m.ID + "/attachments/" + strconv.Itoa(a.Number)
}

// attach puts the attachments below their messages.
func (t *thread) attach(lines []attachmentLine) {
	for item := range t.items() {
		for _, l := range lines {
			if l.MessageID == item.Message.ID {
				item.Attached = append(item.Attached, l)
			}
		}
	}
}

func messagesOf(v casework.RequestView) []dsar.Message {
	messages := make([]dsar.Message, 0, len(v.Messages))
	for _, m := range v.Messages {
		messages = append(messages, m.Message)
	}
	return messages
}

// attachmentsTo reads what came with the mails of a request.
func (p *Pages) attachmentsTo(c *gin.Context, v casework.RequestView) ([]attachmentLine, error) {
	messages := messagesOf(v)
	found, err := p.Service.Attachments(c.Request.Context(), actor(c), messages)
	if err != nil {
		return nil, err
	}
	return p.words(c).attachmentLines(messages, found, actor(c).Role.CanWrite() && p.Service.Files != nil), nil
}

// addAttachment adds an attachment to the data received.
func (p *Pages) addAttachment(c *gin.Context) {
	_, err := p.Service.AddAttachment(c.Request.Context(), actor(c), c.Param("message"), atoi(c.Param("number")))
	if err != nil {
		p.failData(c, newForm(), err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "data.attached_added"})
	c.Redirect(http.StatusSeeOther, dataPath(c.Param("id"))+"#reading")
}
