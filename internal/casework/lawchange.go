package casework

import (
	"context"
	"errors"
	"fmt"

	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/store"
)

// The dates of a request are those that were computed when something last happened to
// it, or that somebody accepted since. A release whose rules give other dates changes
// none of them: the difference is listed, and they move with an event that says so.

// LawMove is an open request to which the rules of this release give other dates than
// it has.
type LawMove struct {
	Request        dsar.Request // with the dates that stand
	ControllerName string       // "" in a walk over the whole installation
	SubjectName    string       // likewise
	Moved          []dsar.MovedDate
	Files          []string // of the law that changed: "holidays/FR"; empty where it cannot be told
	Problem        error    // nothing can be computed under these rules; Moved is empty then
}

// LawReview is what the rules of this release do to the whole installation.
type LawReview struct {
	Open  int // requests looked at
	Moves []LawMove
}

// edition names the files of the law from which the dates of a request follow.
func (s *Service) edition(r dsar.Request) string { return s.Law.Edition(r.Regime, r.Region) }

// movedByLaw lists the dates that fresh, computed from the events of the stored
// request, gives otherwise than it has them.
func movedByLaw(stored dsar.Request, fresh dsar.Projection) []dsar.MovedDate {
	accepted := stored.Projection
	if stored.Edition == "" { // from before this date was kept
		accepted.ComplaintUntil = fresh.ComplaintUntil
	}
	return accepted.MovedTo(fresh)
}

func (s *Service) lawMove(r dsar.Request, moved []dsar.MovedDate) LawMove {
	return LawMove{Request: r, Moved: moved, Files: law.ChangedFiles(r.Edition, s.edition(r))}
}

// keepAccepted gives what was computed the dates that the request has, where the rules
// of this release give others, and returns the difference, nil if there is none. The
// trace stays that of this release.
func (s *Service) keepAccepted(r dsar.Request, p projected) (projected, *LawMove) {
	moved := movedByLaw(r, p.Projection)
	if len(moved) == 0 {
		return p, nil
	}
	move := s.lawMove(r, moved)
	accepted := r.Projection
	p.Projection = p.Projection.WithDatesOf(accepted)
	if p.Law.NoticeOfExtensionDue == p.Law.Due {
		p.Law.NoticeOfExtensionDue = accepted.Due
	}
	p.Law.Due, p.Law.ExtendedDue, p.Law.Extended = accepted.Due, accepted.ExtendedDue, accepted.Extended
	p.Law.ComplaintFrom, p.Law.ComplaintUntil = accepted.ComplaintFrom, accepted.ComplaintUntil
	p.Law.Clocks = acceptedClocks(p.Law.Clocks, accepted)
	return p, &move
}

// acceptedClocks gives the clocks of the answer and the complaint the dates that stand.
func acceptedClocks(clocks []law.Clock, accepted dsar.Projection) []law.Clock {
	list := make([]law.Clock, 0, len(clocks))
	for _, c := range clocks {
		switch c.ID {
		case law.ClockAnswer:
			c.End = accepted.Due
		case law.ClockExtendedAnswer:
			c.End = accepted.ExtendedDue
		case law.ClockComplaint:
			c.Start, c.Opens, c.End = accepted.ComplaintFrom, accepted.ComplaintFrom, accepted.ComplaintUntil
		}
		list = append(list, c)
	}
	return list
}

// noteLaw records that the rules moved the dates of the request, if they do: before
// anything else happens to it, so that its new dates and their reason stand in the
// history. automatic says that nobody was asked.
func (c *requestChange) noteLaw(ctx context.Context, automatic bool) (noted bool, err error) {
	p, err := c.s.project(c.request, c.events, nil)
	if err != nil {
		// What is to happen may be what makes it possible to compute again.
		return false, nil //nolint:nilerr // finish computes again and reports it
	}
	moved := movedByLaw(c.request, p.Projection)
	if len(moved) == 0 {
		return false, nil
	}
	return true, c.append(ctx, dsar.Event{
		Kind: dsar.EventLawChanged, On: c.s.dayIn(c.request.TimeZone),
		Details: dsar.Details{Automatic: automatic, Moved: moved, Files: c.s.lawMove(c.request, moved).Files},
	})
}

// AcceptLaw gives a request the dates that the rules of this release give it and
// records the old and the new ones. It returns [dsar.CodeConflict] "error.law.no_move"
// if there is no difference. version is the one seen, or [AnyVersion].
func (s *Service) AcceptLaw(ctx context.Context, a Actor, requestID string, version int) (RequestView, error) {
	err := s.changeUnnoted(ctx, a, requestID, version, func(c *requestChange) error {
		noted, err := c.noteLaw(ctx, false)
		if err == nil && !noted {
			err = dsar.NewError(dsar.CodeConflict, "error.law.no_move", nil)
		}
		return err
	})
	if err != nil {
		return RequestView{}, err
	}
	return s.Request(ctx, a, requestID)
}

