package casework_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// texts is a DNS that has texts and nothing else; nil does not answer.
type texts map[string]string

func (d texts) LookupTXT(_ context.Context, name string) ([]string, error) {
	if d == nil {
		return nil, &net.DNSError{Err: "server misbehaving", Name: name, IsTemporary: true}
	}
	if text, ok := d[strings.TrimSuffix(name, ".")]; ok {
		return []string{text}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (texts) LookupMX(context.Context, string) ([]*net.MX, error)            { return nil, nil }
func (texts) LookupIPAddr(context.Context, string) ([]net.IPAddr, error)     { return nil, nil }
func (texts) LookupAddr(context.Context, string) (names []string, err error) { return nil, nil }

func signedMail(t *testing.T, raw string) (string, texts) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var signed bytes.Buffer
	if err := dkim.Sign(&signed, strings.NewReader(raw), &dkim.SignOptions{Domain: "controller.example", Selector: "s1", Signer: private}); err != nil {
		t.Fatal(err)
	}
	record := "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
	return signed.String(), texts{"s1._domainkey.controller.example": record, "controller.example": "v=spf1 ip4:192.0.2.1 -all"}
}

func TestWhoVouchesForAMail(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		i := withIntake(t, b)
		i.setToday("2026-05-29")
		raw, dns := signedMail(t, companyMail("We answer.", "Message-ID: <1@c>", "To: "+i.reply))
		must(i.TakeMail(i.ctx(), casework.MailIn{
			Door: dsar.DoorSMTP, MailFrom: "dpo@controller.example", Recipients: []string{i.reply}, Raw: []byte(raw), ClientIP: "192.0.2.1", Hello: "mx",
		}))(t)
		must(i.ReadIncoming(i.ctx()))(t)
		proof := func() *casework.MailProof { return i.request(i.sent.Request.ID).Messages[1].Proof }
		t.Run("is not known at once, and the mail is filed all the same", func(t *testing.T) {
			if p := proof(); p == nil || p.Proof != dsar.ProofUnchecked {
				t.Errorf("%+v", p)
			}
		})
		t.Run("is asked again where the DNS does not answer", func(t *testing.T) {
			b.DNS = texts(nil)
			if n := must(i.CheckSenders(i.ctx()))(t); n != 1 || proof().Proof != dsar.ProofUnknown {
				t.Errorf("%d checked: %+v", n, proof())
			}
			if n := must(i.CheckSenders(i.ctx()))(t); n != 0 {
				t.Errorf("%d checked again at once", n)
			}
		})
		t.Run("is known then, with the key", func(t *testing.T) {
			b.DNS = dns
			b.clock = b.clock.Add(5 * time.Minute)
			must(i.CheckSenders(i.ctx()))(t)
			p := proof()
			if p.Proof != dsar.ProofSigned || p.Verdict.Key != dns["s1._domainkey.controller.example"] || len(p.Check.Verdicts) != 2 || p.Check.Verdicts[1].Result != "pass" {
				t.Errorf("%+v", p)
			}
		})
		t.Run("stays as it was seen when the key is gone", func(t *testing.T) {
			b.DNS = texts{}
			b.clock = b.clock.Add(48 * time.Hour)
			if n := must(i.CheckSenders(i.ctx()))(t); n != 0 || proof().Proof != dsar.ProofSigned {
				t.Errorf("%d checked: %+v", n, proof())
			}
		})
	})
}

func TestADNSThatNeverAnswersIsNotAskedForEver(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	i := withIntake(t, b)
	raw, _ := signedMail(t, companyMail("We answer.", "To: "+i.reply))
	i.take(raw)
	b.DNS = texts(nil)
	asked := 0
	for range 80 {
		asked += must(i.CheckSenders(i.ctx()))(t)
		b.clock = b.clock.Add(time.Hour)
	}
	if asked < 20 || asked > 40 {
		t.Errorf("asked %d times in three days", asked)
	}
}
