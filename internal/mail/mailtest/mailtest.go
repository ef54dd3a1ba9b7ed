// Package mailtest provides a real mail relay for tests, as net/http/httptest does
// for HTTP.
package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Message is a mail that the relay has taken.
type Message struct {
	From, To string // envelope addresses
	Raw      []byte
	TLS      bool   // came over TLS
	User     string // that signed in, "" if nobody did
}

// Options say how the relay behaves.
type Options struct {
	TLS      bool // from the first byte
	StartTLS bool // offered
	Username string
	Password string // with Username: signing in is required
	MaxBytes int64  // of a mail, as the relay announces it; 0: no limit
}

// Relay is a running relay on a loopback port.
type Relay struct {
	Addr string         // host:port
	CAs  *x509.CertPool // that trust the relay's certificate, nil without TLS

	options Options
	mu      sync.Mutex
	taken   []Message
	onRcpt  func(to string) error
	onData  func(Message) error
	conns   []*smtp.Conn
	drops   int
}

// Start runs a relay until the test ends.
func Start(t testing.TB, o Options) *Relay {
	t.Helper()
	r := &Relay{options: o}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.conns = append(r.conns, c)
		return &session{relay: r, conn: c}, nil
	}))
	server.MaxMessageBytes = o.MaxBytes
	server.Domain = "relay.test"
	server.AllowInsecureAuth = true
	server.ErrorLog = silent{}
	listener := listen(t)
	r.Addr = listener.Addr().String()
	if o.TLS || o.StartTLS {
		config, pool := Certificate(t)
		r.CAs = pool
		if o.TLS {
			listener = tls.NewListener(listener, config)
		} else {
			server.TLSConfig = config
		}
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return r
}

// Messages returns what the relay has taken so far.
func (r *Relay) Messages() []Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.taken)
}

// Connections returns how many connections there have been so far.
func (r *Relay) Connections() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.conns)
}

// HangUp ends every connection, as a relay does that is restarted.
func (r *Relay) HangUp() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.conns {
		_ = c.Conn().Close()
	}
}

// DropAfterData makes the relay take the next n mails and break the connection instead of
// saying so.
func (r *Relay) DropAfterData(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drops = n
}

// OnRecipient makes the relay ask f about every recipient; an error refuses it. See [Refuse].
func (r *Relay) OnRecipient(f func(to string) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.onRcpt = f
}

// OnData makes the relay ask f about every mail before it takes it; an error
// refuses it.
func (r *Relay) OnData(f func(Message) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.onData = f
}

// Refuse returns the error that makes the relay answer with the code and text.
func Refuse(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: text}
}

type session struct {
	relay    *Relay
	conn     *smtp.Conn
	from, to string
	user     string
}

func (s *session) Reset()        { s.from, s.to = "", "" }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.relay.options.Username != "" && s.user == "" {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "authentication required"}
	}
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.relay.mu.Lock()
	ask := s.relay.onRcpt
	s.relay.mu.Unlock()
	if ask != nil {
		if err := ask(to); err != nil {
			return err
		}
	}
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, encrypted := s.conn.TLSConnectionState()
	m := Message{From: s.from, To: s.to, Raw: raw, TLS: encrypted, User: s.user}
	s.relay.mu.Lock()
	ask := s.relay.onData
	s.relay.mu.Unlock()
	if ask != nil {
		if err := ask(m); err != nil {
			return err
		}
	}
	s.relay.mu.Lock()
	defer s.relay.mu.Unlock()
	s.relay.taken = append(s.relay.taken, m)
	if s.relay.drops > 0 {
		s.relay.drops--
		return s.conn.Conn().Close()
	}
	return nil
}

func (s *session) AuthMechanisms() []string {
	if s.relay.options.Username == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != s.relay.options.Username || password != s.relay.options.Password {
			return smtp.ErrAuthFailed
		}
		s.user = username
		return nil
	}), nil
}

// silent drops what the server says about connections that tests break on purpose.
type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// Certificate returns a certificate for 127.0.0.1 and relay.test, and what trusts it.
func Certificate(t testing.TB) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "relay.test"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		DNSNames:              []string{"relay.test"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

// Closed returns an address of this machine on which nobody listens.
func Closed(t testing.TB) string {
	t.Helper()
	l := listen(t)
	_ = l.Close() // of a listener that nobody uses
	return l.Addr().String()
}

// Mute returns the address of a server that takes connections and says nothing.
func Mute(t testing.TB) string {
	t.Helper()
	l := listen(t)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = conn.Close() })
		}
	}()
	return l.Addr().String()
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
