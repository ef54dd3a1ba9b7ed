package imapin_test

import (
	"strings"
	"testing"

	"recourse/internal/mail"
	"recourse/internal/mail/imapin"
)

func TestAddressesOfMailboxes(t *testing.T) {
	for address, want := range map[string]imapin.Config{
		"imaps://ada%40example.org:p%40ss@mail.example.org": {Host: "mail.example.org", Port: 993, Security: mail.TLS, Username: "ada@example.org", Password: "p@ss", Mark: imapin.FlagSeen},
		"imap://ada:pw@mail.example.org:1143/Privacy/In":    {Host: "mail.example.org", Port: 1143, Security: mail.StartTLS, Username: "ada", Password: "pw", Folder: "Privacy/In", Mark: imapin.FlagSeen},
		"imap://ada:pw@127.0.0.1":                           {Host: "127.0.0.1", Port: 143, Security: mail.Plain, Username: "ada", Password: "pw", Mark: imapin.FlagSeen},
		"imaps://ada@mail.example.org?flag=none":            {Host: "mail.example.org", Port: 993, Security: mail.TLS, Username: "ada"},
		"imaps://ada@mail.example.org?flag=Recourse":        {Host: "mail.example.org", Port: 993, Security: mail.TLS, Username: "ada", Mark: "Recourse"},
	} {
		got, err := imapin.ParseURL(address)
		if err != nil || got.String() != want.String() || got.Password != want.Password || got.Mark != want.Mark || got.Security != want.Security {
			t.Errorf("%s: %+v, %v", address, got, err)
		}
	}
}

func TestWrongAddressesOfMailboxesSayHowToMendThem(t *testing.T) {
	for address, want := range map[string]string{
		"mail.example.org":                                 "must begin with imaps://",
		"pop3://ada:hunter2@mail.example.org":              "must begin with imaps://",
		"imaps://ada:hunter2@":                             "names no host",
		"imaps://mail.example.org":                         "names no user",
		"imaps://ada:hunter2@mail.example.org:99999":       "not a number from 1 to 65535",
		"imaps://ada:hunter2@mail.example.org?flag=a%20b":  "neither seen nor none",
		"imaps://ada:hunter2@mail.example.org?folder=X":    `unknown setting "folder"`,
		"imaps://ada:hunter2#x@mail.example.org":           "percent-encode",
		"imaps://ada:hunter2%zz@mail.example.org":          "percent-encode",
		"imaps://ada:hunter2@mail.example.org/INBOX#there": "percent-encode",
	} {
		_, err := imapin.ParseURL(address)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", address, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the password is in %v", address, err)
		}
	}
}
