package page

import (
	"errors"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// propose puts beside the messages the events that they tell of.
func (p *Pages) propose(c *gin.Context, v casework.RequestView, t *thread) error {
	found, err := p.Service.EventProposals(c.Request.Context(), actor(c), v)
	if err != nil {
		return err
	}
	for item := range t.items() {
		for _, one := range found {
			if one.MessageID == item.Message.ID {
				item.Proposed = append(item.Proposed, one)
			}
		}
	}
	return nil
}

// decideProposal records an event that a message tells of, or dismisses it.
func (p *Pages) decideProposal(c *gin.Context) {
	id, message, kind := c.Param("id"), c.Param("message"), dsar.EventKind(c.PostForm("kind"))
	done := Notice{Tone: "ok", Key: "proposal.recorded"}
	err := p.carryOutProposal(c, id, message, kind)
	var refused *dsar.Error
	if errors.As(err, &refused) && refused.Code == dsar.CodeInvalid && len(refused.Problems) > 0 {
		done = Notice{Tone: "judge", Key: refused.Problems[0].Key, Args: refused.Problems[0].Args}
		err = nil
	}
	if err != nil {
		p.fail(c, err)
		return
	}
	switch {
	case done.Tone != "ok":
	case c.PostForm("do") == "dismiss":
		done.Key, done.Undo = "proposal.dismissed", requestPath(id)+"/messages/"+message+"/proposals?kind="+string(kind)
	case c.PostForm("do") == "undo":
		done.Key = "proposal.again"
	}
	p.flash(c, done)
	redirect(c, requestPath(id)+"#conversation")
}

func (p *Pages) carryOutProposal(c *gin.Context, id, message string, kind dsar.EventKind) error {
	ctx, a := c.Request.Context(), actor(c)
	switch c.PostForm("do") {
	case "dismiss":
		return p.Service.DismissProposal(ctx, a, id, message, kind, true)
	case "undo":
		return p.Service.DismissProposal(ctx, a, id, message, dsar.EventKind(c.Query("kind")), false)
	}
	in := casework.Confirmation{MessageID: message, Kind: kind, Instead: c.PostForm("instead") == "1"}
	form := Form{Values: c.Request.PostForm}
	on, err1 := typedDay(form, "date")
	until, err2 := typedDay(form, "until")
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	in.On, in.Until = on, until
	if kind == dsar.EventExtensionNotice {
		given := c.PostForm("reasons") == "1"
		in.ReasonsGiven = &given
	}
	_, err := p.Service.ConfirmProposal(ctx, a, id, in, casework.AnyVersion)
	return err
}
