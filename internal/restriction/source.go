package restriction

import (
	"errors"
	"fmt"
	"io/fs"

	"recourse/internal/strictyaml"
)

// source is a read YAML file that can tell on which line a value stands.
type source struct {
	file string
	read *strictyaml.Source
}

// readStrict decodes one YAML document into v and refuses unknown fields, second
// documents and empty files. It reports the first mistake, in the decoder's words.
func readStrict(fsys fs.FS, file string, v any) (*source, error) {
	read, err := strictyaml.Read(fsys, file, v)
	var faults strictyaml.Faults
	if errors.As(err, &faults) {
		return nil, fmt.Errorf("%s: %s", faults[0].Where(), faults[0].Decoder)
	}
	if err != nil {
		return nil, err
	}
	return &source{file: file, read: read}, nil
}

// errorf reports a mistake at the value that path leads to, or at the nearest
// enclosing value that exists.
func (s *source) errorf(path []any, format string, args ...any) error {
	return s.read.At(path...).Errorf(format, args...)
}

// line is that of the value that path leads to; see [strictyaml.Place.Line].
func (s *source) line(path []any) int { return s.read.At(path...).Line() }

// join returns a new path, so that callers never share a backing array.
func join(path []any, steps ...any) []any {
	return append(append([]any{}, path...), steps...)
}
