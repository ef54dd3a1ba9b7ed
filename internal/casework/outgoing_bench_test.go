package casework_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/mailtest"
	"recourse/internal/store"
	"recourse/internal/testdb"
)

// BenchmarkDeliverOutbox sends mails of 4 kB into a sink on this machine: sending is to be
// bounded by the relay, not by us (100 mails a second and more).
func BenchmarkDeliverOutbox(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkDelivery(b, testdb.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { benchmarkDelivery(b, testdb.Postgres(b)) })
}

func benchmarkDelivery(b *testing.B, s *store.Store) {
	const mails = 500
	now := time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)
	relay := mailtest.Start(b, mailtest.Options{})
	mailer := must(mail.NewSMTP(must(mail.ParseSMTPURL("smtp://" + relay.Addr))(b)))(b)
	service := casework.New(casework.Options{
		Store: s, Mailer: mailer, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler), MailsPerMinute: 30,
	})
	ws := dsar.Workspace{ID: "01900000-0000-7000-8000-000000000001", Name: "bench", CreatedAt: now}
	if err := s.InsertWorkspace(b.Context(), ws); err != nil {
		b.Fatal(err)
	}
	round := 0
	for b.Loop() {
		b.StopTimer()
		round++
		for i := range mails {
			o := dsar.OutboxMail{
				ID: fmt.Sprintf("%08d-%d", i, round), WorkspaceID: ws.ID, Kind: "test", From: "me@example.org", To: fmt.Sprintf("p@company%d.example", i),
				State: dsar.OutboxQueued, NotBefore: now, CreatedAt: now,
			}
			o.MailID = mail.NewMessageID(o.ID, o.From)
			o.Raw = fmt.Appendf(nil, "From: me@example.org\r\nMessage-ID: <%s>\r\n\r\n%s", o.MailID, strings.Repeat("words and more words\r\n", 180))
			if err := s.Enqueue(b.Context(), o); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		n, err := service.DeliverOutbox(b.Context())
		if err != nil || n != mails {
			b.Fatalf("%d of %d mails, %v", n, mails, err)
		}
	}
	b.ReportMetric(float64(mails*b.N)/b.Elapsed().Seconds(), "mails/s")
}
