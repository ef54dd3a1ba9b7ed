package web

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// BenchmarkAPI measures a call through the whole stack on SQLite: what the surface
// adds to the use case.
func BenchmarkAPI(b *testing.B) {
	s, request := benchSite(b)
	secret, _, err := s.service.CreateToken(b.Context(), s.owner.Actor(), "bench")
	s.must(err)
	for name, path := range map[string]string{
		"account": "/api/v1/account", "list": "/api/v1/requests", "request": "/api/v1/requests/" + request, "unknown": "/api/v1/nowhere",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, path, nil)
				r.Header.Set("Authorization", "Bearer "+secret)
				s.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
	b.Run("use case alone", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.service.Requests(b.Context(), s.owner.Actor(), casework.RequestQuery{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPages measures pages through the whole stack on SQLite, signed in, with
// the full layout; the request has 20 events.
func BenchmarkPages(b *testing.B) {
	s, request := benchSite(b)
	reader := s.signedIn(s.owner.User.Email)
	for name, path := range map[string]string{"today": "/", "list": "/requests", "request": "/requests/" + request} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if w := reader.get(path); w.Code != http.StatusOK {
					b.Fatalf("%s: %d", path, w.Code)
				}
			}
		})
	}
}

func benchSite(b *testing.B) (*site, string) {
	b.Helper()
	s := newSite(b, nil)
	s.addAccounts()
	made := s.things()
	for range 30 { // a full page of a list
		_, err := s.service.CreateRequest(b.Context(), s.owner.Actor(), casework.NewRequest{
			ControllerID: made.controller, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr",
			Subject: casework.SubjectInput{Name: "Bench Mark"},
		})
		s.must(err)
	}
	s.fillHistory(made.request, 20)
	return s, made.request
}

// fillHistory records what happens in a dispute until the request has n events.
func (s *site) fillHistory(request string, n int) {
	s.t.Helper()
	v, err := s.service.Request(s.t.Context(), s.owner.Actor(), request)
	s.must(err)
	kinds := []dsar.EventKind{dsar.EventAcknowledged, dsar.EventIDRequested, dsar.EventIDReceived, dsar.EventNote}
	for i := 0; len(v.Events) < n; i++ {
		in := casework.EventInput{Kind: kinds[min(i, len(kinds)-1)], On: civil.Must(2026, 3, 2).AddDays(i)}
		if in.Kind == dsar.EventNote {
			in.Note = "Called them; nobody could say anything."
		}
		v, err = s.service.RecordEvent(s.t.Context(), s.owner.Actor(), request, in, casework.AnyVersion)
		s.must(err)
	}
}
