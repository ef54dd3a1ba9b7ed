package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/law"
)

// deadlineQuestion is a line of a batch.
type deadlineQuestion struct {
	ID       json.RawMessage `json:"id"`
	Regime   string          `json:"regime"`
	Right    string          `json:"right"`
	Received string          `json:"received"`
	Timezone string          `json:"timezone"`
	Region   string          `json:"holidays_region"`
	Events   []questionEvent `json:"events"`
}

type questionEvent struct {
	Type         string `json:"type"`
	Kind         string `json:"kind"` // as the API calls it
	Date         string `json:"date"`
	ReasonsGiven *bool  `json:"reasons_given"`
	Until        string `json:"until"` // the day that the event itself names
}

// deadlineAnswer is the answer to a question. A date is null where the law gives none.
type deadlineAnswer struct {
	ID                   json.RawMessage `json:"id,omitempty"`
	Due                  *civil.Date     `json:"due"`
	ExtendedDue          *civil.Date     `json:"extended_due"`
	NoticeOfExtensionDue *civil.Date     `json:"notice_of_extension_due"`
	AckDue               *civil.Date     `json:"ack_due"`
	ComplaintFrom        *civil.Date     `json:"complaint_from"`
	ComplaintUntil       *civil.Date     `json:"complaint_until"`
	Trace                []traceStep     `json:"trace"`
}

// deadlineFull is the answer to a single question: all of the above, and what the
// lines of a batch leave out.
type deadlineFull struct {
	deadlineAnswer
	Unconfirmed *confirmationAnswer `json:"unconfirmed"`
	Clocks      []clockAnswer       `json:"clocks"`
	Readings    []readingAnswer     `json:"readings"`
}

// confirmationAnswer says that no answer is owed, because a fee was announced and nothing
// confirmed the request in time; it is null otherwise.
type confirmationAnswer struct {
	By   *civil.Date `json:"by"`   // the last day to confirm; null where the law sets none
	Late *civil.Date `json:"late"` // the day of a confirmation after it
	Due  *civil.Date `json:"due"`  // the last day for the answer if the request is confirmed by then
}

// clockAnswer is one clock of the law.
type clockAnswer struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Duty    string      `json:"duty"`  // controller, person, authority or court
	Kind    string      `json:"kind"`  // deadline, window or wait
	State   string      `json:"state"` // not_started, running, met, missed, replaced or no_figure
	Start   *civil.Date `json:"start"`
	End     *civil.Date `json:"end"`
	Opens   *civil.Date `json:"opens"`
	MetOn   *civil.Date `json:"met_on"`
	Article string      `json:"article,omitempty"`
	Link    string      `json:"link,omitempty"`
	Verify  bool        `json:"verify,omitempty"`
	Trace   []traceStep `json:"trace"`
}

// readingAnswer is one reading of the last day.
type readingAnswer struct {
	Key           string      `json:"key"`
	Text          string      `json:"text"`
	Due           *civil.Date `json:"due"`
	ComplaintFrom *civil.Date `json:"complaint_from"` // null for readings told for information only
	Governs       bool        `json:"governs"`
	Article       string      `json:"article,omitempty"`
	Link          string      `json:"link,omitempty"`
}

// traceStep is one step of the reasoning.
type traceStep struct {
	Key        string      `json:"key"`
	Date       *civil.Date `json:"date"`
	Text       string      `json:"text"`
	Instrument string      `json:"instrument,omitempty"`
	Article    string      `json:"article,omitempty"`
	Link       string      `json:"link,omitempty"`
	Verify     bool        `json:"verify,omitempty"` // not confirmed against the primary text
}

func answerDeadline(book *law.Book, line []byte, lang string) (any, error) {
	var q deadlineQuestion
	if err := decodeLine(line, &q); err != nil {
		return nil, err
	}
	facts, err := q.facts()
	if err != nil {
		return nil, err
	}
	result, err := book.Evaluate(facts)
	if err != nil {
		return nil, inQuestion(err)
	}
	return newDeadlineAnswer(idOrNull(q.ID), result, lang), nil
}

