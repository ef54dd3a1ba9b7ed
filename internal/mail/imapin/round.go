package imapin

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Position is how far a mailbox has been read. The zero Position is that of one which
// has not been read yet.
type Position struct {
	UIDValidity uint32
	LastUID     uint32  // up to here every message has been handed on, left, or is in Again
	Again       []Retry // messages that could not be fetched and are tried again
}

// Retry is a message that could not be fetched.
type Retry struct {
	UID   uint32
	Tries int
}

// maxTries is how often a message is fetched that the server cannot give or that breaks
// the connection; then it is left. maxAgain bounds how many such messages are remembered.
const (
	maxTries = 5
	maxAgain = 100
)

// Round is one reading of what is new in a mailbox.
type Round struct {
	Position Position
	// Since is where a mailbox begins that has no Position: with the messages that came on
	// this day or later. Zero begins with the first.
	Since time.Time
	// MaxBytes is how large a message may be; larger ones are left.
	MaxBytes int64
	// Look is shown the header of a message and says whether to fetch it. nil fetches all
	// of them. A message that is not fetched is forgotten at once.
	Look func(ctx context.Context, header []byte) (bool, error)
	// Take is given a message. When it returns nil the message is marked. An error made by
	// [Leave] leaves the message for good, any other ends the round: the same message
	// comes again in the next.
	Take func(ctx context.Context, raw []byte) error
	// Keep stores the position. It is called when a message has been dealt with.
	Keep func(ctx context.Context, p Position) error
	// Left is told of every message that is left, in words that name no person.
	Left func(uid uint32, reason string)
}

// leaveError is what [Leave] makes.
type leaveError struct{ error }

// Unwrap returns the cause.
func (e leaveError) Unwrap() error { return e.error }

// Leave says that a message will never be taken, however often it comes.
func Leave(err error) error { return leaveError{err} }

// ErrNotWanted is returned by Take for a message that turned out not to concern us. It is
// neither marked nor told about.
var ErrNotWanted = errors.New("this message is not wanted")

// Report says what a round did.
type Report struct {
	Taken int // handed on and stored
	Left  int // not taken and not coming again
}

// errVanished says that a message was deleted before it was fetched.
var errVanished = errors.New("the message is gone")

// Read hands on every new message of the folder. After an [*Error] the connection is of
// no more use; other errors are those of Take, Look and Keep.
func (c *Client) Read(ctx context.Context, r *Round) (Report, error) {
	var report Report
	if err := c.settle(ctx, r); err != nil {
		return report, err
	}
	messages, err := c.list(ctx, r.Position)
	if err != nil {
		return report, err
	}
	for _, m := range messages {
		if err := c.handle(ctx, r, m, &report); err != nil {
			return report, err
		}
	}
	return report, nil
}

// settle begins anew where the server has renumbered its messages.
func (c *Client) settle(ctx context.Context, r *Round) error {
	if r.Position.UIDValidity == c.folder.UIDValidity {
		return nil
	}
	r.Position = Position{UIDValidity: c.folder.UIDValidity}
	if r.Since.IsZero() {
		return nil
	}
	first, err := c.firstSince(ctx, r.Since)
	if err != nil {
		return err
	}
	r.Position.LastUID = first - 1
	return r.Keep(ctx, r.Position)
}

// firstSince returns the lowest UID of the messages that came on a day or later, and the
// next one to be given if there are none.
func (c *Client) firstSince(ctx context.Context, day time.Time) (uint32, error) {
	var found *imap.SearchData
	c.conn.allow(answerBytes)
	err := c.within(c.config.timeout(), func() (err error) {
		found, err = c.imap.UIDSearch(&imap.SearchCriteria{Since: day}, nil).Wait()
		return err
	})
	if err != nil {
		return 0, stepError(ctx, "search", err)
	}
	first := max(uint32(c.folder.UIDNext), 1)
	// The ranges are not expanded: a server may claim four thousand million messages.
	if set, ok := found.All.(imap.UIDSet); ok {
		for _, r := range set {
			first = min(first, max(uint32(min(r.Start, r.Stop)), 1))
		}
	}
	return first, nil
}

// listed is a message that is to be dealt with.
type listed struct {
	uid   uint32
	size  int64
	tries int
}

