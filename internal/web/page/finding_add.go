package page

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/restriction"
)

// addFindingView is the form that adds a finding on a passage of a message.
type addFindingView struct {
	requestForm
	Message  dsar.Message
	Number   int // of the message in the conversation
	Chapters []kindOptions
	Text     []paragraph
}

func (p *Pages) showAddFinding(c *gin.Context) {
	v, ok := p.newAddFinding(c)
	if !ok {
		return
	}
	p.render(c, http.StatusOK, "finding-add", v)
}

func (p *Pages) newAddFinding(c *gin.Context) (*addFindingView, bool) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return nil, false
	}
	at := slices.IndexFunc(f.Messages, func(m casework.MessageView) bool { return m.Message.ID == c.Param("message") })
	if at < 0 {
		p.fail(c, dsar.NotFound("message"))
		return nil, false
	}
	v := &addFindingView{requestForm: f, Message: f.Messages[at].Message, Number: at + 1}
	v.Text = layOut(v.Message.Text, nil)
	v.Chapters = p.kindOptions(p.words(c), restriction.Kind{}, f.Form.Value("kind"))
	return v, true
}

// addFinding adds it and goes to its note.
func (p *Pages) addFinding(c *gin.Context) {
	v, ok := p.newAddFinding(c)
	if !ok {
		return
	}
	added, err := p.Service.AddFinding(c.Request.Context(), actor(c), v.Message.ID, casework.NewFinding{
		Kind: v.Form.Value("kind"), Passage: v.Form.Value("passage"),
	})
	if err != nil {
		p.answerForm(c, "finding-add", v, &v.requestForm, err)
		return
	}
	page := requestPath(v.Request.ID)
	if now, err := p.Service.Request(c.Request.Context(), actor(c), v.Request.ID); err == nil {
		page += "#n-" + lettersOf(now)[added.Finding.ID]
	}
	p.flash(c, Notice{Tone: "ok", Key: "finding.done.added_" + string(added.Finding.Status)})
	redirect(c, page)
}
