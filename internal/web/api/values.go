package api

import (
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// day writes a day as the API does: 2026-01-31, or null.
func day(d civil.Date) *string {
	if d.IsZero() {
		return nil
	}
	s := d.String()
	return &s
}

// instant writes an instant as RFC 3339 in UTC, or null.
func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

// parseDay reads a day of the input; "" is the zero Date.
func parseDay(field, s string) (civil.Date, error) {
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.Parse(s)
	if err != nil {
		return civil.Date{}, dsar.InvalidFields(dayProblem(field, s))
	}
	return d, nil
}

// etag writes a version as an entity tag.
func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// IfMatch is the optional header that names the version which was read.
type IfMatch struct {
	Header string `header:"If-Match" doc:"ETag of the version that was read; without it the change is made whatever the version"`
}

// version reads the header. One that is no ETag of ours cannot be the version that
// is stored, so it is refused like an old one, but says why.
func (m IfMatch) version() (int, error) {
	s := strings.TrimSpace(m.Header)
	if s == "" || s == "*" {
		return casework.AnyVersion, nil
	}
	inner, found := strings.CutPrefix(s, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	n, err := strconv.Atoi(inner)
	if !found || !closed || err != nil || n <= 0 {
		return 0, dsar.NewError(dsar.CodeStale, "error.api.if_match", map[string]any{"Value": shorten(s)})
	}
	return n, nil
}

// enum describes a text that is one of a known few.
func enum[T ~string](values []T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	s.PrecomputeMessages()
	return s
}

// The types below describe themselves with the values the domain knows, so that
// the description and the check can never lag behind it.
type (
	rightName      string
	languageName   string
	letterLanguage string
	channelName    string
	statusName     string
	outcomeName    string
	eventKind      string
	complaintEvent string
	directionName  string
	findingStatus  string
	incomingState  string
	dismissReason  string
	answerName     string
	verdictName    string
	findingSort    string
	letterKind     string
	sortName       string
	themeName      string
)

func (rightName) Schema(huma.Registry) *huma.Schema      { return enum(dsar.Rights()) }
func (languageName) Schema(huma.Registry) *huma.Schema   { return enum(dsar.Languages()) }
func (letterLanguage) Schema(huma.Registry) *huma.Schema { return enum(dsar.LetterLanguages()) }
func (channelName) Schema(huma.Registry) *huma.Schema    { return enum(dsar.Channels()) }
func (statusName) Schema(huma.Registry) *huma.Schema     { return enum(dsar.Statuses()) }
func (outcomeName) Schema(huma.Registry) *huma.Schema    { return enum(dsar.Outcomes()) }
func (eventKind) Schema(huma.Registry) *huma.Schema      { return enum(dsar.RecordableKinds()) }
func (complaintEvent) Schema(huma.Registry) *huma.Schema { return enum(dsar.ComplaintKinds()) }

func (directionName) Schema(huma.Registry) *huma.Schema {
	return enum([]dsar.Direction{dsar.DirectionIn, dsar.DirectionOut})
}

func (findingStatus) Schema(huma.Registry) *huma.Schema {
	return enum([]dsar.FindingStatus{dsar.FindingSuspected, dsar.FindingConfirmed, dsar.FindingDismissed})
}

func (incomingState) Schema(huma.Registry) *huma.Schema { return enum(dsar.IncomingStates()) }

func (dismissReason) Schema(huma.Registry) *huma.Schema { return enum(dsar.DismissReasons()) }

func (answerName) Schema(huma.Registry) *huma.Schema {
	return enum(append(dsar.Answers(), casework.NoAnswer))
}

func (verdictName) Schema(huma.Registry) *huma.Schema { return enum(casework.Verdicts()) }
func (findingSort) Schema(huma.Registry) *huma.Schema { return enum(casework.FindingSorts()) }

func (letterKind) Schema(huma.Registry) *huma.Schema {
	return enum([]dsar.LetterKind{
		dsar.LetterAccess, dsar.LetterErasure, dsar.LetterAccessErasure, dsar.LetterRectification,
		dsar.LetterPortability, dsar.LetterObjection, dsar.LetterRestriction, dsar.LetterIDAnswer,
		dsar.LetterFollowUp, dsar.LetterFinalNotice, dsar.LetterComplaint,
	})
}

func (sortName) Schema(huma.Registry) *huma.Schema {
	return enum([]casework.RequestSort{casework.SortDue, casework.SortNewest, casework.SortController, casework.SortUpdated, casework.SortWaiting})
}

func (themeName) Schema(huma.Registry) *huma.Schema { return enum([]string{"", "light", "dark"}) }

func texts[T ~string](values []T) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

func rightsOf(names []rightName) []dsar.Right {
	var rights []dsar.Right
	for _, n := range names {
		rights = append(rights, dsar.Right(n))
	}
	return rights
}

// orEmpty makes an absent list an empty one: [] and not null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// page is one page of a list.
type page[T any] struct {
	Items      []T     `json:"items" nullable:"false"`
	NextCursor *string `json:"next_cursor" doc:"Pass it as cursor to get the next page; null on the last"`
}

func pageOf[T, R any](p casework.Page[T], convert func(T) R) page[R] {
	out := page[R]{Items: []R{}}
	for _, item := range p.Items {
		out.Items = append(out.Items, convert(item))
	}
	if p.NextCursor != "" {
		out.NextCursor = &p.NextCursor
	}
	return out
}

// list is a list that is always given whole.
type list[T any] struct {
	Items []T `json:"items" nullable:"false"`
}

func listOf[T, R any](items []T, convert func(T) R) list[R] {
	out := list[R]{Items: []R{}}
	for _, item := range items {
		out.Items = append(out.Items, convert(item))
	}
	return out
}

// bodyOf is an answer that is nothing but a body.
type bodyOf[T any] struct{ Body T }

// tagged is an answer with a version.
type tagged[T any] struct {
	ETag string `header:"ETag" doc:"Version, for If-Match"`
	Body T
}

// created is an answer about something new.
type created[T any] struct {
	Location string `header:"Location" doc:"Where it can be read"`
	ETag     string `header:"ETag" doc:"Version, for If-Match"`
	Body     T
}

// none is an answer without body, or an input without fields.
type none struct{}

// ByID is the id in the path.
type ByID struct {
	ID string `path:"id" doc:"Its id"`
}
