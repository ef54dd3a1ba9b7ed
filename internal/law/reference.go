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
	// Citation is how the languages cite it, where they differ; see [Reference.Cite].
	Citation Text
	// Link leads to a public copy; empty if there is no stable one.
	Link string
	// Gist says in plain words what the provision says; it is not its text.
	Gist Text
	// Confidence and LastChecked say how, and when last, somebody checked it.
	Confidence  Confidence
	LastChecked civil.Date
}

// noReference stands where a step or a claim rests on no provision.
var noReference = &Reference{}

// IsZero reports whether there is no source at all.
func (r Reference) IsZero() bool { return r.Instrument == "" }

// Cite returns the citation as people write it in the language of lang: "GDPR Art.
// 12(3)", "RGPD, art. 12, § 3", "Art. 12 Abs. 3 DSGVO". Instruments that exist in one
// language are cited in it. It is empty for the zero Reference.
func (r Reference) Cite(lang string) string {
	if !r.Citation.IsZero() {
		return r.Citation.In(lang)
	}
	return r.String()
}

// String returns the full citation, such as "Regulation (EU) 2016/679 Art. 12(3)", in
// English or in the instrument's own language.
func (r Reference) String() string {
	if r.Article == "" {
		return r.Instrument
	}
	return r.Instrument + " " + r.Article
}
