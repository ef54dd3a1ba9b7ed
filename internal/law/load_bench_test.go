package law_test

import (
	"os"
	"testing"

	"recourse/internal/law"
)

func BenchmarkLoad(b *testing.B) {
	rules, holidays := os.DirFS("rules"), os.DirFS("holidays")
	for b.Loop() {
		if _, err := law.Load(rules, holidays); err != nil {
			b.Fatal(err)
		}
	}
}

// TestTheShippedFilesAreRight reads every file that the program is built with to its
// end. The program itself reads them when they are first asked for.
func TestTheShippedFilesAreRight(t *testing.T) {
	if _, err := law.Load(os.DirFS("rules"), os.DirFS("holidays")); err != nil {
		t.Fatal(err)
	}
}
