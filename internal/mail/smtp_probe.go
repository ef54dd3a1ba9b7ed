package mail

import (
	"context"
	"strconv"
)

// Probe is what a relay says of itself.
type Probe struct {
	MaxBytes int64 // that a mail may have (RFC 1870), 0 if it does not say
}

// Probe connects to the relay, protects the connection and signs in, as [SMTP.Send] does,
// and sends nothing. It returns a [*SendError].
func (s *SMTP) Probe(ctx context.Context) (Probe, error) {
	conversation, err := s.connect(ctx)
	if err != nil {
		return Probe{}, err
	}
	defer conversation.close()
	_, size := conversation.client.Extension("SIZE")
	most, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return Probe{}, nil // a relay need not say
	}
	return Probe{MaxBytes: max(most, 0)}, nil
}
