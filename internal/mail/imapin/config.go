package imapin

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"recourse/internal/mail"
)

// Config says where a mailbox is and how its messages are marked.
type Config struct {
	Host     string
	Port     int
	Security mail.Security // [mail.Plain] only to this machine itself
	Username string
	Password string
	Folder   string // "" means INBOX
	// Mark is the flag that a message gets once it is stored: \Seen, a keyword such as
	// Recourse, or "" for none.
	Mark string
	// Timeout is how long connecting and signing in may take; zero means
	// [mail.DefaultTimeout].
	Timeout time.Duration
	RootCAs *x509.CertPool // nil means the system's
	// PublicOnly refuses servers on this machine and in private networks; see [mail.Dialer].
	PublicOnly bool
}

// Inbox is the folder that every mailbox has.
const Inbox = "INBOX"

// FlagSeen marks a message as read.
const FlagSeen = `\Seen`

// ParseURL reads the address of a mailbox:
//
//	imaps://user:password@mail.example.org                    TLS, port 993
//	imap://user:password@mail.example.org                     STARTTLS required, port 143
//	imap://user:password@127.0.0.1:1143                       plain, this machine only
//	imaps://user:password@mail.example.org/Privacy/Answers    another folder than INBOX
//	imaps://user:password@mail.example.org?flag=Recourse      marked by a keyword, not as read
//	imaps://user:password@mail.example.org?flag=none          not marked at all
//
// Special characters in user and password are percent-encoded. Errors say how to mend the
// address and never contain the password.
func ParseURL(s string) (Config, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil { // the parser's own words repeat the address with the password in it
		return Config{}, errors.New("the IMAP address cannot be read; write imaps://user:password@host and percent-encode special characters in user and password (@ is %40, / is %2F, # is %23)")
	}
	c := Config{Host: u.Hostname(), Folder: strings.Trim(u.Path, "/"), Mark: FlagSeen}
	switch u.Scheme {
	case "imaps":
		c.Security, c.Port = mail.TLS, 993
	case "imap":
		c.Security, c.Port = mail.StartTLS, 143
	default:
		return Config{}, errors.New("the IMAP address must begin with imaps:// (TLS) or imap:// (STARTTLS)")
	}
	if c.Host == "" {
		return Config{}, errors.New("the IMAP address names no host; write imaps://user:password@host")
	}
	if c.Security == mail.StartTLS && mail.IsLoopback(c.Host) {
		c.Security = mail.Plain
	}
	if u.Fragment != "" {
		return Config{}, errors.New("the IMAP address has a # in it; percent-encode it in the password as %23")
	}
	return c, errors.Join(c.takePort(u.Port()), c.takeUser(u.User), c.takeQuery(u.RawQuery))
}

func (c *Config) takePort(port string) error {
	if port == "" {
		return nil
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return fmt.Errorf("the port %q of the IMAP address is not a number from 1 to 65535", port)
	}
	c.Port = n
	return nil
}

func (c *Config) takeUser(user *url.Userinfo) error {
	c.Username = user.Username()
	c.Password, _ = user.Password()
	if c.Username == "" {
		return errors.New("the IMAP address names no user; write imaps://user:password@host and percent-encode the @ of a user that is an address as %40")
	}
	return nil
}

func (c *Config) takeQuery(raw string) error {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return errors.New("what follows ? in the IMAP address cannot be read; write ?flag=seen, ?flag=none or ?flag=Recourse")
	}
	for name, values := range query {
		if name != "flag" {
			return fmt.Errorf("the IMAP address has the unknown setting %q; known: flag", name)
		}
		switch value := values[0]; {
		case strings.EqualFold(value, "seen"):
			c.Mark = FlagSeen
		case strings.EqualFold(value, "none"):
			c.Mark = ""
		case isKeyword(value):
			c.Mark = value
		default:
			return fmt.Errorf("the flag %q of the IMAP address is neither seen nor none nor a word of letters and digits", value)
		}
	}
	return nil
}

// isKeyword reports whether a flag is a keyword that every server can have (RFC 3501,
// flag-keyword is an atom).
func isKeyword(s string) bool {
	return s != "" && len(s) <= 40 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("$_-", r)
	})
}

// String names the mailbox without the password, for logs and pages.
func (c Config) String() string {
	scheme := "imap"
	if c.Security == mail.TLS {
		scheme = "imaps"
	}
	return scheme + "://" + url.User(c.Username).String() + "@" + c.address() + "/" + c.folder()
}

func (c Config) address() string { return net.JoinHostPort(c.Host, strconv.Itoa(c.Port)) }

func (c Config) folder() string {
	if c.Folder == "" {
		return Inbox
	}
	return c.Folder
}

func (c Config) timeout() time.Duration {
	if c.Timeout == 0 {
		return mail.DefaultTimeout
	}
	return c.Timeout
}
