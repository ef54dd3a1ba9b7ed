package casework_test

import (
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// reported has a report about the first letter come in, and returns it as it was filed.
func (i *intake) reported(at, action, status, words string) dsar.Incoming {
	i.t.Helper()
	i.at(at)
	i.take(reportOn(i.request(i.sent.Request.ID).Messages[0].Mail.MailID, action, status, words))
	return i.list(dsar.IncomingAssigned)[0].Mail
}

func (i *intake) undo(m dsar.Incoming) {
	i.t.Helper()
	if err := i.UndoIncoming(i.ctx(), i.owner, m.ID, casework.AnyVersion); err != nil {
		i.t.Fatal(err)
	}
}

func TestUndoOfADeliveryReport(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		i := withIntake(t, b)
		letter := func() *dsar.OutboxMail { return i.request(i.sent.Request.ID).Messages[0].Mail }
		before := *letter()
		bounce := i.reported("2026-05-20T13:00:00Z", "failed", "5.1.1", "550 5.1.1 user unknown")
		if letter().State != dsar.OutboxFailed || !i.marked(t) {
			t.Fatalf("%s, marked %v", letter().State, i.marked(t))
		}
		i.undo(bounce)
		t.Run("leaves the letter and its address as they were", func(t *testing.T) {
			if m := *letter(); m.State != before.State || m.Reported != "" || m.Report != "" || m.SentAt != before.SentAt {
				t.Errorf("%+v", m)
			}
			if v := i.request(i.sent.Request.ID); i.marked(t) || v.Bounce != nil || len(v.Messages) != 1 {
				t.Errorf("marked %v, %+v, %d messages", i.marked(t), v.Bounce, len(v.Messages))
			}
		})
		t.Run("is not undone by reading the report again", func(t *testing.T) {
			i.take(string(must(i.IncomingRaw(i.ctx(), i.owner, bounce.ID))(t)))
			if waiting := i.list(); len(waiting) != 1 || letter().State != before.State || i.marked(t) {
				t.Errorf("%d wait, %s, marked %v", len(waiting), letter().State, i.marked(t))
			}
		})
	})
}

func TestUndoOfADeliveryReportKeepsWhatElseHappened(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(i *intake) (undone dsar.Incoming)
		state   dsar.OutboxState
		marked  bool
	}{
		"an earlier report counts again": {func(i *intake) dsar.Incoming {
			i.reported("2026-05-20T13:00:00Z", "delivered", "2.0.0", "250 ok")
			return i.reported("2026-05-20T14:00:00Z", "failed", "5.1.1", "550 gone")
		}, dsar.OutboxDelivered, false},
		"a later report stays": {func(i *intake) dsar.Incoming {
			first := i.reported("2026-05-20T13:00:00Z", "failed", "5.1.1", "550 gone")
			i.reported("2026-05-20T14:00:00Z", "failed", "5.1.1", "550 still gone")
			return first
		}, dsar.OutboxFailed, true},
		"a letter that was sent again stays sent": {func(i *intake) dsar.Incoming {
			bounce := i.reported("2026-05-20T13:00:00Z", "failed", "5.1.1", "550 gone")
			v := i.request(i.sent.Request.ID)
			again := casework.AgainInput{To: "dpo@controller.example"}
			must(i.SendAgain(i.ctx(), i.owner, v.Request.ID, v.Messages[0].Message.ID, again, casework.AnyVersion))(i.t)
			return bounce
		}, dsar.OutboxQueued, false},
	} {
		t.Run(name, func(t *testing.T) {
			i := withIntake(t, onSQLite(t, "2026-05-20"))
			i.undo(c.happens(i))
			m := i.request(i.sent.Request.ID).Messages[0].Mail
			if m.State != c.state || i.marked(t) != c.marked || strings.Contains(m.Report, "550 gone") {
				t.Errorf("%+v, marked %v", m, i.marked(t))
			}
		})
	}
}

func TestUndoOfAnAnswerLeavesTheLetterAsReported(t *testing.T) {
	i := bounced(t, onSQLite(t, "2026-05-20"))
	i.take(companyMail("We answer you.", "Message-ID: <1@c>", "To: "+i.reply))
	for _, m := range i.list(dsar.IncomingAssigned) {
		if m.Mail.Reason != "report" {
			i.undo(m.Mail)
		}
	}
	if m := i.request(i.sent.Request.ID).Messages[0].Mail; m.State != dsar.OutboxFailed || !i.marked(t) {
		t.Errorf("%+v, marked %v", m, i.marked(t))
	}
}
