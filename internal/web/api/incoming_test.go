package api_test

import (
	"testing"

	"recourse/internal/testdb"
)

func TestIncomingMailOverTheAPI(t *testing.T) {
	s := newStackOn(t, "2026-05-20", testdb.SQLite(t), silentRelay(t))
	populated(s)
	s.run([]call{
		{name: "what waits", path: "/incoming", status: 200, has: []string{`"id":"{mail}"`, `"state":"waiting"`, `"excerpt":"We can only provide`}},
		{name: "a state that there is not", path: "/incoming?state=lost", status: 422},
		{name: "one mail", path: "/incoming/{mail}", status: 200, has: []string{`"name":"export.json"`, `"has_html":false`}},
		{name: "its bytes", path: "/incoming/{mail}/raw", status: 200, has: []string{"boundary=b"}},
		{name: "its file", path: "/incoming/{mail}/files/1", status: 200, has: []string{"2026-01-05"}},
		{name: "a file it has not", path: "/incoming/{mail}/files/9", status: 404},
		{name: "filed without a request", path: "/incoming/{mail}/assign", body: `{}`, status: 422},
		{name: "filed in an old version", path: "/incoming/{mail}/assign", body: `{"request_id":"{request}"}`, header: map[string]string{"If-Match": `"99"`}, status: 412},
		{name: "set aside", method: "POST", path: "/incoming/{mail}/refuse", status: 200, has: []string{`"state":"refused"`}},
		{name: "brought back", method: "POST", path: "/incoming/{mail}/restore", status: 200, has: []string{`"state":"stored"`}},
		{name: "filed", path: "/incoming/{mail}/assign", body: `{"request_id":"{request}","correspondence":true}`, status: 200, has: []string{`"state":"assigned"`, `"request_id":"{request}"`}},
		{name: "filed twice", path: "/incoming/{mail}/assign", body: `{"request_id":"{request}"}`, status: 409},
		{name: "taken back", method: "POST", path: "/incoming/{mail}/undo", status: 200, has: []string{`"state":"waiting"`, `"reason":"taken_back"`, `"message_id":null`}},
		{name: "taken back twice", method: "POST", path: "/incoming/{mail}/undo", status: 409},
	})
}

func TestProposalsOverTheAPI(t *testing.T) {
	s := newStackOn(t, "2026-05-20", testdb.SQLite(t), silentRelay(t))
	populated(s)
	s.run([]call{
		{
			name: "a demand", path: "/requests/{request}/messages", status: 201, keep: map[string]string{"demand": "id"},
			body: `{"direction":"in","date":"2026-05-19","text":"Please send us a copy of your passport to verify your identity."}`,
		},
		{name: "what it tells of", path: "/requests/{request}/proposals", status: 200, has: []string{`"kind":"id_requested"`, `"message_id":"{demand}"`, `"instead":true`}},
		{name: "dismissed", path: "/requests/{request}/proposals/dismissal", body: `{"message_id":"{demand}","kind":"id_requested"}`, status: 204},
		{name: "no longer told", path: "/requests/{request}/proposals", status: 200, has: []string{`"items":[]`}},
		{name: "told again", path: "/requests/{request}/proposals/dismissal", body: `{"message_id":"{demand}","kind":"id_requested","take_back":true}`, status: 204},
		{name: "a kind that is never proposed", path: "/requests/{request}/proposals", body: `{"message_id":"{demand}","kind":"closed"}`, status: 422},
		{name: "in an old version", path: "/requests/{request}/proposals", body: `{"message_id":"{demand}","kind":"id_requested"}`, header: map[string]string{"If-Match": `"99"`}, status: 412},
		{name: "confirmed", path: "/requests/{request}/proposals", body: `{"message_id":"{demand}","kind":"id_requested","instead":true}`, status: 201},
		{name: "told no more", path: "/requests/{request}/proposals", status: 200, has: []string{`"items":[]`}},
	})
}
