package api_test

import "testing"

func TestKindsOfRestriction(t *testing.T) {
	s := newStack(t, "2026-11-22")
	s.run([]call{
		{
			name: "one is described with what each law makes of it", path: "/restrictions/lookback_limit", status: 200,
			has: []string{
				`"key":"lookback_limit","name":"Only recent data","group":{"id":"answer"`, `"severity":5`, `"seen_in":["text","data"]`,
				`"regimes":["eu-gdpr"],"verdict":"unlawful","wording_moves":false`, `"if_yes":"judge","if_no":"unlawful"`,
				`"regimes":["us-ca-ccpa"],"verdict":"lawful","wording_moves":true`, `"regimes":[],"verdict":"judge"`, `"question":null`,
				`"reference":"SAN-2022-019"`, `"decided":"2022-10-17"`,
			},
		},
		{
			name: "in the language that is asked for", path: "/restrictions/silence", status: 200, header: map[string]string{"Accept-Language": "de"},
			has: []string{`"name":"Fristen und Schweigen"`},
		},
		{
			name: "one that does not exist is answered with those that do", path: "/restrictions/moon", status: 404,
			has: []string{"lookback_limit, frequency_limit"},
		},
		{name: "all can be listed", path: "/restrictions?regime=ccpa", status: 200, has: []string{`"key":"retaliation"`}},
	})
}
