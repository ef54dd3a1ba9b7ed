package main

import (
	"context"
	"fmt"

	"recourse/internal/casework"
)

// doctorCmd is "recourse doctor".
type doctorCmd struct{}

// Run examines the database and changes nothing. It fails if there is anything to
// look at; a schema that does not fit is reported when the database is opened.
func (doctorCmd) Run(ctx context.Context, p process) error {
	return withService(ctx, p, func(s *casework.Service) error {
		report, err := s.Doctor(ctx)
		if err != nil {
			return err
		}
		for _, problem := range report.Problems {
			if _, err := fmt.Fprintln(p.Stderr, problem); err != nil {
				return err
			}
		}
		if report.NoPDF {
			if err := p.printf("pdftotext is not installed: PDF files that people received are not read.\n"); err != nil {
				return err
			}
		}
		err = p.printf("Examined %d requests and every chain of events: %d problems.\n", report.Requests, len(report.Problems))
		if err == nil && len(report.Problems) > 0 {
			return errProblems
		}
		return err
	})
}
