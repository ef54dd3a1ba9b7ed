package files_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"recourse/internal/files"
)

const workspace = "01a204b8-8235-7ba9-862d-a421d08ca8d1"

func open(t *testing.T) *files.Dir {
	t.Helper()
	d, err := files.Open(filepath.Join(t.TempDir(), "deep", "files"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// names lists the files below the directory.
func names(t *testing.T, d *files.Dir) (list []string) {
	t.Helper()
	err := filepath.WalkDir(d.Root(), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAFileIsKeptUnderItsHash(t *testing.T) {
	d := open(t)
	text := strings.Repeat("<html>two\n", 300_000)
	in, err := d.Take(iotest.OneByteReader(strings.NewReader(text[:100])), 100)
	if err != nil || in.Size != 100 {
		t.Fatal(in, err)
	}
	in.Drop()
	if in, err = d.Take(strings.NewReader(text), 1<<30); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(text))
	if in.SHA256 != hex.EncodeToString(sum[:]) || in.Size != int64(len(text)) || in.MediaType != "text/html; charset=utf-8" {
		t.Errorf("got %+v", in)
	}
	for range 2 { // an equal one takes its place
		if err := in.Keep(workspace); err != nil {
			t.Fatal(err)
		}
		if in, err = d.Take(strings.NewReader(text), 1<<30); err != nil {
			t.Fatal(err)
		}
	}
	in.Drop()
	list := names(t, d)
	if want := filepath.Join(d.Root(), workspace, in.SHA256[:2], in.SHA256); len(list) != 1 || list[0] != want {
		t.Fatalf("got %q, want %s", list, want)
	}
	for path := list[0]; path != filepath.Dir(d.Root()); path = filepath.Dir(path) {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v, %v", path, info.Mode(), err)
		}
	}
	f, err := d.Open(workspace, in.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != text {
		t.Errorf("%d bytes came back, %v", len(got), err)
	}
	for range 2 {
		if err := d.Remove(workspace, in.SHA256); err != nil {
			t.Error(err)
		}
	}
	if _, err := d.Size(workspace, in.SHA256); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestNothingIsLeftOfWhatIsRefused(t *testing.T) {
	d := open(t)
	lost := errors.New("connection reset")
	for name, c := range map[string]struct {
		r    io.Reader
		want error
	}{
		"empty":     {strings.NewReader(""), files.ErrEmpty},
		"too large": {strings.NewReader("12345678901"), files.ErrTooLarge},
		"broken":    {io.MultiReader(strings.NewReader("123"), iotest.ErrReader(lost)), files.ErrBroken},
		"cut short": {io.MultiReader(strings.NewReader("123"), iotest.ErrReader(io.ErrUnexpectedEOF)), files.ErrBroken},
	} {
		if _, err := d.Take(c.r, 10); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if list := names(t, d); len(list) > 0 {
		t.Errorf("left behind: %q", list)
	}
}

func TestAFailureToWriteIsNotTheSendersFault(t *testing.T) {
	d := open(t)
	if err := os.RemoveAll(filepath.Join(d.Root(), "incoming")); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Take(strings.NewReader("x"), 10); err == nil || errors.Is(err, files.ErrBroken) {
		t.Errorf("got %v", err)
	}
}

func TestOnlyNamesOfOursLeadToFiles(t *testing.T) {
	d := open(t)
	sum := strings.Repeat("ab", 32)
	for _, name := range [][2]string{{"..", sum}, {"incoming", sum}, {workspace, "../../x"}, {workspace, ""}, {workspace + "/..", sum}, {workspace, sum + "\n"}} {
		if _, err := d.Open(name[0], name[1]); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
		if err := d.Remove(name[0], name[1]); err == nil {
			t.Errorf("%q could be removed", name)
		}
	}
}

func TestScratchVanishes(t *testing.T) {
	d := open(t)
	s, err := d.Scratch()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(s, "data"); err != nil {
		t.Error(err)
	}
	got := make([]byte, 4)
	if _, err := s.ReadAt(got, 0); err != nil || string(got) != "data" {
		t.Errorf("got %q, %v", got, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if list := names(t, d); len(list) > 0 {
		t.Errorf("left behind: %q", list)
	}
}

func TestADirectoryThatCannotBeMadeIsSaid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err := files.Open(filepath.Join(path, "files")); err == nil || d != nil {
		t.Errorf("got %v, %v", d, err)
	}
}
