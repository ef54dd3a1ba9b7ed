package address

import (
	"strings"
)

// marker begins the local part of a request's address, so that other addresses of the
// domain stay free for people.
const marker = "r."

// Scheme says which addresses are ours. With neither field set, requests have no
// address, and answers are found by other means.
type Scheme struct {
	Domain  string // all of it is ours: r.TOKEN@Domain
	Mailbox string // one mailbox with plus-addressing: box@host makes box+r.TOKEN@host
}

// Configured reports whether requests have addresses.
func (s Scheme) Configured() bool { return s.Domain != "" || s.Mailbox != "" }

// Address returns the address of the request with the token, "" if requests have none.
func (s Scheme) Address(t Token) string {
	if s.Domain != "" {
		return marker + string(t) + "@" + s.Domain
	}
	box, host, ok := split(s.Mailbox)
	if !ok {
		return ""
	}
	return box + "+" + marker + string(t) + "@" + host
}

// Verdict says what an address is to us.
type Verdict int

// The verdicts.
const (
	NotOurs  Verdict = iota // another address
	Ours                    // on our domain or in our mailbox, and no request's
	Mistyped                // meant to be a request's, but the check does not fit
	Request                 // the address of a request, if there is one with the token
)

// Found is what an address holds.
type Found struct {
	Verdict Verdict
	Token   Token // of [Request]; of [Mistyped] the likely one, "" if it cannot be told
}

// Read says what an address is to us. A token counts on every host: the domain may
// have changed since the letter went out. A mistake is only told on our own, because
// anybody may be called r.something elsewhere.
func (s Scheme) Read(addr string) Found {
	local, host, ok := split(addr)
	if !ok {
		return Found{}
	}
	name, marked := tokenPart(local)
	if token, valid := ParseToken(name); marked && valid {
		return Found{Verdict: Request, Token: token}
	}
	if !s.owns(local, host) {
		return Found{}
	}
	if !marked {
		return Found{Verdict: Ours}
	}
	likely, _ := Mend(name)
	return Found{Verdict: Mistyped, Token: likely}
}

// owns reports whether an address is on our domain or in our mailbox.
func (s Scheme) owns(local, host string) bool {
	if s.Domain != "" && strings.EqualFold(host, s.Domain) {
		return true
	}
	box, boxHost, ok := split(s.Mailbox)
	if !ok || !strings.EqualFold(host, boxHost) {
		return false
	}
	name, _, _ := strings.Cut(local, "+")
	return strings.EqualFold(name, box)
}

// tokenPart returns what stands where the token does, and whether anything does.
func tokenPart(local string) (string, bool) {
	local = strings.ToLower(strings.Trim(local, `"'`))
	if i := strings.LastIndexByte(local, '+'); i >= 0 {
		local = local[i+1:]
	}
	return strings.CutPrefix(local, marker)
}

// split returns what stands on the two sides of the last at sign.
func split(addr string) (local, host string, ok bool) {
	addr = strings.TrimSpace(addr)
	i := strings.LastIndexByte(addr, '@')
	if i <= 0 || i == len(addr)-1 {
		return "", "", false
	}
	return addr[:i], strings.TrimSuffix(addr[i+1:], "."), true
}
