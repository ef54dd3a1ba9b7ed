package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/store"
)

// The dates and clocks of a request are those that were computed when something last
// happened to it, or that somebody accepted since. A release whose rules give others
// changes none of them: the difference is listed, and they move with an event that says
// so.

// LawMove is an open request to which the rules of this release give other dates or
// clocks than it has.
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

// edition names what the dates and clocks of a request, and of the complaints about it,
// follow from.
func (s *Service) edition(r dsar.Request, complaints []ComplaintView) string {
	edition := s.Law.Edition(r.Regime, r.Region)
	if edition == "" || len(r.AlsoRegimes) == 0 && len(complaints) == 0 {
		return edition
	}
	all := []string{edition}
	for _, regime := range r.AlsoRegimes {
		all = append(all, s.Law.Edition(regime, r.Region))
	}
	for _, v := range complaints {
		if regime, timed := s.Law.ComplaintClock(v.Complaint.Regime); timed {
			all = append(all, s.Law.Edition(regime, v.Complaint.Region))
		}
	}
	return law.JoinEditions(all...)
}

// movedByLaw lists the dates that fresh, computed from the events of the stored
// request, gives otherwise than it has them.
func movedByLaw(stored dsar.Request, fresh dsar.Projection) []dsar.MovedDate {
	accepted := stored.Projection
	if stored.Edition == "" { // from before this date was kept
		accepted.ComplaintUntil = fresh.ComplaintUntil
	}
	return accepted.MovedTo(fresh)
}

// noteLaw records that the rules moved dates or clocks of the request, if they did:
// before anything else happens to it, so that its new dates and their reason stand in the
// history. automatic says that nobody was asked.
func (c *requestChange) noteLaw(ctx context.Context, automatic bool) (noted bool, err error) {
	if c.s.Law.IsCurrent(c.request.Edition) {
		return false, nil
	}
	complaints, stored, err := c.s.besideEvents(ctx, c.tx, c.request, c.events)
	if err != nil {
		return false, err
	}
	t, err := c.s.stand(c.request, c.events, complaints, stored)
	if err != nil {
		// What is to happen may be what makes it possible to compute again.
		return false, nil //nolint:nilerr // finish computes again and reports it
	}
	if t.Move == nil {
		return false, nil
	}
	for _, v := range complaints {
		if err := c.s.renewComplaint(ctx, c.tx, v); err != nil {
			return false, err
		}
	}
	return true, c.append(ctx, dsar.Event{
		Kind: dsar.EventLawChanged, On: c.s.dayIn(c.request.TimeZone),
		Details: dsar.Details{Automatic: automatic, Moved: t.Move.Moved, Files: t.Move.Files},
	})
}

// renewComplaint gives a complaint the dates of its authority by the present rules.
func (s *Service) renewComplaint(ctx context.Context, tx *store.Store, v ComplaintView) error {
	fresh, err := s.projectComplaint(v.Complaint, v.Events)
	if err != nil || fresh.SilentDue == v.Complaint.SilentDue && fresh.RemedyFrom == v.Complaint.RemedyFrom {
		return err
	}
	return tx.UpdateComplaint(ctx, fresh, v.Complaint.Version)
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
		_, move, err := s.compare(ctx, row.Request, events[row.Request.ID])
		if err != nil {
			return Page[LawMove]{}, err
		}
		if move != nil {
			move.ControllerName, move.SubjectName = row.ControllerName, row.SubjectName
			page.Items = append(page.Items, *move)
		}
	}
	return page, nil
}

const movesPerPage = 100

// CountLawMoves counts what [Service.LawMoves] lists, up to maximum.
func (s *Service) CountLawMoves(ctx context.Context, a Actor, maximum int) (int, error) {
	return s.Store.CountRequests(ctx, a.WorkspaceID, store.RequestFilter{LawMoved: true}, maximum)
}

