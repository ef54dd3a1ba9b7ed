package api_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

const question = `{"regime":"eu-gdpr","received":"2026-01-31","holidays_region":"FR","events":[` +
	`{"type":"id_requested","date":"2026-02-03"},{"type":"id_received","date":"2026-02-10"},{"type":"complaint_lodged","date":"2026-06-01"}]}`

func TestCalculatorNeedsNoAccount(t *testing.T) {
	s := newStack(t, "2026-11-22")
	s.run([]call{
		{
			name: "it answers with all clocks and readings", as: "nobody", path: "/deadline", body: question, status: 200,
			has: []string{`"due":"2026-03-09"`, `"clocks":[`, `"id":"answer"`, `"id":"silence"`, `"duty":"authority"`, `"readings":[`, `"key":"restart"`, `"governs":true`},
		},
		{
			name: "in the language that is asked for", as: "nobody", path: "/deadline", body: question, status: 200,
			header: map[string]string{"Accept-Language": "fr"}, has: []string{`"name":"réponse"`},
		},
		{
			name: "an order has the day it names", as: "nobody", path: "/deadline", status: 200,
			body: `{"regime":"eu-gdpr","received":"2026-01-31","events":[{"type":"authority_ordered","date":"2026-06-01","until":"2026-07-15"}]}`,
			has:  []string{`"end":"2026-07-15"`},
		},
		{
			name: "instants of one day are put in order", as: "nobody", path: "/deadline", status: 200,
			body: `{"regime":"eu-gdpr","received":"2026-01-15","timezone":"Europe/Paris","holidays_region":"FR","events":[` +
				`{"type":"id_received","date":"2026-01-20T15:00:00+01:00"},{"type":"id_requested","date":"2026-01-20T09:00:00+01:00"}]}`,
			has: []string{`"complaint_from":"2026-02-21"`},
		},
		{
			name: "a fee that nobody confirmed is said", as: "nobody", path: "/deadline", status: 200,
			body: `{"regime":"ch-fadp","received":"2026-03-02","holidays_region":"CH","events":[{"type":"fee_requested","date":"2026-03-10"}]}`,
			has:  []string{`"due":null`, `"unconfirmed":{"by":"2026-03-20","late":null,"due":"2026-04-20"}`},
		},
		{
			name: "and none where nothing waits for one", as: "nobody", path: "/deadline", status: 200,
			body: `{"regime":"eu-gdpr","received":"2026-03-02"}`, has: []string{`"unconfirmed":null`},
		},
		{
			name: "a day that is none is refused by its name", as: "nobody", path: "/deadline", status: 422,
			body: `{"regime":"eu-gdpr","received":"2026-01-31","events":[{"type":"authority_ordered","date":"2026-06-01","until":"soon"}]}`,
			has:  []string{`"field":"events[0].until"`},
		},
		{name: "a token that is sent has to be right", path: "/deadline", body: question, header: map[string]string{"Authorization": "Bearer wrong"}, as: "nobody", status: 401},
		{name: "nothing else is open", as: "nobody", path: "/regimes/eu-gdpr", status: 401},
	})
}

func TestCalculatorIsLimitedByAddress(t *testing.T) {
	s := newStack(t, "2026-11-22")
	ask := call{method: http.MethodPost, as: "nobody", path: "/deadline", body: `{"regime":"eu-gdpr","received":"2026-01-31"}`}
	for i := range 20 {
		if w := s.do(ask); w.Code != http.StatusOK {
			t.Fatalf("call %d: %d %s", i, w.Code, w.Body)
		}
	}
	w := s.do(ask)
	seconds, err := strconv.Atoi(w.Header().Get("Retry-After"))
	if w.Code != http.StatusTooManyRequests || err != nil || seconds < 1 || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	ask.as = "owner"
	if w := s.do(ask); w.Code != http.StatusOK {
		t.Errorf("who has an account is refused too: %d", w.Code)
	}
	ask.as = "nobody"
	s.clock = s.clock.Add(time.Duration(seconds) * time.Second)
	if w := s.do(ask); w.Code != http.StatusOK {
		t.Errorf("after Retry-After: %d", w.Code)
	}
}

func TestRegime(t *testing.T) {
	s := newStack(t, "2026-11-22")
	s.run([]call{
		{
			name: "it is described with figures and sources", path: "/regimes/gdpr", status: 200, as: "owner",
			has: []string{`"id":"eu-gdpr"`, `"place":"EU"`, `"unit":"month"`, `"kind":"shift"`, `"article":"Art. 12(3)"`, `"confidence":"secondary"`, `"last_checked":"20`, `"id":"admissibility"`, `"from":"2027-04-02"`},
		},
		{name: "in German", path: "/regimes/eu-gdpr", as: "owner", header: map[string]string{"Accept-Language": "de"}, status: 200, has: []string{"1 Monat"}},
		{name: "an unknown one lists those known", path: "/regimes/lex", as: "owner", status: 404, has: []string{"uk-gdpr"}},
	})
	w := s.do(call{method: http.MethodGet, as: "owner", path: "/regimes"})
	var all struct {
		Items []struct{ ID string } `json:"items"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &all); err != nil || len(all.Items) < 40 {
		t.Fatalf("%v: %.200s", err, w.Body)
	}
	for _, r := range all.Items {
		if w := s.do(call{method: http.MethodGet, as: "owner", path: "/regimes/" + r.ID}); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "figure_") {
			t.Errorf("%s: %d", r.ID, w.Code)
		}
	}
}
