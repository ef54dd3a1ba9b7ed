package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"sync"
)

// maxLine is the longest line a batch takes. A longer one is reported like any
// other line that cannot be read.
const maxLine = 64 << 20

// batchError is the answer to a line that could not be handled.
type batchError struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

// runBatch answers JSON Lines: one line out for each line in, in the same order,
// written at once. A line that cannot be handled is answered with its error and
// does not end the run. Lines are handled on every processor; handle must be safe
// for that.
func runBatch(ctx context.Context, p process, handle func(line []byte) (any, error)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	queue := make(chan *batchLine, 4*workers) // in order
	work := make(chan *batchLine, 4*workers)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for line := range work {
				line.answer <- answer(line, handle)
			}
		})
	}
	readErr := make(chan error, 1)
	go func() {
		defer close(queue)
		defer close(work)
		readErr <- readLines(p.Stdin, func(l *batchLine) bool {
			for _, to := range []chan<- *batchLine{queue, work} {
				select {
				case to <- l:
				case <-ctx.Done():
					return false
				}
			}
			return true
		})
	}()
	if err := writeAnswers(ctx, p.Stdout, queue); err != nil {
		return err // the reader may wait for input that never comes; the process ends
	}
	group.Wait()
	return <-readErr
}

// batchLine is one line with a place for its answer.
type batchLine struct {
	number int
	text   []byte
	err    error // why it could not be read
	answer chan []byte
}

func writeAnswers(ctx context.Context, w io.Writer, queue <-chan *batchLine) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case line, more := <-queue:
			if !more {
				return nil
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case text := <-line.answer:
				if _, err := w.Write(text); err != nil {
					return fmt.Errorf("write answer: %w", err)
				}
			}
		}
	}
}

// readLines passes every line that is not empty to take, until take returns false.
func readLines(r io.Reader, take func(*batchLine) bool) error {
	in := bufio.NewReaderSize(r, 64<<10)
	for number := 1; ; number++ {
		text, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errLineTooLong) {
			return fmt.Errorf("read line %d: %w", number, err)
		}
		line := &batchLine{number: number, text: bytes.TrimSpace(text), answer: make(chan []byte, 1)}
		if errors.Is(err, errLineTooLong) {
			line.err = err
		}
		if number == 1 {
			line.text = bytes.TrimPrefix(line.text, []byte("\xEF\xBB\xBF"))
		}
		if (len(line.text) > 0 || line.err != nil) && !take(line) {
			return nil
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
}

var errLineTooLong = fmt.Errorf("the line is longer than %d MiB", maxLine>>20)

// readLine returns a line in memory of its own, or errLineTooLong after having
// passed over the line.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	tooLong := false
	for {
		piece, err := in.ReadSlice('\n')
		if !tooLong {
			line = append(line, piece...)
			tooLong = len(line) > maxLine
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if tooLong {
			return nil, errLineTooLong
		}
		return line, err
	}
}

// answer handles one line and returns the line to write.
func answer(line *batchLine, handle func([]byte) (any, error)) (out []byte) {
	defer func() {
		if r := recover(); r != nil { // one bad line must not end the run
			out = refusal(line, fmt.Errorf("internal error: %v", r))
		}
	}()
	if line.err != nil {
		return refusal(line, line.err)
	}
	result, err := handle(line.text)
	if err != nil {
		return refusal(line, err)
	}
	out, err = encodeLine(result)
	if err != nil {
		return refusal(line, err)
	}
	return out
}

func refusal(line *batchLine, err error) []byte {
	var known struct {
		ID json.RawMessage `json:"id"`
	}
	_ = json.Unmarshal(line.text, &known) // what is no JSON has no id
	out, encodeErr := encodeLine(batchError{ID: idOrNull(known.ID), Error: fmt.Sprintf("line %d: %v", line.number, err)})
	if encodeErr != nil {
		return fmt.Appendf(nil, `{"id":null,"error":"line %d cannot be answered"}`+"\n", line.number)
	}
	return out
}

// idOrNull makes a missing id null; an empty raw message would not be JSON.
func idOrNull(id json.RawMessage) json.RawMessage {
	if len(id) == 0 {
		return json.RawMessage("null")
	}
	return id
}

// encodeLine encodes v as one line, with < > & as they are.
func encodeLine(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// decodeLine decodes a JSON object; fields that are not known are passed over.
func decodeLine(line []byte, v any) error {
	err := json.Unmarshal(line, v)
	var wrongType *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrongType) && wrongType.Field != "":
		return fmt.Errorf("the field %q has the wrong type: %s instead of %s", wrongType.Field, wrongType.Value, jsonType(wrongType.Type))
	case errors.As(err, &wrongType):
		return fmt.Errorf("this is JSON but no object {…}: %s", wrongType.Value)
	}
	return fmt.Errorf("this is not JSON: %w", err)
}

// jsonType names a Go type as JSON calls what it is read from.
func jsonType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Bool:
		return "boolean"
	case reflect.Pointer:
		return jsonType(t.Elem())
	case reflect.String:
		return "string"
	}
	return "number"
}
