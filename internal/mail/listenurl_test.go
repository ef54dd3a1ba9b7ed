package mail_test

import (
	"testing"

	"recourse/internal/mail"
)

func TestParseListenURL(t *testing.T) {
	for given, want := range map[string]mail.Endpoint{
		"lmtp://127.0.0.1:8024":          {LMTP: true, Network: "tcp", Address: "127.0.0.1:8024"},
		"smtp://[::1]:25":                {Network: "tcp", Address: "[::1]:25"},
		" smtp://:25/":                   {Network: "tcp", Address: ":25"},
		"lmtp+unix:///run/recourse/lmtp": {LMTP: true, Network: "unix", Address: "/run/recourse/lmtp"},
	} {
		got, err := mail.ParseListenURL(given)
		if err != nil || got != want {
			t.Errorf("%s is read as %+v, %v", given, got, err)
		}
	}
	for _, wrong := range []string{
		"", "127.0.0.1:25", "http://127.0.0.1:25", "smtp://127.0.0.1", "smtp://host:99999", "smtp://host:25/path", "smtp://user@host:25",
		"lmtp+unix://run/recourse", "lmtp+unix:///", "smtp+unix:///run/x", "smtp://host:25?tls=1",
	} {
		if got, err := mail.ParseListenURL(wrong); err == nil {
			t.Errorf("%q is read as %+v", wrong, got)
		}
	}
}

func TestWhoCanReachAnEndpoint(t *testing.T) {
	for given, want := range map[string]bool{
		"lmtp://127.0.0.1:24": true, "lmtp://localhost:24": true, "lmtp+unix:///run/x": true, "lmtp://0.0.0.0:24": false, "smtp://:25": false,
	} {
		endpoint, err := mail.ParseListenURL(given)
		if err != nil || endpoint.Local() != want {
			t.Errorf("%s is local: %v, %v", given, endpoint.Local(), err)
		}
	}
}
