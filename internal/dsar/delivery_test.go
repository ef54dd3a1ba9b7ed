package dsar_test

import (
	"testing"
	"time"

	"recourse/internal/dsar"
)

func TestDeliveryReports(t *testing.T) {
	at := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	accepted := dsar.OutboxMail{Kind: "letter", State: dsar.OutboxAccepted, Attempts: 1, AttemptedAt: at, SentAt: at}
	report := func(o dsar.DeliveryOutcome) dsar.DeliveryReport {
		return dsar.DeliveryReport{Outcome: o, Words: "words", At: at.Add(time.Minute), MessageID: "report"}
	}
	for _, c := range []struct {
		name    string
		mail    dsar.OutboxMail
		reports []dsar.DeliveryOutcome
		want    dsar.OutboxState
		changed bool // by the last
	}{
		{"delivered", accepted, []dsar.DeliveryOutcome{"delivered"}, dsar.OutboxDelivered, true},
		{"bounced", accepted, []dsar.DeliveryOutcome{"failed"}, dsar.OutboxFailed, true},
		{"delayed is still on its way", accepted, []dsar.DeliveryOutcome{"delayed"}, dsar.OutboxAccepted, true},
		{"bounced after all", accepted, []dsar.DeliveryOutcome{"delayed", "delivered", "failed"}, dsar.OutboxFailed, true},
		{"delivered after a bounce is not believed", accepted, []dsar.DeliveryOutcome{"failed", "delivered"}, dsar.OutboxFailed, false},
		{"a delay that comes late", accepted, []dsar.DeliveryOutcome{"delivered", "delayed"}, dsar.OutboxDelivered, false},
		{"the same report again", accepted, []dsar.DeliveryOutcome{"delivered", "delivered"}, dsar.OutboxDelivered, false},
		{"an outcome that nobody knows", accepted, []dsar.DeliveryOutcome{"eaten"}, dsar.OutboxAccepted, false},
		{"about one whose acceptance was forgotten", dsar.OutboxMail{State: dsar.OutboxQueued, Attempts: 2, AttemptedAt: at}, []dsar.DeliveryOutcome{"delivered"}, dsar.OutboxDelivered, true},
		{"about one that was never sent", dsar.OutboxMail{State: dsar.OutboxQueued}, []dsar.DeliveryOutcome{"failed"}, dsar.OutboxQueued, false},
		{"about one that was taken back", dsar.OutboxMail{State: dsar.OutboxCanceled, Attempts: 1}, []dsar.DeliveryOutcome{"failed"}, dsar.OutboxCanceled, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, changed := c.mail, false
			for _, o := range c.reports {
				m, changed = m.WithReport(report(o))
			}
			if m.State != c.want || changed != c.changed {
				t.Errorf("%s, changed %v", m.State, changed)
			}
			if changed && (m.ReportID != "report" || m.Report != "words" || m.SentAt != at) {
				t.Errorf("%+v", m)
			}
		})
	}
}

func TestAMailWithoutAReportThatWasTakenBack(t *testing.T) {
	at := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	accepted := dsar.OutboxMail{State: dsar.OutboxAccepted, Response: "250 ok", Attempts: 1, SentAt: at, AttemptedAt: at}
	refused := dsar.OutboxMail{State: dsar.OutboxFailed, Response: "550 no", Attempts: 1, AttemptedAt: at}
	interrupted := dsar.OutboxMail{State: dsar.OutboxSending, Attempts: 1, AttemptedAt: at}
	for _, c := range []struct {
		name string
		mail dsar.OutboxMail
		rest []dsar.DeliveryOutcome
		want dsar.OutboxState
		sent bool
	}{
		{"is with the relay that took it", accepted, nil, dsar.OutboxAccepted, true},
		{"has failed if the relay refused it", refused, nil, dsar.OutboxFailed, false},
		{"has failed if nobody knows whether the relay took it", interrupted, nil, dsar.OutboxFailed, false},
		{"is where the other reports leave it", accepted, []dsar.DeliveryOutcome{"delayed", "delivered"}, dsar.OutboxDelivered, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rest []dsar.DeliveryReport
			for _, o := range c.rest {
				rest = append(rest, dsar.DeliveryReport{Outcome: o, Words: "other", At: at, MessageID: "other"})
			}
			told, _ := c.mail.WithReport(dsar.DeliveryReport{Outcome: dsar.FailedOutcome, Words: "taken back", At: at, MessageID: "report"})
			m := told.WithReports(rest)
			if m.State != c.want || m.SentAt.IsZero() == c.sent || m.ReportID == "report" || m.Report == "taken back" {
				t.Errorf("%+v", m)
			}
		})
	}
	if waiting := (dsar.OutboxMail{State: dsar.OutboxQueued}); waiting.WithReports(nil).State != dsar.OutboxQueued {
		t.Error("a mail that nothing was reported of changed")
	}
}

func TestTakingBackAndSendingAgain(t *testing.T) {
	at := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	waiting := dsar.OutboxMail{Kind: "letter", MessageID: "m", State: dsar.OutboxQueued, NotBefore: at}
	if !waiting.CanTakeBack(at.Add(-time.Second)) || waiting.CanTakeBack(at) {
		t.Error("a letter can be taken back until it is due")
	}
	tried := waiting
	tried.Attempts = 1
	if tried.CanTakeBack(at.Add(-time.Second)) {
		t.Error("one that a relay may have was taken back")
	}
	for state, want := range map[dsar.OutboxState]bool{
		dsar.OutboxQueued: false, dsar.OutboxSending: false, dsar.OutboxAccepted: true, dsar.OutboxDelivered: true, dsar.OutboxFailed: true, dsar.OutboxCanceled: false,
	} {
		m := waiting
		m.State = state
		if m.CanSendAgain() != want {
			t.Errorf("%s can be sent again: %v", state, !want)
		}
	}
}
