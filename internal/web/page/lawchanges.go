package page

import (
	"html/template"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// lawChangesView lists the open requests to which the rules of this release give other
// dates.
type lawChangesView struct {
	Layout
	Moves []lawMoveRow
	More  string // address of the next page, "" on the last
}

// lawMoveRow is one of them.
type lawMoveRow struct {
	lawMoveView
	ID, Reference string
	Who, Matter   string
	Version       int
}

// lawMoveView is what would move, in words.
type lawMoveView struct {
	Dates   []movedRow
	Files   string // what changed
	Problem bool   // nothing can be computed under these rules
}

// movedRow is one date with its old and its new day, as the page writes them.
type movedRow struct {
	What     string
	Old, New template.HTML
}

func (p *Pages) showLawChanges(c *gin.Context) {
	page, err := p.Service.LawMoves(c.Request.Context(), actor(c), c.Query("cursor"))
	if err != nil {
		p.fail(c, err)
		return
	}
	w := p.words(c)
	v := &lawChangesView{Layout: Layout{Section: "law"}}
	for _, move := range page.Items {
		r := move.Request
		v.Moves = append(v.Moves, lawMoveRow{
			lawMoveView: p.lawMoveView(w, move), ID: r.ID, Reference: r.Reference, Version: r.Version, Who: move.ControllerName,
			Matter: move.SubjectName + ". " + p.rightsText(w.lang, r.Rights) + " · " + p.Law.Name(r.Regime, w.lang),
		})
	}
	if page.NextCursor != "" {
		v.More = "/law/changes?cursor=" + template.URLQueryEscaper(page.NextCursor)
	}
	p.render(c, http.StatusOK, "law-changes", v)
}

// acceptLawChanges moves the dates of every request of the list.
func (p *Pages) acceptLawChanges(c *gin.Context) {
	n, err := p.Service.AcceptAllLaw(c.Request.Context(), actor(c))
	if err != nil {
		p.fail(c, err)
		return
	}
	p.tellMoved(c, n)
	redirect(c, "/law/changes")
}

// acceptLawChange moves the dates of one request and goes back to where it was asked
// for.
func (p *Pages) acceptLawChange(c *gin.Context) {
	id := c.Param("id")
	_, err := p.Service.AcceptLaw(c.Request.Context(), actor(c), id, casework.AnyVersion)
	switch {
	case dsar.CodeOf(err) == dsar.CodeConflict: // somebody was faster, or the rules are the old ones again
		p.tellMoved(c, 0)
	case err != nil:
		p.fail(c, err)
		return
	default:
		p.tellMoved(c, 1)
	}
	if c.PostForm("back") == "list" {
		redirect(c, "/law/changes")
		return
	}
	redirect(c, requestPath(id))
}

func (p *Pages) tellMoved(c *gin.Context, n int) {
	if n == 0 {
		p.flash(c, Notice{Key: "lawchanges.nothing"})
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "lawchanges.done", Args: map[string]any{"Count": n}})
}

func (p *Pages) lawMoveView(w words, move casework.LawMove) lawMoveView {
	return lawMoveView{
		Dates: p.movedRows(w, move.Moved), Files: p.changedFiles(w, move.Files), Problem: move.Problem != nil,
	}
}

func (p *Pages) movedRows(w words, moved []dsar.MovedDate) []movedRow {
	rows := make([]movedRow, 0, len(moved))
	for _, m := range moved {
		rows = append(rows, movedRow{
			What: p.movedName(w, m.Date),
			Old:  w.dayOrNone(m.Old), New: w.dayOrNone(m.New),
		})
	}
	return rows
}

// movedName is what a date of a request is called; a clock is named with its law.
func (p *Pages) movedName(w words, date dsar.DateName) string {
	regime, id, ofComplaint, isClock := date.Clock()
	if !isClock {
		return w.t("lawchanges.date." + string(date))
	}
	name := law.Clock{ID: id}.Name(w.lang)
	if ofComplaint {
		name = law.AuthorityClockName(id, w.lang)
	}
	return w.t("lawchanges.clock", "Name", i18n.Typeset(w.lang, upperFirst(name)), "Law", p.Law.Name(regime, w.lang))
}

func (w words) dayOrNone(d civil.Date) template.HTML {
	if d.IsZero() {
		return template.HTML(template.HTMLEscapeString(w.t("lawchanges.no_day"))) //nolint:gosec // escaped
	}
	return timeElement(w.lang, d, i18n.Long)
}

// changedFiles says in words which files of the law changed; "" for none.
func (p *Pages) changedFiles(w words, files []string) string {
	var list []string
	for _, file := range files {
		folder, id, _ := strings.Cut(file, "/")
		name := p.Law.Name(id, w.lang)
		if folder == "holidays" {
			name = p.regionName(w.lang, id)
		}
		list = append(list, w.t("lawchanges.file_"+folder, "Name", name))
	}
	return i18n.Join(w.lang, list)
}

// movedText tells the history of a request which dates moved, and why.
func (p *Pages) movedText(w words, e dsar.Event) []string {
	if e.Kind != dsar.EventLawChanged {
		return nil
	}
	var lines []string
	for _, m := range e.Details.Moved {
		lines = append(lines, w.t("lawchanges.moved", "Date", p.movedName(w, m.Date), "Old", w.wordOrNone(m.Old), "New", w.wordOrNone(m.New)))
	}
	if files := p.changedFiles(w, e.Details.Files); files != "" {
		lines = append(lines, w.t("history.because", "Files", files))
	}
	return lines
}

func (w words) wordOrNone(d civil.Date) string {
	if d.IsZero() {
		return w.t("lawchanges.no_day")
	}
	return unbroken(i18n.FormatDate(w.lang, d, i18n.Medium))
}
