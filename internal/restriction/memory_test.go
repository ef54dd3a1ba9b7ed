package restriction

import (
	"runtime"
	"testing"
)

// BenchmarkMemory tells what a detector keeps after texts in all languages, and after
// one that is as much work for it as can be.
func BenchmarkMemory(b *testing.B) {
	all := []string{"de", "en", "es", "fr", "it", "nl", "pl", "pt"}
	for b.Loop() {
		before := heap()
		d, err := Default()
		if err != nil {
			b.Fatal(err)
		}
		read := func(in Input) float64 {
			if _, err := d.Detect(in); err != nil {
				b.Fatal(err)
			}
			in.Text = ""
			return float64(heap()-before) / (1 << 20)
		}
		for _, lang := range all {
			read(Input{Lang: lang, Text: "x"})
		}
		b.ReportMetric(read(Input{Lang: "en"}), "MiB-loaded")
		for _, lang := range all {
			read(Input{Text: realText(b, 128<<10, lang), Lang: lang})
		}
		b.ReportMetric(read(Input{Lang: "en"}), "MiB-letters")
		near := nearMisses(b, 1<<20)
		for _, lang := range all {
			read(Input{Text: near, Lang: lang})
		}
		near = ""
		b.ReportMetric(read(Input{Lang: "en"}), "MiB-most")
		runtime.KeepAlive(d)
	}
}

// heap is the memory in use.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
