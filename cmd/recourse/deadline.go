package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones must be known on machines without a zone database

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// deadlineCmd is "recourse deadline".
type deadlineCmd struct {
	Regime   string   `help:"Law that governs: eu-gdpr, uk-gdpr, us-ca-ccpa, ch-fadp, or a short name such as gdpr." placeholder:"ID"`
	Right    string   `help:"Right exercised: access, erasure, rectification …" default:"access"`
	Received string   `help:"Day on which the controller received the request, or the instant with its offset." placeholder:"2026-01-31"`
	Holidays string   `help:"Region whose public holidays count, where the controller has to act: FR, DE-BY …; NONE for weekends alone." placeholder:"REGION"`
	Timezone string   `help:"Zone of that place, needed where instants are given." placeholder:"Europe/Paris"`
	Event    []string `help:"What happened since, in any number: id_requested=2026-02-03. Different days stand in any order, events of one day in the order in which they happened, unless they are instants. After an extension notice add ,reasons or ,no-reasons; ,until=2026-07-01 adds the day that a notice or an order names." placeholder:"KIND=DAY" sep:"none"`
	Language string   `help:"Language of the explanation: ${enum}." enum:"en,fr,de" default:"en"`
	JSON     bool     `name:"json" help:"Print JSON."`
	Batch    bool     `help:"Read questions from standard input, one JSON object a line, and answer each with one line."`
}

// Help is shown below the flags.
func (deadlineCmd) Help() string {
	return `Batch lines: {"id", "regime", "right", "received", "timezone", "holidays_region", "events": [{"type", "date", "reasons_given"}]}.
Answers: {"id", "due", "extended_due", "notice_of_extension_due", "ack_due", "complaint_from", "complaint_until", "trace"}; a date is null where the law gives none. Events of one day stand in the order in which they happened; where instants are given, those decide. A line that cannot be answered gives {"id", "error"} and the run goes on.`
}

// Run answers one question or a batch of them.
func (c deadlineCmd) Run(ctx context.Context, p process) error {
	book, err := law.Default()
	if err != nil {
		return err
	}
	if c.Batch {
		return runBatch(ctx, p, func(line []byte) (any, error) { return answerDeadline(book, line, c.Language) })
	}
	facts, err := c.facts()
	if err != nil {
		return usageError{err}
	}
	facts.Today = civil.Of(p.Now(), time.UTC)
	result, err := book.Evaluate(facts)
	if err != nil {
		return c.explain(err)
	}
	if c.JSON {
		out, err := encodeLine(newDeadlineFull(result, c.Language))
		if err != nil {
			return err
		}
		_, err = p.Stdout.Write(out)
		return err
	}
	return printDeadline(p, book, result, c.Language)
}

// explain names the flag behind a fact that could not be used.
func (c deadlineCmd) explain(err error) error {
	var fact *law.FactError
	if !errors.As(err, &fact) {
		return err
	}
	flag := "--" + fact.Field
	switch {
	case fact.Field == "region":
		flag = "--holidays"
	case strings.HasPrefix(fact.Field, "events"):
		flag = "--event"
	}
	reason := fact.Reason
	if len(fact.Known) > 0 {
		reason += "; known: " + strings.Join(fact.Known, ", ")
	}
	return usage("%s: %s", flag, reason)
}

func (c deadlineCmd) facts() (law.Facts, error) {
	var missing []string
	for flag, value := range map[string]string{"--regime": c.Regime, "--received": c.Received, "--holidays": c.Holidays} {
		if value == "" {
			missing = append(missing, flag)
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return law.Facts{}, fmt.Errorf("missing %s (or use --batch)", strings.Join(missing, ", "))
	}
	days, err := newDayReader(c.Timezone)
	if err != nil {
		return law.Facts{}, fmt.Errorf("--timezone: %w", err)
	}
	received, err := days.read(c.Received)
	if err != nil {
		return law.Facts{}, fmt.Errorf("--received: %w", err)
	}
	facts := law.Facts{Regime: c.Regime, Right: c.Right, Received: received, Region: c.Holidays}
	for _, text := range c.Event {
		event, err := days.readEvent(text)
		if err != nil {
			return law.Facts{}, fmt.Errorf("--event %s: %w", text, err)
		}
		facts.Events = append(facts.Events, event)
	}
	return facts, nil
}

// dayReader reads days and instants as of one zone.
type dayReader struct{ zone *time.Location }

func newDayReader(zone string) (dayReader, error) {
	if zone == "" {
		return dayReader{}, nil
	}
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return dayReader{}, fmt.Errorf("unknown time zone %q; write it as in the IANA database, such as Europe/Paris", zone)
	}
	return dayReader{loc}, nil
}

// read reads a day. An instant falls on different days in different zones, so
// without one it is refused rather than guessed.
func (r dayReader) read(s string) (civil.Date, error) {
	day, _, err := r.readMoment(s)
	return day, err
}

// readMoment is like read and returns the instant too, the zero time of a mere day.
func (r dayReader) readMoment(s string) (civil.Date, time.Time, error) {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "T") {
		day, err := civil.Parse(s) // its error says what is wrong with the day
		return day, time.Time{}, err
	}
	if r.zone == nil {
		return civil.Date{}, time.Time{}, fmt.Errorf("%q is an instant; its day depends on the time zone, which is missing", s)
	}
	return law.ParseMoment(s, r.zone)
}

// readEvent reads KIND=DAY with an optional ",reasons" or ",no-reasons".
func (r dayReader) readEvent(s string) (law.Event, error) {
	kind, rest, ok := strings.Cut(s, "=")
	if !ok {
		return law.Event{}, errors.New("write KIND=DAY, such as id_requested=2026-02-03")
	}
	if !slices.Contains(eventKinds(), kind) {
		return law.Event{}, fmt.Errorf("unknown kind of event %q; known: %s", kind, strings.Join(lawKinds(), ", "))
	}
	day, more, _ := strings.Cut(rest, ",")
	on, at, err := r.readMoment(day)
	if err != nil {
		return law.Event{}, err
	}
	event := law.Event{Kind: kind, On: on, At: at}
	for word := range strings.SplitSeq(more, ",") {
		if err := r.readMore(&event, word); err != nil {
			return law.Event{}, err
		}
	}
	return event, nil
}

// readMore reads what stands after the day: reasons, no-reasons or until=DAY.
func (r dayReader) readMore(event *law.Event, word string) (err error) {
	given := word == "reasons"
	switch until, named := strings.CutPrefix(word, "until="); {
	case word == "":
	case given, word == "no-reasons":
		event.ReasonsGiven = &given
	case named:
		event.Until, err = r.read(until)
	default:
		err = fmt.Errorf("%q is neither reasons nor no-reasons nor until=DAY", word)
	}
	return err
}

// lawKinds lists the events on which dates and clocks depend.
func lawKinds() []string { return law.EventKinds() }

// eventKinds adds those that a request has and no date depends on.
func eventKinds() []string {
	kinds := lawKinds()
	for _, kind := range dsar.RecordableKinds() {
		kinds = append(kinds, string(kind))
	}
	return kinds
}
