package letter_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/letter"
	"recourse/internal/reminder"
)

const today = "2026-03-10"

// remind is an entry about a company, with its legal day.
func remind(kind reminder.Kind, company, on string, change ...func(*reminder.Entry)) reminder.Entry {
	e := reminder.Entry{Reference: "RC-4F7K-29QX", Controller: company, Link: "https://recourse.example.org/requests/" + string(kind)}
	e.Key = reminder.Key{Subject: company, Kind: kind, Recipient: "me"}
	if on != "" {
		e.Day = civil.MustParse(on)
	}
	for _, c := range change {
		c(&e)
	}
	return e
}

// ofEveryKind has each kind of reminder, and the variants that read differently.
func ofEveryKind() []reminder.Entry {
	was := func(e *reminder.Entry) { e.Corrects, e.Was = true, civil.MustParse("2026-03-03") }
	wasNone := func(e *reminder.Entry) { e.Corrects = true }
	of := func(kind reminder.Kind) func(*reminder.Entry) { return func(e *reminder.Entry) { e.Key.Of = kind } }
	clock := func(e *reminder.Entry) { e.ClockName = "N" }
	return []reminder.Entry{
		remind(reminder.DueSoon, "Nordlicht", "2026-03-17"),
		remind(reminder.DueSoon, "Nordlicht 2", "2026-03-11", was),
		remind(reminder.DueToday, "Nordlicht", today),
		remind(reminder.ExtendedDue, "Nordlicht", today),
		remind(reminder.ExtensionMissed, "Nordlicht", "2026-03-09"),
		remind(reminder.AcknowledgementMissed, "Nordlicht", "2026-03-09"),
		remind(reminder.NoReceipt, "Nordlicht", "2026-02-24"),
		remind(reminder.ReplyWaits, "Nordlicht", "2026-03-03"),
		remind(reminder.IdentityWaits, "Nordlicht", "2026-03-07"),
		remind(reminder.ClarificationWaits, "Nordlicht", "2026-03-07"),
		remind(reminder.Bounce, "Nordlicht", today),
		remind(reminder.DraftUnsent, "Nordlicht", "2026-03-03"),
		remind(reminder.LinkExpires, "Nordlicht", "2026-03-11"),
		remind(reminder.Own, "Nordlicht", today),
		remind(reminder.Own, "Nordlicht 2", today, func(e *reminder.Entry) { e.Note = "Call the lawyer" }),
		remind(reminder.ComplaintFrom, "Nordlicht", today),
		remind(reminder.ComplaintCloses, "Nordlicht", today),
		remind(reminder.AuthoritySilent, "Nordlicht", "2026-03-09", func(e *reminder.Entry) { e.Authority = "CNIL" }),
		remind(reminder.EnforcementDue, "Nordlicht", "2026-03-09"),
		remind(reminder.ClockEnds, "Nordlicht", "2026-03-12"),
		remind(reminder.ClockEnds, "Nordlicht 2", "2026-03-12", clock),
		remind(reminder.ClockEnded, "Nordlicht", "2026-03-09"),
		remind(reminder.ClockOpens, "Nordlicht", "2026-03-09", clock),
		remind(reminder.Moved, "Nordlicht", "2026-04-12", was, of(reminder.DueSoon)),
		remind(reminder.Moved, "Nordlicht 2", "", was, of(reminder.DueSoon)),
		remind(reminder.Moved, "Nordlicht 3", "2026-04-12", wasNone, of(reminder.ComplaintFrom)),
		remind(reminder.Moved, "Nordlicht 4", "2026-04-12", was, of(reminder.ComplaintCloses)),
		remind(reminder.Moved, "Nordlicht 5", "2026-04-12", was, of(reminder.AuthoritySilent)),
		remind(reminder.Moved, "Nordlicht 6", "2026-04-12", was, of(reminder.LinkExpires)),
		remind(reminder.Moved, "Nordlicht 7", "2026-04-12", was, of(reminder.ClockEnded)),
		remind(reminder.Escalated, "Nordlicht", today, of(reminder.Bounce), func(e *reminder.Entry) { e.Person, e.Reason = "Ada Lovelace", reminder.Absent }),
		remind(reminder.Escalated, "Nordlicht 2", today, of(reminder.Bounce), func(e *reminder.Entry) { e.Reason = reminder.Absent }),
		remind(reminder.Escalated, "Nordlicht 3", today, of(reminder.Bounce), func(e *reminder.Entry) { e.Person, e.Reason = "Ada Lovelace", reminder.Idle }),
		remind(reminder.Escalated, "Nordlicht 4", today, of(reminder.Bounce), func(e *reminder.Entry) {
			e.Person, e.Reason, e.Since, e.Back = "Ada Lovelace", reminder.Absent, civil.MustParse("2026-03-03"), civil.MustParse("2026-03-20")
		}),
		remind(reminder.Escalated, "Nordlicht 5", today, of(reminder.Bounce), func(e *reminder.Entry) {
			e.Person, e.Reason, e.Since = "Ada Lovelace", reminder.Idle, civil.MustParse("2026-03-03")
		}),
	}
}

