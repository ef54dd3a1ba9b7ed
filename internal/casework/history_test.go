package casework_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/restriction"
	"recourse/internal/store"
	"recourse/internal/testdb"
)

// historyDetector knows every kind that the events can show: those that the taxonomy
// describes, and a copy of one of them under the keys that it does not.
var historyDetector = sync.OnceValues(func() (*restriction.Detector, error) {
	files, err := historyFiles()
	if err != nil {
		return nil, err
	}
	return restriction.Load(files)
})

func historyFiles() (fstest.MapFS, error) {
	files := fstest.MapFS{}
	const root = "../restriction/"
	for _, pattern := range []string{"taxonomy/*.yaml", "grammar/*.yaml", "evidence/*.yaml", "patterns/en/*.yaml", "patterns/stopwords.yaml"} {
		names, err := filepath.Glob(root + pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			files[strings.TrimPrefix(name, root)] = &fstest.MapFile{Data: data}
		}
	}
	model := string(files["taxonomy/repeated_requests_needed.yaml"].Data)
	for _, key := range []string{
		"silence", "late_answer", "late_extension_notice", "extension_without_reasons", "serial_extension",
		"deletion_before_access", "erasure_instead_of_access", "automated_loop", "controller_pingpong", "expired_link", "retaliation",
	} {
		name := "taxonomy/" + key + ".yaml"
		if files[name] == nil {
			files[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(model, "repeated_requests_needed", key))}
		}
	}
	return files, nil
}

// onEachHistory is onEach with a detector that knows every kind the events can show.
func onEachHistory(t *testing.T, today string, fn func(t *testing.T, b *bench)) {
	t.Helper()
	detector := must(historyDetector())(t)
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := newBench(t, s, today)
		b.Detector = detector
		fn(t, b)
	})
}

// eventFindings are the findings from events of a request, by their key.
func (b *bench) eventFindings(id string) map[string]casework.FindingView {
	b.t.Helper()
	found := map[string]casework.FindingView{}
	for _, f := range must(b.Request(b.ctx(), b.owner, id))(b.t).Findings {
		if f.Finding.Source == dsar.SourceEvents {
			found[f.Finding.Key] = f
		}
	}
	return found
}

// listed is the one finding of a request as the list over all requests shows it.
func (b *bench) listed(id string) casework.FindingView {
	b.t.Helper()
	page := must(b.AllFindings(b.ctx(), b.owner, casework.FindingQuery{}))(b.t)
	if len(page.Items) != 1 || page.Items[0].Finding.RequestID != id {
		b.t.Fatalf("the list has %d findings", len(page.Items))
	}
	return page.Items[0].FindingView
}

// received is an access request that arrived on 4 May 2026: due on 4 June.
func (b *bench) received(rights ...dsar.Right) string {
	b.t.Helper()
	id := b.request(rights...).Request.ID
	b.record(id, dsar.EventSent, "2026-05-04")
	b.record(id, dsar.EventReceived, "2026-05-04")
	return id
}

func (b *bench) wantOnly(id string, keys ...string) map[string]casework.FindingView {
	b.t.Helper()
	found := b.eventFindings(id)
	for _, key := range keys {
		if _, ok := found[key]; !ok {
			b.t.Errorf("no %s among %s", key, describe(found))
		}
	}
	if len(found) != len(keys) {
		b.t.Errorf("found %s, want %v", describe(found), keys)
	}
	return found
}

func describe(found map[string]casework.FindingView) string {
	var list []string
	for key, f := range found {
		list = append(list, fmt.Sprintf("%s (%s, %s, gone %v: %s)", key, f.Finding.Verdict, f.Finding.Status, f.Gone, f.Finding.Evidence))
	}
	return strings.Join(list, "; ")
}

