// Package pdf reads the text of PDF files by the program pdftotext of poppler or
// xpdf, as a process of its own with limits on its time, memory and output. Files that
// a company sent are hostile until shown otherwise, and PDF is a large format.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"time"
)

// Limits bound the process. A zero field has the default that stands beside it.
type Limits struct {
	Time   time.Duration // by the clock, one minute; the processor may work as long
	Memory int64         // bytes of address space, 512 MB
}

// ErrTime is returned when the process was ended because it took too long.
var ErrTime = errors.New("pdftotext took too long")

// Find returns a reader of PDF files that runs pdftotext, and false if the program is
// not installed. The reader has the form of datascan.PDFText: it writes UTF-8, ends
// when its context does (as soon as the caller's reader and writer return), and is safe for concurrent use. What the program prints on
// its standard error is dropped: it may quote the file.
func Find(limits Limits) (func(ctx context.Context, pdf io.Reader, text io.Writer) error, bool) {
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		return nil, false
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		return nil, false // nothing could set the limits
	}
	if limits.Time == 0 {
		limits.Time = time.Minute
	}
	if limits.Memory == 0 {
		limits.Memory = 512 << 20
	}
	r := reader{shell: shell, program: program, limits: limits}
	return r.read, true
}

type reader struct {
	shell, program string
	limits         Limits
}

// script sets the limits of the process in the shell that becomes it: ulimit is the
// one way that every Unix has. No core is written, since it would hold the person's
// data; files may not grow beyond 1 GB (in blocks of 512 bytes), for the copy that
// pdftotext makes of its input.
const script = `ulimit -c 0; ulimit -f 2097152; ulimit -t "$1" && ulimit -v "$2" && exec "$3" -q -enc UTF-8 - -`

func (r reader) read(ctx context.Context, pdf io.Reader, text io.Writer) error {
	limited, cancel := context.WithTimeoutCause(ctx, r.limits.Time, ErrTime)
	defer cancel()
	seconds := strconv.Itoa(int(r.limits.Time/time.Second) + 1)
	kilobytes := strconv.FormatInt(r.limits.Memory>>10, 10)
	// The program and the limits are arguments of the shell, never part of the script.
	cmd := exec.CommandContext(limited, r.shell, "-c", script, "sh", seconds, kilobytes, r.program) //nolint:gosec // see above
	in, out := &remember{r: pdf}, &remember{w: text}
	cmd.Stdin, cmd.Stdout = in, out
	cmd.Env = []string{"LC_ALL=C"}
	err := cmd.Run() // returns when nothing reads from or writes to the caller any more
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case limited.Err() != nil:
		return context.Cause(limited)
	case in.err != nil:
		return in.err
	case out.err != nil:
		return out.err
	case err != nil:
		return fmt.Errorf("pdftotext: %w", err)
	}
	return nil
}

// remember keeps the failure of the reader or writer of the caller, which is the
// reason whatever the process says afterwards.
type remember struct {
	r   io.Reader
	w   io.Writer
	err error
}

func (m *remember) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		m.err = err
	}
	return n, err
}

func (m *remember) Write(p []byte) (int, error) {
	n, err := m.w.Write(p)
	if err != nil {
		m.err = err
	}
	return n, err
}
