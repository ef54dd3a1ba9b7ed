package page

import (
	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/i18n"
)

// practicesView is what a company is known for, before a request to it is sent.
type practicesView struct {
	Known    []practiceView
	Record   recordLink
	Policies []policyLine
}

// practiceView is one restriction it is known for and what that is known from.
type practiceView struct {
	Key, Name   string
	Advice      string // what to mind before writing, "" where there is nothing special
	Quote       string // of its policy, "" if that does not say it
	PolicyID    string
	ReadOn      civil.Date
	Language    string // of the quotation
	Cases       int
	Last        civil.Date
	Authorities []string
	Asks        bool
}

// policyLine is one policy that is kept.
type policyLine struct {
	ID, URL, Host string
	ReadOn        civil.Date
	Found         int
}

// advised are the kinds against which something can be done before writing; the others
// are only told.
var advised = map[string]bool{
	"excessive_id_demand": true, "biometric_photo_demand": true, "certified_id_demand": true, "signature_demand": true,
	"lookback_limit": true, "frequency_limit": true, "repeated_requests_needed": true, "forced_portal": true, "form_only": true,
	"paper_only": true, "fee_demand": true, "purpose_demanded": true, "deletion_before_access": true,
	"erasure_instead_of_access": true, "silence": true, "jurisdiction_denial": true,
}

func (w words) practices(known casework.KnownPractices) practicesView {
	v := practicesView{Record: w.recordLink(known.Record)}
	for _, k := range known.Known {
		line := practiceView{
			Key: k.Kind.Key, Name: i18n.Typeset(w.lang, k.Kind.Name(w.lang)), Cases: k.Cases, Last: k.Last, Authorities: k.Authorities, Asks: k.Asks,
		}
		if advised[k.Kind.Key] {
			line.Advice = w.t("practices.advice." + k.Kind.Key)
		}
		if k.Policy != nil {
			line.Quote, line.PolicyID, line.ReadOn, line.Language = k.Passage.Quote, k.Policy.ID, k.Policy.ReadOn, k.Policy.Language
		}
		v.Known = append(v.Known, line)
	}
	for _, p := range known.Policies {
		v.Policies = append(v.Policies, policyLine{ID: p.ID, URL: p.URL, Host: hostOf(p.URL), ReadOn: p.ReadOn, Found: len(p.Found)})
	}
	return v
}

// Any reports that something is known that matters before writing.
func (v practicesView) Any() bool { return len(v.Known) > 0 }

// Others are the names of what is known without special advice.
func (v practicesView) Others() []string {
	var names []string
	for _, k := range v.Known {
		if k.Advice == "" {
			names = append(names, k.Name)
		}
	}
	return names
}
