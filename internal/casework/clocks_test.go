package casework_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// under files a request for access under the law, received on the day.
func (b *bench) under(regime, country, received string) casework.RequestView {
	b.t.Helper()
	c := b.controller("Company in "+country, country)
	v := must(b.CreateRequest(b.ctx(), b.owner, casework.NewRequest{
		ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: regime, Language: "en",
		Subject: casework.SubjectInput{Name: "Ada " + country, Email: "ada@mail.example", Country: country},
	}))(b.t)
	return b.record(v.Request.ID, dsar.EventReceived, received)
}

// clock returns the clock of the request, failing the test if there is none.
func clock(t *testing.T, v casework.RequestView, id string) casework.ClockView {
	t.Helper()
	i := slices.IndexFunc(v.Clocks, func(c casework.ClockView) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("there is no clock %s", id)
	}
	return v.Clocks[i]
}

// kept returns the stored clocks of a request or complaint that are reminded of, as
// "id remind end".
func (b *bench) kept(id string) []string {
	b.t.Helper()
	var found []string
	for _, c := range must(b.Store.ClocksOf(b.ctx(), b.owner.WorkspaceID, []string{id}))(b.t)[id] {
		if c.Remind != "" {
			found = append(found, c.ID+" "+string(c.Remind)+" "+c.End.String())
		}
	}
	return found
}

func TestClocksFollowTheEvents(t *testing.T) {
	onEach(t, "2026-03-02", func(t *testing.T, b *bench) {
		v := b.under("us-co-cpa", "US", "2026-03-02")
		id := v.Request.ID
		b.setToday("2026-04-10")
		v = b.record(id, dsar.EventRefused, "2026-04-10")
		if v.State.Status != dsar.StatusDisputed || v.State.Awaiting {
			t.Errorf("a refusal leaves the request %s, awaiting %v", v.State.Status, v.State.Awaiting)
		}
		if c := clock(t, v, law.ClockAnswer); c.State != law.Met {
			t.Errorf("after a refusal in time the answer is %s", c.State)
		}
		v = b.record(id, dsar.EventAppealLodged, "2026-04-10")
		answer := clock(t, v, "appeal-answer")
		if answer.End != day("2026-05-26") || answer.State != law.Running || answer.Remind != dsar.RemindAfter {
			t.Fatalf("the answer to the appeal: %s %s %q", answer.End, answer.State, answer.Remind)
		}
		if got := b.kept(id); !slices.Contains(got, "appeal-answer after 2026-05-26") {
			t.Errorf("kept: %v", got)
		}
		b.setToday("2026-05-20")
		v = b.record(id, dsar.EventAppealAnswered, "2026-05-20")
		if c := clock(t, v, "appeal-answer"); c.State != law.Met || v.State.Status != dsar.StatusAnswered {
			t.Errorf("after the decision the clock is %s, the request %s", c.State, v.State.Status)
		}
		if got := b.kept(id); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "appeal-answer") }) {
			t.Errorf("kept although it was met: %v", got)
		}
		b.setToday("2026-05-21")
		must(b.RecordEvent(b.ctx(), b.owner, id, casework.EventInput{Kind: dsar.EventClosed, On: day("2026-05-21"), Outcome: dsar.OutcomePartly}, casework.AnyVersion))(t)
		if got := b.kept(id); len(got) > 0 {
			t.Errorf("kept of a closed request: %v", got)
		}
	})
}

func TestWindowsOfThePersonAreRemindedOfBeforeTheyClose(t *testing.T) {
	onEach(t, "2026-03-02", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		v := b.under("za-paia", "ZA", "2026-03-02")
		appeal := clock(t, v, "internal-appeal")
		if appeal.End.IsZero() || appeal.Remind != dsar.RemindBefore {
			t.Fatalf("the internal appeal ends %s, reminder %q", appeal.End, appeal.Remind)
		}
		window := clock(t, v, law.ClockComplaint)
		for _, c := range []casework.ClockView{appeal, window} {
			if c.End.IsZero() {
				continue
			}
			for _, days := range []int{7, 1} {
				b.setToday(c.End.AddDays(-days - 1).String())
				b.remind()
				before := len(relay.Messages())
				b.setToday(c.End.AddDays(-days).String())
				b.remind()
				b.remind()
				fresh := subjects(relay.Messages()[before:])
				if len(fresh) != 1 || !strings.Contains(fresh[0], "last day to act") {
					t.Errorf("%s, %d days before %s: %q", c.ID, days, c.End, fresh)
				}
			}
		}
	})
}

