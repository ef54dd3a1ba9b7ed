package tnef

import (
	"encoding/binary"
	"unicode/utf16"
)

// Properties that matter here, from [MS-OXPROPS].
const (
	propSubject     = 0x0037
	propBody        = 0x1000
	propRTF         = 0x1009
	propHTML        = 0x1013
	propAttachData  = 0x3701
	propShortName   = 0x3704
	propLongName    = 0x3707
	propMIMEType    = 0x370e
	propContentID   = 0x3712
	propInternetCPI = 0x3fde
)

// Types of properties.
const (
	typeObject  = 0x000d
	typeString8 = 0x001e
	typeUnicode = 0x001f
	typeBinary  = 0x0102
	multiple    = 0x1000 // flag: a list of values
)

// property is one property with its first value.
type property struct {
	id, kind uint16
	data     []byte
}

// properties yields the properties of a list as far as it can be read.
func properties(data []byte, yield func(property)) {
	b := bytesOf{rest: data}
	count := b.uint32()
	for range count {
		p := property{kind: b.uint16(), id: b.uint16()}
		if p.id >= 0x8000 {
			skipName(&b)
		}
		p.data = firstValue(&b, p.kind)
		if b.short {
			return
		}
		yield(p)
	}
}

// skipName steps over the name of a named property: a number or a string.
func skipName(b *bytesOf) {
	b.skip(16) // the set it belongs to
	if kind := b.uint32(); kind == 0 {
		b.skip(4)
		return
	}
	skipPadded(b)
}

func skipPadded(b *bytesOf) []byte {
	size := b.uint32()
	data := b.take(size)
	b.skip(min((4-size%4)%4, uint32(len(b.rest)))) // the last one may lack its padding
	return data
}

// firstValue reads the value of a property, the first of several.
func firstValue(b *bytesOf, kind uint16) []byte {
	base := kind &^ multiple
	variable := base == typeObject || base == typeString8 || base == typeUnicode || base == typeBinary
	count := uint32(1)
	if variable || kind&multiple != 0 {
		count = b.uint32()
	}
	var first []byte
	for i := uint32(0); i < count && !b.short; i++ {
		var data []byte
		if variable {
			data = skipPadded(b)
		} else {
			data = b.take(fixedSize(base))
		}
		if i == 0 {
			first = data
		}
	}
	return first
}

// fixedSize is what a value takes, padded to four bytes.
func fixedSize(kind uint16) uint32 {
	switch kind {
	case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040: // float, currency, times, long integer
		return 8
	case 0x0048: // GUID
		return 16
	}
	return 4
}

func (r *reader) messageProps(data []byte) {
	html, htmlPage := []byte(nil), r.codepage
	properties(data, func(p property) {
		switch p.id {
		case propSubject:
			r.message.Subject = r.value(p)
		case propBody:
			r.message.Text = r.value(p)
		case propRTF:
			r.message.HasRTF = len(p.data) > 0
		case propInternetCPI:
			if len(p.data) == 4 {
				htmlPage = binary.LittleEndian.Uint32(p.data)
			}
		case propHTML:
			if p.kind == typeUnicode {
				r.message.HTML = r.value(p)
				return
			}
			html = p.data
		}
	})
	if html != nil {
		r.message.HTML = String{Bytes: untilZero(html), Charset: charset(htmlPage)}
	}
}

func (r *reader) fileProps(data []byte) {
	properties(data, func(p property) {
		f := r.open
		switch p.id {
		case propLongName:
			f.file.Name, f.longName = r.value(p), true
		case propShortName:
			if !f.longName && len(f.file.Name.Bytes) == 0 {
				f.file.Name = r.value(p)
			}
		case propMIMEType:
			f.file.Type = string(r.value(p).Bytes)
		case propContentID:
			f.file.ContentID = string(r.value(p).Bytes)
		case propAttachData:
			f.setData(p)
		}
	})
}

// setData takes the content from a property: an attached message comes as an object,
// 16 bytes of its kind before it.
func (f *attached) setData(p property) {
	switch {
	case p.kind == typeObject && len(p.data) > 16:
		f.embedded = p.data[16:]
	case p.kind == typeBinary && len(f.file.Data) == 0:
		f.file.Data = p.data
	}
}

// value is the text of a property.
func (r *reader) value(p property) String {
	if p.kind != typeUnicode {
		return r.text(p.data)
	}
	units := make([]uint16, 0, len(p.data)/2)
	for i := 0; i+1 < len(p.data); i += 2 {
		unit := binary.LittleEndian.Uint16(p.data[i:])
		if unit == 0 {
			break
		}
		units = append(units, unit)
	}
	return String{Bytes: []byte(string(utf16.Decode(units))), Charset: "utf-8"}
}
