package mail_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"recourse/internal/mail"
	"recourse/internal/quotation"
)

// corpus is every mail of testdata and some that are made here.
func corpus(t testing.TB) [][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "mails", "*.eml"))
	if err != nil || len(names) < 10 {
		t.Fatalf("%d fixtures, %v", len(names), err)
	}
	var all [][]byte
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, raw)
	}
	return append(all, honest(4<<10), []byte(nestedParts(12, true)), []byte(fmt.Sprintf(alternative, "plain", "<p>rich<img src=cid:a>")))
}

// spoil makes one of the mistakes that programs and networks make.
func spoil(random *rand.Rand, raw []byte) []byte {
	out := bytes.Clone(raw)
	at := random.IntN(len(out))
	end := min(len(out), at+1+random.IntN(200))
	switch random.IntN(7) {
	case 0: // cut off
		return out[:at]
	case 1: // a piece is missing
		return append(out[:at], out[end:]...)
	case 2: // a piece came twice
		return append(out[:end:end], out[at:]...)
	case 3: // bytes of something else
		for i := at; i < end; i++ {
			out[i] = byte(random.IntN(256))
		}
	case 4: // line ends are gone
		return bytes.ReplaceAll(out, []byte("\n"), []byte("\r"))
	case 5: // the upper bit is gone
		for i := at; i < len(out); i++ {
			out[i] &= 0x7f
		}
	default: // zeros
		copy(out[at:end], make([]byte, end-at))
	}
	return out
}

func TestAThousandSpoiltMailsAreRead(t *testing.T) {
	mails := corpus(t)
	random := rand.New(rand.NewPCG(2026, 11))
	for i := range 1000 {
		raw := mails[i%len(mails)]
		for range 1 + i%4 {
			if len(raw) > 0 {
				raw = spoil(random, raw)
			}
		}
		p := mail.Parse(raw, mail.Limits{})
		if p.Flawed(mail.FlawInternal) {
			t.Fatalf("mail %d: a panic was caught in %q", i, raw)
		}
		checkClean(t, p)
		mail.ReadReport(&p)
		mail.AutomaticKind(&p)
		quotation.Spans(p.Text)
	}
}

// TestRepliesOfMailProgramsAreTakenApart reads HTML as mail programs write it, and
// keeps what the sender wrote.
func TestRepliesOfMailProgramsAreTakenApart(t *testing.T) {
	const own = "We cannot give you the data."
	for name, source := range map[string]string{
		"Gmail":              `<div dir="ltr">` + own + `</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 2 Mar 2026 at 10:15, Ada Lovelace &lt;<a href="mailto:ada@example.org">ada@example.org</a>&gt; wrote:<br></div><blockquote class="gmail_quote"><div>Please send me my data.</div></blockquote></div>`,
		"Outlook":            `<div class=WordSection1><p class=MsoNormal>` + own + `<o:p></o:p></p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>From:</b> Ada Lovelace &lt;ada@example.org&gt; <br><b>Sent:</b> Monday, 2 March 2026 10:15<br><b>To:</b> Privacy &lt;privacy@acme.example&gt;<br><b>Subject:</b> Request<o:p></o:p></p></div><p class=MsoNormal>Please send me my data.</p></div>`,
		"Outlook on the web": `<div>` + own + `</div><hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font><b>Von:</b> Ada Lovelace &lt;ada@example.org&gt;<br><b>Gesendet:</b> Montag, 2. März 2026 10:15<br><b>An:</b> Datenschutz<br><b>Betreff:</b> Auskunft</font></div><div>Ich bitte um meine Daten.</div>`,
		"Apple Mail":         `<html><body>` + own + `<div><br><blockquote type="cite"><div>Le 2 mars 2026 à 10:15, Ada Lovelace &lt;ada@example.org&gt; a écrit :</div><br><div>Je demande mes données.</div></blockquote></div></body></html>`,
		"Thunderbird":        `<p>` + own + `</p><div class="moz-cite-prefix">Am 02.03.26 um 10:15 schrieb Ada Lovelace:<br></div><blockquote type="cite"><p>Ich bitte um meine Daten.</p></blockquote>`,
	} {
		t.Run(name, func(t *testing.T) {
			p := shown(source)
			if got := strings.TrimSpace(quotation.Own(p.Text)); got != own {
				t.Errorf("own words %q of\n%s", got, p.Text)
			}
		})
	}
}

// BenchmarkUnderstand is everything that is done with a mail before it is matched to
// a request and searched for restrictions.
func BenchmarkUnderstand(b *testing.B) {
	for name, size := range map[string]int{"4kB": 4 << 10, "1MB": 1 << 20} {
		b.Run(name, func(b *testing.B) {
			raw := honest(size)
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				p := mail.Parse(raw, mail.Limits{})
				mail.AutomaticKind(&p)
				quotation.Spans(p.Text)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
		})
	}
}
