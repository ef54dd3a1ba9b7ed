package casework_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

const onlyAYear = "Dear Ms Moreau,\n\nWe can only provide the data of the last twelve months.\n\nKind regards"

// limited is a request with a reply in which only_recent data are found.
func (b *bench) limited() (request string, f dsar.Finding, m dsar.Message) {
	b.t.Helper()
	id := b.received(dsar.RightAccess)
	view := b.reply(id, "2026-05-20", onlyAYear)
	for _, found := range view.Findings {
		if found.Finding.Key == "lookback_limit" {
			return id, found.Finding, view.Message
		}
	}
	b.t.Fatalf("found is %+v", view.Findings)
	return "", dsar.Finding{}, dsar.Message{}
}

func (b *bench) judge(id string, in casework.FindingReview) casework.FindingView {
	b.t.Helper()
	return must(b.JudgeFinding(b.ctx(), b.owner, id, in, casework.AnyVersion))(b.t)
}

func (b *bench) finding(request, id string) (casework.FindingView, bool) {
	b.t.Helper()
	for _, f := range must(b.Request(b.ctx(), b.owner, request))(b.t).Findings {
		if f.Finding.ID == id {
			return f, true
		}
	}
	return casework.FindingView{}, false
}

// followUp is the letter that answers the findings.
func (b *bench) followUp(request string) string {
	b.t.Helper()
	return must(b.ComposeLetter(b.ctx(), b.owner, request, dsar.LetterFollowUp, "en"))(b.t).Body
}

func wantFieldError(t *testing.T, err error, field, key string) {
	t.Helper()
	var e *dsar.Error
	if !errors.As(err, &e) || !slices.ContainsFunc(e.Problems, func(p dsar.Problem) bool { return p.Field == field && p.Key == key }) {
		t.Errorf("error is %v, want %s for %s", err, key, field)
	}
}

func TestAnAnswerDecidesTheVerdict(t *testing.T) {
	onEach(t, "2026-06-10", func(t *testing.T, b *bench) {
		b.t = t
		id, f, _ := b.limited()
		before, _ := b.finding(id, f.ID)
		if before.Asked == nil || before.Asked.IfYes != "judge" || before.Finding.Verdict != "unlawful" {
			t.Fatalf("asked is %+v, verdict %s", before.Asked, before.Finding.Verdict)
		}
		b.judge(f.ID, casework.FindingReview{Status: dsar.FindingConfirmed})

		t.Run("yes gives the verdict of yes, with who and when, and keeps the one found", func(t *testing.T) {
			b.judge(f.ID, casework.FindingReview{Answer: dsar.AnswerYes})
			now, _ := b.finding(id, f.ID)
			got := now.Finding
			if got.Verdict != "judge" || got.Found != "unlawful" || got.Answer != dsar.AnswerYes || got.AnsweredBy != b.owner.UserID || !got.AnsweredAt.Equal(b.clock) {
				t.Errorf("after yes: %+v", got)
			}
			if got.Status != dsar.FindingConfirmed || now.Asked == nil {
				t.Errorf("the decision changed, or nothing can be asked again: %+v", got)
			}
			page := must(b.AllFindings(b.ctx(), b.owner, casework.FindingQuery{Verdict: "judge"}))(t)
			if len(page.Items) != 1 || page.Items[0].Finding.ID != f.ID {
				t.Errorf("the list by verdict has %d", len(page.Items))
			}
		})
		t.Run("changing it to no, then to not known, goes back", func(t *testing.T) {
			for _, answer := range []dsar.Answer{dsar.AnswerNo, dsar.AnswerUnknown} {
				if got := b.judge(f.ID, casework.FindingReview{Answer: answer}).Finding; got.Verdict != "unlawful" || got.Answer != answer {
					t.Errorf("after %s: %+v", answer, got)
				}
			}
		})
		t.Run("it can be taken back", func(t *testing.T) {
			if got := b.judge(f.ID, casework.FindingReview{Answer: casework.NoAnswer}).Finding; got.Answer != "" || got.Verdict != "unlawful" {
				t.Errorf("without answer: %+v", got)
			}
		})
		t.Run("a question that is not asked takes no answer", func(t *testing.T) {
			californian := b.under("us-ca-ccpa", "US", "2026-05-04")
			m := b.reply(californian.Request.ID, "2026-05-20", "Dear Ms Moreau,\n\nYour report covers the last six months only.\n\nKind regards")
			added := must(b.AddFinding(b.ctx(), b.owner, m.Message.ID, casework.NewFinding{Kind: "retention_exception_overbroad", Passage: "Your report"}))(t)
			if added.Asked == nil {
				t.Fatal("it has no question")
			}
			added = must(b.AddFinding(b.ctx(), b.owner, m.Message.ID, casework.NewFinding{Kind: "excessive_id_demand", Passage: "Your report"}))(t)
			_, err := b.JudgeFinding(b.ctx(), b.owner, added.Finding.ID, casework.FindingReview{Answer: dsar.AnswerYes}, casework.AnyVersion)
			wantFieldError(t, err, "answer", "error.finding.no_question")
		})
	})
}

