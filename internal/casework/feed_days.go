package casework

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/store"
)

const (
	// maxFeedDays is how many days a calendar holds, the earliest first.
	maxFeedDays = 5000
	// A day stays in the calendar for so long after it has passed.
	feedPastDays = 31
	// maxHappenings is how many events a feed of what happened holds.
	maxHappenings = 100
)

// FeedDay is a day of a calendar. About is what it is; of a day that is gone only its
// UID is known, the day on which it was, and when it went.
type FeedDay struct {
	dsar.FeedDay
	About CalendarDay
}

// CalendarDay is what a day of a calendar is.
type CalendarDay struct{ store.CalendarDay }

// Clock returns what the clock is called in the language of lang, and what the day is to
// it: "last_day", "possible" where something is possible from that day on, or "over"
// where a wait is over on it.
func (d CalendarDay) Clock(lang string) (name, ending string) {
	id := law.ClockAnswer
	ending = "last_day"
	switch d.What {
	case store.DayExtendedDue:
		id = law.ClockExtendedAnswer
	case store.DayComplaint:
		id, ending = law.ClockComplaint, "possible"
	case store.DayComplaintUntil:
		id = law.ClockComplaint
	case store.DayClock:
		_, id, _ = strings.Cut(d.Key, "/")
		if d.Kind == string(law.Wait) {
			ending = "over"
		}
	}
	return law.Clock{ID: id}.Name(lang), ending
}

// FeedDays are the days of the requests of the feed's workspace, from a month ago on,
// the earliest first. It remembers what it hands out: a day that has moved since the
// feed was last fetched has a higher Sequence, and one that is no day of the law any
// more is handed out as gone until it is a month past.
func (s *Service) FeedDays(ctx context.Context, f OpenFeed) ([]FeedDay, error) {
	from := s.dayIn("UTC").AddDays(-feedPastDays)
	listed, err := s.Store.CalendarDays(ctx, f.WorkspaceID, from, maxFeedDays)
	if err != nil {
		return nil, err
	}
	sheet := feedSheet{feed: f, from: from, now: s.now(), listed: listed}
	remembered, err := s.Store.FeedDays(ctx, f.Feed)
	if err != nil {
		return nil, err
	}
	days, changed := sheet.compare(remembered)
	if len(changed) == 0 {
		return days, nil
	}
	err = s.Store.InTx(ctx, func(tx *store.Store) error {
		// Somebody else may fetch the same feed: a change must be counted once.
		if remembered, err = tx.FeedDays(ctx, f.Feed); err != nil {
			return err
		}
		days, changed = sheet.compare(remembered)
		if err := tx.ForgetFeedDays(ctx, f.Feed, from); err != nil {
			return err
		}
		return tx.KeepFeedDays(ctx, f.Feed, changed)
	})
	return days, err
}

// feedSheet is what a feed has to hand out now.
type feedSheet struct {
	feed   OpenFeed
	from   civil.Date
	now    time.Time
	listed []store.CalendarDay
}

// compare numbers the listed days by what the feed remembers, adds those that are gone,
// and returns which of them it has to remember anew.
func (f feedSheet) compare(remembered []dsar.FeedDay) (days []FeedDay, changed []dsar.FeedDay) {
	before := make(map[string]dsar.FeedDay, len(remembered))
	for _, d := range remembered {
		before[d.UID] = d
	}
	for _, about := range f.listed {
		fresh := dsar.FeedDay{UID: f.uid(about), On: about.On, Digest: f.digest(about), ChangedAt: f.now}
		was, known := before[fresh.UID]
		delete(before, fresh.UID)
		switch {
		case known && was.Digest == fresh.Digest && was.On == fresh.On && !was.Gone:
			fresh = was
		case known:
			fresh.Sequence = was.Sequence + 1
			changed = append(changed, fresh)
		default:
			changed = append(changed, fresh)
		}
		days = append(days, FeedDay{FeedDay: fresh, About: CalendarDay{about}})
	}
	for _, d := range before {
		if d.On.Before(f.from) || !d.Gone && f.leftOut(d.On) {
			continue
		}
		if !d.Gone {
			d.Gone, d.ChangedAt, d.Sequence = true, f.now, d.Sequence+1
			changed = append(changed, d)
		}
		days = append(days, FeedDay{FeedDay: d})
	}
	slices.SortFunc(days, func(a, b FeedDay) int { return cmp.Or(a.On.Compare(b.On), strings.Compare(a.UID, b.UID)) })
	return days, changed
}

// leftOut reports that a day may be missing only because there are too many.
func (f feedSheet) leftOut(on civil.Date) bool {
	return len(f.listed) >= maxFeedDays && !on.Before(f.listed[len(f.listed)-1].On)
}

// uid names a day for ever. An extension moves the day for the answer, so that it is the
// same one. Two feeds do not share names: a calendar that has both must not take one for
// the other.
func (f feedSheet) uid(d store.CalendarDay) string {
	what := d.What
	if what == store.DayExtendedDue {
		what = store.DayDue
	}
	name := strings.Join([]string{"recourse:feed", f.feed.ID, d.SubjectOf, what, d.Key}, " ")
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
}

// digest changes whenever the feed says something else about the day.
func (f feedSheet) digest(d store.CalendarDay) string {
	said := []string{f.feed.Account.User.Settings.Language, d.What, d.Kind, d.Reference}
	if f.feed.WithNames {
		said = append(said, d.ControllerName, d.SubjectName)
	}
	h := sha256.New()
	for _, text := range said {
		h.Write([]byte(strconv.Itoa(len(text)) + ":" + text))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Happening is an event with what names it in a list.
type Happening struct{ store.Happening }

// FeedHappenings are the latest events of the feed's workspace, the last to be recorded
// first.
func (s *Service) FeedHappenings(ctx context.Context, f OpenFeed) ([]Happening, error) {
	stored, err := s.Store.Happenings(ctx, f.WorkspaceID, maxHappenings)
	list := make([]Happening, 0, len(stored))
	for _, h := range stored {
		list = append(list, Happening{h})
	}
	return list, err
}