func mailOf(entries, settled []reminder.Entry, perSection int) reminder.Mail {
	return reminder.Mails(reminder.Mailing{
		To: reminder.Recipient{ID: "me"}, Day: civil.MustParse(today), Entries: entries, Settled: settled, PerSection: perSection,
	})[0]
}

func digestFacts(lang string, m reminder.Mail) letter.DigestFacts {
	return letter.DigestFacts{
		Mail: m, Language: lang, RecipientName: "Camille Moreau", Link: "https://recourse.example.org/",
		Settings: "https://recourse.example.org/account", Unsubscribe: "https://recourse.example.org/unsubscribe/x",
	}
}

func digest(t testing.TB, f letter.DigestFacts) letter.DigestMail {
	t.Helper()
	m, err := load(t).Digest(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestDigestsReadAsApproved(t *testing.T) {
	settled := []reminder.Entry{remind(reminder.DueSoon, "Meridian", "2026-03-20")}
	for _, lang := range dsar.Languages() {
		m := digest(t, digestFacts(lang, mailOf(ofEveryKind(), settled, 9)))
		whole := digest(t, digestFacts(lang, mailOf(ofEveryKind(), nil, 0)))
		one := digest(t, digestFacts(lang, mailOf(ofEveryKind()[:1], nil, 0)))
		if found := leftovers.FindString(whole.Subject + "\n" + whole.Body); found != "" {
			t.Errorf("%s: %q is left", lang, found)
		}
		golden(t, lang+".digest.txt", fmt.Sprintf("##### some\nSubject: %s\n\n%s\n##### all\nSubject: %s\n\n%s\n##### one\nSubject: %s\n\n%s\n##### HTML\n%s",
			m.Subject, m.Body, whole.Subject, whole.Body, one.Subject, one.Body, m.HTML))
	}
}

func TestSingleMailsSayInTheSubjectWhatTheyAreAbout(t *testing.T) {
	mails := reminder.Mails(reminder.Mailing{To: reminder.Recipient{ID: "me", Singles: true}, Day: civil.MustParse(today), Entries: ofEveryKind()[:1]})
	m := digest(t, digestFacts("en", mails[0]))
	if want := "Nordlicht (RC-4F7K-29QX): answer due in 7 days, on 17 March 2026"; m.Subject != want {
		t.Errorf("subject %q", m.Subject)
	}
	if strings.Contains(m.Body, "==") || strings.Contains(m.HTML, "<h2>") {
		t.Errorf("it has titles:\n%s\n%s", m.Body, m.HTML)
	}
}

func TestDigestShowsWhatPeopleWroteAsText(t *testing.T) {
	evil := remind(reminder.Own, `<script>alert(1)</script>`, today, func(e *reminder.Entry) {
		e.Note = "a\r\nBcc: x@example.org <img src=https://evil.example>"
		e.Link = "javascript:alert(1)"
	})
	m := digest(t, digestFacts("en", mailOf([]reminder.Entry{evil}, nil, 0)))
	if strings.ContainsAny(m.Subject, "\r\n") || strings.Contains(m.Body, "\nBcc") {
		t.Errorf("%q\n%s", m.Subject, m.Body)
	}
	page, err := html.Parse(strings.NewReader(m.HTML))
	if err != nil {
		t.Fatal(err)
	}
	for n := range page.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "script" || n.Data == "img" || n.Data == "link" || n.Data == "style" && n.Parent.Data != "head":
			t.Errorf("the page has <%s>", n.Data)
		case n.Data == "a" && strings.HasPrefix(n.Attr[0].Val, "javascript:"):
			t.Errorf("a link leads to %s", n.Attr[0].Val)
		}
	}
}

