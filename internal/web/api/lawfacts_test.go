package api_test

import "testing"

// TestWhichLaw follows what decides the law through the API, from the directory to the
// request.
func TestWhichLaw(t *testing.T) {
	onEach(t, "2026-11-24", func(s *stack) { s.run(lawStory) })
}

var lawStory = []call{
	{
		name: "a controller is added with its region, which gives the country", path: "/controllers", status: 201,
		body: `{"name":"Isarbank AG","seat_region":"de-by","establishments":["IE"],"representatives":["GB"],"sector":"finance"}`,
		has:  []string{`"country":"DE"`, `"seat_region":"DE-BY"`, `"establishments":["IE"]`, `"representatives":["GB"]`, `"sector":"finance"`},
		keep: map[string]string{"bank": "id"},
	},
	{
		name: "one without has empty ones", path: "/controllers", status: 201, body: `{"name":"Photomatch Inc.","country":"US"}`,
		has:  []string{`"seat_region":""`, `"establishments":[]`, `"representatives":[]`, `"sector":""`},
		keep: map[string]string{"controller": "id"},
	},
	{
		name: "what is not known is refused by its field", path: "/controllers", status: 422,
		body: `{"name":"X","country":"FR","seat_region":"DE-BY","establishments":["XX"],"representatives":["?"],"sector":"circus"}`,
		has:  []string{`"field":"seat_region"`, `"field":"establishments"`, `"field":"representatives"`, `"field":"sector"`},
	},
	{
		name: "one field is mended and the others stay", method: "PATCH", path: "/controllers/{bank}", status: 200,
		header: map[string]string{"If-Match": `"1"`}, body: `{"sector":""}`, has: []string{`"sector":""`, `"seat_region":"DE-BY"`, `"establishments":["IE"]`},
	},
	{
		name: "the directory's facts lead to the authority of the Land", path: "/regime-proposals", status: 200,
		body: `{"controller_id":"{bank}","country":"DE-BE","rights":["access"]}`, has: []string{`"regime":"eu-gdpr"`, "BayLDA"},
	},
	{
		name: "an answer makes the law sure", path: "/regime-proposals", status: 200,
		body: `{"controller_id":"{controller}","country":"FR","rights":["access"],"targeting":"offers"}`, has: []string{`"reason":"scope_eu_targeted"`, `"strength":"sure"`},
	},
	{
		name: "or only possible", path: "/regime-proposals", status: 200,
		body: `{"controller_id":"{controller}","country":"FR","rights":["access"],"targeting":"neither"}`, has: []string{`"strength":"possible"`}, hasNot: []string{`"strength":"likely"`},
	},
	{
		name: "an answer that is none is refused", path: "/regime-proposals", status: 422,
		body: `{"controller_id":"{controller}","targeting":"perhaps"}`, has: []string{"targeting"},
	},
	{
		name: "a place that is none too", path: "/regime-proposals", status: 422,
		body: `{"controller_id":"{controller}","residence_then":"Atlantis"}`, has: []string{`"field":"residence_then"`},
	},
	{
		name: "a request keeps what its law rests on", path: "/requests", status: 201,
		body: `{"controller_id":"{controller}","rights":["access"],"regime":"uk-gdpr","residence_then":"GB","work":"LU","targeting":"watches","subject":{"name":"Ada","country":"FR"}}`,
		has: []string{
			`"law_basis":{"kept":true,"seat":"US"`, `"residence":"FR","residence_then":"GB","work":"LU","targeting":"watches"`,
			`"proposed":[{"regime":"eu-gdpr"`, `"targeting_at":"FR"`, `"reason":"scope_uk_past_residence"`, `"chosen_otherwise":true`, `"id":"gb-ico"`,
		},
		keep: map[string]string{"request": "id"},
	},
	{
		name: "whatever the directory says later", method: "PATCH", path: "/controllers/{controller}", status: 200,
		header: map[string]string{"If-Match": `"1"`}, body: `{"country":"IE"}`, has: []string{`"country":"IE"`},
	},
	{
		name: "it is read as it was", path: "/requests/{request}", status: 200, has: []string{`"law_basis":{"kept":true,"seat":"US"`},
	},
	{
		name: "an answer of a request is checked as well", path: "/requests", status: 422,
		body: `{"controller_id":"{controller}","rights":["access"],"regime":"eu-gdpr","work":"XX","subject":{"name":"Ada"}}`, has: []string{`"field":"work"`},
	},
}
