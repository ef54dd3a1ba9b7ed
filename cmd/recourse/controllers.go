package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"recourse/internal/casework"
)

// controllersCmd is "recourse controllers".
type controllersCmd struct {
	Import controllersImportCmd `cmd:"" help:"Import companies from files of the public company database: JSON, NDJSON, either in gzip, or a folder of them."`
}

// controllersImportCmd is "recourse controllers import".
type controllersImportCmd struct {
	File      []string `arg:"" help:"Files or folders." type:"existingpath"`
	Workspace string   `help:"Id of the workspace to import into; every workspace without it."`
}

// Run imports what can be imported, lists what cannot, and fails if anything was
// refused.
func (c controllersImportCmd) Run(ctx context.Context, p process) error {
	files, err := directoryFiles(c.File)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usage("there is no .json, .ndjson or .gz file in %s", strings.Join(c.File, ", "))
	}
	return withService(ctx, p, func(s *casework.Service) error {
		total := importTotal{}
		for _, file := range files {
			if err := total.add(importFile(ctx, s, c.Workspace, file)); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
		}
		return total.print(p)
	})
}

func importFile(ctx context.Context, s *casework.Service, workspace, file string) ([]casework.ImportReport, error) {
	f, err := os.Open(file) //nolint:gosec // the person who runs the command names the file
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return s.ImportControllers(ctx, workspace, filepath.Base(file), f)
}

// directoryFiles returns the files, and those in the folders, in order.
func directoryFiles(paths []string) ([]string, error) {
	var files []string
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			known := slices.Contains([]string{".json", ".ndjson", ".jsonl", ".gz"}, strings.ToLower(filepath.Ext(path)))
			if path == root || known {
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// importTotal adds up the reports of several files, workspace by workspace.
type importTotal struct {
	workspaces []casework.ImportReport
	refused    []casework.ImportNote
	mended     []casework.ImportNote
}

func (t *importTotal) add(reports []casework.ImportReport, err error) error {
	for i, r := range reports {
		if i == len(t.workspaces) {
			t.workspaces = append(t.workspaces, casework.ImportReport{Workspace: r.Workspace})
		}
		w := &t.workspaces[i]
		w.Added += r.Added
		w.Changed += r.Changed
		w.Unchanged += r.Unchanged
	}
	if len(reports) > 0 { // the same records for every workspace
		t.refused = append(t.refused, reports[0].Refused...)
		t.mended = append(t.mended, reports[0].Mended...)
	}
	return err
}

func (t *importTotal) print(p process) error {
	for _, w := range t.workspaces {
		name := ""
		if len(t.workspaces) > 1 {
			name = w.Workspace + ": "
		}
		if err := p.printf("%s%d added, %d changed, %d unchanged, %d refused\n", name, w.Added, w.Changed, w.Unchanged, len(t.refused)); err != nil {
			return err
		}
	}
	if err := errors.Join(printNotes(p, "mended", t.mended), printNotes(p, "refused", t.refused)); err != nil {
		return err
	}
	if len(t.refused) > 0 {
		return errProblems
	}
	return nil
}

func printNotes(p process, what string, notes []casework.ImportNote) error {
	for _, n := range notes {
		place := n.Source
		if n.Line > 0 {
			place = fmt.Sprintf("%s:%d", n.Source, n.Line)
		}
		if n.Name != "" {
			place += " (" + n.Name + ")"
		}
		if _, err := fmt.Fprintf(p.Stderr, "%s %s: %s\n", what, place, n.Reason); err != nil {
			return err
		}
	}
	return nil
}
