package listener_test

import (
	"strings"
	"testing"

	"recourse/internal/mail/listener"
	"recourse/internal/testdb"
)

func TestWhenTheDiskIsFull(t *testing.T) {
	onEachProtocol(t, func(t *testing.T, lmtp bool) {
		s := testdb.SQLite(t)
		d := open(t, s, listener.Options{Endpoint: onLoopback(lmtp)})
		large := answer + strings.Repeat("words and more words\r\n", 10_000)
		free := testdb.FillDisk(t, s)
		for range 2 {
			wantReply(t, d.send(lmtp, large, d.request), 451)
		}
		if n := len(d.stored()); n != 0 {
			t.Errorf("%d mails are there, and their senders were told they are not", n)
		}
		free()
		for range 2 {
			if err := d.send(lmtp, large, d.request); err != nil {
				t.Fatalf("once there is space: %v", err)
			}
		}
		mails := d.stored()
		if len(mails) != 1 {
			t.Fatalf("%d mails, want it once", len(mails))
		}
		if raw, err := s.IncomingRaw(t.Context(), mails[0]); err != nil || string(raw) != large {
			t.Errorf("%d bytes of %d, %v", len(raw), len(large), err)
		}
	})
}
