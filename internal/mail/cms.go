package mail

import "bytes"

// signedContent takes the content out of CMS signed data (RFC 5652, 5), in DER or in
// the indefinite lengths of BER that many programs write. It checks no signature.
// The result may share memory with raw.
func signedContent(raw []byte) (content []byte, ok bool) {
	// ContentInfo { OID, [0] { SignedData { version, digests, EncapsulatedContentInfo { OID, [0] { octets } } … } } }
	path := []struct{ tag, skip int }{
		{0x30, 0}, // ContentInfo
		{0xa0, 1}, // after its OID
		{0x30, 0}, // SignedData
		{0x30, 2}, // after version and digest algorithms: EncapsulatedContentInfo
		{0xa0, 1}, // after its OID
	}
	at := raw
	for _, step := range path {
		for range step.skip {
			e, ok := readElement(at, 0)
			if !ok {
				return nil, false
			}
			at = at[e.length:]
		}
		e, ok := readElement(at, 0)
		if !ok || int(e.tag) != step.tag {
			return nil, false
		}
		at = e.content
	}
	e, ok := readElement(at, 0)
	if !ok {
		return nil, false
	}
	return octets(e, 0)
}

// octets returns the bytes of an octet string, which BER may give in pieces.
func octets(e element, depth int) ([]byte, bool) {
	switch {
	case e.tag == 0x04:
		return e.content, true
	case e.tag != 0x24 || depth > maxASN1:
		return nil, false
	}
	var out bytes.Buffer
	for rest := e.content; len(rest) > 0; {
		piece, ok := readElement(rest, 0)
		if !ok {
			break // cut off: what is there counts
		}
		if content, ok := octets(piece, depth+1); ok {
			out.Write(content)
		}
		rest = rest[piece.length:]
	}
	return out.Bytes(), out.Len() > 0
}

// element is one value of ASN.1.
type element struct {
	tag     byte
	content []byte
	length  int // of the whole element with tag, length and end mark
}

// maxASN1 bounds nesting; signed mails need six levels.
const maxASN1 = 12

// readElement reads the element at the front of raw. One that is cut off reaches to
// the end of raw.
func readElement(raw []byte, depth int) (element, bool) {
	if len(raw) < 2 || depth > maxASN1 || raw[0]&0x1f == 0x1f {
		return element{}, false
	}
	if raw[1] == 0x80 {
		return indefinite(raw, depth)
	}
	size, head := int(raw[1]), 2
	if size > 0x80 {
		n := size & 0x7f
		if n > 4 || len(raw) < 2+n {
			return element{}, false
		}
		size, head = 0, 2+n
		for _, c := range raw[2:head] {
			size = size<<8 | int(c)
		}
	}
	end := min(head+size, len(raw))
	if size < 0 || end < head {
		return element{}, false
	}
	return element{tag: raw[0], content: raw[head:end], length: end}, true
}

// indefinite reads an element that ends with two zeros instead of stating its length.
func indefinite(raw []byte, depth int) (element, bool) {
	at := 2
	for at < len(raw) {
		if len(raw) >= at+2 && raw[at] == 0 && raw[at+1] == 0 {
			return element{tag: raw[0], content: raw[2:at], length: at + 2}, true
		}
		inner, ok := readElement(raw[at:], depth+1)
		if !ok {
			return element{}, false
		}
		at += inner.length
	}
	return element{tag: raw[0], content: raw[2:], length: len(raw)}, true
}
