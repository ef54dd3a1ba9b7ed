package web

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"recourse/internal/casework"
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

func benchSite(b *testing.B) (*site, string) {
	b.Helper()
	s := newSite(b, nil)
	s.addAccounts()
	return s, s.things().request
}
