package datascan

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
)

// own turns the refusal of what this budget is of into one of that file alone.
func (b *budget) own(err error) error {
	var e *Error
	if !errors.As(err, &e) || e.stops != b {
		return err
	}
	mine := *e
	mine.stops = nil
	return &mine
}

func (s *scanner) checkNesting(f file) error {
	if f.nesting > s.o.Limits.Nesting {
		return refuseAt(KeyTooNested, int64(s.o.Limits.Nesting))
	}
	return nil
}

// safeName reports whether a name stays below where an archive is unpacked.
func safeName(name string) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	if strings.HasPrefix(name, "/") || strings.Contains(name, "\x00") || len(name) > 1 && name[1] == ':' {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return false
		}
	}
	return true
}

// isJunk are the files that computers add on their own.
func isJunk(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	return strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(base, "._") || base == ".DS_Store" || base == "Thumbs.db"
}

// tar reads an archive in one go.
func (s *scanner) tar(ctx context.Context, f file, r io.Reader) error {
	if err := s.checkNesting(f); err != nil {
		return err
	}
	b := f.budget.inner(max(f.size, 0), s.o.Limits)
	t := tar.NewReader(r)
	for {
		header, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return brokenUnless(err)
		}
		if err := s.tarEntry(ctx, f, header, t, b); err != nil {
			return b.own(err)
		}
	}
}

func (s *scanner) tarEntry(ctx context.Context, f file, h *tar.Header, r io.Reader, b *budget) error {
	if err := b.enter(s.o.Limits.Entries); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	in := f.in(h.Name, b)
	in.r, in.size = r, h.Size
	switch {
	case h.Typeflag == tar.TypeDir || h.Typeflag == tar.TypeXGlobalHeader || isJunk(h.Name):
		return nil
	case !safeName(h.Name):
		s.refuse(in.name, refuse(KeyUnsafeName), false)
		return nil
	case h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeGNUSparse:
		s.refuse(in.name, refuse(KeyLink), false)
		return nil
	}
	return s.read(ctx, in)
}

// gzip reads one packed file.
func (s *scanner) gzip(ctx context.Context, f file, r io.Reader) error {
	if err := s.checkNesting(f); err != nil {
		return err
	}
	g, err := gzip.NewReader(r)
	if err != nil {
		return brokenUnless(err)
	}
	b := f.budget.inner(max(f.size, 0), s.o.Limits)
	base := f.name[strings.LastIndexAny(f.name, "/!")+1:]
	name := strings.TrimSuffix(base, extension(base))
	if extension(base) == ".tgz" {
		name += ".tar"
	}
	in := f.in(name, b)
	in.r = g
	return b.own(s.read(ctx, in))
}

// brokenUnless keeps a refusal that came through the reader of an archive.
func brokenUnless(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return &Error{Key: KeyCutShort, cause: err}
	}
	return asError(err)
}

// irregular reports whether a ZIP entry is a link, a device or the like.
func irregular(z *zip.File) bool { return z.Mode()&fs.ModeType != 0 && !z.Mode().IsDir() }
