package casework

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

// ImportReport says what an import did. Refused lists every record that could not
// be taken, Mended every one that was taken without an unusable detail, each with
// its line and the reason.
type ImportReport struct {
	Workspace string // name
	Added     int
	Changed   int
	Unchanged int
	Refused   []ImportNote
	Mended    []ImportNote
}

// ImportNote says what is wrong with one record of an import.
type ImportNote struct {
	Source string // file name
	Line   int    // 1-based; 0 if the file is one JSON document
	Name   string // slug or name, "" if unreadable
	Reason string // English sentence
}

// Limits of an import: a record longer than this, or a file that unpacks to more,
// is no company directory.
const (
	maxRecordBytes = 1 << 20
	maxImportBytes = 512 << 20
)

// The name under which records of the public company database are kept.
const directorySource = "datenanfragen"

// ImportControllers reads the public company database's records (JSON, NDJSON,
// gzip of either, by content) into one workspace, or into all if workspaceID is
// "". Records changed by hand since their import keep the hand's changes.
func (s *Service) ImportControllers(ctx context.Context, workspaceID, fileName string, r io.Reader) ([]ImportReport, error) {
	directory, err := readDirectory(fileName, r)
	if err != nil {
		return nil, err
	}
	workspaces, err := s.importTargets(ctx, workspaceID)
	if err != nil {
		return nil, err
	}
	var reports []ImportReport
	for _, w := range workspaces {
		batch := make([]dsar.Controller, len(directory.records))
		for i, record := range directory.records {
			batch[i] = record.controller(w.ID, s)
		}
		counts, err := s.Store.ImportControllers(ctx, w.ID, directorySource, batch)
		if err != nil {
			return reports, err
		}
		reports = append(reports, ImportReport{
			Workspace: w.Name, Added: counts.Added, Changed: counts.Changed, Unchanged: counts.Unchanged,
			Refused: directory.refused, Mended: directory.mended,
		})
	}
	return reports, nil
}

func (s *Service) importTargets(ctx context.Context, workspaceID string) ([]dsar.Workspace, error) {
	if workspaceID != "" {
		w, err := s.Store.Workspace(ctx, workspaceID)
		return []dsar.Workspace{w}, err
	}
	var all []dsar.Workspace
	err := s.Store.InTx(ctx, func(tx *store.Store) error {
		if _, err := s.firstWorkspace(ctx, tx); err != nil {
			return err
		}
		var err error
		all, err = tx.Workspaces(ctx)
		return err
	})
	return all, err
}

// directoryRecord is a company as the public database writes it. Fields that are
// not used here are passed over: the format grows.
type directoryRecord struct {
	Slug      string   `json:"slug"`
	Name      string   `json:"name"`
	Runs      []string `json:"runs"`
	Address   string   `json:"address"`
	Phone     string   `json:"phone"`
	Fax       string   `json:"fax"`
	Email     string   `json:"email"`
	Web       string   `json:"web"`
	Webform   string   `json:"webform"`
	Sources   []string `json:"sources"`
	Comments  []string `json:"comments"`
	Language  string   `json:"request-language"`
	Transport string   `json:"suggested-transport-medium"`
	Quality   string   `json:"quality"`
	NeedsID   bool     `json:"needs-id-document"`
}

func (d directoryRecord) controller(workspaceID string, s *Service) dsar.Controller {
	country := countryOfAddress(d.Address)
	c := dsar.Controller{
		ID: newID(), WorkspaceID: workspaceID, Name: d.Name, Country: country,
		Aliases: tidyList(d.Runs), Address: d.Address, Phone: d.Phone, Fax: d.Fax, Web: d.Web, Webform: d.Webform,
		Transport: d.Transport, NeedsID: d.NeedsID, Note: lines(d.Comments...), Source: directorySource,
		SourceKey: d.Slug, SourceURLs: d.Sources, Quality: d.Quality,
		ImportedAt: s.now(), CreatedAt: s.now(), UpdatedAt: s.now(), Version: 1,
	}
	if d.Email != "" {
		c.Emails = []string{d.Email}
	}
	if d.Language != "" {
		c.Languages = []string{d.Language}
	}
	return c
}

