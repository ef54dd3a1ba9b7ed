package mail_test

import (
	"strings"
	"testing"

	"recourse/internal/mail"
)

// shown is the display of a mail whose HTML is source.
func shown(source string) mail.Parsed {
	return parse("From: a@x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + source)
}

func TestHTMLIsMadeFitForDisplay(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"structure stays":              {"<p>One <b>two</b></p><ul><li>a</ul>", "<p>One <b>two</b></p><ul><li>a</li></ul>"},
		"tables stay":                  {`<table width=9><tr><td colspan="2" bgcolor=red>x</td></tr></table>`, `<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>`},
		"scripts go with their words":  {"<p>a</p><script>alert(1)</script><style>p{}</style>", "<p>a</p>"},
		"handlers go":                  {`<p onclick="x()" style="color:red" class=a id=b>a</p>`, "<p>a</p>"},
		"links go by another door":     {`<a href="https://acme.example/x?a=1&b=2">x</a>`, `<a href="https://acme.example/x?a=1&amp;b=2" rel="nofollow noreferrer noopener" target="_blank">x</a>`},
		"links that run something":     {`<a href="javascript:x()">x</a><a href="data:text/html,x">y</a><a href="cid:a">z</a>`, "xyz"},
		"links within our own pages":   {`<a href="/sign-out">x</a>`, "x"},
		"remote pictures":              {`<img src="https://t.example/p.gif" alt="Logo"><img src=//t.example/p.gif>`, `<img alt="Logo"/>`},
		"pictures within the mail":     {`<img src="cid:logo@acme" width=1 alt=L>`, `<img src="cid:logo@acme" alt="L"/>`},
		"pictures in the source":       {`<img src="data:image/png;base64,AAAA">`, ""},
		"frames, forms, objects":       {`<iframe src=x></iframe><form action=/x><input name=a><button>go</button></form><object data=x></object><embed src=x>`, "go"},
		"drawings that run something":  {`<svg><script>x</script><image href=x /></svg><math><mtext>m</mtext></math>`, "m"},
		"elements left open":           {"<div><b>a", "<div><b>a</b></div>"},
		"end tags without a beginning": {"a</div></div></table></body>b", "ab"},
		"a page within the page":       {"<html><head><title>t</title><base href=//x></head><body bgcolor=x><p>a</p></body></html>", "<p>a</p>"},
		"comments":                     {"a<!--[if mso]><p>x</p><![endif]-->b", "ab"},
		"a refresh":                    {`<meta http-equiv=refresh content="0;url=//x">a`, "a"},
		"a style that overlays":        {`<div style="position:fixed;background:url(//x)">a</div>`, "<div>a</div>"},
		"an unfinished tag":            {`<p>a</p><img src="`, "<p>a</p>"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.TrimSpace(shown(c.source).Display); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestNothingIsLoadedFromElsewhere(t *testing.T) {
	p := shown(`<body background="http://a.example/1"><img src="https://a.example/2"><link rel=stylesheet href="https://a.example/3">
		<img srcset="//a.example/4 2x"><div style="background:url(http://a.example/5)">x</div><video poster="http://a.example/6"></video>
		<img src="cid:inside@x"><a href="https://acme.example">link</a>`)
	if p.RemoteContent != 6 {
		t.Errorf("counted %d", p.RemoteContent)
	}
	if strings.Contains(p.Display, "a.example") {
		t.Errorf("display %q", p.Display)
	}
}

func TestPicturesWithinTheMailAreMarked(t *testing.T) {
	p := parse("From: a@x\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n<p>x<img src=\"cid:one@x\"></p>\n" +
		"--r\nContent-Type: image/png\nContent-ID: <one@x>\n\n\x89PNG\r\n\x1a\n\n--r\nContent-Type: image/png; name=two.png\nContent-ID: <two@x>\n\n\x89PNG\r\n\x1a\n\n--r--\n")
	if len(p.Attachments) != 2 || !p.Attachments[0].Inline || p.Attachments[1].Inline || p.Attachments[0].Name != "part-2.png" {
		t.Errorf("got %+v", p.Attachments)
	}
}

func TestOfAlternativesBothFormsAreThere(t *testing.T) {
	p := parse("From: a@x\nContent-Type: multipart/alternative; boundary=r\n\n--r\n\nplain words\n--r\nContent-Type: text/html\n\n<p>rich <i>words</i>\n--r--\n")
	if p.Text != "plain words" || p.FromHTML || strings.TrimSpace(p.Display) != "<p>rich <i>words</i></p>" {
		t.Errorf("got %+v", p)
	}
}

func TestPlainAndRichPartsAreShownTogether(t *testing.T) {
	p := parse("From: a@x\nContent-Type: multipart/mixed; boundary=r\n\n--r\nContent-Type: text/html\n\n<p>rich</p>\n--r\n\n1 < 2\nend\n--r--\n")
	if p.Text != "rich\n\n1 < 2\nend" || p.Display != "<p>rich</p><p>1 &lt; 2<br/>\nend</p>\n" {
		t.Errorf("text %q, display %q", p.Text, p.Display)
	}
}

func TestATextWithoutHTMLHasNoDisplay(t *testing.T) {
	if p := parse("From: a@x\n\n<b>not bold</b>"); p.Display != "" {
		t.Errorf("display %q", p.Display)
	}
}

func TestHTMLNestedWithoutEndIsStated(t *testing.T) {
	p := shown(strings.Repeat("<div>", 20_000) + "x")
	if p.Display != "" || !p.Flawed(mail.FlawDisplayTooLarge) || p.Text != "x" {
		t.Errorf("display of %d bytes, text %q, %v", len(p.Display), p.Text, flaws(p))
	}
}

func TestLongHTMLIsReadAndNotDisplayed(t *testing.T) {
	p := shown(strings.Repeat("<p>words</p>", 100_000))
	if p.Display != "" || !p.Flawed(mail.FlawDisplayTooLarge) || len(p.Text) < 600_000 {
		t.Errorf("display of %d bytes, text of %d, %v", len(p.Display), len(p.Text), flaws(p))
	}
}
