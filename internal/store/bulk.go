package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"recourse/internal/dsar"
)

// Bulk is a large number of new things, which may refer to each other and to what
// is stored already.
type Bulk struct {
	Controllers []dsar.Controller
	Subjects    []dsar.Subject
	Requests    []dsar.Request
	Complaints  []dsar.Complaint
	Events      []dsar.Event // of the requests and complaints above, each stream's in order; Seq and hashes are set here
	Letters     []dsar.Letter
	Messages    []dsar.Message // without raw bytes
	Findings    []dsar.Finding
	Outbox      []dsar.OutboxMail
	Reminders   []dsar.Reminder
	Clocks      []dsar.Clock
	Dates       []dsar.RequestDate
}

// LoadBulk stores everything in one transaction of its own, by the fastest way the
// database has. It is for filling a database with examples, not for the use cases.
// It returns an error for an event of a request or complaint outside the bulk.
func (s *Store) LoadBulk(ctx context.Context, b Bulk) error {
	tables, err := s.tablesOf(ctx, b)
	if err != nil {
		return err
	}
	if s.dialect == Postgres && !s.inTx {
		return s.copyTables(ctx, tables)
	}
	return s.InTx(ctx, func(tx *Store) error {
		for _, t := range tables {
			if err := tx.insertTable(ctx, t); err != nil {
				return fmt.Errorf("load %s: %w", t.name, err)
			}
		}
		return nil
	})
}

// Analyze tells the planner of PostgreSQL how large the tables have become, which it
// would learn by itself within minutes. SQLite plans without.
func (s *Store) Analyze(ctx context.Context) error {
	if s.dialect != Postgres {
		return nil
	}
	_, err := s.exec(ctx, "ANALYZE")
	return err
}

// table is rows to store: columns and values, and the rows themselves for gorm.
type table struct {
	name    string
	columns []string
	values  func(yield func([]any) error) error
	count   int
	create  func(db *gorm.DB) error
}

func (s *Store) tablesOf(ctx context.Context, b Bulk) ([]table, error) {
	streams, events, err := chainAll(b)
	if err != nil {
		return nil, err
	}
	names, err := s.controllerNames(ctx, b)
	if err != nil {
		return nil, err
	}
	requests := toDomain(b.Requests, requestRowOf)
	for i := range requests {
		requests[i].ControllerSort = names[requests[i].ControllerID]
	}
	var words []wordRow
	for _, c := range b.Controllers {
		words = append(words, wordRowsOf(c)...)
	}
	var subjectWords []subjectWordRow
	for _, p := range b.Subjects {
		subjectWords = append(subjectWords, subjectWordRowsOf(p)...)
	}
	var links []complaintRequestRow
	for _, c := range b.Complaints {
		links = append(links, complaintRequestRowsOf(c)...)
	}
	var loader tableLoader
	loadTable(&loader, toDomain(b.Controllers, controllerRowOf))
	loadTable(&loader, words)
	loadTable(&loader, toDomain(b.Subjects, subjectRowOf))
	loadTable(&loader, subjectWords)
	loadTable(&loader, streams)
	loadTable(&loader, requests)
	loadTable(&loader, toDomain(b.Complaints, complaintRowOf))
	loadTable(&loader, links)
	loadTable(&loader, events)
	loadTable(&loader, toDomain(b.Letters, letterRowOf))
	loadTable(&loader, toDomain(b.Messages, messageRowOf))
	loadTable(&loader, toDomain(b.Findings, findingRowOf))
	loadTable(&loader, toDomain(b.Outbox, outboxRowOf))
	loadTable(&loader, toDomain(b.Reminders, reminderRowOf))
	loadTable(&loader, toDomain(b.Clocks, clockRowOf))
	loadTable(&loader, toDomain(b.Dates, requestDateRowOf))
	return loader.tables, loader.err
}

// chainAll gives every event its place in its stream, and every request and
// complaint its stream.
func chainAll(b Bulk) ([]streamRow, []eventRow, error) {
	streams := make([]streamRow, 0, len(b.Requests)+len(b.Complaints))
	at := make(map[string]int, cap(streams))
	open := func(ws, id, owner string) {
		at[id] = len(streams)
		streams = append(streams, streamRow{WorkspaceID: ws, ID: id, OwnerKind: owner})
	}
	for _, r := range b.Requests {
		open(r.WorkspaceID, r.ID, streamRequest)
	}
	for _, c := range b.Complaints {
		open(c.WorkspaceID, c.ID, streamComplaint)
	}
	events := make([]eventRow, len(b.Events))
	for i, e := range b.Events {
		n, ok := at[e.StreamID]
		if !ok {
			return nil, nil, fmt.Errorf("event %s belongs to no request or complaint of the bulk", e.ID)
		}
		e = chained(e, streams[n].LastSeq, streams[n].LastHash)
		streams[n].LastSeq, streams[n].LastHash = e.Seq, e.Hash
		row, err := eventRowOf(e)
		if err != nil {
			return nil, nil, err
		}
		events[i] = row
	}
	return streams, events, nil
}

