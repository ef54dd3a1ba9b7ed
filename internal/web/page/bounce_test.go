package page_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/mailtest"
)

// cameBack is a request whose letter came back for good from the only address of the
// company, as the address of its page and that of the letter's.
func cameBack(t *testing.T, s *stack, a casework.Actor, status, words string) (v casework.RequestView, sent string) {
	t.Helper()
	ctx := context.Background()
	relay := mailtest.Start(t, mailtest.Options{})
	config, err := mail.ParseSMTPURL("smtp://" + relay.Addr)
	must(t, err)
	s.Mailer, err = mail.NewSMTP(config)
	must(t, err)
	v, err = s.CreateRequest(ctx, a, casework.NewRequest{
		ControllerID: clearview(t, s, a).ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", Language: "en",
		Channel: dsar.ChannelEmail, Subject: casework.SubjectInput{Name: "Camille Moreau"},
	})
	must(t, err)
	v, err = s.SendLetter(ctx, a, v.Request.ID, casework.SendInput{Kind: dsar.LetterAccess}, casework.AnyVersion)
	must(t, err)
	_, err = s.DeliverOutbox(ctx)
	must(t, err)
	report := strings.NewReplacer("\n", "\r\n", "STATUS", status, "WORDS", words, "MAIL", v.Messages[0].Mail.MailID).Replace(deliveryReport)
	_, err = s.TakeMail(ctx, casework.MailIn{Door: dsar.DoorPipe, Raw: []byte(report), WorkspaceID: a.WorkspaceID})
	must(t, err)
	_, err = s.ReadIncoming(ctx)
	must(t, err)
	return v, "/requests/" + v.Request.ID + "/messages/" + v.Messages[0].Message.ID + "/sent"
}

const deliveryReport = `From: mailer-daemon@relay.example
Subject: Delivery Status Notification
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; privacy@clearview.example
Action: failed
Status: STATUS
Diagnostic-Code: smtp; WORDS

--b
Content-Type: text/rfc822-headers

Message-ID: <MAIL>

--b--
`

func TestALetterThatCameBack(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	v, sent := cameBack(t, s, r.Actor, "5.1.1", "550 5.1.1 user <b> unknown")
	request, company := "/requests/"+v.Request.ID, "/controllers/"+v.Controller.ID

	t.Run("makes the request's page ask for another address or another way", func(t *testing.T) {
		a := r.get(t, request).see(t, http.StatusOK, "The letter came back: it needs another address",
			"Mail to privacy@clearview.example came back for good on 24 November.", "user <b> unknown", "Send it by another way", "This address works")
		for _, href := range []string{sent + "#again", company + "/edit", company + "#contact", request + "/letter?kind=access"} {
			if !strings.Contains(a.Body, `href="`+href) {
				t.Errorf("no way to %s", href)
			}
		}
	})
	t.Run("comes back with a report that is not the company's words, nor its data", func(t *testing.T) {
		r.get(t, request).see(t, http.StatusOK, "Mail system", "A report about the delivery of a mail, not an answer.").not(t, "Attached")
	})
	t.Run("is marked at the company's address", func(t *testing.T) {
		r.get(t, company).see(t, http.StatusOK, "Mail to this address came back on 24 Nov 2026.", "user <b> unknown")
	})
	t.Run("is sent to the same address only if that is confirmed", func(t *testing.T) {
		for _, form := range []string{sent, request + "/letter"} {
			pairs := []string{"kind", "access", "language", "en", "do", "send", "to", "PRIVACY@clearview.example", "version", r.get(t, sent).value(t, "version")}
			a := r.post(t, form, pairs...).see(t, http.StatusUnprocessableEntity, "or take the mark away on the company’s page", "Send it to this address all the same")
			if !strings.Contains(a.Body, `href="#f-to"`) {
				t.Errorf("%s: the summary does not lead to the field", form)
			}
			r.post(t, form, append(pairs, "override_bounce", "1")...).see(t, http.StatusSeeOther)
			_, err := s.DeliverOutbox(context.Background())
			must(t, err)
		}
	})
	t.Run("no longer counts once a person says that the address works", func(t *testing.T) {
		to := r.post(t, company+"/address-works", "address", "privacy@clearview.example").see(t, http.StatusSeeOther).Location
		r.get(t, to).see(t, http.StatusOK, "The mark is taken away").not(t, "came back on")
		r.get(t, request+"/letter").see(t, http.StatusOK).not(t, "all the same")
		r.post(t, company+"/address-works", "address", "privacy@clearview.example").see(t, http.StatusNotFound, "This address is not marked.")
	})
}

func TestALetterThatFindsAFullMailboxMarksNothing(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	v, sent := cameBack(t, s, r.Actor, "5.2.2", "552 mailbox full")
	r.get(t, "/requests/"+v.Request.ID).see(t, http.StatusOK).not(t, "it needs another address")
	r.get(t, "/controllers/"+v.Controller.ID).see(t, http.StatusOK).not(t, "came back")
	r.get(t, sent).see(t, http.StatusOK).not(t, "all the same")
}
