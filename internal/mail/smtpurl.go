package mail

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Security says how the connection to the relay is protected.
type Security string

// The protections.
const (
	TLS      Security = "tls"      // from the first byte, port 465 (RFC 8314)
	StartTLS Security = "starttls" // required before anything else is said, port 587
	Plain    Security = "plain"    // only to this machine itself
)

// SMTPConfig says where mail is handed over and how.
type SMTPConfig struct {
	Host     string
	Port     int
	Security Security
	Username string // "" for no authentication
	Password string
	From     string // sender address given with the relay, "" if none
	// Timeout bounds each step of the conversation; zero means [DefaultTimeout].
	Timeout time.Duration
	// RootCAs are the authorities that the relay's certificate may come from; nil
	// means the system's.
	RootCAs *x509.CertPool
	// PublicOnly refuses relays on this machine and in private networks; see [Dialer].
	PublicOnly bool
}

// DefaultTimeout is how long a relay may be silent.
const DefaultTimeout = 30 * time.Second

// ParseSMTPURL reads the address of a relay:
//
//	smtps://user:password@mail.example.org            TLS, port 465
//	smtp://user:password@mail.example.org             STARTTLS required, port 587
//	smtp://127.0.0.1:1025                             plain, this machine only
//	smtps://mail.example.org?from=me@example.org      with a sender address
//
// Special characters in user and password are percent-encoded. Errors say how to
// mend the address and never contain the password.
func ParseSMTPURL(s string) (SMTPConfig, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		// The parser's own words repeat the address with the password in it.
		return SMTPConfig{}, errors.New("the SMTP address cannot be read; write smtps://user:password@host:465 and percent-encode special characters in user and password (@ is %40, / is %2F, # is %23)")
	}
	c := SMTPConfig{Host: u.Hostname()}
	switch u.Scheme {
	case "smtps":
		c.Security, c.Port = TLS, 465
	case "smtp":
		c.Security, c.Port = StartTLS, 587
	default:
		return SMTPConfig{}, errors.New("the SMTP address must begin with smtps:// (TLS) or smtp:// (STARTTLS)")
	}
	if c.Host == "" {
		return SMTPConfig{}, errors.New("the SMTP address names no host; write smtps://user:password@host:465")
	}
	if c.Security == StartTLS && IsLoopback(c.Host) {
		c.Security = Plain
	}
	if err := c.takePort(u.Port()); err != nil {
		return SMTPConfig{}, err
	}
	if err := c.takeUser(u.User); err != nil {
		return SMTPConfig{}, err
	}
	if u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return SMTPConfig{}, errors.New("the SMTP address ends after host and port; if the password contains / or #, percent-encode it (/ is %2F, # is %23)")
	}
	return c, c.takeQuery(u.RawQuery)
}

func (c *SMTPConfig) takePort(port string) error {
	if port == "" {
		return nil
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return fmt.Errorf("the port %q of the SMTP address is not a number from 1 to 65535", port)
	}
	c.Port = n
	return nil
}

func (c *SMTPConfig) takeUser(user *url.Userinfo) error {
	if user == nil {
		return nil
	}
	c.Username = user.Username()
	c.Password, _ = user.Password()
	if c.Username == "" || c.Password == "" {
		return errors.New("the SMTP address has a user or a password but not both; write smtps://user:password@host")
	}
	return nil
}

func (c *SMTPConfig) takeQuery(raw string) error {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return errors.New("what follows ? in the SMTP address cannot be read; write ?from=me@example.org")
	}
	for name, values := range query {
		if !slices.Contains([]string{"from"}, name) {
			return fmt.Errorf("the SMTP address has the unknown setting %q; known: from", name)
		}
		if len(values) != 1 || CheckAddress("from", values[0]) != nil {
			return errors.New("the sender in ?from= of the SMTP address is not one mail address")
		}
		c.From = values[0]
	}
	return nil
}

// IsLoopback reports whether a host is this machine.
func IsLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// String names the relay without the credentials, for logs and pages.
func (c SMTPConfig) String() string {
	scheme := "smtp"
	if c.Security == TLS {
		scheme = "smtps"
	}
	return scheme + "://" + net.JoinHostPort(c.Host, strconv.Itoa(c.Port)) + " (" + string(c.Security) + ")"
}
