package mail

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
)

// ErrPrivateHost says that a mail server is on this machine or in its own network.
var ErrPrivateHost = errors.New("this server is not on the public internet")

// sharedNetworks are further ones that are not public: carrier-grade NAT (RFC 6598),
// protocol assignments, benchmarks, what is reserved, and IPv4 inside IPv6 (NAT64, 6to4).
var sharedNetworks = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"),
}

// Dialer makes connections to mail servers. With publicOnly it returns [ErrPrivateHost]
// for those of this machine and of private networks: people who may name a mail server
// must not reach what only the host may. It judges the address that a name led to, so that
// no name leads around it.
func Dialer(publicOnly bool) *net.Dialer {
	if !publicOnly {
		return &net.Dialer{}
	}
	return &net.Dialer{Control: refusePrivate}
}

// refusePrivate is what [net.Dialer.Control] takes.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("read the address of a mail server: %w", err)
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return fmt.Errorf("read the address of a mail server: %w", err)
	}
	if !isPublic(ip.Unmap().WithZone("")) {
		return ErrPrivateHost
	}
	return nil
}

// IsPrivateHost reports whether a host is, without asking anybody, one that [Dialer] can
// refuse: a private address, or a name of this machine.
func IsPrivateHost(host string) bool {
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host == "localhost" || strings.HasSuffix(host, ".localhost")
	}
	return !isPublic(ip.Unmap().WithZone(""))
}

func isPublic(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	for _, shared := range sharedNetworks {
		if shared.Contains(ip) {
			return false
		}
	}
	return true
}
