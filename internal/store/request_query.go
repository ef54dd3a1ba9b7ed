package store

import (
	"context"
	"strings"

	"recourse/internal/dsar"
)

// fewIDs is up to how many controllers or data subjects a word of a query is looked
// up first and then named in the list's query, so that an index finds their
// requests. A word that more of them have is common enough to be met while walking
// along the list's own order.
const fewIDs = 200

// addQuery adds the conditions of a search: the beginning of a reference, or words
// each of which begins a word of the controller's or the data subject's name.
func (s *Store) addQuery(ctx context.Context, c *conditions, ws, q string) error {
	if reference, ok := referencePrefix(q); ok {
		from, to := prefixRange(reference)
		c.add("r.reference >= ? AND r.reference < ?", from, to)
		return nil
	}
	for _, word := range queryWords(q) {
		from, to := prefixRange(word)
		controllers, args, err := s.idsOrQuery(ctx, `SELECT DISTINCT controller_id FROM controller_words
			WHERE workspace_id = ? AND word >= ? AND word < ? AND field <= 1`, ws, from, to)
		if err != nil {
			return err
		}
		subjects, subjectArgs, err := s.idsOrQuery(ctx, `SELECT DISTINCT subject_id FROM subject_words
			WHERE workspace_id = ? AND word >= ? AND word < ?`, ws, from, to)
		if err != nil {
			return err
		}
		c.add("(r.controller_id IN ("+controllers+") OR r.subject_id IN ("+subjects+"))", append(args, subjectArgs...)...)
	}
	return nil
}

// idsOrQuery returns what to write between the parentheses of IN: the ids that the
// query finds if they are few, otherwise the query itself; and the values in it.
func (s *Store) idsOrQuery(ctx context.Context, query string, args ...any) (string, []any, error) {
	var ids []string
	if err := s.scan(ctx, &ids, query+limitTo(fewIDs+1), args...); err != nil {
		return "", nil, err
	}
	if len(ids) > fewIDs {
		return query, args, nil
	}
	if len(ids) == 0 {
		return "NULL", nil, nil
	}
	values := make([]any, len(ids))
	for i, id := range ids {
		values[i] = id
	}
	return strings.TrimSuffix(strings.Repeat("?, ", len(ids)), ", "), values, nil
}

// referencePrefix returns the beginning of a reference that q spells, if it is one.
func referencePrefix(q string) (string, bool) {
	if reference, ok := dsar.ParseReference(q); ok {
		return reference, true
	}
	q = strings.ToUpper(strings.TrimSpace(q))
	if rest, ok := strings.CutPrefix(q, "RC-"); ok && isReferencePart(rest) {
		return q, true
	}
	return "", false
}

func isReferencePart(s string) bool {
	for _, r := range s {
		if r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return len(s) <= 9
}
