package casework

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/imapin"
	"recourse/internal/mail/thread"
)

const (
	// How long an instance has a mailbox after it last dealt with a message or looked. Should
	// another one begin meanwhile, both take the same mail, which is stored once.
	readingLease = 3 * time.Minute
	// How many people's mailboxes are read at a time, and for how long each.
	readingsAtOnce = 4
	readingTime    = 5 * time.Minute
)

// WatchMailbox fetches mail out of a mailbox of the installation until ctx ends. All of it
// is taken in.
func (s *Service) WatchMailbox(ctx context.Context, c imapin.Config) {
	w := mailboxWatch{s: s, name: c.String(), holder: newID()}
	imapin.Watch{Config: c, Begin: w.begin, Done: w.done}.Run(ctx)
	w.release(ctx)
}

// ReadMailboxes fetches what is new out of people's own mailboxes, and takes in what
// concerns their requests. It returns how many messages it took. One mailbox that cannot be
// read is noted and does not keep the others back.
func (s *Service) ReadMailboxes(ctx context.Context) (int, error) {
	boxes, err := s.Store.Mailboxes(ctx)
	if err != nil {
		return 0, err
	}
	holder := newID()
	taken := make([]int, len(boxes))
	var group errgroup.Group
	group.SetLimit(readingsAtOnce)
	for i, m := range boxes {
		group.Go(func() error {
			ctx, cancel := context.WithTimeout(ctx, readingTime)
			defer cancel()
			taken[i] = s.readMailbox(ctx, m, holder)
			return nil
		})
	}
	_ = group.Wait()
	total := 0
	for _, n := range taken {
		total += n
	}
	return total, ctx.Err()
}

// readMailbox reads one mailbox once.
func (s *Service) readMailbox(ctx context.Context, m dsar.Mailbox, holder string) int {
	w := mailboxWatch{s: s, ws: m.WorkspaceID, name: ownMailbox, holder: holder, since: m.CreatedAt.Add(-24 * time.Hour)}
	round, err := w.begin(ctx)
	if err != nil || round == nil || w.reading.Failures > 0 && s.now().Before(w.reading.FailedAt.Add(backoff(w.reading.Failures))) {
		w.release(ctx)
		return 0
	}
	report, err := s.fetchMailbox(ctx, m, round)
	w.done(ctx, report, err)
	w.release(ctx)
	return report.Taken
}

func (s *Service) fetchMailbox(ctx context.Context, m dsar.Mailbox, round *imapin.Round) (imapin.Report, error) {
	config, err := s.imapOf(m)
	if err != nil {
		return imapin.Report{}, err
	}
	client, err := imapin.Open(ctx, config)
	if err != nil {
		return imapin.Report{}, err
	}
	defer client.Close()
	return client.Read(ctx, round)
}

// mailboxWatch keeps how far one mailbox has been read.
type mailboxWatch struct {
	s       *Service
	ws      string // "" for a mailbox of the installation
	name    string
	holder  string
	since   time.Time
	reading dsar.MailboxReading
	waiting bool // it has been said that the mailbox cannot be read
}

