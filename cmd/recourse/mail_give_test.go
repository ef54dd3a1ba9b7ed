package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"recourse/internal/dsar"
)

func TestMailOfNoWorkspaceIsGivenToOne(t *testing.T) {
	dir := t.TempDir()
	command := func(stdin string, args ...string) (int, string, string) {
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), args, process{
			Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr, Environ: []string{"RECOURSE_DATA=" + dir}, Now: time.Now,
		})
		return code, stdout.String(), stderr.String()
	}
	for _, email := range []string{"ada@one.example", "bea@two.example"} {
		if code, _, stderr := command("correct horse battery\n", "user", "create", "--email", email, "--password-stdin"); code != exitOK {
			t.Fatal(stderr)
		}
	}
	t.Run("there is none", func(t *testing.T) {
		if code, out, stderr := command("", "mail", "list", "--unowned"); code != exitOK || out != "" {
			t.Errorf("status %d: %s%s", code, out, stderr)
		}
	})
	t.Run("one that does not exist cannot be given", func(t *testing.T) {
		if code, _, stderr := command("", "mail", "give", "none", "--workspace", "ada"); code == exitOK || !strings.Contains(stderr, "id or name: ") {
			t.Errorf("status %d: %s", code, stderr)
		}
	})
	t.Run("a list without a limit of one at least, or of what, is refused", func(t *testing.T) {
		for _, args := range [][]string{{"mail", "list"}, {"mail", "list", "--unowned", "--limit", "0"}} {
			if code, _, stderr := command("", args...); code != exitUsage {
				t.Errorf("status %d: %s", code, stderr)
			}
		}
	})
}

func TestAMailIsOneLineOfFiveFields(t *testing.T) {
	line := mailLine(dsar.Incoming{
		ID: "1", ReceivedAt: time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC), From: "x\tforged <a@b.example>",
		Recipients: []string{"us@home.example", "them@home.example"}, Subject: "Hello\r\nforged\x1b[31m",
	})
	want := "1\t2026-05-20T12:00:00Z\tx forged <a@b.example>\tus@home.example, them@home.example\tHello  forged [31m"
	if line != want {
		t.Errorf("%q, want %q", line, want)
	}
}
