package strictyaml

import (
	"fmt"
	"io/fs"

	"go.yaml.in/yaml/v3"
)

// Source is a file that was read and can tell on which line a value stands. It never
// changes.
type Source struct {
	file string
	data []byte
}

// Read is [Decode] of a file of fsys. The error is [Faults], or says that the file
// cannot be read and wraps why.
func Read(fsys fs.FS, file string, out any) (*Source, error) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if err := Decode(file, data, out); err != nil {
		return nil, err
	}
	return &Source{file: file, data: data}, nil
}

// At is the value to which the path leads from the top of the document. A step is the
// key of a mapping (a string) or the index in a sequence (an int, from 0).
func (s *Source) At(path ...any) Place { return Place{source: s}.At(path...) }

// Place is a value in a file, or where one is missing.
type Place struct {
	source *Source
	path   []any
}

// At is the value to which the path leads from here; see [Source.At].
func (p Place) At(path ...any) Place {
	// A copy, so that two places never share the array behind their paths.
	p.path = append(append([]any(nil), p.path...), path...)
	return p
}

// Errorf reports a mistake here as "file:line: …", worded as by [fmt.Errorf].
func (p Place) Errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", p.source.file, p.Line(), fmt.Errorf(format, args...))
}

// Line is the line, from 1, on which the value or its key stands, or that of the nearest
// enclosing value that exists. It reads the file a second time, which only a mistake is
// worth.
func (p Place) Line() int {
	document := new(yaml.Node)
	if err := yaml.Unmarshal(p.source.data, document); err != nil || len(document.Content) == 0 {
		return 1
	}
	node := document.Content[0]
	line := node.Line
	for _, step := range p.path {
		key, next := child(node, step)
		if next == nil {
			break
		}
		node, line = next, next.Line
		if key != nil {
			line = key.Line
		}
	}
	return line
}

func child(node *yaml.Node, step any) (key, value *yaml.Node) {
	switch step := step.(type) {
	case int:
		if node.Kind == yaml.SequenceNode && step < len(node.Content) {
			return nil, node.Content[step]
		}
	case string:
		if node.Kind != yaml.MappingNode {
			return nil, nil
		}
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == step {
				return node.Content[i], node.Content[i+1]
			}
		}
	}
	return nil, nil
}
