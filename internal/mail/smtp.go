package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"
	"golang.org/x/net/idna"
)

// SMTP hands mail to one relay. It is safe for concurrent use. Every mail that it sends
// itself gets a connection of its own; see [Carrier] for many.
type SMTP struct{ config SMTPConfig }

// NewSMTP returns a client for the relay. It does not connect.
func NewSMTP(c SMTPConfig) (*SMTP, error) {
	if c.Host == "" || c.Port == 0 {
		return nil, errors.New("the SMTP relay has no host or no port")
	}
	if c.Security == Plain && !IsLoopback(c.Host) {
		return nil, errors.New("mail goes unencrypted to this machine only; use smtps:// or a relay with STARTTLS")
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	return &SMTP{config: c}, nil
}

// SendError says at which step a relay did not take a mail. Its text names no
// address; Reply may.
type SendError struct {
	Step  string // "connect", "greeting", "starttls", "auth", "sender", "recipient" or "data"
	Code  int    // the relay's reply code, 0 if there was none
	Reply string // the relay's reply line, "" if there was none
	Err   error  // what went wrong where the relay said nothing
}

// Error names the step and the relay's code.
func (e *SendError) Error() string {
	if e.Code != 0 {
		return fmt.Sprintf("send mail: the relay refused at step %s with code %d", e.Step, e.Code)
	}
	return fmt.Sprintf("send mail: step %s: %v", e.Step, e.Err)
}

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }

// IsPermanent reports whether trying the same mail again is pointless: the relay
// refused its sender, its recipient or its content for good (5xx). A refusal to
// let us in at all is about the configuration, not about the mail, and is worth
// another attempt once it is mended.
func IsPermanent(err error) bool {
	var e *SendError
	if !errors.As(err, &e) || e.Code < 500 || e.Code > 599 {
		return false
	}
	switch e.Step {
	case "recipient", "data":
		return e.Code != codeAuthRequired
	case "sender":
		// Below 550 the relay speaks of the conversation, not of the sender.
		return e.Code >= 550
	}
	return false
}

const codeAuthRequired = 530 // RFC 4954

// Send hands raw to the relay as it is, for one recipient. from and to may carry a
// display name. response is the relay's reply line, also when it refuses; it may
// contain the recipient's address and does not belong in a log. On an error the
// mail may have been taken all the same if the connection broke while the relay's
// last answer was awaited: sending is at-least-once.
func (s *SMTP) Send(ctx context.Context, from, to string, raw []byte) (response string, err error) {
	c := s.Carrier()
	defer c.Close()
	return c.Send(ctx, from, to, raw)
}

// envelope returns the bare address, with the domain in ASCII so that a relay
// without SMTPUTF8 can be used.
func envelope(field, address string) (string, error) {
	parsed, err := netmail.ParseAddress(address)
	if err != nil {
		return "", invalidAddress(field)
	}
	at := strings.LastIndexByte(parsed.Address, '@')
	domain, err := idna.Lookup.ToASCII(parsed.Address[at+1:])
	if err != nil {
		return "", invalidAddress(field)
	}
	return parsed.Address[:at+1] + domain, nil
}

// conversation is one connection to the relay.
type conversation struct {
	client  *smtp.Client
	conn    net.Conn
	timeout time.Duration
	stop    func() bool
}

// heloName says nothing about the machine: RFC 5321 allows an address literal, and
// submission servers do not look at it.
const heloName = "[127.0.0.1]"

func (s *SMTP) connect(ctx context.Context) (*conversation, error) {
	conn, err := s.dial(ctx)
	if err != nil {
		return nil, sendError(ctx, "connect", err)
	}
	c := &conversation{conn: conn, timeout: s.config.Timeout}
	c.attend(ctx)
	c.extend()
	if c.client, err = smtp.NewClient(conn, s.config.Host); err != nil {
		c.close()
		return nil, sendError(ctx, "greeting", err)
	}
	if step, err := s.open(c); err != nil {
		c.close()
		return nil, sendError(ctx, step, err)
	}
	return c, nil
}

func (s *SMTP) dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, s.config.Timeout)
	defer cancel()
	address := net.JoinHostPort(s.config.Host, strconv.Itoa(s.config.Port))
	plain := Dialer(s.config.PublicOnly)
	if s.config.Security == TLS {
		dialer := tls.Dialer{NetDialer: plain, Config: s.tlsConfig()}
		return dialer.DialContext(ctx, "tcp", address)
	}
	return plain.DialContext(ctx, "tcp", address)
}

func (s *SMTP) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.config.Host, RootCAs: s.config.RootCAs, MinVersion: tls.VersionTLS12}
}

