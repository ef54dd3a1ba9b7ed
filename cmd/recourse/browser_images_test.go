package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBrowserImages makes the pictures of the README from the worked example, when
// RECOURSE_UPDATE_IMAGES is 1. Otherwise it makes sure that the pictures are there.
func TestBrowserImages(t *testing.T) {
	dir := filepath.Join("..", "..", "docs", "images")
	if os.Getenv("RECOURSE_UPDATE_IMAGES") != "1" {
		for _, name := range []string{"request.png", "today.png"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Errorf("%v; make it with RECOURSE_UPDATE_IMAGES=1 go test -run TestBrowserImages ./cmd/recourse", err)
			}
		}
		return
	}
	p := newBrowsed(t, morning("2026-11-26"))
	p.command("", "demo", "--language", "en")
	p.serve()
	b := newTab(startChromium(t), t, p.base, tabOptions{})
	setUp(b, "Camille Moreau", "camille@people.example")
	b.open("/")
	write(t, filepath.Join(dir, "today.png"), crop(t, b.photograph(wide, "light"), 0, 1000))

	b.open("/requests?view=answered&q=Camille")
	b.press("th.c-who a")
	// The head of the case down to what now, then the marked reply.
	whole := b.photograph(wide, "light")
	top := func(selector string) int {
		return ask[int](b, `Math.round(document.querySelector(`+"`"+selector+"`"+`).getBoundingClientRect().top + scrollY)`)
	}
	b.do(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`))
	end := top("section.now .else")
	reply := top("article.message:has(mark)")
	bottom := ask[int](b, `Math.round(document.querySelector("article.message:has(mark)").getBoundingClientRect().bottom + scrollY)`)
	picture := stack(crop(t, whole, 0, end), crop(t, whole, reply-24, bottom+24))
	write(t, filepath.Join(dir, "request.png"), picture)
}

// crop returns the rows of a picture from top to bottom.
func crop(t *testing.T, picture []byte, top, bottom int) image.Image {
	t.Helper()
	whole, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	rows := image.NewRGBA(image.Rect(0, 0, whole.Bounds().Dx(), min(bottom, whole.Bounds().Dy())-top))
	draw.Draw(rows, rows.Bounds(), whole, image.Pt(0, top), draw.Src)
	return rows
}

// stack puts one picture under the other.
func stack(above, below image.Image) image.Image {
	high := above.Bounds().Dy()
	both := image.NewRGBA(image.Rect(0, 0, above.Bounds().Dx(), high+below.Bounds().Dy()))
	draw.Draw(both, above.Bounds(), above, image.Point{}, draw.Src)
	draw.Draw(both, below.Bounds().Add(image.Pt(0, high)), below, image.Point{}, draw.Src)
	return both
}

// write stores the picture with few colours: it is text on plain ground.
func write(t *testing.T, path string, picture image.Image) {
	t.Helper()
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, fewColours(picture)); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d bytes", path, out.Len())
}

// fewColours returns the picture with its 255 most frequent colours, which makes
// the file a third as large; the others become the nearest of those.
func fewColours(picture image.Image) image.Image {
	bounds := picture.Bounds()
	counts := map[color.Color]int{}
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			counts[picture.At(x, y)]++
		}
	}
	frequent := slices.SortedFunc(maps.Keys(counts), func(a, b color.Color) int { return counts[b] - counts[a] })
	palette := color.Palette(frequent[:min(255, len(frequent))])
	nearest := map[color.Color]uint8{}
	few := image.NewPaletted(bounds, palette)
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			c := picture.At(x, y)
			i, known := nearest[c]
			if !known {
				i = uint8(palette.Index(c))
				nearest[c] = i
			}
			few.SetColorIndex(x, y, i)
		}
	}
	return few
}
