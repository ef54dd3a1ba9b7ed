package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// filed adds a controller and a request that was sent and received.
func filed(s *stack) {
	s.run([]call{
		{
			name: "a controller", path: "/controllers", body: `{"name":"Photomatch SAS","country":"FR","emails":["p@photomatch.example"]}`,
			status: 201, keep: map[string]string{"controller": "id"},
		},
		{
			name: "a request", path: "/requests", status: 201, keep: map[string]string{"request": "id"},
			body: `{"controller_id":"{controller}","rights":["access"],"regime":"eu-gdpr","subject":{"name":"Camille Moreau"}}`,
		},
		{
			name: "its sending", path: "/requests/{request}/events", body: `{"kind":"sent","date":"2026-03-01"}`, status: 201,
			keep: map[string]string{"version": "version"},
		},
	})
}

func TestBadInputNamesFieldAndRule(t *testing.T) {
	s := newStack(t, "2026-05-20")
	filed(s)
	event, request := "/requests/{request}/events", "/requests"
	s.run([]call{
		{name: "a day in the future", path: event, body: `{"kind":"received","date":"2027-01-31"}`, status: 422, has: []string{`"field":"date"`, `"key":"error.event.future"`}},
		{name: "a receipt before the sending", path: event, body: `{"kind":"received","date":"2026-02-28"}`, status: 422, has: []string{`"field":"date"`, `"key":"error.event.before_sent"`, "1 Mar 2026"}},
		{name: "the year 0202", path: event, body: `{"kind":"received","date":"0202-01-01"}`, status: 422, has: []string{`"field":"date"`, `"key":"error.date.year"`, "0202-01-01", "1900"}},
		{name: "30 February", path: event, body: `{"kind":"received","date":"2026-02-30"}`, status: 422, has: []string{`"field":"date"`, `"key":"error.date.impossible"`}},
		{name: "a day in another spelling", path: event, body: `{"kind":"received","date":"31.01.2026"}`, status: 422, has: []string{`"field":"date"`, `"key":"error.date.format"`}},
		{name: "an instant instead of a day", path: event, body: `{"kind":"received","date":"2026-03-02T10:00:00Z"}`, status: 422, has: []string{`"key":"error.date.format"`}},
		{name: "an empty day", path: event, body: `{"kind":"received","date":""}`, status: 422, has: []string{`"field":"date"`}},
		{name: "no day", path: event, body: `{"kind":"received"}`, status: 422, has: []string{`"field":"date"`, `"key":"error.field.required"`}},
		{name: "null as a day", path: event, body: `{"kind":"received","date":null}`, status: 422, has: []string{`"field":"date"`}},
		{name: "a number as a day", path: event, body: `{"kind":"received","date":20260302}`, status: 422, has: []string{`"field":"date"`, `"key":"error.field.string"`}},
		{name: "an unknown kind lists the known ones", path: event, body: `{"kind":"vanished","date":"2026-03-02"}`, status: 422, has: []string{`"field":"kind"`, "vanished", "received", "extension_notice"}},
		{name: "an unknown field", path: event, body: `{"kind":"received","date":"2026-03-02","dat":1}`, status: 422, has: []string{`"field":"dat"`, `"key":"error.field.unknown"`}},
		{name: "a wrong type", path: event, body: `{"kind":"extension_notice","date":"2026-03-02","reasons_given":"yes"}`, status: 422, has: []string{`"field":"reasons_given"`, `"key":"error.field.boolean"`}},
		{name: "a list instead of an object", path: event, body: `[]`, status: 422, has: []string{`"key":"error.field.object"`}},
		{name: "bad JSON", path: event, body: `{"kind":`, status: 400, has: []string{`"key":"error.api.malformed"`}},
		{name: "data after the JSON", path: event, body: `{"kind":"received","date":"2026-03-02"} {}`, status: 400, has: []string{`"key":"error.api.malformed"`}},
		{name: "no body", method: http.MethodPost, path: event, status: 400, has: []string{`"key":"error.api.no_body"`}},
		{name: "a form instead of JSON", path: event, body: `kind=received`, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, status: 415, has: []string{`"key":"error.api.unsupported_media"`}},

		{name: "an unknown right", path: request, body: `{"controller_id":"{controller}","rights":["oblivion"],"subject":{"name":"C"}}`, status: 422, has: []string{`"field":"rights[0]"`, "erasure"}},
		{name: "no right", path: request, body: `{"controller_id":"{controller}","rights":[],"subject":{"name":"C"}}`, status: 422, has: []string{`"field":"rights"`}},
		{name: "an unknown regime", path: request, body: `{"controller_id":"{controller}","rights":["access"],"regime":"xx-law","subject":{"name":"C"}}`, status: 422, has: []string{`"field":"regime"`, "xx-law", "eu-gdpr", "us-ca-ccpa"}},
		{name: "an unknown language", path: request, body: `{"controller_id":"{controller}","rights":["access"],"language":"xx","subject":{"name":"C"}}`, status: 422, has: []string{`"field":"language"`, "en, fr, de"}},
		{name: "an unknown region", path: request, body: `{"controller_id":"{controller}","rights":["access"],"regime":"eu-gdpr","holidays_region":"XX","subject":{"name":"C"}}`, status: 422, has: []string{`"field":"holidays_region"`, "FR"}},
		{name: "an unknown zone", path: request, body: `{"controller_id":"{controller}","rights":["access"],"regime":"eu-gdpr","time_zone":"Mars/Base","subject":{"name":"C"}}`, status: 422, has: []string{`"field":"time_zone"`}},
		{name: "an unknown controller", path: request, body: `{"controller_id":"nope","rights":["access"],"regime":"eu-gdpr","subject":{"name":"C"}}`, status: 422, has: []string{`"field":"controller_id"`}},
		{name: "nobody", path: request, body: `{"controller_id":"{controller}","rights":["access"],"regime":"eu-gdpr"}`, status: 422, has: []string{`"field":"subject`}},
		{name: "a field missing inside", path: request, body: `{"controller_id":"{controller}","rights":["access"],"subject":{"email":"a@b.example"}}`, status: 422, has: []string{`"field":"subject.name"`, `"key":"error.field.required"`}},
		{name: "an unknown field inside", path: request, body: `{"controller_id":"{controller}","rights":["access"],"subject":{"name":"C","born":1}}`, status: 422, has: []string{`"field":"subject.born"`}},

		{name: "an unknown status lists the known ones", path: "/requests?status=lost", status: 422, has: []string{`"field":"status"`, "lost", "draft", "needs_you", "closed"}},
		{name: "an unknown order", path: "/requests?sort=size", status: 422, has: []string{`"field":"sort"`, "due"}},
		{name: "an unknown regime in a query", path: "/requests?regime=xx", status: 422, has: []string{`"field":"regime"`, "eu-gdpr"}},
		{name: "a limit of 0", path: "/requests?limit=0", status: 422, has: []string{`"field":"limit"`, `"key":"error.field.minimum"`}},
		{name: "a limit of 1000", path: "/requests?limit=1000", status: 422, has: []string{`"field":"limit"`, "100"}},
		{name: "a limit that is no number", path: "/requests?limit=all", status: 422, has: []string{`"field":"limit"`, `"key":"error.field.integer"`}},
		{name: "overdue that is no boolean", path: "/requests?overdue=maybe", status: 422, has: []string{`"field":"overdue"`, `"key":"error.field.boolean"`}},
		{name: "a parameter that does not exist", path: "/requests?stat=sent", status: 422, has: []string{`"field":"stat"`, `"key":"error.field.unknown_parameter"`}},
		{name: "a made-up cursor", path: "/requests?cursor=abc", status: 422, has: []string{`"field":"cursor"`}},

		{name: "an empty reply", path: "/requests/{request}/messages", body: `{"direction":"in","date":"2026-05-18","text":""}`, status: 422, has: []string{`"field":"text"`}},
		{name: "an empty file", path: "/requests/{request}/messages", body: `{"direction":"in","date":"2026-05-18","file":"","file_name":"a.eml"}`, status: 422},
		{name: "text and file", path: "/requests/{request}/messages", body: `{"direction":"in","date":"2026-05-18","text":"a","file":"YQ=="}`, status: 422, has: []string{`"field":"file"`}},
		{name: "a file that is no base64", path: "/requests/{request}/messages", body: `{"direction":"in","date":"2026-05-18","file":"§"}`, status: 422, has: []string{`"field":"file"`, `"key":"error.field.base64"`}},
		{name: "a finding that does not exist", method: http.MethodPatch, path: "/findings/none", body: `{"status":"confirmed"}`, status: 404, has: []string{`"key":"error.not_found.finding"`}},
		{name: "a complaint without authority", path: "/requests/{request}/complaint", body: `{"lodged_on":"2026-05-19"}`, status: 422, has: []string{`"field":"authority_name"`}},
		{name: "a complaint to an unknown authority", path: "/requests/{request}/complaint", body: `{"authority_id":"xx","lodged_on":"2026-05-19"}`, status: 422, has: []string{`"field":"authority_id"`, "fr-cnil"}},
		{name: "an unknown letter", path: "/requests/{request}/letter?kind=love", status: 422, has: []string{`"field":"kind"`, "access"}},
		{name: "a letter in an unknown language", path: "/requests/{request}/letter?language=pl", status: 422, has: []string{`"field":"language"`, "en, fr, de"}},

		{name: "nothing of all this was stored", path: "/requests/{request}", status: 200, has: []string{`"version":{version}`, `"messages":[]`, `"complaints":[]`}},
	})
}

