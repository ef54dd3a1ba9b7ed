package main

import (
	"context"
	"sync"

	"recourse/internal/casework"
)

// fetchMail reads the mailboxes of RECOURSE_IMAP_URL until stop is called. A message that
// is not stored by then comes again.
func (h *house) fetchMail(ctx context.Context, service *casework.Service) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	for _, box := range h.config.Mailboxes {
		all.Go(func() { service.WatchMailbox(ctx, box) })
		h.log.Info("incoming mail is fetched", "host", box.Host, "folder", box.Folder)
	}
	return func() {
		cancel()
		all.Wait()
	}
}
