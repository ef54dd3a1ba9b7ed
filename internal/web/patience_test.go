package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"recourse/internal/files"
)

// transfers is a site behind a real connection, whose server allows a whole request only
// a quarter of a second.
type transfers struct {
	*site
	address, path, secret string
}

func newTransfers(t *testing.T) transfers {
	t.Helper()
	s := newSite(t, nil)
	s.addAccounts()
	request := s.things().request
	var err error
	s.service.Files, err = files.Open(filepath.Join(t.TempDir(), "files")) // with nothing in it
	s.must(err)
	secret, _, err := s.service.CreateToken(t.Context(), s.owner.Actor(), "test")
	s.must(err)
	server := httptest.NewUnstartedServer(s)
	server.Config.ReadTimeout, server.Config.WriteTimeout = 250*time.Millisecond, 250*time.Millisecond
	server.Start()
	t.Cleanup(server.Close)
	return transfers{s, server.Listener.Addr().String(), "/api/v1/requests/" + request + "/data/files?name=slow.csv", secret}
}

// begin sends the head of an upload of so many bytes.
func (x transfers) begin(length int) net.Conn {
	x.t.Helper()
	c, err := net.Dial("tcp", x.address)
	x.must(err)
	x.t.Cleanup(func() { _ = c.Close() })
	x.must(c.SetDeadline(time.Now().Add(20 * time.Second)))
	_, err = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: recourse.test\r\nAuthorization: Bearer %s\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n",
		x.path, x.secret, length)
	x.must(err)
	return c
}

func (x transfers) stored() int {
	x.t.Helper()
	parts, err := filepath.Glob(filepath.Join(x.service.Files.Root(), "*", "*"))
	x.must(err)
	return len(parts)
}

func TestTransfer_thatIsSlowIsWaitedFor(t *testing.T) {
	x := newTransfers(t)
	x.stall = 10 * time.Second
	const pieces = 12
	c := x.begin(pieces)
	for range pieces {
		time.Sleep(50 * time.Millisecond)
		_, err := io.WriteString(c, "x")
		x.must(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	x.must(err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated || x.stored() != 1 {
		t.Errorf("answered %s, %d stored", answer.Status, x.stored())
	}
}

func TestTransfer_thatStandsStillIsEnded(t *testing.T) {
	x := newTransfers(t)
	x.stall = 100 * time.Millisecond
	c := x.begin(1 << 20)
	_, err := io.WriteString(c, "a few bytes, and then nothing")
	x.must(err)
	// The connection is closed; whether an answer still gets through does not matter.
	if answer, err := http.ReadResponse(bufio.NewReader(c), nil); err == nil {
		defer answer.Body.Close()
		if answer.StatusCode < 400 {
			t.Errorf("answered %s", answer.Status)
		}
	} else if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
		t.Fatal("the server still waits")
	}
	if n := x.stored(); n != 0 {
		t.Errorf("%d files are left of it", n)
	}
}
