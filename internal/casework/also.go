package casework

import (
	"context"
	"slices"

	"recourse/internal/dsar"
)

// maxAlsoRegimes is more laws than a request ever rests on beside its own.
const maxAlsoRegimes = 5

// alsoProblems checks the further laws of a request and replaces aliases by ids. Each
// must know a right that is asked for.
func (s *Service) alsoProblems(r *dsar.Request) []dsar.Problem {
	var ids []string
	for _, name := range r.AlsoRegimes {
		regime, err := s.Law.Regime(name)
		if err != nil || !canBeAskedUnder(regime) {
			return []dsar.Problem{unknownValue("also_regimes", name, s.requestRegimes())}
		}
		if problems := unknownRights(regime, []dsar.Right{r.PrimaryRight()}); len(problems) > 0 {
			problems[0].Field = "also_regimes"
			return problems
		}
		if regime.ID != r.Regime && !slices.Contains(ids, regime.ID) {
			ids = append(ids, regime.ID)
		}
	}
	if len(ids) > maxAlsoRegimes {
		return []dsar.Problem{{Field: "also_regimes", Key: "error.entries", Args: map[string]any{"Max": maxAlsoRegimes}}}
	}
	r.AlsoRegimes = ids
	return nil
}

// SetAlsoRegimes gives a request the further laws that it rests on, in place of those
// it had. version is the one seen, or [AnyVersion].
func (s *Service) SetAlsoRegimes(ctx context.Context, a Actor, requestID string, regimes []string, version int) (RequestView, error) {
	err := s.change(ctx, a, requestID, version, func(c *requestChange) error {
		c.request.AlsoRegimes = regimes
		if problems := s.alsoProblems(&c.request); len(problems) > 0 {
			return dsar.InvalidFields(problems...)
		}
		return nil
	})
	if err != nil {
		return RequestView{}, err
	}
	return s.Request(ctx, a, requestID)
}
