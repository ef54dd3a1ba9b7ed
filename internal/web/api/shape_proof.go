package api

import (
	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// proofShape is who vouches for a mail.
type proofShape struct {
	Result    string         `json:"result" doc:"signed: by the domain in From (DKIM); foreign: signed by another domain; server: it came from a server of the domain in From (SPF); broken: a signature does not fit; none; unknown: the DNS did not answer; unchecked"`
	Domain    string         `json:"domain" doc:"That vouches, or whose signature does not fit"`
	CheckedAt *string        `json:"checked_at" format:"date-time"`
	Verdicts  []verdictShape `json:"verdicts" nullable:"false"`
}

// verdictShape is the outcome of one check, in the words of RFC 8601.
type verdictShape struct {
	Method   string `json:"method" doc:"dkim or spf"`
	Result   string `json:"result" doc:"none, pass, fail, softfail, neutral, temperror or permerror"`
	Domain   string `json:"domain"`
	Aligned  bool   `json:"aligned" doc:"The domain belongs to that in From"`
	Selector string `json:"selector" doc:"Of the DKIM key"`
	Key      string `json:"key" doc:"The DNS record of the DKIM key, as it was seen"`
	Reason   string `json:"reason" doc:"Of what is not a pass, in technical words"`
}

func proofOf(p *casework.MailProof) *proofShape {
	if p == nil {
		return nil
	}
	return &proofShape{
		Result: string(p.Proof), Domain: p.Verdict.Domain, CheckedAt: instant(p.Check.CheckedAt),
		Verdicts: convert(p.Check.Verdicts, func(v dsar.SenderVerdict) verdictShape {
			return verdictShape{Method: v.Method, Result: v.Result, Domain: v.Domain, Aligned: v.Aligned, Selector: v.Selector, Key: v.Key, Reason: v.Reason}
		}),
	}
}