func TestErrorsAreSaidInTheReadersLanguage(t *testing.T) {
	s := newStack(t, "2026-05-20")
	german := map[string]string{"Accept-Language": "de-AT, en;q=0.5"}
	s.run([]call{
		{name: "the header decides", path: "/requests/none", header: german, status: 404, has: []string{"Diesen Antrag gibt es nicht."}},
		{name: "without it the account", path: "/requests/none", as: "stranger", status: 404, has: []string{"Cette demande n’existe pas."}},
		{name: "also for what the framework finds", path: "/requests?limit=0", header: german, status: 422, has: []string{"Der Wert muss mindestens 1 sein."}},
		{name: "also before anybody is known", path: "/requests", as: "nobody", header: german, status: 401, has: []string{"Nicht angemeldet"}},
	})
}

func TestOnlyBearerTokensOpenTheAPI(t *testing.T) {
	s := newStack(t, "2026-05-20")
	s.run([]call{
		{name: "no token", path: "/requests", as: "nobody", status: 401, sends: map[string]string{"WWW-Authenticate": `Bearer realm="recourse"`}},
		{name: "a wrong token", path: "/requests", as: "nobody", header: map[string]string{"Authorization": "Bearer rct_wrong"}, status: 401, has: []string{`"key":"error.token"`}},
		{name: "a password", path: "/requests", as: "nobody", header: map[string]string{"Authorization": "Basic b3duZXI6cGFzcw=="}, status: 401},
		{name: "a cookie", path: "/requests", as: "nobody", header: map[string]string{"Cookie": "recourse_session=abc"}, status: 401},
		{name: "readiness needs none", path: "/ready", as: "nobody", status: 200, has: []string{`"status":"ok"`}},
		{name: "health does", path: "/health", as: "nobody", status: 401},
	})
	t.Run("guessing is slowed down", func(t *testing.T) {
		guess := call{path: "/requests", as: "nobody", header: map[string]string{"Authorization": "Bearer rct_guess"}}
		for range 30 {
			w := s.do(guess)
			if w.Code == http.StatusTooManyRequests {
				if w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), `"code":"too_many_requests"`) {
					t.Errorf("got %v %s", w.Header(), w.Body)
				}
				return
			}
		}
		t.Error("thirty guesses went through")
	})
}
