package casework_test

import (
	"strings"
	"testing"

	"recourse/internal/dsar"
)

// reportOn is a delivery report (RFC 3464) about the mail with the Message-ID.
func reportOn(mailID, action, status, words string) string {
	return strings.ReplaceAll(`From: Mail Delivery System <mailer-daemon@relay.example>
To: recourse@example.org
Subject: Delivery Status Notification
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

This is the mail system.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; privacy@controller.example
Action: `+action+`
Status: `+status+`
Diagnostic-Code: smtp; `+words+`

--b
Content-Type: text/rfc822-headers

Message-ID: <`+mailID+`>
Subject: Request

--b--
`, "\n", "\r\n")
}

func TestDeliveryReports(t *testing.T) {
	for name, c := range map[string]struct {
		action, status, words string
		state                 dsar.OutboxState
		reported              dsar.DeliveryOutcome
		marked                bool
	}{
		"delivered":       {"delivered", "2.0.0", "250 ok", dsar.OutboxDelivered, dsar.DeliveredOutcome, false},
		"delayed":         {"delayed", "4.4.1", "timeout", dsar.OutboxAccepted, dsar.DelayedOutcome, false},
		"mailbox full":    {"failed", "5.2.2", "552 mailbox full", dsar.OutboxFailed, dsar.FailedOutcome, false},
		"no such address": {"failed", "5.1.1", "550 5.1.1 user unknown", dsar.OutboxFailed, dsar.FailedOutcome, true},
	} {
		t.Run(name, func(t *testing.T) {
			i := withIntake(t, onSQLite(t, "2026-05-20"))
			before := i.request(i.sent.Request.ID)
			i.at("2026-05-20T13:00:00Z")
			i.take(reportOn(before.Messages[0].Message.MailID, c.action, c.status, c.words))
			v := i.request(before.Request.ID)
			m := v.Messages[0].Mail
			if m.State != c.state || m.Reported != c.reported || !strings.Contains(m.Report, c.words[:3]) || m.ReportedAt != i.clock {
				t.Errorf("%+v", m)
			}
			if v.State.Status != before.State.Status || v.Law.Due != before.Law.Due || len(v.Messages) != 2 || len(v.Messages[1].Findings) > 0 {
				t.Errorf("%s with %d messages", v.State.Status, len(v.Messages))
			}
			if marked := must(i.BouncedAddresses(i.ctx(), i.owner, v.Controller.Emails))(t); len(marked) > 0 != c.marked || (v.Bounce != nil) != c.marked {
				t.Errorf("marked: %+v, %+v", marked, v.Bounce)
			}
			if n := len(i.list()); n != 0 {
				t.Errorf("%d mails wait", n)
			}
		})
	}
}

func TestAReportAboutNoMailOfOursCountsForNothing(t *testing.T) {
	i := withIntake(t, onSQLite(t, "2026-05-20"))
	i.take(reportOn("somebody@else.example", "failed", "5.1.1", "550 user unknown"))
	v := i.request(i.sent.Request.ID)
	if v.Messages[0].Mail.State != dsar.OutboxAccepted || len(must(i.BouncedAddresses(i.ctx(), i.owner, v.Controller.Emails))(t)) > 0 {
		t.Errorf("%+v", v.Messages[0].Mail)
	}
	if n := len(i.list()); n != 1 {
		t.Errorf("%d mails wait, want the report", n)
	}
}