// controllerNames returns the folded names of the controllers that requests of the
// bulk go to, by id.
func (s *Store) controllerNames(ctx context.Context, b Bulk) (map[string]string, error) {
	names := make(map[string]string)
	for _, c := range b.Controllers {
		names[c.ID] = Fold(c.Name)
	}
	for _, r := range b.Requests {
		if _, ok := names[r.ControllerID]; ok {
			continue
		}
		c, err := s.Controller(ctx, r.WorkspaceID, r.ControllerID)
		if err != nil {
			return nil, err
		}
		names[c.ID] = Fold(c.Name)
	}
	return names, nil
}

// tableLoader collects tables and the first error.
type tableLoader struct {
	tables []table
	cache  sync.Map
	err    error
}

func loadTable[R any](l *tableLoader, rows []R) {
	if len(rows) == 0 || l.err != nil {
		return
	}
	model, err := schema.Parse(new(R), &l.cache, schema.NamingStrategy{})
	if err != nil {
		l.err = err
		return
	}
	l.tables = append(l.tables, table{
		name: model.Table, columns: model.DBNames, count: len(rows),
		values: func(yield func([]any) error) error { return eachValues(model, rows, yield) },
		create: func(db *gorm.DB) error { return db.CreateInBatches(&rows, lookupBatch).Error },
	})
}

func eachValues[R any](model *schema.Schema, rows []R, yield func([]any) error) error {
	ctx := context.Background() // gorm's accessors want one and do not use it
	for i := range rows {
		row := reflect.ValueOf(&rows[i]).Elem()
		values := make([]any, len(model.DBNames))
		for n, name := range model.DBNames {
			value, _ := model.FieldsByDBName[name].ValueOf(ctx, row)
			values[n] = value
		}
		if err := yield(values); err != nil {
			return err
		}
	}
	return nil
}

// copyValue returns a value in the form in which PostgreSQL's binary COPY wants it.
func copyValue(value any) (any, error) {
	switch v := value.(type) {
	case instant:
		if v == "" {
			return nil, nil
		}
		return v.time(), nil
	case day:
		if v == "" {
			return nil, nil
		}
		return v.date().StartIn(time.UTC), nil
	case driver.Valuer:
		return v.Value()
	}
	return value, nil
}

// rowsPerInsert is the number of rows of one statement. The SQLite driver compiles a
// statement each time it runs; this many rows share that cost.
const rowsPerInsert = 64

func (s *Store) insertTable(ctx context.Context, t table) error {
	if s.dialect == Postgres {
		return t.create(s.db.WithContext(ctx))
	}
	marks := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(t.columns)), ", ") + ")"
	var pending []any
	flush := func() error {
		if len(pending) == 0 {
			return nil
		}
		rows := strings.TrimSuffix(strings.Repeat(marks+", ", len(pending)/len(t.columns)), ", ")
		_, err := s.db.Statement.ConnPool.ExecContext(ctx,
			"INSERT INTO "+t.name+" ("+strings.Join(t.columns, ", ")+") VALUES "+rows, pending...)
		pending = pending[:0]
		return err
	}
	err := t.values(func(values []any) error {
		pending = append(pending, values...)
		if len(pending) < rowsPerInsert*len(t.columns) {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// copyTables loads the tables with COPY, all in one transaction.
func (s *Store) copyTables(ctx context.Context, tables []table) error {
	conn, err := s.sql.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(raw any) error {
		c, ok := raw.(*stdlib.Conn)
		if !ok {
			return errors.New("the connection is not one of pgx")
		}
		return pgx.BeginFunc(ctx, c.Conn(), func(tx pgx.Tx) error {
			for _, t := range tables {
				if err := copyTable(ctx, tx, t); err != nil {
					return fmt.Errorf("load %s: %w", t.name, err)
				}
			}
			return nil
		})
	})
	return errors.Join(err, conn.Close())
}

func copyTable(ctx context.Context, tx pgx.Tx, t table) error {
	rows := make([][]any, 0, t.count)
	err := t.values(func(values []any) error {
		for i, value := range values {
			plain, err := copyValue(value)
			if err != nil {
				return err
			}
			values[i] = plain
		}
		rows = append(rows, values)
		return nil
	})
	if err != nil {
		return err
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromRows(rows))
	return err
}
