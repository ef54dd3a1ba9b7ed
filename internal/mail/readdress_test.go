package mail_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/mail"
)

func TestSendAgainChangesOnlyTheEnvelope(t *testing.T) {
	at := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	first, err := mail.Compose(mail.Outgoing{
		From: "Recourse <me@example.org>", To: "old@example.net", ReplyTo: "r.1@example.org", Subject: "Zugang für Zoë", Text: "Grüße\n",
		MessageID: "1@example.org", Date: at, Attached: []mail.Attached{{Name: "Vollmacht.pdf", Type: "application/pdf", Content: bytes.Repeat([]byte("x"), 200)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	again, err := mail.SendAgain(first, mail.Again{To: "new@example.net", MessageID: "2@example.org", Date: at.Add(72 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	text := string(again)
	for _, want := range []string{
		"To: <new@example.net>\r\n", "<2@example.org>\r\n", "References: <1@example.org>\r\n", "Date: Fri, 13 Mar 2026 09:00:00 +0000\r\n",
		"Reply-To: <r.1@example.org>\r\n", "Vollmacht.pdf", "application/pdf",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "old@example.net") {
		t.Error("it names the first recipient")
	}
	_, body, _ := strings.Cut(string(first), "\r\n\r\n")
	if _, got, _ := strings.Cut(text, "\r\n\r\n"); got != body {
		t.Error("the body differs")
	}
	t.Run("a third time still refers to the first", func(t *testing.T) {
		third, err := mail.SendAgain(again, mail.Again{To: "new@example.net", MessageID: "3@example.org", Date: at})
		if err != nil || !strings.Contains(string(third), "References: <1@example.org>\r\n") {
			t.Errorf("%v\n%s", err, third)
		}
	})
	for name, a := range map[string]mail.Again{
		"no address": {To: "nobody", MessageID: "2@example.org", Date: at},
		"two lines":  {To: "a@example.net\r\nBcc: b@example.net", MessageID: "2@example.org", Date: at},
		"no id":      {To: "a@example.net", Date: at},
		"no date":    {To: "a@example.net", MessageID: "2@example.org"},
	} {
		if _, err := mail.SendAgain(first, a); dsar.CodeOf(err) != dsar.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
