package page

import (
	"github.com/gin-gonic/gin"

	"recourse/internal/i18n"
)

// sourceLine is a source that a letter cites and nobody has read in the primary text. It
// stands beside the letter and never in it.
type sourceLine struct {
	Cite, Gist, Link string
}

// unverified lists such sources of a letter, in the reader's language.
func (p *Pages) unverified(c *gin.Context, regime, letter, lang string) ([]sourceLine, error) {
	reader := languageOf(c)
	found, err := p.Service.UnverifiedSources(regime, letter, lang)
	var lines []sourceLine
	for _, r := range found {
		lines = append(lines, sourceLine{Cite: r.Cite(reader), Gist: i18n.Typeset(reader, r.Gist.In(reader)), Link: r.Link})
	}
	return lines, err
}
