package api_test

import "testing"

func TestPolicies(t *testing.T) {
	s := newStack(t, "2026-05-20")
	s.run([]call{
		{name: "a company is added", path: "/controllers", status: 201, body: `{"name":"Clearview AI, Inc.","country":"US","needs_id":true}`, keep: map[string]string{"controller": "id"}},
		{
			name: "authorities and the directory know it", path: "/controllers/{controller}/practices", status: 200,
			has: []string{`"record":"clearview-ai"`, `"key":"lookback_limit"`, `"authorities":["CNIL"]`, `"directory":true`, `"policies":[]`},
		},
		{
			name: "its policy is searched", path: "/controllers/{controller}/policies", status: 201,
			body: `{"text":"You may request a copy of your data twice a year.","url":"https://clearview.example/privacy","read_on":"2026-05-01"}`,
			has:  []string{`"key":"frequency_limit"`, `"quote":"You may request a copy of your data twice a year."`, `"sha256":"`, `"read_on":"2026-05-01"`, `"language":"en"`},
			keep: map[string]string{"policy": "id"},
		},
		{
			name: "and counts from then on", path: "/controllers/{controller}/practices", status: 200,
			has: []string{`"policy_id":"{policy}"`, `"quote":"You may request`}, hasNot: []string{`"text":`},
		},
		{name: "a day to come is refused", path: "/controllers/{controller}/policies", status: 422, body: `{"text":"x","read_on":"2027-01-01"}`, has: []string{`"field":"read_on"`}},
		{name: "nothing is refused", path: "/controllers/{controller}/policies", status: 422, body: `{"text":"  "}`, has: []string{`"field":"text"`}},
		{name: "it can be read whole", path: "/policies/{policy}", status: 200, has: []string{`"text":"You may request`}},
		{name: "and deleted", method: "DELETE", path: "/policies/{policy}", status: 204},
		{name: "then it is gone", path: "/policies/{policy}", status: 404},
	})
}
