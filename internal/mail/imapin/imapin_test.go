package imapin_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"recourse/internal/mail"
	"recourse/internal/mail/imapin"
	"recourse/internal/mail/imaptest"
	"recourse/internal/mail/mailtest"
)

// box is a mailbox on a test server with what was taken out of it.
type box struct {
	server *imaptest.Server
	config imapin.Config

	mu       sync.Mutex
	position imapin.Position
	taken    []string // the subjects
	left     []string
	refuse   func(raw []byte) error
	look     func(ctx context.Context, header []byte) (bool, error)
	since    time.Time
	most     int64
}

func newBox(t *testing.T) *box {
	t.Helper()
	server := imaptest.Start(t)
	host, port, _ := net.SplitHostPort(server.Addr)
	n, _ := strconv.Atoi(port)
	return &box{server: server, most: 1 << 20, config: imapin.Config{
		Host: host, Port: n, Security: mail.Plain, Username: server.Username, Password: server.Password, Mark: imapin.FlagSeen, Timeout: 5 * time.Second,
	}}
}

func (b *box) round() *imapin.Round {
	b.mu.Lock()
	defer b.mu.Unlock()
	return &imapin.Round{
		Position: b.position, MaxBytes: b.most, Since: b.since, Look: b.look,
		Take: func(_ context.Context, raw []byte) error {
			b.mu.Lock()
			defer b.mu.Unlock()
			if b.refuse != nil {
				if err := b.refuse(raw); err != nil {
					return err
				}
			}
			b.taken = append(b.taken, subjectOf(raw))
			return nil
		},
		Keep: func(_ context.Context, p imapin.Position) error {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.position = p
			return nil
		},
		Left: func(_ uint32, reason string) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.left = append(b.left, reason)
		},
	}
}

func subjectOf(raw []byte) string {
	_, rest, _ := strings.Cut(string(raw), "Subject: ")
	line, _, _ := strings.Cut(rest, "\r\n")
	return line
}

func letter(subject string) string {
	return "From: privacy@clearview.example\nTo: ada@example.org\nSubject: " + subject + "\n\nDear Ada,\n"
}

// read carries out one round over a connection of its own.
func (b *box) read(t *testing.T) (imapin.Report, error) {
	t.Helper()
	client, err := imapin.Open(t.Context(), b.config)
	if err != nil {
		return imapin.Report{}, err
	}
	defer client.Close()
	return client.Read(t.Context(), b.round())
}

func (b *box) mustRead(t *testing.T) imapin.Report {
	t.Helper()
	report, err := b.read(t)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func (b *box) subjects() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.taken)
}

func (b *box) mustHave(t *testing.T, want ...string) {
	t.Helper()
	if got := b.subjects(); !slices.Equal(got, want) {
		t.Errorf("taken %q, want %q", got, want)
	}
}

func (b *box) seen(t *testing.T) []bool {
	t.Helper()
	var seen []bool
	for _, flags := range b.server.Flags(t, "INBOX") {
		seen = append(seen, slices.Contains(flags, imapin.FlagSeen))
	}
	return seen
}

func TestEveryMessageIsTakenOnceAndThenMarked(t *testing.T) {
	b := newBox(t)
	b.server.Put(t, letter("one"))
	b.server.Put(t, letter("two"))
	if report := b.mustRead(t); report.Taken != 2 || report.Left != 0 {
		t.Errorf("got %+v", report)
	}
	b.mustRead(t)
	b.server.Put(t, letter("three"))
	b.mustRead(t)
	b.mustHave(t, "one", "two", "three")
	if seen := b.seen(t); !slices.Equal(seen, []bool{true, true, true}) {
		t.Errorf("marked %v", seen)
	}
}

