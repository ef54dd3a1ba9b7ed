package api_test

import "testing"

// TestFindings follows a finding from the reply to the letter, on both databases.
func TestFindings(t *testing.T) {
	onEach(t, "2026-05-20", func(s *stack) {
		filed(s)
		s.run(findingStory)
	})
}

var findingStory = []call{
	{name: "a receipt", path: "/requests/{request}/events", body: `{"kind":"received","date":"2026-03-02"}`, status: 201},
	{
		name: "a reply is searched, and what was found has its question", path: "/requests/{request}/messages", status: 201,
		body: `{"direction":"in","date":"2026-05-18","text":"We can only provide the data of the last twelve months. A fee of 20 euros is due in advance for a copy."}`,
		has:  []string{`"key":"lookback_limit"`, `"found_verdict":"unlawful"`, `"if_yes":"judge","if_no":"unlawful"`, `"answer":null`, `"review":null`, `"by_hand":false`, `"date":"2026-05-18"`},
		keep: map[string]string{"message": "id", "finding": "findings.0.id"},
	},
	{
		name: "the answer decides the verdict", method: "PATCH", path: "/findings/{finding}", header: map[string]string{"If-Match": `"1"`}, status: 200,
		body: `{"answer":"yes"}`, has: []string{`"verdict":"judge","found_verdict":"unlawful"`, `"answer":{"value":"yes"`, `"at":"2026-05-20T`},
		sends: map[string]string{"ETag": `"2"`},
	},
	{
		name: "and can be taken back", method: "PATCH", path: "/findings/{finding}", status: 200,
		body: `{"answer":"none"}`, has: []string{`"verdict":"unlawful"`, `"answer":null`},
	},
	{
		name: "dismissed with a reason", method: "PATCH", path: "/findings/{finding}", status: 200,
		body: `{"status":"dismissed","reason":"offer","note":"one may decline"}`, has: []string{`"status":"dismissed"`, `"reason":"offer","note":"one may decline"`},
	},
	{
		name: "a reason that is none is refused", method: "PATCH", path: "/findings/{finding}", status: 422,
		body: `{"status":"dismissed","reason":"mood"}`, has: []string{"reason"},
	},
	{
		name: "of the wrong kind: another takes its place", method: "PATCH", path: "/findings/{finding}", status: 200,
		body: `{"kind":"partial_answer"}`, has: []string{`"key":"partial_answer"`, `"by_hand":true`, `"replaces":"{finding}"`, `"status":"confirmed"`},
		keep: map[string]string{"right": "id"},
	},
	{
		name: "the one proposed stays", path: "/requests/{request}/findings", status: 200,
		has: []string{`"reason":"wrong_kind"`, `"id":"{finding}"`, `"id":"{right}"`},
	},
	{
		name: "taken back, the other is gone", method: "PATCH", path: "/findings/{finding}", status: 200,
		body: `{"status":"suspected"}`, has: []string{`"status":"suspected"`},
	},
	{name: "and cannot be found", method: "PATCH", path: "/findings/{right}", body: `{"status":"confirmed"}`, status: 404},
	{
		name: "one is added by hand", path: "/messages/{message}/findings", status: 201,
		body: `{"kind":"fee_demand","passage":"A fee  of 20 euros is due"}`,
		has:  []string{`"key":"fee_demand"`, `"quote":"A fee of 20 euros is due"`, `"rule":"person"`, `"by_hand":true`},
		keep: map[string]string{"hand": "id"},
	},
	{
		name: "on words that are not there it is refused", path: "/messages/{message}/findings", status: 422,
		body: `{"kind":"fee_demand","passage":"sixty euros"}`, has: []string{`"field":"passage"`},
	},
	{
		name: "all requests are listed together, by the filters", path: "/findings?kind=fee_demand&status=confirmed&verdict=unlawful&language=en&sort=oldest", status: 200,
		has: []string{`"id":"{hand}"`, `"controller_name":"Photomatch`, `"reference":"RC-`, `"language":"en"`, `"next_cursor":null`},
	},
	{name: "page by page", path: "/findings?limit=1", status: 200, keep: map[string]string{"cursor": "next_cursor"}},
	{name: "to the next one", path: "/findings?limit=1&cursor={cursor}", status: 200, has: []string{`"items":[{`}},
	{
		name: "of a controller they are counted by kind and half-year", path: "/controllers/{controller}/findings", status: 200,
		has: []string{`"periods":[{"from":"2026-01-01","half":true}]`, `"key":"fee_demand","name":"Fee for the answer","counts":[{"confirmed":1,"suspected":`},
	},
	{name: "a kind that is none is refused", path: "/findings?kind=moon", status: 422, has: []string{`"field":"kind"`}},
	{name: "an order that is none is refused", path: "/findings?sort=grave", status: 422, has: []string{"sort"}},
	{name: "what was found is not removed", method: "DELETE", path: "/findings/{finding}", status: 409},
	{name: "what was added by hand is", method: "DELETE", path: "/findings/{hand}", status: 204},
	{name: "once", method: "DELETE", path: "/findings/{hand}", status: 404},
}
