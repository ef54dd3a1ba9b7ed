package law_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/law"
)

// vector is one line of the shared file of worked cases.
type vector struct {
	ID       string `json:"id"`
	Regime   string `json:"regime"`
	Right    string `json:"right"`
	Received string `json:"received"`
	Timezone string `json:"timezone"`
	Region   string `json:"holidays_region"`
	Events   []struct {
		Type string `json:"type"`
		Date string `json:"date"`
	} `json:"events"`
	Expect dates `json:"expect"`
}

// dates is every date of a result; the zero date stands for none.
type dates struct {
	Due            civil.Date `json:"due" yaml:"due"`
	ExtendedDue    civil.Date `json:"extended_due" yaml:"extended_due"`
	NoticeDue      civil.Date `json:"notice_of_extension_due" yaml:"notice_of_extension_due"`
	AckDue         civil.Date `json:"ack_due" yaml:"ack_due"`
	ComplaintFrom  civil.Date `json:"complaint_from" yaml:"complaint_from"`
	ComplaintUntil civil.Date `json:"complaint_until" yaml:"complaint_until"`
}

func datesOf(r law.Result) dates {
	return dates{r.Due, r.ExtendedDue, r.NoticeOfExtensionDue, r.AckDue, r.ComplaintFrom, r.ComplaintUntil}
}

// TestSharedVectors holds the evaluator against worked cases kept outside the
// repository. It is skipped where they are absent; testdata/cases has our own.
func TestSharedVectors(t *testing.T) {
	file, err := os.Open("../../../shared/data/deadline-vectors.jsonl")
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the shared worked cases are not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	book := mustBook(t)
	ran := 0
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var v vector
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		ran++
		t.Run(v.ID, func(t *testing.T) { v.run(t, book) })
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if ran == 0 {
		t.Error("no case ran")
	}
}

func (v vector) run(t *testing.T, book *law.Book) {
	zone, err := time.LoadLocation(v.Timezone)
	if err != nil {
		t.Fatal(err)
	}
	facts := law.Facts{Regime: v.Regime, Right: v.Right, Region: v.Region}
	if facts.Received, _, err = law.ParseMoment(v.Received, zone); err != nil {
		t.Fatal(err)
	}
	for _, e := range v.Events {
		on, at, err := law.ParseMoment(e.Date, zone)
		if err != nil {
			t.Fatal(err)
		}
		facts.Events = append(facts.Events, law.Event{Kind: e.Type, On: on, At: at})
	}
	result, err := book.Evaluate(facts)
	if err != nil {
		t.Fatal(err)
	}
	if got := datesOf(result); got != v.Expect {
		t.Errorf("got  %v\nwant %v", got, v.Expect)
	}
}

func mustBook(t testing.TB) *law.Book {
	t.Helper()
	book, err := law.Default()
	if err != nil {
		t.Fatal(err)
	}
	return book
}
