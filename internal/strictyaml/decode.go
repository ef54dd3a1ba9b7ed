package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Decode reads the one document of data into out, a pointer as for [yaml.Unmarshal]. It
// refuses unknown and repeated keys, values of the wrong type, further documents and an
// empty file, which is called file in the error. The error is [Faults]; what out holds
// then is not to be used.
func Decode(file string, data []byte, out any) error {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	err := decoder.Decode(out)
	if errors.Is(err, io.EOF) {
		return Faults{ofFile(file, "the file is empty")}
	}
	if err != nil {
		return faults(file, err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return Faults{ofFile(file, "more than one document")}
	}
	return nil
}

// Faults is everything that [Decode] found wrong with a file, in the order of the file.
// There is at least one.
type Faults []Fault

// Error has a line for each fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Fault is one thing wrong with a file.
type Fault struct {
	File string
	Line int // from 1; 0 if it is none of one line
	// Text says what is wrong in the terms of the file.
	Text string
	// Decoder says the same as the YAML decoder does, with the Go type at fault.
	Decoder string
}

// Error is [Fault.Where] and [Fault.Text].
func (f Fault) Error() string { return f.Where() + ": " + f.Text }

// Where is "file:line", or "file" if there is no line.
func (f Fault) Where() string {
	if f.Line == 0 {
		return f.File
	}
	return fmt.Sprintf("%s:%d", f.File, f.Line)
}

func ofFile(file, text string) Fault { return Fault{File: file, Text: text, Decoder: text} }

// faults takes an error of the decoder apart.
func faults(file string, err error) Faults {
	messages := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		messages = typed.Errors
	}
	list := make(Faults, len(messages))
	for i, message := range messages {
		list[i] = fault(file, message)
	}
	return list
}

// The decoder has no types for its errors, only these words.
var (
	onLine       = regexp.MustCompile(`(?s)^(?:yaml: )?line (\d+): (.*)$`)
	unknownKey   = regexp.MustCompile(`^field (.+) not found in type .+$`)
	duplicateKey = regexp.MustCompile(`^mapping key (".*") already defined at line (\d+)$`)
)

func fault(file, message string) Fault {
	f := Fault{File: file, Text: strings.TrimPrefix(message, "yaml: "), Decoder: message}
	m := onLine.FindStringSubmatch(message)
	if m == nil {
		return f
	}
	line, err := strconv.Atoi(m[1])
	if err != nil {
		return f // no file has as many lines
	}
	f.Line, f.Decoder, f.Text = line, m[2], m[2]
	if m := unknownKey.FindStringSubmatch(f.Decoder); m != nil {
		f.Text = fmt.Sprintf("unknown key %q", m[1])
	}
	if m := duplicateKey.FindStringSubmatch(f.Decoder); m != nil {
		f.Text = fmt.Sprintf("duplicate key %s, first on line %s", m[1], m[2])
	}
	return f
}