// compare computes a request anew and says what the rules would move, nil if nothing. Its
// errors are those of the database.
func (s *Service) compare(ctx context.Context, r dsar.Request, events []dsar.Event) (standing, *LawMove, error) {
	complaints, stored, err := s.besideEvents(ctx, s.Store, r, events)
	if err != nil {
		return standing{}, nil, err
	}
	t, err := s.stand(r, events, complaints, stored)
	if err != nil {
		return standing{}, &LawMove{Request: r, Problem: err}, nil //nolint:nilerr // it is what was found
	}
	return t, t.Move, nil
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

// ReviewLaw compares the dates and clocks of every open request of the installation with
// those that the rules of this release give, and marks the requests for lists. It moves
// none.
func (s *Service) ReviewLaw(ctx context.Context) (LawReview, error) {
	return s.reviewLaw(ctx, s.eachRequest)
}

// reviewChanged is [Service.ReviewLaw] of those requests alone that can have moved: some
// file of their law, or the calculation, is another one than when they were last
// compared.
func (s *Service) reviewChanged(ctx context.Context) (LawReview, error) {
	editions, err := s.Store.Editions(ctx)
	if err != nil {
		return LawReview{}, err
	}
	unheld := slices.DeleteFunc(slices.Clone(editions), law.NamesCalculation)
	editions = slices.DeleteFunc(editions, s.Law.IsCurrent)
	review, err := s.reviewLaw(ctx, func(ctx context.Context, fn func(dsar.Request, []dsar.Event) error) error {
		return s.Store.EachRequestUnder(ctx, doctorBatch, editions, unheld, s.withEvents(ctx, fn))
	})
	if err != nil {
		return review, err
	}
	review.Open, err = s.Store.CountOpen(ctx)
	return review, err
}

func (s *Service) reviewLaw(ctx context.Context, each func(context.Context, func(dsar.Request, []dsar.Event) error) error) (LawReview, error) {
	var review LawReview
	err := each(ctx, func(r dsar.Request, events []dsar.Event) error {
		status := r.Projection.Status
		if status == dsar.StatusDraft || status == dsar.StatusClosed && holdsClocks(r) {
			return nil
		}
		t, move, err := s.compare(ctx, r, events)
		if err != nil {
			return err
		}
		if status != dsar.StatusClosed {
			review.Open++
			if move != nil {
				review.Moves = append(review.Moves, *move)
			}
		}
		return s.markLaw(ctx, r, t, move)
	})
	return review, err
}

// markLaw keeps what a comparison found, where that is news, and the clocks of a request
// that holds none yet.
func (s *Service) markLaw(ctx context.Context, r dsar.Request, t standing, move *LawMove) error {
	was, open := r, r.Projection.Status != dsar.StatusClosed
	switch {
	case move != nil && move.Problem != nil:
		r.LawMoved = open
	case move != nil || !open:
		r.LawMoved, r.Edition = open && move != nil, law.UnknownCalculation(r.Edition)
	default:
		r.LawMoved, r.Edition = false, s.edition(r, t.Complaints)
	}
	if was.Edition == "" && r.Edition != "" { // from before this date was kept
		r.Projection.ComplaintUntil = t.until
	}
	if was.Edition == r.Edition && was.LawMoved == r.LawMoved {
		return nil
	}
	err := s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := tx.MarkLaw(ctx, r); err != nil || holdsClocks(was) || !holdsClocks(r) {
			return err
		}
		return storeClocks(ctx, tx, r.WorkspaceID, t.fresh)
	})
	if code := dsar.CodeOf(err); code == dsar.CodeStale || code == dsar.CodeNotFound {
		return nil // something happened to it meanwhile, and that compared it too
	}
	return err
}

// WatchLaw looks, as a background job, at the requests that the rules can have moved, and
// says in the log that there is something to accept. Requests of a release that held
// no clocks get theirs.
func (s *Service) WatchLaw(ctx context.Context) error {
	review, err := s.reviewChanged(ctx)
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
