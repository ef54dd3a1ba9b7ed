// Package seal encrypts what must be kept and not be readable in the database or its
// backups: passwords of mailboxes, and whatever else is as secret. The key is kept
// elsewhere: in the environment, or in a file that only its owner can read.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// MinSecret is how many characters a secret has at least: those of 24 random bytes in
// base64.
const MinSecret = 32

// ErrWrongKey says that something was sealed with another key, for another purpose, or
// has been changed since.
var ErrWrongKey = errors.New("it was sealed with another key, or changed since")

// Key seals and opens. It is safe for concurrent use.
type Key struct{ aead cipher.AEAD }

// NewKey derives a key from a secret of at least [MinSecret] random characters, such as
// "openssl rand -base64 32" prints.
func NewKey(secret string) (*Key, error) {
	secret = strings.TrimSpace(secret)
	if len(secret) < MinSecret {
		return nil, fmt.Errorf("the secret has %d characters and needs at least %d; make one with: openssl rand -base64 32", len(secret), MinSecret)
	}
	bytes, err := hkdf.Key(sha256.New, []byte(secret), nil, "recourse seal 1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(bytes)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &Key{aead}, err
}

// prefix names the way of sealing, so that there can be another one day.
const prefix = "1:"

// Seal encrypts a text (AES-256-GCM). about says what it is and whose, such as
// "mailbox WORKSPACE": only with the same words can it be opened, so that a sealed text
// is of no use in another row.
func (k *Key) Seal(text, about string) string {
	return prefix + base64.RawStdEncoding.EncodeToString(k.aead.Seal(nil, nil, []byte(text), []byte(about))) //nolint:gosec // the cipher makes the nonce itself, see cipher.NewGCMWithRandomNonce
}

// Open returns the text that was sealed about the same, or [ErrWrongKey].
func (k *Key) Open(sealed, about string) (string, error) {
	encoded, ok := strings.CutPrefix(sealed, prefix)
	if !ok {
		return "", ErrWrongKey
	}
	bytes, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil {
		return "", ErrWrongKey
	}
	text, err := k.aead.Open(nil, nil, bytes, []byte(about))
	if err != nil {
		return "", ErrWrongKey
	}
	return string(text), nil
}

// newSecret returns the secret of a new key.
func newSecret() string {
	bytes := make([]byte, 32)
	_, _ = rand.Read(bytes) // it never fails
	return base64.StdEncoding.EncodeToString(bytes)
}
