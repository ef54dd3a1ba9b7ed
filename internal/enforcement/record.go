package enforcement

import (
	"strings"

	"recourse/internal/civil"
)

// Text is a passage in every language of the product, by ISO 639-1 code.
type Text map[string]string

// In returns the passage in lang, or in English where lang has none.
func (t Text) In(lang string) string {
	if s, ok := t[lang]; ok {
		return s
	}
	return t["en"]
}

// Record is what is known of one company.
type Record struct {
	Key     string // stable name, "clearview-ai"
	Party   string // the company
	Country string // of its seat, ISO 3166-1 alpha-2
	About   Text   // who it is
	Stance  Text   // what it answers, with its source; empty if nothing is known
	Actions []Action

	names, domains []string
}

// Is reports whether a company with this name, these other names and this web site is
// the one of the record: by the domain, or by a name that is the same but for case.
func (r Record) Is(names []string, web string) bool {
	for _, domain := range r.domains {
		if host := hostOf(web); host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	for _, name := range names {
		for _, known := range r.names {
			if strings.EqualFold(strings.TrimSpace(name), known) {
				return true
			}
		}
	}
	return false
}

// Kinds are the kinds of restriction, by key of package restriction, that the decisions
// speak of, each once, in the order of the actions.
func (r Record) Kinds() []string {
	var kinds []string
	seen := map[string]bool{}
	for _, a := range r.Actions {
		for _, k := range a.Kinds {
			if !seen[k] {
				seen[k] = true
				kinds = append(kinds, k)
			}
		}
	}
	return kinds
}

func hostOf(web string) string {
	web = strings.ToLower(strings.TrimSpace(web))
	if _, rest, ok := strings.Cut(web, "://"); ok {
		web = rest
	}
	host, _, _ := strings.Cut(web, "/")
	host, _, _ = strings.Cut(host, ":")
	return strings.TrimPrefix(host, "www.")
}

// Beneficiaries says for whom an action orders something.
type Beneficiaries string

// The beneficiaries.
const (
	ForComplainant Beneficiaries = "complainant"
	ForTerritory   Beneficiaries = "all_in_territory"
)

// Status says where an action stands.
type Status string

// The states. Unenforced is final and neither obeyed nor paid as far as is known.
const (
	StatusPending    Status = "pending"
	StatusUnenforced Status = "unenforced"
	StatusClosed     Status = "closed"
	StatusUnknown    Status = "unknown"
)

// Action is what one authority did, step by step.
type Action struct {
	ID        string // "fr", unique in the record
	Authority string // its own name
	Country   string // ISO 3166-1 alpha-2
	Reference string // numbers of its decisions, "" if unknown
	Against   string // whom it is directed at if not at the party, "" otherwise
	For       Beneficiaries
	Status    Status
	Kinds     []string // kinds of restriction that it speaks of
	Steps     []Step   // in the order in which they happened
}

// StepKind is a kind of step.
type StepKind string

// Step is one step of an action.
type Step struct {
	Kind StepKind
	// Decided, Notified and Published are the days of a decision, On the day of anything
	// else; zero if not known. Time limits run from Notified.
	Decided, Notified, Published, On civil.Date
	// Period is a month or a span of months, "2020-05/2020-12", where no day is known.
	Period     string
	Amount     Amount
	Penalty    *Penalty // what a liquidation is worked out from
	Text       Text     // what was decided or happened
	Doubt      Text     // what of it is uncertain; empty if nothing is
	Source     string   // where it was read
	Confidence string   // "high", "medium" or "low" (to be verified before citing)
}

// Day is the day that stands for the step in a list: decided, else on, else published.
func (s Step) Day() civil.Date {
	for _, d := range []civil.Date{s.Decided, s.On, s.Published} {
		if !d.IsZero() {
			return d
		}
	}
	return civil.Date{}
}

// Verify reports that the step is to be verified before it is cited.
func (s Step) Verify() bool { return s.Confidence != "high" }

// Amount is a sum of money in whole units of the currency, as the authority declared it.
// Per is "" for the sum itself, "day" for a penalty for each day, "cap" for the most that
// may fall due. The zero value is no amount.
type Amount struct {
	Sum      int64
	Currency string // ISO 4217
	Per      string
}

// Penalty is what a daily penalty is worked out from.
type Penalty struct {
	From, To civil.Date
	Rate     int64 // for a day
}

// Days returns how many days lie between the two: as a difference, and with both counted.
// Authorities use either, so neither is taken for granted.
func (p Penalty) Days() (difference, inclusive int) {
	difference = p.From.DaysUntil(p.To)
	return difference, difference + 1
}

// Sums returns what the rate gives for either way of counting.
func (p Penalty) Sums() (difference, inclusive int64) {
	d, i := p.Days()
	return int64(d) * p.Rate, int64(i) * p.Rate
}

// Fines are the sums of the fines against the party, by currency in the order in which
// they come: those that stand, or those that are contested still. Penalties are not among
// them: they belong to an injunction.
func (r Record) Fines(contested bool) []Amount {
	var sums []Amount
	for _, a := range r.Against() {
		for _, s := range a.Steps {
			if s.Kind == "fine" && (a.Status == StatusPending) == contested {
				sums = add(sums, s.Amount)
			}
		}
	}
	return sums
}

// Against are the actions against the party itself.
func (r Record) Against() []Action {
	var actions []Action
	for _, a := range r.Actions {
		if a.Against == "" {
			actions = append(actions, a)
		}
	}
	return actions
}

func add(sums []Amount, a Amount) []Amount {
	for i := range sums {
		if sums[i].Currency == a.Currency {
			sums[i].Sum += a.Sum
			return sums
		}
	}
	return append(sums, a)
}