func TestAMessageThatCannotBeStoredStaysUnmarkedAndComesAgain(t *testing.T) {
	b := newBox(t)
	gone := errors.New("the database is gone")
	b.server.Put(t, letter("one"))
	b.server.Put(t, letter("two"))
	b.refuse = func(raw []byte) error {
		if subjectOf(raw) == "two" {
			return gone
		}
		return nil
	}
	if _, err := b.read(t); !errors.Is(err, gone) {
		t.Fatalf("got %v", err)
	}
	if seen := b.seen(t); !slices.Equal(seen, []bool{true, false}) {
		t.Errorf("marked %v", seen)
	}
	b.refuse = nil
	b.mustRead(t)
	b.mustHave(t, "one", "two")
	if seen := b.seen(t); !slices.Equal(seen, []bool{true, true}) {
		t.Errorf("marked %v", seen)
	}
}

func TestAPositionThatCouldNotBeKeptEndsTheRound(t *testing.T) {
	b := newBox(t)
	b.server.Put(t, letter("one"))
	client, err := imapin.Open(t.Context(), b.config)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	round := b.round()
	lost := errors.New("lost")
	round.Keep = func(context.Context, imapin.Position) error { return lost }
	if _, err := client.Read(t.Context(), round); !errors.Is(err, lost) {
		t.Errorf("got %v", err)
	}
}

func TestOneMessageDoesNotStopTheOthers(t *testing.T) {
	for name, poison := range map[string]func(raw []byte) error{
		"that is refused for good": func([]byte) error { return imapin.Leave(errors.New("it is empty")) },
		"that makes us panic":      func([]byte) error { panic("poison") },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			b.refuse = func(raw []byte) error {
				if subjectOf(raw) == "bad" {
					return poison(raw)
				}
				return nil
			}
			b.server.Put(t, letter("bad"))
			b.server.Put(t, letter("good"))
			if report := b.mustRead(t); report.Taken != 1 || report.Left != 1 || len(b.left) != 1 {
				t.Errorf("got %+v, told %q", report, b.left)
			}
			b.mustHave(t, "good")
			if seen := b.seen(t); !slices.Equal(seen, []bool{false, true}) {
				t.Errorf("marked %v", seen)
			}
		})
	}
}

func TestAMessageThatIsTooLargeIsLeftAndTold(t *testing.T) {
	b := newBox(t)
	b.server.Put(t, letter("large")+strings.Repeat("x", 2<<20))
	b.server.Put(t, letter("small"))
	if report := b.mustRead(t); report.Taken != 1 || report.Left != 1 {
		t.Errorf("got %+v", report)
	}
	if len(b.left) != 1 || !strings.Contains(b.left[0], "1 MB is the most") {
		t.Errorf("told %q", b.left)
	}
	b.mustHave(t, "small")
}

func TestAConnectionThatIsCutInMidMessage(t *testing.T) {
	t.Run("is made again and goes on", func(t *testing.T) {
		b := newBox(t)
		b.server.Put(t, letter("one"))
		b.server.Put(t, letter("two")+strings.Repeat("x\n", 50_000))
		b.server.Put(t, letter("three"))
		b.server.CutAfter(20_000)
		var broken *imapin.Error
		if _, err := b.read(t); !errors.As(err, &broken) || broken.Step != "fetch" {
			t.Fatalf("got %v", err)
		}
		b.mustHave(t, "one")
		b.server.CutAfter(0)
		b.mustRead(t)
		b.mustHave(t, "one", "two", "three")
	})
	t.Run("by the same message every time, leaves it in the end and takes the others", func(t *testing.T) {
		b := newBox(t)
		b.server.Put(t, letter("poison")+strings.Repeat("x\n", 50_000))
		b.server.Put(t, letter("good"))
		b.server.CutAfter(20_000)
		for range 10 {
			if _, err := b.read(t); err == nil {
				break
			}
		}
		b.mustHave(t, "good")
		if len(b.left) != 1 {
			t.Errorf("told %q", b.left)
		}
	})
}

