package dsar

import (
	"strings"

	"recourse/internal/civil"
)

// FindingDay is a day that a finding from events rests on.
type FindingDay struct {
	On civil.Date
	// What says what happened on it, in the words of package restriction; "" in findings
	// of earlier releases.
	What string
}

// FormatEvidence writes the days as [Finding.Evidence] has them.
func FormatEvidence(days []FindingDay) string {
	words := make([]string, 0, len(days))
	for _, d := range days {
		word := d.On.String()
		if d.What != "" {
			word += "/" + d.What
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// Days reads [Finding.Evidence] of a finding from events. What is no day is left out.
func (f Finding) Days() []FindingDay {
	if f.Source == SourceData {
		return nil
	}
	var days []FindingDay
	for _, word := range strings.Fields(f.Evidence) {
		day, what, _ := strings.Cut(word, "/")
		if on, err := civil.Parse(day); err == nil {
			days = append(days, FindingDay{On: on, What: what})
		}
	}
	return days
}

// Reason returns what the rule of a finding from events says, "" for others.
func (f Finding) Reason() string {
	reason, ok := strings.CutPrefix(f.Rule, HistoryRule)
	if !ok {
		return ""
	}
	return reason
}

// HistoryRule begins the rule of a finding from events; the reason follows.
const HistoryRule = "history/"
