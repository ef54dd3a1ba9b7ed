package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"recourse/internal/civil"
)

// instant is a point in time as a column holds it: UTC, whole seconds, in a text
// that sorts like time. SQLite stores the text itself and compares it as text, so
// a second spelling or offset would sort wrongly; PostgreSQL reads the same text
// into a timestamptz. "" is NULL and the zero time.
type instant string

const instantLayout = "2006-01-02 15:04:05Z"

func instantOf(t time.Time) instant {
	if t.IsZero() {
		return ""
	}
	return instant(t.UTC().Truncate(time.Second).Format(instantLayout))
}

func (i instant) time() time.Time {
	t, err := time.Parse(instantLayout, string(i))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Value implements [driver.Valuer].
func (i instant) Value() (driver.Value, error) { return textOrNull(string(i)), nil }

// Scan implements sql.Scanner.
func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = ""
	case time.Time:
		*i = instantOf(v)
	case string:
		if _, err := time.Parse(instantLayout, v); err != nil {
			return fmt.Errorf("an instant is not written as %s", instantLayout)
		}
		*i = instant(v)
	default:
		return fmt.Errorf("an instant cannot be read from %T", src)
	}
	return nil
}

// day is a civil date as a column holds it: 2026-01-31, or "" for NULL and no date.
type day string

func dayOf(d civil.Date) day { return day(d.String()) }

func (d day) date() civil.Date {
	if d == "" {
		return civil.Date{}
	}
	date, err := civil.Parse(string(d))
	if err != nil {
		return civil.Date{}
	}
	return date
}

// Value implements [driver.Valuer].
func (d day) Value() (driver.Value, error) { return textOrNull(string(d)), nil }

// Scan implements sql.Scanner.
func (d *day) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = ""
	case time.Time:
		*d = day(v.Format(time.DateOnly))
	case string:
		if _, err := civil.Parse(v); err != nil {
			return err
		}
		*d = day(v)
	default:
		return fmt.Errorf("a day cannot be read from %T", src)
	}
	return nil
}

func textOrNull(s string) driver.Value {
	if s == "" {
		return nil
	}
	return s
}

// list is a list of texts in one column, as opaque JSON.
type list []string

// Value implements [driver.Valuer].
func (l list) Value() (driver.Value, error) {
	if len(l) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal([]string(l))
	return string(text), err
}

// Scan implements sql.Scanner.
func (l *list) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	*l = nil
	if text == "" || text == "[]" {
		return nil
	}
	return json.Unmarshal([]byte(text), (*[]string)(l))
}

func textOf(src any) (string, error) {
	switch v := src.(type) {
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", fmt.Errorf("a text cannot be read from %T", src)
}

// words is a set of the program's own short words in one column, ",access,erasure,",
// so that one of them is found by LIKE '%,access,%'.
func joinWords[T ~string](set []T) string {
	if len(set) == 0 {
		return ""
	}
	var b strings.Builder
	for _, word := range set {
		b.WriteString("," + string(word))
	}
	return b.String() + ","
}

func splitWords[T ~string](s string) []T {
	var set []T
	for word := range strings.SplitSeq(strings.Trim(s, ","), ",") {
		if word != "" {
			set = append(set, T(word))
		}
	}
	return set
}

func joinInts[T ~int](ns []T) string {
	texts := make([]string, len(ns))
	for i, n := range ns {
		texts[i] = strconv.Itoa(int(n))
	}
	return strings.Join(texts, ",")
}

func splitInts[T ~int](s string) []T {
	var ns []T
	for text := range strings.SplitSeq(s, ",") {
		if n, err := strconv.Atoi(text); err == nil {
			ns = append(ns, T(n))
		}
	}
	return ns
}
