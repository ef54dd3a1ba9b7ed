package restriction

import "slices"

// Group is a chapter of the taxonomy: kinds that a person would look for in one place.
type Group struct {
	// ID is the stable name, such as "identity".
	ID string
	// Kinds are those of the group, in its order.
	Kinds []Kind

	name text
}

// Name returns the name of the group in lang, or in English.
func (g Group) Name(lang string) string { return g.name.in(lang) }

type groupYAML struct {
	ID    string   `yaml:"id"`
	Name  text     `yaml:"name"`
	Kinds []string `yaml:"kinds"`
}

// buildGroups checks that every kind stands in one group.
func buildGroups(src *source, raw taxonomyYAML) ([]groupYAML, error) {
	seen := map[string]bool{}
	for n, g := range raw.Groups {
		at := []any{"groups", n}
		if g.ID == "" || len(g.Kinds) == 0 {
			return nil, src.errorf(at, "a group needs an id and at least one kind")
		}
		if err := complete(src, join(at, "name"), g.Name); err != nil {
			return nil, err
		}
		for i, key := range g.Kinds {
			switch {
			case !slices.Contains(raw.Order, key):
				return nil, src.errorf(join(at, "kinds", i), "%q is not named under order", key)
			case seen[key]:
				return nil, src.errorf(join(at, "kinds", i), "%q stands in two groups", key)
			}
			seen[key] = true
		}
	}
	for i, key := range raw.Order {
		if !seen[key] {
			return nil, src.errorf([]any{"order", i}, "%q stands in no group", key)
		}
	}
	return raw.Groups, nil
}

// Groups returns the kinds as people look them up, each in one group.
func (d *Detector) Groups() []Group {
	out := make([]Group, 0, len(d.groups))
	for _, g := range d.groups {
		group := Group{ID: g.ID, name: g.Name}
		for _, key := range g.Kinds {
			group.Kinds = append(group.Kinds, d.kinds[key])
		}
		out = append(out, group)
	}
	return out
}

// LawJudgement is a judgement with the laws that it holds for.
type LawJudgement struct {
	Judgement
	// Regimes are the ids of the laws, in the order of the taxonomy.
	Regimes []string
}

// Judgements returns what the taxonomy has on each law, laws that share a judgement
// together, in the order in which [Detector.Laws] lists them. Of every other law it
// says what [Kind.Judgement] says.
func (k Kind) Judgements(laws []Regime) []LawJudgement {
	var out []LawJudgement
	var seen []*Judgement
	for _, r := range laws {
		j, ok := k.byRegime[r.ID]
		if !ok {
			continue
		}
		if i := slices.Index(seen, j); i >= 0 {
			out[i].Regimes = append(out[i].Regimes, r.ID)
			continue
		}
		seen = append(seen, j)
		out = append(out, LawJudgement{Judgement: *j, Regimes: []string{r.ID}})
	}
	return out
}

// CounterMove returns the legal points for the letter as [Kind.CounterMove] does.
func (j Judgement) CounterMove(lang string) []string { return j.counterMove(lang) }

// JudgedUnder reports whether the taxonomy has something on the regime with the id.
func (k Kind) JudgedUnder(regime string) bool { return k.byRegime[regime] != nil }

// Elsewhere returns what is said of a law on which the taxonomy has nothing.
func (k Kind) Elsewhere() Judgement { return *k.fallback }

// WordingMoves reports that particularities of the wording move the verdict.
func (j Judgement) WordingMoves() bool { return len(j.facets) > 0 }

// Ask returns the question that may change a verdict that was found, nil where there is
// none. A wording that settled the matter by itself, as a quota below the one that the
// law allows, leaves nothing to ask.
func (j Judgement) Ask(found Verdict) *Question {
	if j.Question == nil || found != j.Verdict && found != Judge {
		return nil
	}
	return j.Question
}

// After returns the verdict that an answer leads to.
func (q Question) After(yes bool) Verdict {
	if yes {
		return q.IfYes
	}
	return q.IfNo
}

// Laws returns the regimes known to the taxonomy in its order.
func (d *Detector) Laws() []Regime {
	out := make([]Regime, 0, len(d.laws))
	for _, id := range d.laws {
		out = append(out, d.regimes[id])
	}
	return out
}
