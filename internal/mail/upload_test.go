package mail_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"recourse/internal/dsar"
	"recourse/internal/mail"
)

func asError(err error, target **dsar.Error) bool { return errors.As(err, target) }

const german = "Wir führen Ihre Anfrage höchstens für die letzten zwölf Monate aus – «Grüße»."

func encode(t *testing.T, e interface{ Bytes([]byte) ([]byte, error) }, s string) []byte {
	t.Helper()
	b, err := e.Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTextIsReadInAnyEncoding(t *testing.T) {
	utf16le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16be := unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	for name, raw := range map[string][]byte{
		"UTF-8":                []byte(german),
		"UTF-8 with a mark":    []byte("\uFEFF" + german),
		"Windows-1252":         encode(t, charmap.Windows1252.NewEncoder(), german),
		"UTF-16 with a mark":   encode(t, utf16be.NewEncoder(), german),
		"UTF-16 without a one": encode(t, utf16le.NewEncoder(), german),
		"UTF-8 with a NUL":     []byte("Wir führen\x00 Ihre Anfrage höchstens für die letzten zwölf Monate aus – «Grüße»."),
	} {
		t.Run(name, func(t *testing.T) {
			u, err := mail.ReadUpload("reply.txt", raw)
			if err != nil {
				t.Fatal(err)
			}
			if u.Text != german || u.MediaType != "text/plain" || u.HTML {
				t.Errorf("got %+v", u)
			}
		})
	}
}

func TestLineEndingsBecomeOne(t *testing.T) {
	u, err := mail.ReadUpload("", []byte("a\r\nb\rc\nd"))
	if err != nil || u.Text != "a\nb\nc\nd" {
		t.Errorf("got %q, %v", u.Text, err)
	}
}

func TestUploadIsRefusedWithAReason(t *testing.T) {
	for name, c := range map[string]struct {
		file, raw, field, key string
	}{
		"nothing":             {"a.txt", "", "file", "error.upload.empty"},
		"nothing pasted":      {"", "", "text", "error.upload.empty"},
		"only blanks":         {"a.txt", " \r\n\t", "file", "error.upload.no_text"},
		"a PDF":               {"reply.pdf", "%PDF-1.7\n...", "file", "error.upload.binary"},
		"a PDF called text":   {"reply.txt", "%PDF-1.7\n...", "file", "error.upload.binary"},
		"a Word file":         {"reply.docx", "PK\x03\x04rest", "file", "error.upload.binary"},
		"an Outlook message":  {"reply.msg", "\xD0\xCF\x11\xE0rest", "file", "error.upload.binary"},
		"random bytes":        {"reply.txt", "\x01\x02\x00\x00\x03\x00\x07\x1e\x02text", "file", "error.upload.binary"},
		"NUL and nothing":     {"reply.txt", "\x00\x00\x00\x00", "file", "error.upload.binary"},
		"HTML without words":  {"a.html", "<html><style>p{}</style><p> </p>", "file", "error.upload.no_text"},
		"a mail without text": {"a.eml", "Subject: x\r\n\r\n\r\n", "file", "error.upload.no_text"},
		"text called mail":    {"a.eml", "Dear Sir\nno header here\n", "file", "error.upload.no_mail"},
		"an encrypted mail": {
			"a.eml", "Subject: x\r\nContent-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n",
			"file", "error.upload.encrypted",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := mail.ReadUpload(c.file, []byte(c.raw))
			wantProblem(t, err, c.field, c.key)
		})
	}
}

func TestMailPartsAreRead(t *testing.T) {
	latin := string(encode(t, charmap.ISO8859_1.NewEncoder(), "Löschung möglich"))
	sjis := string(encode(t, japanese.ShiftJIS.NewEncoder(), "個人情報の開示"))
	base := base64.StdEncoding.EncodeToString([]byte("Löschung möglich"))
	for name, c := range map[string]struct{ header, body, want string }{
		"quoted-printable":                {"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n", "L=C3=B6schung m=\n=C3=B6glich", "Löschung möglich"},
		"quoted-printable with a mistake": {"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n", "50=ZZ off\nL=C3=B6schung", "50=ZZ off\nLöschung"},
		"base64":                          {"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: BASE64\n", base, "Löschung möglich"},
		"base64 cut off":                  {"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", base[:len(base)-3], "Löschung mögl"},
		"ISO 8859-1":                      {"Content-Type: text/plain; charset=iso-8859-1\n", latin, "Löschung möglich"},
		"Shift JIS":                       {"Content-Type: text/plain; charset=\"Shift_JIS\"\n", sjis, "個人情報の開示"},
		"UTF-8 called ISO 8859-1":         {"Content-Type: text/plain; charset=iso-8859-1\n", "Löschung möglich", "Löschung möglich"},
		"ISO 8859-1 called UTF-8":         {"Content-Type: text/plain; charset=utf-8\n", latin, "Löschung möglich"},
		"an unknown charset":              {"Content-Type: text/plain; charset=x-klingon\n", latin, "Löschung möglich"},
		"no content type":                 {"", "Löschung möglich", "Löschung möglich"},
		"a broken content type":           {"Content-Type: text/html; charset=iso-8859-1; ; =x\n", "<p>" + latin + "</p>", "Löschung möglich"},
	} {
		t.Run(name, func(t *testing.T) {
			raw := "From: a@example.org\nSubject: =?iso-8859-1?Q?L=F6schung?=\nDate: Sat, 31 Jan 2026 23:30:00 -0500\nMessage-ID: <1@x>\n" + c.header + "\n" + c.body
			u, err := mail.ReadUpload("a.eml", []byte(raw))
			if err != nil {
				t.Fatal(err)
			}
			if u.Text != c.want {
				t.Errorf("text %q, want %q", u.Text, c.want)
			}
			if u.Subject != "Löschung" || u.MessageID != "1@x" || !u.Date.Equal(time.Date(2026, 2, 1, 4, 30, 0, 0, time.UTC)) {
				t.Errorf("header %+v", u)
			}
		})
	}
}

