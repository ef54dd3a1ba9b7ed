package datascan

import (
	"bytes"
	"errors"
	"io"
)

const (
	bufferSize = 256 << 10
	// keepSize is how much of a value is kept when it does not lie in one piece in the
	// buffer. No date is longer, and no name needs more.
	keepSize = 128
)

// buffer hands out a stream piece by piece. It never holds more than its own size.
type buffer struct {
	r        io.Reader
	b        []byte
	pos, end int
	err      error
}

// newBuffer makes a buffer for a file of the given size, -1 if it is not known.
func newBuffer(r io.Reader, size int64) *buffer {
	return &buffer{r: r, b: make([]byte, bufferFor(size))}
}

// bufferFor keeps the buffers of small files small: an archive may have many.
func bufferFor(size int64) int64 {
	const least = 4 << 10
	if size < 0 {
		return bufferSize
	}
	return min(max(size+1, least), bufferSize)
}

// fill reads the next piece; what was in the buffer is gone. It returns false at the
// end, when err says why: nil for the end of the stream.
func (b *buffer) fill() bool {
	b.pos, b.end = 0, 0
	for tries := 0; b.end == 0 && b.err == nil; tries++ {
		b.end, b.err = b.r.Read(b.b)
		if tries > 100 && b.end == 0 && b.err == nil {
			b.err = io.ErrNoProgress
		}
	}
	return b.end > 0
}

// failure is what ended the stream before its end.
func (b *buffer) failure() error {
	if b.err == nil || errors.Is(b.err, io.EOF) {
		return nil
	}
	return brokenUnless(b.err)
}

// lines hands out lines.
type lines struct {
	*buffer
	keep  []byte
	limit int64
}

// keptLine is how much of a line is handed out.
const keptLine = 4 << 10

func newLines(r io.Reader, size, limit int64) *lines {
	return &lines{buffer: newBuffer(r, size), keep: make([]byte, 0, keptLine), limit: limit}
}

// next is the next line, without its end and cut at keptLine; valid until the next
// call. ok is false at the end.
func (l *lines) next() (line []byte, ok bool, err error) {
	l.keep = l.keep[:0]
	length := int64(0)
	for {
		if l.pos == l.end && !l.fill() {
			return trimEnd(l.keep), length > 0, l.failure()
		}
		piece := l.b[l.pos:l.end]
		i := bytes.IndexByte(piece, '\n')
		if i >= 0 {
			piece = piece[:i]
			l.pos++
		}
		l.pos += len(piece)
		length += int64(len(piece))
		if i >= 0 && len(l.keep) == 0 && len(piece) <= keptLine {
			return trimEnd(piece), true, nil
		}
		l.keep = append(l.keep, piece[:min(len(piece), keptLine-len(l.keep))]...)
		if i >= 0 {
			return trimEnd(l.keep), true, nil
		}
		if length > l.limit {
			return nil, false, refuseAt(KeyEndlessLine, l.limit)
		}
	}
}

func trimEnd(line []byte) []byte { return bytes.TrimSuffix(line, []byte("\r")) }
