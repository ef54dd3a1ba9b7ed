package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Variables that make the test binary be the program, so that it can be killed and
// stopped like one.
const (
	beProgram = "TEST_BE_RECOURSE" // "1"
	clockFile = "TEST_CLOCK_AHEAD" // file with the seconds by which its clock is ahead
)

func TestMain(m *testing.M) {
	if os.Getenv(beProgram) == "1" {
		os.Exit(asProgram())
	}
	os.Exit(m.Run())
}

// asProgram is main with a quicker tick and a clock that the test moves.
func asProgram() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	file := os.Getenv(clockFile)
	return run(ctx, os.Args[1:], process{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Environ: os.Environ(), Tick: 50 * time.Millisecond,
		Now: func() time.Time { return time.Now().Add(aheadBy(file)) },
	})
}

func aheadBy(file string) time.Duration {
	text, _ := os.ReadFile(file) // the test names it
	seconds, _ := strconv.Atoi(string(text))
	return time.Duration(seconds) * time.Second
}

// fleet is any number of processes on one database.
type fleet struct {
	*program
	clock string // file
	ahead time.Duration
}

func newFleet(p *program) *fleet {
	return &fleet{program: p, clock: filepath.Join(p.t.TempDir(), "clock")}
}

// sleep moves the clock of every process, as time passes for one that stands still.
func (f *fleet) sleep(d time.Duration) {
	f.t.Helper()
	f.ahead += d
	next := f.clock + ".next" // in one step: a process may be reading
	if err := os.WriteFile(next, []byte(strconv.Itoa(int(f.ahead/time.Second))), 0o600); err != nil {
		f.t.Fatal(err)
	}
	if err := os.Rename(next, f.clock); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fleet) spawn(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...) // this test itself
	c.Env = append(append([]string{}, f.environ...), beProgram+"=1", clockFile+"="+f.clock, "PATH="+os.Getenv("PATH"), "TMPDIR="+os.TempDir())
	c.Stderr = &f.log
	return c
}

// instance is a process of the service.
type instance struct {
	*exec.Cmd
	t       testing.TB
	serving chan struct{} // closed once it says where it is
	ended   chan struct{}
}

// start starts one without waiting for it.
func (f *fleet) start() *instance {
	f.t.Helper()
	i := &instance{Cmd: f.spawn("serve"), t: f.t, serving: make(chan struct{}), ended: make(chan struct{})}
	out, err := i.StdoutPipe()
	if err != nil {
		f.t.Fatal(err)
	}
	if err := i.Start(); err != nil {
		f.t.Fatal(err)
	}
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.Contains(lines.Text(), "Recourse is running at ") {
				close(i.serving)
				break
			}
		}
		_, _ = io.Copy(io.Discard, out)
		_ = i.Wait()
		close(i.ended)
	}()
	f.t.Cleanup(i.kill)
	return i
}

// ready waits until it serves.
func (f *fleet) ready(i *instance) *instance {
	f.t.Helper()
	select {
	case <-i.serving:
	case <-i.ended:
		f.t.Fatalf("an instance ended at its start:\n%s", f.log.String())
	case <-time.After(2 * time.Minute):
		f.t.Fatalf("an instance does not start:\n%s", f.log.String())
	}
	return i
}

// kill ends it as a failing machine does, and waits until it is gone.
func (i *instance) kill() {
	_ = i.Process.Kill()
	<-i.ended
}

func (i *instance) signal(s syscall.Signal) {
	i.t.Helper()
	if err := i.Process.Signal(s); err != nil {
		i.t.Fatal(err)
	}
}
