package restriction

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"
)

// source is a read YAML file that can tell on which line a value stands.
type source struct {
	file string
	data []byte
}

// readStrict decodes one YAML document into v and refuses unknown fields, second
// documents and empty files.
func readStrict(fsys fs.FS, file string, v any) (*source, error) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	src := &source{file: file, data: data}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(v); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: the file is empty", file)
		}
		return nil, src.wrap(err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: more than one document", file)
	}
	return src, nil
}

// wrap turns "yaml: unmarshal errors:\n  line 3: …" into "file:3: …".
func (s *source) wrap(err error) error {
	msg := err.Error()
	if i := strings.Index(msg, "line "); i >= 0 {
		msg, _, _ = strings.Cut(msg[i+len("line "):], "\n")
		return fmt.Errorf("%s:%s", s.file, msg)
	}
	return fmt.Errorf("%s: %s", s.file, msg)
}

// errorf reports a mistake at the value that path leads to, or at the nearest
// enclosing value that exists.
func (s *source) errorf(path []any, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", s.file, s.line(path), fmt.Sprintf(format, args...))
}

// line reads the file a second time, which only a mistake is worth.
func (s *source) line(path []any) int {
	node := new(yaml.Node)
	if err := yaml.Unmarshal(s.data, node); err != nil {
		return 1
	}
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	line := node.Line
	for _, step := range path {
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

// join returns a new path, so that callers never share a backing array.
func join(path []any, steps ...any) []any {
	return append(append([]any{}, path...), steps...)
}