// inQuestion names the field at fault as the question calls it.
func inQuestion(err error) error {
	var fact *law.FactError
	if !errors.As(err, &fact) {
		return err
	}
	named := *fact
	if named.Field == "region" {
		named.Field = "holidays_region"
	}
	if event, ok := strings.CutSuffix(named.Field, ".on"); ok {
		named.Field = event + ".date"
	}
	return &named
}

func (q deadlineQuestion) facts() (law.Facts, error) {
	days, err := newDayReader(q.Timezone)
	if err != nil {
		return law.Facts{}, fmt.Errorf("timezone: %w", err)
	}
	if q.Received == "" {
		return law.Facts{}, errors.New("received: the day is missing")
	}
	received, err := days.read(q.Received)
	if err != nil {
		return law.Facts{}, fmt.Errorf("received: %w", err)
	}
	facts := law.Facts{Regime: q.Regime, Right: q.Right, Received: received, Region: q.Region}
	for i, e := range q.Events {
		on, at, err := days.readMoment(e.Date)
		if err != nil {
			return law.Facts{}, fmt.Errorf("events[%d].date: %w", i, err)
		}
		kind := e.Type
		if kind == "" {
			kind = e.Kind
		}
		if kind == "" {
			return law.Facts{}, fmt.Errorf("events[%d].type: the kind of event is missing", i)
		}
		event := law.Event{Kind: kind, On: on, At: at, ReasonsGiven: e.ReasonsGiven}
		if e.Until != "" {
			if event.Until, err = days.read(e.Until); err != nil {
				return law.Facts{}, fmt.Errorf("events[%d].until: %w", i, err)
			}
		}
		facts.Events = append(facts.Events, event)
	}
	return facts, nil
}

func newDeadlineAnswer(id json.RawMessage, r law.Result, lang string) deadlineAnswer {
	a := deadlineAnswer{
		ID: id, Due: orNull(r.Due), ExtendedDue: orNull(r.ExtendedDue), NoticeOfExtensionDue: orNull(r.NoticeOfExtensionDue),
		AckDue: orNull(r.AckDue), ComplaintFrom: orNull(r.ComplaintFrom), ComplaintUntil: orNull(r.ComplaintUntil),
		Trace: traceSteps(r.Trace, lang),
	}
	return a
}

func newDeadlineFull(r law.Result, lang string) deadlineFull {
	a := deadlineFull{deadlineAnswer: newDeadlineAnswer(nil, r, lang), Clocks: []clockAnswer{}, Readings: []readingAnswer{}}
	if u := r.Unconfirmed; u != nil {
		a.Unconfirmed = &confirmationAnswer{By: orNull(u.By), Late: orNull(u.Late), Due: orNull(u.Due)}
	}
	for _, c := range r.Clocks {
		a.Clocks = append(a.Clocks, clockAnswer{
			ID: c.ID, Name: c.Name(lang), Duty: string(c.Duty), Kind: string(c.Kind), State: string(c.State),
			Start: orNull(c.Start), End: orNull(c.End), Opens: orNull(c.Opens), MetOn: orNull(c.MetOn),
			Article: c.Article.String(), Link: c.Article.Link, Verify: c.Verify, Trace: traceSteps(c.Trace, lang),
		})
	}
	for _, reading := range r.Readings {
		a.Readings = append(a.Readings, readingAnswer{
			Key: reading.Key, Text: reading.Text(lang), Due: orNull(reading.Due), ComplaintFrom: orNull(reading.ComplaintFrom),
			Governs: reading.Governs, Article: reading.Reference.String(), Link: reading.Reference.Link,
		})
	}
	return a
}

func traceSteps(steps []law.Step, lang string) []traceStep {
	list := make([]traceStep, 0, len(steps))
	for _, s := range steps {
		list = append(list, traceStep{
			Key: s.Key, Date: orNull(s.On), Text: s.Text(lang),
			Instrument: s.Article.Instrument, Article: s.Article.Article, Link: s.Article.Link, Verify: s.Verify,
		})
	}
	return list
}

func orNull(d civil.Date) *civil.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}
