package datascan_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"recourse/internal/civil"
	"recourse/internal/datascan"
)

func manyInputs(t *testing.T) []datascan.Input {
	t.Helper()
	var entries []archived
	for i := range 20 {
		entries = append(entries, archived{
			fmt.Sprintf("f%c.csv", 'a'+i), "at,left\n" + strings.Repeat(fmt.Sprintf("2024-%02d-05,03/%02d/2024\n", i%12+1, i%9+1), 500),
		})
	}
	entries = append(entries, archived{"../x.json", "1"}, archived{"p.pdf", "%PDF-"})
	return []datascan.Input{
		input("a.json", `["2020-01-05"]`), input("b.zip", zipOf(t, entries...)), input("c.csv", "left\n13/01/2024\n"), input("d.json", `["2025-01-05"`),
	}
}

var comparable = []cmp.Option{
	cmpopts.IgnoreUnexported(datascan.Error{}),
	cmp.Comparer(func(a, b civil.Date) bool { return a == b }),
}

func TestAScanThatIsResumedGivesTheSameResult(t *testing.T) {
	inputs := manyInputs(t)
	whole := scan(t, options(), inputs...)
	for stop := 1; stop < 24; stop++ {
		ctx, cancel := context.WithCancelCause(t.Context())
		enough := errors.New("enough")
		var stored []byte
		reports := 0
		o := options()
		o.Progress = func(datascan.Progress) {
			if reports++; reports == stop {
				cancel(enough)
			}
		}
		o.Save = func(c datascan.Checkpoint) {
			var err error
			if stored, err = json.Marshal(c); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := datascan.Scan(ctx, inputs, o); !errors.Is(err, enough) {
			t.Fatalf("stopped at report %d: got %v, want the cause", stop, err)
		}
		var c datascan.Checkpoint
		if err := json.Unmarshal(stored, &c); err != nil {
			t.Fatal(err)
		}
		o = options()
		o.Resume = &c
		if d := cmp.Diff(whole, scan(t, o, inputs...), comparable...); d != "" {
			t.Fatalf("stopped at report %d, whole -, resumed +:\n%s", stop, d)
		}
	}
}

func TestAResumedScanDoesNotReadAgain(t *testing.T) {
	inputs := manyInputs(t)
	o := options()
	o.Limits.SaveEvery = 1
	var last datascan.Checkpoint
	saves := 0
	o.Save = func(c datascan.Checkpoint) {
		if saves++; saves == 15 {
			last = c
		}
	}
	whole := scan(t, o, inputs...)
	o.Save, o.Resume = nil, &last
	var first *datascan.Progress
	o.Progress = func(p datascan.Progress) {
		if first == nil {
			first = &p
		}
	}
	again := scan(t, o, inputs...)
	if first == nil || first.Files < 14 || first.Unpacked < whole.Bytes/2 {
		t.Errorf("the first report is %+v, want it to begin behind 14 files", first)
	}
	if d := cmp.Diff(whole, again, comparable...); d != "" {
		t.Error(d)
	}
}

func TestACheckpointOfOtherFilesIsRefused(t *testing.T) {
	var c datascan.Checkpoint
	o := options()
	o.Limits.SaveEvery = 1
	o.Save = func(saved datascan.Checkpoint) { c = saved }
	in := input("a.json", `["2024-01-05"]`)
	scan(t, o, in)
	damaged := c
	damaged.State = json.RawMessage(strings.Replace(string(c.State), `"First":5`, `"First":77`, 1))
	older := c
	older.Version--
	for name, try := range map[string]struct {
		c  datascan.Checkpoint
		in datascan.Input
	}{
		"another file":       {c, input("b.json", `["2024-01-05"]`)},
		"another size":       {c, input("a.json", `["2024-01-05"] `)},
		"another version":    {older, in},
		"a damaged state":    {damaged, in},
		"an empty one":       {datascan.Checkpoint{}, in},
		"a state of nothing": {datascan.Checkpoint{Version: c.Version, Inputs: c.Inputs, State: json.RawMessage(`null`)}, in},
	} {
		t.Run(name, func(t *testing.T) {
			o := options()
			o.Resume = &try.c
			_, err := datascan.Scan(t.Context(), []datascan.Input{try.in}, o)
			var refusal *datascan.Error
			if name == "a state of nothing" {
				if err != nil {
					t.Errorf("a state from before the first file is none: %v", err)
				}
				return
			}
			if !errors.As(err, &refusal) || refusal.Key != datascan.KeyBadCheckpoint {
				t.Errorf("got %v, want %s", err, datascan.KeyBadCheckpoint)
			}
		})
	}
}

func TestScanNeedsTheDayOfReceipt(t *testing.T) {
	_, err := datascan.Scan(t.Context(), nil, datascan.Options{})
	var refusal *datascan.Error
	if !errors.As(err, &refusal) || refusal.Key != datascan.KeyNoReceived {
		t.Errorf("got %v, want %s", err, datascan.KeyNoReceived)
	}
}

type failing struct{ err error }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }

func TestAnInputThatCannotBeReadEndsTheScan(t *testing.T) {
	gone := errors.New("disk gone")
	inputs := []datascan.Input{input("a.json", `["2024-01-05"]`), {Name: "b.zip", Size: 100, Content: failing{gone}}}
	r, err := datascan.Scan(t.Context(), inputs, options())
	if !errors.Is(err, gone) || r.All.Count != 1 {
		t.Errorf("got %v and %d dates, want what was found before", err, r.All.Count)
	}
}

func TestProgressGrowsToTheEnd(t *testing.T) {
	o := options()
	var done, total int64
	o.Progress = func(p datascan.Progress) {
		if p.Done < done || p.Done > p.Total {
			t.Errorf("%d of %d after %d", p.Done, p.Total, done)
		}
		done, total = p.Done, p.Total
	}
	o.PDFText = func(context.Context, io.Reader, io.Writer) error { return nil }
	scan(t, o, manyInputs(t)...)
	if done != total || total == 0 {
		t.Errorf("the last report is %d of %d", done, total)
	}
}
