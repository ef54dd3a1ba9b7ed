package dsar

import (
	"crypto/rand"
	"io"
	"math/big"
	"strings"
)

// The alphabet of public references: 31 symbols without 0, I, L, O and U. A prime
// number of symbols lets one weighted check character find every single wrong
// character and every swap of two neighbours.
const referenceAlphabet = "123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	referencePrefix = "RC-"
	referenceRandom = 7 // random characters, about 34 bits; the database keeps them unique
)

var referenceModulus = big.NewInt(int64(len(referenceAlphabet)))

// NewReference returns a random public reference such as RC-4F7K-29QX, the last
// character of which checks the others. random is crypto/rand.Reader outside tests.
func NewReference(random io.Reader) (string, error) {
	body := make([]byte, referenceRandom)
	for i := range body {
		n, err := rand.Int(random, referenceModulus)
		if err != nil {
			return "", err
		}
		body[i] = referenceAlphabet[n.Int64()]
	}
	return formatReference(string(body) + string(checkCharacter(string(body)))), nil
}

// ParseReference returns the reference in its one spelling, forgiving lower case,
// missing hyphens and blanks, and false if the check character does not fit.
func ParseReference(s string) (string, bool) {
	s = strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(s))
	body, found := strings.CutPrefix(s, "RC")
	if !found || len(body) != referenceRandom+1 {
		return "", false
	}
	for i := range len(body) {
		if strings.IndexByte(referenceAlphabet, body[i]) < 0 {
			return "", false
		}
	}
	if checkCharacter(body[:referenceRandom]) != body[referenceRandom] {
		return "", false
	}
	return formatReference(body), true
}

func formatReference(body string) string {
	return referencePrefix + body[:4] + "-" + body[4:]
}

func checkCharacter(body string) byte {
	sum := 0
	for i := range len(body) {
		sum += (i + 1) * strings.IndexByte(referenceAlphabet, body[i])
	}
	// The check character has weight referenceRandom+1, so that a swap with its
	// neighbour is found as well: 8c ≡ −sum (mod 31), and 8·4 ≡ 1.
	n := len(referenceAlphabet)
	return referenceAlphabet[(n-sum%n)*4%n]
}
