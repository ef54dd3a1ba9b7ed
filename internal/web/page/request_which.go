package page

import "recourse/internal/law"

// Abroad reports that the company has no establishment where the law of the request
// applies, so that the page says what an authority can do about it.
func (v *requestView) Abroad() bool {
	book, err := law.Default()
	return err == nil && book.Abroad(v.Request.Regime, law.Question{ControllerCountry: v.Controller.Country})
}
