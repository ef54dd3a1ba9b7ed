package dsar

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseAmount reads a sum of money as people write it, "20", "20.50" or "20,5", in
// hundredths of the currency, and returns false for anything else.
func ParseAmount(s string) (int64, bool) {
	whole, cents, found := strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), ",", "."), ".")
	if !digits(whole, 1, 12) || found && !digits(cents, 1, 2) {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+(cents + "00")[:2], 10, 64)
	return n, err == nil
}

func digits(s string, atLeast, atMost int) bool {
	return len(s) >= atLeast && len(s) <= atMost && strings.Trim(s, "0123456789") == ""
}

// FormatAmount writes hundredths of a currency as [ParseAmount] reads them: "20.50".
func FormatAmount(hundredths int64) string {
	return fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100)
}
