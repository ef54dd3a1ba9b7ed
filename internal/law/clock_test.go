package law_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"recourse/internal/law"
)

func mustLoad(t *testing.T, dir string) *law.Book {
	t.Helper()
	book, err := law.Load(os.DirFS(dir), os.DirFS("holidays"))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// show writes a clock as "state start..end", with the day that ended it.
func show(c law.Clock) string {
	s := fmt.Sprintf("%s %s..%s", c.State, c.Start, c.End)
	if !c.MetOn.IsZero() {
		s += " met " + c.MetOn.String()
	}
	return s
}

// TestClocksRun follows one clock through a history under a law that has all sorts.
func TestClocksRun(t *testing.T) {
	book := mustLoad(t, "testdata/readiness")
	no, event := false, func(kind, day string) law.Event { return law.Event{Kind: kind, On: on(day)} }
	for name, c := range map[string]struct {
		clock, right, region, today string
		events                      []law.Event
		want                        string
	}{
		"the acknowledgement runs while today is not known": {clock: "acknowledgement", want: "running 2026-09-01..2026-09-15"},
		"it is met by an acknowledgement":                   {clock: "acknowledgement", events: []law.Event{event(law.Acknowledged, "2026-09-03")}, want: "met 2026-09-01..2026-09-15 met 2026-09-03"},
		"it is met by an answer":                            {clock: "acknowledgement", events: []law.Event{event(law.ReplyReceived, "2026-09-15")}, want: "met 2026-09-01..2026-09-15 met 2026-09-15"},
		"it is missed by a late one":                        {clock: "acknowledgement", events: []law.Event{event(law.Acknowledged, "2026-09-16")}, want: "missed 2026-09-01..2026-09-15 met 2026-09-16"},
		"it runs on its last day":                           {clock: "acknowledgement", today: "2026-09-15", want: "running 2026-09-01..2026-09-15"},
		"it is missed on the day after":                     {clock: "acknowledgement", today: "2026-09-16", want: "missed 2026-09-01..2026-09-15"},

		"an answer before the request answers nothing": {clock: "answer", events: []law.Event{event(law.ReplyReceived, "2026-08-30")}, want: "running 2026-09-01..2026-10-16"},
		"a refusal is an answer":                       {clock: "answer", events: []law.Event{event(law.Refused, "2026-09-20")}, want: "met 2026-09-01..2026-10-16 met 2026-09-20"},
		"an extension takes its place":                 {clock: "answer", today: "2026-11-01", events: []law.Event{event(law.ExtensionNotice, "2026-09-20")}, want: "replaced 2026-09-01..2026-10-16"},
		"an answer in the first time meets it although extended": {
			clock: "answer", events: []law.Event{event(law.ExtensionNotice, "2026-09-20"), event(law.ReplyReceived, "2026-10-01")},
			want: "met 2026-09-01..2026-10-16 met 2026-10-01",
		},
		"the extended time only runs once it was announced": {clock: "extended-answer", today: "2026-09-20", want: "not_started 2026-09-01..2026-11-30"},
		"then it runs":                        {clock: "extended-answer", today: "2026-09-20", events: []law.Event{event(law.ExtensionNotice, "2026-09-20")}, want: "running 2026-09-01..2026-11-30"},
		"after an answer nobody needs it":     {clock: "extended-answer", events: []law.Event{event(law.ReplyReceived, "2026-09-20")}, want: "replaced 2026-09-01..2026-11-30"},
		"the notice is met by one in time":    {clock: "extension-notice", events: []law.Event{event(law.ExtensionNotice, "2026-10-16")}, want: "met 2026-09-01..2026-10-16 met 2026-10-16"},
		"a late one does not meet it":         {clock: "extension-notice", today: "2026-10-20", events: []law.Event{event(law.ExtensionNotice, "2026-10-17")}, want: "missed 2026-09-01..2026-10-16"},
		"the complaint has not opened":        {clock: "complaint", today: "2026-10-16", want: "not_started 2026-10-17.."},
		"the complaint is open without limit": {clock: "complaint", today: "2030-01-01", want: "running 2026-10-17.."},
		"the complaint was made":              {clock: "complaint", events: []law.Event{event(law.ComplaintLodged, "2026-10-20")}, want: "met 2026-10-17.. met 2026-10-20"},

		"the appeal follows the answer":                 {clock: "appeal", want: "running 2026-10-16..2026-11-15"},
		"it follows the extended one if validly so":     {clock: "appeal", events: []law.Event{event(law.ExtensionNotice, "2026-09-20")}, want: "running 2026-11-30..2026-12-30"},
		"it follows an earlier refusal":                 {clock: "appeal", events: []law.Event{event(law.Refused, "2026-09-10")}, want: "running 2026-09-10..2026-10-10"},
		"a refusal before the request does not count":   {clock: "appeal", events: []law.Event{event(law.Refused, "2026-08-10")}, want: "running 2026-10-16..2026-11-15"},
		"it has not started while its start lies ahead": {clock: "appeal", today: "2026-10-01", want: "not_started 2026-10-16..2026-11-15"},

		"the answer to it waits for it": {clock: "appeal-answer", want: "not_started .."},
		"it starts with it and moves":   {clock: "appeal-answer", events: []law.Event{event(law.AppealLodged, "2026-10-01")}, want: "running 2026-10-01..2026-11-16"},
		"a notice in time lengthens it from its start": {
			clock: "appeal-answer", events: []law.Event{event(law.AppealLodged, "2026-10-01"), event(law.AppealExtensionNotice, "2026-11-16")},
			want: "running 2026-10-01..2027-01-14",
		},
		"a late one does not": {
			clock: "appeal-answer", events: []law.Event{event(law.AppealLodged, "2026-10-01"), event(law.AppealExtensionNotice, "2026-11-17")},
			want: "running 2026-10-01..2026-11-16",
		},
		"one without reasons does not": {
			clock:  "appeal-answer",
			events: []law.Event{event(law.AppealLodged, "2026-10-01"), {Kind: law.AppealExtensionNotice, On: on("2026-10-10"), ReasonsGiven: &no}},
			want:   "running 2026-10-01..2026-11-16",
		},
		"one before the appeal does not": {
			clock: "appeal-answer", events: []law.Event{event(law.AppealExtensionNotice, "2026-09-20"), event(law.AppealLodged, "2026-10-01")},
			want: "running 2026-10-01..2026-11-16",
		},
		"a second one does not": {
			clock:  "appeal-answer",
			events: []law.Event{event(law.AppealLodged, "2026-10-01"), event(law.AppealExtensionNotice, "2026-10-10"), event(law.AppealExtensionNotice, "2026-10-20")},
			want:   "running 2026-10-01..2027-01-14",
		},

		"the court follows the silence": {clock: "court-after-report", events: []law.Event{event(law.AppealLodged, "2026-10-01")}, want: "running 2026-11-16..2027-01-16"},
		"it follows the extended end": {
			clock: "court-after-report", events: []law.Event{event(law.AppealLodged, "2026-10-01"), event(law.AppealExtensionNotice, "2026-11-16")},
			want: "running 2027-01-14..2027-03-14",
		},
		"it follows the decision instead": {
			clock: "court-after-report", events: []law.Event{event(law.AppealLodged, "2026-10-01"), event(law.AppealAnswered, "2026-10-20")},
			want: "running 2026-10-20..2026-12-20",
		},
		"without an appeal it does not start": {clock: "court-after-report", want: "not_started .."},

		"an order brings its day":                     {clock: "authority-order", events: []law.Event{{Kind: law.AuthorityOrdered, On: on("2026-12-01"), Until: on("2027-01-02")}}, want: "running 2026-12-01..2027-01-02"},
		"an order can be set anew":                    {clock: "authority-order", events: []law.Event{{Kind: law.AuthorityOrdered, On: on("2026-12-01"), Until: on("2027-01-02")}, {Kind: law.AuthorityOrdered, On: on("2026-12-20"), Until: on("2027-02-02")}}, want: "running 2026-12-20..2027-02-02"},
		"an order without a day has no end":           {clock: "authority-order", events: []law.Event{event(law.AuthorityOrdered, "2026-12-01")}, want: "no_figure 2026-12-01.."},
		"a day before the order is none":              {clock: "authority-order", events: []law.Event{{Kind: law.AuthorityOrdered, On: on("2026-12-01"), Until: on("2026-11-02")}}, want: "no_figure 2026-12-01.."},
		"it is there where the law has no figure":     {clock: "authority-order", right: "erasure", events: []law.Event{{Kind: law.AuthorityOrdered, On: on("2026-12-01"), Until: on("2027-01-02")}}, want: "running 2026-12-01..2027-01-02"},
		"the answer then has none":                    {clock: "answer", right: "erasure", want: "no_figure 2026-09-01.."},
		"a wait starts with the request all the same": {clock: "court-bar", right: "erasure", want: "running 2026-09-01..2026-09-15"},

		"a clock of one place": {clock: "silence", region: "FR", events: []law.Event{event(law.ComplaintLodged, "2026-11-30")}, want: "running 2026-11-30..2027-02-28"},
		"is there for places within it": {
			clock: "silence", region: "FR-ALSACE-MOSELLE", events: []law.Event{event(law.ComplaintLodged, "2026-11-30"), event(law.AuthorityDecided, "2027-01-04")},
			want: "met 2026-11-30..2027-02-28 met 2027-01-04",
		},
		"and nowhere else": {clock: "silence", region: "DE", events: []law.Event{event(law.ComplaintLodged, "2026-11-30")}},

		"a later law does not govern what started before it": {clock: "admissibility", today: "2027-05-01", events: []law.Event{event(law.ComplaintLodged, "2027-04-01")}},
		"it is not there before it applies":                  {clock: "admissibility", today: "2027-04-01"},
		"it is there from its day":                           {clock: "admissibility", today: "2027-04-02", want: "not_started .."},
		"it governs what starts on its day":                  {clock: "admissibility", events: []law.Event{event(law.ComplaintLodged, "2027-04-02")}, want: "running 2027-04-02..2027-04-16"},
		"and until the next one":                             {clock: "admissibility", events: []law.Event{event(law.ComplaintLodged, "2028-12-31")}, want: "running 2028-12-31..2029-01-14"},
		"which governs then":                                 {clock: "admissibility", events: []law.Event{event(law.ComplaintLodged, "2029-01-01")}, want: "running 2029-01-01..2029-01-08"},

		"what waits for a confirmation does not start without": {clock: "answer-after-fee", events: []law.Event{event(law.FeeRequested, "2026-09-05")}, want: "not_started .."},
		"and starts with the end of the time for it": {
			clock: "answer-after-fee", events: []law.Event{event(law.FeeRequested, "2026-09-05"), event(law.FeeConfirmed, "2026-09-08")},
			want: "running 2026-09-15..2026-10-15",
		},
	} {
		t.Run(c.clock+"/"+name, func(t *testing.T) {
			f := law.Facts{Regime: "appeals", Right: "access", Region: "NONE", Received: on("2026-09-01"), Events: c.events}
			if c.right != "" {
				f.Right = c.right
			}
			if c.region != "" {
				f.Region = c.region
			}
			if c.today != "" {
				f.Today = on(c.today)
			}
			r, err := book.Evaluate(f)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if clock, ok := r.Clock(c.clock); ok {
				got = show(clock)
			}
			if got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestClocksStandInTheOrderOfTheirEnd(t *testing.T) {
	r, err := mustLoad(t, "testdata/readiness").Evaluate(law.Facts{
		Regime: "appeals", Right: "access", Region: "FR", Received: on("2026-09-01"),
		Events: []law.Event{{Kind: law.AuthorityOrdered, On: on("2026-09-02"), Until: on("2026-09-05")}, {Kind: law.AppealLodged, On: on("2026-10-01")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range r.Clocks {
		ids = append(ids, c.ID)
	}
	want := []string{
		"authority-order", "acknowledgement", "answer", "extension-notice", "appeal", "appeal-answer", "extended-answer",
		"court-after-report", "complaint", "silence", "fee-confirmation", "answer-after-fee",
	}
	if !slices.Equal(ids, want) {
		t.Errorf("got  %v\nwant %v", ids, want)
	}
}

func TestClocksSayWhatTheyAre(t *testing.T) {
	r, err := mustLoad(t, "testdata/readiness").Evaluate(law.Facts{
		Regime: "appeals", Right: "access", Region: "FR", Received: on("2026-09-01"), Today: on("2026-12-24"),
		Events: []law.Event{
			{Kind: law.AuthorityOrdered, On: on("2026-09-02")},
			{Kind: law.AppealLodged, On: on("2026-10-01")},
			{Kind: law.AppealExtensionNotice, On: on("2026-10-03")},
			{Kind: law.ComplaintLodged, On: on("2026-11-30")},
			{Kind: law.AuthorityDecided, On: on("2027-03-04")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Clocks {
		if c.Article == nil || c.Article.IsZero() || len(c.Trace) == 0 || c.Duty == "" || c.Kind == "" || c.State == "" {
			t.Errorf("%s: %+v", c.ID, c)
		}
		if c.Verify != (c.ID == "court-after-report") {
			t.Errorf("%s: verify is %v", c.ID, c.Verify)
		}
		for _, lang := range law.Languages {
			texts := []string{c.Name(lang), c.About(lang)}
			for _, s := range c.Trace {
				texts = append(texts, s.Text(lang))
			}
			for _, text := range texts {
				if text == "" || strings.ContainsAny(text, "_{}") || strings.Contains(text, "  ") {
					t.Errorf("%s in %s: %q", c.ID, lang, text)
				}
			}
		}
	}
}

func TestTheClocksOfAnAuthorityAndOfAComplaintAreTheirs(t *testing.T) {
	book := mustBook(t)
	silence, err := book.Evaluate(law.Facts{
		Regime: "eu-gdpr", Right: "authority-silence", Region: "DE", Received: on("2026-08-24"),
		Events: []law.Event{{Kind: law.AuthorityInformed, On: on("2026-10-01")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	answer, _ := silence.Clock(law.ClockAnswer)
	if answer.Duty != law.Supervisor || answer.State != law.Met || answer.Name("en") != "news from the authority" {
		t.Errorf("%+v called %q", answer, answer.Name("en"))
	}
	complaint, err := book.Evaluate(law.Facts{
		Regime: "uk-dpa2018-s164A", Right: "complaint-to-controller", Region: "GB", Received: on("2026-08-24"),
		Events: []law.Event{{Kind: law.ControllerComplaintAcknowledged, On: on("2026-09-01")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ack, _ := complaint.Clock(law.ClockAcknowledgement)
	if ack.Duty != law.Controller || ack.State != law.Met || !strings.Contains(ack.About("de"), "Beschwerde") {
		t.Errorf("%+v: %q", ack, ack.About("de"))
	}
	if answer, _ := complaint.Clock(law.ClockAnswer); answer.State != law.NoFigure {
		t.Errorf("the answer to a complaint is %s", answer.State)
	}
}

func TestAClockBeyondTheKnownHolidaysHasNoEndAndRefusesNothing(t *testing.T) {
	r, err := mustLoad(t, "testdata/readiness").Evaluate(law.Facts{
		Regime: "appeals", Right: "access", Region: "FR", Received: on("2035-09-01"),
		Events: []law.Event{{Kind: law.AppealLodged, On: on("2035-12-01")}, {Kind: law.ComplaintLodged, On: on("2035-12-02")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	moving, _ := r.Clock("appeal-answer")
	if moving.State != law.NoFigure || !moving.End.IsZero() {
		t.Errorf("one that could move: %s", show(moving))
	}
	if fixed, _ := r.Clock("silence"); show(fixed) != "running 2035-12-02..2036-03-02" {
		t.Errorf("one that cannot: %s", show(fixed))
	}
}

func TestALawNotYetInForceSaysFromWhen(t *testing.T) {
	r, err := mustBook(t).Evaluate(law.Facts{
		Regime: "uk-dpa2018-s164A", Right: "complaint-to-controller", Region: "GB", Received: on("2026-06-18"),
	})
	if err != nil || r.InForceFrom != on("2026-06-19") || len(r.Clocks) != 0 || len(r.Trace) != 1 {
		t.Errorf("in force from %s, %d clocks, %v", r.InForceFrom, len(r.Clocks), err)
	}
}

func TestTheLawThatTimesAnAuthority(t *testing.T) {
	book := mustBook(t)
	for regime, want := range map[string]string{
		"eu-gdpr": "eu-gdpr", "uk-gdpr": "uk-dpa2018-s166", "uk-dpa2018-part3": "uk-dpa2018-s166", "uk-dpa2018-part4": "uk-dpa2018-s166",
		"eu-led": "eu-led", "eu-institutions": "eu-institutions", "us-ca-ccpa": "", "ch-fadp": "", "no-such-law": "",
	} {
		if got, known := book.ComplaintClock(regime); got != want || known != (want != "") {
			t.Errorf("%s: %q", regime, got)
		}
	}
}

// Regulation (EU) 2025/2518: the steps between authorities ask nothing of the complainant,
// whose two windows begin with a word of the authority.
func TestOnlyTheWindowsOfTheComplainantAreRemindedOfAcrossBorders(t *testing.T) {
	book := mustBook(t)
	events := []law.Event{{Kind: law.ComplaintLodged, On: on("2027-08-02")}}
	clocks := func() map[string]law.Clock {
		t.Helper()
		r, err := book.Evaluate(law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2027-06-01"), Events: events})
		if err != nil {
			t.Fatal(err)
		}
		byID := map[string]law.Clock{}
		for _, c := range r.Clocks {
			byID[c.ID] = c
		}
		return byID
	}
	windows := []string{"early-resolution-objection", "rejection-hearing"}
	before := clocks()
	for _, id := range windows {
		if c := before[id]; c.State != law.NotStarted || !c.End.IsZero() {
			t.Errorf("%s ends %s before the authority wrote", id, c.End)
		}
	}
	for _, id := range []string{"admissibility", "transmission", "lead-competence", "draft-decision", "draft-decision-longest"} {
		if c := before[id]; c.End.IsZero() || c.Remind != law.RemindNever {
			t.Errorf("%s ends %s and is reminded of %s", id, c.End, c.Remind)
		}
	}
	events = append(events, law.Event{Kind: law.AuthorityInformed, On: on("2027-09-01")})
	after := clocks()
	for i, end := range []string{"2027-09-29", "2027-09-22"} {
		if c := after[windows[i]]; c.End != on(end) || c.Remind != law.RemindBefore || c.Duty != law.Person {
			t.Errorf("%s ends %s and is reminded of %s", windows[i], c.End, c.Remind)
		}
	}
}

func TestRulesSayWhenToRemind(t *testing.T) {
	book := mustBook(t)
	remind := func(regime, id string, events ...law.Event) law.Reminder {
		t.Helper()
		r, err := book.Evaluate(law.Facts{Regime: regime, Right: "access", Region: "NONE", Received: on("2027-06-01"), Events: events})
		if err != nil {
			t.Fatal(err)
		}
		c, ok := r.Clock(id)
		if !ok {
			t.Fatalf("%s has no clock %s", regime, id)
		}
		return c.Remind
	}
	lodged := law.Event{Kind: law.ComplaintLodged, On: on("2027-08-02")}
	for _, tt := range []struct {
		regime, id string
		want       law.Reminder
	}{
		{"eu-gdpr", law.ClockAnswer, law.RemindAfter},
		{"eu-gdpr", law.ClockExtensionNotice, law.RemindAfter},
		{"eu-gdpr", law.ClockComplaint, law.RemindBefore},
		{"eu-gdpr", "silence", law.RemindAfter},
		{"eu-gdpr", "draft-decision", law.RemindNever},
		{"nz-privacy-2020", "transfer", law.RemindNever},
		{"sg-pdpa", "preserve-copy", law.RemindBefore},
	} {
		if got := remind(tt.regime, tt.id, lodged); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.regime, tt.id, got, tt.want)
		}
	}
}
