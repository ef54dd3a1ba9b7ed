package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// installed is an example installation in a file of its own.
func installed(t *testing.T) (commandLine, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "recourse.db")
	cl := commandLine{environ: []string{"RECOURSE_DATABASE_URL=sqlite:" + file}}
	if _, complaint, code := cl.run(t, "demo"); code != exitOK {
		t.Fatalf("demo: exit %d, %s", code, complaint)
	}
	return cl, file
}

// dueADayEarlier makes one open request look as an older release would have left it:
// due a day earlier, by other holidays.
func dueADayEarlier(t *testing.T, file string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	result, err := db.ExecContext(t.Context(), `UPDATE requests SET due = date(due, '-1 day'), effective_due = date(due, '-1 day'), extended = 0,
		law_edition = replace(law_edition, 'holidays/', 'holidays/OLD-')
		WHERE id = (SELECT MIN(id) FROM requests WHERE due IS NOT NULL AND status NOT IN ('closed', 'draft') AND NOT extended)`)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		t.Fatalf("%d requests are older, %v", n, err)
	}
}

func TestLawDiff(t *testing.T) {
	cl, file := installed(t)
	t.Run("finds nothing after an upgrade that changed nothing", func(t *testing.T) {
		out, complaint, code := cl.run(t, "law", "diff")
		if code != exitOK || !strings.Contains(out, ": 0 would move.") {
			t.Errorf("exit %d, %q, %q", code, out, complaint)
		}
	})
	dueADayEarlier(t, file)
	t.Run("lists what would move, with the file that changed, and fails", func(t *testing.T) {
		out, complaint, code := cl.run(t, "law", "diff")
		if code != exitProblems || !strings.Contains(out, "\n    due ") || !strings.Contains(out, " -> ") || !strings.Contains(out, ": 1 would move.") {
			t.Errorf("exit %d, %q, %q", code, out, complaint)
		}
		if !strings.Contains(out, "changed: holidays/") {
			t.Errorf("the file is not named: %q", out)
		}
	})
	t.Run("says the same as JSON", func(t *testing.T) {
		out, _, code := cl.run(t, "law", "diff", "--json")
		var answer diffAnswer
		if err := json.Unmarshal([]byte(out), &answer); err != nil || code != exitProblems {
			t.Fatalf("exit %d, %v", code, err)
		}
		if len(answer.Moves) != 1 || len(answer.Moves[0].Moved) == 0 || answer.Moves[0].Moved[0].Date != "due" || len(answer.Fingerprint) != 64 {
			t.Errorf("got %+v", answer)
		}
	})
	t.Run("a rebuild moves nothing and lists it too", func(t *testing.T) {
		out, _, code := cl.run(t, "rebuild")
		if code != exitProblems || !strings.Contains(out, " -> ") {
			t.Errorf("exit %d, %q", code, out)
		}
	})
	t.Run("accepting moves the dates once", func(t *testing.T) {
		out, complaint, code := cl.run(t, "law", "diff", "--accept")
		if code != exitOK || !strings.Contains(out, "Moved the dates of 1 of") {
			t.Errorf("exit %d, %q, %q", code, out, complaint)
		}
		if out, _, code := cl.run(t, "law", "diff"); code != exitOK {
			t.Errorf("exit %d, %q", code, out)
		}
		if out, complaint, code := cl.run(t, "doctor"); code != exitOK {
			t.Errorf("the doctor: exit %d, %q, %q", code, out, complaint)
		}
	})
}

func TestLawCheck(t *testing.T) {
	in2030 := func(t *testing.T, args ...string) (string, string, int) {
		t.Helper()
		var out, complaint bytes.Buffer
		code := run(t.Context(), append([]string{"law", "check"}, args...), process{
			Stdin: strings.NewReader(""), Stdout: &out, Stderr: &complaint,
			Now: func() time.Time { return time.Date(2030, 4, 15, 10, 0, 0, 0, time.UTC) },
		})
		return out.String(), complaint.String(), code
	}
	t.Run("passes while everything is fresh", func(t *testing.T) {
		out, complaint, code := recourse(t, "", "law", "check")
		if code != exitOK || !strings.Contains(out, "Not checked since 2024-10-15: 0 figures") {
			t.Errorf("exit %d, %q, %q", code, out, complaint)
		}
	})
	t.Run("fails once figures are old, and names each with its source", func(t *testing.T) {
		out, _, code := in2030(t)
		if code != exitProblems || !strings.Contains(out, "eu-gdpr (access") || !strings.Contains(out, "holidays of FR: ") {
			t.Errorf("exit %d, %.400q", code, out)
		}
	})
	t.Run("says the same as JSON", func(t *testing.T) {
		out, _, code := in2030(t, "--json", "--older-than", "540d")
		var answer checkAnswer
		if err := json.Unmarshal([]byte(out), &answer); err != nil || code != exitProblems {
			t.Fatalf("exit %d, %v", code, err)
		}
		if answer.Since.String() != "2028-10-22" || len(answer.Unchecked) < 500 || answer.Unchecked[0].LastChecked.IsZero() {
			t.Errorf("since %s, %d entries", answer.Since, len(answer.Unchecked))
		}
	})
	t.Run("takes a longer time", func(t *testing.T) {
		if out, complaint, code := in2030(t, "--older-than", "P10Y"); code != exitOK {
			t.Errorf("exit %d, %q, %q", code, out, complaint)
		}
	})
	t.Run("refuses what is no length of time", func(t *testing.T) {
		for _, wrong := range []string{"soon", "P", "18M", "-3d", "P1W"} {
			if _, complaint, code := in2030(t, "--older-than="+wrong); code != exitUsage || !strings.Contains(complaint, "540d") {
				t.Errorf("%s: exit %d, %q", wrong, code, complaint)
			}
		}
	})
}
