package tnef

import "encoding/binary"

// bytesOf reads numbers and blocks off the front of some bytes. Once something is
// not there, short is true and everything after it reads as nothing.
type bytesOf struct {
	rest  []byte
	short bool
}

func (b *bytesOf) take(n uint32) []byte {
	if b.short || uint64(n) > uint64(len(b.rest)) {
		b.short, b.rest = true, nil
		return nil
	}
	out := b.rest[:n]
	b.rest = b.rest[n:]
	return out
}

func (b *bytesOf) skip(n uint32) { b.take(n) }

func (b *bytesOf) uint32() uint32 {
	if raw := b.take(4); raw != nil {
		return binary.LittleEndian.Uint32(raw)
	}
	return 0
}

func (b *bytesOf) uint16() uint16 {
	if raw := b.take(2); raw != nil {
		return binary.LittleEndian.Uint16(raw)
	}
	return 0
}
