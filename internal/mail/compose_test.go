package mail_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/mail"
)

func outgoing() mail.Outgoing {
	return mail.Outgoing{
		From: "Zoé Müller <zoe@example.org>", To: "privacy@example.net", ReplyTo: "zoe@example.org",
		Subject: "Auskunft nach Art. 15 DSGVO – Straße", MessageID: mail.NewMessageID("0193", "Zoé <zoe@example.org>"),
		Date: time.Date(2026, 1, 31, 9, 30, 0, 0, time.UTC), Headers: map[string]string{"Auto-Submitted": "auto-generated"},
		Text: "Guten Tag,\n\n.ein Punkt am Anfang\nFrom hier an\n" + strings.Repeat("lang ", 400) + "\nGrüße\n",
	}
}

func TestComposeIsReadBackAsItWasWritten(t *testing.T) {
	o := outgoing()
	raw, err := mail.Compose(o)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(raw) {
		if len(line) > 1000 || !bytes.HasSuffix(line, []byte("\r\n")) {
			t.Fatalf("line %q breaks RFC 5322", line)
		}
		for _, c := range line {
			if c > 0x7e {
				t.Fatalf("line %q is not 7-bit", line)
			}
		}
	}
	u, err := mail.ReadUpload("x.eml", raw)
	if err != nil {
		t.Fatal(err)
	}
	if u.Text != strings.Trim(o.Text, "\n") {
		t.Errorf("text %q", u.Text)
	}
	if u.Subject != o.Subject || u.MessageID != "0193@example.org" || !u.Date.Equal(o.Date) {
		t.Errorf("got %+v", u)
	}
	if !strings.Contains(u.From, "Zoé Müller") || !strings.Contains(u.From, "zoe@example.org") {
		t.Errorf("from %q", u.From)
	}
	if !bytes.Contains(raw, []byte("Auto-Submitted: auto-generated\r\n")) {
		t.Error("Auto-Submitted is missing")
	}
	if bytes.Contains(raw, []byte("User-Agent")) || bytes.Contains(raw, []byte("X-Mailer")) {
		t.Error("the mail tells which program made it")
	}
}

func TestComposeIsDeterministic(t *testing.T) {
	o := outgoing()
	o.Headers["X-A"], o.Headers["X-B"], o.InReplyTo = "1", "2", "<before@example.net>"
	first, err := mail.Compose(o)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := mail.Compose(o)
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("differs: %v\n%s\n%s", err, first, again)
		}
	}
	if !bytes.Contains(first, []byte("In-Reply-To: <before@example.net>\r\n")) {
		t.Errorf("no In-Reply-To in %s", first)
	}
}

func TestComposeWithHTML(t *testing.T) {
	o := outgoing()
	o.HTML = "<!DOCTYPE html>\n<p>Grüße " + strings.Repeat("lang ", 400) + "</p>\n"
	raw, err := mail.Compose(o)
	if err != nil {
		t.Fatal(err)
	}
	again, err := mail.Compose(o)
	if err != nil || !bytes.Equal(raw, again) {
		t.Errorf("the same mail has other bytes the second time: %v", err)
	}
	for line := range bytes.Lines(raw) {
		if len(line) > 1000 || !bytes.HasSuffix(line, []byte("\r\n")) {
			t.Fatalf("line %q breaks RFC 5322", line)
		}
	}
	text, page := bytes.Index(raw, []byte("text/plain")), bytes.Index(raw, []byte("text/html"))
	if !bytes.Contains(raw, []byte("multipart/alternative")) || text < 0 || page < text {
		t.Errorf("text stands at %d, the page at %d", text, page)
	}
	u, err := mail.ReadUpload("x.eml", raw)
	if err != nil || !strings.Contains(u.Text, "Grüße") {
		t.Errorf("%v: %q", err, u.Text)
	}
}

func TestComposeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*mail.Outgoing)
		field  string
	}{
		"a second header in the subject":   {func(o *mail.Outgoing) { o.Subject = "x\r\nBcc: c@example.com" }, "subject"},
		"a bare line feed in the subject":  {func(o *mail.Outgoing) { o.Subject = "x\nBcc: c@example.com" }, "subject"},
		"a NUL in the subject":             {func(o *mail.Outgoing) { o.Subject = "x\x00" }, "subject"},
		"a second header in the recipient": {func(o *mail.Outgoing) { o.To = "b@example.net\r\nBcc: c@example.com" }, "to"},
		"two recipients":                   {func(o *mail.Outgoing) { o.To = "b@example.net, c@example.com" }, "to"},
		"no recipient":                     {func(o *mail.Outgoing) { o.To = "" }, "to"},
		"a recipient that is no address":   {func(o *mail.Outgoing) { o.To = "privacy at example" }, "to"},
		"a sender that is no address":      {func(o *mail.Outgoing) { o.From = "me" }, "from"},
		"a reply address that is none":     {func(o *mail.Outgoing) { o.ReplyTo = "@" }, "reply_to"},
		"a header of its own":              {func(o *mail.Outgoing) { o.Headers = map[string]string{"bcc": "c@example.com"} }, "headers"},
		"a header name with a colon":       {func(o *mail.Outgoing) { o.Headers = map[string]string{"X: y\r\nBcc": "z"} }, "headers"},
		"a line break in a header":         {func(o *mail.Outgoing) { o.Headers = map[string]string{"X-A": "1\r\nBcc: c@example.com"} }, "headers"},
		"no message id":                    {func(o *mail.Outgoing) { o.MessageID = "<>" }, "message_id"},
		"no date":                          {func(o *mail.Outgoing) { o.Date = time.Time{} }, "date"},
	} {
		t.Run(name, func(t *testing.T) {
			o := outgoing()
			c.change(&o)
			_, err := mail.Compose(o)
			wantProblem(t, err, c.field, "")
		})
	}
}

func TestNewMessageIDIsStable(t *testing.T) {
	for from, want := range map[string]string{
		"me@example.org":                "id1@example.org",
		"Me, myself <me@Example.org>":   "id1@recourse.invalid", // a comma needs quotes
		"\"Me\" <me@bücher.example>":    "id1@xn--bcher-kva.example",
		"":                              "id1@recourse.invalid",
		"Recourse <recourse@localhost>": "id1@localhost",
	} {
		if got := mail.NewMessageID("id1", from); got != want {
			t.Errorf("%q: got %q, want %q", from, got, want)
		}
	}
}

func wantProblem(t *testing.T, err error, field, key string) {
	t.Helper()
	if dsar.CodeOf(err) != dsar.CodeInvalid {
		t.Fatalf("got %v, want invalid input", err)
	}
	var e *dsar.Error
	if !asError(err, &e) {
		t.Fatal(err)
	}
	for _, p := range e.Problems {
		if p.Field == field && (key == "" || p.Key == key) {
			return
		}
	}
	t.Fatalf("got %v, want a problem with %q %s", err, field, key)
}
