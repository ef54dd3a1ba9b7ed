package page

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/web/respond"
)

const (
	sessionUser     = "user"
	sessionKey      = "key" // of the account, see [casework.Account.SessionKey]
	sessionLanguage = "language"
	keyAccount      = "page.account"
	keyLanguage     = "page.language"
)

// recognise finds out who reads, if anybody is signed in, and in which language.
func (p *Pages) recognise(c *gin.Context) {
	if err := p.recogniseReader(c); err != nil {
		p.Fail(c, err)
	}
}

// recogniseQuietly is recognise for a page that is an error already.
func (p *Pages) recogniseQuietly(c *gin.Context) {
	ctx := c.Request.Context()
	err := p.recogniseReader(c)
	if err == nil || respond.Gone(ctx) {
		return
	}
	p.Log.ErrorContext(ctx, "recognise the reader", "error", err)
}

func (p *Pages) recogniseReader(c *gin.Context) error {
	ctx := c.Request.Context()
	id := p.Sessions.GetString(ctx, sessionUser)
	if id == "" {
		c.Set(keyLanguage, p.guestLanguage(c))
		return nil
	}
	account, err := p.Service.AccountByID(ctx, id)
	if code := dsar.CodeOf(err); code == dsar.CodeNotFound || code == dsar.CodeUnauthenticated {
		c.Set(keyLanguage, p.guestLanguage(c)) // the account is gone, and so is its session
		return nil
	}
	if err != nil {
		return err
	}
	if p.Sessions.GetString(ctx, sessionKey) != account.SessionKey() {
		c.Set(keyLanguage, p.guestLanguage(c)) // the password has changed since
		return nil
	}
	c.Set(keyAccount, account)
	c.Set(keyLanguage, i18n.Base(account.User.Settings.Language))
	return nil
}

// guestLanguage is the language for somebody who is not signed in: the one they
// chose by ?lang=, otherwise the one their browser asks for.
func (p *Pages) guestLanguage(c *gin.Context) string {
	ctx := c.Request.Context()
	if wanted := c.Query("lang"); c.Request.Method == http.MethodGet && slices.Contains(dsar.Languages(), wanted) {
		p.Sessions.Put(ctx, sessionLanguage, wanted)
		return wanted
	}
	if chosen := p.Sessions.GetString(ctx, sessionLanguage); chosen != "" {
		return i18n.Base(chosen)
	}
	return negotiated(c)
}

// requireAccount lets only signed-in readers pass. Others sign in first and come
// back to the page they asked for, or to the form they had sent.
func (p *Pages) requireAccount(c *gin.Context) {
	if _, ok := accountOf(c); ok {
		return
	}
	if c.Request.Method == http.MethodPost {
		p.keepForm(c)
		return
	}
	to := "/sign-in"
	if c.Request.Method == http.MethodGet && c.Request.URL.RequestURI() != "/" {
		to += "?next=" + url.QueryEscape(c.Request.URL.RequestURI())
	}
	redirect(c, to)
	c.Abort()
}

// requireWriter lets nobody fill in a form whose content they may not send.
func (p *Pages) requireWriter(c *gin.Context) {
	account, _ := accountOf(c)
	if !account.User.Role.CanWrite() {
		p.Fail(c, dsar.NewError(dsar.CodeForbidden, "error.reader", nil))
	}
}

// signIn starts the account's session under a new session id, so that an id known
// before the sign-in is worth nothing after it.
func (p *Pages) signIn(c *gin.Context, a casework.Account) error {
	ctx := c.Request.Context()
	if err := p.Sessions.RenewToken(ctx); err != nil {
		return err
	}
	p.Sessions.Put(ctx, sessionUser, a.User.ID)
	p.Sessions.Put(ctx, sessionKey, a.SessionKey())
	return nil
}

// signOut ends the session.
func (p *Pages) signOut(c *gin.Context) error { return p.Sessions.Destroy(c.Request.Context()) }

func accountOf(c *gin.Context) (casework.Account, bool) {
	v, ok := c.Get(keyAccount)
	if !ok {
		return casework.Account{}, false
	}
	account, ok := v.(casework.Account)
	return account, ok
}

// actor returns who acts. It is used behind requireAccount only; without an
// account the empty actor finds nothing.
func actor(c *gin.Context) casework.Actor {
	account, _ := accountOf(c)
	return account.Actor()
}

func languageOf(c *gin.Context) string {
	if lang := c.GetString(keyLanguage); lang != "" {
		return lang
	}
	return negotiated(c)
}

func negotiated(c *gin.Context) string {
	return i18n.Negotiate(c.GetHeader("Accept-Language"), dsar.Languages()[0])
}

// localPath returns the path if it leads to a page of this service, and fallback
// otherwise: a link that comes from outside must not send the reader elsewhere.
func localPath(path, fallback string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return fallback
	}
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" {
		return fallback
	}
	return path
}
