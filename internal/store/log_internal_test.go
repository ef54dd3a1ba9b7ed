package store

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestQueriesThatAreLogged(t *testing.T) {
	for name, tc := range map[string]struct {
		took time.Duration
		rows int64
		err  error
		want string
	}{
		"a quick one is not":                       {50 * time.Millisecond, 1, nil, ""},
		"a slow one is":                            {300 * time.Millisecond, 1, nil, "query is slow"},
		"one of unknown rows counts as none":       {300 * time.Millisecond, -1, nil, "query is slow"},
		"an import takes as long as its rows need": {300 * time.Millisecond, 500, nil, ""},
		"and is slow beyond that":                  {3 * time.Second, 500, nil, "query is slow"},
		"a failed one is":                          {time.Millisecond, 0, errors.New("disk full"), "query failed"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			log := queryLog{slog.New(slog.NewTextHandler(&out, nil))}
			log.Trace(t.Context(), time.Now().Add(-tc.took), func() (string, int64) { return "SELECT 1", tc.rows }, tc.err)
			if got := out.String(); tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
				t.Errorf("logged %q, want %q", got, tc.want)
			}
		})
	}
}
