package law

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// The types below are rules/<regime>.yaml as it is written; docs/law-rules.md is
// its grammar. checker turns them into the types of rule.go.

type regimeFile struct {
	Schema     int                      `yaml:"schema"`
	ID         word                     `yaml:"id"`
	Aliases    []string                 `yaml:"aliases"`
	Name       Text                     `yaml:"name"`
	References map[string]referenceFile `yaml:"references"`
	Scope      []scopeFile              `yaml:"scope"`
	Rights     []rightFile              `yaml:"rights"`
	Clocks     []clockFile              `yaml:"clocks"`
}

type scopeFile struct {
	By        word     `yaml:"by"`
	Countries []string `yaml:"countries"`
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

// loadRegimes reads every rule file.
func loadRegimes(fsys fs.FS, calendars map[string]*calendar) (map[string]*regime, error) {
	names, err := yamlFiles(fsys)
	if err != nil {
		return nil, fmt.Errorf("list rule files: %w", err)
	}
	regimes := make(map[string]*regime, len(names))
	var all problems
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read rules: %w", err)
		}
		r, err := parseRegime(name, data, calendars)
		if err != nil {
			all.list = append(all.list, err)
			continue
		}
		regimes[r.id] = r
	}
	return regimes, all.err()
}

// parseRegime reads and checks one rule file. calendars are the regions that
// readings may name.
func parseRegime(name string, data []byte, calendars map[string]*calendar) (*regime, error) {
	var f regimeFile
	if err := decodeStrict(name, data, &f); err != nil {
		return nil, err
	}
	c := &checker{
		problems:  problems{file: name},
		calendars: calendars,
		sources:   map[string]*Reference{},
		used:      map[string]bool{},
	}
	r := c.regime(f, strings.TrimSuffix(path.Base(name), ".yaml"))
	return r, c.err()
}
