// Package address makes and reads the mail addresses of requests. Every request has a
// token that nobody can guess; a mail to its address finds the request whoever sent it
// and whatever its subject says.
//
// The forms are r.TOKEN@DOMAIN where a whole domain is ours, BOX+r.TOKEN@HOST where
// only one mailbox is, and a reference in the subject line where neither is. Nothing
// here reads a clock, a file or a database.
package address

import (
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"strings"
)

// alphabet is lower case, because some programs fold addresses, and has none of
// 0 o 1 i l u z, which are taken for one another. Its 29 symbols are a prime number,
// which the check characters need.
const alphabet = "23456789abcdefghjkmnpqrstvwxy"

const (
	prime       = len(alphabet)
	randomChars = 21 // 21 × log2(29) = 102 bits
	checkChars  = 2
	// TokenLength is the number of characters of a token.
	TokenLength = randomChars + checkChars
)

// Token is the part of an address that stands for a request, in its one spelling.
type Token string

// NewToken returns a token with 102 random bits. random is [rand.Reader] outside tests.
func NewToken(random io.Reader) (Token, error) {
	values := make([]int, TokenLength)
	for i := range randomChars {
		n, err := rand.Int(random, big.NewInt(int64(prime)))
		if err != nil {
			return "", fmt.Errorf("make a token: %w", err)
		}
		values[i] = int(n.Int64())
	}
	return spell(withChecks(values)), nil
}

// The tokens are the code words of a Reed-Solomon code over the field of 29 elements:
// both the sum of the values and the sum of the values times their place, counted from
// one, are zero. Two code words differ in three places at least. So every mistake in
// one or two characters shows, as does every swap of two, and a single wrong character
// can be mended.

// withChecks sets the last two values so that both sums are zero.
func withChecks(values []int) []int {
	sum, weighted := sums(values[:randomChars])
	// a + b ≡ −sum and 22a + 23b ≡ −weighted give b ≡ 22·sum − weighted.
	last := mod(randomChars*sum + sum - weighted)
	values[randomChars] = mod(-sum - last)
	values[randomChars+1] = last
	return values
}

func sums(values []int) (sum, weighted int) {
	for i, v := range values {
		sum += v
		weighted += (i + 1) * v
	}
	return mod(sum), mod(weighted)
}

func mod(n int) int { return ((n % prime) + prime) % prime }

func spell(values []int) Token {
	var b strings.Builder
	for _, v := range values {
		b.WriteByte(alphabet[v])
	}
	return Token(b.String())
}

// ParseToken returns the token that s spells, in upper or lower case, and false if it
// is none: if its length, a character or the check does not fit.
func ParseToken(s string) (Token, bool) {
	values, ok := read(s)
	if !ok || containsUnknown(values) {
		return "", false
	}
	sum, weighted := sums(values)
	return spell(values), sum == 0 && weighted == 0
}

// Mend returns the one token that differs from s in a single character, if there is
// one. It is a guess to show to a person, not a token to trust.
func Mend(s string) (Token, bool) {
	values, ok := read(s)
	if !ok {
		return "", false
	}
	place, ok := wrongPlace(values)
	if !ok {
		return "", false
	}
	values[place] = 0
	sum, _ := sums(values)
	values[place] = mod(-sum)
	return ParseToken(string(spell(values)))
}

// wrongPlace returns where the single mistake is: the place of the one character that
// the alphabet lacks or, if there is none, the place that the sums point to.
func wrongPlace(values []int) (int, bool) {
	unknown, place := 0, 0
	for i, v := range values {
		if v == notInAlphabet {
			unknown, place = unknown+1, i
		}
	}
	if unknown > 0 {
		return place, unknown == 1
	}
	sum, weighted := sums(values)
	if sum == 0 {
		return 0, false // right, or two characters swapped
	}
	for i := range values { // an error e at place i+1 makes the sums e and (i+1)·e
		if mod((i+1)*sum) == weighted {
			return i, true
		}
	}
	return 0, false
}

const notInAlphabet = -1

// read returns the values of the characters, and false if s has not the length of a
// token.
func read(s string) ([]int, bool) {
	if len(s) != TokenLength {
		return nil, false
	}
	values := make([]int, TokenLength)
	for i := range values {
		values[i] = strings.IndexByte(alphabet, lower(s[i]))
	}
	return values, true
}

func containsUnknown(values []int) bool {
	for _, v := range values {
		if v == notInAlphabet {
			return true
		}
	}
	return false
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
