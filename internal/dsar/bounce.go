package dsar

import "time"

// BouncedAddress is an address that mail came back from for good: it does not exist or
// takes no mail.
type BouncedAddress struct {
	Address   string    // in lower case
	Words     string    // of the report, "" if it has none
	At        time.Time // when the report came
	MessageID string    // the message of the conversation that the report is, "" if none
}
