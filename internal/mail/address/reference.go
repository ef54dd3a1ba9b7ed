package address

import (
	"regexp"

	"recourse/internal/dsar"
)

// referenceLike finds what may be a public reference: RC and eight characters, with
// the hyphens and blanks that people and programs put in or leave out.
var referenceLike = regexp.MustCompile(`(?i)\brc[-\x{2010}-\x{2014} ]?([0-9a-z]{4})[-\x{2010}-\x{2014} ]?([0-9a-z]{4})\b`)

// maxReferences bounds what is read of one subject line.
const maxReferences = 20

// References returns the public references in a text in their one spelling, each
// once, in their order; and those that have the form of one and a wrong check
// character, as they stand.
func References(text string) (valid, mistyped []string) {
	seen := make(map[string]bool)
	for _, m := range referenceLike.FindAllStringSubmatch(text, maxReferences) {
		reference, ok := dsar.ParseReference("RC-" + m[1] + "-" + m[2])
		if !ok {
			reference = m[0]
		}
		switch {
		case seen[reference]:
		case ok:
			valid = append(valid, reference)
		default:
			mistyped = append(mistyped, reference)
		}
		seen[reference] = true
	}
	return valid, mistyped
}
