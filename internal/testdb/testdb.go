// Package testdb gives tests a database of their own: fresh, migrated, and gone
// when the test ends. Only tests import it.
//
// SQLite always works. PostgreSQL is the server that RECOURSE_TEST_DATABASE_URL
// names, where each test has a database for itself; several packages' tests may do so at
// the same time. Without that variable the PostgreSQL tests are skipped, but fail if CI
// is "true".
package testdb

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the database/sql driver "pgx"

	"recourse/internal/store"
	"recourse/migrations"
)

const (
	variable      = "RECOURSE_TEST_DATABASE_URL"
	templateLock  = 0x5245_434f // any number; the same in every process
	databasePause = 2 * time.Minute
)

// Each runs fn as two subtests, "sqlite" and "postgres", each with a database of
// its own.
func Each(t *testing.T, fn func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// SQLite returns a migrated store on a new file.
func SQLite(t testing.TB) *store.Store {
	t.Helper()
	file, err := migratedFile()
	if err != nil {
		t.Fatalf("migrate SQLite: %v", err)
	}
	address := SQLiteURL(t)
	if err := os.WriteFile(strings.TrimPrefix(address, "sqlite:"), file, 0o600); err != nil {
		t.Fatalf("write the test database: %v", err)
	}
	return open(t, address)
}

// migratedFile is a SQLite database with the present schema and nothing in it. To copy it
// takes a hundredth of the time of migrating.
var migratedFile = sync.OnceValues(func() (file []byte, err error) {
	dir, err := os.MkdirTemp("", "recourse-schema-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "schema.db")
	s, err := store.Open(context.Background(), store.Options{URL: "sqlite:" + path})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.Migrate(context.Background()), s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// SQLiteURL returns the URL of a SQLite database that does not exist yet.
func SQLiteURL(t testing.TB) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "recourse test.db") // the blank must not matter
}

// Postgres returns a migrated store on an empty database. The test must leave the schema
// as it is; see [PostgresURL] for one of its own. It skips the test if there is no server
// to make it on; see the package comment.
func Postgres(t testing.TB) *store.Store {
	t.Helper()
	return open(t, pooledURL(t, serverURL(t)))
}

// PostgresURL returns the URL of a new, migrated PostgreSQL database, which is
// dropped when the test ends. It skips like [Postgres].
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := serverURL(t)
	template, err := templateOf(t.Context(), server)
	if err != nil {
		t.Fatalf("prepare the template database: %v", err)
	}
	return createDatabase(t, server, " TEMPLATE "+template)
}

// EmptyPostgresURL returns the URL of a new PostgreSQL database without a schema,
// which is dropped when the test ends. It skips like [Postgres].
func EmptyPostgresURL(t testing.TB) string {
	t.Helper()
	return createDatabase(t, serverURL(t), "")
}

func open(t testing.TB, address string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: address})
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the test database: %v", err)
		}
	})
	return s
}

func serverURL(t testing.TB) string {
	t.Helper()
	address := os.Getenv(variable)
	if address != "" {
		return address
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not set, and CI=true requires the tests on PostgreSQL", variable)
	}
	t.Skipf("%s is not set: not run on PostgreSQL (\"make test\" starts one)", variable)
	return ""
}

func createDatabase(t testing.TB, server, options string) string {
	t.Helper()
	name := "recourse_test_" + strings.ToLower(rand.Text()[:16])
	if err := onServer(t.Context(), server, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, "CREATE DATABASE "+name+options)
		return err
	}); err != nil {
		t.Fatalf("create a test database: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), databasePause) // the test's own has ended
		defer cancel()
		if err := onServer(ctx, server, func(ctx context.Context, conn *sql.Conn) error {
			_, err := conn.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
			return err
		}); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return withDatabase(server, name)
}

// templates keeps, per server, what this process knows about the template.
var templates sync.Map // server URL → *template

type template struct {
	once sync.Once
	name string
	err  error
}

// templateOf returns the name of a database with the present schema and nothing in
// it, which is made by whoever comes first of all processes that test at once.
func templateOf(ctx context.Context, server string) (string, error) {
	entry, _ := templates.LoadOrStore(server, &template{})
	t, ok := entry.(*template)
	if !ok {
		return "", errors.New("not a template")
	}
	t.once.Do(func() { t.name, t.err = makeTemplate(context.WithoutCancel(ctx), server) })
	return t.name, t.err
}

func makeTemplate(ctx context.Context, server string) (string, error) {
	digest, err := schemaDigest()
	if err != nil {
		return "", err
	}
	name := "recourse_template_" + digest
	return name, onServer(ctx, server, func(ctx context.Context, conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
			return err
		} // the lock goes with the connection
		var exists bool
		err := conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&exists)
		if err != nil || exists {
			return err
		}
		return fillTemplate(ctx, conn, server, name)
	})
}

// fillTemplate migrates under another name first, so that a template that exists is
// always complete.
func fillTemplate(ctx context.Context, conn *sql.Conn, server, name string) error {
	unfinished := name + "_new"
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + unfinished + " WITH (FORCE)", "CREATE DATABASE " + unfinished} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	s, err := store.Open(ctx, store.Options{URL: withDatabase(server, unfinished)})
	if err != nil {
		return err
	}
	if err := errors.Join(s.Migrate(ctx), s.Close()); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "ALTER DATABASE "+unfinished+" RENAME TO "+name)
	return err
}

// schemaDigest names the present state of the migrations.
func schemaDigest() (string, error) {
	files, err := migrations.For(store.Postgres)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	err = fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, path)
		if err == nil {
			_, err = fmt.Fprintf(h, "%s %d\n%s", path, len(text), text)
		}
		return err
	})
	return hex.EncodeToString(h.Sum(nil))[:12], err
}

// onServer runs fn on one connection to the server.
func onServer(ctx context.Context, server string, fn func(context.Context, *sql.Conn) error) error {
	db, err := sql.Open("pgx", server)
	if err != nil {
		return errors.New(variable + " cannot be read")
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	return errors.Join(fn(ctx, conn), conn.Close(), db.Close())
}

func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}

// Recycled returns a function that hands out one PostgreSQL database, emptied, again
// and again: for suites of many small tests that run one after the other. It skips like
// [Postgres].
func Recycled(t testing.TB) func(t *testing.T) *store.Store {
	t.Helper()
	s := Postgres(t)
	return func(t *testing.T) *store.Store {
		t.Helper()
		conn, err := s.SQL().Conn(t.Context())
		if err != nil {
			t.Fatalf("reach the test database: %v", err)
		}
		if err := errors.Join(emptyTables(t.Context(), conn), conn.Close()); err != nil {
			t.Fatalf("empty the test database: %v", err)
		}
		return s
	}
}
