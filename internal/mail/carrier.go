package mail

import (
	"context"
	"errors"
)

// Carrier hands mails to a relay one after the other over one connection, as long as it
// lasts. It is for one goroutine; whoever has it closes it.
type Carrier struct {
	relay  *SMTP
	open   *conversation // nil between connections
	handed int           // mails over this connection
}

// maxHanded is how many mails go over one connection: relays that limit it allow more.
const maxHanded = 100

// Carrier returns a carrier that has not connected yet.
func (s *SMTP) Carrier() *Carrier { return &Carrier{relay: s} }

// Send is [SMTP.Send] over the connection that is open. One that the relay has closed
// meanwhile is noticed before the mail is handed over, and replaced.
func (c *Carrier) Send(ctx context.Context, from, to string, raw []byte) (response string, err error) {
	sender, err := envelope("from", from)
	if err != nil {
		return "", err
	}
	recipient, err := envelope("to", to)
	if err != nil {
		return "", err
	}
	if err := c.connect(ctx); err != nil {
		return replyOf(err), err
	}
	response, err = c.open.hand(ctx, sender, recipient, raw)
	c.handed++
	c.open.stop()
	if c.handed >= maxHanded || !staysOpen(err) {
		c.Close()
	}
	if err != nil {
		return replyOf(err), err
	}
	return response, nil
}

// connect makes sure that there is a connection on which the relay waits for a mail.
func (c *Carrier) connect(ctx context.Context) (err error) {
	if c.open != nil {
		c.open.attend(ctx)
		c.open.extend()
		if c.open.client.Reset() == nil {
			return nil
		}
		c.Close()
	}
	c.open, err = c.relay.connect(ctx)
	return err
}

// staysOpen reports whether the relay goes on listening after what came of a mail: it
// took it, or refused this mail and not the conversation.
func staysOpen(err error) bool {
	var refused *SendError
	if err == nil {
		return true
	}
	return errors.As(err, &refused) && refused.Code != 0 && refused.Code != codeClosing
}

const codeClosing = 421 // RFC 5321: the relay closes the connection

// Close ends the connection, if there is one. The carrier can be used again.
func (c *Carrier) Close() {
	if c.open != nil {
		c.open.close()
	}
	c.open, c.handed = nil, 0
}