// list asks for the messages behind the position, and for those to be tried again.
func (c *Client) list(ctx context.Context, p Position) ([]listed, error) {
	tries := make(map[uint32]int)
	var uids imap.UIDSet
	for _, again := range p.Again {
		tries[again.UID] = again.Tries
		uids.AddNum(imap.UID(again.UID))
	}
	if p.LastUID < 1<<32-1 {
		uids.AddRange(imap.UID(p.LastUID+1), 0) // 0 is "*", the last one
	}
	var messages []listed
	c.conn.allow(answerBytes)
	err := c.within(listTime, func() error {
		if err := c.imap.Noop().Wait(); err != nil { // has the server look for what is new
			return err
		}
		if c.imap.Mailbox().NumMessages == 0 {
			return nil
		}
		all, err := c.imap.Fetch(uids, &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
		for _, m := range all {
			uid := uint32(m.UID)
			// "*" is the last message also where that is older.
			if tried, again := tries[uid]; again || uid > p.LastUID {
				messages = append(messages, listed{uid: uid, size: m.RFC822Size, tries: tried})
			}
		}
		return err
	})
	if err != nil {
		return nil, stepError(ctx, "search", err)
	}
	slices.SortFunc(messages, func(a, b listed) int { return cmp.Compare(a.uid, b.uid) })
	return messages, nil
}

const (
	listTime  = 2 * time.Minute
	fetchTime = 5 * time.Minute
)

// handle deals with one message and moves the position.
func (c *Client) handle(ctx context.Context, r *Round, m listed, report *Report) error {
	err := c.bring(ctx, r, m)
	var left leaveError
	var broken *Error
	switch {
	case err == nil:
		report.Taken++
		r.Position.done(m.uid)
		c.mark(m.uid)
	case errors.Is(err, errVanished), errors.Is(err, ErrNotWanted):
		r.Position.done(m.uid)
	case errors.As(err, &left):
		report.Left++
		r.Position.done(m.uid)
		r.Left(m.uid, left.Error())
	case errors.As(err, &broken) && ctx.Err() == nil:
		if r.Position.again(m) {
			report.Left++
			r.Left(m.uid, "it could not be fetched: "+broken.Error())
		}
		kept := r.Keep(ctx, r.Position)
		if broken.Reply != "" { // the server refused this message alone
			return kept
		}
		return errors.Join(err, kept)
	default:
		return err
	}
	return r.Keep(ctx, r.Position)
}

// done notes that a message has been dealt with.
func (p *Position) done(uid uint32) {
	p.LastUID = max(p.LastUID, uid)
	p.Again = slices.DeleteFunc(slices.Clone(p.Again), func(r Retry) bool { return r.UID == uid })
}

// again notes that a message could not be fetched, and reports whether it is given up.
func (p *Position) again(m listed) (left bool) {
	p.done(m.uid)
	if m.tries+1 >= maxTries || len(p.Again) >= maxAgain {
		return true
	}
	p.Again = append(p.Again, Retry{UID: m.uid, Tries: m.tries + 1})
	return false
}

// bring fetches one message and hands it on.
func (c *Client) bring(ctx context.Context, r *Round, m listed) (err error) {
	if m.size > r.MaxBytes {
		return Leave(fmt.Errorf("it has %d MB, and %d MB is the most", m.size>>20, r.MaxBytes>>20))
	}
	if r.Look != nil {
		header, err := c.fetch(ctx, m.uid, imap.PartSpecifierHeader, maxHeader)
		if err != nil {
			return err
		}
		if wanted, err := r.Look(ctx, header); err != nil {
			return err
		} else if !wanted {
			return ErrNotWanted
		}
	}
	raw, err := c.fetch(ctx, m.uid, imap.PartSpecifierNone, r.MaxBytes)
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			err = Leave(fmt.Errorf("it made the program stumble: %v", p))
		}
	}()
	return r.Take(ctx, raw)
}

// maxHeader is how large the header of a message may be.
const maxHeader = 4 << 20

// fetch returns the header of a message or, with [imap.PartSpecifierNone], all of it,
// without marking it as read.
func (c *Client) fetch(ctx context.Context, uid uint32, part imap.PartSpecifier, most int64) (raw []byte, err error) {
	section := &imap.FetchItemBodySection{Specifier: part, Peek: true}
	c.conn.allow(most + answerBytes)
	err = c.within(fetchTime, func() error {
		command := c.imap.Fetch(imap.UIDSetNum(imap.UID(uid)), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
		body, err := readBody(command, most)
		raw = body
		return errors.Join(err, command.Close())
	})
	switch {
	case err != nil:
		return nil, stepError(ctx, "fetch", err)
	case raw == nil:
		return nil, errVanished
	case int64(len(raw)) > most:
		return nil, Leave(fmt.Errorf("it is larger than %d MB", most>>20))
	}
	return raw, nil
}

// readBody returns the section that was asked for, nil if there is none, and one byte
// more than the most if it is larger.
func readBody(command *imapclient.FetchCommand, most int64) ([]byte, error) {
	var raw []byte
	for message := command.Next(); message != nil; message = command.Next() {
		for item := message.Next(); item != nil; item = message.Next() {
			body, ok := item.(imapclient.FetchItemDataBodySection)
			if !ok || body.Literal == nil || raw != nil {
				continue
			}
			var read bytes.Buffer
			size, err := io.Copy(&read, io.LimitReader(body.Literal, most+1))
			if err == nil && size < min(body.Literal.Size(), most) {
				err = io.ErrUnexpectedEOF
			}
			if err != nil {
				return nil, err
			}
			raw = read.Bytes()
		}
	}
	return raw, nil
}

// mark sets the flag of a message that has been stored. Without the flag it is stored
// all the same, so that an error does not matter.
func (c *Client) mark(uid uint32) {
	if c.config.Mark == "" {
		return
	}
	_ = c.within(c.config.timeout(), func() error {
		return c.imap.Store(imap.UIDSetNum(imap.UID(uid)), &imap.StoreFlags{
			Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.Flag(c.config.Mark)},
		}, nil).Close()
	})
}
