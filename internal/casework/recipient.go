package casework

import (
	"context"
	netmail "net/mail"
	"strings"

	"recourse/internal/mail/address"
)

// TakesMailFor reports whether mail for the recipient of an envelope is taken in from
// the network: for the address of a request, mistyped or not, for the mailbox that
// requests have their addresses in, for the sender of our own mail, to whom reports of
// its delivery come, and for the postmaster of our domain (RFC 5321, 4.5.1).
func (s *Service) TakesMailFor(ctx context.Context, recipient string) (bool, error) {
	if s.Addresses.Read(recipient).Verdict != address.Ours {
		return s.IsRequestAddress(ctx, recipient)
	}
	own := []string{s.Addresses.Mailbox, senderAddress(s.From), "postmaster@" + s.Addresses.Domain}
	for _, addr := range own {
		if strings.EqualFold(addr, recipient) {
			return true, nil
		}
	}
	return false, nil
}

// senderAddress returns the address alone of "Recourse <recourse@example.org>", "" if
// there is none.
func senderAddress(from string) string {
	parsed, err := netmail.ParseAddress(from)
	if err != nil {
		return ""
	}
	return parsed.Address
}
