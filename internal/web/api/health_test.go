package api_test

import (
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func TestHealthSaysWhatNeedsAttention(t *testing.T) {
	s := newStack(t, "2026-11-24")
	_, err := s.service.TakeMail(t.Context(), casework.MailIn{Door: dsar.DoorPipe, Raw: []byte("Subject: x\r\n\r\nx")})
	s.must(err)
	const unread = `{"name":"unread","count":1,"since":"2026-11-24T12:00:00Z","limit_seconds":600,"state":`
	s.run([]call{{
		name: "a mail that just came is fine", path: "/health", status: 200,
		has: []string{unread + `"fine"}`, `"needs_attention":false`, `"mailboxes":[]`, `"listening":[]`},
	}})
	s.clock = s.clock.Add(time.Hour)
	s.run([]call{{
		name: "one that nobody read for an hour is late", path: "/health", status: 200, has: []string{unread + `"late"}`, `"needs_attention":true`},
	}})
}
