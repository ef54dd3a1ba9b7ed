package api_test

import "testing"

// TestClocks follows a refusal, an appeal and a fee through the API.
func TestClocks(t *testing.T) {
	onEach(t, "2026-05-20", func(s *stack) { s.run(clockStory) })
}

var clockStory = []call{
	{
		name: "a controller is added", path: "/controllers", status: 201,
		body: `{"name":"Photomatch Inc.","country":"US","emails":["privacy@photomatch.example"]}`, keep: map[string]string{"controller": "id"},
	},
	{
		name: "a law that is not known is refused", path: "/requests", status: 422,
		body: `{"controller_id":"{controller}","rights":["access"],"regime":"us-co-cpa","also_regimes":["nowhere"],"subject":{"name":"Ada"}}`,
		has:  []string{`"field":"also_regimes"`},
	},
	{
		name: "a request rests on two laws", path: "/requests", status: 201,
		body: `{"controller_id":"{controller}","rights":["access"],"regime":"us-co-cpa","also_regimes":["us-ca-ccpa"],"subject":{"name":"Ada"}}`,
		has:  []string{`"also_regimes":["us-ca-ccpa"]`, `"clocks":[]`}, keep: map[string]string{"request": "id"},
	},
	{
		name: "once received, the clocks of both run", path: "/requests/{request}/events", status: 201,
		body: `{"kind":"received","date":"2026-04-01"}`,
		has:  []string{`"regime":"us-ca-ccpa","complaint_id":"","remind":"after"`, `"id":"acknowledgement"`},
	},
	{
		name: "another law is added later", method: "PUT", path: "/requests/{request}/also-regimes", status: 200,
		body: `{"also_regimes":["us-ca-ccpa","us-va-vcdpa"]}`, has: []string{`"also_regimes":["us-ca-ccpa","us-va-vcdpa"]`, `"regime":"us-va-vcdpa"`},
	},
	{
		name: "it is refused and appealed against", path: "/requests/{request}/events", status: 201,
		body: `{"kind":"refused","date":"2026-04-20"}`, has: []string{`"status":"disputed"`},
	},
	{
		name: "the answer to the appeal has a last day", path: "/requests/{request}/events", status: 201,
		body: `{"kind":"appeal_lodged","date":"2026-04-21"}`, has: []string{`"id":"appeal-answer"`, `"state":"running"`},
	},
	{
		name: "an answer before the appeal is refused", path: "/requests/{request}/events", status: 422,
		body: `{"kind":"appeal_answered","date":"2026-04-20"}`, has: []string{`"field":"date"`, `error.event.before_appeal_lodged`},
	},
	{
		name: "a fee names its sum", path: "/requests/{request}/events", status: 201,
		body: `{"kind":"fee_requested","date":"2026-04-22","amount":"20.5","currency":"USD"}`, has: []string{`"amount":"20.50"`, `"currency":"USD"`},
	},
	{
		name: "a sum that is none is refused", path: "/requests/{request}/events", status: 422,
		body: `{"kind":"fee_requested","date":"2026-04-22","amount":"much"}`, has: []string{`"field":"amount"`},
	},
	{
		name: "an order names its day", path: "/requests/{request}/events", status: 422,
		body: `{"kind":"authority_ordered","date":"2026-05-01"}`, has: []string{`"field":"until"`},
	},
}
