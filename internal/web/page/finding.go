package page

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/restriction"
)

// findingView is the page of one finding: why it is set aside, or what it is instead.
type findingView struct {
	requestForm
	Note     note
	Reasons  []choice
	Chapters []kindOptions
}

// kindOptions are the kinds of a chapter, as options of a select.
type kindOptions struct {
	Name  string
	Kinds []option
}

// Things that the form about a finding can do besides a status.
const (
	doKind   = "kind"
	doRemove = "remove"
)

// showFinding shows one finding with everything that can be said about it.
func (p *Pages) showFinding(c *gin.Context) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return
	}
	v, ok := p.newFinding(c, f)
	if !ok {
		return
	}
	p.render(c, http.StatusOK, "finding", v)
}

func (p *Pages) newFinding(c *gin.Context, f requestForm) (*findingView, bool) {
	w := p.words(c)
	at := slices.IndexFunc(f.Findings, func(found casework.FindingView) bool { return found.Finding.ID == c.Param("finding") })
	if at < 0 {
		p.fail(c, dsar.NotFound("finding"))
		return nil, false
	}
	found := f.Findings[at]
	v := &findingView{requestForm: f, Note: w.noteOf(f.RequestView, found, lettersOf(f.RequestView)[found.Finding.ID], newOnlooker(c))}
	for _, reason := range dsar.DismissReasons() {
		v.Reasons = append(v.Reasons, choice{string(reason), w.t("finding.reasons." + string(reason)), ""})
	}
	v.Chapters = p.kindOptions(w, found.Kind, v.Form.Value("kind"))
	return v, true
}

// kindOptions are all the kinds by chapter, but the one that a finding has already.
func (p *Pages) kindOptions(w words, except restriction.Kind, chosen string) []kindOptions {
	var list []kindOptions
	for _, g := range p.Service.Detector.Groups() {
		chapter := kindOptions{Name: g.Name(w.lang)}
		for _, k := range g.Kinds {
			if k.Key != except.Key {
				chapter.Kinds = append(chapter.Kinds, option{Value: k.Key, Label: w.kindName(k), Selected: k.Key == chosen})
			}
		}
		list = append(list, chapter)
	}
	return list
}

// reviewFinding takes what a person says about a finding and goes back to its note, or
// on to the next one.
func (p *Pages) reviewFinding(c *gin.Context) {
	if err := c.Request.ParseForm(); err != nil {
		p.fail(c, badForm(err))
		return
	}
	form := Form{Values: c.Request.PostForm, Posted: true}
	done, err := p.sayOfFinding(c, form)
	switch code := dsar.CodeOf(err); {
	case code == dsar.CodeStale || code == dsar.CodeNotFound && form.Value("do") == doRemove: // nothing was typed that could be lost
		p.flash(c, Notice{Tone: "judge", Key: "finding.stale"})
	case code == dsar.CodeInvalid:
		p.showFindingAgain(c, err)
		return
	case err != nil:
		p.fail(c, err)
		return
	default:
		p.flash(c, Notice{Tone: "ok", Key: done})
	}
	redirect(c, p.afterFinding(c, form))
}

// sayOfFinding carries the form out and returns what to tell the reader.
func (p *Pages) sayOfFinding(c *gin.Context, f Form) (done string, err error) {
	ctx, a, id, version := c.Request.Context(), actor(c), c.Param("finding"), atoi(f.Value(fieldVersion))
	if f.Value("do") == doRemove {
		return "finding.done.removed", p.Service.RemoveFinding(ctx, a, id, version)
	}
	in := casework.FindingReview{Status: dsar.FindingStatus(f.Value("status")), Answer: dsar.Answer(f.Value("answer"))}
	done = "finding.done." + string(in.Status)
	switch {
	case f.Value("do") == doKind:
		in = casework.FindingReview{Kind: f.Value("kind"), Note: f.Value("note")}
		done = "finding.done.kind"
		if in.Kind == "" {
			return "", dsar.Invalid("kind", "error.finding.kind_missing", nil)
		}
	case in.Answer != "":
		in.Status = ""
		done = "finding.done.answer"
	case in.Status == dsar.FindingDismissed:
		in.Reason, in.Note = dsar.DismissReason(f.Value("reason")), f.Value("note")
	}
	_, err = p.Service.JudgeFinding(ctx, a, id, in, version)
	return done, err
}

// showFindingAgain shows the page of the finding with what is wrong with the form.
func (p *Pages) showFindingAgain(c *gin.Context, refused error) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return
	}
	v, ok := p.newFinding(c, f)
	if !ok {
		return
	}
	p.answerForm(c, "finding", v, &v.requestForm, refused)
}

// afterFinding is where the reader goes on: to the note of the finding, or to the next
// one that waits to be judged.
func (p *Pages) afterFinding(c *gin.Context, f Form) string {
	page, anchor := requestPath(c.Param("id")), f.Value("anchor")
	if f.Value("then") == "data" {
		return dataPath(c.Param("id")) + "#h-struck"
	}
	if f.Value("then") == "next" {
		anchor = p.nextOpen(c, anchor)
		if anchor == "" {
			return page + "#h-now"
		}
	}
	if anchor == "" || len(anchor) >= 8 || strings.Trim(anchor, "abcdefghijklmnopqrstuvwxyz") != "" {
		return page
	}
	return page + "#n-" + anchor
}

// nextOpen is the letter of the next finding that waits to be judged, beginning again
// after the last one; "" if none does.
func (p *Pages) nextOpen(c *gin.Context, after string) string {
	v, err := p.Service.Request(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		return after
	}
	waiting := map[string]bool{}
	keys := lettersOf(v)
	for _, f := range v.Findings {
		if open(f) {
			waiting[keys[f.Finding.ID]] = true
		}
	}
	first, passed := "", false
	for n := range len(keys) {
		key := letterKey(n)
		if waiting[key] && passed {
			return key
		}
		if waiting[key] && first == "" {
			first = key
		}
		passed = passed || key == after
	}
	return first
}

// onlooker is who reads the page.
type onlooker struct {
	id  string
	day dayOf // their day of an instant
}

func newOnlooker(c *gin.Context) onlooker { return onlooker{actor(c).UserID, readerDay(c)} }

// said is what a person did about a finding, and when: "by you, 3 May 2026".
func (w words) said(by string, at time.Time, me onlooker) string {
	on := i18n.FormatDate(w.lang, me.day(at), i18n.Medium)
	if by == me.id {
		return w.t("finding.by_you", "On", on)
	}
	return w.t("finding.by_other", "On", on)
}

// question is what decides a finding, for its note.
type question struct {
	Text        string
	IfYes, IfNo restriction.Verdict
	Answer      dsar.Answer
	Said        string // who answered and when
	Changed     bool   // the answer gave another verdict than was found
	Found       string
	Open        bool // the first thing to be done
}

func (w words) questionOf(f casework.FindingView, me onlooker) *question {
	if f.Asked == nil {
		return nil
	}
	q := &question{
		Text: i18n.Typeset(w.lang, f.Asked.Text(w.lang)), IfYes: f.Asked.IfYes, IfNo: f.Asked.IfNo, Answer: f.Finding.Answer,
		Changed: f.Finding.Verdict != f.Finding.Found, Found: f.Finding.Found,
		Open: f.Finding.Answer == "" && f.Finding.Found == "judge" && f.Finding.Status == dsar.FindingSuspected,
	}
	if q.Answer != "" {
		q.Said = w.said(f.Finding.AnsweredBy, f.Finding.AnsweredAt, me)
	}
	return q
}
