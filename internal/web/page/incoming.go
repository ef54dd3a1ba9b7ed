package page

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// incomingView lists incoming mail: what waits for a decision or, by the address, what
// was set aside or filed.
type incomingView struct {
	Layout
	Show    string // "", "refused" or "assigned"
	Items   []casework.IncomingView
	Zone    string
	NextURL string
}

func (p *Pages) showIncoming(c *gin.Context) {
	v := &incomingView{Layout: Layout{Section: "incoming"}, Show: c.Query("show"), Zone: actor(c).TimeZone}
	var states []dsar.IncomingState
	if v.Show != "" {
		states = []dsar.IncomingState{dsar.IncomingState(v.Show)}
	}
	page, err := p.Service.IncomingMails(c.Request.Context(), actor(c), states, c.Query("after"))
	if err != nil {
		p.fail(c, err)
		return
	}
	v.Items = page.Items
	if page.NextCursor != "" {
		v.NextURL = address("/incoming", "show", v.Show, "after", page.NextCursor)
	}
	p.render(c, http.StatusOK, "incoming", v)
}

// CanDecide reports whether the reader may say where a mail belongs.
func (v *incomingView) CanDecide() bool { return v.Account.User.Role.CanWrite() }

// Decides reports whether the reader can say something about a mail in this state.
func (v *incomingView) Decides(m dsar.Incoming) bool { return v.CanDecide() && waits(m) }

func waits(m dsar.Incoming) bool {
	return m.State == dsar.IncomingWaiting || m.State == dsar.IncomingFailed
}

// originalIncoming hands out a mail as it came, never shown under this address.
func (p *Pages) originalIncoming(c *gin.Context) {
	raw, err := p.Service.IncomingRaw(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		p.fail(c, err)
		return
	}
	download(c, "mail.eml", raw)
}

// decideIncoming carries out what a person says of one mail.
func (p *Pages) decideIncoming(c *gin.Context) {
	ctx, a, id := c.Request.Context(), actor(c), c.Param("id")
	version, err := strconv.Atoi(c.PostForm("version"))
	if err != nil {
		version = casework.AnyVersion
	}
	done := Notice{Tone: "ok", Key: "incoming.done.filed", Undo: "/incoming/" + id}
	switch c.PostForm("do") {
	case "refuse":
		done, err = Notice{Tone: "ok", Key: "incoming.done.refused"}, p.Service.RefuseIncoming(ctx, a, id, version)
	case "restore":
		done, err = Notice{Tone: "ok", Key: "incoming.done.restored"}, p.Service.RestoreIncoming(ctx, a, id, version)
	case "undo":
		done, err = Notice{Tone: "ok", Key: "incoming.done.undone"}, p.Service.UndoIncoming(ctx, a, id, version)
	default:
		err = p.Service.AssignIncoming(ctx, a, id, casework.Assignment{
			RequestID: c.PostForm("request"), Reference: c.PostForm("reference"), Correspondence: c.PostForm("as") == "correspondence",
		}, version)
	}
	if dsar.CodeOf(err) == dsar.CodeInvalid {
		p.flash(c, Notice{Tone: "judge", Key: "error.incoming.request"})
		redirect(c, "/incoming/"+id)
		return
	}
	if err != nil {
		p.fail(c, err)
		return
	}
	p.flash(c, done)
	redirect(c, "/incoming#next")
}