func TestALetterUsesTheVerdictAfterTheAnswer(t *testing.T) {
	b := onSQLite(t, "2026-06-10")
	id := b.received(dsar.RightAccess)
	m := b.reply(id, "2026-05-20", "Dear Ms Moreau,\n\nPlease use the form on our site, no other request is accepted.\n\nKind regards").Message
	f := must(b.AddFinding(b.ctx(), b.owner, m.ID, casework.NewFinding{Kind: "form_only", Passage: "no other request is accepted"}))(t).Finding
	if f.Status != dsar.FindingConfirmed || f.Verdict != "unlawful" {
		t.Fatalf("added is %+v", f)
	}
	const quote = "no other request is accepted"
	if !strings.Contains(b.followUp(id), quote) {
		t.Error("the letter does not quote the passage")
	}
	if got := b.judge(f.ID, casework.FindingReview{Answer: dsar.AnswerYes}).Finding; got.Verdict != "lawful" {
		t.Fatalf("after yes it is %s", got.Verdict)
	}
	if strings.Contains(b.followUp(id), quote) {
		t.Error("the letter still names what the answer made lawful")
	}
	b.judge(f.ID, casework.FindingReview{Answer: dsar.AnswerNo})
	if !strings.Contains(b.followUp(id), quote) {
		t.Error("the letter does not name it again")
	}
}

func TestAnAnswerAboutWhatTheEventsShowIsKept(t *testing.T) {
	onEach(t, "2026-06-20", func(t *testing.T, b *bench) {
		b.t = t
		id := b.received(dsar.RightAccess)
		b.reply(id, "2026-06-15", "Dear Ms Moreau, enclosed is everything that we hold.")
		late := b.eventFindings(id)["late_answer"]
		if late.Asked == nil || late.Finding.SeenOn != day("2026-06-15") {
			t.Fatalf("late answer: %+v", late)
		}
		b.judge(late.Finding.ID, casework.FindingReview{Answer: dsar.AnswerYes})
		b.record(id, dsar.EventReminded, "2026-06-16")
		after := b.eventFindings(id)["late_answer"]
		if after.Finding.ID != late.Finding.ID || after.Finding.Answer != dsar.AnswerYes || after.Finding.Verdict != "judge" {
			t.Errorf("after another event: %+v", after.Finding)
		}
	})
}