// open greets the relay, protects the connection and signs in.
func (s *SMTP) open(c *conversation) (step string, err error) {
	c.client.SkipSMTPUTF8(true)
	if err := c.client.Hello(heloName); err != nil {
		return "greeting", err
	}
	if s.config.Security == StartTLS {
		if offered, _ := c.client.Extension("STARTTLS"); !offered {
			return "starttls", errors.New("the relay offers no STARTTLS; use smtps:// or another port")
		}
		if err := c.client.StartTLS(s.tlsConfig()); err != nil {
			return "starttls", err
		}
	}
	if s.config.Username == "" {
		return "", nil
	}
	c.extend()
	auth, err := s.auth(c.client)
	if err != nil {
		return "auth", err
	}
	return "auth", c.client.Auth(auth)
}

// auth chooses the strongest mechanism that both sides know.
func (s *SMTP) auth(client *smtp.Client) (smtp.Auth, error) {
	_, offered := client.Extension("AUTH")
	mechanisms := strings.Fields(strings.ToUpper(offered))
	has := func(name string) bool {
		for _, m := range mechanisms {
			if m == name {
				return true
			}
		}
		return false
	}
	user, password, host := s.config.Username, s.config.Password, s.config.Host
	plainAllowed := s.config.Security == Plain // to this machine only, see NewSMTP
	switch {
	case has("SCRAM-SHA-256"):
		return smtp.ScramSHA256Auth(user, password), nil
	case has("PLAIN"):
		return smtp.PlainAuth("", user, password, host, plainAllowed), nil
	case has("LOGIN"):
		return smtp.LoginAuth(user, password, host, plainAllowed), nil
	case has("CRAM-MD5"):
		return smtp.CRAMMD5Auth(user, password), nil
	}
	return nil, errors.New("the relay offers none of SCRAM-SHA-256, PLAIN, LOGIN and CRAM-MD5 for signing in")
}

// attend makes whatever waits for the relay end when the context does, until stop.
func (c *conversation) attend(ctx context.Context) {
	c.stop = context.AfterFunc(ctx, func() { _ = c.conn.Close() })
}

// checkSize refuses what is larger than the relay says that it takes (RFC 1870), before
// it is sent.
func (c *conversation) checkSize(raw []byte) error {
	_, said := c.client.Extension("SIZE")
	limit, err := strconv.Atoi(said)
	if err != nil || limit <= 0 || len(raw) <= limit {
		return nil //nolint:nilerr // a relay that names no number has no limit that we know
	}
	return &SendError{
		Step: "data", Code: codeTooLarge, Err: errors.New("too large"),
		Reply: fmt.Sprintf("%d the mail has %d bytes, the relay takes %d", codeTooLarge, len(raw), limit),
	}
}

const codeTooLarge = 552 // RFC 5321: more than the relay stores

// hand carries out the mail transaction.
func (c *conversation) hand(ctx context.Context, from, to string, raw []byte) (string, error) {
	if err := c.checkSize(raw); err != nil {
		return "", err
	}
	c.extend()
	if err := c.client.Mail("<" + from + ">"); err != nil {
		return "", sendError(ctx, "sender", err)
	}
	c.extend()
	if err := c.client.Rcpt("<" + to + ">"); err != nil {
		return "", sendError(ctx, "recipient", err)
	}
	c.extend()
	body, err := c.client.Data()
	if err != nil {
		return "", sendError(ctx, "data", err)
	}
	if _, err := body.Write(raw); err != nil {
		return "", sendError(ctx, "data", err)
	}
	c.extend()
	if err := body.Close(); err != nil {
		return "", sendError(ctx, "data", err)
	}
	response := "250"
	if said, ok := body.(*smtp.DataCloser); ok {
		response += " " + said.ServerResponse()
	}
	return tidyReply(response), nil
}

// extend gives the next step its time.
func (c *conversation) extend() { c.within(c.timeout) }

// within sets the deadline of the connection, which is wall-clock time and has
// nothing to do with the product's clock.
func (c *conversation) within(d time.Duration) {
	_ = c.conn.SetDeadline(time.Now().Add(d)) //nolint:forbidigo // see above
}

// farewell is how long a relay may take to say good-bye.
const farewell = 2 * time.Second

// close says good-bye if it can; the mail's fate is already decided.
func (c *conversation) close() {
	c.stop()
	if c.client != nil {
		c.within(farewell)
		_ = c.client.Quit()
	}
	_ = c.conn.Close()
}

func sendError(ctx context.Context, step string, err error) error {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return &SendError{Step: step, Code: reply.Code, Reply: tidyReply(strconv.Itoa(reply.Code) + " " + reply.Msg), Err: errors.New("refused")}
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return &SendError{Step: step, Err: err}
}

func replyOf(err error) string {
	var e *SendError
	if errors.As(err, &e) {
		return e.Reply
	}
	return ""
}

// maxReply bounds what is kept of a relay's words.
const maxReply = 500

func tidyReply(s string) string {
	s = strings.Join(strings.Fields(CleanText(s)), " ")
	if len(s) > maxReply {
		s = strings.ToValidUTF8(s[:maxReply], "")
	}
	return s
}
