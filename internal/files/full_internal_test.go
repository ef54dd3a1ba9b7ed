package files

import (
	"errors"
	"os"
	"strings"
	"testing"
)

func TestAFullDiskIsSaid(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no device that is always full")
	}
	defer full.Close()
	in := &Incoming{}
	if err := in.fill(full, strings.NewReader(strings.Repeat("x", 1<<20)), 1<<30); !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
}
