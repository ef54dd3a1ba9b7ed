// Package tnef opens the container that Outlook sends as winmail.dat
// (application/ms-tnef, [MS-OXTNEF]): the files in it and the text of the mail.
//
// It reads bytes from strangers: every length is checked against what is there, what
// is cut off or wrong is left out, and nothing is copied, so that reading costs no
// more than the length of the input.
//
// [MS-OXTNEF]: https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxtnef/
package tnef

import (
	"encoding/binary"
	"fmt"
)

// Message is what a container holds.
type Message struct {
	Text     String // plain text, empty if there is none
	HTML     String
	Subject  String
	HasRTF   bool // a text in compressed RTF is there too, which is not read
	Files    []File
	Complete bool // everything was read without a mistake
}

// File is a file in the container. An attached message appears as a file with its
// text, followed by the files attached to it.
type File struct {
	Name      String
	Type      string // as declared, "" if not
	ContentID string
	Data      []byte // shares memory with the container
}

// String is a text with the character set it is written in, a label such as
// "windows-1252"; "" if that is not stated.
type String struct {
	Bytes   []byte
	Charset string
}

// Limits on the structure of a container.
const (
	maxFiles = 200
	maxDepth = 4 // of messages attached to messages
)

const signature = 0x223e9f78

// Attributes, the lower half of their identifiers.
const (
	attSubject      = 0x8004
	attBody         = 0x800c
	attAttachData   = 0x800f
	attAttachTitle  = 0x8010
	attAttachStart  = 0x9002
	attMessageProps = 0x9003
	attAttachProps  = 0x9005
	attCodePage     = 0x9007
)

// Is reports whether raw begins as a container does.
func Is(raw []byte) bool {
	return len(raw) >= 6 && binary.LittleEndian.Uint32(raw) == signature
}

// Read opens a container as far as it goes. Whatever raw is, it does not fail: for
// what is no container the message is empty and not Complete.
func Read(raw []byte) Message {
	r := reader{}
	r.read(raw, 0)
	return r.message
}

type reader struct {
	message  Message
	codepage uint32
	open     *attached
}

// attached is the file that is being read: its attributes come one by one.
type attached struct {
	file     File
	longName bool
	embedded []byte // an attached message, itself a container
}

func (r *reader) read(raw []byte, depth int) {
	if !Is(raw) {
		return
	}
	b := bytesOf{rest: raw[6:]}
	for len(b.rest) > 0 && len(r.message.Files) < maxFiles {
		b.skip(1) // the level follows from the attribute
		id, _ := b.uint32(), 0
		data := b.take(b.uint32())
		b.skip(2) // a checksum, which nobody needs
		if b.short {
			break
		}
		r.attribute(id&0xffff, data, depth)
	}
	r.endFile(depth)
	r.message.Complete = !b.short && len(b.rest) == 0
}

func (r *reader) attribute(id uint32, data []byte, depth int) {
	switch id {
	case attCodePage:
		b := bytesOf{rest: data}
		r.codepage = b.uint32()
	case attSubject:
		r.message.Subject = r.text(data)
	case attBody:
		r.message.Text = r.text(data)
	case attMessageProps:
		r.messageProps(data)
	case attAttachStart:
		r.endFile(depth)
		r.open = &attached{}
	case attAttachTitle, attAttachData, attAttachProps:
		if r.open == nil {
			r.open = &attached{}
		}
		r.fileAttribute(id, data)
	}
}

func (r *reader) fileAttribute(id uint32, data []byte) {
	switch id {
	case attAttachTitle: // of eight letters and three, unless a longer one is had
		if !r.open.longName {
			r.open.file.Name = r.text(data)
		}
	case attAttachData:
		r.open.file.Data = data
	case attAttachProps:
		r.fileProps(data)
	}
}

// endFile keeps the file that was being read, with what an attached message holds.
func (r *reader) endFile(depth int) {
	f := r.open
	r.open = nil
	if f == nil || len(r.message.Files) >= maxFiles {
		return
	}
	if f.embedded == nil || depth >= maxDepth || !Is(f.embedded) {
		if f.embedded != nil {
			f.file.Data = f.embedded
		}
		r.message.Files = append(r.message.Files, f.file)
		return
	}
	inner := reader{}
	inner.read(f.embedded, depth+1)
	f.file.Type, f.file.Data = "text/plain", inner.message.Text.Bytes
	if len(f.file.Data) == 0 && len(inner.message.HTML.Bytes) > 0 {
		f.file.Type, f.file.Data = "text/html", inner.message.HTML.Bytes
	}
	if len(inner.message.Subject.Bytes) > 0 {
		f.file.Name = inner.message.Subject
	}
	r.message.Files = append(r.message.Files, f.file)
	room := maxFiles - len(r.message.Files)
	r.message.Files = append(r.message.Files, inner.message.Files[:min(room, len(inner.message.Files))]...)
}

// text is a string in the code page of the sender, up to its end mark.
func (r *reader) text(data []byte) String {
	return String{Bytes: untilZero(data), Charset: charset(r.codepage)}
}

// charset names the character set of a Windows code page.
func charset(codepage uint32) string {
	switch codepage {
	case 0:
		return ""
	case 932:
		return "shift_jis"
	case 936:
		return "gbk"
	case 949:
		return "euc-kr"
	case 950:
		return "big5"
	case 65001:
		return "utf-8"
	}
	if codepage > 28590 && codepage < 28606 {
		return fmt.Sprintf("iso-8859-%d", codepage-28590)
	}
	return fmt.Sprintf("windows-%d", codepage)
}

func untilZero(data []byte) []byte {
	for i, c := range data {
		if c == 0 {
			return data[:i]
		}
	}
	return data
}
