package pdf_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/datascan"
	"recourse/internal/datascan/pdf"
)

// document is a PDF of one page that says text.
func document(text string) string {
	stream := "BT /F1 12 Tf 72 720 Td (" + text + ") Tj ET"
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	var table strings.Builder
	for i, o := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	fmt.Fprintf(&b, "xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table.String(), b.Len())
	return b.String()
}

func find(t *testing.T, l pdf.Limits) datascan.PDFText {
	t.Helper()
	read, ok := pdf.Find(l)
	if !ok {
		t.Skip("pdftotext is not installed")
	}
	return read
}

func TestReadsTheTextOfAPDF(t *testing.T) {
	var text bytes.Buffer
	if err := find(t, pdf.Limits{})(t.Context(), strings.NewReader(document("Order of 5 January 2024")), &text); err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(text.String()); got != "Order of 5 January 2024" {
		t.Errorf("got %q", got)
	}
}

func TestWhatIsNoPDFIsAnError(t *testing.T) {
	if err := find(t, pdf.Limits{})(t.Context(), strings.NewReader("%PDF-1.4 hello"), &bytes.Buffer{}); err == nil {
		t.Error("got no error")
	}
}

func TestTheProcessIsLimited(t *testing.T) {
	good := document("x")
	t.Run("in time", func(t *testing.T) {
		started := time.Now()
		err := find(t, pdf.Limits{Time: 100 * time.Millisecond})(t.Context(), never{t.Context()}, &bytes.Buffer{})
		if !errors.Is(err, pdf.ErrTime) || time.Since(started) > 20*time.Second {
			t.Errorf("got %v after %s", err, time.Since(started))
		}
	})
	t.Run("in memory", func(t *testing.T) {
		if err := find(t, pdf.Limits{Memory: 1 << 20})(t.Context(), strings.NewReader(good), &bytes.Buffer{}); err == nil {
			t.Error("ran in one megabyte")
		}
	})
	t.Run("by its context", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		gone := errors.New("the person went away")
		cancel(gone)
		if err := find(t, pdf.Limits{})(ctx, strings.NewReader(good), &bytes.Buffer{}); !errors.Is(err, gone) {
			t.Errorf("got %v, want the cause", err)
		}
	})
	t.Run("by who takes the text", func(t *testing.T) {
		full := errors.New("full")
		if err := find(t, pdf.Limits{})(t.Context(), strings.NewReader(good), failing{full}); !errors.Is(err, full) {
			t.Errorf("got %v, want what the writer said", err)
		}
	})
}

func TestAScanReadsPDF(t *testing.T) {
	content := document("You ordered on 5 January 2024")
	o := datascan.Options{Received: civil.MustParse("2026-10-28"), PDFText: find(t, pdf.Limits{})}
	in := datascan.Input{Name: "a.pdf", Size: int64(len(content)), Content: strings.NewReader(content)}
	r, err := datascan.Scan(t.Context(), []datascan.Input{in}, o)
	if err != nil || r.All.Count != 1 || r.All.Earliest.String() != "2024-01-05" {
		t.Errorf("got %+v, %v", r, err)
	}
}

// never has nothing to read until the test ends.
type never struct{ ctx context.Context }

func (n never) Read([]byte) (int, error) {
	select {
	case <-n.ctx.Done():
	case <-time.After(500 * time.Millisecond):
	}
	return 0, errors.New("nothing came")
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
