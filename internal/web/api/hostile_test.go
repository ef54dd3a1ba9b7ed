package api_test

import (
	"net/http"
	"strings"
	"testing"

	"recourse/internal/store"
	"recourse/internal/testdb"
)

// TestHostileTextIsTakenOrRefused puts what databases and encodings choke on into
// every text that the API takes.
func TestHostileTextIsTakenOrRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *store.Store) {
		s := newStackOn(t, "2026-05-20", db, silentRelay(t))
		populated(s)
		texts := map[string]string{
			"NUL": `a\u0000b`, "half a surrogate": `a\ud800b`, "bytes that are no UTF-8": "a\xff\xfeb",
			"a line break and an escape": `a\r\nBcc: x@example.org\u001b[2J`, "right-to-left": `a\u202eb`,
			"markup": `<script>alert(1)</script>`, "SQL": `'; DROP TABLE requests; --`, "very long": strings.Repeat("ä", 300_000),
		}
		for name, text := range texts {
			t.Run(name, func(t *testing.T) {
				for _, c := range textsEverywhere() {
					c.body = strings.ReplaceAll(c.body, "TEXT", text)
					if w := s.do(c); w.Code >= 500 {
						t.Errorf("%s %s: %d %.300s", c.method, c.path, w.Code, w.Body)
					}
				}
			})
		}
		for _, raw := range []string{"%00", "%ff", "%27%22%3Cb%3E", "a%00b", "%F0%9F%98%80", strings.Repeat("x", 5000)} {
			t.Run("in addresses "+raw[:min(len(raw), 12)], func(t *testing.T) {
				for _, path := range []string{
					"/requests/" + raw, "/controllers/" + raw, "/complaints/" + raw, "/messages/" + raw + "/raw",
					"/requests/" + raw + "/letter", "/requests/" + raw + "/events",
					"/requests?q=" + raw, "/requests?cursor=" + raw, "/requests?controller_id=" + raw, "/requests?status=" + raw, "/requests?regime=" + raw,
					"/controllers?q=" + raw, "/controllers?cursor=" + raw, "/controllers?country=" + raw, "/complaints?cursor=" + raw,
					"/authorities?request_id=" + raw, "/holidays?region=" + raw + "&from=2026-01-01&to=2026-12-31", "/restrictions?regime=" + raw,
				} {
					if w := s.do(call{path: path}); w.Code >= 500 {
						t.Errorf("%s: %d %.300s", path, w.Code, w.Body)
					}
				}
				for _, c := range []call{
					{method: http.MethodDelete, path: "/requests/" + raw},
					{method: http.MethodDelete, path: "/tokens/" + raw},
					{method: http.MethodDelete, path: "/feeds/" + raw},
					{method: http.MethodPatch, path: "/findings/" + raw, body: `{"status":"confirmed"}`},
					{method: http.MethodPost, path: "/complaints/" + raw + "/events", body: `{"kind":"note","date":"2026-05-19","note":"x"}`},
					{method: http.MethodPost, path: "/requests/{request}/events/" + raw + "/correction", body: `{"date":"2026-03-03"}`},
				} {
					if w := s.do(c); w.Code >= 500 {
						t.Errorf("%s %s: %d %.300s", c.method, c.path, w.Code, w.Body)
					}
				}
			})
		}
	})
}

// textsEverywhere are calls with the word TEXT in every field that takes a text.
func textsEverywhere() []call {
	return []call{
		{path: "/controllers", body: `{"name":"TEXT","address":"TEXT","note":"TEXT","aliases":["TEXT"],"phone":"TEXT"}`},
		{path: "/controllers", body: `{"name":"x","country":"TEXT","emails":["TEXT"],"web":"TEXT","webform":"TEXT","languages":["TEXT"],"transport":"TEXT"}`},
		{path: "/controllers", body: `{"name":"x","holidays_region":"TEXT","time_zone":"TEXT"}`},
		{method: http.MethodPatch, path: "/controllers/{controller}", body: `{"note":"TEXT"}`},
		{path: "/requests", body: `{"controller_id":"{controller}","rights":["access"],"regime":"eu-gdpr","subject":{"name":"TEXT","address":"TEXT","identifiers":"TEXT"}}`},
		{path: "/requests", body: `{"controller_id":"TEXT","rights":["access"],"regime":"TEXT","holidays_region":"TEXT","time_zone":"TEXT","subject_id":"TEXT"}`},
		{path: "/requests", body: `{"controller_id":"{controller}","rights":["access"],"regime":"eu-gdpr","subject":{"name":"x","email":"TEXT","country":"TEXT"}}`},
		{path: "/requests/{request}/events", body: `{"kind":"note","date":"2026-05-01","note":"TEXT"}`},
		{path: "/requests/{request}/events", body: `{"kind":"TEXT","date":"TEXT"}`},
		{path: "/requests/{request}/events/{event}/correction", body: `{"note":"TEXT"}`},
		{path: "/requests/{request}/messages", body: `{"direction":"in","date":"2026-05-19","text":"TEXT","not_reply":true}`},
		{path: "/requests/{request}/messages", body: `{"direction":"out","date":"2026-05-19","text":"x","file_name":"TEXT"}`},
		{path: "/requests/{request}/taken", body: `{"kind":"follow_up","sent_on":"2026-05-19","subject":"TEXT","body":"TEXT"}`},
		{path: "/requests/{request}/send", body: `{"kind":"follow_up","to":"TEXT","subject":"TEXT","body":"TEXT"}`},
		{path: "/requests/{request}/complaint", body: `{"authority_name":"TEXT","lodged_on":"2026-05-19","reference":"TEXT","letter":"TEXT"}`},
		{path: "/complaints/{complaint}/events", body: `{"kind":"note","date":"2026-05-19","note":"TEXT","reference":"TEXT"}`},
		{method: http.MethodPatch, path: "/settings", body: `{"name":"TEXT","time_zone":"TEXT"}`},
		{path: "/tokens", body: `{"name":"TEXT"}`},
		{path: "/feeds", body: `{"name":"TEXT"}`},
		{path: "/deadline", body: `{"id":"TEXT","regime":"TEXT","right":"TEXT","received":"TEXT","timezone":"TEXT","holidays_region":"TEXT"}`},
		{path: "/detect", body: `{"id":"TEXT","text":"TEXT","regime":"gdpr"}`},
		{path: "/regime-proposals", body: `{"controller_id":"TEXT","country":"TEXT"}`},
		{path: "/regime-proposals", body: `{"controller_id":"{controller}","country":"TEXT","residence_then":"TEXT","work":"TEXT","establishments":["TEXT"],"targets":["TEXT"]}`},
		{path: "/controllers", body: `{"name":"x","seat_region":"TEXT","establishments":["TEXT"],"representatives":["TEXT"],"sector":"TEXT"}`},
	}
}
