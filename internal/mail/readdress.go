package mail

import (
	"bytes"
	"errors"
	netmail "net/mail"
	"net/textproto"
	"strings"
	"time"
)

// Again says how a mail differs that is sent once more.
type Again struct {
	To        string // one address
	MessageID string
	Date      time.Time
}

// SendAgain returns the mail of raw, which [Compose] made, for another delivery: with
// another recipient, Message-ID and date, and a reference to the mail that it repeats, so
// that an answer to either belongs to the same thread. Everything else stays as it is. A
// Message-ID of its own keeps servers that have the first mail from dropping it, and tells
// apart what is reported of the two. It returns [dsar.CodeInvalid] naming the field, as
// Compose does.
func SendAgain(raw []byte, a Again) ([]byte, error) {
	if err := (Outgoing{To: a.To, MessageID: a.MessageID, Date: a.Date}).check(); err != nil {
		return nil, err
	}
	to, err := netmail.ParseAddress(a.To)
	if err != nil {
		return nil, invalidAddress("to")
	}
	head, body, found := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !found {
		return nil, errors.New("a mail of ours has no header")
	}
	fields := headerFields(string(head))
	replaced := map[string]string{
		"To": to.String(), "Message-ID": "<" + bareID(a.MessageID) + ">", "Date": a.Date.UTC().Format(time.RFC1123Z),
	}
	if fieldOf(fields, "References") == "" {
		replaced["References"] = fieldOf(fields, "Message-ID")
	}
	var again bytes.Buffer
	for _, name := range []string{"Date", "Message-ID", "References", "To"} {
		if value := replaced[name]; value != "" {
			again.WriteString(name + ": " + value + "\r\n")
		}
	}
	for _, field := range fields {
		if name, _, _ := strings.Cut(field, ":"); replaced[canonical(name)] == "" {
			again.WriteString(field + "\r\n")
		}
	}
	again.WriteString("\r\n")
	again.Write(body)
	return again.Bytes(), nil
}

// headerFields splits a header into its fields; a line that begins with a blank goes on
// with the field before it.
func headerFields(head string) []string {
	var fields []string
	for line := range strings.SplitSeq(head, "\r\n") {
		if len(fields) > 0 && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) {
			fields[len(fields)-1] += "\r\n" + line
			continue
		}
		fields = append(fields, line)
	}
	return fields
}

func fieldOf(fields []string, name string) string {
	for _, field := range fields {
		if n, value, _ := strings.Cut(field, ":"); canonical(n) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// canonical is the name of a field as it is written here.
func canonical(name string) string {
	if strings.EqualFold(name, "Message-ID") {
		return "Message-ID"
	}
	return textproto.CanonicalMIMEHeaderKey(name)
}
