package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/thread"
	"recourse/internal/quotation"
)

func (s *Service) parseIncoming(ctx context.Context, m dsar.Incoming) (*reading, error) {
	raw, err := s.Store.IncomingRaw(ctx, m)
	if err != nil {
		return nil, err
	}
	r := &reading{s: s, mail: m, raw: raw, parsed: mail.Parse(raw, mail.Limits{})}
	r.keys = thread.KeysOf(&r.parsed, m.Recipients, s.Addresses)
	r.mail.Subject, r.mail.MailID, r.mail.WrittenAt = cut(r.parsed.Subject, maxSubjectLine), r.parsed.MessageID, r.parsed.Date
	r.mail.From, r.mail.Thread, r.mail.Excerpt = cut(senderLine(&r.parsed), maxSubjectLine), r.keys.Thread, excerptOf(&r.parsed)
	return r, nil
}

func senderLine(p *mail.Parsed) string {
	for _, a := range slices.Concat(p.From, p.Sender, p.ReplyTo) {
		if a.Name != "" && a.Addr != "" {
			return a.Name + " <" + a.Addr + ">"
		}
		if a.Name+a.Addr != "" {
			return cmp.Or(a.Addr, a.Name)
		}
	}
	return ""
}

// Limits of an excerpt, in characters of it and in bytes of the text that is looked at.
const (
	maxExcerpt    = 300
	excerptWithin = 64 << 10
)

// excerptOf returns the beginning of what the sender wrote, without what they quote.
func excerptOf(p *mail.Parsed) string {
	text := p.FullText()
	text = strings.ToValidUTF8(text[:min(len(text), excerptWithin)], "")
	own := strings.Join(strings.Fields(quotation.Own(text)), " ")
	if short := cut(own, maxExcerpt); short != own {
		return strings.TrimRight(short, " ") + " …"
	}
	return own
}

// cut shortens a text to a number of characters.
func cut(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most])
	}
	return s
}
