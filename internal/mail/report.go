package mail

import (
	"bytes"
	"io"
	"strings"
)

// Outcome says what became of a mail that was sent.
type Outcome string

// The outcomes of a delivery. Only a hard one says that the address is of no use.
const (
	Hard      Outcome = "hard"      // the address does not exist or takes no mail
	Soft      Outcome = "soft"      // refused this time: full, too large, blocked, given up after many tries
	Delayed   Outcome = "delayed"   // not delivered yet; it is still being tried
	Delivered Outcome = "delivered" // delivered, or handed on to a system that reports no further
)

// DeliveryReport is what a mail system says of a mail that was sent (RFC 3464, or in
// the words of systems that do not follow it).
type DeliveryReport struct {
	Outcome    Outcome // the worst of those of the recipients
	Recipients []Recipient
	MessageID  string // of the mail reported on, without angle brackets, "" if not told
	Standard   bool   // it follows RFC 3464; otherwise it was told from its words
}

// Recipient is what is reported for one address.
type Recipient struct {
	Address    string // "" if the report does not name it
	Outcome    Outcome
	Status     string // enhanced status code (RFC 3463) such as "5.1.1", "" if none
	Diagnostic string // what the other side said, one line, at most 500 bytes
}

// maxReported bounds the recipients read of one report.
const maxReported = 100

// ReadReport returns the delivery report that a mail is, and false if it is none.
// Anybody can write one: it says nothing about a mail that was not sent from here,
// which the caller tells by MessageID.
func ReadReport(p *Parsed) (DeliveryReport, bool) {
	r := standardReport(p)
	if len(r.Recipients) == 0 {
		r = tellReport(p)
	}
	if len(r.Recipients) == 0 {
		return DeliveryReport{}, false
	}
	r.MessageID = reportedID(p)
	for _, one := range r.Recipients {
		if rank[one.Outcome] > rank[r.Outcome] {
			r.Outcome = one.Outcome
		}
	}
	return r, true
}

var rank = map[Outcome]int{Delivered: 1, Delayed: 2, Soft: 3, Hard: 4}

// standardReport reads the parts message/delivery-status.
func standardReport(p *Parsed) DeliveryReport {
	r := DeliveryReport{Standard: true}
	for i := range p.Attachments {
		a := &p.Attachments[i]
		if a.Type != "message/delivery-status" && a.Type != "message/global-delivery-status" {
			continue
		}
		content := bytes.ReplaceAll(beginning(a), []byte("\r\n"), []byte("\n"))
		for group := range bytes.SplitSeq(content, []byte("\n\n")) {
			if one, ok := reportedRecipient(group); ok && len(r.Recipients) < maxReported {
				r.Recipients = append(r.Recipients, one)
			}
		}
	}
	return r
}

// longestReport is more than any report takes without the mail it returns.
const longestReport = 256 << 10

// beginning returns as much of an attachment as a report takes.
func beginning(a *Attachment) []byte {
	content, _ := io.ReadAll(io.LimitReader(a.Open(), longestReport)) // reading from memory does not fail
	return content
}

// reportedRecipient reads the fields of one recipient. The first group of fields is
// about the mail as a whole and has no recipient.
func reportedRecipient(group []byte) (Recipient, bool) {
	h, _ := readHeader(bytes.TrimLeft(group, "\n"), DefaultLimits(), func(Flaw, string) {})
	final := h.get("Final-Recipient")
	if final == "" {
		final = h.get("Original-Recipient")
	}
	action := strings.ToLower(strings.TrimSpace(h.get("Action")))
	if final == "" || action == "" {
		return Recipient{}, false
	}
	r := Recipient{
		Address: typedValue(final), Status: statusCode().FindString(h.get("Status")),
		Diagnostic: diagnostic(typedValue(h.get("Diagnostic-Code"))),
	}
	switch strings.Fields(action)[0] {
	case "delayed":
		r.Outcome = Delayed
	case "delivered", "relayed", "expanded":
		r.Outcome = Delivered
	default:
		if told := statusCode().FindString(r.Diagnostic); told != "" && (r.Status == "" || strings.HasSuffix(r.Status, ".0.0")) {
			r.Status = told // the other side is more exact
		}
		r.Outcome = failure(r.Status, r.Diagnostic)
	}
	return r, true
}

