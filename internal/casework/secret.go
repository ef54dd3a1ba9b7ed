package casework

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
)

// secretBytes is beyond guessing, and what is made of it fits into one line of a mail.
const secretBytes = 32

// newSecret is a secret that goes into an address or a header: random small letters and
// digits, 52 of them.
func newSecret() string {
	random := make([]byte, secretBytes)
	_, _ = rand.Read(random) // ends the program rather than return an error
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random))
}

// hashSecret is what is stored of a secret.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
