package casework

import (
	"cmp"
	"slices"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/letter"
)

// letterTerms are what the law data say of a regime for a letter of that day, in its
// language. The letter can then cite no provision that the data do not have.
func (s *Service) letterTerms(regime, lang string, day civil.Date) (*letter.Terms, error) {
	d, err := s.Law.Describe(regime)
	if err != nil {
		return nil, err
	}
	t := &letter.Terms{
		Name: d.Name(lang), Articles: map[dsar.Right][]string{}, Periods: map[dsar.Right]letter.Period{},
		Supervised: slices.ContainsFunc(law.Authorities(), func(a law.Authority) bool { return slices.Contains(a.Regimes, d.ID) }),
	}
	for _, group := range d.Groups {
		version, inForce := group.At(day)
		for _, right := range group.Rights {
			asked := dsar.Right(right.ID)
			if !inForce || !slices.Contains(dsar.Rights(), asked) {
				continue
			}
			t.Articles[asked] = []string{version.Article.Cite(lang)}
			t.Periods[asked] = s.letterPeriod(version, lang)
			if t.Complaint == "" {
				t.Complaint = citeFigure(version, "complaint", lang)
			}
		}
	}
	t.Appeal = citeAppeal(d, lang, day)
	return t, nil
}

func (s *Service) letterPeriod(version law.VersionDescription, lang string) letter.Period {
	return letter.Period{
		Length: s.letterLength(version.Answer, lang), Article: citeFigure(version, "answer", lang), FromReceipt: version.FromReceipt,
		Extended: s.letterLength(version.Extended, lang), OpenEnded: version.OpenEnded, ExtensionArticle: citeFigure(version, "extension", lang),
	}
}

// letterLength words a length of time in a language of letters, which may be none of the
// law data.
func (s *Service) letterLength(l law.Length, lang string) string {
	if l.IsZero() {
		return ""
	}
	return cmp.Or(s.Letters.Length(lang, l.N, l.Unit), l.Text(lang))
}

func citeFigure(version law.VersionDescription, kind, lang string) string {
	i := slices.IndexFunc(version.Figures, func(f law.Figure) bool { return f.Kind == kind })
	if i < 0 {
		return ""
	}
	return version.Figures[i].Article.Cite(lang)
}

// citeAppeal cites what lets the person appeal to the controller itself: their time for
// it, which ends with the appeal.
func citeAppeal(d law.Description, lang string, day civil.Date) string {
	for _, clock := range d.Further {
		for _, version := range slices.Backward(clock.Versions) {
			if version.From.After(day) {
				continue
			}
			if version.Duty == law.Person && slices.Contains(version.MetBy, law.AppealLodged) {
				return version.Article.Cite(lang)
			}
			break
		}
	}
	return ""
}

// Competent returns the authorities that can deal with a complaint about the request,
// the one to turn to first.
func (s *Service) Competent(view RequestView) []law.Competence {
	return s.Law.Competent(view.Request.Regime, LawQuestion(LawFacts(view), view.Request.Rights))
}

// Abroad reports that the controller has no establishment where the law of the request
// applies, so that an authority's means end at a border.
func (s *Service) Abroad(view RequestView) bool {
	return s.Law.Abroad(view.Request.Regime, LawQuestion(LawFacts(view), view.Request.Rights))
}

// likelyAuthority names the authority to turn to, where it is a single one; "" leaves
// the letter general.
func (s *Service) likelyAuthority(view RequestView) string {
	competent := s.Competent(view)
	switch {
	case len(competent) == 0, competent[0].Role == law.OneOf:
		return ""
	case competent[0].Role == law.Alone && len(competent) > 1:
		return ""
	}
	return strings.TrimSpace(competent[0].Authority.Name)
}
