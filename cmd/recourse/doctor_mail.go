package main

import (
	"context"
	netmail "net/mail"
	"strings"
	"time"

	"recourse/internal/config"
	"recourse/internal/mail"
	"recourse/internal/mail/check"
)

// mailTime is how long looking at mail may take in all.
const mailTime = 2 * time.Minute

// examineMail looks whether mail goes out and comes in as it is set up, and returns a line
// for each thing. Nothing is asked that the settings do not name.
func examineMail(ctx context.Context, c config.Config, dns check.Resolver) []check.Line {
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	var lines []check.Line
	if c.SMTP != nil {
		lines = append(lines, check.Relay(ctx, *c.SMTP))
	}
	for _, box := range c.Mailboxes {
		lines = append(lines, check.Mailbox(ctx, box))
	}
	for _, endpoint := range c.MailEndpoints {
		lines = append(lines, check.Listener(ctx, endpoint.Network, endpoint.Address))
	}
	if c.MailDomain != "" {
		lines = append(lines, check.Receiving(ctx, dns, c.MailDomain)...)
	}
	if c.SMTP == nil || mail.IsPrivateHost(c.SMTP.Host) {
		return lines // mail to a relay beside us is for trying, or that relay's matter
	}
	if from, err := netmail.ParseAddress(c.MailFrom); err == nil {
		_, domain, _ := strings.Cut(from.Address, "@")
		lines = append(lines, check.Sending(ctx, dns, strings.ToLower(domain), c.DKIMSelector, c.SMTP.Host)...)
	}
	return lines
}

// printMail says what came of looking at mail, and returns how much there is to mend.
// What could not be asked is not taken for good.
func (p process) printMail(lines []check.Line) (problems int, err error) {
	for _, line := range lines {
		if line.State != check.OK {
			problems++
		}
		if err := p.printf("%s: %s: %s\n", line.About, line.State, line.Text); err != nil {
			return problems, err
		}
	}
	return problems, nil
}

// resolver is what the DNS is asked with.
func (p process) resolver() check.Resolver {
	if p.DNS.MX == nil {
		return check.SystemResolver()
	}
	return p.DNS
}
