package law_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/law"
)

func on(s string) civil.Date { return civil.MustParse(s) }

func TestClaimsAreJudged(t *testing.T) {
	book := mustBook(t)
	no := false
	for name, c := range map[string]struct {
		facts law.Facts
		want  law.Claim
	}{
		"a pause in time stands and keeps the original beside": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.IDRequested, On: on("2026-09-28")}, {Kind: law.IDReceived, On: on("2026-10-08")},
			}},
			law.Claim{
				Kind: law.ClaimIdentity, On: on("2026-09-28"), AnsweredOn: on("2026-10-08"), Standing: law.Stands,
				Grounds: []string{law.GroundSpeed}, Days: 10, Original: on("2026-10-01"), Effect: on("2026-10-12"),
			},
		},
		"a question after the time has run out can be contested": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.IDRequested, On: on("2026-10-05")}, {Kind: law.IDReceived, On: on("2026-10-06")},
			}},
			law.Claim{
				Kind: law.ClaimIdentity, On: on("2026-10-05"), AnsweredOn: on("2026-10-06"), Standing: law.Contestable,
				Grounds: []string{law.GroundAfterDue, law.GroundSpeed}, Days: 1, Original: on("2026-10-01"), Effect: on("2026-10-02"),
			},
		},
		"an open question waits": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.ClarificationRequested, On: on("2026-09-03")},
			}},
			law.Claim{
				Kind: law.ClaimClarification, On: on("2026-09-03"), Standing: law.Waiting,
				Original: on("2026-10-01"), Effect: on("2026-10-01"),
			},
		},
		"the British clock starts with the answer": {
			law.Facts{Regime: "uk-gdpr", Right: "erasure", Region: "GB", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.IDRequested, On: on("2026-09-02")}, {Kind: law.IDReceived, On: on("2026-09-07")},
			}},
			law.Claim{
				Kind: law.ClaimIdentity, On: on("2026-09-02"), AnsweredOn: on("2026-09-07"), Standing: law.Stands,
				Grounds: []string{law.GroundStartMoves}, Original: on("2026-10-01"), Effect: on("2026-10-07"),
			},
		},
		"an extension in time stands": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.ExtensionNotice, On: on("2026-10-01")},
			}},
			law.Claim{Kind: law.ClaimExtension, On: on("2026-10-01"), Standing: law.Stands, Original: on("2026-10-01"), Effect: on("2026-12-01")},
		},
		"a late one has no effect": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.ExtensionNotice, On: on("2026-10-02")},
			}},
			law.Claim{
				Kind: law.ClaimExtension, On: on("2026-10-02"), Standing: law.NoEffect, Grounds: []string{law.GroundLate},
				Original: on("2026-10-01"), Effect: on("2026-10-01"),
			},
		},
		"one without reasons can be contested": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.ExtensionNotice, On: on("2026-09-20"), ReasonsGiven: &no},
			}},
			law.Claim{
				Kind: law.ClaimExtension, On: on("2026-09-20"), Standing: law.Contestable, Grounds: []string{law.GroundNoReasons},
				Original: on("2026-10-01"), Effect: on("2026-12-01"),
			},
		},
		"one dated before receipt says so": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.ExtensionNotice, On: on("2026-08-30")},
			}},
			law.Claim{
				Kind: law.ClaimExtension, On: on("2026-08-30"), Standing: law.Stands, Grounds: []string{law.GroundBeforeReceipt},
				Original: on("2026-10-01"), Effect: on("2026-12-01"),
			},
		},
		"an extension beyond the longest one ends with it": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.ExtensionNotice, On: on("2026-09-20"), Until: on("2027-01-15")},
			}},
			law.Claim{
				Kind: law.ClaimExtension, On: on("2026-09-20"), Standing: law.Stands, Grounds: []string{law.GroundBeyondMaximum},
				Original: on("2026-10-01"), Effect: on("2026-12-01"), Named: on("2027-01-15"),
			},
		},
		"a day within the longest one changes nothing": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.ExtensionNotice, On: on("2026-09-20"), Until: on("2026-11-01")},
			}},
			law.Claim{
				Kind: law.ClaimExtension, On: on("2026-09-20"), Standing: law.Stands,
				Original: on("2026-10-01"), Effect: on("2026-12-01"), Named: on("2026-11-01"),
			},
		},
		"proof of identity without a stated doubt can be contested": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.IDRequested, On: on("2026-09-02"), ReasonsGiven: &no}, {Kind: law.IDReceived, On: on("2026-09-03")},
			}},
			law.Claim{
				Kind: law.ClaimIdentity, On: on("2026-09-02"), AnsweredOn: on("2026-09-03"), Standing: law.Contestable,
				Grounds: []string{law.GroundSpeed, law.GroundDoubtUnstated}, Days: 1, Original: on("2026-10-01"), Effect: on("2026-10-02"),
			},
		},
		"a European fee is an exception and moves nothing": {
			law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.FeeRequested, On: on("2026-09-10"), ReasonsGiven: &no, Amount: law.Amount{Minor: 1500, Currency: "EUR"}},
			}},
			law.Claim{
				Kind: law.ClaimFee, On: on("2026-09-10"), Standing: law.Contestable, Amount: law.Amount{Minor: 1500, Currency: "EUR"},
				Grounds: []string{law.GroundFeeException, law.GroundNoReasons}, Original: on("2026-10-01"), Effect: on("2026-10-01"),
			},
		},
		"one after the time has run out is late too": {
			law.Facts{Regime: "eu-gdpr", Right: "erasure", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.FeeRequested, On: on("2026-10-02")}, {Kind: law.FeePaid, On: on("2026-10-05")},
			}},
			law.Claim{
				Kind: law.ClaimFee, On: on("2026-10-02"), AnsweredOn: on("2026-10-05"), Standing: law.Contestable,
				Grounds: []string{law.GroundFeeException, law.GroundAfterDue}, Original: on("2026-10-01"), Effect: on("2026-10-01"),
			},
		},
		"the British clock starts with a fee, which is an exception": {
			law.Facts{Regime: "uk-gdpr", Right: "erasure", Region: "GB", Received: on("2026-09-01"), Events: []law.Event{
				{Kind: law.FeeRequested, On: on("2026-09-02")}, {Kind: law.FeePaid, On: on("2026-09-07")},
			}},
			law.Claim{
				Kind: law.ClaimFee, On: on("2026-09-02"), AnsweredOn: on("2026-09-07"), Standing: law.Contestable,
				Grounds: []string{law.GroundStartMoves, law.GroundFeeException}, Original: on("2026-10-01"), Effect: on("2026-10-07"),
			},
		},
		"a Swiss fee within the maximum stands": {
			law.Facts{Regime: "ch-fadp", Right: "access", Region: "CH", Received: on("2026-09-10"), Events: []law.Event{
				{Kind: law.FeeRequested, On: on("2026-09-18"), Amount: law.Amount{Minor: 30000, Currency: "CHF"}}, {Kind: law.FeeConfirmed, On: on("2026-09-20")},
			}},
			law.Claim{
				Kind: law.ClaimFee, On: on("2026-09-18"), AnsweredOn: on("2026-09-20"), Standing: law.Stands, Amount: law.Amount{Minor: 30000, Currency: "CHF"},
				Grounds: []string{law.GroundFeeAllowed, law.GroundAfterReflection}, Original: on("2026-10-12"), Effect: on("2026-10-28"),
			},
		},
		"a higher one can be contested": {
			law.Facts{Regime: "ch-fadp", Right: "access", Region: "CH", Received: on("2026-09-10"), Events: []law.Event{
				{Kind: law.FeeRequested, On: on("2026-09-18"), Amount: law.Amount{Minor: 30001, Currency: "CHF"}},
			}},
			law.Claim{
				Kind: law.ClaimFee, On: on("2026-09-18"), Standing: law.Contestable, Amount: law.Amount{Minor: 30001, Currency: "CHF"},
				Grounds: []string{law.GroundFeeAllowed, law.GroundAboveMaximum, law.GroundUnconfirmed}, Original: on("2026-10-12"), Effect: on("2026-10-12"),
			},
		},
		"what this law does not know has no effect": {
			law.Facts{Regime: "us-ca-ccpa", Right: "access", Region: "US", Received: on("2026-06-15"), Events: []law.Event{
				{Kind: law.IDRequested, On: on("2026-06-20")},
			}},
			law.Claim{
				Kind: law.ClaimIdentity, On: on("2026-06-20"), Standing: law.NoEffect, Grounds: []string{law.GroundNotProvided},
				Original: on("2026-07-30"), Effect: on("2026-07-30"),
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := book.Evaluate(c.facts)
			if err != nil || len(r.Claims) != 1 {
				t.Fatalf("%d claims, %v", len(r.Claims), err)
			}
			got := r.Claims[0]
			if c.want.Standing != law.NoEffect && got.Article.IsZero() {
				t.Error("it names no article")
			}
			same := slices.Equal(got.Grounds, c.want.Grounds)
			got.Grounds, got.Article = nil, nil
			want := c.want
			want.Grounds = nil
			if !same || !equalClaims(got, want) {
				t.Errorf("got  %+v %v\nwant %+v %v", got, r.Claims[0].Grounds, want, c.want.Grounds)
			}
			for _, lang := range law.Languages {
				if text := r.Claims[0].Text(lang); text == "" || strings.ContainsAny(text, "_{}") {
					t.Errorf("in %s it reads %q", lang, text)
				}
			}
		})
	}
}