// check returns why the record cannot be taken, and "" if it can.
func (d directoryRecord) check() string {
	switch {
	case strings.TrimSpace(d.Slug) == "":
		return `the field "slug" is missing; it is what a record is known by`
	case strings.TrimSpace(d.Name) == "":
		return `the field "name" is missing`
	case utf8.RuneCountInString(d.Name) > maxControllerName:
		return fmt.Sprintf("the name is longer than %d characters", maxControllerName)
	}
	return ""
}

// mend leaves out addresses that lead nowhere and says which: a company with a slip
// in its web address is still a company to write to.
func (d *directoryRecord) mend() []string {
	var reasons []string
	if d.Email != "" && !validEmail(d.Email) {
		reasons = append(reasons, fmt.Sprintf("%q is not an email address and is left out", d.Email))
		d.Email = ""
	}
	for _, address := range []*string{&d.Web, &d.Webform} {
		if *address != "" && !validWebAddress(*address) {
			reasons = append(reasons, fmt.Sprintf("%q is not a web address beginning with https:// or http:// and is left out", *address))
			*address = ""
		}
	}
	return reasons
}

// readDirectory reads all records of a file. A record that cannot be taken is
// listed; only a file that cannot be read at all is an error.
func readDirectory(fileName string, r io.Reader) (*directoryReader, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return nil, unreadable(fileName, err)
		}
		in = bufio.NewReaderSize(io.LimitReader(unpacked, maxImportBytes), 64<<10)
	}
	c := &directoryReader{fileName: fileName, seen: make(map[string]int)}
	if err := c.read(in); err != nil {
		return nil, unreadable(fileName, err)
	}
	return c, nil
}

func unreadable(fileName string, err error) error {
	return dsar.Invalid("file", "error.import.unreadable", map[string]any{"File": fileName, "Reason": err.Error()})
}

type directoryReader struct {
	fileName string
	records  []directoryRecord
	refused  []ImportNote
	mended   []ImportNote
	seen     map[string]int // slug to line
}

// read takes one record a line. A file that is one JSON document over many lines
// does not parse line by line; it is read as a whole then.
func (c *directoryReader) read(in *bufio.Reader) error {
	data, err := io.ReadAll(io.LimitReader(in, maxImportBytes))
	if err != nil {
		return err
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if document, ok := wholeDocument(data); ok {
		for _, raw := range document {
			c.take(0, raw)
		}
		return nil
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			c.take(i+1, line)
		}
	}
	if len(c.records)+len(c.refused) == 0 {
		return errors.New("it holds no records")
	}
	return nil
}

// wholeDocument returns the records of a file that is one JSON value: a list of
// records, or a single one.
func wholeDocument(data []byte) ([]json.RawMessage, bool) {
	if !json.Valid(data) {
		return nil, false
	}
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err == nil {
		return list, true
	}
	return []json.RawMessage{data}, true
}

func (c *directoryReader) take(line int, raw []byte) {
	record, reason := parseRecord(raw)
	if first, twice := c.seen[record.Slug]; reason == "" && twice {
		reason = fmt.Sprintf("the slug stands twice, first on line %d", first)
	}
	if reason != "" {
		c.refused = append(c.refused, c.note(line, record, reason))
		return
	}
	for _, reason := range record.mend() {
		c.mended = append(c.mended, c.note(line, record, reason))
	}
	c.seen[record.Slug] = line
	c.records = append(c.records, record)
}

func (c *directoryReader) note(line int, record directoryRecord, reason string) ImportNote {
	return ImportNote{Source: c.fileName, Line: line, Name: cmp.Or(record.Slug, record.Name), Reason: reason}
}

func parseRecord(raw []byte) (directoryRecord, string) {
	var record directoryRecord
	if len(raw) > maxRecordBytes {
		return record, fmt.Sprintf("the record is longer than %d bytes", maxRecordBytes)
	}
	if !utf8.Valid(raw) {
		return record, "the record is not UTF-8"
	}
	if err := json.Unmarshal(raw, &record); err != nil {
		var wrongType *json.UnmarshalTypeError
		if errors.As(err, &wrongType) {
			return record, fmt.Sprintf("the field %q is a %s, not a %s", wrongType.Field, wrongType.Value, wrongType.Type)
		}
		return record, "the record is not JSON: " + err.Error()
	}
	return record, record.check()
}
