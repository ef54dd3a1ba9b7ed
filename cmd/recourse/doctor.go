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
		if err := p.printUse(report); err != nil {
			return err
		}
		err = p.printf("Examined %d requests and every chain of events: %d problems.\n", report.Requests, len(report.Problems))
		if err == nil && len(report.Problems) > 0 {
			return errProblems
		}
		return err
	})
}

// printUse says how much the files have that people received, and whose are nearly as much
// as they may be.
func (p process) printUse(report casework.DoctorReport) error {
	if report.Files.Contents == 0 {
		return nil
	}
	if err := p.printf("Files received: %d, %s.\n", report.Files.Contents, size(report.Files.Bytes)); err != nil {
		return err
	}
	for _, u := range report.Filled {
		err := p.printf("workspace %s: its files have %s of the %s that they may have (RECOURSE_FILES_QUOTA).\n", u.WorkspaceID, size(u.Bytes), size(u.Quota))
		if err != nil {
			return err
		}
	}
	return nil
}

// size writes bytes as the settings do, in powers of 1024.
func size(bytes int64) string {
	switch {
	case bytes >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30))
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%d bytes", bytes)
}