func equalClaims(a, b law.Claim) bool {
	return a.Kind == b.Kind && a.On == b.On && a.AnsweredOn == b.AnsweredOn && a.Standing == b.Standing &&
		a.Days == b.Days && a.Original == b.Original && a.Effect == b.Effect && a.Named == b.Named && a.Amount == b.Amount
}

func TestWhatIsAskedTwiceSaysSo(t *testing.T) {
	book := mustBook(t)
	for kind, answer := range map[string]string{law.IDRequested: law.IDReceived, law.FeeRequested: law.FeePaid} {
		r, err := book.Evaluate(law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: []law.Event{
			{Kind: kind, On: on("2026-09-02")},
			{Kind: answer, On: on("2026-09-03")},
			{Kind: kind, On: on("2026-09-08")},
			{Kind: answer, On: on("2026-09-09")},
		}})
		if err != nil || len(r.Claims) != 2 {
			t.Fatalf("%s: %d claims, %v", kind, len(r.Claims), err)
		}
		for i, c := range r.Claims {
			if again := slices.Contains(c.Grounds, law.GroundAskedAgain); again != (i == 1) {
				t.Errorf("%s: claim %d has %v", kind, i, c.Grounds)
			}
		}
	}
}

func TestAnOpenQuestionLeavesThePersonTheJudgement(t *testing.T) {
	r, err := mustBook(t).Evaluate(law.Facts{
		Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"),
		Events: []law.Event{{Kind: law.IDRequested, On: on("2026-09-03")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !r.ComplaintFrom.IsZero() || r.Open == nil || r.Open.ComplaintFrom != on("2026-10-02") {
		t.Errorf("complaint from %s, open %+v", r.ComplaintFrom, r.Open)
	}
}

func TestTheWordingKnowsWhetherTheTimeToExtendHasPassed(t *testing.T) {
	book := mustBook(t)
	facts := law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01")}
	for today, want := range map[string]string{"2026-10-01": "extended_possible", "2026-10-02": "extended_missed"} {
		facts.Today = on(today)
		r, err := book.Evaluate(facts)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(r.Trace, func(s law.Step) bool { return s.Key == want }) {
			t.Errorf("on %s: %s", today, keys(r.Trace))
		}
	}
}

func TestUnconfirmedFiguresSaySo(t *testing.T) {
	book := mustBook(t)
	for name, c := range map[string]struct {
		facts  law.Facts
		verify bool
	}{
		"the GDPR month is confirmed":         {law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01")}, false},
		"the British month is confirmed":      {law.Facts{Regime: "uk-gdpr", Right: "access", Region: "GB", Received: on("2026-09-01")}, false},
		"its transition is not":               {law.Facts{Regime: "uk-gdpr", Right: "access", Region: "GB", Received: on("2025-09-01")}, true},
		"Californian counting is not":         {law.Facts{Regime: "us-ca-ccpa", Right: "access", Region: "US", Received: on("2026-06-03")}, true},
		"where Swiss complaints go is not":    {law.Facts{Regime: "ch-fadp", Right: "access", Region: "CH", Received: on("2026-09-10")}, true},
		"three months of silence are settled": {law.Facts{Regime: "eu-gdpr", Right: "authority-silence", Region: "FR", Received: on("2026-09-10")}, false},
	} {
		r, err := book.Evaluate(c.facts)
		if err != nil || r.Verify != c.verify {
			t.Errorf("%s: verify is %v, %v", name, r.Verify, err)
		}
		marked := slices.ContainsFunc(r.Trace, func(s law.Step) bool { return s.Verify })
		if marked != r.Verify {
			t.Errorf("%s: the trace and the result disagree", name)
		}
	}
}
