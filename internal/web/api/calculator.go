package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/restriction"
)

// pathDeadline is the calculator, which needs no account.
const pathDeadline = "/deadline"

func (h *handler) addCalculators() {
	add(h, operation{
		id: "calculate-deadline", method: http.MethodPost, path: pathDeadline, tag: tagLaw, public: true,
		summary: "Work out the dates that the law gives, with the reasons; needs no account",
	}, h.calculateDeadline)
	add(h, operation{
		id: "detect-restrictions", method: http.MethodPost, path: "/detect", tag: tagLaw,
		summary: "Look for restrictions in a text without storing it",
	}, h.detect)
}

type deadlineInput struct {
	Body struct {
		ID       string          `json:"id,omitempty" doc:"Given back as it is"`
		Regime   string          `json:"regime" doc:"Id or alias"`
		Right    string          `json:"right,omitempty" doc:"Id or alias; access if it is not given"`
		Received string          `json:"received" doc:"Day of receipt, 2026-01-31, or an instant with its offset; then timezone is needed"`
		TimeZone string          `json:"timezone,omitempty" doc:"IANA name of the place where the controller must act"`
		Region   string          `json:"holidays_region,omitempty" doc:"Whose public holidays count; NONE, weekends alone, if it is not given"`
		Events   []deadlineEvent `json:"events,omitempty" doc:"Those of one day in the order in which they happened; where instants are given, these decide"`
	}
}

type deadlineEvent struct {
	Type         lawEvent `json:"type"`
	Date         string   `json:"date" doc:"As received"`
	ReasonsGiven *bool    `json:"reasons_given,omitempty"`
	Until        string   `json:"until,omitempty" doc:"The day that the event itself names: of an order, or of a notice of extension"`
}

// lawEvent is an event that a date can depend on, or one of a request's others,
// which are taken and change nothing.
type lawEvent string

func (lawEvent) Schema(huma.Registry) *huma.Schema {
	kinds := law.EventKinds()
	for _, k := range dsar.RecordableKinds() {
		if !slices.Contains(kinds, string(k)) {
			kinds = append(kinds, string(k))
		}
	}
	return enum(kinds)
}

type deadlineShape struct {
	ID                   string       `json:"id,omitempty"`
	Regime               string       `json:"regime"`
	Right                string       `json:"right"`
	Region               string       `json:"holidays_region"`
	Due                  *string      `json:"due" format:"date"`
	ExtendedDue          *string      `json:"extended_due" format:"date"`
	NoticeOfExtensionDue *string      `json:"notice_of_extension_due" format:"date"`
	AckDue               *string      `json:"ack_due" format:"date"`
	ComplaintFrom        *string      `json:"complaint_from" format:"date"`
	ComplaintUntil       *string      `json:"complaint_until" format:"date"`
	EffectiveDue         *string      `json:"effective_due" format:"date"`
	Extended             bool         `json:"extended"`
	Verify               bool         `json:"verify"`
	Trace                []stepShape  `json:"trace" nullable:"false"`
	Claims               []claimShape `json:"claims" nullable:"false"`
	DeadlineMore
}

// DeadlineMore is what the calculator says beyond the dates.
type DeadlineMore struct {
	Unconfirmed *confirmationShape `json:"unconfirmed" doc:"Set where no answer is owed, because a fee was announced and nothing confirmed the request in time; null otherwise"`

	Clocks   []clockShape   `json:"clocks" nullable:"false" doc:"All clocks of the law in the order of their end, those without an end last"`
	Readings []readingShape `json:"readings" nullable:"false" doc:"Readings of the last day that were considered, the reference reading first"`
}

type confirmationShape struct {
	By   *string `json:"by" format:"date" doc:"The last day to confirm; null under a law that sets none"`
	Late *string `json:"late" format:"date" doc:"The day of a confirmation after it, which does not revive the request"`
	Due  *string `json:"due" format:"date" doc:"The last day for the answer if the request is confirmed by then"`
}

func confirmationOf(c *law.Confirmation) *confirmationShape {
	if c == nil {
		return nil
	}
	return &confirmationShape{By: day(c.By), Late: day(c.Late), Due: day(c.Due)}
}

