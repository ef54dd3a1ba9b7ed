package datascan

import (
	"context"
	"io"
)

// Limits bound what a scan costs. A zero field has the default that stands beside it.
type Limits struct {
	Unpacked    int64 // bytes of one input after unpacking, 64 GB
	Ratio       int64 // an archive may grow to so many times its size, 200
	Entries     int   // entries of one input, those of archives in it included, 200,000
	Nesting     int   // archives in archives, 3
	Memory      int64 // bytes of an archive in an archive that are held without Spool, 64 MB
	Line        int64 // bytes of a line or value, 64 MB
	Depth       int   // nesting of JSON, 500
	PDF         int64 // bytes of the text of one PDF, 64 MB
	RecordTypes int   // record types that are told apart, 2,000
	SaveEvery   int64 // bytes read between two checkpoints, 256 MB
}

func (l Limits) orDefault() Limits {
	set(&l.Unpacked, 64<<30)
	set(&l.Ratio, 200)
	set(&l.Entries, 200_000)
	set(&l.Nesting, 3)
	set(&l.Memory, 64<<20)
	set(&l.Line, 64<<20)
	set(&l.Depth, 500)
	set(&l.PDF, 64<<20)
	set(&l.RecordTypes, 2_000)
	set(&l.SaveEvery, 256<<20)
	return l
}

func set[T int | int64](field *T, value T) {
	if *field == 0 {
		*field = value
	}
}

// smallArchive may grow as it likes: the ratio of an archive is looked at beyond it.
const smallArchive = 16 << 20

// budget is how much may still come out of an archive, and of what it lies in.
type budget struct {
	outer   *budget
	left    int64
	entries int
	refusal *Error // when it is used up
}

// inner is the budget of an archive of the given size.
func (b *budget) inner(size int64, l Limits) *budget {
	left := max(smallArchive, size*l.Ratio)
	if size > l.Unpacked/l.Ratio {
		left = l.Unpacked
	}
	if b.outer != nil {
		left = min(left, b.left/2) // a bomb in an archive leaves enough for the rest of it
	}
	in := &budget{outer: b, left: left, entries: l.Entries, refusal: refuseAt(KeyZipBomb, left)}
	in.refusal.stops = in
	return in
}

func (b *budget) spend(bytes int64) *Error {
	for ; b != nil; b = b.outer {
		if b.left -= bytes; b.left < 0 {
			return b.refusal
		}
	}
	return nil
}

// enter counts an entry of the archive, and of what it lies in.
func (b *budget) enter(limit int) *Error {
	for ; b != nil; b = b.outer {
		if b.entries--; b.entries < 0 {
			e := refuseAt(KeyTooManyFiles, int64(limit))
			e.stops = b
			return e
		}
	}
	return nil
}

// meter counts what is read of a file, and ends reading when it must end.
type meter struct {
	ctx    context.Context //nolint:containedctx // an io.Reader has no other way to be told
	s      *scanner
	f      file
	r      io.Reader
	read   int64
	failed *Error
}

func (m *meter) Read(p []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	if m.failed != nil {
		return 0, m.failed
	}
	n, err := m.r.Read(p)
	m.read += int64(n)
	m.s.bytes += int64(n)
	if refusal := m.f.budget.spend(int64(n)); refusal != nil {
		m.failed = refusal
		return 0, refusal
	}
	if m.s.unpacked()-m.s.reported >= progressEvery {
		m.s.report(m.f.name, m.f.progress(m.read))
	}
	return n, err
}

// undo takes back what was counted.
func (m *meter) undo() {
	m.s.bytes -= m.read
	for b := m.f.budget; b != nil; b = b.outer {
		b.left += m.read
	}
	m.read = 0
}
