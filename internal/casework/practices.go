package casework

import (
	"cmp"
	"context"
	"slices"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/enforcement"
	"recourse/internal/restriction"
)

// KnownPractice is one restriction that a controller is known for, before a request to it is
// sent, and what it is known from.
type KnownPractice struct {
	Kind restriction.Kind
	// Policy is the newest policy kept of the controller, if it states the restriction,
	// and Passage where; nil otherwise. An older policy no longer counts.
	Policy  *dsar.Policy
	Passage dsar.PolicyFinding
	// Cases counts the findings in requests of the workspace that a person confirmed,
	// Last is the day of the last one, zero if it is not known.
	Cases int
	Last  civil.Date
	// Authorities are those whose decisions against the controller speak of it.
	Authorities []string
	// Asks is whether the directory says that it asks for an identity document.
	Asks bool
}

// KnownPractices are what is known of a controller.
type KnownPractices struct {
	Known    []KnownPractice     // the gravest first
	Record   *enforcement.Record // nil where none is known
	Policies []dsar.Policy       // without their texts, the one read last first
	Found    FindingCounts       // in requests of the workspace, as [Service.CountFindings] has it
}

// KnownPractices gathers what is known of how a controller treats requests: its newest policy,
// the confirmed findings of the workspace and the decisions of authorities. Nothing of it
// says what the controller will do with the next request.
func (s *Service) KnownPractices(ctx context.Context, a Actor, c dsar.Controller) (KnownPractices, error) {
	policies, err := s.Store.Policies(ctx, a.WorkspaceID, c.ID)
	if err != nil {
		return KnownPractices{}, err
	}
	p := KnownPractices{Record: s.RecordOf(c), Policies: policies}
	g := gathered{kind: s.Detector.Kind, at: map[string]int{}}
	if len(policies) > 0 {
		g.addPolicy(policies[0])
	}
	counts, err := s.Store.CountFindings(ctx, a.WorkspaceID, c.ID)
	if err != nil {
		return KnownPractices{}, err
	}
	p.Found = s.countsOf(counts)
	for _, n := range counts {
		if n.Confirmed {
			g.change(n.Key, func(p *KnownPractice) { p.Cases, p.Last = p.Cases+n.Count, civil.Latest(p.Last, n.On) })
		}
	}
	g.addRecord(p.Record)
	if c.NeedsID {
		g.change(askedByDirectory, func(p *KnownPractice) { p.Asks = true })
	}
	slices.SortStableFunc(g.known, func(x, y KnownPractice) int { return cmp.Compare(y.Kind.Severity, x.Kind.Severity) })
	p.Known = g.known
	return p, nil
}

// askedByDirectory is what a directory means that says a company needs an identity document.
const askedByDirectory = "excessive_id_demand"

// gathered collects practices by kind.
type gathered struct {
	kind  func(key string) (restriction.Kind, bool)
	known []KnownPractice
	at    map[string]int
}

// change changes what is known of a kind. A kind that this program does not know is left
// out: a policy may have been read by a later one.
func (g *gathered) change(key string, change func(*KnownPractice)) {
	i, ok := g.at[key]
	if !ok {
		kind, known := g.kind(key)
		if !known {
			return
		}
		i = len(g.known)
		g.at[key] = i
		g.known = append(g.known, KnownPractice{Kind: kind})
	}
	change(&g.known[i])
}

func (g *gathered) addPolicy(policy dsar.Policy) {
	for _, f := range policy.Found {
		g.change(f.Key, func(p *KnownPractice) {
			if p.Policy == nil {
				p.Policy, p.Passage = &policy, f
			}
		})
	}
}

func (g *gathered) addRecord(r *enforcement.Record) {
	if r == nil {
		return
	}
	for _, action := range r.Against() {
		for _, key := range action.Kinds {
			g.change(key, func(p *KnownPractice) { p.Authorities = append(p.Authorities, action.Authority) })
		}
	}
}

// RecordOf returns what authorities did against a controller, or nil where nothing is
// known. It goes by the name, the other names and the domain of the web site.
func (s *Service) RecordOf(c dsar.Controller) *enforcement.Record {
	names := append([]string{c.Name}, c.Aliases...)
	for i := range s.Records {
		if s.Records[i].Is(names, c.Web) {
			return &s.Records[i]
		}
	}
	return nil
}
