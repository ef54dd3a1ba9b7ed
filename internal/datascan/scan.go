package datascan

import (
	"context"
	"errors"
	"io"

	"recourse/internal/civil"
)

// Input is one file that the person received.
type Input struct {
	// Name is its name, with folders if it has any.
	Name string
	Size int64 // in bytes
	// Content is read from several places; it is not closed.
	Content io.ReaderAt
}

// PDFText writes the text of a PDF as UTF-8. It must end when ctx does, and when
// writing fails; it must bound its own time and memory. A caller runs pdftotext.
type PDFText func(ctx context.Context, pdf io.Reader, text io.Writer) error

// Scratch is room on disk for one archive that lies in another. Close gives the room
// back.
type Scratch interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// Spool makes room on disk. A caller creates a temporary file that only this user may
// read.
type Spool func() (Scratch, error)

// DayOrder says how to read 03/04/2024 where nothing in the data tells.
type DayOrder int8

// The orders. Data that prove their own order are read in it whatever is said here.
const (
	OrderUnknown DayOrder = iota // set such dates aside as [Ambiguous]
	OrderDayFirst
	OrderMonthFirst
)

// Options are what a scan needs to know. Only Received is required.
type Options struct {
	// Received is the day on which the person got the data. Later days are [Future].
	Received civil.Date
	// Requested is the day of the request. Without it, what names itself the time of
	// the export is believed for two months before Received.
	Requested civil.Date
	// Order of day and month, by the country of the company perhaps.
	Order DayOrder
	// PDFText reads PDF files; nil if nothing on this computer can.
	PDFText PDFText
	// Spool is for archives in archives; nil if they may be held in memory only.
	Spool Spool
	// Limits; each zero has its default.
	Limits Limits
	// Progress is called in the goroutine of Scan, at each file and about every
	// 8 MB; it must return quickly. May be nil.
	Progress func(Progress)
	// Resume is a state that an earlier scan of the same inputs handed out; nil to
	// begin at the beginning.
	Resume *Checkpoint
	// Save is called in the goroutine of Scan with a state to store, after a file when
	// at least Limits.SaveEvery bytes were read since the last, and once when ctx ends
	// the scan. May be nil.
	Save func(Checkpoint)
}

// Progress says how far a scan is.
type Progress struct {
	Done, Total int64  // bytes of the inputs as they were received
	Unpacked    int64  // bytes read, after unpacking
	Files       int    // files read
	File        string // what is being read
}

// Scan reads the inputs in their order and returns what they cover.
//
// What cannot be read is in Result.Refused and ends nothing but itself. An error is
// returned, with what was found before it, if ctx ends (its cause), if the content
// of an input fails to be read at all (the error of its ReaderAt), and as *[Error]
// if Options.Received is missing or Options.Resume does not fit.
//
// A scan that is resumed gives the same result as one that was never interrupted. It
// goes on behind the last file that was finished; in a ZIP archive, behind its last
// finished entry.
func Scan(ctx context.Context, inputs []Input, o Options) (Result, error) {
	s, err := newScanner(inputs, o)
	if err != nil {
		return Result{}, err
	}
	err = s.run(ctx)
	s.keep()
	return s.kept.result(s.window, order(o.Order)), err
}

// presumedDays is how long before its receipt an export may have been made if nobody
// says when it was asked for.
const presumedDays = 62

func newScanner(inputs []Input, o Options) (*scanner, error) {
	if o.Received.IsZero() {
		return nil, refuse(KeyNoReceived)
	}
	o.Limits = o.Limits.orDefault()
	s := &scanner{
		o: o, inputs: inputs,
		kept: newState(o.Limits.RecordTypes), state: newState(o.Limits.RecordTypes),
		window: window{requested: o.Requested, received: o.Received},
	}
	if s.requested.IsZero() {
		s.requested = o.Received.AddDays(-presumedDays)
	}
	for _, in := range inputs {
		s.total += in.Size
	}
	return s, s.resume(o.Resume)
}

// scanner is one run of Scan.
type scanner struct {
	kept   *state // of the files that are finished
	*state        // of the one that is being read
	window
	o      Options
	inputs []Input
	at     place

	total    int64
	done     int64 // bytes of the inputs that are finished
	saved    int64 // bytes unpacked when the state was last handed out
	reported int64 // bytes unpacked when progress was last reported
	source   *source
}

// place is where a scan stands: before which input, and before which entry of it if
// it is a ZIP archive.
type place struct {
	Input, Entry int
	// What the finished entries took of the budget of the input.
	Spent   int64
	Entered int
}

func (s *scanner) run(ctx context.Context) error {
	for s.at.Input < len(s.inputs) {
		in := s.inputs[s.at.Input]
		s.source = &source{r: in.Content}
		err := s.input(ctx, in)
		switch {
		case ctx.Err() != nil:
			s.save()
			return context.Cause(ctx)
		case s.source.fault != nil:
			return s.source.fault
		case err != nil:
			s.refuse(displayName(in.Name), asError(err), s.counted > 0)
		}
		s.done += in.Size
		s.finished(place{Input: s.at.Input + 1}, displayName(in.Name), 0)
	}
	return nil
}

// input reads one input. What it returns could not be laid at the door of a file in
// it.
func (s *scanner) input(ctx context.Context, in Input) error {
	l := s.o.Limits
	whole := &budget{left: l.Unpacked, entries: l.Entries, refusal: refuseAt(KeyTooLarge, l.Unpacked)}
	whole.refusal.stops = whole
	return s.read(ctx, file{
		name: displayName(in.Name), size: in.Size, packed: in.Size, at: s.source,
		r: io.NewSectionReader(s.source, 0, in.Size), budget: whole, top: true,
	})
}

// source remembers when an input could not be read.
type source struct {
	r     io.ReaderAt
	fault error
}

func (s *source) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, io.ErrUnexpectedEOF // a damaged archive points there; the input is sound
	}
	n, err := s.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		s.fault = err
	}
	return n, err
}

// progressEvery is how many bytes are read between two reports.
const progressEvery = 8 << 20

func (s *scanner) report(name string, within int64) {
	s.reported = s.unpacked()
	if s.o.Progress == nil {
		return
	}
	s.o.Progress(Progress{
		Done: min(s.done+within, s.total), Total: s.total,
		Unpacked: s.reported, Files: s.kept.files + s.files, File: name,
	})
}

func (s *scanner) unpacked() int64 { return s.kept.bytes + s.bytes }

// keep adds what was found in the file that is being read to what is finished.
func (s *scanner) keep() {
	s.kept.absorb(s.state)
	next := newState(s.o.Limits.RecordTypes)
	next.counted = s.counted
	s.state = next
}

// finished is called where a scan can be resumed: next is what comes then.
func (s *scanner) finished(next place, name string, within int64) {
	s.keep()
	s.at = next
	s.report(name, within)
	if s.unpacked()-s.saved >= s.o.Limits.SaveEvery {
		s.save()
	}
}
