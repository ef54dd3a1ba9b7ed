package store

import (
	"encoding/base64"
	"encoding/json"

	"recourse/internal/dsar"
)

// cursor is where a page of a list ended: the order it was in and the last row's
// place in it. Callers see it as opaque text.
type cursor struct {
	Sort string `json:"s"`
	Rank int    `json:"r,omitempty"`
	Key  string `json:"k"`
	ID   string `json:"i"`
}

func (c cursor) String() string {
	text, err := json.Marshal(c)
	if err != nil { // texts and a number always marshal
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// parseCursor reads a cursor of a list in the given order. Anything else is
// [dsar.CodeInvalid] for the field "cursor".
func parseCursor(text, sort string) (cursor, error) {
	var c cursor
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &c) != nil || c.Sort != sort || c.ID == "" {
		return cursor{}, dsar.Invalid("cursor", "error.cursor", nil)
	}
	return c, nil
}

const maxPage = 100

// pageLimit returns the number of rows of a page: fallback for 0, 100 at most.
func pageLimit(limit, fallback int) int {
	if limit <= 0 {
		return fallback
	}
	return min(limit, maxPage)
}

// cutPage cuts off the row that was read beyond a page, and returns the cursor of the
// next page, "" if there was no such row.
func cutPage[R any](rows []R, limit int, at func(R) cursor) (page []R, next string) {
	if len(rows) <= limit {
		return rows, ""
	}
	return rows[:limit], at(rows[limit-1]).String()
}
