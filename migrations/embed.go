// Package migrations has the schema, once per database, in files of the same
// number and name. They are only ever added to: a change of the schema is a new
// pair of files, and there is no way back down.
package migrations

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed postgres/*.sql sqlite/*.sql
var files embed.FS

// For returns the migrations of a dialect, "postgres" or "sqlite".
func For(dialect string) (fs.FS, error) {
	if dialect != "postgres" && dialect != "sqlite" {
		return nil, fmt.Errorf("there are no migrations for %q", dialect)
	}
	return fs.Sub(files, dialect)
}
