package page

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
)

// sendTestMail sends one mail to the reader at once and shows what the mail server
// said, in the page: the answer is the point of the test.
func (p *Pages) sendTestMail(c *gin.Context) {
	answer, err := p.Service.SendTestMail(c.Request.Context(), actor(c))
	var refused *dsar.Error
	switch {
	case err == nil:
		p.renderSettings(c, http.StatusOK, &settingsView{TestAnswer: answer})
	case errors.As(err, &refused) && refused.Code == dsar.CodeUnavailable:
		text, _ := p.Catalog.Error(languageOf(c), refused)
		p.renderSettings(c, http.StatusOK, &settingsView{TestProblem: text})
	default:
		p.fail(c, err)
	}
}