func TestFindingsFromEvents(t *testing.T) {
	no := false
	t.Run("an answer after reminders, and late", func(t *testing.T) {
		onEachHistory(t, "2026-09-20", func(t *testing.T, b *bench) {
			id := b.received(dsar.RightAccess)
			b.record(id, dsar.EventReminded, "2026-06-20")
			b.record(id, dsar.EventReminded, "2026-07-20")
			b.reply(id, "2026-08-20", "Here is your data, all of it, since the beginning.")
			found := b.wantOnly(id, "repeated_requests_needed", "late_answer")
			want := "2026-05-04/requested 2026-06-20/reminded 2026-07-20/reminded 2026-08-20/replied"
			if e := found["repeated_requests_needed"].Finding.Evidence; e != want {
				t.Errorf("evidence: %s", e)
			}
			if e := found["late_answer"].Finding.Evidence; e != "2026-05-04/received 2026-06-04/last_day 2026-08-20/replied" {
				t.Errorf("evidence: %s", e)
			}
			if next := must(b.Request(b.ctx(), b.owner, id))(t).Next.Action; next != dsar.ActionJudgeReply {
				t.Errorf("next: %s", next)
			}
		})
	})
	t.Run("nothing while the receipt is not known", func(t *testing.T) {
		onEachHistory(t, "2026-09-20", func(t *testing.T, b *bench) {
			id := b.request(dsar.RightAccess).Request.ID
			b.record(id, dsar.EventSent, "2026-05-04")
			b.record(id, dsar.EventReminded, "2026-07-04")
			b.wantOnly(id)
		})
	})
	t.Run("an extension told late, without reasons, and told again", func(t *testing.T) {
		onEachHistory(t, "2026-09-20", func(t *testing.T, b *bench) {
			id := b.received(dsar.RightAccess)
			must(b.RecordEvent(b.ctx(), b.owner, id, casework.EventInput{
				Kind: dsar.EventExtensionNotice, On: day("2026-06-10"), Until: day("2026-07-10"), ReasonsGiven: &no,
			}, casework.AnyVersion))(t)
			must(b.RecordEvent(b.ctx(), b.owner, id, casework.EventInput{
				Kind: dsar.EventExtensionNotice, On: day("2026-07-10"), Until: day("2026-08-10"),
			}, casework.AnyVersion))(t)
			b.wantOnly(id, "silence", "late_extension_notice", "extension_without_reasons", "serial_extension")
		})
	})
	t.Run("a day beyond the longest extension", func(t *testing.T) {
		onEachHistory(t, "2026-07-20", func(t *testing.T, b *bench) {
			id := b.received(dsar.RightAccess)
			v := must(b.RecordEvent(b.ctx(), b.owner, id, casework.EventInput{
				Kind: dsar.EventExtensionNotice, On: day("2026-05-20"), Until: day("2026-12-01"),
			}, casework.AnyVersion))(t)
			f := b.wantOnly(id, "serial_extension")["serial_extension"].Finding
			if !v.Law.Extended || f.Reason() != restriction.ReasonExtensionBeyond {
				t.Errorf("extended %v, found by %s", v.Law.Extended, f.Rule)
			}
		})
	})
	t.Run("nothing about an extension that is in time and reasoned", func(t *testing.T) {
		onEachHistory(t, "2026-07-20", func(t *testing.T, b *bench) {
			id := b.received(dsar.RightAccess)
			b.record(id, dsar.EventExtensionNotice, "2026-05-20")
			b.wantOnly(id)
		})
	})
	t.Run("an erasure that nobody asked for", func(t *testing.T) {
		onEachHistory(t, "2026-05-20", func(t *testing.T, b *bench) {
			id := b.received(dsar.RightAccess)
			b.record(id, dsar.EventErasureReported, "2026-05-15")
			b.wantOnly(id, "deletion_before_access")
			b.setToday("2026-06-20")
			b.record(id, dsar.EventReminded, "2026-06-20")
			b.wantOnly(id, "erasure_instead_of_access")
		})
	})
	t.Run("a question that is open withholds silence", func(t *testing.T) {
		onEachHistory(t, "2026-09-20", func(t *testing.T, b *bench) {
			id := b.received(dsar.RightAccess)
			b.record(id, dsar.EventIDRequested, "2026-05-10")
			b.wantOnly(id)
			b.record(id, dsar.EventIDReceived, "2026-05-12")
			b.wantOnly(id, "silence")
		})
	})
	t.Run("what machines send, referrals, links and disadvantages", func(t *testing.T) {
		onEachHistory(t, "2026-05-30", func(t *testing.T, b *bench) {
			id := b.received(dsar.RightAccess)
			b.record(id, dsar.EventAutomaticReply, "2026-05-04")
			b.record(id, dsar.EventAutomaticReply, "2026-05-10")
			b.record(id, dsar.EventDisadvantaged, "2026-05-12")
			found := b.wantOnly(id, "automated_loop", "retaliation")
			if v := found["retaliation"].Finding.Verdict; v != "judge" {
				t.Errorf("retaliation is %s", v)
			}
			b.record(id, dsar.EventReferred, "2026-05-14")
			b.record(id, dsar.EventReferredBack, "2026-05-15")
			b.wantOnly(id, "controller_pingpong", "retaliation")
			b.reply(id, "2026-05-16", "Your data is behind this link.")
			b.record(id, dsar.EventLinkExpired, "2026-05-20")
			b.record(id, dsar.EventReminded, "2026-05-20")
			b.wantOnly(id, "retaliation")
			b.record(id, dsar.EventRefused, "2026-05-25")
			b.wantOnly(id, "retaliation", "expired_link")
		})
	})
	t.Run("a further request refused without reasons", func(t *testing.T) {
		onEachHistory(t, "2026-09-20", func(t *testing.T, b *bench) {
			c := b.controller("Photomatch SAS", "FR")
			earlier := b.requestTo(c, dsar.RightAccess)
			b.record(earlier.Request.ID, dsar.EventSent, "2026-05-04")
			b.reply(earlier.Request.ID, "2026-05-20", "Here is your data.")
			later := must(b.CreateRequest(b.ctx(), b.owner, casework.NewRequest{
				ControllerID: c.ID, SubjectID: earlier.Request.SubjectID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", Language: "en",
			}))(t).Request.ID
			b.record(later, dsar.EventSent, "2026-08-04")
			v := must(b.RecordEvent(b.ctx(), b.owner, later, casework.EventInput{
				Kind: dsar.EventRefused, On: day("2026-08-10"), ReasonsGiven: &no,
			}, casework.AnyVersion))(t)
			f := b.wantOnly(later, "frequency_limit")["frequency_limit"].Finding
			if f.Verdict != "judge" || f.Evidence != "2026-05-04/requested 2026-08-04/requested 2026-08-10/refused" {
				t.Errorf("%s: %s", f.Verdict, f.Evidence)
			}
			if len(v.Findings) != 1 {
				t.Errorf("the answer to the record has %d findings", len(v.Findings))
			}
		})
	})
}

