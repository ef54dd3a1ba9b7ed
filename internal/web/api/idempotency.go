package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

const (
	headerIdempotencyKey      = "Idempotency-Key"
	headerIdempotencyReplayed = "Idempotency-Replayed"
	maxIdempotencyKey         = 200

	// idempotencyLease is how long a call may take before another with its key may
	// assume that it has died.
	idempotencyLease = 2 * time.Minute
)

// answer is what is kept of an answer to give it again.
type answer struct {
	Header map[string]string `json:"header"`
	Body   string            `json:"body"` // a text, so that an erasure finds the ids in it
}

// onlyOnce carries out a call with an Idempotency-Key only once: the same call
// with the same key gets the first answer again. Answers that say that nothing
// was done are not kept, so that a mended call can use the key again.
func (h *handler) onlyOnce(c *gin.Context) {
	key := c.GetHeader(headerIdempotencyKey)
	if key == "" || c.Request.Method != http.MethodPost || showsSecret(c.FullPath()) || streams(c.FullPath()) {
		return
	}
	if len(key) > maxIdempotencyKey || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		h.refuse(c, dsar.Invalid(headerIdempotencyKey, "error.idempotency.key", map[string]any{"Limit": maxIdempotencyKey}))
		return
	}
	call, err := newOnce(c.Request, callerOf(c.Request.Context()), key)
	if err != nil {
		h.refuse(c, err)
		return
	}
	h.runOnce(c, call)
}

// showsSecret reports whether the answer holds a secret that must not be stored.
func showsSecret(route string) bool { return route == root+pathTokens || route == root+pathFeeds }

// once is a call that is to be carried out once.
type once struct{ workspace, key, fingerprint string }

func newOnce(r *http.Request, who caller, key string) (once, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return once{}, fmt.Errorf("read body: %w", err)
	}
	setBody(r, body)
	hash := sha256.New()
	for _, part := range []string{who.account.User.ID, r.Method, r.URL.RequestURI(), r.Header.Get("If-Match"), string(body)} {
		_, _ = fmt.Fprintf(hash, "%d:%s", len(part), part) // a hash never refuses
	}
	return once{workspace: who.account.Workspace.ID, key: key, fingerprint: hex.EncodeToString(hash.Sum(nil))}, nil
}

func (h *handler) runOnce(c *gin.Context, call once) {
	ctx, store := c.Request.Context(), h.Service.Store
	ours, err := store.ReserveIdempotent(ctx, call.workspace, call.key, call.fingerprint, h.Now(), idempotencyLease)
	if err != nil {
		h.refuse(c, err)
		return
	}
	if !ours {
		h.replay(c, call)
		return
	}
	// What was begun must be recorded although the client may have gone away.
	ctx = context.WithoutCancel(ctx)
	kept := false
	defer func() {
		if !kept { // also when the handler panics
			h.release(ctx, call)
		}
	}()
	recorder := &recorder{ResponseWriter: c.Writer}
	c.Writer = recorder
	c.Next()
	if status := recorder.Status(); status >= 200 && status < 300 {
		kept = h.keep(ctx, call, recorder)
	}
}

func (h *handler) replay(c *gin.Context, call once) {
	fingerprint, status, body, found, err := h.Service.Store.Idempotent(c.Request.Context(), call.workspace, call.key)
	switch {
	case err != nil:
		h.refuse(c, err)
	case !found || status == 0 && fingerprint == call.fingerprint:
		h.refuse(c, dsar.NewError(dsar.CodeConflict, "error.idempotency.running", nil))
	case fingerprint != call.fingerprint:
		h.refuse(c, dsar.Invalid(headerIdempotencyKey, "error.idempotency.other", nil))
	default:
		h.answerAgain(c, status, body)
	}
}

func (h *handler) answerAgain(c *gin.Context, status int, stored []byte) {
	var a answer
	if err := json.Unmarshal(stored, &a); err != nil {
		h.refuse(c, fmt.Errorf("read stored answer: %w", err))
		return
	}
	for name, value := range a.Header {
		c.Header(name, value)
	}
	c.Header(headerIdempotencyReplayed, "true")
	c.Status(status)
	// The connection may be gone; there is nobody left to tell.
	_, _ = c.Writer.WriteString(a.Body)
	c.Abort()
}

func (h *handler) keep(ctx context.Context, call once, r *recorder) bool {
	a := answer{Header: map[string]string{}, Body: r.body.String()}
	for _, name := range []string{"Content-Type", "ETag", "Location"} {
		if value := r.Header().Get(name); value != "" {
			a.Header[name] = value
		}
	}
	stored, err := json.Marshal(a)
	if err == nil {
		err = h.Service.Store.PutIdempotent(ctx, call.workspace, call.key, call.fingerprint, r.Status(), stored, h.Now())
	}
	if err != nil {
		// The call itself has succeeded and said so; only a repetition is at risk.
		h.Wording.Log.ErrorContext(ctx, "keep answer", "request_id", respond.RequestID(ctx), "error", err)
		return false
	}
	return true
}

func (h *handler) release(ctx context.Context, call once) {
	if err := h.Service.Store.ReleaseIdempotent(ctx, call.workspace, call.key); err != nil {
		h.Wording.Log.ErrorContext(ctx, "release idempotency key", "request_id", respond.RequestID(ctx), "error", err)
	}
}

// recorder keeps what is written.
type recorder struct {
	gin.ResponseWriter
	body bytes.Buffer
}

func (r *recorder) Write(p []byte) (int, error) {
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}

func (r *recorder) WriteString(s string) (int, error) {
	r.body.WriteString(s)
	return r.ResponseWriter.WriteString(s)
}
