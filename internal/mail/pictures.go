package mail

import (
	"encoding/base64"
	"html"
	"regexp"
	"slices"
	"strings"
)

var shownPicture = regexp.MustCompile(`<img src="cid:([^"]*)"`)

// drawn are the kinds of picture that are put into the HTML: those that cannot hold a
// program. SVG can.
var drawn = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// DisplayWithPictures is [Parsed.Display] with the pictures of the mail itself in it, so
// that nothing is fetched, not even from us. Pictures of other kinds, and those beyond
// most bytes together, are left as they are, which shows their alternative text.
func (p *Parsed) DisplayWithPictures(most int64) string {
	return shownPicture.ReplaceAllStringFunc(p.Display, func(tag string) string {
		id := cleanID(html.UnescapeString(shownPicture.FindStringSubmatch(tag)[1]))
		i := slices.IndexFunc(p.Attachments, func(a Attachment) bool { return a.ContentID == id })
		if id == "" || i < 0 || p.Attachments[i].Size > most || !slices.Contains(drawn, p.Attachments[i].Sniffed) {
			return tag
		}
		most -= p.Attachments[i].Size
		return `<img src="data:` + p.Attachments[i].Sniffed + `;base64,` + base64.StdEncoding.EncodeToString(p.Attachments[i].Bytes()) + `"`
	})
}

// Flaws are the kinds of defect that the mail has, each once, in the order in which they
// were found.
func (p *Parsed) Flaws() []Flaw {
	var flaws []Flaw
	for _, d := range p.Defects {
		if !slices.Contains(flaws, d.Flaw) {
			flaws = append(flaws, d.Flaw)
		}
	}
	return flaws
}

// HasHTML reports whether the mail has HTML with something to show.
func (p *Parsed) HasHTML() bool { return strings.TrimSpace(p.Display) != "" }
