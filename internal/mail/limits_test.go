package mail_test

import (
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"recourse/internal/mail"
)

// allocated is how many bytes reading takes from the heap, over all its length.
func allocated(read func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	read()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

const megabytes = 1 << 20

// nestedParts is a multipart within a multipart, levels deep.
func nestedParts(levels int, closed bool) string {
	var b strings.Builder
	b.WriteString("Subject: x\n")
	for i := range levels {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	b.WriteString("Content-Type: text/plain\n\ndeep\n")
	for i := levels - 1; closed && i >= 0; i-- {
		fmt.Fprintf(&b, "--b%d--\n", i)
	}
	return b.String()
}

func nestedAlternatives(levels int) string {
	return strings.ReplaceAll(nestedParts(levels, false), "multipart/mixed", "multipart/alternative")
}

func manyFields(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "X-Field-%d: value\r\n", i)
	}
	return b.String() + "\r\nwords"
}

func filled(n int, piece string) string { return strings.Repeat(piece, n/len(piece)+1)[:n] }

// TestHostileMailsCostNoMoreThanTheirLength counts the bytes taken from the heap:
// each mail may cost a few times its length, and most cost much less.
func TestHostileMailsCostNoMoreThanTheirLength(t *testing.T) {
	text := "From: a@x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
	rich := "From: a@x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
	binary := "From: a@x\r\nContent-Type: application/zip\r\n"
	for name, c := range map[string]struct {
		raw   string
		times float64 // what it may take, as a multiple of its length
		want  mail.Flaw
	}{
		"5,000 multiparts, none closed":        {nestedParts(5000, false), 1, mail.FlawTooDeep},
		"5,000 multiparts, all closed":         {nestedParts(5000, true), 1, mail.FlawTooDeep},
		"5,000 alternatives, none closed":      {nestedAlternatives(5000), 1, mail.FlawTooDeep},
		"5,000 mails within mails":             {strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 5000), 2, mail.FlawTooDeep},
		"50,000 header fields":                 {manyFields(50_000), 2, mail.FlawTooManyFields},
		"50,000 lines folded to one field":     {"Subject: x" + strings.Repeat("\r\n y", 50_000) + "\r\n\r\nwords", 6, mail.FlawFieldTooLong},
		"50,000 lines that are no fields":      {"From: a@x\n" + strings.Repeat("no field\nX: y\n", 25_000), 4, mail.FlawHeaderLine},
		"one endless header line":              {"Subject: " + filled(10*megabytes, "=?utf-8?Q?x?= "), 1, mail.FlawFieldTooLong},
		"an endless line without a colon":      {filled(10*megabytes, "words "), 4, mail.FlawNoHeader},
		"one endless line of text":             {text + filled(10*megabytes, "words "), 4, mail.FlawLineTooLong},
		"30 MB of text":                        {text + filled(30*megabytes, "Grüße und Wörter\r\n"), 4, mail.FlawTextTooLong},
		"30 MB of HTML":                        {rich + filled(30*megabytes, "<p>Grüße</p>"), 20, mail.FlawTextTooLong},
		"30 MB attached":                       {binary + "Content-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(filled(22*megabytes, "PK\x03\x04data"))), 0.1, ""},
		"30 MB attached as it is":              {binary + "\r\n" + filled(30*megabytes, "PK\x03\x04data\r\n"), 0.1, ""},
		"100,000 parts":                        {"Content-Type: multipart/mixed; boundary=o\n\n" + strings.Repeat("--o\n\nword\n", 100_000), 1, mail.FlawTooManyParts},
		"a million lines almost a boundary":    {"Content-Type: multipart/mixed; boundary=oo\n\n--oo\n\n" + strings.Repeat("--oox\n", 1_000_000), 6, mail.FlawUnclosed},
		"100,000 parameters":                   {"Content-Type: text/plain" + strings.Repeat("; a=b", 100_000) + "\n\nwords", 1, mail.FlawFieldTooLong},
		"100,000 addresses":                    {"To: " + strings.Repeat("a@x, ", 100_000) + "\n\nwords", 1, mail.FlawFieldTooLong},
		"HTML of nothing but quotations":       {rich + strings.Repeat("<blockquote>x", 100_000), 60, mail.FlawDisplayTooLarge},
		"HTML of unclosed comments":            {rich + strings.Repeat("<!--", 100_000), 30, ""},
		"HTML of open attributes":              {rich + strings.Repeat("<a href=\"", 100_000), 30, ""},
		"the same attachment at twelve levels": {strings.Repeat("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n", 11) + binary + "\r\n" + filled(5*megabytes, "PK\x03\x04data\r\n"), 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			raw := []byte(c.raw)
			var p mail.Parsed
			cost := allocated(func() { p = mail.Parse(raw, mail.Limits{}) })
			if most := uint64(c.times*float64(len(raw))) + megabytes; cost > most {
				t.Errorf("%d bytes of mail took %d bytes, at most %d expected", len(raw), cost, most)
			}
			if c.want != "" && !p.Flawed(c.want) || p.Flawed(mail.FlawInternal) {
				t.Errorf("defects %v", flaws(p))
			}
			t.Logf("%.2f times its length", float64(cost)/float64(len(raw)))
		})
	}
}