func TestAReminderOfAClockThatWasMetIsNotSent(t *testing.T) {
	onEach(t, "2026-03-02", func(t *testing.T, b *bench) {
		v := b.under("za-paia", "ZA", "2026-03-02")
		appeal := clock(t, v, "internal-appeal")
		b.setToday(appeal.End.AddDays(-7).String())
		must(b.Sweep(b.ctx()))(t)
		b.record(v.Request.ID, dsar.EventAppealLodged, appeal.End.AddDays(-7).String())
		relay := b.withRelay()
		b.remind()
		for _, s := range subjects(relay.Messages()) {
			if strings.Contains(s, "last day to act") {
				t.Errorf("sent although the appeal was lodged: %q", s)
			}
		}
	})
}

func TestOrdersOfTheAuthorityAreWatched(t *testing.T) {
	onEach(t, "2026-03-02", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		v := b.request(dsar.RightAccess)
		id := v.Request.ID
		b.record(id, dsar.EventSent, "2026-03-02")
		b.record(id, dsar.EventReceived, "2026-03-02")
		b.setToday("2026-05-04")
		v = must(b.LodgeComplaint(b.ctx(), b.owner, id, casework.ComplaintInput{AuthorityID: "fr-cnil", LodgedOn: day("2026-05-04")}, casework.AnyVersion))(t)
		complaint := v.Complaints[0].Complaint.ID
		b.setToday("2026-06-01")
		_, err := b.RecordComplaintEvent(b.ctx(), b.owner, complaint, casework.EventInput{Kind: dsar.EventAuthorityOrdered, On: day("2026-06-01")}, casework.AnyVersion)
		wantField(t, err, "until")
		_, err = b.RecordComplaintEvent(b.ctx(), b.owner, complaint, casework.EventInput{
			Kind: dsar.EventAuthorityOrdered, On: day("2026-06-01"), Until: day("2026-05-31"),
		}, casework.AnyVersion)
		wantField(t, err, "until")
		must(b.RecordComplaintEvent(b.ctx(), b.owner, complaint, casework.EventInput{
			Kind: dsar.EventAuthorityOrdered, On: day("2026-06-01"), Until: day("2026-06-15"),
		}, casework.AnyVersion))(t)
		v = must(b.Request(b.ctx(), b.owner, id))(t)
		if c := clock(t, v, "authority-order"); c.End != day("2026-06-15") || c.Duty != law.Controller {
			t.Errorf("the order ends %s, for %s", c.End, c.Duty)
		}
		if got := b.kept(id); !slices.Contains(got, "authority-order after 2026-06-15") {
			t.Errorf("kept: %v", got)
		}
		b.setToday("2026-06-15")
		b.remind()
		before := len(relay.Messages())
		b.setToday("2026-06-16")
		b.remind()
		if fresh := subjects(relay.Messages()[before:]); len(fresh) != 1 || !strings.Contains(fresh[0], "a time limit has passed") {
			t.Errorf("on the day after: %q", fresh)
		}
	})
}

func TestSilenceOfTheAuthorityEndsWithItsWord(t *testing.T) {
	b := onSQLite(t, "2026-03-02")
	v := b.request(dsar.RightAccess)
	id := v.Request.ID
	b.record(id, dsar.EventSent, "2026-03-02")
	b.record(id, dsar.EventReceived, "2026-03-02")
	b.setToday("2026-05-04")
	v = must(b.LodgeComplaint(b.ctx(), b.owner, id, casework.ComplaintInput{AuthorityID: "fr-cnil", LodgedOn: day("2026-05-04")}, casework.AnyVersion))(t)
	complaint := v.Complaints[0].Complaint.ID
	if i := slices.IndexFunc(v.Clocks, func(c casework.ClockView) bool { return c.ID == "silence" }); i >= 0 {
		t.Error("the silence is shown twice")
	}
	b.setToday("2026-07-01")
	c := must(b.RecordComplaintEvent(b.ctx(), b.owner, complaint, casework.EventInput{Kind: dsar.EventAuthorityDecided, On: day("2026-07-01")}, casework.AnyVersion))(t)
	i := slices.IndexFunc(c.Clocks, func(k casework.ClockView) bool { return k.ID == law.ClockAnswer })
	if i < 0 || c.Clocks[i].State != law.Met {
		t.Errorf("after the decision: %+v", c.Clocks)
	}
	if got := b.kept(complaint); !slices.Contains(got, "fr-court before 2026-09-01") {
		t.Errorf("after the decision of the CNIL the time for going to court is kept as %v", got)
	}
	b.record(id, dsar.EventCourtFiled, "2026-07-01")
	if got := b.kept(complaint); len(got) > 0 {
		t.Errorf("kept although an action was brought: %v", got)
	}
}

