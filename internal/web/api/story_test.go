package api_test

import (
	"net/http"
	"testing"
)

// TestStory files a request, lets the company be late and restrictive, and goes to
// the authority: the whole main job through the API alone.
func TestStory(t *testing.T) {
	onEach(t, "2026-05-20", func(s *stack) { s.run(story) })
}

var story = []call{
	{
		name: "a controller is added", path: "/controllers", status: 201,
		body:  `{"name":"Photomatch SAS","country":"FR","emails":["privacy@photomatch.example"],"aliases":["PhotoM"]}`,
		has:   []string{`"name":"Photomatch SAS"`, `"aliases":["PhotoM"]`, `"version":1`},
		sends: map[string]string{"ETag": `"1"`},
		keep:  map[string]string{"controller": "id"},
	},
	{
		name: "and found by the beginning of a word", path: "/controllers?q=photom", status: 200,
		has: []string{`"items":[{`, `"id":"{controller}"`, `"next_cursor":null`}, hasNot: []string{"$schema"},
	},
	{
		name: "the GDPR is proposed with its reason", path: "/regime-proposals", status: 200,
		body: `{"controller_id":"{controller}","country":"FR","rights":["access"]}`,
		has:  []string{`"regime":"eu-gdpr"`, `"text":"`, `"targeting_at":""`},
	},
	{
		name: "of a company elsewhere the answer asks whom it addresses", path: "/controllers", status: 201,
		body: `{"name":"Facefinder Inc.","country":"US"}`, keep: map[string]string{"foreign": "id"},
	},
	{
		name: "naming the country where that decides", path: "/regime-proposals", status: 200,
		body: `{"controller_id":"{foreign}","country":"FR","rights":["access"]}`,
		has:  []string{`"regime":"eu-gdpr"`, `"strength":"likely"`, `"targeting_at":"FR"`},
	},
	{
		name: "and is sure once it is told", path: "/regime-proposals", status: 200,
		body: `{"controller_id":"{foreign}","country":"FR","rights":["access"],"targeting":"watches"}`,
		has:  []string{`"regime":"eu-gdpr"`, `"strength":"sure"`},
	},
	{
		name: "a request is filed as a draft", path: "/requests", status: 201,
		body: `{"controller_id":"{controller}","rights":["access"],"regime":"eu-gdpr","language":"fr","subject":{"name":"Camille Moreau","email":"camille@mail.example"}}`,
		has:  []string{`"status":"draft"`, `"outcome":null`, `"due":null`, `"action":"send"`, `"regime":"eu-gdpr"`, `"held":null`},
		keep: map[string]string{"request": "id", "reference": "reference"},
	},
	{
		name: "its letter can be read in French", path: "/requests/{request}/letter?kind=access", status: 200,
		has: []string{"Camille Moreau", "{reference}"}, sends: map[string]string{"Content-Type": "text/plain; charset=utf-8"},
	},
	{
		name: "and in German", path: "/requests/{request}/letter?kind=access&language=de", status: 200,
		has: []string{"Art. 15"},
	},
	{
		name: "without mail set up nothing is sent", path: "/requests/{request}/send", status: 503,
		body: `{"kind":"access"}`, has: []string{`"key":"error.mail.off"`},
	},
	{
		name: "it is sent by other means", path: "/requests/{request}/taken", status: 201,
		body: `{"kind":"access","channel":"email","sent_on":"2026-01-31"}`,
		has:  []string{`"status":"sent"`, `"sent_on":"2026-01-31"`, `"due":null`},
	},
	{
		name: "it arrives, and the due day is known", path: "/requests/{request}/events", status: 201,
		body: `{"kind":"received","date":"2026-01-31"}`,
		has:  []string{`"status":"waiting"`, `"due":"2026-03-02"`, `"overdue":true`, `"complaint_from":"2026-`, `"article":"`, `"trace":[{`},
	},
	{
		name: "by its public reference it is the same", path: "/requests/{reference}", status: 200,
		has: []string{`"id":"{request}"`}, keep: map[string]string{"version": "version", "event": "events.1.id"},
	},
	{
		name: "the list has it among the overdue", path: "/requests?overdue=true&sort=due&status=waiting&right=access&regime=gdpr", status: 200,
		has: []string{`"reference":"{reference}"`, `"controller_name":"Photomatch SAS"`, `"overdue":true`},
	},
	{
		name: "and not among the closed", path: "/requests?status=closed", status: 200, has: []string{`"items":[]`},
	},
	{
		name: "a reply is searched for restrictions", path: "/requests/{request}/messages", status: 201,
		body: `{"direction":"in","date":"2026-05-18","text":"Dear Camille, we can only provide the data of the last twelve months. Kind regards"}`,
		has:  []string{`"key":"lookback_limit"`, `"verdict":"unlawful"`, `"quote":"`, `"start":`, `"counter_move":["`},
		keep: map[string]string{"finding": "findings.0.id", "message": "id"},
	},
	{
		name: "a finding is confirmed", method: http.MethodPatch, path: "/findings/{finding}", status: 200,
		body: `{"status":"confirmed"}`, has: []string{`"status":"confirmed"`}, sends: map[string]string{"ETag": `"2"`},
	},
	{
		name: "and stands among the request's", path: "/requests/{request}/findings", status: 200,
		has: []string{`"id":"{finding}"`, `"status":"confirmed"`},
	},
	{
		name: "the letter that answers has its legal point", path: "/requests/{request}/letter?kind=follow_up&language=en", status: 200,
		has: []string{"twelve months"},
	},
	{
		name: "an event is corrected", path: "/requests/{request}/events/{event}/correction", status: 201,
		body: `{"date":"2026-02-02"}`, has: []string{`"received_on":"2026-02-02"`, `"due":"2026-03-02"`, `"kind":"correction"`},
	},
	{
		name: "all events stay", path: "/requests/{request}/events", status: 200,
		has: []string{`"date":"2026-01-31"`, `"corrects":"{event}"`},
	},
	{
		name: "a complaint is recorded", path: "/requests/{request}/complaint", status: 201,
		body: `{"authority_id":"fr-cnil","lodged_on":"2026-05-19","reference":"26-1234"}`,
		has:  []string{`"reference":"26-1234"`, `"silent_due":"2026-08-19"`, `"remedy_from":"2026-08-20"`, `"requests":[{`},
		keep: map[string]string{"complaint": "id"},
	},
	{
		name: "the authority says where it stands", path: "/complaints/{complaint}/events", status: 201,
		body: `{"kind":"authority_informed","date":"2026-05-20"}`, has: []string{`"status":"informed"`, `"last_heard_on":"2026-05-20"`},
	},
	{name: "the complaint can be read", path: "/complaints/{complaint}", status: 200, has: []string{`"id":"{complaint}"`, `"events":[{`}},
	{name: "and listed", path: "/complaints", status: 200, has: []string{`"id":"{complaint}"`, `"next_cursor":null`}},
	{
		name: "the request shows it", path: "/requests/{request}", status: 200,
		has: []string{`"action":"`, `"authority_name":"`, `"kind":"complaint_lodged"`}, header: map[string]string{"Accept-Language": "fr"},
	},
	{name: "the day's work can be asked for", path: "/today", status: 200, has: []string{`"day":"2026-05-20"`, `"mail_off":true`}},
	{name: "it can be erased", method: http.MethodDelete, path: "/requests/{request}", status: 204},
	{name: "and then is gone", path: "/requests/{request}", status: 404},
}
