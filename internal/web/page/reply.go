package page

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// replyView is the form that takes a message in: pasted, or as a file.
type replyView struct {
	requestForm
	Kinds     []choice
	Megabytes int
}

// Kinds of message that the form takes.
const (
	messageReply = "reply"          // a substantive answer
	messageIn    = "correspondence" // anything else from them
	messageOut   = "ours"           // what we wrote outside this program
)

func (p *Pages) showReply(c *gin.Context) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return
	}
	p.render(c, http.StatusOK, "reply", p.newReply(c, f))
}

func (p *Pages) newReply(c *gin.Context, f requestForm) *replyView {
	w := p.words(c)
	v := &replyView{requestForm: f, Megabytes: casework.MaxMessageBytes >> 20}
	for _, kind := range []string{messageReply, messageIn, messageOut} {
		v.Kinds = append(v.Kinds, choice{kind, w.t("reply.kind." + kind), w.t("reply.kind." + kind + "_hint")})
	}
	return v
}

// addMessage stores the message and shows it with what was found in it.
func (p *Pages) addMessage(c *gin.Context) {
	if err := c.Request.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		p.fail(c, badForm(err))
		return
	}
	f, ok := p.newRequestForm(c)
	if !ok {
		return
	}
	v := p.newReply(c, f)
	in, err := messageInput(c, v.Form)
	if err == nil {
		_, err = p.Service.AddMessage(c.Request.Context(), actor(c), v.Request.ID, in, v.messageVersion(in))
	}
	if err != nil {
		p.answerForm(c, "reply", v, &v.requestForm, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "reply.done." + v.Form.Value("kind")})
	redirect(c, requestPath(v.Request.ID)+"#conversation")
}

// messageVersion is the version to insist on. A chosen file cannot be kept in a form
// that is shown again, and adding it overwrites nothing; so it always goes in.
func (v *replyView) messageVersion(in casework.MessageInput) int {
	if in.FileName != "" {
		return casework.AnyVersion
	}
	return v.version()
}

func messageInput(c *gin.Context, f Form) (casework.MessageInput, error) {
	on, err := parseDay(f.Value("date"))
	if err != nil {
		return casework.MessageInput{}, badDay("date", f.Value("date"))
	}
	in := casework.MessageInput{
		Direction: dsar.DirectionIn, On: on, Text: f.Value("text"), NotReply: f.Value("kind") == messageIn,
	}
	if f.Value("kind") == messageOut {
		in.Direction = dsar.DirectionOut
	}
	header, err := c.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return in, nil
	}
	if err != nil {
		return in, badForm(err)
	}
	in.FileName = header.Filename
	in.Raw, err = readUpload(header)
	return in, err
}

// readUpload reads the file, one byte more than is allowed so that casework can
// tell that it is too large.
func readUpload(header *multipart.FileHeader) ([]byte, error) {
	file, err := header.Open()
	if err != nil {
		return nil, fmt.Errorf("open upload: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	raw, err := io.ReadAll(io.LimitReader(file, casework.MaxMessageBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	return raw, nil
}
