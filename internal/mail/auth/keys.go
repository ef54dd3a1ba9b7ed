package auth

import (
	"context"
	"regexp"
	"strings"
	"sync"
)

// keyring asks for keys and remembers them. Signatures are checked at the same time.
type keyring struct {
	ctx      context.Context //nolint:containedctx // the library's question has none
	resolver Resolver

	mu   sync.Mutex
	seen map[string]string
}

func (k *keyring) lookup(name string) ([]string, error) {
	records, err := k.resolver.LookupTXT(k.ctx, name)
	if err == nil && len(records) == 1 {
		k.mu.Lock()
		k.seen[strings.ToLower(name)] = records[0]
		k.mu.Unlock()
	}
	return records, err
}

// key returns the record that was seen under a name, "" if none was.
func (k *keyring) key(name string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	record := k.seen[strings.ToLower(name)]
	return strings.ToValidUTF8(record[:min(len(record), maxRecord)], "")
}

var (
	signatureField = regexp.MustCompile(`(?i)(?:^|\r\n)dkim-signature:((?:[^\r\n]|\r\n[ \t])*)`)
	selectorTag    = regexp.MustCompile(`(?:^|;)\s*s\s*=\s*([^;\s]+)`)
)

// selectorOf returns the selector of the n-th signature of a header, "" if it has none.
// The library tells the domain alone.
func selectorOf(header []byte, n int) string {
	fields := signatureField.FindAllSubmatch(header, n+1)
	if len(fields) <= n {
		return ""
	}
	found := selectorTag.FindSubmatch(fields[n][1])
	if found == nil {
		return ""
	}
	return string(found[1])
}
