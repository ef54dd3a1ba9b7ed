package page

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// checklistView is the list of what an answer to a request for access has to contain.
type checklistView struct {
	requestForm
	Refusal  casework.ChecklistRefusal
	Lines    []checklistLine
	Said     int
	Lacking  int // items that are missing or were given in part
	Findings bool
}

// checklistLine is an item with its choices.
type checklistLine struct {
	Key, Field  string
	Answer      string
	Note        string
	Choices     []choice
	Suggestions []checklistHint
	Form        Form
}

// Ticked reports whether the answer is chosen.
func (l checklistLine) Ticked(value string) bool { return l.Answer == value }

// Error returns what is wrong with the answer, NoteError with the note.
func (l checklistLine) Error() string { return l.Form.Error(l.Field) }

// NoteError: see Error.
func (l checklistLine) NoteError() string { return l.Form.Error(l.Field + ".note") }

// checklistHint is what a message says of an item.
type checklistHint struct {
	Answer, Quote, Lang string
	On                  civil.Date
	Number              int // of the message in the conversation
}

// lackingLine is an item that an answer does not contain, or not whole, in words.
type lackingLine struct{ Item, Answer string }

func (w words) lackingOf(f dsar.Finding) []lackingLine {
	var list []lackingLine
	for _, i := range f.Lacking() {
		list = append(list, lackingLine{w.t("checklist.item." + string(i.Key)), w.t("checklist.answer." + string(i.Answer))})
	}
	return list
}

func (p *Pages) showChecklist(c *gin.Context) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return
	}
	v, ok := p.newChecklist(c, f)
	if !ok {
		return
	}
	p.render(c, http.StatusOK, "checklist", v)
}

func (p *Pages) newChecklist(c *gin.Context, f requestForm) (*checklistView, bool) {
	list, err := p.Service.Checklist(c.Request.Context(), actor(c), f.Request.ID)
	if err != nil {
		p.fail(c, err)
		return nil, false
	}
	w := p.words(c)
	v := &checklistView{requestForm: f, Refusal: list.Refusal, Said: list.Said}
	for _, l := range list.Lines {
		v.Lines = append(v.Lines, w.checklistLine(f, l))
		if l.Answer == dsar.ItemMissing || l.Answer == dsar.ItemPartly || l.Answer == dsar.ItemCategoriesOnly {
			v.Lacking++
		}
	}
	for _, found := range f.Findings {
		v.Findings = v.Findings || found.Finding.Source == dsar.SourceChecklist && open(found)
	}
	return v, true
}

func (w words) checklistLine(f requestForm, l casework.ChecklistLine) checklistLine {
	line := checklistLine{Key: string(l.Key), Field: "items." + string(l.Key), Answer: string(l.Answer), Note: l.Note, Form: f.Form}
	if f.Form.Posted {
		line.Answer, line.Note = f.Form.Value(line.Field), f.Form.Value(line.Field+".note")
	}
	for _, a := range append(dsar.ChecklistAnswers(l.Key), "") {
		key := "checklist.answer." + string(a)
		if a == "" {
			key = "checklist.answer.none"
		}
		line.Choices = append(line.Choices, choice{Value: string(a), Label: w.t(key)})
	}
	for _, s := range l.Suggestions {
		hint := checklistHint{Answer: w.t("checklist.answer." + string(s.Answer)), Quote: s.Quote, On: s.On}
		for i, m := range f.Messages {
			if m.Message.ID == s.MessageID {
				hint.Number, hint.Lang = i+1, m.Message.Language
			}
		}
		line.Suggestions = append(line.Suggestions, hint)
	}
	return line
}

// saveChecklist keeps what the form says of every item.
func (p *Pages) saveChecklist(c *gin.Context) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return
	}
	var in casework.ChecklistInput
	for _, key := range dsar.ChecklistKeys() {
		field := "items." + string(key)
		if !f.Form.Values.Has(field) && !f.Form.Values.Has(field+".note") {
			continue
		}
		in.Items = append(in.Items, casework.ChecklistInputItem{
			Key: key, Answer: dsar.ChecklistAnswer(f.Form.Value(field)), Note: f.Form.Value(field + ".note"),
		})
	}
	if _, err := p.Service.SaveChecklist(c.Request.Context(), actor(c), f.Request.ID, in, f.version()); err != nil {
		v, ok := p.newChecklist(c, f)
		if !ok {
			return
		}
		p.answerForm(c, "checklist", v, &v.requestForm, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "checklist.saved"})
	redirect(c, requestPath(f.Request.ID)+"/checklist")
}
