// Command recourse manages data subject requests: it files them, works out the
// exact day an answer is due, recognises restrictions in the replies, reminds,
// and follows complaints. "recourse serve" is the service; the other commands
// administer it or use the law and the detection alone.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], process{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Environ: os.Environ(), Now: time.Now,
	})
	stop()
	os.Exit(code)
}