func TestWhatIsDecodedIsBoundedOverAllParts(t *testing.T) {
	part := "--o\r\nContent-Type: application/zip\r\n\r\n" + filled(1000, "x") + "\r\n"
	raw := "From: a@x\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n" + strings.Repeat(part, 10) + "--o--\r\n"
	p := mail.Parse([]byte(raw), mail.Limits{DecodedBytes: 3500})
	if len(p.Attachments) != 3 || !p.Flawed(mail.FlawDecodedTooLarge) {
		t.Errorf("%d attachments, defects %v", len(p.Attachments), flaws(p))
	}
}

func TestTextIsCutBetweenLetters(t *testing.T) {
	p := mail.Parse([]byte("From: a@x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+strings.Repeat("ü", 100)), mail.Limits{TextBytes: 9})
	if p.Text != "üüüü" || !p.Flawed(mail.FlawTextTooLong) {
		t.Errorf("text %q, defects %v", p.Text, flaws(p))
	}
}

func TestDefectsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("From: a@x\nContent-Type: multipart/mixed; boundary=o\n\n")
	for range 150 {
		b.WriteString("--o\nContent-Type: broken\n\nword\n")
	}
	p := parse(b.String())
	if n := len(p.Defects); n != 101 || p.Defects[n-1].Flaw != mail.FlawMore {
		t.Errorf("%d defects, the last %v", n, p.Defects[n-1])
	}
}

func TestReadingAgainGivesTheSame(t *testing.T) {
	raw := []byte(fmt.Sprintf(alternative, "words", "<p>words<img src=cid:a>"))
	first, second := mail.Parse(raw, mail.Limits{}), mail.Parse(raw, mail.Limits{})
	if fmt.Sprintf("%+v", first) != fmt.Sprintf("%+v", second) {
		t.Errorf("%+v\n%+v", first, second)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(alternative, "x", "<p>y<img src=cid:a><a href=x>")))
	f.Add([]byte(nestedParts(20, true)))
	f.Add([]byte("From: \"a\" <a@x>, b;\nSubject: =?utf-8?Q?=C3?= =?utf-8?B?wrE=?=\nDate: x\nReferences: <a@b> c@d\n\nx"))
	f.Add([]byte("Content-Type: multipart/signed\n\n--abcdef\nContent-Type: message/rfc822\n\nSubject: y\n\nx\n--abcdef--"))
	f.Add([]byte("Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\neJ8+IgEAAg+ABgABAAAAeAAA"))
	f.Add([]byte("Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-16\n\n> a \n>> b \nc "))
	f.Add([]byte("Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1=b\n\nx"))
	for _, name := range []string{"smime-clear.eml", "smime-opaque-indefinite.eml", "smime-encrypted.eml", "bounce-standard.eml", "bounce-exim.eml", "bounce-m365.eml"} {
		f.Add(fixture(f, name))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p := mail.Parse(raw, mail.Limits{})
		if p.Flawed(mail.FlawInternal) {
			t.Fatal("a panic was caught")
		}
		checkClean(t, p)
		if r, ok := mail.ReadReport(&p); ok && (r.Outcome == "" || len(r.Recipients) == 0) {
			t.Fatalf("report %+v", r)
		}
		mail.AutomaticKind(&p)
		if low := strings.ToLower(p.Display); strings.Contains(low, "<script") || strings.Contains(low, "<iframe") {
			t.Fatalf("display %q", p.Display)
		}
	})
}

// honest is a mail as companies send them: two forms of the text and a file.
func honest(size int) []byte {
	words := "We have received your request and will answer within one month. "
	text := filled(min(size/4, 20_000), words+"\r\n")
	file := filled(max(size-len(text)*5/2-700, 0)*3/4, "%PDF-1.7 data")
	return []byte("Received: from a by b\r\nFrom: Acme Privacy <privacy@acme.example>\r\nTo: r.abc@in.example\r\nSubject: =?utf-8?Q?Ihre_Anfrage_=C3=BC?=\r\n" +
		"Date: Mon, 2 Mar 2026 09:15:00 +0100\r\nMessage-ID: <1@acme.example>\r\nIn-Reply-To: <0@in.example>\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n" +
		"--i\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n--i\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>" + strings.ReplaceAll(text, "\r\n", "<br>") +
		"\r\n--i--\r\n--o\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + wrap(base64.StdEncoding.EncodeToString([]byte(file))) + "\r\n--o--\r\n")
}

func benchmarkParse(b *testing.B, raw []byte) {
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if p := mail.Parse(raw, mail.Limits{}); len(p.Defects) > 0 {
			b.Fatal(p.Defects)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}

func BenchmarkParse(b *testing.B) {
	b.Run("4kB", func(b *testing.B) { benchmarkParse(b, honest(4<<10)) })
	b.Run("1MB", func(b *testing.B) { benchmarkParse(b, honest(1<<20)) })
	b.Run("30MB", func(b *testing.B) { benchmarkParse(b, honest(30<<20)) })
}

func BenchmarkParseHostile(b *testing.B) {
	for name, raw := range map[string]string{
		"5000-levels": nestedParts(5000, false), "50000-fields": manyFields(50_000),
		"endless-line": "From: a@x\r\n\r\n" + filled(10*megabytes, "words "),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				mail.Parse([]byte(raw), mail.Limits{})
			}
		})
	}
}