func TestRebuildAndDoctorKnowClocks(t *testing.T) {
	onEach(t, "2026-03-02", func(t *testing.T, b *bench) {
		v := b.under("za-paia", "ZA", "2026-03-02")
		want := b.kept(v.Request.ID)
		if len(want) == 0 {
			t.Fatal("no clock is kept")
		}
		must(0, b.Store.ReplaceClocks(b.ctx(), b.owner.WorkspaceID, v.Request.ID, nil))(t)
		if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) != 1 || !strings.Contains(report.Problems[0], "clocks") {
			t.Errorf("the doctor says %q", report.Problems)
		}
		if done := must(b.Rebuild(b.ctx()))(t); done.Changed != 1 {
			t.Errorf("rebuilt %d", done.Changed)
		}
		if got := b.kept(v.Request.ID); !slices.Equal(got, want) {
			t.Errorf("rebuilt as %v, want %v", got, want)
		}
		if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) != 0 {
			t.Errorf("afterwards the doctor says %q", report.Problems)
		}
	})
}

func TestFeesNameASum(t *testing.T) {
	b := onSQLite(t, "2026-03-02")
	v := b.under("ch-fadp", "CH", "2026-03-02")
	fee := func(amount int64, currency string) error {
		_, err := b.RecordEvent(b.ctx(), b.owner, v.Request.ID, casework.EventInput{
			Kind: dsar.EventFeeRequested, On: day("2026-03-02"), Amount: amount, Currency: currency,
		}, casework.AnyVersion)
		return err
	}
	wantField(t, fee(-1, "CHF"), "amount")
	wantField(t, fee(2000, ""), "currency")
	wantField(t, fee(2000, "chf"), "currency")
	if err := fee(35000, "CHF"); err != nil {
		t.Fatal(err)
	}
	v = must(b.Request(b.ctx(), b.owner, v.Request.ID))(t)
	i := slices.IndexFunc(v.Law.Claims, func(c law.Claim) bool { return c.Kind == law.ClaimFee })
	if i < 0 || !slices.Contains(v.Law.Claims[i].Grounds, law.GroundAboveMaximum) {
		t.Errorf("350 francs are judged %+v", v.Law.Claims)
	}
	if c := clock(t, v, "fee-confirmation"); c.End != day("2026-03-12") || c.Remind != dsar.RemindBefore {
		t.Errorf("the confirmation of the fee ends %s, reminder %q", c.End, c.Remind)
	}
}

func TestSeveralLawsOnOneRequest(t *testing.T) {
	b := onSQLite(t, "2026-03-02")
	c := b.controller("Company", "US")
	v := must(b.CreateRequest(b.ctx(), b.owner, casework.NewRequest{
		ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", AlsoRegimes: []string{"us-ca-ccpa"}, Language: "en",
		Subject: casework.SubjectInput{Name: "Ada", Email: "ada@mail.example", Country: "FR"},
	}))(t)
	v = b.record(v.Request.ID, dsar.EventReceived, "2026-03-02")
	var regimes []string
	last := civil.Date{}
	for _, c := range v.Clocks {
		if c.ID == law.ClockAnswer {
			regimes = append(regimes, c.Regime)
		}
		if !c.End.IsZero() && c.End.Before(last) {
			t.Errorf("%s of %s stands after a later end", c.ID, c.Regime)
		}
		last = civil.Latest(last, c.End)
	}
	if !slices.Equal(regimes, []string{"eu-gdpr", "us-ca-ccpa"}) {
		t.Errorf("answers are owed under %v", regimes)
	}
}