// typedValue drops the type before the value: "rfc822; ada@example.org".
func typedValue(value string) string {
	if _, rest, ok := strings.Cut(value, ";"); ok {
		value = rest
	}
	return strings.Trim(decodeWords(value), "<> ")
}

func diagnostic(text string) string {
	short, _ := cutAt([]byte(oneLine(text)), 500)
	return string(short)
}

var (
	statusCode = lazily(`\b[245]\.[0-9]{1,3}\.[0-9]{1,3}\b`)
	replyCode  = lazily(`(?:^|[^0-9.])([45][0-9][0-9])(?:[ -]|$)`)

	unknownUser = lazily(`(?i)user unknown|unknown (?:user|recipient|mailbox|address)|no such (?:user|mailbox|recipient|address|person)|does(?: not|n['’]t) exist|` +
		`invalid (?:recipient|mailbox|address)|(?:recipient|address|mailbox)\b.{0,30}(?:rejected|not found|unavailable|disabled|inactive)|couldn['’]t be found|wasn['’]t found|not found at|` +
		`no mailbox here|account (?:is |has been )?(?:disabled|closed)|host (?:or domain name )?not found|domain (?:\S+ )?(?:does not exist|not found)|unrouteable address|` +
		`(?:adresse|empf[äa]nger|postfach)\b.{0,40}(?:unbekannt|nicht gefunden|existiert nicht)|adresse.{0,40}(?:introuvable|n['’]existe pas|inconnu)`)
	passing = lazily(`(?i)(?:mailbox|quota|storage|inbox|user)\b.{0,30}\b(?:full|exceeded|over)|over quota|out of (?:disk )?(?:space|storage)|insufficient (?:disk|system)|too (?:large|big)|` +
		`message size|try(?:ing)? again later|greylist|temporar|spam|blocked|blacklist|block ?list|reputation|policy|rate limit|timed? ?out|connection (?:refused|timed)|retry time|not yet been delivered|voll\b`)
)

// failure tells whether a failed delivery says something about the address. The class
// 5 alone does not: a full mailbox and a spam filter are permanent for the mail, not
// for the address (RFC 3463, 3).
func failure(status, diagnostic string) Outcome {
	switch {
	case unknownUser.MatchString(diagnostic) && !strings.HasPrefix(status, "4"):
		return Hard
	case strings.HasPrefix(status, "4"), passing.MatchString(diagnostic):
		return Soft
	case status == "":
		if m := replyCode().FindStringSubmatch(diagnostic); m != nil && m[1][0] == '4' {
			return Soft
		}
		return Hard
	}
	switch status {
	case "5.1.7", "5.1.8", "5.2.2", "5.2.3", "5.3.1", "5.3.2", "5.3.4", "5.4.5", "5.4.6", "5.4.7":
		return Soft // about the sender, the size, or a state that passes
	}
	if strings.HasPrefix(status, "5.6.") || strings.HasPrefix(status, "5.7.") {
		return Soft // about the content, or a rule against this sender
	}
	return Hard
}

var originalID = lazily(`(?im)^[ \t>]*(?:x-original-)?message-id:\s*<\s*([^<>\s]{1,500})\s*>`)

// reportedID finds the Message-ID of the mail that is reported on: in the copy or the
// header that came back, in the report, in its text, or in the thread it names.
func reportedID(p *Parsed) string {
	for i := range p.Attachments {
		a := &p.Attachments[i]
		switch {
		case a.Message != nil && a.Message.MessageID != "":
			return a.Message.MessageID
		case strings.HasPrefix(a.Type, "text/rfc822-header"), strings.HasSuffix(a.Type, "delivery-status"):
			if m := originalID().FindSubmatch(beginning(a)); m != nil {
				return cleanID(toUTF8(m[1], ""))
			}
		}
	}
	if m := originalID().FindStringSubmatch(p.Text[:min(len(p.Text), longestReport)]); m != nil {
		return cleanID(m[1])
	}
	if n := len(p.References); n > 0 {
		return p.References[n-1]
	}
	if len(p.InReplyTo) > 0 {
		return p.InReplyTo[0]
	}
	return ""
}
