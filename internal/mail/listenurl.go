package mail

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Endpoint is where mail is listened for, and in which protocol.
type Endpoint struct {
	LMTP    bool   // LMTP (RFC 2033); otherwise SMTP (RFC 5321)
	Network string // "tcp" or "unix"
	Address string // host:port, or the path of the socket
}

// ParseListenURL reads where mail is listened for:
//
//	lmtp://127.0.0.1:8024           LMTP, for the mail server on this machine
//	lmtp+unix:///run/recourse/lmtp  the same by a socket
//	smtp://0.0.0.0:25               SMTP
//
// Errors say how to mend it.
func ParseListenURL(s string) (Endpoint, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return Endpoint{}, fmt.Errorf("%q is not an address such as lmtp://127.0.0.1:8024, lmtp+unix:///run/recourse/lmtp or smtp://0.0.0.0:25", s)
	}
	switch u.Scheme {
	case "lmtp", "smtp":
		return tcpEndpoint(u)
	case "lmtp+unix":
		if u.Host != "" || len(u.Path) < 2 {
			return Endpoint{}, fmt.Errorf("%q names no socket; write lmtp+unix:///run/recourse/lmtp, with three slashes", s)
		}
		return Endpoint{LMTP: true, Network: "unix", Address: u.Path}, nil
	}
	return Endpoint{}, fmt.Errorf("%q must begin with lmtp://, lmtp+unix:// or smtp://", s)
}

func tcpEndpoint(u *url.URL) (Endpoint, error) {
	port, err := strconv.Atoi(u.Port())
	if err != nil || port < 0 || port > 65535 || strings.Trim(u.Path, "/") != "" {
		return Endpoint{}, fmt.Errorf("%q must name host and port and nothing more, such as lmtp://127.0.0.1:8024", u)
	}
	return Endpoint{LMTP: u.Scheme == "lmtp", Network: "tcp", Address: net.JoinHostPort(u.Hostname(), u.Port())}, nil
}

// Local reports whether only this machine can connect.
func (e Endpoint) Local() bool {
	host, _, err := net.SplitHostPort(e.Address)
	return e.Network == "unix" || err == nil && IsLoopback(host)
}
