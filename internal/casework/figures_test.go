package casework_test

import (
	"fmt"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail/imapin"
)

// figure returns the health page's figure of that name.
func (b *bench) figure(name string) casework.Figure {
	b.t.Helper()
	for _, f := range must(b.Health(b.ctx()))(b.t).Figures {
		if f.Name == name {
			return f
		}
	}
	b.t.Fatalf("there is no figure %q", name)
	return casework.Figure{}
}

func TestHealthSaysWhatIsLate(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		begun := b.clock
		b.putMail("waiting", dsar.OutboxQueued, begun)
		b.clock = begun.Add(casework.OutboxLimit)
		if f := b.figure("outbox"); f.State != casework.FigureFine || f.Count != 1 || !f.Since.Equal(begun) {
			t.Errorf("within the limit: %+v", f)
		}
		b.clock = b.clock.Add(time.Second)
		if f := b.figure("outbox"); f.State != casework.FigureLate {
			t.Errorf("after the limit: %+v", f)
		}
		if health := must(b.Health(b.ctx()))(t); !health.Bad() {
			t.Error("a late mail needs nobody")
		}

		must(b.TakeMail(b.ctx(), casework.MailIn{Door: dsar.DoorPipe, Raw: []byte("Subject: x\r\n\r\nx")}))(t)
		b.clock = b.clock.Add(casework.UnreadLimit + time.Second)
		if f := b.figure("unread"); f.State != casework.FigureLate || f.Count != 1 {
			t.Errorf("a mail that nobody read: %+v", f)
		}
	})
}

// A failure is shown for as long as somebody may still have to see to it.
func TestHealthForgetsOldFailures(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		b.putMail("refused", dsar.OutboxFailed, b.clock)
		if f := b.figure("given_up"); f.State != casework.FigureLook || f.Count != 1 {
			t.Errorf("today: %+v", f)
		}
		if health := must(b.Health(b.ctx()))(t); len(health.CameBack) != 1 || health.CameBack[0] != (casework.DomainCount{Domain: "photomatch.example", Count: 1}) {
			t.Errorf("came back: %+v", health.CameBack)
		}
		b.clock = b.clock.Add(8 * 24 * time.Hour)
		if f := b.figure("given_up"); f.State != casework.FigureFine || f.Count != 0 {
			t.Errorf("after 8 days: %+v", f)
		}
		if health := must(b.Health(b.ctx()))(t); len(health.CameBack) != 0 || health.Bounces["photomatch.example"] != 1 {
			t.Errorf("after 8 days: %+v, in all %v", health.CameBack, health.Bounces)
		}
	})
}

func (b *bench) putMail(id string, state dsar.OutboxState, at time.Time) {
	b.t.Helper()
	err := b.Store.Enqueue(b.ctx(), dsar.OutboxMail{
		ID: id, WorkspaceID: b.owner.WorkspaceID, Kind: "letter", From: "a@example.org", To: "Dpo <dpo@Photomatch.example>",
		State: state, Raw: []byte("x"), CreatedAt: at,
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func TestHealthOfMailboxes(t *testing.T) {
	box := imapin.Config{Host: "imap.example.org", Port: 993, Security: "tls", Username: "privacy"}
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		b.Intake = casework.Intake{Polled: []imapin.Config{box}}
		state := func() casework.MailboxHealth { return must(b.Health(b.ctx()))(t).Mailboxes[0] }
		if m := state(); m.State != casework.FigureFine || m.Host != "imap.example.org" || m.Folder != "INBOX" {
			t.Errorf("before anybody looked: %+v", m)
		}
		r := must(b.Store.ClaimReading(b.ctx(), "", box.String(), "me", b.clock, time.Hour))(t)
		r.FailedAt, r.Failures, r.Problem, r.Reply = b.clock, 1, "error.mailbox.imap_auth", "NO privacy@example.org"
		if err := b.Store.PutReading(b.ctx(), r); err != nil {
			t.Fatal(err)
		}
		if m := state(); m.State != casework.FigureLook {
			t.Errorf("one that never could be read: %+v", m)
		}
		r.SucceededAt, r.FailedAt, r.Failures, r.Problem = b.clock, time.Time{}, 0, ""
		if err := b.Store.PutReading(b.ctx(), r); err != nil {
			t.Fatal(err)
		}
		if m := state(); m.State != casework.FigureFine {
			t.Errorf("one that was read: %+v", m)
		}
		b.clock = b.clock.Add(time.Hour)
		if m := state(); m.State != casework.FigureLate {
			t.Errorf("one that nobody has looked into for an hour: %+v", m)
		}
	})
}

func TestManyDomainsAreAddedUp(t *testing.T) {
	counts := map[string]int{}
	for i := range casework.MaxDomains + 3 {
		counts[fmt.Sprintf("%02d.example", i)] = 2
	}
	counts["most.example"] = 9
	list := casework.MostFirst(counts)
	if len(list) != casework.MaxDomains+1 || list[0].Domain != "most.example" || list[casework.MaxDomains] != (casework.DomainCount{Domain: casework.OtherDomains, Count: 8}) {
		t.Errorf("%d domains, the first %+v, the last %+v", len(list), list[0], list[len(list)-1])
	}
}
