package api_test

import "testing"

func TestEnforcement(t *testing.T) {
	onEach(t, "2026-05-20", func(s *stack) {
		filed(s)
		s.run([]call{
			{name: "the companies are listed", path: "/enforcement", status: 200, has: []string{`"key":"clearview-ai"`, `"party":"Clearview AI, Inc."`, `"currency":"EUR"`}},
			{name: "Clearview is a controller of the directory", path: "/controllers", body: `{"name":"Clearview AI, Inc.","country":"US"}`, status: 201, keep: map[string]string{"clearview": "id"}},
			{name: "its record is found by it", path: "/enforcement?controller_id={clearview}", status: 200, has: []string{`"key":"clearview-ai"`}},
			{name: "of others nothing is known", path: "/controllers", body: `{"name":"Quiet Ltd"}`, status: 201, keep: map[string]string{"quiet": "id"}},
			{name: "and the list is empty", path: "/enforcement?controller_id={quiet}", status: 200, has: []string{`"items":[]`}},
			{name: "an unknown controller is not found", path: "/enforcement?controller_id=0197f0c0-0000-7000-8000-000000000000", status: 404},
			{
				name: "one has every step with its days, source and doubt", path: "/enforcement/clearview-ai", status: 200,
				has: []string{`"decided":"2021-11-26"`, `"published":"2021-12-16"`, `"kind":"liquidation"`, `"days":52`, `"days_inclusive":53`, `"sum_inclusive":5300000`, `"confidence":"high"`, `"notified":null`},
			},
			{name: "in the reader's language", path: "/enforcement/clearview-ai", header: map[string]string{"Accept-Language": "fr"}, status: 200, has: []string{"Une société new-yorkaise"}},
			{name: "another is not known", path: "/enforcement/acme", status: 404, has: []string{`"key":"error.not_found.record"`}},
		})
	})
}
