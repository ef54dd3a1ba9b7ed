package store

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/driver/postgres"

	"recourse/internal/dsar"
)

// errUnstorable is PostgreSQL's refusal of a text that is not UTF-8 or contains
// NUL. SQLite takes such texts.
var errUnstorable = error(dsar.Invalid("text", "error.text.unreadable", nil))

const characterNotInRepertoire = "22021"

// postgresDialector also translates the refusal of texts that cannot be stored.
type postgresDialector struct{ *postgres.Dialector }

// Translate implements gorm.ErrorTranslator.
func (d postgresDialector) Translate(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == characterNotInRepertoire {
		return errUnstorable
	}
	return d.Dialector.Translate(err)
}

// Everything in which the two databases' SQL differs is in this file.

// forUpdate makes a SELECT lock its rows until the transaction ends. On SQLite a
// transaction holds the only write lock from its beginning.
func (s *Store) forUpdate() string {
	if s.dialect == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// skipLocked makes a SELECT lock its rows and pass over those that another
// transaction has locked.
func (s *Store) skipLocked() string {
	if s.dialect == Postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// locked makes a SELECT lock the rows of one of its tables and wait for those that
// another transaction has locked.
func (s *Store) locked(table string) string {
	if s.dialect == Postgres {
		return " FOR UPDATE OF " + table
	}
	return ""
}

// present is the database's clock, comparable with an instant.
func (s *Store) present() string {
	if s.dialect == Postgres {
		return "now()"
	}
	return "strftime('%Y-%m-%d %H:%M:%SZ', 'now')"
}

// utcDay is the day of an instant in UTC, and dayText a day as the program spells it.
func (s *Store) utcDay(column string) string {
	if s.dialect == Postgres {
		return "CAST(" + column + " AT TIME ZONE 'UTC' AS date)"
	}
	return "substr(" + column + ", 1, 10)"
}

func (s *Store) dayText(column string) string {
	if s.dialect == Postgres {
		return "to_char(" + column + ", 'YYYY-MM-DD')"
	}
	return column
}

// before is the part of a text in front of the first mark, all of it if there is none.
func (s *Store) before(column, mark string) string {
	if s.dialect == Postgres {
		return "split_part(" + column + ", '" + mark + "', 1)"
	}
	return "substr(" + column + ", 1, instr(" + column + " || '" + mark + "', '" + mark + "') - 1)"
}

// The parameters of a VALUES list have no column to take their type from.
func (s *Store) dayParam() string     { return s.typed("date") }
func (s *Store) instantParam() string { return s.typed("timestamptz") }
func (s *Store) textParam() string    { return s.typed("text") }
func (s *Store) intParam() string     { return s.typed("integer") }

func (s *Store) typed(name string) string {
	if s.dialect == Postgres {
		return "CAST(? AS " + name + ")"
	}
	return "?"
}
