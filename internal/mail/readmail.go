package mail

import (
	"bytes"
	"regexp"
	"strings"
)

var mailStart = regexp.MustCompile(`(?i)^(from|to|subject|date|message-id|received|return-path|delivered-to|mime-version|x-[a-z0-9-]+|dkim-signature|authentication-results|arc-[a-z-]+|content-type):`)

// looksMail reports whether the text begins with at least two header fields of a
// mail, one of them not to be found in a letter.
func looksMail(raw []byte) bool {
	raw = withoutEnvelopeLine(raw)
	fields, technical := 0, false
	for line := range bytes.Lines(raw[:min(len(raw), 8192)]) {
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') && fields > 0 {
			continue
		}
		found := mailStart.FindSubmatch(line)
		if found == nil {
			break
		}
		fields++
		switch strings.ToLower(string(found[1])) {
		case "from", "to", "subject", "date":
		default:
			technical = true
		}
	}
	return fields >= 2 && technical
}

// readMail reads an uploaded mail as [Parse] does, with the text of mails attached
// to it: people pass answers on as attachments.
func readMail(raw []byte) (u Upload, problem string) {
	p := Parse(raw, DefaultLimits())
	u, ok := p.Upload()
	switch {
	case !ok:
		return u, "error.upload.no_mail"
	case strings.TrimSpace(u.Text) == "" && p.Encrypted():
		return u, "error.upload.encrypted"
	}
	return u, ""
}

// Upload returns the mail as a file that was uploaded, and false if there is not a
// single header field: then it is no mail.
func (p *Parsed) Upload() (Upload, bool) {
	if len(p.all.fields) == 0 {
		return Upload{}, false
	}
	return Upload{
		Subject: p.Subject, From: p.Get("From"), To: p.Get("To"), MessageID: p.MessageID,
		Date: p.Date, MediaType: "message/rfc822", Text: p.FullText(), HTML: p.madeFromHTML(), Files: p.Attachments,
		Attachments: p.attachmentNames(),
	}, true
}

// madeFromHTML reports whether some of [Parsed.FullText] was.
func (p *Parsed) madeFromHTML() bool {
	made := p.FromHTML
	for i := range p.Attachments {
		if m := p.Attachments[i].Message; m != nil {
			made = made || m.madeFromHTML()
		}
	}
	return made
}

// attachmentNames returns the names that the mail and those attached to it give.
func (p *Parsed) attachmentNames() []string {
	var names []string
	for i := range p.Attachments {
		a := &p.Attachments[i]
		if a.Named {
			names = append(names, a.Name)
		}
		if a.Message != nil {
			names = append(names, a.Message.attachmentNames()...)
		}
	}
	return names
}