const alternative = "From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=o\n\npreamble\n" +
	"--o\nContent-Type: multipart/alternative; boundary=i\n\n" +
	"--i\nContent-Type: text/plain\n\n%s\n--i\nContent-Type: text/html\n\n%s\n--i--\n" +
	"--o\nContent-Type: application/pdf; name=\"=?utf-8?Q?Ausk=C3=BCnfte.pdf?=\"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--o--\n"

func TestPlainTextIsPreferredToHTML(t *testing.T) {
	u, err := mail.ReadUpload("", []byte("Received: x\n"+fmt.Sprintf(alternative, "the plain words", "<p>the rich words</p>")))
	if err != nil {
		t.Fatal(err)
	}
	if u.Text != "the plain words" || u.HTML || u.MediaType != "message/rfc822" {
		t.Errorf("got %+v", u)
	}
	if len(u.Attachments) != 1 || u.Attachments[0] != "Auskünfte.pdf" {
		t.Errorf("attachments %q", u.Attachments)
	}
}

func TestHTMLIsReadWhereThePlainTextIsAStub(t *testing.T) {
	long := strings.Repeat("<p>We only answer for the last twelve months.</p>", 20)
	u, err := mail.ReadUpload("a.eml", []byte(fmt.Sprintf(alternative, "Please use an HTML viewer.", long)))
	if err != nil || !u.HTML || !strings.Contains(u.Text, "twelve months") {
		t.Errorf("got %+v, %v", u, err)
	}
}

func TestAMailCutOffIsReadAsFarAsItGoes(t *testing.T) {
	raw := "Subject: x\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\nthe words before the cu"
	u, err := mail.ReadUpload("a.eml", []byte(raw))
	if err != nil || u.Text != "the words before the cu" {
		t.Errorf("got %q, %v", u.Text, err)
	}
}

func TestAForwardedMailIsRead(t *testing.T) {
	raw := "Subject: Fwd\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\nsee below\n" +
		"--o\nContent-Type: message/rfc822\n\nSubject: Re\nContent-Type: text/plain\n\nwe refuse\n--o--\n"
	u, err := mail.ReadUpload("a.eml", []byte(raw))
	if err != nil || u.Text != "see below\n\nwe refuse" {
		t.Errorf("got %q, %v", u.Text, err)
	}
}

func TestHostileNestingCostsNoMoreThanItsLength(t *testing.T) {
	for name, closed := range map[string]bool{"never closed": false, "closed": true} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString("Subject: x\n")
			const levels = 3000
			for i := range levels {
				fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
			}
			b.WriteString("Content-Type: text/plain\n\ndeep\n")
			for i := levels - 1; closed && i >= 0; i-- {
				fmt.Fprintf(&b, "--b%d--\n", i)
			}
			start := time.Now()
			_, err := mail.ReadUpload("a.eml", []byte(b.String()))
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("took %v", took)
			}
			wantProblem(t, err, "file", "error.upload.no_text")
		})
	}
}

func TestManyPartsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("Subject: x\nContent-Type: multipart/mixed; boundary=o\n\n")
	for range 100_000 {
		b.WriteString("--o\n\nword\n")
	}
	start := time.Now()
	u, err := mail.ReadUpload("a.eml", []byte(b.String()))
	if err != nil || time.Since(start) > 2*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
	if n := strings.Count(u.Text, "word"); n != 199 {
		t.Errorf("read %d parts", n)
	}
}

