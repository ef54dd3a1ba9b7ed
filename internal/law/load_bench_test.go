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
