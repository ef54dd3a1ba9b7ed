package tnef_test

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"recourse/internal/mail/tnef"
)

// container writes containers for the tests.
type container struct{ raw []byte }

func start() *container {
	c := &container{}
	c.uint32(0x223e9f78)
	c.raw = append(c.raw, 1, 0)
	return c
}

func (c *container) uint32(n uint32) { c.raw = binary.LittleEndian.AppendUint32(c.raw, n) }

func (c *container) attribute(level byte, id uint32, data []byte) *container {
	c.raw = append(c.raw, level)
	c.uint32(id)
	c.uint32(uint32(len(data)))
	c.raw = append(c.raw, data...)
	c.raw = append(c.raw, 0, 0)
	return c
}

func (c *container) file(title string, data []byte, props ...[]byte) *container {
	c.attribute(2, 0x00069002, make([]byte, 14))
	if title != "" {
		c.attribute(2, 0x00018010, append([]byte(title), 0))
	}
	if data != nil {
		c.attribute(2, 0x0006800f, data)
	}
	if len(props) > 0 {
		c.attribute(2, 0x00069005, list(props...))
	}
	return c
}

func list(props ...[]byte) []byte {
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(props)))
	for _, p := range props {
		out = append(out, p...)
	}
	return out
}

func tag(kind, id uint16) []byte {
	return binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, kind), id)
}

func variable(kind, id uint16, data []byte) []byte {
	out := append(tag(kind, id), 1, 0, 0, 0)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(data)))
	out = append(out, data...)
	for len(out)%4 != 0 {
		out = append(out, 0)
	}
	return out
}

func unicode(id uint16, s string) []byte {
	var raw []byte
	for _, unit := range append(utf16.Encode([]rune(s)), 0) {
		raw = binary.LittleEndian.AppendUint16(raw, unit)
	}
	return variable(0x001f, id, raw)
}

func codepage(n uint32) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, n), 0, 0, 0, 0)
}

func TestFilesAndTextsAreTakenOut(t *testing.T) {
	named := append(tag(0x0003, 0x8001), make([]byte, 16)...) // a property with a name: a number
	named = append(named, 0, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0)
	c := start().
		attribute(1, 0x00069007, codepage(1252)).
		attribute(1, 0x00069003, list(
			named,
			append(tag(0x000b, 0x0001), 1, 0, 0, 0),
			unicode(0x0037, "Ihre Anfrage"),
			variable(0x0102, 0x1013, []byte("<p>Gr\xfc\xdfe</p>")),
			unicode(0x1000, "Grüße"),
		)).
		file("ANSWER~1.PDF", []byte("%PDF-1.7"), unicode(0x3707, "Ausführliche Antwort.pdf"), variable(0x001e, 0x370e, []byte("application/pdf\x00")), unicode(0x3712, "img1@x")).
		file("short.txt", []byte("abc"))
	m := tnef.Read(c.raw)
	if !m.Complete || string(m.Text.Bytes) != "Grüße" || string(m.HTML.Bytes) != "<p>Gr\xfc\xdfe</p>" || m.HTML.Charset != "windows-1252" || string(m.Subject.Bytes) != "Ihre Anfrage" {
		t.Errorf("got %+v", m)
	}
	if len(m.Files) != 2 {
		t.Fatalf("%d files", len(m.Files))
	}
	if f := m.Files[0]; string(f.Name.Bytes) != "Ausführliche Antwort.pdf" || f.Type != "application/pdf" || f.ContentID != "img1@x" || string(f.Data) != "%PDF-1.7" {
		t.Errorf("first %+v", f)
	}
	if f := m.Files[1]; string(f.Name.Bytes) != "short.txt" || f.Name.Charset != "windows-1252" || string(f.Data) != "abc" {
		t.Errorf("second %+v", f)
	}
}

func TestAnAttachedMessageBecomesFiles(t *testing.T) {
	inner := start().attribute(1, 0x0002800c, []byte("We refuse.\x00")).attribute(1, 0x00018004, []byte("Re: request\x00")).file("a.pdf", []byte("%PDF"))
	outer := start().file("", nil, variable(0x000d, 0x3701, append(make([]byte, 16), inner.raw...)))
	m := tnef.Read(outer.raw)
	if len(m.Files) != 2 || string(m.Files[0].Data) != "We refuse." || string(m.Files[0].Name.Bytes) != "Re: request" || string(m.Files[1].Data) != "%PDF" {
		t.Errorf("got %+v", m)
	}
}

func TestAContainerCutOffGivesWhatIsThere(t *testing.T) {
	whole := start().file("a.txt", []byte("abc")).file("b.txt", []byte("def")).raw
	for n := range whole {
		if m := tnef.Read(whole[:n]); m.Complete && n > 6 && len(m.Files) == 2 && string(m.Files[1].Data) == "def" && n < len(whole)-2 {
			t.Errorf("%d of %d bytes are complete: %+v", n, len(whole), m)
		}
	}
	m := tnef.Read(whole[:len(whole)-10])
	if m.Complete || len(m.Files) == 0 || string(m.Files[0].Data) != "abc" {
		t.Errorf("got %+v", m)
	}
}

func TestHostileContainersAreBounded(t *testing.T) {
	many := start()
	for range 10_000 {
		many.file("a", []byte("x"))
	}
	deep := start().file("a", []byte("x")).raw
	for range 100 {
		deep = start().file("", nil, variable(0x000d, 0x3701, append(make([]byte, 16), deep...))).raw
	}
	for name, c := range map[string]struct {
		raw   []byte
		files int
	}{
		"none":                        {nil, 0},
		"no container":                {[]byte("winmail, but text"), 0},
		"ten thousand files":          {many.raw, 200},
		"a hundred messages deep":     {deep, 5},
		"a length beyond the end":     {append(start().raw, 2, 0x0f, 0x80, 6, 0, 0xff, 0xff, 0xff, 0xff, 'x'), 0},
		"four billion properties":     {start().attribute(1, 0x00069003, []byte{0xff, 0xff, 0xff, 0xff}).raw, 0},
		"four billion values":         {start().attribute(1, 0x00069003, append(list(tag(0x1003, 0x1000)), 0xff, 0xff, 0xff, 0xff)).raw, 0},
		"a string as long as a world": {start().attribute(1, 0x00069003, append(list(tag(0x001e, 0x1000)), 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff)).raw, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if m := tnef.Read(c.raw); len(m.Files) != c.files {
				t.Errorf("%d files", len(m.Files))
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(start().file("a.txt", []byte("abc"), unicode(0x3707, "long.txt")).raw)
	f.Add(start().attribute(1, 0x00069003, list(unicode(0x1000, "text"))).raw)
	f.Add(start().file("", nil, variable(0x000d, 0x3701, append(make([]byte, 16), start().raw...))).raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := tnef.Read(raw)
		total := len(m.Text.Bytes) + len(m.HTML.Bytes)
		for _, file := range m.Files {
			total += len(file.Data)
		}
		if total > 100*len(raw)+100 {
			t.Fatalf("%d bytes out of %d", total, len(raw))
		}
	})
}
