package testdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// pool hands out PostgreSQL databases that other tests have used before, emptied: to make
// one takes longer than most tests. They stay on the server, for the next run. A lock with
// the number of a database keeps other processes from it as long as this one runs.
type pool struct {
	server, template string

	mu   sync.Mutex
	conn *sql.Conn // holds the locks
	next int
	free []string
}

const poolLock = 0x5245_4350 // any number; the same in every process

// pools keeps one pool per server.
var pools sync.Map // server URL → *pool

func poolOf(server, template string) *pool {
	p, _ := pools.LoadOrStore(server, &pool{server: server, template: template})
	return p.(*pool) //nolint:forcetypeassert // nothing else is stored there
}

// pooledURL returns the URL of a migrated, empty database that nobody else uses while the
// test runs. The test must leave the schema as it is.
func pooledURL(t testing.TB, server string) string {
	t.Helper()
	template, err := templateOf(t.Context(), server)
	if err != nil {
		t.Fatalf("prepare the template database: %v", err)
	}
	p := poolOf(server, template)
	name, err := p.take(t.Context())
	if err != nil {
		t.Fatalf("take a test database: %v", err)
	}
	t.Cleanup(func() { p.giveBack(name) })
	return withDatabase(server, name)
}

func (p *pool) giveBack(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, name)
}

func (p *pool) take(ctx context.Context) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		name := p.free[n-1]
		p.free = p.free[:n-1]
		return name, empty(ctx, withDatabase(p.server, name))
	}
	name, err := p.claim(ctx)
	if err != nil {
		return "", err
	}
	var exists bool
	err = p.conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil {
		return "", err
	}
	if exists {
		return name, empty(ctx, withDatabase(p.server, name))
	}
	_, err = p.conn.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE "+p.template)
	return name, err
}

// claim returns the name of the first database that no process has.
func (p *pool) claim(ctx context.Context) (string, error) {
	if p.conn == nil {
		db, err := sql.Open("pgx", p.server)
		if err != nil {
			return "", errors.New(variable + " cannot be read")
		}
		if p.conn, err = db.Conn(context.WithoutCancel(ctx)); err != nil {
			return "", errors.Join(err, db.Close())
		}
	}
	for {
		p.next++
		var ours bool
		if err := p.conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1, $2)", poolLock, p.next).Scan(&ours); err != nil {
			return "", err
		}
		if ours {
			return fmt.Sprintf("%s_%d", strings.Replace(p.template, "template", "pool", 1), p.next), nil
		}
	}
}

// empty deletes every row of a database.
func empty(ctx context.Context, address string) error {
	return onServer(ctx, address, emptyTables)
}

// emptyTables deletes from those tables only that have rows: to truncate all of them takes
// as long as a new database.
func emptyTables(ctx context.Context, conn *sql.Conn) error {
	tables, err := texts(ctx, conn, childrenFirst)
	if err != nil || len(tables) == 0 {
		return err
	}
	var each []string
	for _, t := range tables {
		each = append(each, fmt.Sprintf("SELECT '%s' WHERE EXISTS (SELECT 1 FROM %[1]s)", t))
	}
	filled, err := texts(ctx, conn, strings.Join(each, " UNION ALL "))
	if err != nil || len(filled) == 0 {
		return err
	}
	var script strings.Builder
	script.WriteString("ALTER TABLE events DISABLE TRIGGER USER;") // that keeps its rows as they are
	for _, t := range filled {
		fmt.Fprintf(&script, "DELETE FROM %s;", t)
	}
	script.WriteString("ALTER TABLE events ENABLE TRIGGER USER")
	_, err = conn.ExecContext(ctx, script.String())
	return err
}

// childrenFirst lists the tables so that each stands before those that it refers to.
const childrenFirst = `WITH RECURSIVE
	own AS (SELECT oid, quote_ident(relname) AS name FROM pg_class
		WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'goose_db_version'),
	refers AS (SELECT DISTINCT conrelid AS child, confrelid AS parent FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid),
	depth AS (SELECT oid, 0 AS d FROM own UNION SELECT r.parent, d + 1 FROM depth JOIN refers r ON r.child = depth.oid)
	SELECT name FROM own JOIN depth USING (oid) GROUP BY name ORDER BY max(d)`

func texts(ctx context.Context, conn *sql.Conn, query string) ([]string, error) {
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, rows.Err()
}