type clockShape struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	About   string      `json:"about" doc:"What it is and what to do when it ends"`
	Duty    string      `json:"duty" enum:"controller,person,authority,court" doc:"Whose clock it is"`
	Kind    string      `json:"kind" enum:"deadline,window,wait" doc:"deadline: act by the end; window: may act until the end; wait: a remedy opens on the day after"`
	State   string      `json:"state" enum:"not_started,running,met,missed,replaced,no_figure"`
	Start   *string     `json:"start" format:"date"`
	End     *string     `json:"end" format:"date" doc:"The last day"`
	Opens   *string     `json:"opens" format:"date" doc:"The first day on which the person may act, of a window or a wait"`
	MetOn   *string     `json:"met_on" format:"date"`
	Article string      `json:"article"`
	Link    string      `json:"link"`
	Verify  bool        `json:"verify" doc:"Some source is still to be verified against the primary text"`
	Trace   []stepShape `json:"trace" nullable:"false"`
}

func clockIn(lang string) func(law.Clock) clockShape {
	return func(c law.Clock) clockShape {
		return clockShape{
			ID: c.ID, Name: c.Name(lang), About: c.About(lang), Duty: string(c.Duty), Kind: string(c.Kind), State: string(c.State),
			Start: day(c.Start), End: day(c.End), Opens: day(c.Opens), MetOn: day(c.MetOn),
			Article: citation(*c.Article), Link: c.Article.Link, Verify: c.Verify, Trace: convert(c.Trace, stepIn(lang)),
		}
	}
}

type readingShape struct {
	Key           string  `json:"key"`
	Text          string  `json:"text"`
	Due           *string `json:"due" format:"date"`
	ComplaintFrom *string `json:"complaint_from" format:"date" doc:"null for a reading that is told for information only"`
	Governs       bool    `json:"governs" doc:"The complaint waits for this reading"`
	Article       string  `json:"article"`
	Link          string  `json:"link"`
}

func readingIn(lang string) func(law.Reading) readingShape {
	return func(r law.Reading) readingShape {
		return readingShape{
			Key: r.Key, Text: r.Text(lang), Due: day(r.Due), ComplaintFrom: day(r.ComplaintFrom), Governs: r.Governs,
			Article: citation(*r.Reference), Link: r.Reference.Link,
		}
	}
}

func (h *handler) calculateDeadline(ctx context.Context, _ casework.Actor, in *deadlineInput) (*bodyOf[deadlineShape], error) {
	facts, err := h.factsOf(in)
	if err != nil {
		return nil, err
	}
	r, err := h.Law.Evaluate(facts)
	if err != nil {
		return nil, inDeadlineFields(factProblem(err, "received"))
	}
	lang := languageOf(ctx)
	return &bodyOf[deadlineShape]{deadlineShape{
		ID: in.Body.ID, Regime: r.Regime, Right: r.Right, Region: r.Region,
		Due: day(r.Due), ExtendedDue: day(r.ExtendedDue), NoticeOfExtensionDue: day(r.NoticeOfExtensionDue), AckDue: day(r.AckDue),
		ComplaintFrom: day(r.ComplaintFrom), ComplaintUntil: day(r.ComplaintUntil), EffectiveDue: day(r.Effective()),
		Extended: r.Extended, Verify: r.Verify, Trace: convert(r.Trace, stepIn(lang)), Claims: convert(r.Claims, claimIn(lang)),
		DeadlineMore: DeadlineMore{
			Unconfirmed: confirmationOf(r.Unconfirmed), Clocks: convert(r.Clocks, clockIn(lang)), Readings: convert(r.Readings, readingIn(lang)),
		},
	}}, nil
}

func (h *handler) factsOf(in *deadlineInput) (law.Facts, error) {
	b := in.Body
	zone, err := zoneOf(b.TimeZone)
	if err != nil {
		return law.Facts{}, err
	}
	received, _, err := parseMoment("received", b.Received, zone)
	if err != nil {
		return law.Facts{}, err
	}
	facts := law.Facts{
		Regime: b.Regime, Right: orElse(b.Right, string(dsar.RightAccess)), Received: received,
		Region: orElse(b.Region, "NONE"), Today: civil.Of(h.Now(), time.UTC),
	}
	for i, e := range b.Events {
		on, at, err := parseMoment(fmt.Sprintf("events[%d].date", i), e.Date, zone)
		if err != nil {
			return law.Facts{}, err
		}
		event := law.Event{Kind: string(e.Type), On: on, At: at, ReasonsGiven: e.ReasonsGiven}
		if e.Until != "" {
			if event.Until, _, err = parseMoment(fmt.Sprintf("events[%d].until", i), e.Until, zone); err != nil {
				return law.Facts{}, err
			}
		}
		facts.Events = append(facts.Events, event)
	}
	return facts, nil
}

