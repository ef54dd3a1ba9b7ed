// Package auth tells who vouches for a mail: the domains that signed it (DKIM, RFC 6376)
// and the domain whose server it came from (SPF, RFC 7208). Nothing is refused for it.
// It is evidence, which is kept with the key that was seen, because keys disappear.
package auth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"blitiri.com.ar/go/spf"
	"github.com/emersion/go-msgauth/dkim"
	"golang.org/x/net/publicsuffix"

	"recourse/internal/dsar"
)

// Resolver answers questions to the DNS; [net.Resolver] is one.
type Resolver = spf.DNSResolver

// Bounds of what is checked.
const (
	// DefaultTimeout is how long the DNS may take for all questions about a mail.
	DefaultTimeout = 10 * time.Second
	maxSignatures  = 5
	// The library joins the lines of a field one by one: the work grows with the square.
	maxHeader = 64 << 10
	maxRecord = 4 << 10 // of a key; an RSA key of 4096 bits has 800
)

// Checker checks mails.
type Checker struct {
	Resolver Resolver
	Timeout  time.Duration // for one mail; 0 means [DefaultTimeout]
}

// Mail is a mail with what is known of its way.
type Mail struct {
	Raw        []byte
	FromDomain string // of the From field, "" if unknown
	MailFrom   string // of the envelope
	ClientIP   string // the server it came from, "" if that was not seen
	Hello      string // the name that the server gave itself
}

// Check returns a verdict for each signature, or one that says there is none, and the one
// of SPF, whose result is "none" if the server was not seen.
func (c Checker) Check(ctx context.Context, m Mail) []dsar.SenderVerdict {
	timeout := c.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	verdicts := c.signatures(ctx, m)
	return append(verdicts, c.server(ctx, m))
}

// signatures checks DKIM. A panic of the libraries, which read what strangers write, is
// that mail's error.
func (c Checker) signatures(ctx context.Context, m Mail) (verdicts []dsar.SenderVerdict) {
	defer func() {
		if p := recover(); p != nil {
			verdicts = []dsar.SenderVerdict{{Method: "dkim", Result: dsar.VerdictPermError, Reason: fmt.Sprintf("panic: %v", p)}}
		}
	}()
	raw := withLineEnds(m.Raw)
	header, _, found := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !found || !bytes.Contains(bytes.ToLower(header[:min(len(header), maxHeader)]), []byte("dkim-signature:")) {
		return []dsar.SenderVerdict{{Method: "dkim", Result: dsar.VerdictNone}}
	}
	if len(header) > maxHeader {
		return []dsar.SenderVerdict{{Method: "dkim", Result: dsar.VerdictPermError, Reason: "the header is too long to be checked"}}
	}
	keys := &keyring{ctx: ctx, resolver: c.Resolver, seen: map[string]string{}}
	checked, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: keys.lookup, MaxVerifications: maxSignatures})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return []dsar.SenderVerdict{{Method: "dkim", Result: dsar.VerdictPermError, Reason: err.Error()}}
	}
	for i, v := range checked {
		verdict := dsar.SenderVerdict{Method: "dkim", Domain: strings.ToLower(v.Domain), Aligned: aligned(v.Domain, m.FromDomain)}
		verdict.Result, verdict.Reason = resultOf(v.Err)
		verdict.Selector = selectorOf(header, i)
		verdict.Key = keys.key(verdict.Selector + "._domainkey." + v.Domain)
		verdicts = append(verdicts, verdict)
	}
	return verdicts
}

// resultOf words the outcome of one signature as RFC 8601 does.
func resultOf(err error) (result, reason string) {
	switch {
	case err == nil:
		return dsar.VerdictPass, ""
	case dkim.IsTempFail(err):
		return dsar.VerdictTempError, "the key could not be asked for"
	case dkim.IsPermFail(err):
		return dsar.VerdictPermError, strings.TrimPrefix(err.Error(), "dkim: ")
	}
	return dsar.VerdictFail, strings.TrimPrefix(err.Error(), "dkim: ")
}

// server checks SPF. A server on a private network is one of the operator's own.
func (c Checker) server(ctx context.Context, m Mail) dsar.SenderVerdict {
	verdict := dsar.SenderVerdict{Method: "spf", Result: dsar.VerdictNone}
	ip := net.ParseIP(m.ClientIP)
	if ip == nil || ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() {
		return verdict
	}
	_, domain, found := strings.Cut(m.MailFrom, "@")
	if !found {
		domain = m.Hello // the sender of a delivery report is empty (RFC 7208, 2.4)
	}
	verdict.Domain, verdict.Aligned = strings.ToLower(domain), aligned(domain, m.FromDomain)
	result, err := spf.CheckHostWithSender(ip, m.Hello, m.MailFrom, spf.WithContext(ctx), spf.WithResolver(c.Resolver))
	verdict.Result = string(result)
	if err != nil && result != spf.Pass {
		verdict.Reason = "SPF: " + string(result)
	}
	return verdict
}

// aligned reports whether two domains belong to one organisation (RFC 7489, 3.1).
func aligned(a, b string) bool {
	a, b = strings.ToLower(strings.TrimSuffix(a, ".")), strings.ToLower(strings.TrimSuffix(b, "."))
	if a == "" || b == "" {
		return false
	}
	if a == b {
		return true
	}
	ownerA, errA := publicsuffix.EffectiveTLDPlusOne(a)
	ownerB, errB := publicsuffix.EffectiveTLDPlusOne(b)
	return errA == nil && errB == nil && ownerA == ownerB
}

// withLineEnds gives back the line ends of the network, which a pipe takes off.
func withLineEnds(raw []byte) []byte {
	if bytes.Contains(raw[:min(len(raw), maxHeader)], []byte("\r\n")) {
		return raw
	}
	return bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n"))
}
