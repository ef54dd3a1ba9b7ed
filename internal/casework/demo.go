package casework

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v3"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

//go:embed demo.yaml
var demoFile []byte

// DemoReport says what the example consists of.
type DemoReport struct {
	Controllers int
	Requests    int
}

type demoData struct {
	Controllers []struct{ Key, Name, Country, Region, Email, Alias string }
	Subjects    []struct{ Key, Name, Email, Address, Country, Identifiers string }
	Cases       []demoCase
	Texts       map[string]map[string]string
}

type demoCase struct {
	Controller, Subject, Regime string
	Rights                      []dsar.Right
	Steps                       []demoStep
}

// demoStep is one thing that happens; exactly one of Event, Message, Reply, Letter
// and Complaint says which.
type demoStep struct {
	Ago       int
	Event     dsar.EventKind
	Outcome   dsar.Outcome
	Reasons   *bool
	Message   string
	Reply     string
	Confirm   bool
	Letter    dsar.LetterKind
	Complaint string
	Reference string
}

// Demo fills an empty database with a worked example in the given language, as
// seen today. It goes through the same use cases as a person. It returns
// [dsar.CodeConflict] if the database holds a request already.
func (s *Service) Demo(ctx context.Context, language string) (DemoReport, error) {
	var data demoData
	decoder := yaml.NewDecoder(bytes.NewReader(demoFile))
	decoder.KnownFields(true)
	if err := decoder.Decode(&data); err != nil {
		return DemoReport{}, fmt.Errorf("read the example: %w", err)
	}
	a, err := s.demoActor(ctx, language)
	if err != nil {
		return DemoReport{}, err
	}
	d := demo{s: s, actor: a, data: data}
	if err := d.fill(ctx); err != nil {
		return DemoReport{}, err
	}
	return DemoReport{Controllers: len(data.Controllers), Requests: len(data.Cases)}, nil
}

// demoActor acts in the first workspace, for its first account, which may be yet to
// come.
func (s *Service) demoActor(ctx context.Context, language string) (Actor, error) {
	a := Actor{Role: dsar.RoleOwner, Language: language, TimeZone: "UTC"}
	err := s.Store.InTx(ctx, func(tx *store.Store) error {
		w, err := s.firstWorkspace(ctx, tx)
		if err != nil {
			return err
		}
		a.WorkspaceID, a.UserID = w.ID, founderID(w)
		users, err := tx.UsersOf(ctx, w.ID)
		if err == nil && len(users) > 0 {
			a.UserID = users[0].ID
		}
		return err
	})
	if err != nil {
		return a, err
	}
	n, err := s.Store.CountRequests(ctx, a.WorkspaceID, store.RequestFilter{Now: s.now()}, 1)
	if err == nil && n > 0 {
		err = dsar.NewError(dsar.CodeConflict, "error.demo.not_empty", nil)
	}
	return a, err
}

type demo struct {
	s           *Service
	actor       Actor
	data        demoData
	controllers map[string]string // key to id
}

func (d *demo) fill(ctx context.Context) error {
	d.controllers = make(map[string]string)
	for _, c := range d.data.Controllers {
		in := ControllerInput{Name: c.Name, Country: c.Country, HolidaysRegion: c.Region, Emails: []string{c.Email}, Aliases: []string{c.Alias}}
		created, err := d.s.CreateController(ctx, d.actor, in)
		if err != nil {
			return fmt.Errorf("controller %s: %w", c.Key, err)
		}
		d.controllers[c.Key] = created.ID
	}
	for i, c := range d.data.Cases {
		if err := d.play(ctx, c); err != nil {
			return fmt.Errorf("case %d, %s and %s: %w", i+1, c.Controller, c.Subject, err)
		}
	}
	return nil
}

func (d *demo) play(ctx context.Context, c demoCase) error {
	in := NewRequest{ControllerID: d.controllers[c.Controller], Rights: c.Rights, Regime: c.Regime, Language: d.actor.Language}
	for _, subject := range d.data.Subjects {
		if subject.Key == c.Subject {
			in.Subject = SubjectInput{
				Name: subject.Name, Email: subject.Email, Address: subject.Address, Country: subject.Country, Identifiers: subject.Identifiers,
			}
		}
	}
	view, err := d.s.CreateRequest(ctx, d.actor, in)
	if err != nil {
		return err
	}
	for i, step := range c.Steps {
		if err := d.step(ctx, view.Request, step); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return nil
}

func (d *demo) step(ctx context.Context, r dsar.Request, step demoStep) error {
	on := d.s.dayIn(r.TimeZone).AddDays(-step.Ago)
	var err error
	switch {
	case step.Event == dsar.EventSent:
		_, err = d.s.RecordTaken(ctx, d.actor, r.ID, TakenInput{Kind: dsar.RequestLetter(r.Rights), SentOn: on}, AnyVersion)
	case step.Event != "":
		_, err = d.s.RecordEvent(ctx, d.actor, r.ID, EventInput{Kind: step.Event, On: on, ReasonsGiven: step.Reasons, Outcome: step.Outcome}, AnyVersion)
	case step.Message != "":
		_, err = d.message(ctx, r, on, step.Message, true)
	case step.Reply != "":
		err = d.reply(ctx, r, on, step)
	case step.Letter != "":
		_, err = d.s.RecordTaken(ctx, d.actor, r.ID, TakenInput{Kind: step.Letter, SentOn: on}, AnyVersion)
	case step.Complaint != "":
		in := ComplaintInput{AuthorityID: step.Complaint, LodgedOn: on, Reference: step.Reference}
		_, err = d.s.LodgeComplaint(ctx, d.actor, r.ID, in, AnyVersion)
	}
	return err
}

func (d *demo) message(ctx context.Context, r dsar.Request, on civil.Date, text string, notReply bool) (MessageView, error) {
	in := MessageInput{Direction: dsar.DirectionIn, On: on, Text: d.data.Texts[text][d.actor.Language], NotReply: notReply}
	return d.s.AddMessage(ctx, d.actor, r.ID, in, AnyVersion)
}

func (d *demo) reply(ctx context.Context, r dsar.Request, on civil.Date, step demoStep) error {
	m, err := d.message(ctx, r, on, step.Reply, false)
	if err != nil || !step.Confirm {
		return err
	}
	for _, f := range m.Findings {
		if _, err := d.s.ReviewFinding(ctx, d.actor, f.Finding.ID, dsar.FindingConfirmed, AnyVersion); err != nil {
			return err
		}
	}
	return nil
}
