// Package check examines whether mail can be sent and received: the relay, the mailboxes
// that mail is fetched from, and what the DNS says of the domains involved. It changes
// nothing and sends no mail.
package check

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// State says what came of an examination.
type State string

// The states. What could not be asked is not taken for good.
const (
	OK      State = "ok"
	Mend    State = "mend"
	Unasked State = "could not ask"
)

// Line is what came of one examination. Text says what is good, or what to mend and how.
type Line struct {
	State State
	About string // "SMTP", "MX of answers.example.org"
	Text  string
}

// Resolver asks the DNS. [net.Resolver] has these functions.
type Resolver struct {
	MX   func(ctx context.Context, name string) ([]*net.MX, error)
	TXT  func(ctx context.Context, name string) ([]string, error)
	Host func(ctx context.Context, name string) ([]string, error)
}

// SystemResolver asks as the system does.
func SystemResolver() Resolver {
	var r net.Resolver
	return Resolver{MX: r.LookupMX, TXT: r.LookupTXT, Host: r.LookupHost}
}

// Receiving examines whether mail to addresses of a domain can arrive: its MX records
// (RFC 5321, 5.1) and whether the hosts they name have addresses.
func Receiving(ctx context.Context, dns Resolver, domain string) []Line {
	about := "MX of " + domain
	servers, err := dns.MX(ctx, domain)
	if absent(err) || err == nil && len(servers) == 0 {
		return []Line{{Mend, about, "there is none: mail to " + domain + " does not arrive. Add a record: " + domain + ". MX 10 and the name of the server that takes it"}}
	}
	if err != nil {
		return []Line{unasked(about, err)}
	}
	var lines []Line
	for _, server := range servers {
		lines = append(lines, mailServer(ctx, dns, about, domain, strings.TrimSuffix(server.Host, ".")))
	}
	return lines
}

func mailServer(ctx context.Context, dns Resolver, about, domain, host string) Line {
	if host == "" { // RFC 7505
		return Line{Mend, about, "it is “.”, which says that " + domain + " takes no mail. Replace it by the name of the server that does"}
	}
	addresses, err := dns.Host(ctx, host)
	switch {
	case absent(err):
		return Line{Mend, about, "it names " + host + ", which has no address. Add an A or AAAA record for it"}
	case err != nil:
		return unasked(about, err)
	}
	return Line{OK, about, host + " (" + strings.Join(addresses, ", ") + ")"}
}

// Sending examines what receivers of mail from a domain ask the DNS for: SPF (RFC 7208),
// the key of DKIM (RFC 6376) if a selector is given, and DMARC (RFC 7489). relay is the
// host that sends.
func Sending(ctx context.Context, dns Resolver, domain, selector, relay string) []Line {
	lines := []Line{spf(ctx, dns, domain, relay)}
	if selector != "" {
		lines = append(lines, dkim(ctx, dns, domain, selector))
	}
	return append(lines, dmarc(ctx, dns, domain))
}

func spf(ctx context.Context, dns Resolver, domain, relay string) Line {
	about := "SPF of " + domain
	records, err := records(ctx, dns, domain, "v=spf1")
	example := domain + ". TXT \"v=spf1 include:" + relay + " -all\", as the operator of " + relay + " states it"
	switch {
	case err != nil:
		return unasked(about, err)
	case len(records) == 0:
		return Line{Mend, about, "there is none: receivers cannot tell that " + relay + " may send for it. Add a record such as " + example}
	case len(records) > 1:
		return Line{Mend, about, fmt.Sprintf("there are %d records and receivers then take none of them. Join them into one", len(records))}
	}
	terms := strings.Fields(strings.ToLower(records[0]))[1:]
	last := ""
	if len(terms) > 0 {
		last = terms[len(terms)-1]
	}
	switch {
	case last == "+all" || last == "all":
		return Line{Mend, about, "it lets everybody send for the domain (" + last + "). End it with -all or ~all"}
	case len(terms) == 1 && (last == "-all" || last == "~all"):
		return Line{Mend, about, "it lets nobody send for the domain. Add what " + relay + " needs, such as " + example}
	}
	return Line{OK, about, records[0] + " (make sure that it covers " + relay + ")"}
}

func dkim(ctx context.Context, dns Resolver, domain, selector string) Line {
	name := selector + "._domainkey." + domain
	about := "DKIM key " + name
	texts, err := dns.TXT(ctx, name)
	if err != nil && !absent(err) {
		return unasked(about, err)
	}
	for _, text := range texts {
		switch key, found := tag(text, "p"); {
		case found && key == "":
			return Line{Mend, about, "it has been revoked (p= is empty). Publish the key that the relay signs with"}
		case found:
			return Line{OK, about, "published"}
		}
	}
	return Line{Mend, about, "there is none: signatures under this selector cannot be verified. Publish the key that the relay signs with, or correct RECOURSE_DKIM_SELECTOR"}
}

// dmarc looks at the domain and, as receivers do, at the one that it belongs to.
func dmarc(ctx context.Context, dns Resolver, domain string) Line {
	about := "DMARC of " + domain
	asked := []string{domain}
	if organisation, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil && organisation != domain {
		asked = append(asked, organisation)
	}
	for _, name := range asked {
		records, err := records(ctx, dns, "_dmarc."+name, "v=DMARC1")
		if err != nil {
			return unasked(about, err)
		}
		if len(records) == 0 {
			continue
		}
		if policy, found := tag(records[0], "p"); !found || policy == "" {
			return Line{Mend, about, "it has no policy. Add p=none, p=quarantine or p=reject"}
		}
		return Line{OK, about, records[0]}
	}
	return Line{Mend, about, "there is none, and large providers refuse mail without. Add a record: _dmarc." + domain + ". TXT \"v=DMARC1; p=none\""}
}

// records returns the texts of a name that begin with a version.
func records(ctx context.Context, dns Resolver, name, version string) ([]string, error) {
	texts, err := dns.TXT(ctx, name)
	if err != nil && !absent(err) {
		return nil, err
	}
	var found []string
	for _, text := range texts {
		rest, ok := cutPrefixFold(strings.TrimSpace(text), version)
		if ok && (rest == "" || rest[0] == ' ' || rest[0] == ';') {
			found = append(found, text)
		}
	}
	return found, nil
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// tag returns the value of a tag in a list such as "v=DKIM1; p=…".
func tag(record, name string) (string, bool) {
	for _, part := range strings.Split(record, ";") {
		key, value, found := strings.Cut(part, "=")
		if found && strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.TrimSpace(value), true
		}
	}
	return "", false
}

// absent reports whether the DNS answered that there is nothing, as against not answering.
func absent(err error) bool {
	var e *net.DNSError
	return errors.As(err, &e) && e.IsNotFound
}

func unasked(about string, err error) Line {
	return Line{Unasked, about, "the DNS did not answer, so that nothing is known: " + err.Error()}
}
