package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// intake runs "recourse mail intake" on a database in dir and returns its status.
func intake(t *testing.T, dir, stdin string, args ...string) (int, string) {
	t.Helper()
	var stderr bytes.Buffer
	code := run(t.Context(), append([]string{"mail", "intake"}, args...), process{
		Stdin: strings.NewReader(stdin), Stdout: &bytes.Buffer{}, Stderr: &stderr, Environ: []string{"RECOURSE_DATA=" + dir}, Now: time.Now,
	})
	return code, stderr.String()
}

func TestMailIntake(t *testing.T) {
	dir := t.TempDir()
	mail := "Message-ID: <1@c>\r\nSubject: Your request\r\n\r\nWe answer.\r\n"
	mbox := filepath.Join(dir, "old.mbox")
	content := "From a@b Mon Jan  5 09:00:00 2026\n" + mail + "\n>From here on it is quoted.\n\nFrom a@b Mon Jan  5 09:00:00 2026\nSubject: second\n\ntext\n"
	if err := os.WriteFile(mbox, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, stdin string
		args        []string
		want        int
	}{
		{"a mail on standard input is stored", mail, []string{"--from", "dpo@c.example", "--to", "r.x@us.example"}, exitOK},
		{"so is the same mail again", mail, nil, exitOK},
		{"a mailbox is stored", "", []string{mbox}, exitOK},
		{"nothing is no mail", " \n", nil, exitData},
		{"a file that is not there", "", []string{filepath.Join(dir, "none.eml")}, exitData},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, stderr := intake(t, dir, c.stdin, c.args...); got != c.want {
				t.Errorf("status %d, want %d: %s", got, c.want, stderr)
			}
		})
	}
	t.Run("what cannot be stored is to be tried again", func(t *testing.T) {
		blocked := filepath.Join(dir, "file")
		if err := os.WriteFile(blocked, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, stderr := intake(t, filepath.Join(blocked, "data"), mail); got != exitTempFail {
			t.Errorf("status %d: %s", got, stderr)
		}
	})
}

func TestSplitMbox(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"two mails, the text unquoted": {"From a\nS: 1\n\n>From x\n\nFrom b\nS: 2\n", []string{"S: 1\n\nFrom x\n\n", "S: 2\n"}},
		"a line within a text":         {"From a\nS: 1\n\nso\nFrom x\n", []string{"S: 1\n\nso\nFrom x\n"}},
		"one mail is no mailbox":       {"S: 1\n\ntext\n\nFrom x\n", []string{"S: 1\n\ntext\n\nFrom x\n"}},
		"without an end of line":       {"S: 1\n\ntext", []string{"S: 1\n\ntext"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			if err := splitMbox(strings.NewReader(c.file), func(raw []byte) error { got = append(got, string(raw)); return nil }); err != nil {
				t.Fatal(err)
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
