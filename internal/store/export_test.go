package store

import (
	"sync"

	"gorm.io/gorm/schema"
)

// RowColumns returns the columns of every row struct by table, for the test that
// compares them with the schema.
func RowColumns() map[string][]string {
	columns := make(map[string][]string)
	for _, row := range []any{
		&workspaceRow{}, &userRow{}, &tokenRow{}, &sessionRow{}, &controllerRow{}, &wordRow{}, &subjectRow{}, &subjectWordRow{}, &streamRow{},
		&eventRow{}, &requestRow{}, &letterRow{}, &messageRow{}, &blobRow{}, &findingRow{}, &complaintRow{}, &complaintRequestRow{},
		&clockRow{}, &outboxRow{}, &reminderRow{}, &jobRunRow{}, &idempotencyRow{}, &auditRow{},
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
