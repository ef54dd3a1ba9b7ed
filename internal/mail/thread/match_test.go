package thread_test

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/address"
	"recourse/internal/mail/thread"
)

var (
	scheme = address.Scheme{Domain: "answers.example.org"}
	tokenA = newToken()
	tokenB = newToken()
	refA   = newReference()

	requestA = thread.Request{WorkspaceID: "w", ID: "a"}
	requestB = thread.Request{WorkspaceID: "w", ID: "b"}
	closed   = thread.Request{WorkspaceID: "w", ID: "closed", Closed: true}
	draft    = thread.Request{WorkspaceID: "w", ID: "draft", Draft: true}
)

func newToken() address.Token {
	token, err := address.NewToken(rand.Reader)
	if err != nil {
		panic(err)
	}
	return token
}

func newReference() string {
	reference, err := dsar.NewReference(rand.Reader)
	if err != nil {
		panic(err)
	}
	return reference
}

// known is what the tests' database holds.
func known() thread.Known {
	return thread.Known{
		Tokens:     map[address.Token]thread.Request{tokenA: requestA, tokenB: requestB},
		Mails:      map[string][]thread.Request{"letter-a@us": {requestA}, "letter-b@us": {requestB}, "both@us": {requestA, requestB}},
		References: map[string]thread.Request{refA: requestA},
		Decided:    map[string]thread.Request{},
	}
}

func mailWith(fields ...string) string {
	return strings.Join(fields, "\r\n") + "\r\n\r\nDear customer,\r\n"
}

func to(t address.Token) string { return "To: Requests <" + scheme.Address(t) + ">" }

// typo is the token with one wrong character.
func typo(t address.Token) address.Token {
	wrong := []byte(t)
	wrong[7] = 'z' // which the alphabet lacks
	return address.Token(wrong)
}

func match(raw string, k thread.Known, recipients ...string) thread.Outcome {
	p := mail.Parse([]byte(raw), mail.Limits{})
	return thread.Match(thread.KeysOf(&p, recipients, scheme), k)
}