// LawMoves lists the open requests of the workspace to which the rules of this release
// give other dates, by the date they have. What [Service.ReviewLaw] has not looked at
// since the program was started is missing.
func (s *Service) LawMoves(ctx context.Context, a Actor, cursor string) (Page[LawMove], error) {
	rows, next, err := s.Store.Requests(ctx, a.WorkspaceID, store.RequestFilter{LawMoved: true, Sort: SortDue, Limit: movesPerPage, Cursor: cursor})
	if err != nil {
		return Page[LawMove]{}, err
	}
	page := Page[LawMove]{NextCursor: next, Items: make([]LawMove, 0, len(rows))}
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.Request.ID)
	}
	events, err := s.Store.EventsOf(ctx, a.WorkspaceID, ids)
	if err != nil {
		return Page[LawMove]{}, err
	}
	for _, row := range rows {
		move, moves := s.compare(row.Request, events[row.Request.ID])
		if moves {
			move.ControllerName, move.SubjectName = row.ControllerName, row.SubjectName
			page.Items = append(page.Items, move)
		}
	}
	return page, nil
}

const movesPerPage = 100

// CountLawMoves counts what [Service.LawMoves] lists, up to maximum.
func (s *Service) CountLawMoves(ctx context.Context, a Actor, maximum int) (int, error) {
	return s.Store.CountRequests(ctx, a.WorkspaceID, store.RequestFilter{LawMoved: true}, maximum)
}

// compare computes a request anew and says whether the rules give it other dates.
func (s *Service) compare(r dsar.Request, events []dsar.Event) (LawMove, bool) {
	p, err := s.project(r, events, nil)
	if err != nil {
		return LawMove{Request: r, Problem: err}, true
	}
	moved := movedByLaw(r, p.Projection)
	return s.lawMove(r, moved), len(moved) > 0
}

// AcceptAllLaw is [Service.AcceptLaw] for every request of the workspace that has other
// dates under the rules of this release. It returns how many moved.
func (s *Service) AcceptAllLaw(ctx context.Context, a Actor) (accepted int, err error) {
	if err := mayWrite(a); err != nil {
		return 0, err
	}
	cursor := ""
	for {
		page, err := s.LawMoves(ctx, a, cursor)
		if err != nil {
			return accepted, err
		}
		for _, move := range page.Items {
			moved, err := s.acceptMove(ctx, a, move)
			if err != nil {
				return accepted, err
			}
			accepted += moved
		}
		if cursor = page.NextCursor; cursor == "" {
			return accepted, nil
		}
	}
}

// acceptMove accepts one move of a list and returns 1, or 0 if there is none to accept
// any more or it cannot be computed.
func (s *Service) acceptMove(ctx context.Context, a Actor, move LawMove) (int, error) {
	if move.Problem != nil {
		return 0, nil //nolint:nilerr // it is listed with its problem, and stays on the list
	}
	err := s.changeUnnoted(ctx, a, move.Request.ID, AnyVersion, func(c *requestChange) error {
		noted, err := c.noteLaw(ctx, false)
		if err == nil && !noted {
			err = errNothingMoved
		}
		return err
	})
	switch {
	case err == nil:
		return 1, nil
	case errors.Is(err, errNothingMoved), dsar.CodeOf(err) == dsar.CodeNotFound:
		return 0, nil
	}
	return 0, fmt.Errorf("request %s: %w", move.Request.Reference, err)
}

var errNothingMoved = errors.New("the rules give the dates that the request has")

// ReviewLaw compares the dates of every open request of the installation with those
// that the rules of this release give, and marks the requests for lists. It moves no
// date.
func (s *Service) ReviewLaw(ctx context.Context) (LawReview, error) {
	var review LawReview
	err := s.eachRequest(ctx, func(r dsar.Request, events []dsar.Event) error {
		if r.Projection.Status == dsar.StatusClosed || r.Projection.Status == dsar.StatusDraft {
			return nil
		}
		review.Open++
		move, moves := s.compare(r, events)
		if moves {
			review.Moves = append(review.Moves, move)
		}
		return s.markLaw(ctx, r, events, moves)
	})
	return review, err
}

// markLaw keeps what a comparison found, where that is news.
func (s *Service) markLaw(ctx context.Context, r dsar.Request, events []dsar.Event, moves bool) error {
	if moves {
		if r.LawMoved {
			return nil
		}
		r.LawMoved = true
	} else {
		edition := s.edition(r)
		if !r.LawMoved && r.Edition == edition {
			return nil
		}
		p, err := s.project(r, events, nil)
		if err != nil {
			return err
		}
		r.LawMoved, r.Edition, r.Projection.ComplaintUntil = false, edition, p.Projection.ComplaintUntil
	}
	err := s.Store.MarkLaw(ctx, r)
	if code := dsar.CodeOf(err); code == dsar.CodeStale || code == dsar.CodeNotFound {
		return nil // something happened to it meanwhile, and that compared it too
	}
	return err
}

// WatchLaw is [Service.ReviewLaw] as a background job: it says in the log that there is
// something to accept.
func (s *Service) WatchLaw(ctx context.Context) error {
	review, err := s.ReviewLaw(ctx)
	if n := len(review.Moves); n > 0 {
		s.Log.WarnContext(ctx, "the rules of this release give open requests other dates; none has moved, see the page /law/changes or: recourse law diff", "requests", n)
	}
	return err
}

// AcceptEveryLaw accepts the moves of a review for the whole installation, in the name
// of whoever administers it. It returns how many requests moved.
func (s *Service) AcceptEveryLaw(ctx context.Context, review LawReview) (accepted int, err error) {
	for _, move := range review.Moves {
		a := Actor{WorkspaceID: move.Request.WorkspaceID, Role: dsar.RoleOwner}
		moved, err := s.acceptMove(ctx, a, move)
		if err != nil {
			return accepted, err
		}
		accepted += moved
	}
	return accepted, nil
}
