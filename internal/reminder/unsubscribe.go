package reminder

import (
	"errors"
	"net/url"
)

// Header is a field of a mail's head.
type Header struct{ Name, Value string }

// UnsubscribeHeaders are the fields by which a mail program offers to end the reminders:
// List-Unsubscribe (RFC 2369), and for an https address List-Unsubscribe-Post, which
// promises that a POST to it with the body "List-Unsubscribe=One-Click" is enough
// (RFC 8058). A GET must change nothing. The address carries a secret of its own; it
// returns an error without repeating it if it is no absolute http or https address.
func UnsubscribeHeaders(address string) ([]Header, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("the address for ending reminders is no absolute http or https address")
	}
	headers := []Header{{"List-Unsubscribe", "<" + u.String() + ">"}}
	if u.Scheme == "https" {
		headers = append(headers, Header{"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"})
	}
	return headers, nil
}
