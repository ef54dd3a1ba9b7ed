package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// File returns the key whose secret is in a file, and makes the file with a new secret,
// readable by its owner alone, if there is none. It refuses a file that others can read.
func File(path string) (*Key, error) {
	key, err := readFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := makeFile(path); err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	return readFile(path)
}

func readFile(path string) (*Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("others can read the key file %s; run: chmod 600 %s", path, path)
	}
	secret, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, err
	}
	key, err := NewKey(string(secret))
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return key, nil
}

// makeFile writes the secret under another name first: a key file is there with all of
// its secret or not at all, and two programs that make it at once agree on one.
func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // readable by its owner alone
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.WriteString(newSecret() + "\n")
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