func TestHTMLIsReadAsAPersonSeesIt(t *testing.T) {
	for name, c := range map[string]struct{ html, want string }{
		"blocks and breaks":       {"<p>One</p><p>Two<br>Three</p><div>Four</div>", "One\n\nTwo\nThree\n\nFour"},
		"lists":                   {"<ul><li>a</li><li>b <b>c</b></li></ul>", "- a\n- b c"},
		"table cells":             {"<table><tr><td>Name</td><td>Ada</td></tr></table>", "Name Ada"},
		"table rows":              {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
		"breaks without a space":  {"One<br>two<br/>three", "One\ntwo\nthree"},
		"breaks in a quotation":   {"Yes<blockquote>one<br>two</blockquote>no", "Yes\n\n> one\n> two\n\nno"},
		"entities by name":        {"caf&eacute; &lt;b&gt; &#8217;", "café <b> ’"},
		"entities and blanks":     {"<p>12&nbsp;months &amp; more\n\n  ok</p>", "12 months & more ok"},
		"inline without blanks":   {"<p>un<b>law</b>ful</p>", "unlawful"},
		"blank between elements":  {"<p><b>last</b> <i>twelve</i></p>", "last twelve"},
		"script, style, title":    {"<html><head><title>T</title><style>p{x}</style></head><body><script>var a='<p>b</p>'</script>Words</body></html>", "Words"},
		"a hidden preheader":      {"<div style=\"DISPLAY : none\">Preview <div>x</div></div><p>Words</p>", "Words"},
		"a hidden unclosed item":  {"<p hidden>Preview<p>Words", "Words"},
		"a quotation":             {"<p>No.</p><blockquote><p>You wrote</p></blockquote><p>End</p>", "No.\n\n> You wrote\n\nEnd"},
		"preformatted":            {"<pre>a\n  b</pre>", "a\n  b"},
		"comments and tag soup":   {"<!-- x --><p>a<span>b</p></div></div>c", "ab\n\nc"},
		"an unfinished tag":       {"<p>a</p><a href=\"", "a"},
		"deep nesting":            {strings.Repeat("<div>", 50_000) + "x", "x"},
		"deep quotation, bounded": {strings.Repeat("<blockquote>", 1000) + "x", strings.Repeat("> ", 8) + "x"},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := mail.ReadUpload("a.html", []byte(c.html))
			if err != nil || !u.HTML {
				t.Fatalf("%+v, %v", u, err)
			}
			if u.Text != c.want {
				t.Errorf("got %q, want %q", u.Text, c.want)
			}
		})
	}
}

func TestHTMLDeclaresItsCharset(t *testing.T) {
	raw := encode(t, charmap.Windows1251.NewEncoder(), "<html><head><meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\"></head><p>Запрос")
	u, err := mail.ReadUpload("a.htm", raw)
	if err != nil || u.Text != "Запрос" {
		t.Errorf("got %q, %v", u.Text, err)
	}
}

func TestPastedText(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a text is left as it is":            {" We keep <b>nothing</b>.\r\n", " We keep <b>nothing</b>.\r\n"},
		"a page is read as a person does":    {"<!DOCTYPE html><html><body><p>One<br>two</p></body></html>", "One\ntwo"},
		"a piece of a page too":              {"<div>One <i>t</i>wo</div>", "One two"},
		"also one that begins within a line": {"  <span>One</span> two", "One two"},
		"a text about markup stays a text":   {"Use <html> as the first tag.", "Use <html> as the first tag."},
		"NUL is left out":                    {"o\x00ne", "one"},
		"nothing stays nothing":              {"", ""},
		"what is not UTF-8 stays so":         {"caf\xe9", "caf\xe9"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := mail.PastedText(c.text); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPastedContentIsRecognised(t *testing.T) {
	for name, c := range map[string]struct{ text, media string }{
		"a letter":             {"Dear Ada,\nFrom: now on we refuse.", "text/plain"},
		"a quoted mail header": {"From: Acme\nTo: Ada\nSubject: Re\n\nWe refuse.", "text/plain"},
		"a mail's source":      {"Return-Path: <a@b>\nFrom: Acme <a@b>\nSubject: Re\n\nWe refuse.", "message/rfc822"},
		"a mailbox file":       {"From a@b Sat Jan 31\nReceived: x\nSubject: Re\n\nWe refuse.", "message/rfc822"},
		"HTML":                 {"<!DOCTYPE html><p>We refuse.", "text/html"},
		"a tag in a text":      {"We refuse <b>everything</b>.", "text/plain"},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := mail.ReadUpload("", []byte(c.text))
			if err != nil || u.MediaType != c.media || !strings.Contains(u.Text, "refuse") {
				t.Errorf("got %+v, %v", u, err)
			}
		})
	}
}

func TestTenMegabytesAreReadQuickly(t *testing.T) {
	text := strings.Repeat("We provide data for the last twelve months only. Grüße\n", 190_000)
	for name, raw := range map[string]string{
		"a.txt":  text,
		"a.html": "<p>" + text,
		"a.eml":  "Subject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte(text)),
	} {
		start := time.Now()
		if _, err := mail.ReadUpload(name, []byte(raw)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func FuzzReadUpload(f *testing.F) {
	f.Add("a.eml", []byte(fmt.Sprintf(alternative, "x", "<p>y")))
	f.Add("a.html", []byte("<p style='display:none'>x<blockquote><pre>\n"))
	f.Add("", []byte("\xff\xfea\x00b\x00"))
	f.Add("a.eml", []byte("Subject: =?utf-7?Q?=00?=\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B"))
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		u, err := mail.ReadUpload(name, raw)
		if err != nil {
			return
		}
		for _, s := range append(u.Attachments, u.Text, u.Subject, u.From, u.To, u.MessageID) {
			if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\r") {
				t.Fatalf("unclean %q", s)
			}
		}
	})
}
