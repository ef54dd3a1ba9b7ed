package mail

import (
	"errors"
	"testing"
)

func TestOnlyPublicAddressesAreReached(t *testing.T) {
	for address, public := range map[string]bool{
		"93.184.216.34:993": true, "[2606:2800:220:1::1]:993": true,
		"127.0.0.1:25": false, "127.8.8.8:25": false, "10.1.2.3:143": false, "172.16.0.1:143": false, "192.168.0.1:143": false,
		"169.254.169.254:80": false, "100.64.0.1:25": false, "0.0.0.0:25": false, "255.255.255.255:25": false, "224.0.0.1:25": false,
		"198.18.0.1:25": false, "[::1]:25": false, "[::]:25": false, "[fe80::1%eth0]:25": false, "[fd00::1]:25": false,
		"[::ffff:10.0.0.1]:25": false, "[::ffff:127.0.0.1]:25": false, "[64:ff9b::7f00:1]:25": false, "[2002:7f00:1::]:25": false,
	} {
		err := refusePrivate("tcp", address, nil)
		if (err == nil) != public || err != nil && !errors.Is(err, ErrPrivateHost) {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"", "example.org:25", "10.0.0.1"} {
		if refusePrivate("tcp", address, nil) == nil {
			t.Errorf("%q was let through", address)
		}
	}
}

func TestARelayOnAForbiddenAddressIsNotReached(t *testing.T) {
	relay, err := NewSMTP(SMTPConfig{Host: "127.0.0.1", Port: 1, Security: TLS, PublicOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := relay.Send(t.Context(), "a@example.org", "b@example.org", nil); !errors.Is(err, ErrPrivateHost) {
		t.Errorf("got %v", err)
	}
}
