package mail_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"recourse/internal/mail"
	"recourse/internal/mail/mailtest"
)

func TestCarrierKeepsItsConnection(t *testing.T) {
	relay := mailtest.Start(t, mailtest.Options{})
	c := client(t, relay.Addr, nil).Carrier()
	defer c.Close()
	send := func(to string) error {
		_, err := c.Send(t.Context(), "a@example.org", to, []byte(letter))
		return err
	}
	relay.OnRecipient(func(to string) error {
		if to == "gone@example.net" {
			return mailtest.Refuse(550, "no such mailbox")
		}
		return nil
	})
	for i := range 150 {
		if err := send(fmt.Sprintf("b%d@example.net", i)); err != nil {
			t.Fatal(err)
		}
	}
	if got := relay.Connections(); got != 2 { // a hundred mails each at most
		t.Errorf("%d connections for 150 mails", got)
	}
	t.Run("after a refusal", func(t *testing.T) {
		if err := send("gone@example.net"); !mail.IsPermanent(err) {
			t.Fatalf("got %v", err)
		}
		if err := send("b@example.net"); err != nil || relay.Connections() != 2 {
			t.Errorf("%v, %d connections", err, relay.Connections())
		}
	})
	t.Run("and makes another where the relay has hung up", func(t *testing.T) {
		relay.HangUp()
		if err := send("b@example.net"); err != nil || relay.Connections() != 3 {
			t.Errorf("%v, %d connections", err, relay.Connections())
		}
	})
	t.Run("and can be used after its end", func(t *testing.T) {
		c.Close()
		c.Close()
		if err := send("b@example.net"); err != nil {
			t.Error(err)
		}
	})
	if got := len(relay.Messages()); got != 153 {
		t.Errorf("the relay has %d mails", got)
	}
}

func TestCarrierEndsWithItsContext(t *testing.T) {
	relay := mailtest.Start(t, mailtest.Options{})
	c := client(t, relay.Addr, nil).Carrier()
	defer c.Close()
	first, cancel := context.WithCancel(t.Context())
	if _, err := c.Send(first, "a@example.org", "b@example.net", []byte(letter)); err != nil {
		t.Fatal(err)
	}
	cancel() // a context that ended after its mail does not touch the connection
	time.Sleep(10 * time.Millisecond)
	if _, err := c.Send(t.Context(), "a@example.org", "b@example.net", []byte(letter)); err != nil || relay.Connections() != 1 {
		t.Errorf("%v, %d connections", err, relay.Connections())
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Send(ended, "a@example.org", "b@example.net", []byte(letter)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := c.Send(t.Context(), "nobody", "b@example.net", []byte(letter)); err == nil {
		t.Error("an address that is none was taken")
	}
}

func TestRelayThatSaysHowMuchItTakes(t *testing.T) {
	relay := mailtest.Start(t, mailtest.Options{MaxBytes: 1000})
	_, err := client(t, relay.Addr, nil).Send(t.Context(), "a@example.org", "b@example.net", make([]byte, 1001))
	var refused *mail.SendError
	if !errors.As(err, &refused) || refused.Code != 552 || !mail.IsPermanent(err) {
		t.Errorf("got %v", err)
	}
	if len(relay.Messages()) != 0 {
		t.Error("it was sent all the same")
	}
}
