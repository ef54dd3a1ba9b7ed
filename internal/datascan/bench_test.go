package datascan_test

import (
	"fmt"
	"strings"
	"testing"

	"recourse/internal/civil"
)

const benchSize = 16 << 20

// repeated writes records of different days until there are enough of them.
func repeated(head, record string) string {
	var b strings.Builder
	b.WriteString(head)
	day := civil.MustParse("2012-01-01")
	for i := 0; b.Len() < benchSize; i++ {
		fmt.Fprintf(&b, record, i, day.AddDays(i%5000))
	}
	return b.String()
}

func BenchmarkScan(b *testing.B) {
	for _, c := range []struct{ name, file, content string }{
		{"JSON", "messages.json", repeated("[", `{"id": %d, "sender_name": "Anna Example", "sent_at": "%s 10:11:12", "content": "Shall we meet tomorrow at the usual place?", "type": "Generic", "is_unsent": false},`+"\n")},
		{"CSV", "orders.csv", repeated("id,ordered,article,amount\n", "%d,%s 10:11:12,\"Shoes, black\",49.90\n")},
		{"text", "log.txt", repeated("", "%d. On %s you visited the page of something you may like\n")},
		{"HTML", "log.html", repeated("<html><body>", `<div class="entry"><span>No. %d</span><p>%s 10:11:12</p><p>Shall we meet tomorrow?</p></div>`+"\n")},
		{"mbox", "all.mbox", repeated("", "From x %d 2024 10:00\nSubject: Hello\nDate: %s 10:11:12 +0000\n\n"+strings.Repeat("Shall we meet tomorrow at the usual place?\n", 20)+"\n")},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.content)))
			b.ReportAllocs()
			for b.Loop() {
				if r := scan(b, options(), input(c.file, c.content)); r.All.Count == 0 {
					b.Fatalf("no dates: %v", summary(r))
				}
			}
		})
	}
}
