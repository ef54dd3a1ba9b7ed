package auth_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"recourse/internal/dsar"
	"recourse/internal/mail/auth"
)

const letter = "From: DPO <dpo@controller.example>\r\nTo: r.x@answers.example.org\r\nSubject: Your request\r\nMessage-ID: <1@controller.example>\r\n\r\nWe hold no data.\r\n"

// signer signs as a domain does, with the key record that it publishes.
type signer struct {
	domain, selector string
	key              ed25519.PrivateKey
	record           string
}

func newSigner(t *testing.T, domain string) signer {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signer{domain: domain, selector: "s1", key: private, record: "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}
}

func (s signer) name() string { return s.selector + "._domainkey." + s.domain }

func (s signer) sign(t *testing.T, raw string) string {
	t.Helper()
	var signed bytes.Buffer
	options := &dkim.SignOptions{Domain: s.domain, Selector: s.selector, Signer: s.key, HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed}
	if err := dkim.Sign(&signed, strings.NewReader(raw), options); err != nil {
		t.Fatal(err)
	}
	return signed.String()
}

func check(t *testing.T, r auth.Resolver, m auth.Mail) dsar.MailCheck {
	t.Helper()
	m.FromDomain = "controller.example"
	return dsar.MailCheck{CheckedAt: time.Unix(1, 0), Verdicts: auth.Checker{Resolver: r, Timeout: time.Second}.Check(t.Context(), m)}
}

func TestSignatures(t *testing.T) {
	own, mailer := newSigner(t, "mail.controller.example"), newSigner(t, "mailer.example")
	dns := serveDNS(t, map[string][]string{own.name(): {own.record}, mailer.name(): {mailer.record}})
	silent := serveDNS(t, nil)
	silent.fail = true
	signed := own.sign(t, letter)
	for name, c := range map[string]struct {
		dns    *nameServer
		raw    string
		proof  dsar.Proof
		domain string
	}{
		"by the company":               {dns, signed, dsar.ProofSigned, "mail.controller.example"},
		"by the company, from a pipe":  {dns, strings.ReplaceAll(signed, "\r\n", "\n"), dsar.ProofSigned, "mail.controller.example"},
		"by a mailing service":         {dns, mailer.sign(t, letter), dsar.ProofForeign, "mailer.example"},
		"by both":                      {dns, mailer.sign(t, signed), dsar.ProofSigned, "mail.controller.example"},
		"changed on the way":           {dns, strings.Replace(signed, "no data", "all data", 1), dsar.ProofBroken, "mail.controller.example"},
		"in another name":              {dns, strings.Replace(signed, "DPO", "CEO", 1), dsar.ProofBroken, "mail.controller.example"},
		"with a key that nobody has":   {serveDNS(t, nil), signed, dsar.ProofBroken, "mail.controller.example"},
		"while the DNS does not work":  {silent, signed, dsar.ProofUnknown, "mail.controller.example"},
		"not at all":                   {dns, letter, dsar.ProofNone, ""},
		"nonsense":                     {dns, "DKIM-Signature: v=1; a=;;; =\r\n" + letter, dsar.ProofBroken, ""},
		"in a header without end":      {dns, "DKIM-Signature: v=1;" + strings.Repeat("\r\n a=b;", 20_000) + "\r\n" + letter, dsar.ProofBroken, ""},
		"in the text, which is no way": {dns, letter + "\r\nDKIM-Signature: v=1\r\n", dsar.ProofNone, ""},
		"by fifty":                     {dns, strings.Repeat("DKIM-Signature: v=1; d=x.example\r\n", 50) + letter, dsar.ProofBroken, "x.example"},
	} {
		t.Run(name, func(t *testing.T) {
			proof, verdict := check(t, c.dns.resolver(), auth.Mail{Raw: []byte(c.raw)}).Proof()
			if proof != c.proof || verdict.Domain != c.domain {
				t.Errorf("%s, %+v", proof, verdict)
			}
			if proof == dsar.ProofSigned && (verdict.Key != own.record || verdict.Selector != "s1") {
				t.Errorf("the key seen is %+v", verdict)
			}
			if proof != dsar.ProofSigned && proof != dsar.ProofForeign && proof != dsar.ProofNone && verdict.Reason == "" {
				t.Errorf("without a reason: %+v", verdict)
			}
		})
	}
}

func TestServers(t *testing.T) {
	dns := serveDNS(t, map[string][]string{
		"controller.example": {"v=spf1 ip4:192.0.2.0/24 -all"}, "hello.example": {"v=spf1 ip4:192.0.2.7 -all"}, "soft.example": {"v=spf1 ~all"},
	})
	broken := serveDNS(t, nil)
	broken.fail = true
	for name, c := range map[string]struct {
		dns              *nameServer
		ip, from, result string
		proof            dsar.Proof
	}{
		"one of the company's":           {dns, "192.0.2.5", "dpo@controller.example", "pass", dsar.ProofServer},
		"somebody else's":                {dns, "198.51.100.5", "dpo@controller.example", "fail", dsar.ProofNone},
		"perhaps somebody else's":        {dns, "198.51.100.5", "x@soft.example", "softfail", dsar.ProofNone},
		"of a domain that says nothing":  {dns, "192.0.2.5", "x@quiet.example", "none", dsar.ProofNone},
		"with a report of non-delivery":  {dns, "192.0.2.7", "", "pass", dsar.ProofNone},
		"that was not seen":              {dns, "", "dpo@controller.example", "none", dsar.ProofNone},
		"our own in front":               {dns, "10.0.0.3", "dpo@controller.example", "none", dsar.ProofNone},
		"while the DNS does not work":    {broken, "192.0.2.5", "dpo@controller.example", "temperror", dsar.ProofUnknown},
		"with an address that is no one": {dns, "mars", "dpo@controller.example", "none", dsar.ProofNone},
	} {
		t.Run(name, func(t *testing.T) {
			got := check(t, c.dns.resolver(), auth.Mail{Raw: []byte(letter), ClientIP: c.ip, MailFrom: c.from, Hello: "hello.example"})
			verdict := got.Verdicts[len(got.Verdicts)-1]
			if proof, _ := got.Proof(); verdict.Method != "spf" || verdict.Result != c.result || proof != c.proof {
				t.Errorf("%s, %+v", proof, verdict)
			}
			if got.Passing() != (c.result == "temperror") {
				t.Errorf("to be asked again: %v", got.Passing())
			}
		})
	}
}

func TestADNSThatIsSlowHoldsNothingUp(t *testing.T) {
	own := newSigner(t, "controller.example")
	dns := serveDNS(t, nil)
	dns.mute = true
	start := time.Now()
	proof, _ := check(t, dns.resolver(), auth.Mail{Raw: []byte(own.sign(t, letter)), ClientIP: "192.0.2.5", MailFrom: "dpo@controller.example"}).Proof()
	if proof != dsar.ProofUnknown || time.Since(start) > 10*time.Second {
		t.Errorf("%s after %s", proof, time.Since(start))
	}
}
