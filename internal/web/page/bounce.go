package page

import (
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// bounceLine is an e-mail address, with what is known of mail that came back from it.
type bounceLine struct {
	Address string
	On      civil.Date // the reader's day of the report, zero if none came back
	Words   string     // of the report, "" if it has none
}

// bounceLines are the addresses, those marked with their report.
func bounceLines(addresses []string, marked map[string]dsar.BouncedAddress, day dayOf) []bounceLine {
	var lines []bounceLine
	for _, address := range addresses {
		b := marked[strings.ToLower(address)]
		lines = append(lines, bounceLine{Address: address, On: day(b.At), Words: b.Words})
	}
	return lines
}

// bounceTo returns the mark on an address, nil if there is none.
func (p *Pages) bounceTo(c *gin.Context, address string) (*bounceLine, error) {
	marked, err := p.Service.BouncedAddresses(c.Request.Context(), actor(c), []string{address})
	if err != nil || len(marked) == 0 {
		return nil, err
	}
	return &bounceLines([]string{address}, marked, readerDay(c))[0], nil
}

// addressWorks takes the mark from an address of a company.
func (p *Pages) addressWorks(c *gin.Context) {
	if _, err := p.Service.AddressWorks(c.Request.Context(), actor(c), c.Param("id"), c.PostForm("address")); err != nil {
		p.fail(c, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "bounce.works_done"})
	redirect(c, "/controllers/"+c.Param("id"))
}

// bouncedNow is "what now" where the last letter came back: it needs another address or
// another way. What would be next without that comes below.
func (w words) bouncedNow(v casework.RequestView, mail bool) nowView {
	b, path := v.Bounce, requestPath(v.Request.ID)
	args := []any{"Address", b.Address, "On", w.spoken(b.On, v.ReaderDay), "Words", b.Words}
	n := nowView{Title: w.t("now.bounced.title"), Text: w.t("now.bounced.text", args...)}
	if b.Words == "" {
		n.Text = w.t("now.bounced.text_silent", args...)
	}
	n.Why = w.whyOf(v, "bounced", mail)
	if mail {
		n.Button = &link{Href: path + "/messages/" + b.MessageID + "/sent#again", Text: w.t("now.bounced.button")}
	}
	company := "/controllers/" + v.Controller.ID
	n.Others = []link{{company + "/edit", w.t("now.bounced.mend"), w.t("now.bounced.mend_note")}}
	if m := w.letterAgain(v); m != "" {
		n.Others = append(n.Others, link{m + "#st-take", w.t("now.bounced.other_way"), w.t("now.bounced.other_way_note")})
	}
	if isListed(v.Controller, b.Address) {
		n.Others = append(n.Others, link{company + "#contact", w.t("now.bounced.works"), w.t("now.bounced.works_note")})
	}
	// Where the request itself had arrived before, its time goes on.
	if to := hrefOf(v, v.Next.Action); to != "" && v.State.Status != dsar.StatusSent {
		n.Others = append(n.Others, link{to, w.t("now." + w.nowKey(v) + ".button"), ""})
	}
	n.Others = append(n.Others, w.othersOf(v)...)
	return n
}

// letterAgain is the page of the letter that came back.
func (w words) letterAgain(v casework.RequestView) string {
	for _, m := range v.Messages {
		if m.Message.ID == v.Bounce.MessageID && m.Letter != nil {
			return requestPath(v.Request.ID) + "/letter?kind=" + string(m.Letter.Kind) + "&language=" + m.Letter.Language
		}
	}
	return ""
}

func isListed(c dsar.Controller, address string) bool {
	for _, one := range c.Emails {
		if strings.EqualFold(one, address) {
			return true
		}
	}
	return false
}
