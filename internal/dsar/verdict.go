package dsar

import "time"

// MailCheck is what a mail itself and the DNS say of who sent it, as seen when it came.
// It is evidence for later: keys are taken out of the DNS again, what was seen stays here.
type MailCheck struct {
	RawHash   string // of the mail's bytes
	ClientIP  string // that the listener had the mail from, "" by any other door
	Hello     string // the name that the client gave itself
	MailFrom  string // of the envelope
	Attempts  int
	DueAt     time.Time // of the next attempt, zero if there is none
	CheckedAt time.Time // of the last, zero if there was none
	Verdicts  []SenderVerdict
}

// SenderVerdict is the outcome of one check.
type SenderVerdict struct {
	Method   string `json:"method"`             // "dkim" (RFC 6376) or "spf" (RFC 7208)
	Result   string `json:"result"`             // "none", "pass", "fail", "softfail", "neutral", "temperror" or "permerror" (RFC 8601)
	Domain   string `json:"domain,omitempty"`   // that vouches for the mail
	Selector string `json:"selector,omitempty"` // of the DKIM key
	Key      string `json:"key,omitempty"`      // the DNS record of the DKIM key as it was seen
	Aligned  bool   `json:"aligned,omitempty"`  // Domain belongs to the domain in From
	Reason   string `json:"reason,omitempty"`   // of a result that is not a pass, in the technical words of the check
}

// The results that decide what is shown.
const (
	VerdictNone      = "none"
	VerdictPass      = "pass"
	VerdictFail      = "fail"
	VerdictTempError = "temperror"
	VerdictPermError = "permerror"
)

// Proof is what the verdicts come to, in one word.
type Proof string

// The proofs, the strongest first.
const (
	ProofSigned    Proof = "signed"    // DKIM: the domain in From signed the mail, and it is unchanged
	ProofForeign   Proof = "foreign"   // DKIM: another domain signed it, such as that of a mailing service
	ProofServer    Proof = "server"    // SPF: it came from a server of the domain in From; no signature
	ProofBroken    Proof = "broken"    // a signature does not fit: the mail was changed, or is not theirs
	ProofUnknown   Proof = "unknown"   // the DNS did not answer; it is asked again for a day
	ProofNone      Proof = "none"      // nothing vouches for it
	ProofUnchecked Proof = "unchecked" // not checked yet
)

// Proof returns what the verdicts come to, with the verdict that it rests on.
func (c MailCheck) Proof() (Proof, SenderVerdict) {
	if c.CheckedAt.IsZero() {
		return ProofUnchecked, SenderVerdict{}
	}
	for _, p := range []struct {
		proof  Proof
		method string
		fits   func(SenderVerdict) bool
	}{
		{ProofSigned, "dkim", func(v SenderVerdict) bool { return v.Result == VerdictPass && v.Aligned }},
		{ProofForeign, "dkim", func(v SenderVerdict) bool { return v.Result == VerdictPass }},
		{ProofServer, "spf", func(v SenderVerdict) bool { return v.Result == VerdictPass && v.Aligned }},
		{ProofUnknown, "dkim", func(v SenderVerdict) bool { return v.Result == VerdictTempError }},
		{ProofBroken, "dkim", func(v SenderVerdict) bool { return v.Result == VerdictFail || v.Result == VerdictPermError }},
		{ProofUnknown, "spf", func(v SenderVerdict) bool { return v.Result == VerdictTempError }},
	} {
		for _, v := range c.Verdicts {
			if v.Method == p.method && p.fits(v) {
				return p.proof, v
			}
		}
	}
	return ProofNone, SenderVerdict{}
}

// Passing reports whether a further check may come to something else: the DNS did not
// answer.
func (c MailCheck) Passing() bool {
	for _, v := range c.Verdicts {
		if v.Result == VerdictTempError {
			return true
		}
	}
	return false
}
