package law_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"recourse/internal/civil"
	"recourse/internal/law"
)

// Dates that were worked out are not worked out again while no file changed, unless the
// calculation did. testdata/calculation is law that never changes; what it gives for
// many histories is kept as one digest.
func TestCalculation(t *testing.T) {
	rules, holidays := frozen(t, "rules"), frozen(t, "holidays")
	book, err := law.Load(rules, holidays)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, regime := range book.Regimes() {
		for _, right := range regime.Rights {
			for n := range 400 {
				f := frozenFacts(uint64(n))
				f.Regime, f.Right = regime.ID, right.ID
				r, err := book.Evaluate(f)
				if err != nil {
					t.Fatalf("%+v: %v", f, err)
				}
				fmt.Fprintln(h, r.Due, r.ExtendedDue, r.Extended, r.NoticeOfExtensionDue, r.AckDue, r.ComplaintFrom, r.ComplaintUntil)
				for _, c := range r.Clocks {
					fmt.Fprintln(h, c.ID, c.Start, c.Opens, c.End, c.MetOn)
				}
			}
		}
	}
	got := fmt.Sprintf("calculation %d gives %s\n", law.Calculation, hex.EncodeToString(h.Sum(nil)))
	golden := filepath.Join("testdata", "calculation", "digest")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("The same law gives other dates than before. Raise law.Calculation, so that open requests are compared anew, and run this test with -update.\ngot  %swant %s", got, want)
	}
}

func frozen(t *testing.T, folder string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := filepath.Glob(filepath.Join("testdata", "calculation", folder, "*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no frozen %s: %v", folder, err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = &fstest.MapFile{Data: data}
	}
	return files
}

// frozenFacts are the same for the same number, whatever is added to the kinds of event.
func frozenFacts(n uint64) law.Facts {
	random := rand.New(rand.NewPCG(n, 1))
	kinds := strings.Fields(`extension_notice id_requested id_received clarification_requested clarification_received fee_requested fee_paid
		acknowledged reply_received refused answer_received_inadequate appeal_lodged appeal_answered complaint_lodged authority_informed
		authority_decided authority_ordered court_filed`)
	received := civil.Must(2024, 1, 1).AddDays(random.IntN(900))
	f := law.Facts{Region: []string{"FR", "FR-ALSACE-MOSELLE"}[random.IntN(2)], Received: received, Today: received.AddDays(random.IntN(400))}
	on := received
	for range random.IntN(8) {
		on = on.AddDays(random.IntN(25))
		e := law.Event{Kind: kinds[random.IntN(len(kinds))], On: on}
		if random.IntN(2) == 0 {
			reasons := random.IntN(2) == 0
			e.ReasonsGiven = &reasons
		}
		if random.IntN(3) == 0 {
			e.Until = on.AddDays(random.IntN(60))
		}
		f.Events = append(f.Events, e)
	}
	return f
}
