package page

import (
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
)

// lawAnswers are the questions to the person that can decide the law.
type lawAnswers struct {
	Open       bool // where they lived or work is given, or wrong
	Then, Work []optionGroup
	AtCode     string   // its code
	At         string   // where it decides whether the company addresses or watches people, "" if it does not
	Targeting  []choice // the answers to that
	Also       []choice // the proposed laws, to rely on beside the one chosen
	AlsoOpen   bool
}

// answerFields are the fields of these questions.
var answerFields = []string{"residence_then", "work", "targeting", "targeting_at", "also"}

func typedAnswers(f Form) dsar.LawAnswers {
	return dsar.LawAnswers{
		ResidenceThen: f.Value("residence_then"), Work: f.Value("work"), Targeting: dsar.Targeting(f.Value("targeting")),
	}
}

// answered stands for the answers in what the proposals were made for; it is "" where
// none was given.
func (v *newRequestView) answered() string {
	a := typedAnswers(v.Form)
	if a == (dsar.LawAnswers{}) {
		return ""
	}
	return "/" + strings.Join([]string{a.ResidenceThen, a.Work, string(a.Targeting)}, "/")
}

func (p *Pages) fillAnswers(lang string, v *newRequestView) {
	f, a := v.Form, &v.Answers
	a.Then, a.Work = residenceOptions(lang, f.Value("residence_then")), residenceOptions(lang, f.Value("work"))
	for _, name := range []string{"residence_then", "work"} {
		a.Open = a.Open || f.Value(name) != "" || f.Error(name) != ""
	}
	for _, answer := range dsar.Targetings() {
		key := "newrequest.targeting." + string(answer)
		if answer == dsar.TargetingUnknown {
			key = "newrequest.targeting.unknown"
		}
		a.Targeting = append(a.Targeting, choice{Value: string(answer), Label: p.Catalog.T(lang, key, nil)})
	}
	for _, l := range v.Laws {
		a.Also = append(a.Also, choice{Value: l.ID, Label: l.Name, Hint: l.Strength})
	}
	a.AlsoOpen = len(f.Values["also"]) > 0 || f.Error("also_regimes") != ""
}

// Chose reports whether the answer is the one given about addressing and watching.
func (v *newRequestView) Chose(answer string) bool { return v.Form.Value("targeting") == answer }

// refuseAnswers shows the form again where an answer is none that can be given. The
// proposals are then made without the answers.
func (p *Pages) refuseAnswers(c *gin.Context, v *newRequestView, err error) {
	if dsar.CodeOf(err) != dsar.CodeInvalid {
		p.fail(c, err)
		return
	}
	for _, name := range answerFields {
		v.Form.Values.Del(name)
	}
	p.refuseRequest(c, v, err)
}