func TestNoLinkOfADigestEndsInAColon(t *testing.T) {
	for _, lang := range []string{"en", "fr", "de"} {
		m := digest(t, digestFacts(lang, mailOf(ofEveryKind(), nil, 0)))
		if !strings.Contains(m.Body, "/reminders") || strings.Contains(m.HTML, ":</a>") || strings.Contains(m.HTML, " </a>") {
			t.Errorf("%s: a link ends in a colon, or none leads to the reminders of a request:\n%s", lang, m.HTML)
		}
	}
}

func TestDigestRefuses(t *testing.T) {
	good := digestFacts("en", mailOf(ofEveryKind(), nil, 0))
	for name, c := range map[string]struct {
		change func(*letter.DigestFacts)
		want   string
	}{
		"a language that has no mails": {func(f *letter.DigestFacts) { f.Language = "it" }, `unknown language "it"; known are en, fr, de`},
		"a mail of nothing":            {func(f *letter.DigestFacts) { f.Mail = reminder.Mail{} }, "needs a reminder"},
		"a mail without the list":      {func(f *letter.DigestFacts) { f.Link = "" }, "addresses of the list"},
		"a mail without the settings":  {func(f *letter.DigestFacts) { f.Settings = " " }, "addresses of the list"},
	} {
		t.Run(name, func(t *testing.T) {
			f := good
			c.change(&f)
			if _, err := load(t).Digest(f); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestLoadRefusesDigests(t *testing.T) {
	change := func(name, old, new string) func(fstest.MapFS) {
		return func(f fstest.MapFS) {
			f[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(f[name].Data), old, new, 1))}
		}
	}
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		want   string
	}{
		"a kind without words":    {change("mail/fr/digest.txt", `{{define "bounce"}}`, `{{define "bounced"}}`), `mail/fr/digest.txt: the part "bounce" is not defined`},
		"a section without words": {change("mail/de/digest.txt", `{{define "settled"}}`, `{{define "set"}}`), `the part "settled" is not defined`},
		"an unknown field":        {change("mail/en/digest.txt", "{{.Controller}}", "{{.Company}}"), "Company"},
		"a missing page":          {func(f fstest.MapFS) { delete(f, "mail/digest.html") }, "digest.html"},
		"an unknown field in it":  {change("mail/digest.html", "{{.Hello}}", "{{.Hallo}}"), "Hallo"},
	} {
		t.Run(name, func(t *testing.T) {
			files := shipped(t)
			c.change(files)
			if _, err := letter.Load(files); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// BenchmarkDigest500 plans nothing: it sorts 500 entries into a mail and words it as text
// and HTML. It has to stay under 50 ms.
func BenchmarkDigest500(b *testing.B) {
	kinds := ofEveryKind()
	var entries []reminder.Entry
	for i := range 500 {
		e := kinds[i%len(kinds)]
		e.Key.Subject = fmt.Sprintf("request %d", i)
		entries = append(entries, e)
	}
	load(b)
	b.ReportAllocs()
	for b.Loop() {
		m := mailOf(entries, nil, 0)
		if len(m.Keys) != 500 {
			b.Fatal(len(m.Keys))
		}
		digest(b, digestFacts("fr", m))
	}
}
