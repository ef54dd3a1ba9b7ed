package main

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// mostMemory is what the program may take while mail comes in and goes out, in MiB, with
// the pages of its own file and the tests that are in it. The aim is 150: see
// docs/measurements.md.
const mostMemory = 210

// Two thousand mails come in and two thousand go out as fast as one instance takes them.
func TestManyMailsTakeLittleMemory(t *testing.T) {
	if !longFaults() {
		t.Skip("it takes minutes; make test-faults runs it")
	}
	eachDatabase(t, func(t *testing.T, database string) {
		f := newPost(t, database, 200)
		f.openDoor()
		f.send(2000)
		i := f.ready(f.start())
		defer i.kill()
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
		defer stop()
		begun := time.Now()
		for range 20 {
			f.arrive(ctx, 100)
			f.senders.Wait()
		}
		f.finishWith()
		f.wantFiled()
		peak := peakMemory(t, i.Process.Pid)
		t.Logf("%d MiB at most, %s", peak, time.Since(begun).Round(time.Second))
		if peak > mostMemory {
			t.Errorf("%d MiB, want at most %d", peak, mostMemory)
		}
	})
}

var highWater = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)

// peakMemory is the most memory that a running process had, in MiB.
func peakMemory(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skipf("this system does not tell: %v", err)
	}
	found := highWater.FindSubmatch(status)
	if found == nil {
		t.Skip("this system does not tell")
	}
	kilobytes, err := strconv.Atoi(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes >> 10
}
