package letter

import (
	"errors"
	"fmt"
	html "html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/reminder"
)

// DigestFacts are what a mail of reminders is worded from. Mail, Language, Link and
// Settings are required.
type DigestFacts struct {
	Mail          reminder.Mail
	Language      string // the recipient's
	RecipientName string // "" greets without a name
	Link          string // of the page that lists everything
	Settings      string // of the page with the recipient's settings
	Unsubscribe   string // of the page that ends reminders, "" if there is none
}

// DigestMail is a worded mail of reminders: the same lines as plain text and as HTML.
type DigestMail struct {
	Mail

	HTML string // a whole page without images, styles or scripts
}

// digestView is what the templates of a digest see.
type digestView struct {
	Language, Subject, Hello, RecipientName string
	Urgent, Others                          int // lines, those left out among them
	Sections                                []digestSection
	All, Why, End, Later                    string
	LaterLink                               string // Later as the text of a link, without its colon
	Link, Settings, Unsubscribe             string
}

type digestSection struct {
	Title string // "" in a single mail
	Lines []digestLine
	More  string // "" if none is left out
}

// digestLine is what the template of a line sees: an entry, with every text that a person
// wrote on one line.
type digestLine struct {
	Kind, Of                          reminder.Kind
	Controller, Reference, Link, Text string
	Later                             string // of the page on which reminders of the request are put off or ended
	Authority, ClockName, Note        string
	Person                            string
	Reason                            reminder.Reason
	Outcome                           reminder.Fate
	Since, Back                       civil.Date
	Day, Was                          civil.Date
	Days                              int
	Instead                           bool // another day was told before, and the line does not say so itself
}

const mailDigest = "digest"

// digestParts are what <language>/digest.txt has to define, beside a part for each kind of
// reminder.
func digestParts() []string {
	parts := []string{"dealt", "subject", "hello", "more", "later", "all", "why", "end", "line"}
	for _, s := range reminder.Sections() {
		parts = append(parts, string(s))
	}
	for _, k := range reminder.Kinds() {
		parts = append(parts, string(k))
	}
	return parts
}

func (s *Set) loadDigest(fsys fs.FS, lang string) (*template.Template, error) {
	w, err := s.words[lang]()
	if err != nil {
		return nil, err
	}
	t := template.New("").Option("missingkey=error").Funcs(functions(lang))
	name := path.Join("mail", lang, mailDigest+".txt")
	if err := parseFile(t, fsys, name); err != nil {
		return nil, err
	}
	for _, part := range digestParts() {
		if t.Lookup(part) == nil {
			return nil, fmt.Errorf("%s: the part %q is not defined", name, part)
		}
	}
	for _, part := range t.Templates() {
		typeset(part, w.Typography)
	}
	return t, nil
}

func loadDigestHTML(fsys fs.FS) (*html.Template, error) {
	return html.New(mailDigest+".html").Option("missingkey=error").ParseFS(fsys, path.Join("mail", mailDigest+".html"))
}

// Digest words a digest or a single mail of reminders. Its errors contain no personal
// data.
func (s *Set) Digest(f DigestFacts) (DigestMail, error) {
	switch {
	case !slices.Contains(dsar.Languages(), f.Language):
		return DigestMail{}, unknown("language", f.Language, dsar.Languages())
	case len(f.Mail.Sections) == 0:
		return DigestMail{}, errors.New("a mail of reminders needs a reminder")
	case line(f.Link) == "" || line(f.Settings) == "":
		return DigestMail{}, errors.New("a mail of reminders needs the addresses of the list and of the settings")
	}
	words, err := s.digests[f.Language]()
	if err != nil {
		return DigestMail{}, err
	}
	page, err := s.digestHTML()
	if err != nil {
		return DigestMail{}, err
	}
	w := worder{t: words}
	v := w.view(f)
	if w.err != nil {
		return DigestMail{}, w.err
	}
	var b strings.Builder
	if err := page.Execute(&b, v); err != nil {
		return DigestMail{}, err
	}
	return DigestMail{Mail: Mail{Subject: v.Subject, Body: v.text()}, HTML: b.String()}, nil
}

// worder executes parts of a template and keeps the first error.
type worder struct {
	t   *template.Template
	err error
}

func (w *worder) say(part string, data any) string {
	if w.err != nil {
		return ""
	}
	text, err := execute(w.t, part, data)
	w.err = err
	return line(text)
}

