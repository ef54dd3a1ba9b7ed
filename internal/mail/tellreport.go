package mail

import (
	"strings"
)

var (
	systemSender = lazily(`(?i)^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|microsoftexchange[0-9a-f]+)@`)
	systemName   = lazily(`(?i)mail(?:er)?[ -]?delivery (?:system|subsystem|service)|mail (?:delivery|administrator)|^postmaster$|^mailer-daemon`)

	// The sentences with which mail systems begin: Exim, Postfix, qmail, Exchange and
	// Microsoft 365, Gmail, and the two of them in French and German.
	failedWords = lazily(`(?i)could not be delivered to one or more|permanent (?:error|fatal errors)|this is the qmail-send program|wasn['’]t able to deliver your message|` +
		`could not be delivered|couldn['’]t be delivered|wasn['’]t delivered|was not delivered|delivery (?:to the following .{0,40})?(?:has )?failed|undeliverable|message not delivered|unable to deliver|` +
		`delivery status notification \(failure\)|returned mail|address not found|message blocked|` +
		`(?:konnte|konnten) nicht (?:zugestellt|[üu]bermittelt) werden|unzustellbar|zustellung .{0,40}fehlgeschlagen|` +
		`n['’]a pas pu [êe]tre (?:remis|distribu[ée]|livr[ée])|[ée]chec de (?:la )?remise|non remis`)
	delayedWords = lazily(`(?i)has not yet been delivered|delivery incomplete|temporary problem delivering|warning: (?:message|could not send)|delivery status notification \(delay\)|` +
		`you do not need to resend|delivery (?:has been |is )?delayed|will (?:keep|continue) (?:to )?try|zustellung .{0,30}verz[öo]gert|retard[ée]`)

	copyBelow = lazily(`(?im)^[- ]*(?:this is a copy of (?:your|the) message|below this line is a copy|(?:begin )?original message(?: headers)?|message headers? follow|` +
		`received: from |return-path: <|diagnostic information for administrators|diagnoseinformationen)`)

	angledAddress  = lazily(`(?m)^[ \t]*<([^<>\s@]+@[^<>\s@]+)>:?`)
	lonelyAddress  = lazily(`(?m)^[ \t]*([^<>\s@:,;"()]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,})[ \t]*:?(?:\(.{0,80}\))?$`)
	addressInWords = lazily(`(?i)(?:\bto\b|\ban\b|[àa]|recipients? or groups:|address(?:es)?:?)\s+(?:.{0,60}[(<])?<?([^<>\s@:,;"()*]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,})`)
)

// longestNotice is how much of a report is read for its words; they come first.
const longestNotice = 16 << 10

// tellReport tells a report from its sender and its words, for systems that do not
// write the standard form. Both are needed: people, too, write that something could
// not be delivered.
func tellReport(p *Parsed) DeliveryReport {
	failed := p.Values("X-Failed-Recipients")
	if len(failed) == 0 && !fromMailSystem(p) {
		return DeliveryReport{}
	}
	notice, _ := cutAt([]byte(p.Subject+"\n"+p.Text), longestNotice)
	words := string(notice)
	if m := copyBelow().FindStringIndex(words); m != nil {
		words = words[:m[0]]
	}
	unfolded := oneLine(words)
	delayed := delayedWords.MatchString(unfolded)
	if !delayed && len(failed) == 0 && !failedWords.MatchString(unfolded) {
		return DeliveryReport{}
	}
	var r DeliveryReport
	for _, address := range toldAddresses(failed, words) {
		r.Recipients = append(r.Recipients, toldRecipient(address, words, delayed))
	}
	return r
}

// fromMailSystem reports whether a mail says that a mail system sent it.
func fromMailSystem(p *Parsed) bool {
	for _, a := range append(p.From[:len(p.From):len(p.From)], p.Sender...) {
		if systemSender.MatchString(a.Addr) || systemName.MatchString(a.Name) {
			return true
		}
	}
	return oneLine(p.Get("Return-Path")) == "<>" && p.all.get("Auto-Submitted") != ""
}

// toldAddresses returns the addresses that a report is about; one empty one if it
// names none.
func toldAddresses(failed []string, words string) []string {
	var list []string
	for _, value := range failed {
		found, _ := addresses(value)
		for _, a := range found {
			list = append(list, a.Addr)
		}
	}
	for _, form := range []pattern{angledAddress, lonelyAddress, addressInWords} {
		if len(list) > 0 {
			break
		}
		for _, m := range form().FindAllStringSubmatch(words, maxReported) {
			list = append(list, strings.Trim(m[1], ".'"))
		}
	}
	list = unique(list)
	if len(list) == 0 {
		return []string{""}
	}
	return list[:min(len(list), maxReported)]
}

// toldRecipient reads what is said of one address: what follows it up to the next
// empty line but one, or else the whole notice.
func toldRecipient(address, words string, delayed bool) Recipient {
	said := words
	if i := strings.Index(words, address); address != "" && i >= 0 {
		if after := words[i+len(address):]; replyCode.MatchString(after) || statusCode.MatchString(after) || passing.MatchString(after) || unknownUser.MatchString(after) {
			said = after
		}
	}
	r := Recipient{Address: address, Status: statusCode().FindString(said), Diagnostic: toldDiagnostic(said), Outcome: Delayed}
	if !delayed {
		r.Outcome = failure(r.Status, said)
	}
	return r
}

// toldDiagnostic is the line with a code of the other side, or else one that says the
// address is unknown, or else the first.
func toldDiagnostic(said string) string {
	first, unknown := "", ""
	for line := range strings.SplitSeq(said, "\n") {
		line = strings.Trim(line, " \t:>")
		switch {
		case statusCode.MatchString(line), replyCode.MatchString(line):
			return diagnostic(line)
		case unknown == "" && unknownUser.MatchString(line):
			unknown = line
		case first == "":
			first = line
		}
	}
	if unknown != "" {
		return diagnostic(unknown)
	}
	return diagnostic(first)
}
