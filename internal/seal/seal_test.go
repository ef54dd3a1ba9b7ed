package seal_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"recourse/internal/seal"
)

func key(t *testing.T, secret string) *seal.Key {
	t.Helper()
	k, err := seal.NewKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

const secret = "0123456789abcdef0123456789abcdef"

func TestWhatIsSealed(t *testing.T) {
	k := key(t, secret)
	sealed := k.Seal("pässword", "mailbox 1")
	t.Run("is opened with the same key about the same", func(t *testing.T) {
		if got, err := key(t, secret+"\n").Open(sealed, "mailbox 1"); err != nil || got != "pässword" {
			t.Errorf("%q, %v", got, err)
		}
	})
	t.Run("does not show its text, and never looks the same", func(t *testing.T) {
		if strings.Contains(sealed, "ssword") || sealed == k.Seal("pässword", "mailbox 1") {
			t.Errorf("sealed %s", sealed)
		}
	})
	last := sealed[len(sealed)-6:]
	for name, c := range map[string]struct {
		key           *seal.Key
		sealed, about string
	}{
		"another key":      {key(t, "another "+secret), sealed, "mailbox 1"},
		"another purpose":  {k, sealed, "mailbox 2"},
		"a changed letter": {k, strings.Replace(sealed, last, "AAAAAA", 1), "mailbox 1"},
		"a cut end":        {k, sealed[:len(sealed)-4], "mailbox 1"},
		"no text":          {k, "", "mailbox 1"},
		"another way":      {k, "2:" + sealed[2:], "mailbox 1"},
		"no base64":        {k, "1:ä", "mailbox 1"},
	} {
		t.Run("is not opened: "+name, func(t *testing.T) {
			if got, err := c.key.Open(c.sealed, c.about); !errors.Is(err, seal.ErrWrongKey) || got != "" {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestAShortSecretIsRefusedAndNotRepeated(t *testing.T) {
	_, err := seal.NewKey("hunter2")
	if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "openssl rand") {
		t.Errorf("got %v", err)
	}
}

func TestAKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "secret.key")
	t.Run("is made once, whoever comes first, and for its owner alone", func(t *testing.T) {
		var all sync.WaitGroup
		sealed := make([]string, 8)
		for i := range sealed {
			all.Go(func() {
				if k, err := seal.File(path); err != nil {
					t.Error(err)
				} else {
					sealed[i] = k.Seal("text", "about")
				}
			})
		}
		all.Wait()
		k, err := seal.File(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sealed {
			if got, err := k.Open(s, "about"); err != nil || got != "text" {
				t.Errorf("%q, %v", got, err)
			}
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".secret-*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	})
	t.Run("that others can read is refused", func(t *testing.T) {
		if err := os.Chmod(path, 0o640); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.File(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("with too little in it is refused by name", func(t *testing.T) {
		short := filepath.Join(t.TempDir(), "short.key")
		if err := os.WriteFile(short, []byte("hunter2"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.File(short); err == nil || !strings.Contains(err.Error(), short) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("where none can be made says so", func(t *testing.T) {
		if _, err := seal.File(filepath.Join(path, "below a file")); err == nil {
			t.Error("made")
		}
	})
}
