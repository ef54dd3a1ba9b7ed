package api_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func TestIdempotencyKey(t *testing.T) {
	s := newStack(t, "2026-05-20")
	filed(s)
	key := func(k string) map[string]string { return map[string]string{"Idempotency-Key": k} }
	note := `{"kind":"note","date":"2026-05-01","note":"called them"}`
	event := "/requests/{request}/events"
	s.run([]call{
		{name: "the first call is carried out", path: event, body: note, header: key("k1"), status: 201, sends: map[string]string{"Idempotency-Replayed": ""}, keep: map[string]string{"after": "version"}},
		{name: "the same again gives the same answer", path: event, body: note, header: key("k1"), status: 201, has: []string{`"version":{after}`}, sends: map[string]string{"Idempotency-Replayed": "true", "ETag": `"{after}"`, "Content-Type": "application/json"}},
		{name: "and has not happened twice", path: "/requests/{request}", status: 200, has: []string{`"version":{after}`}},
		{name: "another body with the key is refused", path: event, body: `{"kind":"note","date":"2026-05-02","note":"x"}`, header: key("k1"), status: 422, has: []string{`"field":"Idempotency-Key"`, `"key":"error.idempotency.other"`}},
		{name: "another path with the key is refused", path: "/controllers", body: `{"name":"X"}`, header: key("k1"), status: 422},
		{name: "a failed call does not use the key up", path: event, body: `{"kind":"note","date":"2030-05-02","note":"x"}`, header: key("k2"), status: 422},
		{name: "so that the mended one can have it", path: event, body: note, header: key("k2"), status: 201},
		{name: "another workspace has its own keys", path: "/controllers", body: `{"name":"X"}`, header: key("k1"), as: "stranger", status: 201},
		{name: "a key too long is refused", path: event, body: note, header: key(strings.Repeat("k", 201)), status: 422, has: []string{`"field":"Idempotency-Key"`}},
		{name: "a token's secret is never kept", path: "/tokens", body: `{"name":"a"}`, header: key("k3"), status: 201, keep: map[string]string{"secret": "secret"}},
		{name: "so the same call makes another token", path: "/tokens", body: `{"name":"a"}`, header: key("k3"), status: 201, hasNot: []string{"{secret}"}},
	})
	t.Run("of two at once one is carried out", func(t *testing.T) {
		var group sync.WaitGroup
		codes := make([]int, 8)
		for i := range codes {
			group.Go(func() {
				codes[i] = s.do(call{path: "/controllers", body: `{"name":"Only Once Ltd"}`, header: key("k4")}).Code
			})
		}
		group.Wait()
		for _, code := range codes {
			if code != http.StatusCreated && code != http.StatusConflict {
				t.Errorf("got %v", codes)
			}
		}
		found := s.do(call{path: "/controllers?q=only"}).Body.String()
		if n := strings.Count(found, `"name":"Only Once Ltd"`); n != 1 {
			t.Errorf("made %d: %v", n, codes)
		}
	})
}

func TestIfMatch(t *testing.T) {
	s := newStack(t, "2026-05-20")
	filed(s)
	note := `{"kind":"note","date":"2026-05-01","note":"x"}`
	event := "/requests/{request}/events"
	match := func(tag string) map[string]string { return map[string]string{"If-Match": tag} }
	s.run([]call{
		{name: "the version read is taken", path: event, body: note, header: match(`"{version}"`), status: 201},
		{name: "an older one is not", path: event, body: note, header: match(`"{version}"`), status: 412, has: []string{`"code":"stale"`}},
		{name: "none is allowed", path: event, body: note, status: 201},
		{name: "any is allowed", path: event, body: note, header: match("*"), status: 201},
		{name: "nonsense is refused", path: event, body: note, header: match("yesterday"), status: 412, has: []string{`"key":"error.api.if_match"`}},
		{name: "a weak tag never matches", path: event, body: note, header: match(`W/"1"`), status: 412},
		{name: "a controller is mended", method: http.MethodPatch, path: "/controllers/{controller}", body: `{"phone":"+33 1 23"}`, header: match(`"1"`), status: 200, has: []string{`"phone":"+33 1 23"`, `"country":"FR"`, `"emails":["p@photomatch.example"]`}, sends: map[string]string{"ETag": `"2"`}},
		{name: "once", method: http.MethodPatch, path: "/controllers/{controller}", body: `{"phone":""}`, header: match(`"1"`), status: 412},
		{name: "a data subject is mended", method: http.MethodPatch, path: "/requests/{request}/subject", body: `{"address":"1 rue Neuve"}`, status: 200, has: []string{`"address":"1 rue Neuve"`, `"name":"Camille`}},
		{name: "but not after a change in between", method: http.MethodPatch, path: "/requests/{request}/subject", body: `{"address":""}`, header: match(`"0123456789abcdef"`), status: 412},
		{name: "and not into nobody", method: http.MethodPatch, path: "/requests/{request}/subject", body: `{"name":" "}`, status: 422, has: []string{`"field":"subject.name"`}},
		{name: "what needs the reader", path: "/requests?needs=true", status: 200},
		{name: "settings too", method: http.MethodPatch, path: "/settings", body: `{"reminder_hour":6,"reminder_days":[3]}`, header: match(`"99"`), status: 412},
		{name: "a day that no week has is refused", method: http.MethodPatch, path: "/settings", body: `{"days_off":[7]}`, status: 422, has: []string{"days_off"}},
		{name: "days off and single reminders are kept", method: http.MethodPatch, path: "/settings", body: `{"days_off":[6,0,6],"single_reminders":true}`, status: 200, has: []string{`"days_off":[0,6]`, `"single_reminders":true`}},
		{name: "settings are changed", method: http.MethodPatch, path: "/settings", body: `{"reminder_hour":6,"reminder_days":[3,14]}`, status: 200, has: []string{`"reminder_hour":6`, `"reminder_days":[14,3]`, `"language":"en"`}},
		{name: "and refused when they make no sense", method: http.MethodPatch, path: "/settings", body: `{"reminder_hour":24}`, status: 422, has: []string{`"field":"reminder_hour"`}},
	})
}