func TestDismissingWithAReason(t *testing.T) {
	onEach(t, "2026-06-10", func(t *testing.T, b *bench) {
		b.t = t
		id, f, _ := b.limited()
		t.Run("keeps reason, words, who and when", func(t *testing.T) {
			b.judge(f.ID, casework.FindingReview{Status: dsar.FindingDismissed, Reason: dsar.ReasonQuotation, Note: " from my own letter "})
			got, _ := b.finding(id, f.ID)
			if got.Finding.DismissedFor != dsar.ReasonQuotation || got.Finding.Note != "from my own letter" || got.Finding.ReviewedBy != b.owner.UserID {
				t.Errorf("dismissed: %+v", got.Finding)
			}
		})
		t.Run("taking it back forgets the reason", func(t *testing.T) {
			b.judge(f.ID, casework.FindingReview{Status: dsar.FindingSuspected})
			if got, _ := b.finding(id, f.ID); got.Finding.DismissedFor != "" || got.Finding.Note != "" || got.Finding.Status != dsar.FindingSuspected {
				t.Errorf("taken back: %+v", got.Finding)
			}
		})
		for name, c := range map[string]struct {
			in         casework.FindingReview
			field, key string
		}{
			"a reason that is none":         {casework.FindingReview{Status: dsar.FindingDismissed, Reason: "mood"}, "reason", "error.unknown"},
			"the reason of a wrong kind":    {casework.FindingReview{Status: dsar.FindingDismissed, Reason: dsar.ReasonWrongKind}, "reason", "error.unknown"},
			"a reason without a dismissal":  {casework.FindingReview{Status: dsar.FindingConfirmed, Reason: dsar.ReasonOffer}, "reason", "error.finding.reason_alone"},
			"too many words":                {casework.FindingReview{Status: dsar.FindingDismissed, Note: strings.Repeat("é", 501)}, "note", "error.length"},
			"a status that is none":         {casework.FindingReview{Status: "maybe"}, "status", "error.unknown"},
			"an answer that is none":        {casework.FindingReview{Answer: "perhaps"}, "answer", "error.unknown"},
			"nothing at all":                {casework.FindingReview{}, "status", "error.finding.nothing"},
			"a kind that is none":           {casework.FindingReview{Kind: "moon"}, "kind", "error.unknown"},
			"a kind together with a status": {casework.FindingReview{Kind: "fee_demand", Status: dsar.FindingConfirmed}, "kind", "error.finding.kind_alone"},
			"the kind that it has":          {casework.FindingReview{Kind: "lookback_limit"}, "kind", "error.finding.same_kind"},
		} {
			t.Run(name+" is refused", func(t *testing.T) {
				_, err := b.JudgeFinding(b.ctx(), b.owner, f.ID, c.in, casework.AnyVersion)
				wantFieldError(t, err, c.field, c.key)
			})
		}
		t.Run("in another version than was read is refused", func(t *testing.T) {
			_, err := b.JudgeFinding(b.ctx(), b.owner, f.ID, casework.FindingReview{Status: dsar.FindingConfirmed}, 1)
			if dsar.CodeOf(err) != dsar.CodeStale {
				t.Errorf("error is %v", err)
			}
		})
	})
}

func TestAWrongKind(t *testing.T) {
	onEach(t, "2026-06-10", func(t *testing.T, b *bench) {
		b.t = t
		id, f, _ := b.limited()
		right := b.judge(f.ID, casework.FindingReview{Kind: "partial_answer", Note: "they leave out more"}).Finding

		t.Run("another of the right kind stands at the same passage", func(t *testing.T) {
			if right.Key != "partial_answer" || right.Quote != f.Quote || right.Start != f.Start || right.Replaces != f.ID || !right.ByHand() || right.Status != dsar.FindingConfirmed {
				t.Errorf("right is %+v", right)
			}
		})
		t.Run("the one proposed stays as evidence", func(t *testing.T) {
			wrong, ok := b.finding(id, f.ID)
			if !ok || wrong.Finding.Key != "lookback_limit" || wrong.Finding.Status != dsar.FindingDismissed || wrong.Finding.DismissedFor != dsar.ReasonWrongKind || wrong.Finding.Note != "they leave out more" {
				t.Errorf("wrong is %+v", wrong.Finding)
			}
		})
		t.Run("a third kind takes the place of the second", func(t *testing.T) {
			third := b.judge(f.ID, casework.FindingReview{Kind: "copy_refused"}).Finding
			if _, still := b.finding(id, right.ID); still {
				t.Error("the second is still there")
			}
			right = third
		})
		t.Run("taking the decision back removes what took its place", func(t *testing.T) {
			b.judge(f.ID, casework.FindingReview{Status: dsar.FindingSuspected})
			if _, still := b.finding(id, right.ID); still {
				t.Error("it is still there")
			}
		})
		t.Run("removing what took its place makes it undecided again", func(t *testing.T) {
			right = b.judge(f.ID, casework.FindingReview{Kind: "partial_answer"}).Finding
			if err := b.RemoveFinding(b.ctx(), b.owner, right.ID, casework.AnyVersion); err != nil {
				t.Fatal(err)
			}
			if got, _ := b.finding(id, f.ID); got.Finding.Status != dsar.FindingSuspected || got.Finding.DismissedFor != "" {
				t.Errorf("wrong is %+v", got.Finding)
			}
		})
		t.Run("what the events show can be of another kind too, and stays", func(t *testing.T) {
			late := b.received(dsar.RightAccess)
			b.reply(late, "2026-06-09", "Enclosed is everything that we hold.")
			found := b.eventFindings(late)["late_answer"].Finding
			other := b.judge(found.ID, casework.FindingReview{Kind: "automated_loop"}).Finding
			b.record(late, dsar.EventReminded, "2026-06-10")
			got, ok := b.finding(late, other.ID)
			if !ok || got.Gone || got.Finding.Evidence != found.Evidence {
				t.Errorf("after another event: %v %+v", ok, got)
			}
			if again, ok := b.finding(late, found.ID); !ok || again.Finding.Status != dsar.FindingDismissed {
				t.Errorf("the one proposed is %+v", again.Finding)
			}
		})
	})
}

