package datascan

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"
)

// zip reads a ZIP archive entry by entry.
func (s *scanner) zip(ctx context.Context, f file, r io.Reader) error {
	if err := s.checkNesting(f); err != nil {
		return err
	}
	at, size := f.at, f.size
	if at == nil {
		room, n, err := s.hold(r)
		if err != nil {
			return err
		}
		defer room.Close() //nolint:errcheck // the room is given back; nothing in it is kept
		at, size = room, n
	}
	z, err := openZip(at, size, s.o.Limits.Entries)
	if err != nil {
		return err
	}
	b := f.budget.inner(size, s.o.Limits)
	if overlaps(z.File, size) {
		return refuseAt(KeyZipBomb, size)
	}
	return b.own(s.entries(ctx, f, at, z.File, b))
}

func (s *scanner) entries(ctx context.Context, f file, at io.ReaderAt, list []*zip.File, b *budget) error {
	start := 0
	if f.top {
		start = min(s.at.Entry, len(list))
		if err := b.spend(s.at.Spent); err != nil {
			return err
		}
		b.entries -= s.at.Entered
		b.outer.entries -= s.at.Entered
	}
	packed := int64(0)
	for i, entry := range list {
		in := f.in(entry.Name, b)
		if f.top {
			in.before, in.packed = packed, int64(entry.CompressedSize64)
			packed += in.packed
		}
		if i < start {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.zipEntry(ctx, in, at, entry); err != nil {
			return err
		}
		if f.top {
			s.entryFinished(i+1, in, b)
		}
	}
	return nil
}

// entryFinished notes that a scan can be resumed behind an entry of an input.
func (s *scanner) entryFinished(next int, in file, b *budget) {
	l := s.o.Limits
	s.finished(place{
		Input: s.at.Input, Entry: next,
		Spent: l.Unpacked - b.outer.left, Entered: l.Entries - b.outer.entries,
	}, in.name, in.before+in.packed)
}

func (s *scanner) zipEntry(ctx context.Context, in file, at io.ReaderAt, entry *zip.File) error {
	if err := in.budget.enter(s.o.Limits.Entries); err != nil {
		return err
	}
	if strings.HasSuffix(entry.Name, "/") || isJunk(entry.Name) {
		return nil
	}
	if refusal := entryRefusal(entry); refusal != nil {
		s.refuse(in.name, refusal, false)
		return nil
	}
	content, err := entry.Open()
	if err != nil {
		s.refuse(in.name, openRefusal(err), false)
		return nil
	}
	defer content.Close() //nolint:errcheck // it was read; there is nothing to lose
	in.r, in.size = content, int64(min(entry.UncompressedSize64, math.MaxInt64))
	// An archive that is stored as it is can be read where it lies.
	if offset, err := entry.DataOffset(); err == nil && entry.Method == zip.Store {
		in.at = io.NewSectionReader(at, offset, in.size)
	}
	return s.read(ctx, in)
}

func entryRefusal(entry *zip.File) *Error {
	const encrypted = 1
	switch {
	case !safeName(entry.Name):
		return refuse(KeyUnsafeName)
	case irregular(entry):
		return refuse(KeyLink)
	case entry.Flags&encrypted != 0:
		return refuse(KeyEncrypted)
	}
	return nil
}

func openRefusal(err error) *Error {
	if errors.Is(err, zip.ErrAlgorithm) {
		return &Error{Key: KeyCompression, cause: err}
	}
	return &Error{Key: KeyBroken, cause: err}
}

// maxDirectory bounds the table of contents of an archive, in bytes.
const maxDirectory = 32 << 20

// openZip reads the table of contents. What it says of its own length is looked at
// first, and what it really takes is bounded.
func openZip(at io.ReaderAt, size int64, limit int) (*zip.Reader, error) {
	if claimedEntries(at, size) > uint64(limit) {
		return nil, refuseAt(KeyTooManyFiles, int64(limit))
	}
	gate := &gate{r: at, left: maxDirectory}
	z, err := zip.NewReader(gate, size)
	switch {
	case gate.left < 0:
		return nil, refuseAt(KeyTooManyFiles, int64(limit))
	case err != nil && !errors.Is(err, zip.ErrInsecurePath): // names are looked at one by one
		return nil, &Error{Key: KeyBroken, cause: err}
	case len(z.File) > limit:
		return nil, refuseAt(KeyTooManyFiles, int64(limit))
	}
	gate.open = true
	return z, nil
}

// gate bounds what is read through it until it is opened.
type gate struct {
	r    io.ReaderAt
	left int64
	open bool
}

func (g *gate) ReadAt(p []byte, off int64) (int, error) {
	if g.open {
		return g.r.ReadAt(p, off)
	}
	if g.left -= int64(len(p)); g.left < 0 {
		return 0, refuse(KeyTooManyFiles)
	}
	return g.r.ReadAt(p, off)
}

// claimedEntries is the number of entries that the end of an archive names; 0 if it
// cannot be found.
func claimedEntries(at io.ReaderAt, size int64) uint64 {
	const endSize, maxComment = 22, 1<<16 - 1
	tail := make([]byte, min(size, endSize+maxComment))
	if n, err := at.ReadAt(tail, size-int64(len(tail))); n < len(tail) && err != nil {
		return 0
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < endSize {
		return 0
	}
	if n := binary.LittleEndian.Uint16(tail[i+10:]); n != math.MaxUint16 {
		return uint64(n)
	}
	const locatorSize = 20
	if i < locatorSize || !bytes.HasPrefix(tail[i-locatorSize:], []byte("PK\x06\x07")) {
		return math.MaxUint16
	}
	record := make([]byte, 56)
	offset := binary.LittleEndian.Uint64(tail[i-locatorSize+8:])
	if _, err := at.ReadAt(record, int64(offset&math.MaxInt64)); err != nil {
		return math.MaxUint16
	}
	return binary.LittleEndian.Uint64(record[32:])
}

// overlaps reports whether the entries together are longer than the archive: some
// use the same bytes again, which only a bomb does.
func overlaps(list []*zip.File, size int64) bool {
	left := uint64(max(size, 0))
	for _, f := range list {
		if f.CompressedSize64 > left {
			return true
		}
		left -= f.CompressedSize64
	}
	return false
}

// hold keeps an archive that lies in another where it can be read from any place: on
// disk if the caller made room, or else in memory.
func (s *scanner) hold(r io.Reader) (Scratch, int64, error) {
	if s.o.Spool != nil {
		room, err := s.o.Spool()
		if err != nil {
			return nil, 0, &Error{Key: KeyNestedTooLarge, cause: err}
		}
		to := &roomWriter{w: room}
		n, err := io.Copy(to, r)
		if to.err != nil {
			err = &Error{Key: KeyNestedTooLarge, cause: to.err} // the disk is full; the archive is sound
		}
		if err != nil {
			return nil, 0, errors.Join(err, room.Close())
		}
		return room, n, nil
	}
	limit := s.o.Limits.Memory
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, 0, err
	}
	if int64(len(data)) > limit {
		return nil, 0, refuseAt(KeyNestedTooLarge, limit)
	}
	return memory{bytes.NewReader(data)}, int64(len(data)), nil
}

// roomWriter remembers that there was no room.
type roomWriter struct {
	w   io.Writer
	err error
}

func (r *roomWriter) Write(p []byte) (int, error) {
	n, err := r.w.Write(p)
	r.err = err
	return n, err
}

// memory is an archive in memory.
type memory struct{ *bytes.Reader }

func (memory) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }
func (memory) Close() error              { return nil }
