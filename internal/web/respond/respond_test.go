package respond_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/web/respond"
)

func wording(t *testing.T, log io.Writer) respond.Wording {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, lang := range dsar.Languages() {
		fsys["e."+lang+".yaml"] = &fstest.MapFile{Data: []byte(`
error: {internal: Our fault, invalid: Please mend, date.past: "before {{.Day}}", too_large: "over {{.Megabytes}}", stale: Changed, title: {invalid: Does not fit, internal: Failed, stale: Stale, too_large: Large}}`)}
	}
	c, err := i18n.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return respond.Wording{Catalog: c, Log: slog.New(slog.NewTextHandler(log, nil))}
}

func TestProblemOfADomainErrorNamesTheField(t *testing.T) {
	err := fmt.Errorf("record event: %w", dsar.Invalid("date", "error.date.past", map[string]any{"Day": "Monday"}))
	p := wording(t, io.Discard).Problem(context.Background(), "en", err)
	w := httptest.NewRecorder()
	respond.WriteProblem(w, p)

	if w.Code != http.StatusUnprocessableEntity || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("got %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	var got map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"type": "/problems/invalid", "title": "Does not fit", "status": 422.0, "detail": "Please mend",
		"code": "invalid", "key": "error.invalid",
	} {
		if got[name] != want {
			t.Errorf("%s: got %v, want %v", name, got[name], want)
		}
	}
	want := respond.FieldError{Field: "date", Message: "before Monday", Key: "error.date.past"}
	if len(p.Errors) != 1 || p.Errors[0] != want || p.Field("date") != want.Message || p.Field("other") != "" {
		t.Errorf("errors: %+v", p.Errors)
	}
}

func TestProblemOfAnInternalErrorSaysOnlyItsID(t *testing.T) {
	var log bytes.Buffer
	ctx := respond.WithRequestID(context.Background(), "abc123")
	p := wording(t, &log).Problem(ctx, "en", errors.New("table requests has no column named x"))
	w := httptest.NewRecorder()
	respond.WriteProblem(w, p)
	if w.Code != 500 || strings.Contains(w.Body.String(), "column") || !strings.Contains(w.Body.String(), `"id":"abc123"`) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "request_id=abc123") || !strings.Contains(log.String(), "no column") {
		t.Errorf("the log does not help: %s", log.String())
	}
}

func TestProblemOfABodyThatIsTooLarge(t *testing.T) {
	p := wording(t, io.Discard).Problem(context.Background(), "en", &http.MaxBytesError{Limit: 12 << 20})
	if p.Status != 413 || p.Detail != "over 12" {
		t.Errorf("got %d %q", p.Status, p.Detail)
	}
}

func TestProblemThatIsReadyStaysAsItIs(t *testing.T) {
	ready := &respond.Problem{Status: 429, RetryAfter: 1500 * time.Millisecond}
	p := wording(t, io.Discard).Problem(context.Background(), "en", fmt.Errorf("sign in: %w", ready))
	w := httptest.NewRecorder()
	respond.WriteProblem(w, p)
	if p != ready || w.Header().Get("Retry-After") != "2" {
		t.Errorf("got %+v, Retry-After %q", p, w.Header().Get("Retry-After"))
	}
}

func TestEveryCodeHasItsStatus(t *testing.T) {
	for code, want := range map[dsar.Code]int{
		dsar.CodeInvalid: 422, dsar.CodeNotFound: 404, dsar.CodeStale: 412, dsar.CodeConflict: 409, dsar.CodeHeld: 409,
		dsar.CodeForbidden: 403, dsar.CodeUnauthenticated: 401, dsar.CodeTooLarge: 413, dsar.CodeUnavailable: 503,
		respond.CodeInternal: 500, "": 500, "unheard of": 500,
	} {
		if got := respond.Status(code); got != want {
			t.Errorf("%q: got %d, want %d", code, got, want)
		}
	}
	for _, code := range respond.Codes() {
		if status := respond.Status(code); status == 500 && code != respond.CodeInternal {
			t.Errorf("%q has no status of its own", code)
		}
	}
}

func TestHTMLSendsNothingThatCouldNotBeRendered(t *testing.T) {
	w := httptest.NewRecorder()
	err := respond.HTML(w, http.StatusOK, func(to io.Writer) error {
		fmt.Fprint(to, "half a page")
		return errors.New("template failed")
	})
	if err == nil || w.Body.Len() > 0 || len(w.Header()) > 0 {
		t.Errorf("got %v, sent %q with %v", err, w.Body, w.Header())
	}
	if err := respond.HTML(w, http.StatusConflict, func(to io.Writer) error {
		_, err := io.WriteString(to, "<p>whole")
		return err
	}); err != nil || w.Code != 409 || w.Body.String() != "<p>whole" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("got %v %d %q", err, w.Code, w.Body)
	}
}