func zoneOf(name string) (*time.Location, error) {
	if name == "" {
		return nil, nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, dsar.Invalid("timezone", "error.time_zone", map[string]any{"Value": shorten(name)})
	}
	return loc, nil
}

// parseMoment reads a day, or an instant as of the zone. An instant falls on
// different days in different zones: without one it is refused, not guessed.
// The instant is the zero time of a mere day.
func parseMoment(field, s string, zone *time.Location) (civil.Date, time.Time, error) {
	if s == "" {
		return civil.Date{}, time.Time{}, dsar.Invalid(field, "error.date.missing", nil)
	}
	if !strings.Contains(s, "T") {
		day, err := parseDay(field, s)
		return day, time.Time{}, err
	}
	if zone == nil {
		return civil.Date{}, time.Time{}, dsar.Invalid(field, "error.date.instant_without_zone", map[string]any{"Value": shorten(s)})
	}
	day, at, err := law.ParseMoment(s, zone)
	if err != nil {
		return civil.Date{}, time.Time{}, dsar.Invalid(field, "error.date.instant", map[string]any{"Value": shorten(s)})
	}
	return day, at, nil
}

var eventDay = regexp.MustCompile(`^(events\[\d+\])\.on$`)

// inDeadlineFields names the fields as this call does.
func inDeadlineFields(err error) error {
	var e *dsar.Error
	if !errors.As(err, &e) {
		return err
	}
	for i, p := range e.Problems {
		switch {
		case p.Field == "region":
			e.Problems[i].Field = "holidays_region"
		default:
			e.Problems[i].Field = eventDay.ReplaceAllString(p.Field, "$1.date")
		}
	}
	return e
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

type detectInput struct {
	Body struct {
		ID     string `json:"id,omitempty" doc:"Given back as it is"`
		Text   string `json:"text"`
		Regime string `json:"regime,omitempty" doc:"Id or alias; without it every verdict is left to a person"`
		Lang   string `json:"lang,omitempty" doc:"Language of the whole text; without it it is detected"`
		Kind   string `json:"kind,omitempty" enum:"reply,policy" doc:"reply, if it is not given"`
	}
}

type detectShape struct {
	ID       string          `json:"id,omitempty"`
	Lang     string          `json:"lang" doc:"Main language; empty if it could not be told"`
	Findings []detectedShape `json:"findings" nullable:"false"`
}

type detectedShape struct {
	Key        string  `json:"key"`
	Name       string  `json:"name"`
	Verdict    string  `json:"verdict"`
	Start      int     `json:"start"`
	End        int     `json:"end"`
	Quote      string  `json:"quote"`
	Rule       string  `json:"rule"`
	Confidence float64 `json:"confidence"`
}

func (h *handler) detect(ctx context.Context, _ casework.Actor, in *detectInput) (*bodyOf[detectShape], error) {
	b := in.Body
	if err := h.checkDetection(b.Regime, b.Lang); err != nil {
		return nil, err
	}
	report, err := h.Detector.Detect(restriction.Input{Text: b.Text, Regime: b.Regime, Kind: b.Kind, Lang: b.Lang})
	if err != nil {
		return nil, err
	}
	lang := languageOf(ctx)
	return &bodyOf[detectShape]{detectShape{
		ID: b.ID, Lang: report.Lang,
		Findings: convert(report.Findings, func(f restriction.Finding) detectedShape {
			kind, _ := h.Detector.Kind(f.Key) // whatever is found is of a known kind
			return detectedShape{
				Key: f.Key, Name: kind.Name(lang), Verdict: string(f.Verdict), Start: f.Start, End: f.End,
				Quote: f.Quote, Rule: f.Rule, Confidence: f.Confidence,
			}
		}),
	}}, nil
}

func (h *handler) checkDetection(regime, lang string) error {
	var problems []dsar.Problem
	if _, known := h.Detector.Regime(regime); regime != "" && !known {
		var ids []string
		for _, r := range h.Detector.Regimes() {
			ids = append(ids, r.ID)
		}
		problems = append(problems, notOneOf("regime", regime, ids))
	}
	if lang != "" && !slices.Contains(h.Detector.Languages(), lang) {
		problems = append(problems, notOneOf("lang", lang, h.Detector.Languages()))
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

func notOneOf(field, value string, known []string) dsar.Problem {
	return dsar.Problem{Field: field, Key: "error.unknown", Args: map[string]any{"Value": shorten(value), "Known": strings.Join(known, ", ")}}
}
