package listener

import (
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"
)

// talk is how many bytes a client may send between two steps of a mail. Without that,
// a command without end would fill the memory.
const talk = 64 << 10

// gate is a listener that counts connections and knows which are sending a mail.
type gate struct {
	net.Listener
	most, perHost int

	mu      sync.Mutex
	open    map[*conn]netip.Addr
	hosts   map[netip.Addr]int
	closing bool
}

func newGate(l net.Listener, most, perHost int) *gate {
	return &gate{Listener: l, most: most, perHost: perHost, open: map[*conn]netip.Addr{}, hosts: map[netip.Addr]int{}}
}

// Accept waits for a connection that there is room for; others are told to try again.
func (g *gate) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if admitted := g.admit(c); admitted != nil {
			return admitted, nil
		}
		_, _ = c.Write([]byte("421 4.3.2 Too many connections, please try again later\r\n"))
		_ = c.Close()
	}
}

func (g *gate) admit(c net.Conn) *conn {
	host := addressOf(c)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closing || len(g.open) >= g.most || g.hosts[host] >= g.perHost {
		return nil
	}
	admitted := &conn{Conn: c, gate: g, left: talk}
	g.open[admitted] = host
	g.hosts[host]++
	return admitted
}

func (g *gate) leave(c *conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	host, there := g.open[c]
	if !there {
		return
	}
	delete(g.open, c)
	if g.hosts[host]--; g.hosts[host] == 0 {
		delete(g.hosts, host)
	}
}

func (g *gate) connections() []*conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []*conn
	for c := range g.open {
		all = append(all, c)
	}
	return all
}

// farewell lets in nobody more and ends each connection that is not sending a mail; the
// others end after it.
func (g *gate) farewell() {
	g.mu.Lock()
	g.closing = true
	g.mu.Unlock()
	for _, c := range g.connections() {
		c.finish()
	}
}

// cutOff ends every connection.
func (g *gate) cutOff() {
	for _, c := range g.connections() {
		_ = c.Close()
	}
}

// errTalk ends a connection that says much and sends nothing.
var errTalk = errors.New("too much was said without a mail being sent")

// conn is a connection that can be told to end between two mails.
type conn struct {
	net.Conn
	gate *gate

	mu        sync.Mutex
	sending   bool // a mail is on its way
	finishing bool
	overdue   *time.Timer // of the mail on its way, nil before the first
	left      int         // bytes that may be said before the next step
}

// Read counts what is said outside of mails.
func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sending {
		return n, err
	}
	if c.left -= n; c.left < 0 {
		return 0, errTalk
	}
	return n, err
}

var past = time.Unix(1, 0)

// SetReadDeadline makes every wait for a command end at once when the connection is to
// finish.
func (c *conn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.finishing && !c.sending {
		t = past
	}
	return c.Conn.SetReadDeadline(t)
}

// Close gives the place to another.
func (c *conn) Close() error {
	c.sent()
	c.gate.leave(c)
	return c.Conn.Close()
}

// step notes that a command led somewhere.
func (c *conn) step() {
	c.mu.Lock()
	c.left = talk
	c.mu.Unlock()
}

// send notes that a mail is on its way, which has to be through after so long.
func (c *conn) send(within time.Duration) {
	_ = c.Conn.SetReadDeadline(time.Time{})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sending = true
	c.overdue = time.AfterFunc(within, func() {
		c.sent()
		c.finish()
	})
}

// sent notes that a mail is no longer on its way.
func (c *conn) sent() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sending, c.left = false, talk
	if c.overdue != nil {
		c.overdue.Stop()
	}
}

// finish ends the connection when it next waits for a command.
func (c *conn) finish() {
	c.mu.Lock()
	c.finishing = true
	c.mu.Unlock()
	_ = c.SetReadDeadline(time.Time{})
}

// clientOf returns our connection below the one that the protocol speaks on.
func clientOf(c net.Conn) *conn {
	if encrypted, ok := c.(*tls.Conn); ok {
		c = encrypted.NetConn()
	}
	ours, _ := c.(*conn)
	return ours
}

// addressOf returns where a connection comes from, the zero address for a socket.
func addressOf(c net.Conn) netip.Addr {
	from, _ := netip.ParseAddrPort(c.RemoteAddr().String())
	return from.Addr().Unmap()
}
