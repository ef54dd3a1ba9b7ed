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
	for _, c := range []struct {
		name string
		size int
	}{{"reply of 2 KB", 2 << 10}, {"text of 1 MB", 1 << 20}} {
		b.Run(c.name, func(b *testing.B) {
			d := builtInDetector(b)
			in := Input{Text: benchText(c.size), Regime: "eu-gdpr"}
			b.SetBytes(int64(c.size))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Detect(in); err != nil {
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
