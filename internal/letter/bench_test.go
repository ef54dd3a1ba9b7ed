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

func BenchmarkCompose(b *testing.B) {
	set, f := load(b), late()
	for b.Loop() {
		if _, err := set.Compose(f); err != nil {
			b.Fatal(err)
		}
	}
}
