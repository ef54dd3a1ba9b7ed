package store

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm/schema"
)

// RowColumns returns the columns of every row struct by table, for the test that
// compares them with the schema.
func RowColumns() map[string][]string {
	columns := make(map[string][]string)
	for _, row := range []any{
		&workspaceRow{}, &userRow{}, &tokenRow{}, &feedRow{}, &feedDayRow{}, &policyRow{}, &dataContentRow{}, &dataFileRow{}, &dataScanRow{}, &sessionRow{}, &controllerRow{}, &wordRow{}, &subjectRow{}, &subjectWordRow{}, &streamRow{},
		&eventRow{}, &requestRow{}, &letterRow{}, &messageRow{}, &blobRow{}, &findingRow{}, &checklistItemRow{}, &complaintRow{}, &complaintRequestRow{},
		&clockRow{}, &outboxRow{}, &domainRow{}, &verificationRow{}, &reminderRow{}, &jobRunRow{}, &idempotencyRow{}, &auditRow{}, &incomingRow{}, &incomingRawRow{}, &addressRow{}, &decisionRow{}, &dismissalRow{}, &requestDateRow{}, &choiceRow{}, &mailboxRow{}, &readingRow{}, &mailCheckRow{}, &bouncedRow{},
	} {
		model, err := schema.Parse(row, &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			panic(err)
		}
		columns[model.Table] = model.DBNames
	}
	return columns
}

// FoldedWords is what only the tests of folding look at from outside.
var FoldedWords = foldedWords

// ExplainSweep returns PostgreSQL's plan for each statement of the sweep.
func (s *Store) ExplainSweep(ctx context.Context, now time.Time, zones []ZoneDay, sets []string) (map[string]string, error) {
	plans := make(map[string]string)
	err := s.InTx(ctx, func(tx *Store) error {
		if err := tx.preferIndexes(ctx); err != nil {
			return err
		}
		local := tx.localDays(zones)
		escalations, err := tx.escalations(ctx, now)
		if err != nil {
			return err
		}
		for _, k := range slices.Concat(tx.reminderKinds(), tx.beforeEnds(zones, sets), escalations) {
			statement, args := tx.sweepStatement(now, local, k)
			var lines []string
			if err := tx.scan(ctx, &lines, "EXPLAIN "+statement, args...); err != nil {
				return err
			}
			plans[k.kind] = strings.Join(lines, "\n")
		}
		return nil
	})
	return plans, err
}
