package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"

	"github.com/glebarez/sqlite"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"recourse/internal/dsar"
)

// The dialects, as [Store.Dialect] returns them.
const (
	Postgres = "postgres"
	SQLite   = "sqlite"
)

// Options say where the database is. Log may be nil, and nothing is logged then.
type Options struct {
	URL      string // "postgres://…" or "sqlite:PATH"
	Log      *slog.Logger
	MaxConns int // connections at most; 0 means 10 on PostgreSQL and 4 on SQLite
}

// Store is the database. It is safe for concurrent use; one that [Store.InTx] hands
// out is a transaction and is not.
type Store struct {
	db      *gorm.DB
	sql     *sql.DB
	dialect string
	inTx    bool
}

// Open connects to the database and checks that it answers. It does not migrate.
func Open(ctx context.Context, o Options) (*Store, error) {
	conn, dialect, err := connect(o)
	if err != nil {
		return nil, err
	}
	s := &Store{sql: conn, dialect: dialect}
	s.db, err = gorm.Open(s.dialector(), &gorm.Config{
		Logger:                 newQueryLog(o.Log),
		TranslateError:         true,
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), conn.Close())
	}
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return s, nil
}

func connect(o Options) (*sql.DB, string, error) {
	if path, ok := strings.CutPrefix(o.URL, "sqlite:"); ok {
		conn, err := connectSQLite(path, orDefault(o.MaxConns, 4))
		return conn, SQLite, err
	}
	if strings.HasPrefix(o.URL, "postgres://") || strings.HasPrefix(o.URL, "postgresql://") {
		conn, err := connectPostgres(o.URL, orDefault(o.MaxConns, 10))
		return conn, Postgres, err
	}
	return nil, "", errors.New(`the database URL must begin with "postgres://" or "sqlite:"`)
}

// idleTimeout is PostgreSQL's name for how long a transaction may do nothing.
const idleTimeout = "idle_in_transaction_session_timeout"

func connectPostgres(address string, conns int) (*sql.DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the PostgreSQL URL cannot be read") // the cause may contain the password
	}
	config.RuntimeParams["timezone"] = "UTC"
	// A process that stands still in the middle of a transaction must not keep its rows
	// from the others for ever: the server ends the transaction.
	if _, set := config.RuntimeParams[idleTimeout]; !set {
		config.RuntimeParams[idleTimeout] = "60s"
	}
	config.StatementCacheCapacity = 512
	conn := stdlib.OpenDB(*config)
	conn.SetMaxOpenConns(conns)
	conn.SetMaxIdleConns(conns)
	return conn, nil
}

// connectSQLite opens the file. Transactions take the write lock when they begin,
// so that one that first reads and then writes cannot fail for a lock in between.
// Recursive triggers make INSERT OR REPLACE run the triggers against deletion.
func connectSQLite(path string, conns int) (*sql.DB, error) {
	if path == "" {
		return nil, errors.New("the SQLite URL names no file; write sqlite:PATH")
	}
	query := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)",
		"foreign_keys(1)", "recursive_triggers(1)", "cache_size(-16000)",
	}}
	address := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: query.Encode()}
	conn, err := sql.Open(sqlite.DriverName, address.String())
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	conn.SetMaxOpenConns(conns)
	conn.SetMaxIdleConns(conns)
	return conn, nil
}

func (s *Store) dialector() gorm.Dialector {
	if s.dialect == SQLite {
		return &sqlite.Dialector{Conn: s.sql}
	}
	return postgresDialector{&postgres.Dialector{Config: &postgres.Config{Conn: s.sql}}}
}

func orDefault(n, fallback int) int {
	if n > 0 {
		return n
	}
	return fallback
}

// Close ends all connections.
func (s *Store) Close() error { return s.sql.Close() }

// SQL returns the connections themselves, for what is not about rows, such as a
// backup, and for tests that tamper with them. No use case needs it.
func (s *Store) SQL() *sql.DB { return s.sql }

// Dialect returns [Postgres] or [SQLite].
func (s *Store) Dialect() string { return s.dialect }

// Ping returns an error if the database does not answer.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.sql.PingContext(ctx); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	return nil
}

// InTx runs fn in one transaction: all of it is stored if fn returns nil, nothing
// otherwise. Inside another transaction fn joins that one. fn must use only the
// store that it is given. On SQLite the transaction holds the write lock from the
// beginning, so fn must not wait for anything slow.
func (s *Store) InTx(ctx context.Context, fn func(tx *Store) error) error {
	if s.inTx {
		return fn(s)
	}
	return s.db.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		return fn(&Store{db: db, sql: s.sql, dialect: s.dialect, inTx: true})
	})
}

// exec runs a statement and returns the number of rows it changed.
func (s *Store) exec(ctx context.Context, statement string, args ...any) (int, error) {
	result := s.db.WithContext(ctx).Exec(statement, args...)
	return int(result.RowsAffected), result.Error
}

// limitTo is a LIMIT clause. The number is written out: for one that is a value,
// PostgreSQL's planner assumes a tenth of all rows and plans every call anew.
func limitTo(rows int) string { return " LIMIT " + strconv.Itoa(rows) }

// scan reads the result of a query into dest, a pointer to a value or to a slice.
func (s *Store) scan(ctx context.Context, dest any, query string, args ...any) error {
	err := s.db.WithContext(ctx).Raw(query, args...).Scan(dest).Error
	if translator, ok := s.db.Dialector.(gorm.ErrorTranslator); ok && err != nil {
		return translator.Translate(err) // gorm does not translate the errors of Scan
	}
	return err
}

// one returns the row of a query that yields at most one; none is dsar.NotFound(noun).
func one[R any](row R, err error, noun string) (R, error) {
	if errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, errUnstorable) {
		return row, dsar.NotFound(noun)
	}
	return row, err
}

// found drops the complaint that a text to look for cannot be stored: no row
// contains it, so nothing is found.
func found(err error) error {
	if errors.Is(err, errUnstorable) {
		return nil
	}
	return err
}

// missingOwner turns the refusal of a row whose owner does not exist in the
// workspace into dsar.NotFound(noun).
func missingOwner(err error, noun string) error {
	if errors.Is(err, gorm.ErrForeignKeyViolated) {
		return dsar.NotFound(noun)
	}
	return err
}

func isDuplicate(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }
