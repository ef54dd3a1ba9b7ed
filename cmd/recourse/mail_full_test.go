package main

import (
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/testdb"
)

func TestMailIntakeWhenTheDiskIsFull(t *testing.T) {
	s := testdb.SQLite(t)
	service := casework.New(casework.Options{Store: s, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	mail := "Message-ID: <1@c>\r\n\r\n" + strings.Repeat("words and more words\r\n", 10_000)
	status := func() int {
		err := intakeStatus(mailIntakeCmd{}.take(t.Context(), process{Stdin: strings.NewReader(mail), Stderr: io.Discard}, service))
		var said statusError
		switch {
		case err == nil:
			return exitOK
		case errors.As(err, &said):
			return said.status
		}
		return -1
	}
	free := testdb.FillDisk(t, s)
	if got := status(); got != exitTempFail {
		t.Errorf("status %d, want %d", got, exitTempFail)
	}
	free()
	for range 2 {
		if got := status(); got != exitOK {
			t.Errorf("status %d once there is space", got)
		}
	}
	if mails, err := s.ClaimIncoming(t.Context(), time.Now(), 0, 10); err != nil || len(mails) != 1 || mails[0].Size != int64(len(mail)) {
		t.Errorf("%+v, %v", mails, err)
	}
}
