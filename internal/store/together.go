package store

import (
	"context"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// statement is a statement with the values of its placeholders.
type statement struct {
	text string
	args []any
}

// rowBeside returns an INSERT of the row that stores it only if the table "from",
// named in it as f, has a row that fits the condition. Columns named in taken get
// that expression over f instead of the row's own value.
func rowBeside[R any](s *Store, row R, from statement, taken map[string]string) (statement, error) {
	parsed := &gorm.Statement{DB: s.db}
	if err := parsed.Parse(&row); err != nil {
		return statement{}, err
	}
	columns := parsed.Schema.DBNames
	marks := make([]string, len(columns))
	args := make([]any, 0, len(columns)+len(from.args))
	err := eachValues(parsed.Schema, []R{row}, func(values []any) error {
		for i, column := range columns {
			if expression, ok := taken[column]; ok {
				marks[i] = expression
				continue
			}
			marks[i] = "?"
			args = append(args, values[i])
		}
		return nil
	})
	return statement{
		text: "INSERT INTO " + parsed.Schema.Table + " (" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(marks, ", ") + " FROM " + from.text,
		args: append(args, from.args...),
	}, err
}

// together carries out INSERTs of which all or none are stored, and returns how
// many rows the last one stored. PostgreSQL gets them as one statement, which is one
// round trip and needs no transaction around it; it checks references between the
// rows at the statement's end.
func (s *Store) together(ctx context.Context, inserts []statement) (stored int, err error) {
	if s.dialect == Postgres {
		all := asOne(inserts)
		return s.exec(ctx, all.text, all.args...)
	}
	err = s.InTx(ctx, func(tx *Store) error {
		for _, insert := range inserts {
			if stored, err = tx.exec(ctx, insert.text, insert.args...); err != nil {
				return err
			}
		}
		return nil
	})
	return stored, err
}

func asOne(inserts []statement) statement {
	var b strings.Builder
	var args []any
	for i, insert := range inserts {
		last := i == len(inserts)-1
		if !last {
			if i == 0 {
				b.WriteString("WITH ")
			}
			b.WriteString("i" + strconv.Itoa(i) + " AS (")
		}
		b.WriteString(insert.text)
		args = append(args, insert.args...)
		switch {
		case i == len(inserts)-2:
			b.WriteString(") ")
		case !last:
			b.WriteString("), ")
		}
	}
	return statement{b.String(), args}
}
