package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Sweep removes the temporary files and looks at the stored ones that were last written
// before the given instant: for each of these, gone may remove it with [Dir.Remove].
// What vanishes meanwhile is no error.
func (d *Dir) Sweep(before time.Time, gone func(workspace, sum string) error) (removed int, err error) {
	err = filepath.WalkDir(d.root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(before) {
			return nil
		}
		if err != nil {
			return err
		}
		if filepath.Dir(path) == filepath.Join(d.root, incoming) {
			removed++
			return ignoreMissing(os.Remove(path)) //nolint:gosec // nobody else may write below the directory
		}
		workspace, sum := filepath.Base(filepath.Dir(filepath.Dir(path))), entry.Name()
		if ours, err := d.path(workspace, sum); err == nil && ours == path {
			return gone(workspace, sum)
		}
		return nil
	})
	return removed, err
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Scratch is room on disk that vanishes when it is closed, or when the process ends.
type Scratch struct{ *os.File }

// Scratch makes room on disk.
func (d *Dir) Scratch() (Scratch, error) {
	f, err := d.temporary()
	if err != nil {
		return Scratch{}, writing(err)
	}
	// Nameless from the beginning where the system allows it; Close removes it elsewhere.
	_ = os.Remove(f.Name())
	return Scratch{f}, nil
}

// Close gives the room back.
func (s Scratch) Close() error {
	return errors.Join(s.File.Close(), ignoreMissing(os.Remove(s.Name())))
}
