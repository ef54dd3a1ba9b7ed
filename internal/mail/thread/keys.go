package thread

import (
	"slices"
	"strings"

	"recourse/internal/mail"
	"recourse/internal/mail/address"
)

// Keys are the traces of requests in a mail: what has to be looked up.
type Keys struct {
	Tokens     []address.Token // in the addresses it was sent to, each once
	Mended     []address.Token // likely tokens of addresses with a typing mistake
	Mistyped   bool            // an address or reference has a typing mistake
	Thread     []string        // Message-IDs it answers: the one answered, then back to the first
	References []string        // public references in the subject
	Sender     string          // address of the sender in lower case, "" if none
	Attached   Traces          // of the mails attached to it
}

// Traces are the keys within an attached mail.
type Traces struct {
	Tokens     []address.Token
	Thread     []string // its own Message-ID too: it may be a mail of the request
	References []string
}

// maxKeys bounds the keys of a kind: looking them up must cost about the same for a
// hostile mail as for an honest one.
const maxKeys = 20

// KeysOf returns the traces in a mail. recipients are the addresses of the envelope,
// which may be missing: a blind copy is then found by the fields that the receiving
// server added.
func KeysOf(p *mail.Parsed, recipients []string, scheme address.Scheme) Keys {
	k := Keys{Thread: threadOf(&p.Header), Sender: sender(&p.Header)}
	for _, addr := range destinations(&p.Header, recipients) {
		switch found := scheme.Read(addr); found.Verdict {
		case address.Request:
			k.Tokens = appendNew(k.Tokens, found.Token)
		case address.Mistyped:
			k.Mistyped = true
			if found.Token != "" {
				k.Mended = appendNew(k.Mended, found.Token)
			}
		case address.Ours, address.NotOurs:
		}
	}
	var mistyped []string
	k.References, mistyped = address.References(p.Subject)
	k.Mistyped = k.Mistyped || len(mistyped) > 0
	k.Attached.read(p, scheme)
	return k.bounded()
}

// destinations are all addresses that a mail was sent to. The envelope comes first: it
// is where it really went.
func destinations(h *mail.Header, recipients []string) []string {
	list := slices.Clone(recipients)
	list = append(list, h.DeliveredTo...)
	for _, field := range [][]mail.Address{h.To, h.Cc} {
		for _, a := range field {
			list = append(list, a.Addr)
		}
	}
	return list
}

// threadOf returns the ids of the mails that a mail follows, the nearest first.
func threadOf(h *mail.Header) []string {
	ids := slices.Clone(h.InReplyTo)
	for _, id := range slices.Backward(h.References) {
		ids = appendNew(ids, id)
	}
	return ids
}

// sender returns the address that answers for a mail.
func sender(h *mail.Header) string {
	for _, field := range [][]mail.Address{h.From, h.Sender, h.ReplyTo} {
		for _, a := range field {
			if a.Addr != "" {
				return strings.ToLower(a.Addr)
			}
		}
	}
	return ""
}

// read collects the traces of the mails attached to p, and of those attached to them.
func (t *Traces) read(p *mail.Parsed, scheme address.Scheme) {
	for i := range p.Attachments {
		inner := p.Attachments[i].Message
		if inner == nil {
			continue
		}
		for _, addr := range destinations(&inner.Header, nil) {
			if found := scheme.Read(addr); found.Verdict == address.Request {
				t.Tokens = appendNew(t.Tokens, found.Token)
			}
		}
		if inner.MessageID != "" {
			t.Thread = appendNew(t.Thread, inner.MessageID)
		}
		for _, id := range threadOf(&inner.Header) {
			t.Thread = appendNew(t.Thread, id)
		}
		references, _ := address.References(inner.Subject)
		for _, r := range references {
			t.References = appendNew(t.References, r)
		}
		t.read(inner, scheme)
	}
}

func (k Keys) bounded() Keys {
	k.Tokens, k.Mended, k.Thread = first(k.Tokens), first(k.Mended), first(k.Thread)
	k.Attached = Traces{first(k.Attached.Tokens), first(k.Attached.Thread), first(k.Attached.References)}
	return k
}

func first[T any](list []T) []T { return list[:min(len(list), maxKeys)] }

func appendNew[T comparable](list []T, one T) []T {
	if slices.Contains(list, one) {
		return list
	}
	return append(list, one)
}

// AllTokens returns every token to look up.
func (k Keys) AllTokens() []address.Token {
	return slices.Concat(k.Tokens, k.Mended, k.Attached.Tokens)
}

// AllMails returns every Message-ID to look up.
func (k Keys) AllMails() []string { return slices.Concat(k.Thread, k.Attached.Thread) }

// AllReferences returns every reference to look up.
func (k Keys) AllReferences() []string { return slices.Concat(k.References, k.Attached.References) }