func (w *worder) view(f DigestFacts) digestView {
	v := digestView{
		Language: f.Language, RecipientName: line(f.RecipientName),
		Link: line(f.Link), Settings: line(f.Settings), Unsubscribe: line(f.Unsubscribe),
	}
	for _, s := range f.Mail.Sections {
		v.count(s)
		v.Sections = append(v.Sections, w.section(s, f.Mail.Digest))
	}
	v.Hello = w.say("hello", v)
	v.All, v.Why, v.End, v.Later = w.say("all", v), w.say("why", v), w.say("end", v), w.say("later", v)
	v.LaterLink = strings.TrimRight(v.Later, ": \u00a0\u202f")
	if f.Mail.Digest {
		v.Subject = w.say("subject", v)
	} else {
		v.Subject = v.Sections[0].Lines[0].Text
	}
	return v
}

func (v *digestView) count(s reminder.Section) {
	switch n := len(s.Lines) + s.More; s.Name {
	case reminder.SectionUrgent:
		v.Urgent += n
	case reminder.SectionSettled:
	default:
		v.Others += n
	}
}

func (w *worder) section(s reminder.Section, titled bool) digestSection {
	d := digestSection{Lines: make([]digestLine, 0, len(s.Lines))}
	if titled {
		d.Title = w.say(string(s.Name), nil)
	}
	if s.More > 0 {
		d.More = w.say("more", s.More)
	}
	for _, l := range s.Lines {
		d.Lines = append(d.Lines, w.line(l, s.Name == reminder.SectionSettled))
	}
	return d
}

// line words one entry. Of what is settled the request is named, and how it was.
func (w *worder) line(l reminder.Line, settled bool) digestLine {
	d := digestLine{
		Kind: l.Key.Kind, Of: l.Key.Of, Controller: line(l.Controller), Reference: line(l.Reference), Link: line(l.Link),
		Authority: line(l.Authority), ClockName: line(l.ClockName), Note: quote(l.Note), Person: line(l.Person), Reason: l.Reason, Outcome: l.Outcome, Since: l.Since, Back: l.Back,
		Day: l.Day, Was: l.Was, Days: l.Days,
	}
	if settled {
		d.Text = w.say("dealt", &d)
	} else {
		d.Instead = l.Corrects && d.Kind != reminder.Moved
		if d.Kind == reminder.Escalated {
			d.Text = w.say(string(d.Of), &d)
		}
		d.Text = w.say(string(d.Kind), &d)
		if d.Link != "" {
			d.Later = d.Link + laterPage
		}
	}
	d.Text = w.say("line", &d)
	return d
}

// laterPage follows the address of a request's page: there a person presses a button.
const laterPage = "/reminders"

// text is the plain text of a mail: under each title the lines, each with its address.
func (v digestView) text() string {
	var b strings.Builder
	paragraph := func(lines ...string) {
		for _, l := range lines {
			if l != "" {
				b.WriteString(l)
				b.WriteByte('\n')
			}
		}
		b.WriteByte('\n')
	}
	paragraph(v.Hello)
	for _, s := range v.Sections {
		if s.Title != "" {
			paragraph("== " + s.Title + " ==")
		}
		for _, l := range s.Lines {
			later := ""
			if l.Later != "" {
				later = v.Later + " " + l.Later
			}
			paragraph("- "+l.Text, l.Link, later)
		}
		if s.More != "" {
			paragraph(s.More)
		}
	}
	paragraph(v.All, v.Link)
	paragraph(v.Why, v.Settings)
	if v.Unsubscribe != "" {
		paragraph(v.End, v.Unsubscribe)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// everyKind is a digest with each kind of reminder, bare and with everything, to try the
// templates with. A perSection of 0 leaves none of them out.
func everyKind(lang string, perSection int) DigestFacts {
	var entries []reminder.Entry
	for i, kind := range reminder.Kinds() {
		bare := reminder.Entry{}
		bare.Key = reminder.Key{Subject: "bare", Kind: kind, Of: reminder.DueSoon}
		full := reminder.Entry{Reference: "R", Controller: "C", Link: "https://x.example", Authority: "A", ClockName: "N", Note: "O", Person: "P", Reason: reminder.Absent, Since: civil.Must(2026, 1, 2), Back: civil.Must(2026, 1, 31)}
		full.Key = reminder.Key{Subject: "full", Kind: kind, Of: reminder.Kinds()[i]}
		full.Day, full.Was, full.Corrects = civil.Must(2026, 1, 31), civil.Must(2026, 1, 30), true
		entries = append(entries, bare, full)
	}
	to := reminder.Recipient{ID: "r"}
	mails := reminder.Mails(reminder.Mailing{To: to, Day: civil.Must(2026, 1, 30), Entries: entries, Settled: entries, PerSection: perSection})
	return DigestFacts{Mail: mails[0], Language: lang, RecipientName: "R", Link: "https://x.example", Settings: "https://x.example", Unsubscribe: "https://x.example"}
}