func TestAddingAFindingByHand(t *testing.T) {
	onEach(t, "2026-06-10", func(t *testing.T, b *bench) {
		b.t = t
		id := b.received(dsar.RightAccess)
		text := "Dear Ms Moreau,\n\n> my own words\n\nWe need\n  a notarised copy é of\u00a0your\r\npassport. We need a notarised copy é of your passport.\n\nBye"
		m := b.reply(id, "2026-05-20", text).Message
		add := func(kind, passage string) (casework.FindingView, error) {
			return b.AddFinding(b.ctx(), b.owner, m.ID, casework.NewFinding{Kind: kind, Passage: passage})
		}
		const passage = "a notarised  copy é of your passport."
		first := must(add("certified_id_demand", passage))(t).Finding
		t.Run("it has the exact passage, whatever the white space", func(t *testing.T) {
			if first.Quote != m.Text[first.Start:first.End] || !strings.HasPrefix(first.Quote, "a notarised copy é of") || !strings.HasSuffix(first.Quote, "\npassport.") {
				t.Errorf("quote is %q", first.Quote)
			}
		})
		t.Run("what is unlawful is confirmed, what a person must judge is not", func(t *testing.T) {
			judged := must(add("cannot_identify", "a notarised copy"))(t).Finding
			if first.Status != dsar.FindingConfirmed || first.ReviewedBy != b.owner.UserID || judged.Status != dsar.FindingSuspected || judged.Verdict != "judge" {
				t.Errorf("%+v and %+v", first, judged)
			}
		})
		t.Run("the same words further on can carry it too, but not twice", func(t *testing.T) {
			second := must(add("certified_id_demand", passage))(t).Finding
			if second.Start <= first.Start {
				t.Errorf("starts are %d and %d", first.Start, second.Start)
			}
			_, err := add("certified_id_demand", passage)
			wantFieldError(t, err, "kind", "error.finding.exists")
		})
		t.Run("a quotation mark of a mail is no word", func(t *testing.T) {
			if got := must(add("copy_refused", "Moreau, my own"))(t).Finding; got.Quote != "Moreau,\n\n> my own" {
				t.Errorf("quote is %q", got.Quote)
			}
		})
		for name, c := range map[string]struct{ kind, passage, field, key string }{
			"words that are not there":  {"fee_demand", "a notarised photograph", "passage", "error.finding.passage_unknown"},
			"no words":                  {"fee_demand", " \n", "passage", "error.finding.passage_missing"},
			"nothing but a sign":        {"fee_demand", ">", "passage", "error.finding.passage_unknown"},
			"no kind":                   {"", "copy", "kind", "error.finding.kind_missing"},
			"a kind that is none":       {"moon", "copy", "kind", "error.unknown"},
			"bytes that are no letters": {"fee_demand", "cop\xffy", "passage", "error.finding.passage_unknown"},
		} {
			t.Run(name+" is refused", func(t *testing.T) {
				_, err := add(c.kind, c.passage)
				wantFieldError(t, err, c.field, c.key)
			})
		}
		t.Run("our own message takes none", func(t *testing.T) {
			ours := must(b.AddMessage(b.ctx(), b.owner, id, casework.MessageInput{Direction: dsar.DirectionOut, On: day("2026-05-21"), Text: "Please answer."}, casework.AnyVersion))(t)
			_, err := b.AddFinding(b.ctx(), b.owner, ours.Message.ID, casework.NewFinding{Kind: "fee_demand", Passage: "Please"})
			wantFieldError(t, err, "passage", "error.finding.ours")
		})
		t.Run("it can be taken back, what the program found cannot", func(t *testing.T) {
			if err := b.RemoveFinding(b.ctx(), b.owner, first.ID, first.Version); err != nil {
				t.Fatal(err)
			}
			if _, still := b.finding(id, first.ID); still {
				t.Error("it is still there")
			}
			_, found, _ := b.limited()
			if err := b.RemoveFinding(b.ctx(), b.owner, found.ID, casework.AnyVersion); dsar.CodeOf(err) != dsar.CodeConflict {
				t.Errorf("error is %v", err)
			}
		})
	})
}

