package store

import (
	"errors"
	"time"

	"recourse/internal/dsar"
)

// order is how a sort of a list is spelt: an indexed column that is never NULL, then the id.
type order[R any] struct {
	id        string // its column, "r.id"
	column    string
	direction string // "ASC" or "DESC", of column and id alike
	after     string // comparison that continues after a row
	key       func(R) string
	value     func(key string) (any, error) // the key as a value to compare the column with
}

// name tells the order apart from all others in a cursor.
func (o order[R]) name() string { return o.column + " " + o.direction }

func (o order[R]) clause() string {
	return " ORDER BY " + o.column + " " + o.direction + ", " + o.id + " " + o.direction
}

// cursor is the place of a row.
func (o order[R]) cursor(row R, id string) cursor {
	return cursor{Sort: o.name(), Key: o.key(row), ID: id}
}

// continueAfter selects what comes after a cursor; "" selects all. A text that is no
// cursor of this order is [dsar.CodeInvalid].
func (o order[R]) continueAfter(c *conditions, text string) error {
	if text == "" {
		return nil
	}
	at, err := parseCursor(text, o.name())
	if err != nil {
		return err
	}
	value, err := o.value(at.Key)
	if err != nil || !isStorable(at.ID) {
		return dsar.Invalid("cursor", "error.cursor", nil)
	}
	c.add("("+o.column+", "+o.id+") "+o.after+" (?, ?)", value, at.ID)
	return nil
}

func dayValue(key string) (any, error) {
	_, err := time.Parse(time.DateOnly, key) // noDue is no legal day
	return day(key), err
}

func instantValue(key string) (any, error) {
	_, err := time.Parse(instantLayout, key)
	return instant(key), err
}

func textValue(key string) (any, error) {
	if !isStorable(key) {
		return nil, errors.New("not a text")
	}
	return key, nil
}
