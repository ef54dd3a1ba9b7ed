package main

import (
	"context"
	"errors"
	"fmt"

	"recourse/internal/casework"
)

// doctorCmd is "recourse doctor".
type doctorCmd struct{}

// Run examines the database and mail, and changes nothing. It fails if there is anything
// to look at; a schema that does not fit is reported when the database is opened.
func (doctorCmd) Run(ctx context.Context, p process) error {
	h, err := open(ctx, p)
	if err != nil {
		return err
	}
	problems, err := h.examine(ctx, p)
	if err == nil && problems > 0 {
		err = errProblems
	}
	return errors.Join(err, h.close())
}

// examine says what it finds and returns how much there is to mend.
func (h *house) examine(ctx context.Context, p process) (problems int, err error) {
	report, err := h.service(h.baseURL(h.config.Addr)).Doctor(ctx)
	if err != nil {
		return 0, err
	}
	for _, problem := range report.Problems {
		if _, err := fmt.Fprintln(p.Stderr, problem); err != nil {
			return 0, err
		}
	}
	if report.NoPDF {
		if err := p.printf("pdftotext is not installed: PDF files that people received are not read.\n"); err != nil {
			return 0, err
		}
	}
	if err := p.printUse(report); err != nil {
		return 0, err
	}
	if err := p.printf("Examined %d requests and every chain of events: %d problems.\n", report.Requests, len(report.Problems)); err != nil {
		return 0, err
	}
	mail, err := p.printMail(examineMail(ctx, h.config, p.resolver()))
	return len(report.Problems) + mail, err
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