const replyMail = "From: Photomatch <p@photomatch.example>\r\nTo: camille@mail.example\r\nSubject: Your request\r\n" +
	"Date: Mon, 18 May 2026 10:00:00 +0200\r\nMessage-ID: <1@photomatch.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
	"We can only provide the data of the last twelve months.\r\n"

func TestUpload(t *testing.T) {
	s := newStack(t, "2026-05-20")
	filed(s)
	s.run([]call{
		{name: "the receipt", path: "/requests/{request}/events", body: `{"kind":"received","date":"2026-03-02"}`, status: 201},
		{
			name: "a mail as base64", path: "/requests/{request}/messages", status: 201,
			body: fmt.Sprintf(`{"direction":"in","file_name":"reply.eml","file":%q}`, base64.StdEncoding.EncodeToString([]byte(replyMail))),
			has:  []string{`"date":"2026-05-18"`, `"subject":"Your request"`, `"key":"lookback_limit"`, `"has_raw":true`},
			keep: map[string]string{"message": "id"},
		},
		{
			name: "comes back byte for byte", path: "/messages/{message}/raw", status: 200, has: []string{replyMail},
			sends: map[string]string{
				"Content-Type": "application/octet-stream", "Content-Disposition": "attachment; filename=reply.eml",
				"Content-Security-Policy": "sandbox; default-src 'none'",
			},
		},
	})
	t.Run("a form with a file", func(t *testing.T) {
		w := s.upload(t, map[string]string{"direction": "in", "not_reply": "true"}, "file", "second.eml", []byte(replyMail))
		if w.Code != http.StatusCreated || !strings.Contains(w.Body.String(), `"file_name":"second.eml"`) {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	})
	t.Run("a form with a text that is pasted", func(t *testing.T) {
		w := s.upload(t, map[string]string{"direction": "in", "date": "2026-05-19", "text": "Only the last twelve months.", "not_reply": "true"}, "", "", nil)
		if w.Code != http.StatusCreated {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	})
	t.Run("a form with a field that does not exist", func(t *testing.T) {
		w := s.upload(t, map[string]string{"direction": "in", "colour": "red"}, "file", "a.eml", []byte(replyMail))
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `"field":"colour"`) {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	})
	t.Run("a picture", func(t *testing.T) {
		w := s.upload(t, map[string]string{"direction": "in", "date": "2026-05-19"}, "file", "a.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00"))
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "error.upload.binary") {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	})
	t.Run("a file above the limit", func(t *testing.T) {
		w := s.upload(t, map[string]string{"direction": "in", "date": "2026-05-19"}, "file", "a.txt", bytes.Repeat([]byte("word "), 2_200_000))
		if w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	})
}

// upload sends a form as curl -F does.
func (s *stack) upload(t *testing.T, fields map[string]string, fileField, fileName string, data []byte) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if fileField != "" {
		part, err := form.CreateFormFile(fileField, fileName)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, s.expand("/api/v1/requests/{request}/messages"), &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+s.tokens["owner"])
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func TestPagination(t *testing.T) {
	s := newStack(t, "2026-05-20")
	for i := range 5 {
		if w := s.do(call{path: "/controllers", body: fmt.Sprintf(`{"name":"Firm %d"}`, i)}); w.Code != 201 {
			t.Fatal(w.Body)
		}
	}
	seen, cursor := map[string]bool{}, ""
	for pages := 0; ; pages++ {
		if pages > 5 {
			t.Fatal("the pages have no end")
		}
		w := s.do(call{path: "/controllers?q=firm&limit=2&cursor=" + cursor})
		for i := range 5 {
			if name := fmt.Sprintf(`"name":"Firm %d"`, i); strings.Contains(w.Body.String(), name) {
				if seen[name] {
					t.Errorf("%s comes twice", name)
				}
				seen[name] = true
			}
		}
		if strings.Contains(w.Body.String(), `"next_cursor":null`) {
			break
		}
		cursor = valueAt(t, w.Body.Bytes(), "next_cursor")
	}
	if len(seen) != 5 {
		t.Errorf("saw %d of 5", len(seen))
	}
}
