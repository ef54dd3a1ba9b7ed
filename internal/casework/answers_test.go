package casework_test

import (
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail/address"
)

// The letter that a person reads, the one that is sent and the one that is taken by hand
// name the same address.
func TestALetterNamesWhereToAnswer(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		b.Addresses = address.Scheme{Domain: "answers.example.org"}
		v := b.request(dsar.RightAccess)

		reader := b.owner
		reader.Role = dsar.RoleReader
		if c := must(b.ComposeLetter(b.ctx(), reader, v.Request.ID, dsar.LetterAccess, "en"))(t); strings.Contains(c.Body, "answers.example.org") {
			t.Error("somebody who only reads made the request's address")
		}
		preview := must(b.ComposeLetter(b.ctx(), b.owner, v.Request.ID, dsar.LetterAccess, ""))(t)
		must(b.SendLetter(b.ctx(), b.owner, v.Request.ID, casework.SendInput{Kind: dsar.LetterAccess}, casework.AnyVersion))(t)
		must(b.DeliverOutbox(b.ctx()))(t)
		_, after, _ := strings.Cut(string(relay.Messages()[0].Raw), "Reply-To: <")
		own, _, _ := strings.Cut(after, ">")
		if !strings.HasSuffix(own, "@answers.example.org") || !strings.Contains(preview.Body, own) {
			t.Errorf("answers go to %q, and the letter says\n%s", own, preview.Body)
		}
		if sent := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t).Messages[0]; sent.Message.Text != preview.Body {
			t.Errorf("sent is\n%s\nand shown was\n%s", sent.Message.Text, preview.Body)
		}

		for _, kind := range []dsar.LetterKind{dsar.LetterFollowUp, dsar.LetterFinalNotice, dsar.LetterErasure} {
			for _, lang := range b.Letters.Languages() {
				c := must(b.ComposeLetter(b.ctx(), b.owner, v.Request.ID, kind, lang))(t)
				if strings.Count(c.Body, own) != 1 {
					t.Errorf("%s in %s does not name it once:\n%s", kind, lang, c.Body)
				}
			}
		}
	})
}

func TestALetterWithoutAnAddressOfItsOwn(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	v := b.request(dsar.RightAccess)
	before := must(b.ComposeLetter(b.ctx(), b.owner, v.Request.ID, dsar.LetterAccess, "en"))(t)
	if !strings.Contains(before.Body, "in a secure way, to "+v.Subject.Email+", and confirm") {
		t.Errorf("answers do not go to the person:\n%s", before.Body)
	}
	withMailbox(t, b) // a mailbox that has not been seen to know plus-addressing
	for _, lang := range b.Letters.Languages() {
		c := must(b.ComposeLetter(b.ctx(), b.owner, v.Request.ID, dsar.LetterAccess, lang))(t)
		_, sentence, _ := strings.Cut(c.Body, "ada@example.org")
		sentence, _, _ = strings.Cut(sentence, "\n")
		if !strings.Contains(sentence, v.Request.Reference) {
			t.Errorf("%s does not ask to keep the reference: %q", lang, sentence)
		}
	}
}
