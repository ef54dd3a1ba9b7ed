package metrics_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/casework/caseworktest"
	"recourse/internal/dsar"
	"recourse/internal/metrics"
	"recourse/internal/store"
	"recourse/internal/testdb"
)

func read(t *testing.T, s *casework.Service) string {
	t.Helper()
	w := httptest.NewRecorder()
	metrics.Handler(s, "1.2.3").ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	text, err := io.ReadAll(w.Body)
	if err != nil || w.Code != 200 {
		t.Fatalf("%d %v", w.Code, err)
	}
	return string(text)
}

func nothing(context.Context) error { return nil }

func fails(context.Context) error { return errors.New("the relay is away") }

func TestMetrics(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *store.Store) {
		now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
		o := caseworktest.Options(t)
		o.Store, o.Now, o.Log = db, func() time.Time { return now }, slog.New(slog.DiscardHandler)
		s := casework.New(o)
		account, err := s.Setup(t.Context(), casework.NewAccount{Email: "owner@example.org", Password: "correct horse battery"})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.RecordJob(t.Context(), "sweep", nothing); err != nil {
			t.Fatal(err)
		}
		_ = s.RecordJob(t.Context(), "outbox", fails)
		for i, state := range []dsar.OutboxState{dsar.OutboxQueued, dsar.OutboxFailed} {
			err := db.Enqueue(t.Context(), dsar.OutboxMail{
				ID: fmt.Sprint(i), WorkspaceID: account.Workspace.ID, Kind: "letter", From: "a@example.org", To: "Dpo <somebody@Photomatch.example>",
				State: state, Raw: []byte("x"), CreatedAt: now.Add(-time.Hour),
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.TakeMail(t.Context(), casework.MailIn{Door: dsar.DoorPipe, Raw: []byte("Subject: x\r\n\r\nx")}); err != nil {
			t.Fatal(err)
		}
		now = now.Add(90 * time.Second)
		text := read(t, s)
		for _, line := range []string{
			"recourse_up 1", `recourse_build_info{version="1.2.3"} 1`, `recourse_job_failing{job="outbox"} 1`, `recourse_job_failing{job="sweep"} 0`,
			`recourse_job_last_success_age_seconds{job="sweep"} 90`, `recourse_outbox_mails{state="queued"} 1`, `recourse_outbox_mails{state="failed"} 1`,
			`recourse_outbox_mails{state="sending"} 0`, "recourse_outbox_oldest_seconds 3690", `recourse_incoming_mails{state="unread"} 1`,
			"recourse_incoming_oldest_unread_seconds 90", "recourse_reminders_pending 0", `recourse_bounced_letters{domain="photomatch.example"} 1`,
			`recourse_needs_attention{figure="outbox"} 1`, `recourse_needs_attention{figure="given_up"} 1`, `recourse_needs_attention{figure="unread"} 0`,
		} {
			if !strings.Contains("\n"+text, "\n"+line+"\n") {
				t.Errorf("no line %q in\n%s", line, text)
			}
		}
		for _, private := range []string{"somebody", "owner@", "Dpo"} {
			if strings.Contains(text, private) {
				t.Errorf("it names %q", private)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if text := read(t, s); !strings.Contains("\n"+text, "\nrecourse_up 0\n") {
			t.Errorf("without a database:\n%s", text)
		}
	})
}
