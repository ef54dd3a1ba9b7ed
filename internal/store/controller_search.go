package store

import (
	"context"
	"strings"

	"recourse/internal/dsar"
)

// ControllerFilter selects controllers. Every word of Q, accents folded, must
// begin a word of the name, an alias or the domain. After is the cursor that the
// previous page returned, "" for the first page.
type ControllerFilter struct {
	Q       string
	Country string // ISO 3166-1 alpha-2, "" for all
	Limit   int    // 1 to 100; 0 means 20
	After   string
}

// wordRow is one word by which a controller is found. Field says where it stands:
// the smaller, the better the match.
type wordRow struct {
	WorkspaceID  string
	Word         string
	ControllerID string
	Field        int
}

func (wordRow) TableName() string { return "controller_words" }

// The fields in which a controller's words stand.
const (
	fieldName = iota
	fieldAlias
	fieldDomain
)

func wordRowsOf(c dsar.Controller) []wordRow {
	var rows []wordRow
	seen := make(map[string]bool)
	add := func(field int, texts ...string) {
		for _, text := range texts {
			for _, word := range foldedWords(text) {
				if !seen[word] {
					seen[word] = true
					rows = append(rows, wordRow{WorkspaceID: c.WorkspaceID, Word: word, ControllerID: c.ID, Field: field})
				}
			}
		}
	}
	add(fieldName, c.Name)
	add(fieldAlias, c.Aliases...)
	add(fieldDomain, hostOf(c.Web))
	for _, email := range c.Emails {
		add(fieldDomain, domainOf(email))
	}
	return rows
}

func (s *Store) indexControllers(ctx context.Context, _ string, controllers []dsar.Controller) error {
	var rows []wordRow
	for _, c := range controllers {
		rows = append(rows, wordRowsOf(c)...)
	}
	if len(rows) == 0 {
		return nil
	}
	return of[wordRow](s.db).CreateInBatches(ctx, &rows, 1000)
}

// reindexControllers brings the words and the order of the lists of requests up to
// the controllers' names.
func (s *Store) reindexControllers(ctx context.Context, ws string, controllers []dsar.Controller) error {
	for _, c := range controllers {
		if _, err := s.exec(ctx, "DELETE FROM controller_words WHERE workspace_id = ? AND controller_id = ?", ws, c.ID); err != nil {
			return err
		}
		_, err := s.exec(ctx, "UPDATE requests SET controller_sort = ? WHERE workspace_id = ? AND controller_id = ? AND controller_sort <> ?",
			Fold(c.Name), ws, c.ID, Fold(c.Name))
		if err != nil {
			return err
		}
	}
	return s.indexControllers(ctx, ws, controllers)
}

// controllerHit is a controller with how well it matches: 0 where the name begins
// with the whole query, otherwise 1 plus the worst field that was needed.
type controllerHit struct {
	Row  controllerRow `gorm:"embedded"`
	Rank int
}

// SearchControllers returns a page of the controllers that match, the best first,
// and the cursor of the next page, "" on the last one.
func (s *Store) SearchControllers(ctx context.Context, ws string, f ControllerFilter) ([]dsar.Controller, string, error) {
	limit := pageLimit(f.Limit, 20)
	query := buildControllerSearch(ws, f)
	if err := query.after(f.After); err != nil {
		return nil, "", err
	}
	var hits []controllerHit
	statement := query.text() + " ORDER BY rank, folded_name, id" + limitTo(limit+1)
	if err := found(s.scan(ctx, &hits, statement, query.args...)); err != nil {
		return nil, "", err
	}
	hits, next := cutPage(hits, limit, func(h controllerHit) cursor {
		return cursor{Sort: "controllers", Rank: h.Rank, Key: h.Row.FoldedName, ID: h.Row.ID}
	})
	return toDomain(hits, func(h controllerHit) dsar.Controller { return h.Row.toDomain() }), next, nil
}

// ControllerCountries returns the countries of the workspace's controllers, each once
// and in no particular order; controllers without one are left out.
func (s *Store) ControllerCountries(ctx context.Context, ws string) ([]string, error) {
	var countries []string
	err := s.scan(ctx, &countries, "SELECT DISTINCT country FROM controllers WHERE workspace_id = ? AND country <> ''", ws)
	return countries, err
}

// controllerSearch is a query under construction: hits from which conditions pick.
type controllerSearch struct {
	hits       string
	conditions []string
	args       []any
}

func buildControllerSearch(ws string, f ControllerFilter) *controllerSearch {
	q := &controllerSearch{hits: "SELECT c.*, 0 AS rank FROM controllers c WHERE c.workspace_id = ?", args: []any{ws}}
	if words := queryWords(f.Q); len(words) > 0 {
		q.matchWords(ws, words, strings.TrimSpace(Fold(f.Q)))
	}
	if f.Country != "" {
		q.hits += " AND c.country = ?"
		q.args = append(q.args, f.Country)
	}
	return q
}

// matchWords intersects, per word of the query, the controllers that have a word
// beginning with it.
func (q *controllerSearch) matchWords(ws string, words []string, whole string) {
	var matches []string
	q.args = nil
	for _, word := range words {
		from, to := prefixRange(word)
		matches = append(matches, `SELECT controller_id, MIN(field) AS field FROM controller_words
			WHERE workspace_id = ? AND word >= ? AND word < ? GROUP BY controller_id`)
		q.args = append(q.args, ws, from, to)
	}
	from, to := prefixRange(whole)
	q.hits = `SELECT c.*, CASE WHEN c.folded_name >= ? AND c.folded_name < ? THEN 0 ELSE 1 + m.field END AS rank
		FROM (SELECT controller_id, MAX(field) AS field FROM (` + strings.Join(matches, " UNION ALL ") + `) AS hit
			GROUP BY controller_id HAVING COUNT(*) = ?) AS m
		JOIN controllers c ON c.workspace_id = ? AND c.id = m.controller_id WHERE TRUE`
	q.args = append(append([]any{from, to}, q.args...), len(words), ws)
}

func (q *controllerSearch) after(text string) error {
	if text == "" {
		return nil
	}
	c, err := parseCursor(text, "controllers")
	if err != nil {
		return err
	}
	q.conditions = append(q.conditions, "(rank, folded_name, id) > (?, ?, ?)")
	q.args = append(q.args, c.Rank, c.Key, c.ID)
	return nil
}

func (q *controllerSearch) text() string {
	text := "SELECT * FROM (" + q.hits + ") AS hits"
	if len(q.conditions) > 0 {
		text += " WHERE " + strings.Join(q.conditions, " AND ")
	}
	return text
}
