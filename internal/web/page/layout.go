package page

import (
	"encoding/json"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
)

// Layout is what every page shows around its own matter. A view embeds it; a
// handler sets Section and leaves the rest to render.
type Layout struct {
	Section  string            // entry of the navigation that is current: "today", "requests" …
	Lang     string            // language of the page
	Theme    string            // "light" or "dark" if the reader chose one
	Account  *casework.Account // nil if nobody is signed in
	NeedsYou int               // matters that wait for the reader
	Mails    int               // incoming mails that wait for a decision
	Flash    *Notice           // what the last form did
	Version  string
	Path     string // of the page, for links that change one thing about it
	Print    bool   // the page is shown to be printed: everything is open
}

func (l *Layout) layout() *Layout { return l }

// CanWrite reports whether the reader may change anything.
func (l *Layout) CanWrite() bool { return l.Account != nil && l.Account.User.Role.CanWrite() }

// Notice is a sentence that stands in the page, with a tone: "" (plain), "ok",
// "judge" or "grave".
type Notice struct {
	Tone string         `json:"tone"`
	Key  string         `json:"key"` // of the catalogue
	Args map[string]any `json:"args,omitempty"`
	Undo string         `json:"undo,omitempty"` // address to which a button posts that takes it back
}

const sessionFlash = "flash"

// flash keeps a notice for the next page this reader sees.
func (p *Pages) flash(c *gin.Context, n Notice) {
	n.Args = withDays(p.words(c).lang, n.Args) // a day read back is a text
	text, err := json.Marshal(n)
	if err != nil {
		p.Log.Error("flash notice", "err", err)
		return
	}
	p.Sessions.Put(c.Request.Context(), sessionFlash, string(text))
}

func (p *Pages) takeFlash(c *gin.Context) *Notice {
	text := p.Sessions.PopString(c.Request.Context(), sessionFlash)
	if text == "" {
		return nil
	}
	var n Notice
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		p.Log.Error("flash notice", "err", err)
		return nil
	}
	return &n
}

func (p *Pages) fillLayout(c *gin.Context, l *Layout) {
	l.Lang = languageOf(c)
	l.Version = p.Version
	l.Path = c.Request.URL.Path
	l.Print = printed(c)
	account, ok := accountOf(c)
	if !ok {
		return
	}
	l.Account = &account
	l.Theme = account.User.Settings.Theme
	l.Flash = p.takeFlash(c)
	l.NeedsYou, l.Mails = p.needsYou(c), p.waitingMails(c)
}

// printed reports that the page is asked for to be printed.
func printed(c *gin.Context) bool { return c.Query("print") == "1" }
