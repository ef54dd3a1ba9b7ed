package letter_test

import (
	"testing"

	"recourse/internal/letter"
	"recourse/templates"
)

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := letter.Load(templates.FS); err != nil {
			b.Fatal(err)
		}
	}
}
