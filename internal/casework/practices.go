package casework

import (
	"recourse/internal/dsar"
	"recourse/internal/enforcement"
)

// RecordOf returns what authorities did against a controller, or nil where nothing is
// known. It goes by the name, the other names and the domain of the web site.
func (s *Service) RecordOf(c dsar.Controller) *enforcement.Record {
	names := append([]string{c.Name}, c.Aliases...)
	for i := range s.Records {
		if s.Records[i].Is(names, c.Web) {
			return &s.Records[i]
		}
	}
	return nil
}
