// Package listener takes mail in over the network, by SMTP from anybody or by LMTP from
// a mail server. It answers 250 when the bytes are committed to the database and not
// before: whatever happens to this program, a mail is either stored here or still with
// the server that sent it. Reading and filing are others' work.
package listener

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"recourse/internal/casework"
	"recourse/internal/mail"
)

// Options are what a listener works with. Zero limits mean the defaults.
type Options struct {
	Service  *casework.Service
	Log      *slog.Logger
	Endpoint mail.Endpoint
	Name     string      // host name that it greets with
	TLS      *tls.Config // offered with STARTTLS; nil: not offered
	// OnFail is called if listening ends by itself, which it never should.
	OnFail func(error)
	Limits Limits
}

// Limits bound what strangers can take up.
type Limits struct {
	Connections int           // at once
	PerHost     int           // of them from one address, SMTP only
	Recipients  int           // of one mail
	Bytes       int64         // of one mail
	Refused     int           // unknown recipients before the connection is ended
	Command     time.Duration // to send a command
	Data        time.Duration // to send a mail
	Store       time.Duration // to commit a mail
	Large       int           // mails above largeMail that are received at once
}

// DefaultLimits follow RFC 5321, 4.5.3, where it names a figure.
func DefaultLimits() Limits {
	return Limits{
		Connections: 50, PerHost: 10, Recipients: 100, Bytes: casework.MaxIncomingBytes, Refused: 20,
		Command: 5 * time.Minute, Data: 10 * time.Minute, Store: time.Minute, Large: 4,
	}
}

// largeMail is what a mail may have without waiting for its turn: what is received is in
// memory until it is stored.
const largeMail = 2 << 20

// Listener is a running listener.
type Listener struct {
	options Options
	server  *smtp.Server
	gate    *gate
	ended   sync.WaitGroup
	large   chan struct{} // a place for each large mail that is being received
	life    context.Context
}

// Start listens until [Listener.Stop]. Mails that are being received when ctx ends are
// stored all the same.
func Start(ctx context.Context, o Options) (*Listener, error) {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	socket, err := open(ctx, o.Endpoint)
	if err != nil {
		return nil, err
	}
	perHost := o.Limits.PerHost
	if o.Endpoint.LMTP {
		perHost = o.Limits.Connections // all of them are the one mail server's
	}
	l := &Listener{
		options: o, gate: newGate(socket, o.Limits.Connections, perHost),
		large: make(chan struct{}, o.Limits.Large), life: context.WithoutCancel(ctx),
	}
	l.server = l.newServer()
	l.ended.Go(func() {
		if err := l.server.Serve(l.gate); err != nil && o.OnFail != nil {
			o.OnFail(fmt.Errorf("listening for mail on %s ended: %w", o.Endpoint.Address, err))
		}
	})
	return l, nil
}

func (l *Listener) newServer() *smtp.Server {
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{listener: l, client: clientOf(c.Conn()), hello: plain(c.Hostname())}, nil
	}))
	server.LMTP, server.Domain, server.TLSConfig = l.options.Endpoint.LMTP, l.options.Name, l.options.TLS
	server.MaxMessageBytes, server.MaxRecipients = l.options.Limits.Bytes, l.options.Limits.Recipients
	server.MaxLineLength = 0 // mails with endless lines exist; the gate bounds commands
	server.ReadTimeout, server.WriteTimeout = l.options.Limits.Command, l.options.Limits.Command
	server.EnableSMTPUTF8 = true
	server.ErrorLog = quiet{l.options.Log}
	return server
}

// open listens on the endpoint. A socket that a program left behind is replaced, one
// that is listened on is not. Who may connect to a socket is decided by its directory.
func open(ctx context.Context, e mail.Endpoint) (net.Listener, error) {
	var config net.ListenConfig
	if e.Network != "unix" {
		return config.Listen(ctx, e.Network, e.Address)
	}
	var dialer net.Dialer
	if c, err := dialer.DialContext(ctx, e.Network, e.Address); err == nil {
		return nil, errors.Join(fmt.Errorf("%s is listened on by another program, perhaps by recourse itself", e.Address), c.Close())
	}
	if info, err := os.Lstat(e.Address); err == nil && info.Mode()&os.ModeSocket != 0 {
		if err := os.Remove(e.Address); err != nil {
			return nil, err
		}
	}
	l, err := config.Listen(ctx, e.Network, e.Address)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(e.Address, 0o666); err != nil { //nolint:gosec // the mail server runs as another user
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// Addr is where it listens.
func (l *Listener) Addr() net.Addr { return l.gate.Addr() }

// Stop takes no more connections, ends those that are not sending a mail, and waits for
// the mails that are being sent until ctx ends; those are then cut off, and their
// senders try again.
func (l *Listener) Stop(ctx context.Context) error {
	l.gate.farewell()
	err := l.server.Shutdown(ctx)
	if err != nil && !errors.Is(err, net.ErrClosed) {
		l.gate.cutOff()
	} else {
		err = nil
	}
	l.ended.Wait()
	return err
}

// quiet logs what the protocol's library says. Nothing of a mail is in it.
type quiet struct{ log *slog.Logger }

// Printf logs a broken connection for those who look for it, and a panic for everybody.
func (q quiet) Printf(format string, args ...any) {
	level := slog.LevelDebug
	if strings.HasPrefix(format, "panic") {
		level = slog.LevelError
	}
	q.log.Log(context.Background(), level, "listening for mail", "what", fmt.Sprintf(format, args...))
}

// Println is part of the library's interface.
func (q quiet) Println(args ...any) { q.Printf("%s", fmt.Sprint(args...)) }