func TestCertain(t *testing.T) {
	assigned := func(reason thread.Reason, requests ...thread.Request) thread.Outcome {
		var out thread.Outcome
		for _, r := range requests {
			out.Assigned = append(out.Assigned, thread.Assignment{Request: r, Reason: reason})
		}
		return out
	}
	for name, c := range map[string]struct {
		raw  string
		rcpt []string
		want thread.Outcome
	}{
		"a token in To":           {raw: mailWith(to(tokenA)), want: assigned(thread.ByToken, requestA)},
		"in Cc":                   {raw: mailWith("To: x@y.example", "Cc: "+scheme.Address(tokenA)), want: assigned(thread.ByToken, requestA)},
		"in capitals":             {raw: mailWith(strings.ToUpper(to(tokenA))), want: assigned(thread.ByToken, requestA)},
		"a blind copy, envelope":  {raw: mailWith("To: x@y.example"), rcpt: []string{scheme.Address(tokenA)}, want: assigned(thread.ByToken, requestA)},
		"a blind copy, delivered": {raw: mailWith("Delivered-To: "+scheme.Address(tokenA), "To: x@y.example"), want: assigned(thread.ByToken, requestA)},
		"a blind copy, original":  {raw: mailWith("X-Original-To: "+scheme.Address(tokenA), "To: x@y.example"), want: assigned(thread.ByToken, requestA)},
		"two tokens: the mail belongs to both requests": {
			raw: mailWith(to(tokenA), "Cc: "+scheme.Address(tokenB)), want: assigned(thread.ByToken, requestA, requestB),
		},
		"the same token twice":       {raw: mailWith(to(tokenA), "Cc: "+scheme.Address(tokenA)), want: assigned(thread.ByToken, requestA)},
		"an answer to a letter":      {raw: mailWith("In-Reply-To: <letter-a@us>"), want: assigned(thread.ByReply, requestA)},
		"later in the thread":        {raw: mailWith("References: <letter-a@us> <unknown@them> <unknown2@them>"), want: assigned(thread.ByReply, requestA)},
		"the nearest mail counts":    {raw: mailWith("In-Reply-To: <letter-b@us>", "References: <letter-a@us> <letter-b@us>"), want: assigned(thread.ByReply, requestB)},
		"a reference in the subject": {raw: mailWith("Subject: AW: Auskunft (" + strings.ToLower(refA) + ")"), want: assigned(thread.ByReference, requestA)},
		"the token outweighs the thread and the subject": {
			raw: mailWith(to(tokenB), "In-Reply-To: <letter-a@us>", "Subject: "+refA), want: assigned(thread.ByToken, requestB),
		},
		"the thread outweighs the subject": {raw: mailWith("In-Reply-To: <letter-b@us>", "Subject: "+refA), want: assigned(thread.ByReply, requestB)},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, match(c.raw, known(), c.rcpt...)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestClosedRequest(t *testing.T) {
	k := known()
	k.Tokens[tokenA] = closed
	got := match(mailWith(to(tokenA)), k)
	t.Run("gets its mail, and a note", func(t *testing.T) {
		if len(got.Assigned) != 1 || got.Assigned[0].Request != closed || !slices.Equal(got.Notes, []thread.Reason{thread.NoteClosed}) {
			t.Errorf("%+v", got)
		}
	})
}

func TestDecisions(t *testing.T) {
	k := known()
	k.Decided["odd@them"] = requestB
	t.Run("later mail of the thread follows", func(t *testing.T) {
		got := match(mailWith("References: <begin@them> <odd@them>"), k)
		if len(got.Assigned) != 1 || got.Assigned[0] != (thread.Assignment{Request: requestB, Reason: thread.ByDecision}) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("they outweigh the token that the sender goes on using", func(t *testing.T) {
		got := match(mailWith(to(tokenA), "In-Reply-To: <odd@them>"), k)
		if len(got.Assigned) != 1 || got.Assigned[0].Request != requestB {
			t.Errorf("%+v", got)
		}
	})
	t.Run("other threads do not follow", func(t *testing.T) {
		got := match(mailWith(to(tokenA), "In-Reply-To: <letter-a@us>"), k)
		if len(got.Assigned) != 1 || got.Assigned[0].Request != requestA {
			t.Errorf("%+v", got)
		}
	})
}

func TestUncertain(t *testing.T) {
	inner := mailWith("From: dpo@controller.example", to(tokenA), "Subject: Your request", "Message-ID: <x@them>")
	forwarded := "From: me@home.example\r\nTo: someone@answers.example.org\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--b--\r\n"
	for name, c := range map[string]struct {
		raw    string
		change func(*thread.Known)
		want   []thread.Proposal
		notes  []thread.Reason
	}{
		"nothing is known of it": {raw: mailWith("From: x@y.example", "Subject: Hello")},
		"a typing mistake in the address, said as such": {
			raw: mailWith(to(typo(tokenA))), notes: []thread.Reason{thread.NoteMistyped},
			want: []thread.Proposal{{Request: requestA, Score: 90, Reasons: []thread.Reason{thread.MaybeMistyped}}},
		},
		"a typing mistake that leads nowhere":   {raw: mailWith(to(typo(newToken()))), notes: []thread.Reason{thread.NoteMistyped}},
		"a typing mistake in the reference":     {raw: mailWith("Subject: RC-2222-2222"), notes: []thread.Reason{thread.NoteMistyped}},
		"a token of no request, perhaps erased": {raw: mailWith(to(newToken())), notes: []thread.Reason{thread.NoteUnknown}},
		"a mail forwarded as an attachment": {
			raw:  forwarded,
			want: []thread.Proposal{{Request: requestA, Score: 80, Reasons: []thread.Reason{thread.MaybeForwarded}}},
		},
		"an answer to a mail that several requests have": {
			raw: mailWith("In-Reply-To: <both@us>"),
			want: []thread.Proposal{
				{Request: requestA, Score: 70, Reasons: []thread.Reason{thread.ByReply, thread.MaybeAmbiguous}},
				{Request: requestB, Score: 70, Reasons: []thread.Reason{thread.ByReply, thread.MaybeAmbiguous}},
			},
		},
		"to a request that was never sent": {
			raw: mailWith(to(tokenA)), change: func(k *thread.Known) { k.Tokens[tokenA] = draft },
			want: []thread.Proposal{{Request: draft, Score: 85, Reasons: []thread.Reason{thread.MaybeDraft}}},
		},
		"by one of us": {
			raw: mailWith(to(tokenA)), change: func(k *thread.Known) { k.Own = true },
			want: []thread.Proposal{{Request: requestA, Score: 95, Reasons: []thread.Reason{thread.MaybeOwn, thread.ByToken}}},
		},
		"the sender of one open request": {
			raw: mailWith("From: dpo@c.example"), change: func(k *thread.Known) { k.Senders = []thread.Sender{{Request: requestA, Exact: true}} },
			want: []thread.Proposal{{Request: requestA, Score: 65, Reasons: []thread.Reason{thread.MaybeSender, thread.MaybeOnlyOne}}},
		},
		"the sender of two": {
			raw: mailWith("From: dpo@c.example"), change: func(k *thread.Known) {
				k.Senders = []thread.Sender{{Request: requestA}, {Request: requestB, Exact: true}, {Request: closed, Exact: true}}
			},
			want: []thread.Proposal{
				{Request: requestB, Score: 50, Reasons: []thread.Reason{thread.MaybeSender}},
				{Request: closed, Score: 50, Reasons: []thread.Reason{thread.MaybeSender}},
				{Request: requestA, Score: 30, Reasons: []thread.Reason{thread.MaybeDomain}},
			},
		},
		"several hints at the same request add up": {
			raw: mailWith("From: dpo@c.example", to(typo(tokenA))), notes: []thread.Reason{thread.NoteMistyped},
			change: func(k *thread.Known) { k.Senders = []thread.Sender{{Request: requestA, Exact: true}} },
			want: []thread.Proposal{{
				Request: requestA, Score: 95, Reasons: []thread.Reason{thread.MaybeMistyped, thread.MaybeSender, thread.MaybeOnlyOne},
			}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := known()
			if c.change != nil {
				c.change(&k)
			}
			want := thread.Outcome{Proposals: c.want, Notes: c.notes}
			if diff := cmp.Diff(want, match(c.raw, k)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestNoMoreProposalsThanAPersonReads(t *testing.T) {
	k := known()
	for i := range 50 {
		k.Senders = append(k.Senders, thread.Sender{Request: thread.Request{ID: fmt.Sprint(i)}, Exact: true})
	}
	if got := match(mailWith("From: dpo@c.example"), k); len(got.Proposals) != 10 {
		t.Errorf("%d", len(got.Proposals))
	}
}

func TestKeysOfHostileMailAreBounded(t *testing.T) {
	var fields []string
	for i := range 400 {
		fields = append(fields, to(newToken()), fmt.Sprintf("References: <%d@x>", i))
	}
	p := mail.Parse([]byte(mailWith(fields...)), mail.Limits{})
	k := thread.KeysOf(&p, nil, scheme)
	if len(k.Tokens) > 20 || len(k.Thread) > 20 {
		t.Errorf("%d tokens, %d mails", len(k.Tokens), len(k.Thread))
	}
}

func TestDedupKey(t *testing.T) {
	plain := "Message-ID: <1@them>\nFrom: dpo@c.example\nSubject: Your request\n\nWe hold nothing.\n"
	key := thread.DedupKey([]byte(plain))
	same := map[string]string{
		"the same bytes":           plain,
		"with other line ends":     strings.ReplaceAll(plain, "\n", "\r\n"),
		"by another way":           "Return-Path: <x@y>\nReceived: from a by b\n\twith SMTP\nDelivered-To: r.x@us\nX-Original-To: z\n" + plain,
		"out of an mbox":           "From dpo@c.example Tue Mar 10 09:00:00 2026\nStatus: RO\n" + plain + "\n\n",
		"cut at the end":           strings.TrimSuffix(plain, "\n"),
		"judged by another server": "ARC-Seal: i=1;\n a=rsa\nAuthentication-Results: mx; dkim=pass\n" + plain,
	}
	for name, raw := range same {
		t.Run(name+" is the same mail", func(t *testing.T) {
			if thread.DedupKey([]byte(raw)) != key {
				t.Error("another key")
			}
		})
	}
	other := map[string]string{
		"other words under the same Message-ID": strings.Replace(plain, "nothing", "everything", 1),
		"the same words under another":          strings.Replace(plain, "1@them", "2@them", 1),
		"Received in the text":                  plain + "Received: from a\n",
		"an empty line more within":             strings.Replace(plain, "We hold", "\nWe hold", 1),
		"nothing":                               "",
	}
	for name, raw := range other {
		t.Run(name+" is another mail", func(t *testing.T) {
			if thread.DedupKey([]byte(raw)) == key {
				t.Error("the same key")
			}
		})
	}
}

func TestDedupKeyOfSpoiltMails(t *testing.T) {
	for name, mails := range map[string][2]string{
		"with the line ends of an old system": {"Received: from a\rSubject: one\r\rWords.\r", "Received: from a\rSubject: two\r\rWords.\r"},
		"cut off in their first field":        {"Received: from a", "Received: from b"},
	} {
		t.Run("two mails "+name+" are two", func(t *testing.T) {
			if thread.DedupKey([]byte(mails[0])) == thread.DedupKey([]byte(mails[1])) {
				t.Error("the same key: the second would be lost")
			}
		})
	}
}

func FuzzMatch(f *testing.F) {
	f.Add([]byte(mailWith(to(tokenA), "In-Reply-To: <letter-a@us>")), "r.x@answers.example.org")
	f.Fuzz(func(t *testing.T, raw []byte, rcpt string) {
		thread.DedupKey(raw)
		out := match(string(raw), known(), rcpt)
		if len(out.Assigned) > 0 && len(out.Proposals) > 0 {
			t.Error("certain and uncertain at once")
		}
	})
}
