package dsar

// LawBasis is what the choice of a request's law rested on when it was filed. It is
// kept as it was, so that a person can later see what was proposed and why, whatever
// the law data or the directory say by then.
type LawBasis struct {
	Facts    LawFacts
	Proposed []ProposedLaw // the surest first; empty: no law was proposed
}

// ChosenOtherwise reports that another law than the regime was proposed first.
func (b LawBasis) ChosenOtherwise(regime string) bool {
	return len(b.Proposed) > 0 && b.Proposed[0].Regime != regime
}

// Of returns the proposal of the regime, and false if it was not proposed.
func (b LawBasis) Of(regime string) (ProposedLaw, bool) {
	for _, p := range b.Proposed {
		if p.Regime == regime {
			return p, true
		}
	}
	return ProposedLaw{}, false
}

// LawFacts are the facts from which laws are proposed. Places are ISO 3166 codes, with
// the subdivision where it is known ("DE-BY"); whatever was not known is empty.
type LawFacts struct {
	Seat            string   // of the controller
	Establishments  []string // its further ones, the main one in the European Economic Area first
	Representatives []string // places for which it has named one (GDPR and UK GDPR Art. 27)
	Sector          string   // kind of controller, see package law; "" for an ordinary business
	Residence       string   // of the data subject
	LawAnswers
}

// LawAnswers are what only the person who asks can tell about the law of a request.
type LawAnswers struct {
	ResidenceThen string // where the data subject lived when the data were collected, "" if not elsewhere
	Work          string // where the data subject works, "" if not elsewhere or unknown
	Targeting     Targeting
	TargetingAt   string // the one place that Targeting speaks of; worked out, "" where it decides nothing
}

// ProposedLaw is one law that was proposed, with the reason and the strength as package
// law names them.
type ProposedLaw struct {
	Regime, Reason, Strength string
}

// Targeting says whether the controller is known to address people where the data
// subject lives, or to watch what they do there (GDPR Art. 3(2)).
type Targeting string

// The answers.
const (
	TargetingUnknown Targeting = ""
	TargetingOffers  Targeting = "offers"  // goods or services, paid for or not (Art. 3(2)(a))
	TargetingWatches Targeting = "watches" // behaviour (Art. 3(2)(b))
	TargetingNeither Targeting = "neither"
)

// Targetings lists the answers, the unknown one last.
func Targetings() []Targeting {
	return []Targeting{TargetingOffers, TargetingWatches, TargetingNeither, TargetingUnknown}
}
