package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/web/respond"
	"recourse/internal/web/throttle"
)

type accountKey struct{}

// caller is who calls, and the language they are answered in.
type caller struct {
	account casework.Account
	lang    string
}

// guard lets only valid bearer tokens pass. The description of the API and the
// readiness probe are open to everybody.
func (h *handler) guard(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	if isOpen(c.FullPath()) {
		return
	}
	ctx := c.Request.Context()
	client := throttle.Address(c.ClientIP())
	if isPublic(c) {
		h.admit(c, client)
		return
	}
	if wait := h.Clients.Wait(client); wait > 0 {
		h.slowDown(c, wait)
		return
	}
	account, err := h.accountOf(c)
	if dsar.CodeOf(err) == dsar.CodeUnauthenticated && c.GetHeader("Authorization") != "" {
		h.Clients.Take(client) // somebody may be guessing
	}
	if err != nil {
		h.refuse(c, err)
		return
	}
	lang := i18n.Negotiate(c.GetHeader("Accept-Language"), account.User.Settings.Language)
	c.Request = c.Request.WithContext(context.WithValue(ctx, accountKey{}, caller{account, lang}))
}

func isOpen(route string) bool {
	return strings.HasPrefix(route, openAPI) || route == root+pathReady
}

// isPublic reports whether somebody without an account calls what needs none. A token
// that is sent is looked at like everywhere.
func isPublic(c *gin.Context) bool {
	return c.FullPath() == root+pathDeadline && c.GetHeader("Authorization") == ""
}

// admit lets somebody without an account pass, in the language of their browser, as long
// as their address has not asked too often. There is nobody for whom the answer to an
// Idempotency-Key could be kept, and nothing that must not happen twice.
func (h *handler) admit(c *gin.Context, client string) {
	if wait := h.Public.Take(client); wait > 0 {
		h.slowDown(c, wait)
		return
	}
	c.Request.Header.Del(headerIdempotencyKey)
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), accountKey{}, caller{lang: LanguageOf(c.Request)}))
}

// slowDown says when to come back.
func (h *handler) slowDown(c *gin.Context, wait time.Duration) {
	args := map[string]any{"Seconds": int(wait.Seconds()) + 1}
	p := h.Wording.Problem(c.Request.Context(), LanguageOf(c.Request), dsar.NewError(respond.CodeTooManyRequests, "error.too_many_requests", args))
	p.RetryAfter = wait
	h.refuse(c, p)
}

func (h *handler) accountOf(c *gin.Context) (casework.Account, error) {
	scheme, secret, found := strings.Cut(c.GetHeader("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return casework.Account{}, dsar.NewError(dsar.CodeUnauthenticated, "error.api.no_token", nil)
	}
	return h.Service.AccountByToken(c.Request.Context(), strings.TrimSpace(secret))
}

// refuse answers with the problem and ends the chain.
func (h *handler) refuse(c *gin.Context, err error) {
	lang := LanguageOf(c.Request)
	if who, ok := c.Request.Context().Value(accountKey{}).(caller); ok {
		lang = who.lang
	}
	respond.WriteProblem(c.Writer, h.Wording.Problem(c.Request.Context(), lang, err))
	c.Abort()
}

// LanguageOf returns the language that a request without account is answered in.
func LanguageOf(r *http.Request) string {
	return i18n.Negotiate(r.Header.Get("Accept-Language"), "en")
}

func callerOf(ctx context.Context) caller {
	who, _ := ctx.Value(accountKey{}).(caller)
	return who
}

// actorOf returns who acts. Behind guard there always is somebody; the empty actor
// belongs to no workspace and finds nothing.
func actorOf(ctx context.Context) casework.Actor {
	who := callerOf(ctx)
	a := who.account.Actor()
	a.Language = who.lang
	return a
}

func languageOf(ctx context.Context) string {
	if lang := callerOf(ctx).lang; lang != "" {
		return lang
	}
	return "en"
}
