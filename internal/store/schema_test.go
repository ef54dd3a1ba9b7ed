package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/store"
	"recourse/internal/testdb"
	"recourse/migrations"
)

func TestMigrationsAreInLockstep(t *testing.T) {
	t.Parallel()
	listing := func(dialect string) []string {
		files, err := migrations.For(dialect)
		if err != nil {
			t.Fatal(err)
		}
		names, err := fs.Glob(files, "*")
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	names := listing(store.Postgres)
	if diff := cmp.Diff(names, listing(store.SQLite)); diff != "" {
		t.Errorf("the two folders differ (-postgres +sqlite):\n%s", diff)
	}
	for i, name := range names {
		if !regexp.MustCompile(`^\d{5}_[a-z_]+\.sql$`).MatchString(name) || !strings.HasPrefix(name, number(i+1)) {
			t.Errorf("%s is not named like 00001_name.sql or breaks the sequence", name)
		}
	}
	if _, err := migrations.For("mysql"); err == nil {
		t.Error("there are migrations for mysql")
	}
}

func number(n int) string { return fmt.Sprintf("%05d_", n) }

func TestSchemaVersion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		url  func(testing.TB) string
	}{{"sqlite", testdb.SQLiteURL}, {"postgres", testdb.EmptyPostgresURL}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			s, err := store.Open(ctx, store.Options{URL: c.url(t)})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			current, latest, err := s.Schema(ctx)
			if err != nil || current != 0 || latest < 1 {
				t.Errorf("before: %d of %d, %v", current, latest, err)
			}
			errs := make(chan error, 3)
			for range cap(errs) {
				go func() { errs <- s.Migrate(ctx) }()
			}
			for range cap(errs) {
				if err := <-errs; err != nil && c.name == "postgres" {
					t.Errorf("of several that migrate at once one failed: %v", err)
				}
			}
			if err := s.Migrate(ctx); err != nil {
				t.Errorf("migrate again: %v", err)
			}
			if current, latest, err = s.Schema(ctx); err != nil || current != latest {
				t.Errorf("after: %d of %d, %v", current, latest, err)
			}
		})
	}
}

// column is what both databases must agree on.
type column struct {
	NotNull bool
	Key     bool // part of the primary key
}

// schema is tables with their columns, and indexes with what they cover.
type schema struct {
	Columns map[string]column
	Indexes map[string]string
}

func TestSchemasAreTheSame(t *testing.T) {
	t.Parallel()
	onSQLite, onPostgres := sqliteSchema(t, testdb.SQLite(t)), postgresSchema(t, testdb.Postgres(t))
	if diff := cmp.Diff(onPostgres.Columns, onSQLite.Columns); diff != "" {
		t.Errorf("columns differ (-postgres +sqlite):\n%s", diff)
	}
	if diff := cmp.Diff(onPostgres.Indexes, onSQLite.Indexes); diff != "" {
		t.Errorf("indexes differ (-postgres +sqlite):\n%s", diff)
	}
}

// generated columns are computed by the database; no row struct has them.
var generated = []string{"requests.due_sort", "requests.updated_sort", "complaints.remedy_sort", "outbox.ready_at", "reminders.ready_at", "incoming.ready_at"}

// unmapped tables have no row struct.
var unmapped = []string{"erasing", "goose_db_version"}

func TestRowsFitTheSchema(t *testing.T) {
	t.Parallel()
	want := slices.Clone(generated)
	for table, columns := range store.RowColumns() {
		for _, name := range columns {
			want = append(want, table+"."+name)
		}
	}
	slices.Sort(want)
	var got []string
	for name := range sqliteSchema(t, testdb.SQLite(t)).Columns {
		if table, _, _ := strings.Cut(name, "."); !slices.Contains(unmapped, table) {
			got = append(got, name)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-rows +schema:\n%s", diff)
	}
}

func sqliteSchema(t *testing.T, s *store.Store) schema {
	t.Helper()
	columns := make(map[string]column)
	each(t, s, `SELECT m.name || '.' || c.name, c."notnull", c.pk > 0 FROM sqlite_master m, pragma_table_xinfo(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'goose_db_version'`, func(rows *sql.Rows) error {
		var name string
		var c column
		err := rows.Scan(&name, &c.NotNull, &c.Key)
		columns[name] = c
		return err
	})
	return schema{columns, indexes(t, s, "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")}
}

func postgresSchema(t *testing.T, s *store.Store) schema {
	t.Helper()
	columns := make(map[string]column)
	each(t, s, `SELECT c.relname || '.' || a.attname, a.attnotnull, COALESCE(a.attnum = ANY (i.indkey), FALSE)
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'goose_db_version'`, func(rows *sql.Rows) error {
		var name string
		var c column
		err := rows.Scan(&name, &c.NotNull, &c.Key)
		columns[name] = c
		return err
	})
	return schema{columns, indexes(t, s, "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey'")}
}

// indexes reads the definitions of all indexes and brings them into one spelling.
func indexes(t *testing.T, s *store.Store, query string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	each(t, s, query, func(rows *sql.Rows) error {
		var name, definition string
		err := rows.Scan(&name, &definition)
		found[name] = plainDefinition(definition)
		return err
	})
	return found
}

var (
	postgresOnly = regexp.MustCompile(`public\.| USING btree|::text(\[\])?|[()]`)
	blanks       = regexp.MustCompile(`\s+`)
	anyOf        = regexp.MustCompile(`= ANY ARRAY\[([^\]]*)\]`)
	in           = regexp.MustCompile(`IN ('[^']*'(?:, '[^']*')*)`)
)

func plainDefinition(definition string) string {
	plain := blanks.ReplaceAllString(postgresOnly.ReplaceAllString(definition, ""), " ")
	plain = anyOf.ReplaceAllString(plain, "in $1")
	return in.ReplaceAllString(plain, "in $1")
}

func each(t *testing.T, s *store.Store, query string, scan func(*sql.Rows) error) {
	t.Helper()
	rows, err := s.SQL().QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func TestEveryTableOfAWorkspaceLeadsWithIt(t *testing.T) {
	t.Parallel()
	s := testdb.SQLite(t)
	columns := sqliteSchema(t, s).Columns
	installation := []string{"workspaces", "sessions", "job_runs", "incoming", "incoming_raw", "mail_domains", "mail_checks"}
	tables := make(map[string]bool)
	for name := range columns {
		table, _, _ := strings.Cut(name, ".")
		tables[table] = true
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		if slices.Contains(installation, table) {
			continue
		}
		var first string
		err := s.SQL().QueryRowContext(t.Context(), "SELECT name FROM pragma_table_info('"+table+"') WHERE pk = 1").Scan(&first)
		if err != nil || first != "workspace_id" {
			t.Errorf("the primary key of %s begins with %q, %v", table, first, err)
		}
	}
}
