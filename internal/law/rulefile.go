package law

import (
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"strings"
	"sync"

	"recourse/internal/strictyaml"
)

// The types below are rules/<regime>.yaml as it is written; docs/law-rules.md is
// its grammar. checker turns them into the types of rule.go.

// regimeHead is what a rule file says before its references. It is read at once, so
// that every regime is known by name; the rest is read when it is asked for.
type regimeHead struct {
	Schema  int      `yaml:"schema"`
	ID      word     `yaml:"id"`
	Aliases []string `yaml:"aliases"`
	Name    Text     `yaml:"name"`
}

type regimeFile struct {
	regimeHead `yaml:",inline"`
	References map[string]referenceFile `yaml:"references"`
	Scope      []scopeFile              `yaml:"scope"`
	Rights     []rightFile              `yaml:"rights"`
	Clocks     []clockFile              `yaml:"clocks"`
}

type scopeFile struct {
	By        word     `yaml:"by"`
	Countries []string `yaml:"countries"`
	ButNot    []string `yaml:"but_not"`
	Undivided bool     `yaml:"undivided"`
	Sector    []word   `yaml:"sector"`
	Except    []word   `yaml:"except"`
	Strength  word     `yaml:"strength"`
	Reason    word     `yaml:"reason"`
	Reference word     `yaml:"reference"`
}

type rightFile struct {
	IDs      []word            `yaml:"ids"`
	Aliases  map[string]string `yaml:"aliases"`
	Versions []versionFile     `yaml:"versions"`
}

type versionFile struct {
	From            word           `yaml:"from"`
	Reference       word           `yaml:"reference"`
	NoFigure        bool           `yaml:"no_figure"`
	Wording         word           `yaml:"wording"`
	Start           startFile      `yaml:"start"`
	Answer          *periodFile    `yaml:"answer"`
	Extension       *extensionFile `yaml:"extension"`
	Acknowledgement *periodFile    `yaml:"acknowledgement"`
	Pauses          []pauseFile    `yaml:"pauses"`
	MonthEnd        *monthEndFile  `yaml:"month_end"`
	Shift           *shiftFile     `yaml:"shift"`
	Complaint       *complaintFile `yaml:"complaint"`
	Mentions        []mentionFile  `yaml:"mentions"`
	Fee             *feeFile       `yaml:"fee"`
	Notes           []noteFile     `yaml:"notes"`
}

type periodFile struct {
	Period    word `yaml:"period"`
	Reference word `yaml:"reference"`
}

type extensionFile struct {
	Total     word `yaml:"total"`
	OpenEnded bool `yaml:"open_ended"`
	Reference word `yaml:"reference"`
}

type monthEndFile struct {
	Round     word `yaml:"round"`
	Reference word `yaml:"reference"`
}

type shiftFile struct {
	Days      []word `yaml:"days"`
	Reference word   `yaml:"reference"`
}

type startFile struct {
	Reference word           `yaml:"reference"`
	FirstDay  word           `yaml:"first_day"`
	Replaced  []word         `yaml:"replaced_by"`
	Latest    []questionFile `yaml:"latest_of"`
}

type questionFile struct {
	Claim     word `yaml:"claim"`
	Asked     word `yaml:"asked"`
	Answered  word `yaml:"answered"`
	Reference word `yaml:"reference"`
}

type pauseFile struct {
	Claim     word   `yaml:"claim"`
	Asked     word   `yaml:"asked"`
	Answered  word   `yaml:"answered"`
	Counts    word   `yaml:"counts"`
	Caution   word   `yaml:"caution"`
	Only      []word `yaml:"only_for"`
	Reference word   `yaml:"reference"`
}

type complaintFile struct {
	After     word          `yaml:"after"`
	Period    word          `yaml:"period"`
	Reference word          `yaml:"reference"`
	WaitsFor  []readingFile `yaml:"waits_for"`
	OpensWith []word        `yaml:"opens_with"`
	Until     []untilFile   `yaml:"until"`
}

type readingFile struct {
	Reading   word   `yaml:"reading"`
	Region    word   `yaml:"region"`
	Days      int    `yaml:"days"`
	Moves     []word `yaml:"moves"`
	Reference word   `yaml:"reference"`
}

type feeFile struct {
	Open        word   `yaml:"open"`
	Maximum     word   `yaml:"maximum"`
	ConfirmedBy []word `yaml:"confirmed_by"`
	Reflection  word   `yaml:"reflection"`
	Reference   word   `yaml:"reference"`
}

type mentionFile struct {
	Reading   word `yaml:"reading"`
	Reference word `yaml:"reference"`
}

type untilFile struct {
	After     word `yaml:"after"`
	Period    word `yaml:"period"`
	Reference word `yaml:"reference"`
}

type noteFile struct {
	Key       word   `yaml:"key"`
	Regions   []word `yaml:"regions"`
	Reference word   `yaml:"reference"`
}

// entry is a regime of which only the head has been read.
type entry struct {
	id      string
	aliases []string
	name    Text
	// rules reads the rest of the file, and public describes it, once each.
	rules  func() (*regime, error)
	public func() (Regime, error)
}

// loadRegimes reads the head of every rule file.
func loadRegimes(fsys fs.FS, calendars map[string]*calendar) (map[string]*entry, error) {
	names, err := yamlFiles(fsys)
	if err != nil {
		return nil, fmt.Errorf("list rule files: %w", err)
	}
	regimes := make(map[string]*entry, len(names))
	var all problems
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read rules: %w", err)
		}
		e, err := loadEntry(name, data, calendars)
		if err != nil {
			all.list = append(all.list, err)
			continue
		}
		regimes[e.id] = e
	}
	return regimes, all.err()
}

// rulesOf finds where the head of a rule file ends.
var rulesOf = regexp.MustCompile(`(?m)^(?:references|scope|rights|clocks):`)

func loadEntry(name string, data []byte, calendars map[string]*calendar) (*entry, error) {
	head := data
	if at := rulesOf.FindIndex(data); at != nil {
		head = data[:at[0]]
	}
	var f regimeHead
	if err := strictyaml.Decode(name, head, &f); err != nil {
		return nil, err
	}
	c := &checker{problems: problems{file: name}}
	c.head(f, strings.TrimSuffix(path.Base(name), ".yaml"))
	e := &entry{id: f.ID.text, aliases: f.Aliases, name: f.Name}
	e.rules = sync.OnceValues(func() (*regime, error) { return parseRegime(name, data, f, calendars) })
	e.public = sync.OnceValues(func() (Regime, error) {
		r, err := e.rules()
		if err != nil {
			return Regime{}, err
		}
		return r.public(), nil
	})
	return e, c.err()
}

// parseRegime reads and checks one rule file to its end. calendars are the regions that
// it may name.
func parseRegime(name string, data []byte, head regimeHead, calendars map[string]*calendar) (*regime, error) {
	var f regimeFile
	if err := strictyaml.Decode(name, data, &f); err != nil {
		return nil, err
	}
	c := &checker{
		problems:  problems{file: name},
		calendars: calendars,
		sources:   map[string]*Reference{},
		used:      map[string]bool{},
	}
	if !reflect.DeepEqual(f.regimeHead, head) {
		c.add(head.ID.line, "schema, id, aliases and name must stand before everything else")
	}
	return c.regime(f), c.err()
}
