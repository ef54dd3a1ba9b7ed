package datascan

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strings"
	uni "unicode"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// file is one file to read: an input, or what lies in one.
type file struct {
	name string // its path, "!" between an archive and its content
	size int64  // unpacked; as the archive says it, -1 if it does not
	r    io.Reader
	at   io.ReaderAt // nil if it can be read in one go only

	budget  *budget // of what it lies in
	nesting int     // how many archives it lies in
	top     bool    // it is an input

	// For progress: what of the input comes before it, and what it takes of it.
	before, packed int64
}

// progress is how much of the input is done when so much of the file was read.
func (f file) progress(read int64) int64 {
	if f.size <= 0 || read >= f.size {
		return f.before + f.packed
	}
	return f.before + int64(float64(f.packed)*float64(read)/float64(f.size))
}

// in is a file that lies in this one.
func (f file) in(name string, b *budget) file {
	return file{
		name: f.name + "!" + displayName(name), size: -1, budget: b, nesting: f.nesting + 1,
		before: f.before, packed: f.packed,
	}
}

// maxPath bounds the paths in a result.
const maxPath = 400

// displayName is a name with forward slashes and without what does not show.
func displayName(name string) string {
	if len(name) > maxPath {
		name = name[:maxPath]
	}
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "?"), `\`, "/")
	return strings.Map(func(r rune) rune {
		if uni.IsControl(r) || uni.Is(uni.Cf, r) {
			return -1
		}
		return r
	}, name)
}

// headSize is how much of a file its format is known by.
const headSize = 1024

// read reads a file. It returns an error only if something around the file must not
// be read any further; what concerns the file alone is noted as a refusal.
func (s *scanner) read(ctx context.Context, f file) error {
	m := &meter{ctx: ctx, s: s, f: f, r: f.r}
	head, before := make([]byte, headSize), s.counted
	n, err := io.ReadFull(m, head)
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		head = head[:n]
		as := formatOf(path.Base(f.name), head)
		if as == formatZIP && f.at != nil {
			m.undo() // it is read where it lies, entry by entry
		}
		err = s.readAs(ctx, as, f, io.MultiReader(bytes.NewReader(head), m), head)
	}
	if s.source.fault != nil {
		return s.source.fault
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err == nil {
		return nil
	}
	refusal := asError(err)
	if refusal.stops != nil {
		return refusal
	}
	s.refuse(f.name, refusal, s.counted > before)
	return nil
}

func (s *scanner) readAs(ctx context.Context, as format, f file, r io.Reader, head []byte) error {
	switch as {
	case formatZIP:
		return s.zip(ctx, f, r)
	case formatTar:
		return s.tar(ctx, f, r)
	case formatGzip:
		return s.gzip(ctx, f, r)
	case formatUnread:
		return refuse(KeyUnknownFormat)
	}
	c := &collector{
		state: s.state, window: s.window, size: f.size,
		file: familyOf(f.name), reason: fileReason(path.Base(f.name)),
	}
	if as == formatPDF {
		return s.pdf(ctx, c, r)
	}
	s.files++
	if as == formatMedia {
		c.name(path.Base(f.name))
		return nil
	}
	return s.readText(as, c, inUTF8(r, head))
}

// inUTF8 is the text of a file without the mark at its beginning, which says of files
// of Windows at times that they are UTF-16.
func inUTF8(r io.Reader, head []byte) io.Reader {
	for _, mark := range []string{"\xff\xfe", "\xfe\xff", "\xef\xbb\xbf"} {
		if bytes.HasPrefix(head, []byte(mark)) {
			return transform.NewReader(r, unicode.BOMOverride(transform.Nop))
		}
	}
	return r
}

func (s *scanner) readText(as format, c *collector, r io.Reader) error {
	l := s.o.Limits
	switch as {
	case formatJSON:
		return readJSON(c, r, l)
	case formatCSV:
		return readCSV(c, r, l)
	case formatHTML, formatXML:
		return readMarkup(c, r, l, as == formatXML)
	case formatMail:
		return readMail(c, r, l)
	case formatICS:
		return readCalendar(c, r, l)
	}
	p := newProse(c, &field{}, l.Line)
	if _, err := io.CopyBuffer(p, onlyReader{r}, make([]byte, bufferFor(c.size))); err != nil {
		p.flush()
		return err
	}
	p.flush()
	return nil
}

// onlyReader hides the other methods of a reader, so that copies use our buffer.
type onlyReader struct{ io.Reader }

// pdf reads the text of a PDF by the function of the caller.
func (s *scanner) pdf(ctx context.Context, c *collector, r io.Reader) error {
	if s.o.PDFText == nil {
		return refuse(KeyNoPDFReader)
	}
	p := newProse(c, &field{}, s.o.Limits.Line)
	text := &bounded{w: p, left: s.o.Limits.PDF}
	err := s.o.PDFText(ctx, r, text)
	p.flush()
	switch {
	case text.refusal != nil:
		return text.refusal
	case err != nil:
		return unreadPDF(err)
	case !text.seen:
		return refuse(KeyPDFNoText)
	}
	s.files++
	return nil
}

// unreadPDF keeps what the meter said, if the failure came from there.
func unreadPDF(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Key: KeyPDFUnread, cause: err}
}

// bounded passes on so many bytes and no more.
type bounded struct {
	w       io.Writer
	left    int64
	seen    bool // something that shows was written
	refusal *Error
}

func (b *bounded) Write(p []byte) (int, error) {
	b.seen = b.seen || len(bytes.TrimSpace(p)) > 0
	if b.left -= int64(len(p)); b.left < 0 {
		b.refusal = refuse(KeyTooLarge)
		return 0, b.refusal
	}
	return b.w.Write(p)
}
