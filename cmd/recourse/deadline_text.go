package main

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse/internal/civil"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// textWidth is how wide prose is set.
const textWidth = 88

// printDeadline sets the dates as a table and the reasoning as numbered steps.
func printDeadline(p process, book *law.Book, r law.Result, lang string) error {
	catalog, err := loadCatalog()
	if err != nil {
		return err
	}
	t := func(key string, args map[string]any) string { return catalog.T(lang, key, args) }
	var b bytes.Buffer
	fmt.Fprintln(&b, deadlineHeading(book, r, lang))
	fmt.Fprintln(&b)
	writeTable(&b, deadlineRows(r, lang, t))
	writeClocks(&b, r.Clocks, lang, t)
	if len(r.Claims) > 0 {
		fmt.Fprintf(&b, "\n%s\n", t("deadlines.claims", nil))
		for _, claim := range r.Claims {
			writeItem(&b, "  - ", claim.Text(lang), citation(claim.Article, false, lang, t))
		}
	}
	fmt.Fprintf(&b, "\n%s\n", t("deadlines.why", nil))
	for i, step := range r.Trace {
		writeItem(&b, fmt.Sprintf("%4d. ", i+1), step.Text(lang), citation(step.Article, step.Verify, lang, t))
	}
	if r.Verify {
		fmt.Fprintln(&b)
		writeItem(&b, "", t("verify.why", nil), "")
	}
	fmt.Fprintln(&b)
	writeItem(&b, "", t("deadlines.advice_text", nil), "")
	_, err = p.Stdout.Write(b.Bytes())
	return err
}

func deadlineHeading(book *law.Book, r law.Result, lang string) string {
	regimeName, rightName, regionName := r.Regime, r.Right, r.Region
	if regime, err := book.Regime(r.Regime); err == nil {
		regimeName = regime.Name(lang)
		for _, right := range regime.Rights {
			if right.ID == r.Right {
				rightName = right.Name(lang)
			}
		}
	}
	for _, region := range book.Regions() {
		if region.ID == r.Region {
			regionName = region.Name(lang)
		}
	}
	return regimeName + " · " + rightName + " · " + regionName
}

// row is a label with its value.
type row struct{ label, value string }

func deadlineRows(r law.Result, lang string, t func(string, map[string]any) string) []row {
	day := func(d civil.Date, none string) string {
		if d.IsZero() {
			return t(none, nil)
		}
		return i18n.FormatDate(lang, d, i18n.Full) + "  (" + d.String() + ")"
	}
	due := "deadlines.due_none"
	if r.Unconfirmed != nil {
		due = "deadlines.due_fee"
	}
	rows := []row{{t("deadlines.due", nil), day(r.Due, due)}}
	extended := t("deadlines.extended_due", nil)
	if r.Extended {
		extended = t("deadlines.extended_valid", nil)
	}
	rows = append(rows, row{extended, day(r.ExtendedDue, "deadlines.extended_none")})
	if !r.NoticeOfExtensionDue.IsZero() {
		label, _, _ := strings.Cut(t("deadlines.notice_by", map[string]any{"Date": "\x00"}), ":")
		rows = append(rows, row{strings.TrimRight(label, " \u00a0\u202f"), day(r.NoticeOfExtensionDue, "")})
	}
	if !r.AckDue.IsZero() {
		rows = append(rows, row{t("deadlines.ack", nil), day(r.AckDue, "")})
	}
	none := "deadlines.complaint_none"
	if r.Open != nil {
		none = "deadlines.complaint_open"
	}
	rows = append(rows, row{t("deadlines.complaint_from", nil), day(r.ComplaintFrom, none)})
	if !r.ComplaintUntil.IsZero() {
		until := t("deadlines.complaint_until", map[string]any{"Date": i18n.FormatDate(lang, r.ComplaintUntil, i18n.Full)})
		rows = append(rows, row{"", until + "  (" + r.ComplaintUntil.String() + ")"})
	}
	return rows
}

// writeClocks sets every clock that has a day, one a line, and counts those that wait for
// something to happen.
func writeClocks(b *bytes.Buffer, clocks []law.Clock, lang string, t func(string, map[string]any) string) {
	var rows []row
	idle := 0
	for _, c := range clocks {
		switch {
		case c.State == law.Replaced:
		case c.Start.IsZero() || c.State == law.NotStarted && c.ID == law.ClockExtendedAnswer:
			idle++
		default:
			rows = append(rows, row{upperFirst(c.Name(lang)), clockText(c, t)})
		}
	}
	if len(rows)+idle == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", t("clocks.title", nil))
	writeTable(b, rows)
	if idle > 0 {
		fmt.Fprintf(b, "  %s\n", t("clocks.idle", map[string]any{"Count": idle}))
	}
}

// clockText is the day that a clock is about and how it stands: "until 2026-03-02, Running".
func clockText(c law.Clock, t func(string, map[string]any) string) string {
	word, on := "clocks.until", c.End
	if c.ID == law.ClockComplaint || c.Kind == law.Wait {
		word, on = "clocks.from", c.Opens
	}
	text := t("clocks.state."+string(c.State), nil)
	if !c.MetOn.IsZero() {
		text += " (" + t("clocks.met_on", map[string]any{"On": c.MetOn.String()}) + ")"
	}
	if !on.IsZero() {
		text = t(word, nil) + " " + on.String() + ", " + text
	}
	if c.Verify {
		text += " (" + t("verify.mark", nil) + ")"
	}
	return text
}

func upperFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func citation(ref *law.Reference, verify bool, lang string, t func(string, map[string]any) string) string {
	cited := ref.Cite(lang)
	if cited != "" && verify {
		cited += " (" + t("verify.mark", nil) + ")"
	}
	return cited
}

// writeTable sets labels and values in two columns.
func writeTable(b *bytes.Buffer, rows []row) {
	width := 0
	for _, r := range rows {
		width = max(width, utf8.RuneCountInString(r.label))
	}
	for _, r := range rows {
		pad := strings.Repeat(" ", width-utf8.RuneCountInString(r.label))
		fmt.Fprintf(b, "  %s%s   %s\n", r.label, pad, r.value)
	}
}

// writeItem sets prose behind a mark, wrapped and indented, with its source on a
// line of its own.
func writeItem(b *bytes.Buffer, mark, text, source string) {
	indent := strings.Repeat(" ", utf8.RuneCountInString(mark))
	prefix := mark
	for _, line := range wrap(text, textWidth-len(indent)) {
		fmt.Fprintf(b, "%s%s\n", prefix, line)
		prefix = indent
	}
	if source != "" {
		fmt.Fprintf(b, "%s[%s]\n", indent, source)
	}
}

// wrap breaks prose at blanks into lines of at most width characters.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}
