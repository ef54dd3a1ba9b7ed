package listener_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"recourse/internal/mail/listener"
	"recourse/internal/testdb"
)

// raw is a client that says what the test wants.
type raw struct {
	net.Conn
	t     *testing.T
	lines *bufio.Reader
}

func (d *door) dial() *raw {
	d.t.Helper()
	c, err := net.Dial(d.Addr().Network(), d.Addr().String())
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { c.Close() })
	c.SetReadDeadline(time.Now().Add(20 * time.Second))
	return &raw{Conn: c, t: d.t, lines: bufio.NewReader(c)}
}

// expect reads one reply, of however many lines, and checks how it begins.
func (r *raw) expect(begins string) string {
	r.t.Helper()
	for {
		line, err := r.lines.ReadString('\n')
		if err != nil {
			r.t.Fatalf("waiting for %s: %v", begins, err)
		}
		if len(line) > 3 && line[3] == '-' {
			continue
		}
		if !strings.HasPrefix(line, begins) {
			r.t.Fatalf("the reply is %q, want %s", line, begins)
		}
		return line
	}
}

func (r *raw) say(line, expect string) {
	r.t.Helper()
	fmt.Fprintf(r, "%s\r\n", line)
	r.expect(expect)
}

// begin comes as far as the text of a mail.
func (d *door) begin() *raw {
	d.t.Helper()
	r := d.dial()
	r.expect("220")
	r.say("EHLO client.example", "250")
	r.say("MAIL FROM:<dpo@controller.example>", "250")
	r.say("RCPT TO:<"+d.request+">", "250")
	r.say("DATA", "354")
	return r
}

func TestAClientThatGoesAwayInAMailLeavesNothing(t *testing.T) {
	d := open(t, testdb.SQLite(t), listener.Options{Endpoint: onLoopback(false)})
	r := d.begin()
	fmt.Fprintf(r, "Subject: half\r\n\r\nWe ans")
	r.Close()
	if err := d.send(false, answer, d.request); err != nil {
		t.Fatal(err)
	}
	if mails := d.stored(); len(mails) != 1 || mails[0].Size != int64(len(answer)) {
		t.Errorf("%+v", mails)
	}
	t.Run("nor in a mail that is sent in chunks", func(t *testing.T) {
		r := d.dial()
		r.expect("220")
		r.say("EHLO client.example", "250")
		r.say("MAIL FROM:<dpo@controller.example>", "250")
		r.say("RCPT TO:<"+d.request+">", "250")
		fmt.Fprintf(r, "BDAT 15\r\nSubject: half\r\n")
		r.expect("250")
		r.say("RSET", "250")
		r.say("NOOP", "250")
		if n := len(d.stored()); n != 1 {
			t.Errorf("%d mails", n)
		}
	})
}

func TestASlowClientIsSentAway(t *testing.T) {
	limits := listener.DefaultLimits()
	limits.Command, limits.Data = 300*time.Millisecond, 600*time.Millisecond
	d := open(t, testdb.SQLite(t), listener.Options{Endpoint: onLoopback(false), Limits: limits})
	t.Run("between commands", func(t *testing.T) {
		r := d.dial()
		r.expect("220")
		r.expect("421")
	})
	t.Run("in a mail, however often it says something", func(t *testing.T) {
		r := d.begin()
		stop := make(chan struct{})
		defer close(stop)
		go func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(50 * time.Millisecond):
					fmt.Fprintf(r, "x\r\n")
				}
			}
		}()
		r.expect("451")
	})
	if n := len(d.stored()); n != 0 {
		t.Errorf("%d mails", n)
	}
}

func TestThereIsNoRoomForMoreConnections(t *testing.T) {
	limits := listener.DefaultLimits()
	limits.PerHost = 2
	d := open(t, testdb.SQLite(t), listener.Options{Endpoint: onLoopback(false), Limits: limits})
	first := d.dial()
	first.expect("220")
	d.dial().expect("220")
	d.dial().expect("421")
	first.say("QUIT", "221")
	for range 100 { // until the listener has noticed
		r := d.dial()
		if line, err := r.lines.ReadString('\n'); err == nil && strings.HasPrefix(line, "220") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("a place that was given up is not given to another")
}

func TestStopping(t *testing.T) {
	t.Run("waits for a mail that is being sent, and for nobody else", func(t *testing.T) {
		d := open(t, testdb.SQLite(t), listener.Options{Endpoint: onLoopback(false)})
		idle := d.dial()
		idle.expect("220")
		sending := d.begin()
		fmt.Fprintf(sending, "Subject: slow\r\n\r\n")
		stopped := make(chan error, 1)
		go func() { stopped <- d.Stop(t.Context()) }()
		idle.expect("421")
		fmt.Fprintf(sending, "We answer.\r\n.\r\n")
		sending.expect("250")
		sending.expect("421")
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if n := len(d.stored()); n != 1 {
			t.Errorf("%d mails", n)
		}
	})
	t.Run("cuts off a mail that takes too long, and says so", func(t *testing.T) {
		d := open(t, testdb.SQLite(t), listener.Options{Endpoint: onLoopback(false)})
		d.begin()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := d.Stop(ctx); err == nil {
			t.Error("nothing was cut off")
		}
		if n := len(d.stored()); n != 0 {
			t.Errorf("%d mails", n)
		}
	})
}
