package restriction

import "math/bits"

// bitset is a set of small numbers, of a size fixed when it is made.
type bitset []uint64

func newBitset(size int) bitset { return make(bitset, (size+63)/64) }

// sized returns an empty set for numbers below size, the same one if it fits.
func (b bitset) sized(size int) bitset {
	if n := (size + 63) / 64; cap(b) >= n {
		b = b[:n]
		clear(b)
		return b
	}
	return newBitset(size)
}

func (b bitset) has(i int) bool { return b[i>>6]&(1<<(i&63)) != 0 }

func (b bitset) add(i int) { b[i>>6] |= 1 << (i & 63) }

// any reports whether one of the numbers is in the set.
func (b bitset) any(numbers []int) bool {
	for _, i := range numbers {
		if b[i>>6]&(1<<(i&63)) != 0 {
			return true
		}
	}
	return false
}

// unite adds the numbers of other.
func (b bitset) unite(other bitset) {
	for i, w := range other {
		b[i] |= w
	}
}

// next returns the smallest number from i on that is in the set, or -1.
func (b bitset) next(i int) int {
	for n := i >> 6; n < len(b); n++ {
		w := b[n]
		if n == i>>6 {
			w &= ^uint64(0) << (i & 63)
		}
		if w != 0 {
			return n<<6 + bits.TrailingZeros64(w)
		}
	}
	return -1
}
