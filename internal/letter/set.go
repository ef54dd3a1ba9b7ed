package letter

import (
	"io/fs"

	"recourse/internal/dsar"
)

// Set holds every template. It is immutable and safe for concurrent use.
type Set struct{}

// Load reads letters/ and mail/ from fsys. It returns an error that names the file
// for a template that is missing, undeclared or cannot be composed.
func Load(fsys fs.FS) (*Set, error) { panic("unfinished") }

// Languages lists the languages in which letters can be composed.
func (s *Set) Languages() []string { panic("unfinished") }

// Kinds lists the kinds of letter, requests first.
func (s *Set) Kinds() []dsar.LetterKind { panic("unfinished") }

// Regimes lists the ids of the laws for which letters can be composed.
func (s *Set) Regimes() []string { panic("unfinished") }

// Compose composes a letter. Its errors name what is missing or unknown and list
// what is known; they contain no personal data.
func (s *Set) Compose(f Facts) (Composed, error) { panic("unfinished") }
