package law

import "recourse/internal/civil"

// Confidence says how a reference was checked.
type Confidence string

// How a reference was checked.
const (
	Primary     Confidence = "primary"     // the provision's own text was read
	Secondary   Confidence = "secondary"   // a reliable page that states or quotes it was read
	Memory      Confidence = "memory"      // the article is named from knowledge, its text was not read
	Unconfirmed Confidence = "unconfirmed" // no confirmation was found
)

// ToVerify reports whether "to be verified" belongs beside whatever rests on it.
func (c Confidence) ToVerify() bool { return c == Memory || c == Unconfirmed }

// Reference is a legal source.
type Reference struct {
	// Instrument is the act or guideline, Article the place in it.
	Instrument, Article string
	// Link leads to a public copy; empty if there is no stable one.
	Link string
	// Gist says in plain words what the provision says; it is not its text.
	Gist Text
	// Confidence and LastChecked say how, and when last, somebody checked it.
	Confidence  Confidence
	LastChecked civil.Date
}

// IsZero reports whether there is no source at all.
func (r Reference) IsZero() bool { return r.Instrument == "" }

// String returns the citation, such as "Regulation (EU) 2016/679 Art. 12(3)".
func (r Reference) String() string {
	if r.Article == "" {
		return r.Instrument
	}
	return r.Instrument + " " + r.Article
}
