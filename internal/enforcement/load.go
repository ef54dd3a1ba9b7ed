package enforcement

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"recourse/internal/civil"
)

//go:embed records/*.yaml
var builtIn embed.FS

// languages are those in which every text must be there.
var languages = []string{"en", "fr", "de"}

// StepKinds lists the kinds of steps in the order in which they usually come.
func StepKinds() []StepKind {
	return []StepKind{
		"complaint_lodged", "investigation_opened", "questionnaire", "formal_notice", "report", "hearing", "fine",
		"injunction", "periodic_penalty", "compliance_evidence", "liquidation", "further_order", "appeal", "remittal",
		"recovery", "closed",
	}
}

type recordYAML struct {
	Key     string `yaml:"key"`
	Party   string `yaml:"party"`
	Country string `yaml:"country"`
	Match   struct {
		Names   []string `yaml:"names"`
		Domains []string `yaml:"domains"`
	} `yaml:"match"`
	About   Text         `yaml:"about"`
	Stance  Text         `yaml:"stance"`
	Actions []actionYAML `yaml:"actions"`
}

type actionYAML struct {
	ID        string        `yaml:"id"`
	Authority string        `yaml:"authority"`
	Country   string        `yaml:"country"`
	Reference string        `yaml:"reference"`
	Against   string        `yaml:"against"`
	For       Beneficiaries `yaml:"for"`
	Status    Status        `yaml:"status"`
	Kinds     []string      `yaml:"kinds"`
	Steps     []stepYAML    `yaml:"steps"`
}

type stepYAML struct {
	Kind       StepKind `yaml:"kind"`
	Decided    string   `yaml:"decided"`
	Notified   string   `yaml:"notified"`
	Published  string   `yaml:"published"`
	On         string   `yaml:"on"`
	Period     string   `yaml:"period"`
	Amount     Amount   `yaml:"amount"`
	Penalty    *penalty `yaml:"penalty"`
	Text       Text     `yaml:"text"`
	Doubt      Text     `yaml:"doubt"`
	Source     string   `yaml:"source"`
	Confidence string   `yaml:"confidence"`
}

type penalty struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
	Rate int64  `yaml:"rate"`
}

// Default returns the records that are compiled into the program, sorted by key.
func Default() ([]Record, error) { return Load(builtIn) }

// Load reads every file of the folder records, strictly: an unknown field, a missing
// translation, an impossible or reversed date, a sum without currency or a step without
// source is an error that names the file and the place.
func Load(fsys fs.FS) ([]Record, error) {
	files, err := fs.Glob(fsys, "records/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list records: %w", err)
	}
	var records []Record
	for _, file := range files {
		r, err := read(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		records = append(records, r)
	}
	return records, nil
}

func read(fsys fs.FS, file string) (Record, error) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return Record{}, err
	}
	var raw recordYAML
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&raw); err != nil {
		return Record{}, err
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return Record{}, errors.New("more than one document")
	}
	if want := strings.TrimSuffix(path.Base(file), ".yaml"); raw.Key != want {
		return Record{}, fmt.Errorf("key is %q but the file is named for %q", raw.Key, want)
	}
	return raw.record()
}

func (raw recordYAML) record() (Record, error) {
	r := Record{
		Key: raw.Key, Party: raw.Party, Country: raw.Country, About: raw.About, Stance: raw.Stance,
		names: raw.Match.Names, domains: raw.Match.Domains,
	}
	switch {
	case raw.Party == "" || raw.Country == "":
		return r, errors.New("party and country are needed")
	case len(raw.Match.Names)+len(raw.Match.Domains) == 0:
		return r, errors.New("match needs names or domains")
	case len(raw.Actions) == 0:
		return r, errors.New("no action is declared")
	}
	if err := raw.About.check(true); err != nil {
		return r, fmt.Errorf("about: %w", err)
	}
	if err := raw.Stance.check(false); err != nil {
		return r, fmt.Errorf("stance: %w", err)
	}
	seen := map[string]bool{}
	for _, a := range raw.Actions {
		if a.ID == "" || seen[a.ID] {
			return r, fmt.Errorf("an action needs an id of its own; %q is empty or taken", a.ID)
		}
		seen[a.ID] = true
		action, err := a.action()
		if err != nil {
			return r, fmt.Errorf("action %s: %w", a.ID, err)
		}
		r.Actions = append(r.Actions, action)
	}
	return r, nil
}

