package casework_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

func TestProposalsFromWhatThePersonTells(t *testing.T) {
	b := onSQLite(t, "2026-11-22")
	controller := func(in casework.ControllerInput) string {
		in.Name = "Controller"
		return must(b.CreateController(b.ctx(), b.owner, in))(t).ID
	}
	american := controller(casework.ControllerInput{Country: "US"})
	propose := func(id, residence string, answers dsar.LawAnswers) casework.Proposals {
		return must(b.ProposeRegimes(b.ctx(), b.owner, casework.Question{
			ControllerID: id, Country: residence, Rights: []dsar.Right{dsar.RightAccess}, Answers: answers,
		}))(t)
	}
	strength := func(p casework.Proposals, regime string) law.Strength {
		i := slices.IndexFunc(p.Laws, func(l law.Proposal) bool { return l.Regime == regime })
		if i < 0 {
			return ""
		}
		return p.Laws[i].Strength
	}
	t.Run("the question is asked where its answer changes a proposal", func(t *testing.T) {
		for name, c := range map[string]struct {
			id, residence string
			answers       dsar.LawAnswers
			want          string
		}{
			"a company elsewhere and a person in the EEA":        {american, "FR", dsar.LawAnswers{}, "FR"},
			"a company elsewhere and a person who lived there":   {american, "US-CA", dsar.LawAnswers{ResidenceThen: "de"}, "DE"},
			"an answer that was given":                           {american, "FR", dsar.LawAnswers{Targeting: dsar.TargetingOffers}, "FR"},
			"a company elsewhere and a person elsewhere":         {american, "JP", dsar.LawAnswers{}, ""},
			"a company with its seat in the EEA":                 {controller(casework.ControllerInput{Country: "IE"}), "FR", dsar.LawAnswers{}, ""},
			"a public body elsewhere, which Art. 3(2) leaves be": {controller(casework.ControllerInput{Country: "US", Sector: "federal-body"}), "FR", dsar.LawAnswers{}, ""},
		} {
			if got := propose(c.id, c.residence, c.answers).TargetingAt; got != c.want {
				t.Errorf("%s: asked about %q, want %q", name, got, c.want)
			}
		}
	})
	t.Run("the answer makes a law sure, or only possible", func(t *testing.T) {
		for answer, want := range map[dsar.Targeting]law.Strength{
			dsar.TargetingUnknown: law.Likely, dsar.TargetingOffers: law.Sure, dsar.TargetingWatches: law.Sure, dsar.TargetingNeither: law.Possible,
		} {
			if got := strength(propose(american, "FR", dsar.LawAnswers{Targeting: answer}), "eu-gdpr"); got != want {
				t.Errorf("%q: %s, want %s", answer, got, want)
			}
		}
	})
	t.Run("an answer about one country says nothing of another", func(t *testing.T) {
		both := propose(american, "FR", dsar.LawAnswers{ResidenceThen: "GB", Targeting: dsar.TargetingOffers})
		if eu, uk := strength(both, "eu-gdpr"), strength(both, "uk-gdpr"); eu != law.Sure || uk != law.Possible {
			t.Errorf("the GDPR is %s, the UK GDPR %s", eu, uk)
		}
	})
	t.Run("an establishment is not taken away by the answer", func(t *testing.T) {
		irish := controller(casework.ControllerInput{Country: "US", Establishments: []string{"ie"}})
		if got := strength(propose(irish, "FR", dsar.LawAnswers{Targeting: dsar.TargetingNeither}), "eu-gdpr"); got != law.Likely {
			t.Errorf("the law is %q", got)
		}
	})
	t.Run("a sector brings its law first", func(t *testing.T) {
		hospital := controller(casework.ControllerInput{Country: "FR", Sector: "health"})
		if got := propose(hospital, "FR", dsar.LawAnswers{}).Laws[0].Regime; got != "fr-health-record" {
			t.Errorf("first is %s", got)
		}
	})
	t.Run("an answer that is none is refused by its field", func(t *testing.T) {
		_, err := b.ProposeRegimes(b.ctx(), b.owner, casework.Question{ControllerID: american, Answers: dsar.LawAnswers{
			ResidenceThen: "Atlantis", Work: "XX", Targeting: "perhaps",
		}})
		var e *dsar.Error
		if !errors.As(err, &e) || len(e.Problems) != 3 {
			t.Fatalf("got %v", err)
		}
	})
}

func TestTheBasisOfTheLawIsKept(t *testing.T) {
	onEach(t, "2026-11-22", func(t *testing.T, b *bench) {
		c := must(b.CreateController(b.ctx(), b.owner, casework.ControllerInput{
			Name: "Nordbank", SeatRegion: "de-by", Establishments: []string{"US", "us", ""}, Representatives: []string{"gb"}, Sector: "finance",
		}))(t)
		if c.Country != "DE" || c.SeatRegion != "DE-BY" || len(c.Establishments) != 1 {
			t.Errorf("stored %+v", c)
		}
		v := must(b.CreateRequest(b.ctx(), b.owner, casework.NewRequest{
			ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "gdpr", AlsoRegimes: []string{"eu-gdpr", "uk-gdpr"},
			Subject: casework.SubjectInput{Name: "Camille Moreau", Country: "GB"}, Answers: dsar.LawAnswers{Work: "lu", Targeting: dsar.TargetingWatches},
		}))(t)
		want := dsar.LawFacts{
			Seat: "DE-BY", Establishments: []string{"US"}, Representatives: []string{"GB"}, Sector: "finance", Residence: "GB",
			LawAnswers: dsar.LawAnswers{Work: "LU", Targeting: dsar.TargetingWatches, TargetingAt: "GB"},
		}
		must(b.UpdateController(b.ctx(), b.owner, c.ID, casework.ControllerInput{Name: "Nordbank", Country: "FR"}, casework.AnyVersion))(t)
		read := must(b.Request(b.ctx(), b.owner, v.Request.Reference))(t)
		basis, kept := b.LawBasis(read)
		if diff := cmp.Diff(want, basis.Facts); diff != "" || !kept {
			t.Errorf("kept %v (-want +got):\n%s", kept, diff)
		}
		if p, ok := basis.Of("eu-gdpr"); !ok || p.Strength != "sure" || basis.ChosenOtherwise("eu-gdpr") == (basis.Proposed[0].Regime == "eu-gdpr") {
			t.Errorf("proposed %+v", basis.Proposed)
		}
		if now := casework.LawFacts(read); now.Seat != "FR" || now.Work != "LU" {
			t.Errorf("what is known now is %+v", now)
		}
		if read.Request.Region != "DE-BY" || !cmp.Equal(read.Request.AlsoRegimes, []string{"uk-gdpr"}) {
			t.Errorf("holidays of %s, also %v", read.Request.Region, read.Request.AlsoRegimes)
		}
	})
}
