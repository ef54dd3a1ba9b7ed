package page

import (
	"encoding/xml"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/i18n"
)

// atomType is the media type of a feed of what happened (RFC 4287).
const atomType = "application/atom+xml; charset=utf-8"

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// feedAtom lists what was recorded last. An event never changes, so that its entry has
// the id and the time of the event for ever.
func (p *Pages) feedAtom(c *gin.Context, f casework.OpenFeed) ([]byte, error) {
	list, err := p.Service.FeedHappenings(c.Request.Context(), f)
	if err != nil {
		return nil, err
	}
	lang, updated := f.Account.User.Settings.Language, f.CreatedAt
	feed := atomFeed{
		Lang: lang, ID: "urn:uuid:" + f.ID, Title: p.Catalog.T(lang, "feed.events", nil), Author: atomAuthor{"Recourse"},
		Links: []atomLink{{Rel: "alternate", Href: p.Service.BaseURL + "/"}},
	}
	for _, h := range list {
		if h.RecordedAt.After(updated) {
			updated = h.RecordedAt
		}
		feed.Entries = append(feed.Entries, p.atomEntry(lang, f.WithNames, h))
	}
	feed.Updated = updated.UTC().Format(time.RFC3339)
	text, err := xml.MarshalIndent(feed, "", " ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

func (p *Pages) atomEntry(lang string, names bool, h casework.Happening) atomEntry {
	who, summary := h.Reference, ""
	if names {
		who, summary = h.ControllerName, h.Reference+", "+h.SubjectName+"\n"
	}
	on := i18n.FormatDate(lang, h.On, i18n.Long)
	return atomEntry{
		ID: "urn:uuid:" + h.ID, Updated: h.RecordedAt.UTC().Format(time.RFC3339),
		Title:   i18n.Typeset(lang, who+": "+p.Catalog.T(lang, "event."+string(h.Kind), nil)),
		Summary: i18n.Typeset(lang, summary+on), Link: atomLink{Rel: "alternate", Href: p.Service.BaseURL + requestPath(h.RequestID)},
	}
}
