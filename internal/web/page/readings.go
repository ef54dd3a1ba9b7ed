package page

import (
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// readingRow is one reading of the last day.
type readingRow struct {
	law.Reading
	Text   string
	Source sourceView
}

// readingRows words the readings of the last day, none where there is only one.
func readingRows(lang string, r law.Result) []readingRow {
	if len(r.Readings) < 2 {
		return nil
	}
	var rows []readingRow
	for _, reading := range r.Readings {
		if reading.Due.IsZero() {
			continue
		}
		rows = append(rows, readingRow{Reading: reading, Text: i18n.Typeset(lang, reading.Text(lang)), Source: newSource(lang, reading.Reference)})
	}
	return rows
}
