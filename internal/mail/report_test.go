package mail_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/mail"
)

func TestDeliveryReportsAreRead(t *testing.T) {
	const address = "privacy@acme.example"
	for name, c := range map[string]struct {
		file string
		want mail.DeliveryReport
	}{
		"in the standard form": {"bounce-standard.eml", mail.DeliveryReport{
			Outcome: mail.Hard, MessageID: "ours-1@in.example", Standard: true,
			Recipients: []mail.Recipient{{Address: address, Outcome: mail.Hard, Status: "5.1.1", Diagnostic: "550 5.1.1 <privacy@acme.example>: Recipient address rejected: User unknown in virtual mailbox table"}},
		}},
		"Exim": {"bounce-exim.eml", mail.DeliveryReport{
			Outcome: mail.Hard, MessageID: "ours-2@in.example",
			Recipients: []mail.Recipient{{Address: address, Outcome: mail.Hard, Diagnostic: "550 No such user here"}},
		}},
		"Exim, delayed": {"bounce-exim-delay.eml", mail.DeliveryReport{
			Outcome: mail.Delayed, Recipients: []mail.Recipient{{Address: address, Outcome: mail.Delayed, Diagnostic: ""}},
		}},
		"qmail, blocked": {"bounce-qmail.eml", mail.DeliveryReport{
			Outcome: mail.Soft, MessageID: "ours-3@in.example",
			Recipients: []mail.Recipient{{Address: address, Outcome: mail.Soft, Status: "5.7.1", Diagnostic: "Remote host said: 550 5.7.1 <privacy@acme.example>: Message blocked by policy"}},
		}},
		"Postfix in words, the mailbox is full": {"bounce-postfix-text.eml", mail.DeliveryReport{
			Outcome: mail.Soft, MessageID: "ours-4@in.example",
			Recipients: []mail.Recipient{{Address: address, Outcome: mail.Soft, Status: "4.2.2", Diagnostic: "host mx.acme.example[192.0.2.1] said: 452 4.2.2 The"}},
		}},
		"Microsoft 365": {"bounce-m365.eml", mail.DeliveryReport{
			Outcome: mail.Hard, MessageID: "ours-5@in.example",
			Recipients: []mail.Recipient{{Address: address, Outcome: mail.Hard, Status: "5.1.10", Diagnostic: "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'"}},
		}},
		"Gmail": {"bounce-gmail.eml", mail.DeliveryReport{
			Outcome: mail.Hard, MessageID: "ours-6@in.example",
			Recipients: []mail.Recipient{{Address: address, Outcome: mail.Hard, Status: "5.1.1", Diagnostic: "550 5.1.1 The email account that you tried to reach does not exist."}},
		}},
		"German, the mailbox is full": {"bounce-german.eml", mail.DeliveryReport{
			Outcome: mail.Soft, MessageID: "ours-7@in.example",
			Recipients: []mail.Recipient{{Address: "datenschutz@acme.example", Outcome: mail.Soft, Diagnostic: "Das Postfach des Empfängers ist voll (mailbox full)."}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := mail.Parse(fixture(t, c.file), mail.Limits{})
			got, ok := mail.ReadReport(&p)
			if !ok {
				t.Fatal("no report")
			}
			if c.want.Outcome == mail.Delayed { // its words do not matter
				c.want.Recipients[0].Diagnostic = got.Recipients[0].Diagnostic
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if kind := mail.AutomaticKind(&p); kind.Kind != mail.Report || kind.Certain != c.want.Standard {
				t.Errorf("kind %+v", kind)
			}
		})
	}
}

func standard(action, status, diagnostic string) string {
	return "From: postmaster@x\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nwords\n--b\nContent-Type: message/delivery-status\n\n" +
		"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; <a@x>\nAction: " + action + "\nStatus: " + status + "\nDiagnostic-Code: smtp; " + diagnostic + "\n\n--b--\n"
}

func TestWhatAFailureSaysOfTheAddress(t *testing.T) {
	for name, c := range map[string]struct {
		action, status, diagnostic string
		want                       mail.Outcome
	}{
		"no such address":                     {"failed", "5.1.1", "550 user unknown", mail.Hard},
		"no such domain":                      {"failed", "5.4.4", "Host or domain name not found", mail.Hard},
		"the account is closed":               {"failed", "5.2.1", "550 account disabled", mail.Hard},
		"only a general code":                 {"failed", "5.0.0", "550 rejected", mail.Hard},
		"a general code, the other side more": {"failed", "5.0.0", "550 5.1.1 nobody here", mail.Hard},
		"the mailbox is full":                 {"failed", "5.2.2", "552 mailbox full", mail.Soft},
		"full, under a general code":          {"failed", "5.0.0", "552 Quota exceeded", mail.Soft},
		"too large":                           {"failed", "5.3.4", "552 message size exceeds limit", mail.Soft},
		"taken for spam":                      {"failed", "5.7.1", "554 looks like spam", mail.Soft},
		"a rule that hides an unknown user":   {"failed", "5.7.1", "550 no such user", mail.Hard},
		"given up after days":                 {"failed", "4.4.1", "connection timed out", mail.Soft},
		"still being tried":                   {"delayed", "4.4.1", "connection timed out", mail.Delayed},
		"delivered":                           {"delivered", "2.0.0", "250 ok", mail.Delivered},
		"relayed":                             {"relayed", "2.0.0", "250 ok", mail.Delivered},
		"an action with a comment":            {"failed (final)", "5.1.1", "x", mail.Hard},
	} {
		t.Run(name, func(t *testing.T) {
			p := parse(standard(c.action, c.status, c.diagnostic))
			r, ok := mail.ReadReport(&p)
			if !ok || r.Outcome != c.want || r.Recipients[0].Address != "a@x" {
				t.Errorf("got %+v, %v", r, ok)
			}
		})
	}
}

func TestOfSeveralRecipientsTheWorstCounts(t *testing.T) {
	p := parse(strings.Replace(standard("delivered", "2.0.0", "ok"), "\n--b--", "\nFinal-Recipient: rfc822; b@x\nAction: failed\nStatus: 5.1.1\n\n--b--", 1))
	r, ok := mail.ReadReport(&p)
	if !ok || len(r.Recipients) != 2 || r.Outcome != mail.Hard || r.Recipients[0].Outcome != mail.Delivered {
		t.Errorf("got %+v, %v", r, ok)
	}
}

func TestTheOriginalIsFoundInItsHeader(t *testing.T) {
	p := parse(strings.Replace(standard("failed", "5.1.1", "x"), "--b--", "--b\nContent-Type: text/rfc822-headers\n\nSubject: x\nMessage-Id: <ours@x>\n--b--", 1))
	if r, _ := mail.ReadReport(&p); r.MessageID != "ours@x" {
		t.Errorf("got %+v", r)
	}
}

func TestLettersOfPeopleAreNoReports(t *testing.T) {
	for name, raw := range map[string]string{
		"about a parcel":             "From: service@acme.example\nSubject: Your parcel\n\nYour parcel could not be delivered to ada@example.org.",
		"a postmaster who writes":    "From: Postmaster <postmaster@acme.example>\nSubject: Your request\n\nWe looked at the server. We hold no mail of yours.",
		"a report cut off":           "From: a@x\nContent-Type: multipart/report; boundary=b\n\n--b\n\nwords\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n",
		"a status without an action": "From: a@x\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@x\n",
	} {
		t.Run(name, func(t *testing.T) {
			p := parse(raw)
			if r, ok := mail.ReadReport(&p); ok {
				t.Errorf("got %+v", r)
			}
		})
	}
}

func TestAutomaticMailIsRecognised(t *testing.T) {
	answer := strings.Repeat("We hold your name, your address and the orders of the last twelve months only. ", 12)
	for name, c := range map[string]struct {
		fields, text string
		want         mail.Automation
	}{
		"a vacation by RFC 3834":               {"Subject: Re: x\nAuto-Submitted: auto-replied (vacation)", "I am out of the office until Monday.", mail.Automation{Kind: mail.Vacation, Certain: true, Sign: "Auto-Submitted"}},
		"a reply of no known kind":             {"Subject: Re: x\nAuto-Submitted: auto-replied", "Hello.", mail.Automation{Kind: mail.AutomaticReply, Certain: true, Sign: "Auto-Submitted"}},
		"Exchange, away":                       {"Subject: x\nX-MS-Exchange-Generated-Message-Source: Mailbox OOF Agent", "Hello.", mail.Automation{Kind: mail.Vacation, Certain: true, Sign: "X-Ms-Exchange-Generated-Message-Source"}},
		"an old field":                         {"Subject: x\nX-Autoreply: yes", "We have received your message.", mail.Automation{Kind: mail.Acknowledgement, Certain: true, Sign: "X-Autoreply"}},
		"a ticket, generated":                  {"Subject: [Ticket #12345] x\nAuto-Submitted: auto-generated", "We have received your request.", mail.Automation{Kind: mail.Acknowledgement, Sign: "Auto-Submitted"}},
		"an answer through a ticket system":    {"Subject: [Ticket #12345] x\nAuto-Submitted: auto-generated", answer, mail.Automation{}},
		"a mailing list":                       {"Subject: x\nList-Id: <news.acme.example>", "News.", mail.Automation{Kind: mail.MailingList, Certain: true, Sign: "List-Id"}},
		"a receipt":                            {"Subject: Read\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b", "--b\n\nread\n--b--", mail.Automation{Kind: mail.Receipt, Certain: true, Sign: "Content-Type"}},
		"by the subject, English":              {"Subject: Automatic reply: Your request", "I am away.", mail.Automation{Kind: mail.AutomaticReply, Sign: "subject"}},
		"by the subject, German":               {"Subject: Abwesenheitsnotiz: Anfrage", "Ich bin ab Montag zurück.", mail.Automation{Kind: mail.Vacation, Sign: "subject"}},
		"by the subject, French":               {"Subject: =?utf-8?Q?R=C3=A9ponse_automatique?= : demande", "Je suis absente jusqu'au 3 mars.", mail.Automation{Kind: mail.Vacation, Sign: "subject"}},
		"by the subject, Italian":              {"Subject: Risposta automatica: richiesta", "Sono fuori ufficio.", mail.Automation{Kind: mail.Vacation, Sign: "subject"}},
		"by the subject, Spanish":              {"Subject: Respuesta =?utf-8?Q?autom=C3=A1tica?=", "Hola.", mail.Automation{Kind: mail.AutomaticReply, Sign: "subject"}},
		"by the subject, Dutch":                {"Subject: Automatisch antwoord: verzoek", "Ik ben deze week afwezig.", mail.Automation{Kind: mail.Vacation, Sign: "subject"}},
		"an acknowledgement, English":          {"Subject: Your request", "We have received your request. This is an automated message, please do not reply.", mail.Automation{Kind: mail.Acknowledgement, Sign: "text"}},
		"an acknowledgement, German":           {"Subject: Anfrage", "Ihre Anfrage ist bei uns eingegangen. Diese E-Mail wurde automatisch erstellt.", mail.Automation{Kind: mail.Acknowledgement, Sign: "text"}},
		"an acknowledgement, French":           {"Subject: Demande", "Nous avons bien reçu votre demande. Message automatique, merci de ne pas répondre.", mail.Automation{Kind: mail.Acknowledgement, Sign: "text"}},
		"an acknowledgement, Italian":          {"Subject: Richiesta", "Abbiamo ricevuto la tua richiesta. Messaggio generato automaticamente.", mail.Automation{Kind: mail.Acknowledgement, Sign: "text"}},
		"an acknowledgement, Spanish":          {"Subject: Solicitud", "Hemos recibido su solicitud. Este mensaje es automático, no responda.", mail.Automation{Kind: mail.Acknowledgement, Sign: "text"}},
		"an acknowledgement, Dutch":            {"Subject: Verzoek", "Wij hebben uw verzoek ontvangen. Dit is een automatisch bericht.", mail.Automation{Kind: mail.Acknowledgement, Sign: "text"}},
		"a person who says it has come":        {"Subject: Re: request", "We have received your request and will answer within one month. Jane", mail.Automation{}},
		"a person who decides":                 {"Subject: Re: request", answer, mail.Automation{}},
		"a person who quotes a vacation":       {"Subject: Re: request", "We answer as follows: no.\n\nOn 2 March 2026, Ada <a@x> wrote:\n> I am out of the office.", mail.Automation{}},
		"automated decisions in an answer":     {"Subject: Re: request", "We take no automated decisions about you.", mail.Automation{}},
		"a mail that says it is not automatic": {"Subject: Re: request\nAuto-Submitted: no", "Hello.", mail.Automation{}},
	} {
		t.Run(name, func(t *testing.T) {
			p := parse(fmt.Sprintf("From: desk@acme.example\n%s\n", c.fields) + utf8Field(c.fields) + "\n" + c.text)
			if got := mail.AutomaticKind(&p); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func utf8Field(fields string) string {
	if strings.Contains(fields, "Content-Type") {
		return ""
	}
	return "Content-Type: text/plain; charset=utf-8\n"
}
