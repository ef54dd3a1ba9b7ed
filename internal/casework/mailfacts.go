package casework

import (
	"context"
	"strings"
	"sync"

	"recourse/internal/dsar"
	"recourse/internal/mail"
)

// MailFacts is what the bytes of a mail say beside its text.
type MailFacts struct {
	HTML        bool              // there is HTML to show
	Remote      int               // pictures and the like that the HTML wants from elsewhere, never loaded
	Protections []mail.Protection // as claimed, none is checked
	Flaws       []mail.Flaw       // what could not be read as it should, each once
	Automatic   mail.Automation   // whether a program wrote it
}

// MailFacts returns the facts of those messages that are incoming mails of the
// workspace, by the id of the message.
func (s *Service) MailFacts(ctx context.Context, a Actor, messages []dsar.Message) (map[string]MailFacts, error) {
	facts := make(map[string]MailFacts)
	for _, m := range messages {
		if m.WorkspaceID != a.WorkspaceID || !mayHaveAttachments(m) {
			continue
		}
		read, err := s.readMail(ctx, m)
		if err != nil {
			return nil, err
		}
		facts[m.ID] = read.facts
	}
	return facts, nil
}

// MessageHTML returns the HTML of an incoming mail, fit to be shown in a frame of its
// own: see [mail.Parsed.DisplayWithPictures]. It returns [dsar.CodeNotFound] for a
// message without.
func (s *Service) MessageHTML(ctx context.Context, a Actor, messageID string) (string, error) {
	m, raw, err := s.RawMessage(ctx, a, messageID)
	if err != nil {
		return "", err
	}
	if !mayHaveAttachments(m) {
		return "", dsar.NotFound("message")
	}
	return shownHTML(raw, "message")
}

// maxPictures bounds the pictures that are put into the HTML of one mail, in bytes.
const maxPictures = 8 << 20

func shownHTML(raw []byte, what string) (string, error) {
	p := mail.Parse(raw, mail.Limits{})
	if !p.HasHTML() {
		return "", dsar.NotFound(what)
	}
	return p.DisplayWithPictures(maxPictures), nil
}

func mailFactsOf(p *mail.Parsed) MailFacts {
	return MailFacts{
		HTML: p.HasHTML(), Remote: p.RemoteContent, Protections: p.Protections, Flaws: p.Flaws(), Automatic: mail.AutomaticKind(p),
	}
}

// readMail is what was read out of a mail beside its text.
type readMail struct {
	files []Attachment
	facts MailFacts
}

func readMailOf(p *mail.Parsed) readMail {
	read := readMail{facts: mailFactsOf(p)}
	for i, f := range filesOf(p) { // with strings of their own: they must not keep the mail in memory
		read.files = append(read.files, Attachment{
			Number: i + 1, Name: strings.Clone(plainName(f.Name)), MediaType: strings.Clone(f.Sniffed), Size: f.Size, SHA256: f.SHA256,
		})
	}
	return read
}

// readMail reads the bytes of an incoming mail, once.
func (s *Service) readMail(ctx context.Context, m dsar.Message) (readMail, error) {
	if !mayHaveAttachments(m) {
		return readMail{}, nil
	}
	if known, ok := s.mails.get(m); ok {
		return known, nil
	}
	raw, err := s.Store.Raw(ctx, m.WorkspaceID, m.RawHash)
	if err != nil {
		return readMail{}, err
	}
	parsed := mail.Parse(raw, mail.Limits{})
	read := readMailOf(&parsed)
	s.mails.put(m, read)
	return read, nil
}

// mailCache remembers what was read out of mails, whose bytes never change, so that a
// page does not read ten megabytes to name a file. It is safe for concurrent use.
type mailCache struct {
	mu    sync.Mutex
	known map[string]readMail // by workspace and hash of the mail
}

// maxKnownMails is how many mails are remembered; then it begins anew.
const maxKnownMails = 2000

func (c *mailCache) get(m dsar.Message) (readMail, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	read, ok := c.known[m.WorkspaceID+m.RawHash]
	return read, ok
}

func (c *mailCache) put(m dsar.Message, read readMail) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= maxKnownMails {
		c.known = map[string]readMail{}
	}
	c.known[m.WorkspaceID+m.RawHash] = read
}