func TestReviewingIsForThoseWhoMayWrite(t *testing.T) {
	b := onSQLite(t, "2026-06-10")
	_, f, m := b.limited()
	reader := b.owner
	reader.Role = dsar.RoleReader
	_, err := b.JudgeFinding(b.ctx(), reader, f.ID, casework.FindingReview{Answer: dsar.AnswerYes}, casework.AnyVersion)
	_, errAdd := b.AddFinding(b.ctx(), reader, m.ID, casework.NewFinding{Kind: "fee_demand", Passage: "data"})
	errRemove := b.RemoveFinding(b.ctx(), reader, f.ID, casework.AnyVersion)
	for _, err := range []error{err, errAdd, errRemove} {
		if dsar.CodeOf(err) != dsar.CodeForbidden {
			t.Errorf("error is %v", err)
		}
	}
	if page := must(b.AllFindings(b.ctx(), reader, casework.FindingQuery{Open: true}))(t); len(page.Items) != 1 || page.Items[0].ControllerName == "" {
		t.Errorf("a reader sees %+v", page.Items)
	}
}

func TestFindingsAreCountedByKindAndPeriod(t *testing.T) {
	b := onSQLite(t, "2026-06-10")
	if p := must(b.CountFindings(b.ctx(), b.owner, b.controller("Quiet Ltd", "IE").ID))(t); len(p.Periods)+len(p.Kinds) != 0 {
		t.Errorf("nothing found gives %+v", p)
	}
	c := b.controller("Photomatch SAS", "FR")
	for _, on := range []string{"2025-02-03", "2026-01-31", "2026-05-20"} {
		id := b.requestTo(c, dsar.RightAccess).Request.ID
		b.record(id, dsar.EventSent, "2025-02-01")
		b.reply(id, on, onlyAYear)
	}
	p := must(b.CountFindings(b.ctx(), b.owner, c.ID))(t)
	var from []civil.Date
	for _, period := range p.Periods {
		from = append(from, period.From)
	}
	if want := []civil.Date{day("2025-01-01"), day("2025-07-01"), day("2026-01-01")}; !slices.Equal(from, want) {
		t.Fatalf("periods begin on %v", from)
	}
	k := p.Kinds[0]
	for i, want := range []int{1, 0, 2} {
		if k.Kind.Key == "lookback_limit" && k.Counts[i].All() != want {
			t.Errorf("%s in period %d: %d, want %d", k.Kind.Key, i, k.Counts[i].All(), want)
		}
	}
}
