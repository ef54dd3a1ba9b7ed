// Package files keeps large files in a directory, each below the name of its workspace
// and named by the SHA-256 of its content. They are personal data: directories and files
// are for the owner of the process alone.
//
// A file is taken in three steps, so that half a file is never seen and a crash leaves
// nothing but a temporary file: [Dir.Take] streams it to a temporary file and hashes it,
// the caller notes in the database that it is there, and [Incoming.Keep] gives it its
// name within that transaction. [Dir.Sweep] removes what was left behind.
//
// Several processes may share the directory.
package files

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
)

// What a caller can tell apart.
var (
	// ErrEmpty: the file has no content.
	ErrEmpty = errors.New("the file is empty")
	// ErrTooLarge: it has more bytes than may be taken.
	ErrTooLarge = errors.New("the file is too large")
	// ErrFull: there is no room left on the disk, or for this user.
	ErrFull = errors.New("the disk is full")
	// ErrBroken: the sender stopped in the middle.
	ErrBroken = errors.New("the upload broke off")
)

// Dir is a directory of files. It is safe for concurrent use.
type Dir struct{ root string }

const (
	incoming = "incoming" // temporary files; no workspace has this name
	private  = 0o700
	ownOnly  = 0o600
)

// Open makes the directory if it is not there and checks that files can be made in it.
func Open(root string) (*Dir, error) {
	if err := os.MkdirAll(filepath.Join(root, incoming), private); err != nil {
		return nil, fmt.Errorf("make the directory of files: %w", err)
	}
	d := &Dir{root: root}
	f, err := d.temporary()
	if err != nil {
		return nil, fmt.Errorf("the directory of files cannot be written: %w", err)
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		return nil, fmt.Errorf("the directory of files cannot be written: %w", err)
	}
	return d, nil
}

// Root returns the path of the directory.
func (d *Dir) Root() string { return d.root }

func (d *Dir) temporary() (*os.File, error) {
	return os.CreateTemp(filepath.Join(d.root, incoming), "*.part") // with 0600
}

// Incoming is a file that was taken whole and has no name yet.
type Incoming struct {
	SHA256    string // hexadecimal
	Size      int64  // in bytes, at least one
	MediaType string // as its first bytes show it

	dir  *Dir
	path string
}

// Take streams what r yields to a temporary file; the caller ends with [Incoming.Keep] or
// [Incoming.Drop]. It returns [ErrEmpty], [ErrTooLarge] above limit bytes (what follows is
// not read), [ErrFull] and [ErrBroken], whose chain has what r returned; nothing is left of
// the file then.
func (d *Dir) Take(r io.Reader, limit int64) (*Incoming, error) {
	f, err := d.temporary()
	if err != nil {
		return nil, writing(err)
	}
	in := &Incoming{dir: d, path: f.Name()}
	if err := errors.Join(in.fill(f, r, limit), f.Close()); err != nil {
		in.Drop()
		return nil, err
	}
	return in, nil
}

func (in *Incoming) fill(f *os.File, r io.Reader, limit int64) error {
	source, head := &reader{r: io.LimitReader(r, limit+1)}, &start{}
	sum := sha256.New()
	n, err := io.CopyBuffer(onlyWriter{io.MultiWriter(f, sum, head)}, source, make([]byte, 1<<20))
	switch {
	case source.err != nil:
		return fmt.Errorf("%w: %w", ErrBroken, source.err)
	case err != nil:
		return writing(err)
	case n == 0:
		return ErrEmpty
	case n > limit:
		return ErrTooLarge
	}
	in.Size, in.SHA256, in.MediaType = n, hexSum(sum), http.DetectContentType(head.bytes)
	return writing(f.Sync())
}

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// onlyWriter hides what else a writer can do, so that the copy uses our buffer.
type onlyWriter struct{ io.Writer }

// reader remembers whether it was the source that failed.
type reader struct {
	r   io.Reader
	err error
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		r.err = err
	}
	return n, err
}

// start keeps the first bytes, by which a media type is known.
type start struct{ bytes []byte }

func (s *start) Write(p []byte) (int, error) {
	if room := 512 - len(s.bytes); room > 0 {
		s.bytes = append(s.bytes, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// writing tells a full disk from other failures.
func writing(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// Keep gives the file its name in the workspace, in place of an equal one. It belongs at
// the end of the transaction that notes it.
func (in *Incoming) Keep(workspace string) error {
	path, err := in.dir.path(workspace, in.SHA256)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), private); err != nil {
		return writing(err)
	}
	if err := os.Rename(in.path, path); err != nil {
		return writing(err)
	}
	return syncDir(filepath.Dir(path))
}

// Drop removes the file unless it was kept.
func (in *Incoming) Drop() { _ = os.Remove(in.path) } // a sweep finds what cannot be removed now

// syncDir makes a name last through a loss of power. Not every file system can.
func syncDir(path string) error {
	dir, err := os.Open(path) //nolint:gosec // made of a checked workspace and hash
	if err != nil {
		return err
	}
	_ = dir.Sync()
	return dir.Close()
}

var (
	workspaceName = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	hashName      = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// path is where a content lies. Names that are none of ours lead nowhere.
func (d *Dir) path(workspace, sum string) (string, error) {
	if !workspaceName.MatchString(workspace) || !hashName.MatchString(sum) {
		return "", errors.New("not the name of a stored file")
	}
	return filepath.Join(d.root, workspace, sum[:2], sum), nil
}

// Open opens a stored file for reading. The chain of the error has fs.ErrNotExist if it
// is not there.
func (d *Dir) Open(workspace, sum string) (*os.File, error) {
	path, err := d.path(workspace, sum)
	if err != nil {
		return nil, err
	}
	return os.Open(path) //nolint:gosec // made of a checked workspace and hash
}

// Size returns the size of a stored file; errors as for [Dir.Open].
func (d *Dir) Size(workspace, sum string) (int64, error) {
	path, err := d.path(workspace, sum)
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Remove removes a stored file; one that is not there is removed already. It belongs at
// the end of the transaction that forgets it.
func (d *Dir) Remove(workspace, sum string) error {
	path, err := d.path(workspace, sum)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
