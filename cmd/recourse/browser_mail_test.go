package main

import (
	"net/url"
	"regexp"
	"strings"
	"time"
)

// extension is a company's sentence that it needs more time, by language.
var extension = map[string]string{
	"en": "We are extending the time limit for responding to your request by two further months because of its complexity.",
	"fr": "Compte tenu de la complexité de votre demande, nous prolongeons le délai de réponse de deux mois.",
	"de": "Wegen der Komplexität Ihrer Anfrage verlängern wir die Frist um zwei weitere Monate.",
}

// unplaced is a mail that nobody can place by itself, with HTML and a file.
const unplaced = `From: Office of a company with a long name <privacy.department@subsidiary-of-the-company.example>
Subject: Your data
Message-ID: <unplaced@subsidiary.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=a

--a
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Here is a copy of your data.

On Monday somebody wrote:
> Please send me a copy of my data.
--b
Content-Type: text/html; charset=utf-8

<p>Here is a <b>copy</b> of your data.</p><img src="https://tracker.example/p.png"><table><tr><td>1</td></tr></table>
--b--
--a
Content-Type: text/csv; name="an-export-of-everything-that-the-company-holds.csv"
Content-Disposition: attachment; filename="an-export-of-everything-that-the-company-holds.csv"

day,what
2026-01-02,login
--a--
`

var reference = regexp.MustCompile(`RC-[0-9A-Z]{4}-[0-9A-Z]{4}`)

// addMail has mail come in: one that waits for a person, and an answer that asks for more
// time. It follows the link that verifies the address of the account, and returns the pages
// that came to be.
func addMail(p *program, b *tab, lang, email string) []string {
	b.t.Helper()
	b.open("/requests?view=open")
	b.press("th.c-who a")
	request, _, _ := strings.Cut(b.where(), "?")
	named := reference.FindString(b.text("main"))
	if named == "" {
		b.t.Fatalf("%s names no reference", request)
	}
	answer := "From: privacy@company.example\nSubject: Re: " + named + "\nMessage-ID: <answer@company.example>\n" +
		"Content-Type: text/plain; charset=utf-8\n\n" + extension[lang] + "\n\nOn Monday you wrote:\n> Please send me a copy of my data.\n"
	p.command(strings.ReplaceAll(unplaced, "\n", "\r\n"), "mail", "intake")
	p.command(strings.ReplaceAll(answer, "\n", "\r\n"), "mail", "intake")
	for range 100 {
		b.open("/incoming?show=assigned")
		if strings.Contains(b.text("main"), named) {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	verify := regexp.MustCompile(`/verify/\S+`).FindString(p.mails(email, 1)[0].Text)
	if _, err := url.Parse(verify); err != nil || verify == "" {
		b.t.Fatalf("no link verifies %s: %v", email, err)
	}
	return []string{"/incoming", "/incoming?show=assigned", request, request + "/reminders", "/settings", "/settings/mailbox", verify}
}