func (raw actionYAML) action() (Action, error) {
	a := Action{
		ID: raw.ID, Authority: raw.Authority, Country: raw.Country, Reference: raw.Reference, Against: raw.Against,
		For: raw.For, Status: raw.Status, Kinds: raw.Kinds,
	}
	switch {
	case a.Authority == "" || a.Country == "":
		return a, errors.New("authority and country are needed")
	case a.For != ForComplainant && a.For != ForTerritory:
		return a, fmt.Errorf("for is %q; known are %s, %s", a.For, ForComplainant, ForTerritory)
	case !slices.Contains([]Status{StatusPending, StatusUnenforced, StatusClosed, StatusUnknown}, a.Status):
		return a, fmt.Errorf("unknown status %q", a.Status)
	case len(raw.Steps) == 0:
		return a, errors.New("no step is declared")
	}
	last := civil.Date{}
	for i, s := range raw.Steps {
		step, err := s.step()
		if err != nil {
			return a, fmt.Errorf("step %d (%s): %w", i+1, s.Kind, err)
		}
		if day := step.Day(); !day.IsZero() {
			if day.Before(last) {
				return a, fmt.Errorf("step %d (%s): %s comes before the step above it", i+1, s.Kind, day)
			}
			last = day
		}
		a.Steps = append(a.Steps, step)
	}
	return a, nil
}

var monthsOnly = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])(/\d{4}-(0[1-9]|1[0-2]))?$`)

func (raw stepYAML) step() (Step, error) {
	s := Step{
		Kind: raw.Kind, Period: raw.Period, Amount: raw.Amount, Text: raw.Text, Doubt: raw.Doubt, Source: raw.Source,
		Confidence: raw.Confidence,
	}
	for _, day := range []struct {
		name, raw string
		into      *civil.Date
	}{
		{"decided", raw.Decided, &s.Decided},
		{"notified", raw.Notified, &s.Notified},
		{"published", raw.Published, &s.Published},
		{"on", raw.On, &s.On},
	} {
		if err := parse(day.raw, day.into); err != nil {
			return s, fmt.Errorf("%s: %w", day.name, err)
		}
	}
	if raw.Penalty != nil {
		s.Penalty = &Penalty{Rate: raw.Penalty.Rate}
		if err := errors.Join(parse(raw.Penalty.From, &s.Penalty.From), parse(raw.Penalty.To, &s.Penalty.To)); err != nil {
			return s, fmt.Errorf("penalty: %w", err)
		}
	}
	return s, s.check()
}

func parse(raw string, into *civil.Date) (err error) {
	if raw != "" {
		*into, err = civil.Parse(raw)
	}
	return err
}

func (s Step) check() error {
	switch {
	case !slices.Contains(StepKinds(), s.Kind):
		return fmt.Errorf("unknown kind; known are %v", StepKinds())
	case s.Source == "":
		return errors.New("a step needs a source")
	case !slices.Contains([]string{"high", "medium", "low"}, s.Confidence):
		return fmt.Errorf("confidence is %q; known are high, medium, low", s.Confidence)
	case s.Period != "" && !monthsOnly.MatchString(s.Period):
		return fmt.Errorf("period %q is not 2020-05 or 2020-05/2020-12", s.Period)
	case !s.Decided.IsZero() && (before(s.Notified, s.Decided) || before(s.Published, s.Decided)):
		return errors.New("notified and published cannot lie before decided")
	case (s.Amount.Sum > 0) != (s.Amount.Currency != ""):
		return errors.New("a sum needs a currency")
	case !slices.Contains([]string{"", "day", "cap"}, s.Amount.Per):
		return fmt.Errorf("per is %q; known are day, cap", s.Amount.Per)
	case s.Penalty != nil && (s.Penalty.From.IsZero() || s.Penalty.To.Before(s.Penalty.From) || s.Penalty.Rate <= 0):
		return errors.New("penalty needs from, to and a rate, in this order of days")
	}
	if err := s.Text.check(true); err != nil {
		return err
	}
	if err := s.Doubt.check(false); err != nil {
		return fmt.Errorf("doubt: %w", err)
	}
	return nil
}

func before(d, than civil.Date) bool { return !d.IsZero() && d.Before(than) }

// check refuses a text that lacks a language; one that is not needed may be empty.
func (t Text) check(needed bool) error {
	if len(t) == 0 && !needed {
		return nil
	}
	for _, lang := range languages {
		if strings.TrimSpace(t[lang]) == "" {
			return fmt.Errorf("the text in %s is missing", lang)
		}
	}
	if len(t) != len(languages) {
		return fmt.Errorf("texts are in %s", strings.Join(languages, ", "))
	}
	return nil
}