func TestFindingsFollowTheEvents(t *testing.T) {
	replied := func(b *bench) (id, event string) {
		id = b.received(dsar.RightAccess)
		b.reply(id, "2026-08-20", "Here is your data, all of it, since the beginning.")
		events := must(b.Request(b.ctx(), b.owner, id))(b.t).Events
		return id, events[len(events)-1].ID
	}
	move := func(b *bench, id, event, on string) {
		must(b.CorrectEvent(b.ctx(), b.owner, id, event, casework.CorrectionInput{EventInput: casework.EventInput{On: day(on)}}, casework.AnyVersion))(b.t)
	}
	t.Run("a suspected one goes when a correction removes what it rests on", func(t *testing.T) {
		onEachHistory(t, "2026-09-20", func(t *testing.T, b *bench) {
			id, reply := replied(b)
			b.wantOnly(id, "late_answer")
			move(b, id, reply, "2026-06-04")
			b.wantOnly(id)
			move(b, id, reply, "2026-06-05")
			b.wantOnly(id, "late_answer")
		})
	})
	t.Run("a confirmed one stays, is marked, and no letter names it", func(t *testing.T) {
		onEachHistory(t, "2026-09-20", func(t *testing.T, b *bench) {
			id, reply := replied(b)
			f := b.wantOnly(id, "late_answer")["late_answer"]
			confirmed := must(b.ReviewFinding(b.ctx(), b.owner, f.Finding.ID, dsar.FindingConfirmed, f.Finding.Version))(t)
			if confirmed.Gone {
				t.Error("it is marked although the events show it")
			}
			title := f.Kind.Heading("en")
			if body := must(b.ComposeLetter(b.ctx(), b.owner, id, dsar.LetterFollowUp, "en"))(t).Body; !strings.Contains(body, title) {
				t.Errorf("the letter does not name it:\n%s", body)
			}
			move(b, id, reply, "2026-06-04")
			f = b.wantOnly(id, "late_answer")["late_answer"]
			if !f.Gone || f.Finding.Status != dsar.FindingConfirmed {
				t.Errorf("%s, gone %v", f.Finding.Status, f.Gone)
			}
			if !b.listed(id).Gone {
				t.Error("the list over all requests does not say that it is gone")
			}
			if body := must(b.ComposeLetter(b.ctx(), b.owner, id, dsar.LetterFollowUp, "en"))(t).Body; strings.Contains(body, title) {
				t.Errorf("the letter names what the events do not show:\n%s", body)
			}
			undone := must(b.ReviewFinding(b.ctx(), b.owner, f.Finding.ID, dsar.FindingSuspected, casework.AnyVersion))(t)
			if !undone.Gone {
				t.Error("the answer to the review does not say that it is gone")
			}
			b.record(id, dsar.EventReminded, "2026-09-01")
			b.wantOnly(id)
		})
	})
	t.Run("a confirmed one shows the days that hold now", func(t *testing.T) {
		onEachHistory(t, "2026-09-20", func(t *testing.T, b *bench) {
			id, reply := replied(b)
			f := b.wantOnly(id, "late_answer")["late_answer"]
			must(b.ReviewFinding(b.ctx(), b.owner, f.Finding.ID, dsar.FindingConfirmed, f.Finding.Version))(t)
			move(b, id, reply, "2026-07-20")
			if f := b.listed(id); f.Gone || f.Finding.Evidence != "2026-05-04/received 2026-06-04/last_day 2026-07-20/replied" {
				t.Errorf("in the list: gone %v: %s", f.Gone, f.Finding.Evidence)
			}
			f = b.wantOnly(id, "late_answer")["late_answer"]
			if f.Gone || f.Finding.Evidence != "2026-05-04/received 2026-06-04/last_day 2026-07-20/replied" {
				t.Errorf("gone %v: %s", f.Gone, f.Finding.Evidence)
			}
		})
	})
}

// A rule that changed between two releases shows in the list as on the page of the request.
func TestFindingsOfAListFollowTheLaw(t *testing.T) {
	onEach(t, "2026-09-20", func(t *testing.T, b *bench) {
		id := b.received(dsar.RightAccess)
		m := b.reply(id, "2026-08-20", "Here is your data, all of it, since the beginning.")
		before := b.listed(id)
		if before.Finding.Key != "late_answer" || before.Finding.Verdict != "unlawful" {
			t.Fatalf("found %+v in %+v", before.Finding, m)
		}
		files := must(historyFiles())(t)
		late := files["taxonomy/late_answer.yaml"]
		late.Data = []byte(strings.Replace(string(late.Data), "verdict: unlawful", "verdict: judge", 1))
		b.Detector = must(restriction.Load(files))(t)
		onPage := b.wantOnly(id, "late_answer")["late_answer"].Finding
		if inList := b.listed(id).Finding; onPage.Verdict != "judge" || inList.Verdict != onPage.Verdict || inList.Found != onPage.Found {
			t.Errorf("the page says %s, the list %s", onPage.Verdict, inList.Verdict)
		}
	})
}
