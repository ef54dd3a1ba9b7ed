package enforcement

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/strictyaml"
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

// Load reads every file of the folder records, strictly: an unknown or repeated field, a
// missing translation, an impossible or reversed date, a sum without currency or a step
// without source is an error that names the file and the line.
func Load(fsys fs.FS) ([]Record, error) {
	files, err := fs.Glob(fsys, "records/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list records: %w", err)
	}
	var records []Record
	for _, file := range files {
		r, err := read(fsys, file)
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, nil
}

func read(fsys fs.FS, file string) (Record, error) {
	var raw recordYAML
	src, err := strictyaml.Read(fsys, file, &raw)
	if err != nil {
		return Record{}, err
	}
	if want := strings.TrimSuffix(path.Base(file), ".yaml"); raw.Key != want {
		return Record{}, src.At("key").Errorf("key is %q but the file is named for %q", raw.Key, want)
	}
	return raw.record(src.At())
}

// record checks what stands at a place of a file; so do action and step.
func (raw recordYAML) record(at strictyaml.Place) (Record, error) {
	r := Record{
		Key: raw.Key, Party: raw.Party, Country: raw.Country, About: raw.About, Stance: raw.Stance,
		names: raw.Match.Names, domains: raw.Match.Domains,
	}
	switch {
	case raw.Party == "":
		return r, at.At("party").Errorf("party and country are needed")
	case raw.Country == "":
		return r, at.At("country").Errorf("party and country are needed")
	case len(raw.Match.Names)+len(raw.Match.Domains) == 0:
		return r, at.At("match").Errorf("match needs names or domains")
	case len(raw.Actions) == 0:
		return r, at.At("actions").Errorf("no action is declared")
	}
	if err := raw.About.check(true); err != nil {
		return r, at.At("about").Errorf("about: %w", err)
	}
	if err := raw.Stance.check(false); err != nil {
		return r, at.At("stance").Errorf("stance: %w", err)
	}
	seen := map[string]bool{}
	for i, a := range raw.Actions {
		here := at.At("actions", i)
		if a.ID == "" || seen[a.ID] {
			return r, here.At("id").Errorf("an action needs an id of its own; %q is empty or taken", a.ID)
		}
		seen[a.ID] = true
		action, err := a.action(here)
		if err != nil {
			return r, err
		}
		r.Actions = append(r.Actions, action)
	}
	return r, nil
}

func (raw actionYAML) action(at strictyaml.Place) (Action, error) {
	a := Action{
		ID: raw.ID, Authority: raw.Authority, Country: raw.Country, Reference: raw.Reference, Against: raw.Against,
		For: raw.For, Status: raw.Status, Kinds: raw.Kinds,
	}
	if field, err := a.check(); err != nil {
		return a, at.At(field).Errorf("action %s: %w", a.ID, err)
	}
	if len(raw.Steps) == 0 {
		return a, at.At("steps").Errorf("action %s: no step is declared", a.ID)
	}
	last := civil.Date{}
	for i, s := range raw.Steps {
		here := at.At("steps", i)
		step, field, err := s.step()
		if err != nil {
			return a, here.At(field).Errorf("action %s: step %d (%s): %w", a.ID, i+1, s.Kind, err)
		}
		if day := step.Day(); !day.IsZero() {
			if day.Before(last) {
				return a, here.Errorf("action %s: step %d (%s): %s comes before the step above it", a.ID, i+1, s.Kind, day)
			}
			last = day
		}
		a.Steps = append(a.Steps, step)
	}
	return a, nil
}

// check returns the field at fault with the error.
func (a Action) check() (field string, err error) {
	switch {
	case a.Authority == "":
		return "authority", errors.New("authority and country are needed")
	case a.Country == "":
		return "country", errors.New("authority and country are needed")
	case a.For != ForComplainant && a.For != ForTerritory:
		return "for", fmt.Errorf("for is %q; known are %s, %s", a.For, ForComplainant, ForTerritory)
	case !slices.Contains([]Status{StatusPending, StatusUnenforced, StatusClosed, StatusUnknown}, a.Status):
		return "status", fmt.Errorf("unknown status %q", a.Status)
	}
	return "", nil
}

var monthsOnly = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])(/\d{4}-(0[1-9]|1[0-2]))?$`)

// step returns the field at fault with the error.
func (raw stepYAML) step() (s Step, field string, err error) {
	s = Step{
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
			return s, day.name, fmt.Errorf("%s: %w", day.name, err)
		}
	}
	if raw.Penalty != nil {
		s.Penalty = &Penalty{Rate: raw.Penalty.Rate}
		if err := errors.Join(parse(raw.Penalty.From, &s.Penalty.From), parse(raw.Penalty.To, &s.Penalty.To)); err != nil {
			return s, "penalty", fmt.Errorf("penalty: %w", err)
		}
	}
	field, err = s.check()
	return s, field, err
}

func parse(raw string, into *civil.Date) (err error) {
	if raw != "" {
		*into, err = civil.Parse(raw)
	}
	return err
}

// check returns the field at fault with the error.
func (s Step) check() (field string, err error) {
	switch {
	case !slices.Contains(StepKinds(), s.Kind):
		return "kind", fmt.Errorf("unknown kind; known are %v", StepKinds())
	case s.Source == "":
		return "source", errors.New("a step needs a source")
	case !slices.Contains([]string{"high", "medium", "low"}, s.Confidence):
		return "confidence", fmt.Errorf("confidence is %q; known are high, medium, low", s.Confidence)
	case s.Period != "" && !monthsOnly.MatchString(s.Period):
		return "period", fmt.Errorf("period %q is not 2020-05 or 2020-05/2020-12", s.Period)
	case !s.Decided.IsZero() && (before(s.Notified, s.Decided) || before(s.Published, s.Decided)):
		return "decided", errors.New("notified and published cannot lie before decided")
	case (s.Amount.Sum > 0) != (s.Amount.Currency != ""):
		return "amount", errors.New("a sum needs a currency")
	case !slices.Contains([]string{"", "day", "cap"}, s.Amount.Per):
		return "amount", fmt.Errorf("per is %q; known are day, cap", s.Amount.Per)
	case s.Penalty != nil && (s.Penalty.From.IsZero() || s.Penalty.To.Before(s.Penalty.From) || s.Penalty.Rate <= 0):
		return "penalty", errors.New("penalty needs from, to and a rate, in this order of days")
	}
	if err := s.Text.check(true); err != nil {
		return "text", err
	}
	if err := s.Doubt.check(false); err != nil {
		return "doubt", fmt.Errorf("doubt: %w", err)
	}
	return "", nil
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
