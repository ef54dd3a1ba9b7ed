package page

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// setupView is the page that makes the first account.
type setupView struct {
	Layout
	Form        Form
	MinPassword int
	Languages   []option
	Zones       []optionGroup
}

// showSetup shows the form for the first account, as long as there is none.
func (p *Pages) showSetup(c *gin.Context) {
	fresh, err := p.Service.NeedsSetup(c.Request.Context())
	if err != nil {
		p.fail(c, err)
		return
	}
	if !fresh {
		redirect(c, "/sign-in")
		return
	}
	p.renderSetup(c, http.StatusOK, newForm("language", languageOf(c)))
}

func (p *Pages) renderSetup(c *gin.Context, status int, f Form) {
	p.render(c, status, "setup", &setupView{
		Layout: Layout{Section: "setup"}, Form: f, MinPassword: casework.MinPassword,
		Languages: languageOptions(f.Value("language")), Zones: zoneOptions(f.Value("time_zone")),
	})
}

// setUp creates the first account and signs it in.
func (p *Pages) setUp(c *gin.Context) {
	f := postedForm(c, "name", "email", "language", "time_zone")
	password := c.PostForm("password")
	if password != c.PostForm("password_repeat") {
		f = p.formProblem(c, f, "password_repeat", "account.password_repeat.error", nil)
		p.renderSetup(c, http.StatusUnprocessableEntity, f)
		return
	}
	account, err := p.Service.Setup(c.Request.Context(), casework.NewAccount{
		Email: f.Value("email"), Name: f.Value("name"), Password: password,
		Language: f.Value("language"), TimeZone: f.Value("time_zone"), Unverified: true,
	})
	if dsar.CodeOf(err) == dsar.CodeConflict {
		redirect(c, "/sign-in?notice=exists")
		return
	}
	if err == nil {
		err = p.signIn(c, account)
	}
	if err != nil {
		p.failForm(c, f, err, p.renderSetup)
		return
	}
	if p.Service.MailConfigured() {
		// What fails here can be asked for again in the settings, which say so.
		if err := p.Service.AskVerification(c.Request.Context(), account.Actor(), "", ""); err != nil {
			p.Log.WarnContext(c.Request.Context(), "the address of the first account is not verified yet", "error", err)
		}
	}
	p.flash(c, Notice{Tone: "ok", Key: "account.setup.done"})
	redirect(c, "/")
}

// languageOptions are the languages of the pages, letterLanguageOptions those of letters.
func languageOptions(selected string) []option { return namedLanguages(dsar.Languages(), selected) }

func letterLanguageOptions(selected string) []option {
	return namedLanguages(dsar.LetterLanguages(), selected)
}

func namedLanguages(languages []string, selected string) []option {
	var list []option
	for _, lang := range languages {
		list = append(list, option{Value: lang, Label: upperFirst(languageName(lang)), Selected: lang == selected})
	}
	return list
}