func TestRenumberedMessagesAreAllHandedOnAgain(t *testing.T) {
	b := newBox(t)
	b.config.Folder = "Answers"
	b.server.Renumber(t, "Answers")
	b.server.PutIn(t, "Answers", letter("one"))
	b.mustRead(t)
	b.server.Renumber(t, "Answers")
	b.server.PutIn(t, "Answers", letter("uno"))
	b.mustRead(t)
	b.mustHave(t, "one", "uno")
}

func TestAMailboxBeginsWithTheDayThatIsSet(t *testing.T) {
	b := newBox(t)
	b.server.Put(t, letter("old"))
	b.since = time.Now().AddDate(0, 0, 2)
	b.mustRead(t)
	b.mustHave(t)
	b.server.Put(t, letter("new"))
	b.mustRead(t)
	b.mustHave(t, "new")
}

func TestOnlyWhatTheHeaderAsksForIsFetched(t *testing.T) {
	b := newBox(t)
	b.look = func(_ context.Context, header []byte) (bool, error) {
		if strings.Contains(string(header), "Dear Ada") {
			t.Error("the text was fetched")
		}
		return subjectOf(header) == "answer", nil
	}
	b.server.Put(t, letter("private"))
	b.server.Put(t, letter("answer"))
	if report := b.mustRead(t); report.Taken != 1 || report.Left != 0 {
		t.Errorf("got %+v", report)
	}
	b.mustHave(t, "answer")
	if seen := b.seen(t); !slices.Equal(seen, []bool{false, true}) {
		t.Errorf("marked %v", seen)
	}
}

func TestAKeywordIsSetInsteadOfSeen(t *testing.T) {
	b := newBox(t)
	b.config.Mark = "Recourse"
	b.server.Put(t, letter("one"))
	b.mustRead(t)
	if flags := b.server.Flags(t, "INBOX"); len(flags) != 1 || !slices.Equal(flags[0], []string{"Recourse"}) {
		t.Errorf("flags %q", flags)
	}
}

func TestErrorsSayWhere(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*imapin.Config)
		step   string
		reply  bool
	}{
		"wrong password":        {func(c *imapin.Config) { c.Password = "hunter2" }, "auth", true},
		"no such folder":        {func(c *imapin.Config) { c.Folder = "Nowhere" }, "folder", true},
		"no STARTTLS":           {func(c *imapin.Config) { c.Security = mail.StartTLS }, "starttls", true},
		"no TLS":                {func(c *imapin.Config) { c.Security = mail.TLS }, "connect", false},
		"nobody there":          {func(c *imapin.Config) { c.Port = 1 }, "connect", false},
		"plain to another host": {func(c *imapin.Config) { c.Host = "mail.example.org" }, "connect", false},
		"a private address":     {func(c *imapin.Config) { c.PublicOnly = true }, "connect", false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			c.change(&b.config)
			_, err := b.read(t)
			var e *imapin.Error
			if !errors.As(err, &e) || e.Step != c.step || (e.Reply != "") != c.reply {
				t.Fatalf("got %#v", err)
			}
			if strings.Contains(fmt.Sprintf("%v %+v", err, e.Reply), "hunter2") {
				t.Errorf("the password is in %v", err)
			}
			if name == "a private address" && !errors.Is(err, mail.ErrPrivateHost) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAServerThatSaysNothingIsNotWaitedFor(t *testing.T) {
	b := newBox(t)
	_, port, _ := net.SplitHostPort(mailtest.Mute(t))
	b.config.Port, _ = strconv.Atoi(port)
	b.config.Timeout = 200 * time.Millisecond
	began := time.Now()
	if _, err := b.read(t); err == nil || time.Since(began) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}

func TestAServerThatNeverStopsTalkingIsCutOff(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = conn.Write([]byte("* OK "))
		endless := []byte(strings.Repeat("x", 1<<20))
		for err == nil {
			_, err = conn.Write(endless)
		}
	}()
	b := newBox(t)
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	b.config.Port, _ = strconv.Atoi(port)
	if _, err := b.read(t); err == nil || !strings.Contains(err.Error(), "more than was asked") {
		t.Errorf("got %v", err)
	}
}
