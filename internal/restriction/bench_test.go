package restriction

import (
	"strings"
	"testing"
)

const benchPassage = `Dear Ms Roe,

thank you for your message of 6 March. Data protection matters to us, and our team works hard to keep your information safe.
As regards your request, we can supply the personal data that our systems recorded during the last twelve months; older
records are not included in answers to individuals. Please note that a further request can be made in March next year at the
earliest. Parcels are delivered with a twelve months guarantee, invoices are stored for ten years, and you may change your
tariff once a year. Should you have questions about an order, use the contact form on our website or call our hotline.

Yours faithfully
Customer Care

`

func benchText(size int) string {
	return strings.Repeat(benchPassage, size/len(benchPassage)+1)[:size]
}

func BenchmarkDetect(b *testing.B) {
	all := []string{"de", "en", "es", "fr", "it", "nl", "pl", "pt"}
	for _, c := range []struct {
		name, text string
	}{
		{"reply of 2 KB", benchText(2 << 10)},
		{"text of 1 MB full of limits", benchText(1 << 20)},
		{"text of 1 MB in English", realText(b, 1<<20, "en")},
		{"text of 1 MB in eight languages", realText(b, 1<<20, all...)},
		{"near-misses of 10 MB", nearMisses(b, 10<<20)},
	} {
		b.Run(c.name, func(b *testing.B) {
			d := builtInDetector(b)
			in := Input{Text: c.text, Regime: "eu-gdpr"}
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Detect(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCompile compiles the patterns of each language, as its first text does.
func BenchmarkCompile(b *testing.B) {
	for _, lang := range builtInDetector(b).Languages() {
		b.Run(lang, func(b *testing.B) {
			for b.Loop() {
				d, err := open(builtIn)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := d.patterns(lang); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDefault(b *testing.B) {
	for b.Loop() {
		if _, err := Default(); err != nil {
			b.Fatal(err)
		}
	}
}
