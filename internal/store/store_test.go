package store_test

import (
	"testing"

	"recourse/internal/store"
	"recourse/internal/store/storetest"
	"recourse/internal/testdb"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.Store { return testdb.SQLite(t) })
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	storetest.Run(t, testdb.Recycled(t))
}
