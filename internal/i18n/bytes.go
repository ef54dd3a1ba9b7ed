package i18n

import (
	"fmt"
	"strings"
)

// Bytes writes a size as people read it, in powers of 1024: "1.4 GB".
func (c *Catalog) Bytes(lang string, n int64) string {
	const step = 1024
	units := []string{"data.bytes", "data.kb", "data.mb", "data.gb", "data.tb"}
	value, unit := float64(n), 0
	for value >= step-0.5 && unit < len(units)-1 {
		value, unit = value/step, unit+1
	}
	text := fmt.Sprintf("%.0f", value)
	if unit > 0 && value < 10 {
		text = strings.TrimSuffix(fmt.Sprintf("%.1f", value), ".0")
		if Base(lang) != "en" {
			text = strings.Replace(text, ".", ",", 1)
		}
	}
	return c.T(lang, units[unit], map[string]any{"N": text})
}

// Limited returns the sentence with the given key that names a limit, as a number or as a
// size.
func (c *Catalog) Limited(lang, key string, limit int64) string {
	return c.T(lang, key, map[string]any{"Count": FormatNumber(Base(lang), int(limit)), "Size": c.Bytes(lang, limit)})
}
