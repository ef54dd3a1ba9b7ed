package imapin

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"recourse/internal/mail"
)

// Error says at which step a mailbox could not be read. Its text names no person; Reply
// is what the server said and may.
type Error struct {
	Step  string // "connect", "starttls", "auth", "folder", "search", "fetch" or "idle"
	Reply string // the server's words, "" if it said nothing
	Err   error
}

// Error names the step and the cause.
func (e *Error) Error() string {
	if e.Reply != "" {
		return "read mailbox: the server refused at step " + e.Step
	}
	return fmt.Sprintf("read mailbox: step %s: %v", e.Step, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Client is a connection to a mailbox that is signed in and has its folder open. It is
// used by one goroutine.
type Client struct {
	config  Config
	imap    *imapclient.Client
	conn    *limitedConn
	stop    func() bool
	arrived chan struct{} // has something when the server said that a message came
	folder  *imap.SelectData
}

// Open connects, signs in and opens the folder. The connection ends with ctx, and with
// [Client.Close]. It returns an [*Error].
func Open(ctx context.Context, c Config) (*Client, error) {
	if c.Security == mail.Plain && !mail.IsLoopback(c.Host) {
		return nil, &Error{Step: "connect", Err: errors.New("mail is fetched unencrypted from this machine only; use imaps:// or a server with STARTTLS")}
	}
	conn, err := dial(ctx, c)
	if err != nil {
		return nil, stepError(ctx, "connect", err)
	}
	client := &Client{config: c, conn: conn, arrived: make(chan struct{}, 1)}
	client.stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
	step := "connect"
	err = client.within(c.timeout(), func() error { step, err = client.begin(); return err })
	if err != nil {
		client.Close()
		return nil, stepError(ctx, step, err)
	}
	return client, nil
}

func dial(ctx context.Context, c Config) (*limitedConn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	plain := mail.Dialer(c.PublicOnly)
	var conn net.Conn
	var err error
	if c.Security == mail.TLS {
		conn, err = (&tls.Dialer{NetDialer: plain, Config: c.tlsConfig()}).DialContext(ctx, "tcp", c.address())
	} else {
		conn, err = plain.DialContext(ctx, "tcp", c.address())
	}
	if err != nil {
		return nil, err
	}
	limited := &limitedConn{Conn: conn}
	limited.allow(answerBytes)
	return limited, nil
}

func (c Config) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: c.Host, RootCAs: c.RootCAs, MinVersion: tls.VersionTLS12}
}

var errLate = errors.New("the server did not answer in time")

// within ends the connection if what do asks the server for is not there in time: the
// IMAP library waits for a server that says nothing for as long as it takes.
func (c *Client) within(d time.Duration, do func() error) error {
	late := time.AfterFunc(d, func() { _ = c.conn.Close() })
	err := do()
	if !late.Stop() && err != nil {
		return errLate
	}
	return err
}

// begin greets, protects the connection, signs in and opens the folder.
func (c *Client) begin() (step string, err error) {
	options := &imapclient.Options{TLSConfig: c.config.tlsConfig(), UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages != nil {
				c.wake()
			}
		},
	}}
	if c.config.Security == mail.StartTLS {
		if c.imap, err = imapclient.NewStartTLS(c.conn, options); err != nil {
			return "starttls", err
		}
	} else {
		c.imap = imapclient.New(c.conn, options)
		if err := c.imap.WaitGreeting(); err != nil {
			return "connect", err
		}
	}
	if err := c.imap.Login(c.config.Username, c.config.Password).Wait(); err != nil {
		return "auth", err
	}
	c.folder, err = c.imap.Select(c.config.folder(), nil).Wait()
	return "folder", err
}

// End is the position behind the last message there was when the folder was opened.
func (c *Client) End() Position {
	return Position{UIDValidity: c.folder.UIDValidity, LastUID: max(uint32(c.folder.UIDNext), 1) - 1}
}

// Messages is how many messages there were when the folder was opened.
func (c *Client) Messages() int { return int(c.folder.NumMessages) }

func (c *Client) wake() {
	select {
	case c.arrived <- struct{}{}:
	default: // it is known already
	}
}

// Close says good-bye if the server listens, and ends the connection.
func (c *Client) Close() {
	c.stop()
	if c.imap == nil {
		_ = c.conn.Close()
		return
	}
	c.conn.allow(answerBytes)
	_ = c.within(farewell, func() error { return c.imap.Logout().Wait() })
	_ = c.imap.Close()
}

// farewell is how long a server may take to say good-bye.
const farewell = 2 * time.Second

// Wait returns when the server says that a message has come, after the given time, or
// when ctx ends. Where the server cannot tell, or its word is lost, the time decides.
func (c *Client) Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	if !c.imap.Caps().Has(imap.CapIdle) {
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		return ctx.Err()
	}
	c.conn.allow(answerBytes)
	var idle *imapclient.IdleCommand
	err := c.within(c.config.timeout(), func() (err error) { idle, err = c.imap.Idle(); return err })
	if err != nil {
		return stepError(ctx, "idle", err)
	}
	select {
	case <-c.arrived:
	case <-timer.C:
	case <-c.imap.Closed():
	case <-ctx.Done():
		return ctx.Err() // the connection ends with it
	}
	err = c.within(c.config.timeout(), func() error { return errors.Join(idle.Close(), idle.Wait()) })
	if err != nil {
		return stepError(ctx, "idle", err)
	}
	return nil
}

func stepError(ctx context.Context, step string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var said *imap.Error
	if errors.As(err, &said) {
		return &Error{Step: step, Reply: tidy(said.Text), Err: err}
	}
	return &Error{Step: step, Err: err}
}

// tidy makes one line of a server's words.
func tidy(s string) string {
	s = strings.Join(strings.Fields(mail.CleanText(s)), " ")
	if s == "" {
		return "no reason given"
	}
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "")
	}
	return s
}

// answerBytes is what a server may say to one command, a message apart.
const answerBytes = 16 << 20

// errTooMuch ends a connection whose server says more than any answer needs.
var errTooMuch = errors.New("the server sends more than was asked for")

// limitedConn reads so many bytes and no more, because the IMAP library collects whatever
// a server sends.
type limitedConn struct {
	net.Conn
	left atomic.Int64
}

func (l *limitedConn) allow(n int64) { l.left.Store(n) }

// Read implements [net.Conn].
func (l *limitedConn) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if l.left.Add(-int64(n)) < 0 {
		return 0, errTooMuch
	}
	return n, err
}