// begin claims the mailbox, and returns nil if another instance reads it.
func (w *mailboxWatch) begin(ctx context.Context) (*imapin.Round, error) {
	r, err := w.s.Store.ClaimReading(ctx, w.ws, w.name, w.holder, w.s.now(), readingLease)
	if dsar.CodeOf(err) == dsar.CodeConflict {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	w.reading = r
	round := &imapin.Round{
		Position: positionOf(r), Since: w.since, MaxBytes: MaxIncomingBytes, Take: w.take, Keep: w.keep,
		Left: func(uid uint32, reason string) {
			w.reading.Left++
			w.s.Log.WarnContext(ctx, "a message stays in its mailbox and is not taken in", "workspace", w.ws, "uid", uid, "reason", reason)
		},
	}
	if w.ws != "" {
		round.Look = func(ctx context.Context, header []byte) (bool, error) { return w.s.mayConcern(ctx, w.ws, header) }
	}
	return round, nil
}

// take takes in a message; from somebody's own mailbox only if it concerns a request.
func (w *mailboxWatch) take(ctx context.Context, raw []byte) error {
	if w.ws != "" {
		concerns, err := w.s.concerns(ctx, w.ws, raw)
		if err != nil {
			return err
		}
		if !concerns {
			return imapin.ErrNotWanted
		}
	}
	_, err := w.s.TakeMail(ctx, MailIn{Door: dsar.DoorIMAP, Raw: raw, WorkspaceID: w.ws})
	switch dsar.CodeOf(err) {
	case dsar.CodeTooLarge, dsar.CodeInvalid:
		return imapin.Leave(err)
	}
	if err == nil {
		w.reading.Taken++
	}
	return err
}

// keep stores the position, unless somebody else has the mailbox meanwhile.
func (w *mailboxWatch) keep(ctx context.Context, p imapin.Position) error {
	w.reading.UIDValidity, w.reading.LastUID, w.reading.Again = p.UIDValidity, p.LastUID, nil
	for _, again := range p.Again {
		w.reading.Again = append(w.reading.Again, dsar.MailboxRetry(again))
	}
	w.reading.LeaseUntil = w.s.now().Add(readingLease)
	return w.s.Store.PutReading(ctx, w.reading)
}

func positionOf(r dsar.MailboxReading) imapin.Position {
	p := imapin.Position{UIDValidity: r.UIDValidity, LastUID: r.LastUID}
	for _, again := range r.Again {
		p.Again = append(p.Again, imapin.Retry(again))
	}
	return p
}

// done notes how a round ended.
func (w *mailboxWatch) done(ctx context.Context, _ imapin.Report, err error) {
	now := w.s.now()
	switch {
	case ctx.Err() != nil && err != nil, dsar.CodeOf(err) == dsar.CodeStale:
		return // told to stop, or another instance has it
	case err == nil:
		w.reading.SucceededAt, w.reading.FailedAt, w.reading.Failures, w.reading.Problem, w.reading.Reply = now, time.Time{}, 0, "", ""
		w.waiting = false
	default:
		w.reading.FailedAt, w.reading.Failures = now, w.reading.Failures+1
		w.reading.Problem, w.reading.Reply = mailboxProblem(err)
		if !w.waiting { // said once, and not at every further try
			w.s.Log.WarnContext(ctx, "a mailbox cannot be read; it is tried again", "workspace", w.ws, "error", err)
		}
		w.waiting = true
	}
	if w.reading.Holder == "" {
		return // it was not even claimed: the database is gone
	}
	w.reading.LeaseUntil = now.Add(readingLease)
	if err := w.s.Store.PutReading(ctx, w.reading); err != nil && dsar.CodeOf(err) != dsar.CodeStale {
		w.s.Log.WarnContext(ctx, "how far a mailbox was read could not be stored", "workspace", w.ws, "error", err)
	}
}

// release lets another instance read the mailbox.
func (w *mailboxWatch) release(ctx context.Context) {
	if w.reading.Holder == "" {
		return
	}
	w.reading.LeaseUntil = w.s.now()
	_ = w.s.Store.PutReading(context.WithoutCancel(ctx), w.reading) // or the lease ends by itself
}

// mailboxProblem returns the key of a sentence that says what is wrong and how to mend it,
// and the server's words.
func mailboxProblem(err error) (key, reply string) {
	var step *imapin.Error
	var sending *mail.SendError
	switch {
	case errors.Is(err, mail.ErrPrivateHost):
		return "error.mailbox.private", ""
	case errors.Is(err, errSealed), dsar.CodeOf(err) == dsar.CodeUnavailable:
		return "error.mailbox.sealed", ""
	case errors.As(err, &step):
		return imapProblem(step)
	case errors.As(err, &sending):
		return smtpProblem(sending)
	}
	return "error.mailbox.here", ""
}

func imapProblem(e *imapin.Error) (key, reply string) {
	reply = cmp.Or(e.Reply, e.Err.Error())
	switch e.Step {
	case "connect":
		return "error.mailbox.imap_connect", reply
	case "starttls":
		return "error.mailbox.imap_starttls", reply
	case "auth":
		return "error.mailbox.imap_auth", reply
	case "folder":
		return "error.mailbox.imap_folder", reply
	}
	return "error.mailbox.imap_read", reply
}

func smtpProblem(e *mail.SendError) (key, reply string) {
	reply = cmp.Or(e.Reply, e.Err.Error())
	switch e.Step {
	case "connect", "greeting":
		return "error.mailbox.smtp_connect", reply
	case "starttls":
		return "error.mailbox.smtp_starttls", reply
	case "auth":
		return "error.mailbox.smtp_auth", reply
	}
	return "error.mailbox.smtp_refused", reply
}

// mayConcern decides by its header whether a message of somebody's own mailbox is fetched.
// A report of delivery says only within which letter it is about.
func (s *Service) mayConcern(ctx context.Context, ws string, header []byte) (bool, error) {
	parsed := mail.Parse(header, mail.Limits{})
	if strings.Contains(strings.ToLower(string(header)), "multipart/report") {
		return true, nil
	}
	return s.leadsToRequest(ctx, ws, &parsed)
}

// concerns decides whether a message of somebody's own mailbox is taken in.
func (s *Service) concerns(ctx context.Context, ws string, raw []byte) (bool, error) {
	parsed := mail.Parse(raw, mail.Limits{})
	return s.leadsToRequest(ctx, ws, &parsed)
}

// leadsToRequest reports whether a mail belongs, or may belong, to a request of the
// workspace: by an address, the mail it answers, a reference, or a company that has an open
// request.
func (s *Service) leadsToRequest(ctx context.Context, ws string, p *mail.Parsed) (bool, error) {
	keys := thread.KeysOf(p, nil, s.Addresses)
	known, err := s.known(ctx, ws, keys)
	if err != nil {
		return false, err
	}
	found := thread.Match(keys, known)
	return len(found.Assigned)+len(found.Proposals) > 0, nil
}
