// Package imaptest provides a real IMAP server for tests, as net/http/httptest does for
// HTTP.
package imaptest

import (
	"bytes"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// Server is a running server on a loopback port, without encryption, with one account.
type Server struct {
	Addr               string // host:port
	Username, Password string

	user     *imapmemserver.User
	listener net.Listener

	mu     sync.Mutex
	conns  []net.Conn
	opened int
	cutAt  int // bytes of a message after which the connection is cut, 0 for never
}

// Start runs a server until the test ends. Its account is ada@example.org with the
// password secret, and has an empty INBOX.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{Username: "ada@example.org", Password: "secret"}
	s.user = imapmemserver.NewUser(s.Username, s.Password)
	if err := s.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	memory := imapmemserver.New()
	memory.AddUser(s.user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}, imap.CapIdle: {}},
		InsecureAuth: true,
		Logger:       log.New(io.Discard, "", 0),
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.listener, s.Addr = listener, listener.Addr().String()
	go func() { _ = server.Serve(watched{listener, s}) }()
	t.Cleanup(func() { _ = server.Close() })
	return s
}

// Put adds a message to INBOX, as if it had just arrived.
func (s *Server) Put(t testing.TB, raw string) { s.PutIn(t, "INBOX", raw) }

// PutIn adds a message to a folder.
func (s *Server) PutIn(t testing.TB, folder, raw string) {
	t.Helper()
	raw = strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\n", "\r\n")
	if _, err := s.user.Append(folder, literal{bytes.NewReader([]byte(raw))}, &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
}

// Renumber deletes a folder and makes it again, so that its UIDVALIDITY is another and
// its messages begin at UID 1.
func (s *Server) Renumber(t testing.TB, folder string) {
	t.Helper()
	if folder == "INBOX" {
		t.Fatal("INBOX cannot be deleted; use another folder")
	}
	_ = s.user.Delete(folder)
	if err := s.user.Create(folder, nil); err != nil {
		t.Fatal(err)
	}
}

// Flags returns the flags of every message of a folder, in the order of their arrival.
func (s *Server) Flags(t testing.TB, folder string) [][]string {
	t.Helper()
	session := imapmemserver.NewUserSession(s.user)
	if _, err := session.Select(folder, &imap.SelectOptions{ReadOnly: true}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Unselect() }()
	return s.flags(t, session)
}

func (s *Server) flags(t testing.TB, session *imapmemserver.UserSession) [][]string {
	var all [][]string
	for n := uint32(1); ; n++ {
		found, err := session.Search(imapserver.NumKindSeq, &imap.SearchCriteria{SeqNum: []imap.SeqSet{imap.SeqSetNum(n)}}, &imap.SearchOptions{ReturnAll: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(found.AllSeqNums()) == 0 {
			return all
		}
		var flags []string
		for _, flag := range []imap.Flag{imap.FlagSeen, imap.FlagDeleted, "Recourse"} {
			with, err := session.Search(imapserver.NumKindSeq, &imap.SearchCriteria{SeqNum: []imap.SeqSet{imap.SeqSetNum(n)}, Flag: []imap.Flag{flag}}, &imap.SearchOptions{ReturnAll: true})
			if err != nil {
				t.Fatal(err)
			}
			if len(with.AllSeqNums()) > 0 {
				flags = append(flags, string(flag))
			}
		}
		all = append(all, flags)
	}
}

// CutAfter has connections end once so many bytes have been sent over them; 0 lets the
// next ones live.
func (s *Server) CutAfter(bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cutAt = bytes
}

// HangUp ends all connections.
func (s *Server) HangUp() {
	s.mu.Lock()
	open := slices.Clone(s.conns)
	s.mu.Unlock()
	for _, c := range open {
		_ = c.Close()
	}
}

// Connections returns how many connections were ever made.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// Alive returns how many connections are open.
func (s *Server) Alive() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

type watched struct {
	net.Listener
	server *Server
}

// Accept implements [net.Listener].
func (w watched) Accept() (net.Conn, error) {
	conn, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &watchedConn{Conn: conn, server: w.server}
	w.server.mu.Lock()
	defer w.server.mu.Unlock()
	w.server.opened++
	w.server.conns = append(w.server.conns, c)
	return c, nil
}

type watchedConn struct {
	net.Conn
	server *Server
	sent   int
}

// Write implements [net.Conn].
func (c *watchedConn) Write(p []byte) (int, error) {
	c.server.mu.Lock()
	cut := c.server.cutAt
	c.server.mu.Unlock()
	if cut > 0 && c.sent+len(p) > cut {
		_, _ = c.Conn.Write(p[:max(cut-c.sent, 0)])
		_ = c.Conn.Close()
		return 0, net.ErrClosed
	}
	c.sent += len(p)
	return c.Conn.Write(p)
}

// Close implements [net.Conn].
func (c *watchedConn) Close() error {
	c.server.mu.Lock()
	c.server.conns = slices.DeleteFunc(c.server.conns, func(other net.Conn) bool { return other == net.Conn(c) })
	c.server.mu.Unlock()
	return c.Conn.Close()
}

type literal struct{ *bytes.Reader }

// Size implements [imap.LiteralReader].
func (l literal) Size() int64 { return l.Reader.Size() }
