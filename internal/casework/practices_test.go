package casework_test

import (
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const limitingPolicy = "How to ask for access\n\nYou may request a copy of your data twice a year. We only provide data collected in the twelve months before your request."

func TestPractices(t *testing.T) {
	known := func(p casework.KnownPractices, key string) *casework.KnownPractice {
		for i := range p.Known {
			if p.Known[i].Kind.Key == key {
				return &p.Known[i]
			}
		}
		return nil
	}
	onEach(t, "2026-11-20", func(t *testing.T, b *bench) {
		acme := b.controller("Acme", "FR")
		if p := must(b.KnownPractices(b.ctx(), b.owner, acme))(t); len(p.Known) != 0 || p.Record != nil {
			t.Errorf("of a new company %+v is known", p)
		}

		// Its own words, as they were read.
		policy := must(b.AddPolicy(b.ctx(), b.owner, acme.ID, casework.PolicyInput{Text: limitingPolicy, URL: "https://acme.example/privacy", ReadOn: day("2026-11-01")}))(t)
		if len(policy.Hash) != 64 || policy.Language != "en" || policy.Text != limitingPolicy {
			t.Errorf("the policy is kept as %+v", policy)
		}
		p := must(b.KnownPractices(b.ctx(), b.owner, acme))(t)
		for _, key := range []string{"lookback_limit", "frequency_limit"} {
			k := known(p, key)
			if k == nil || k.Policy == nil || k.Policy.ReadOn != day("2026-11-01") || !strings.Contains(limitingPolicy, k.Passage.Quote) || k.Cases != 0 {
				t.Fatalf("%s: %+v", key, k)
			}
		}

		// What happened in the cases of the workspace counts once a person confirmed it.
		r := b.requestTo(acme, dsar.RightAccess)
		b.record(r.Request.ID, dsar.EventSent, "2026-09-01")
		b.record(r.Request.ID, dsar.EventReceived, "2026-09-01")
		m := b.reply(r.Request.ID, "2026-09-20", "We attach data of the last twelve months only.")
		if k := known(must(b.KnownPractices(b.ctx(), b.owner, acme))(t), "lookback_limit"); k.Cases != 0 {
			t.Error("a suspicion counts as known")
		}
		must(b.ReviewFinding(b.ctx(), b.owner, m.Findings[0].Finding.ID, dsar.FindingConfirmed, casework.AnyVersion))(t)
		if k := known(must(b.KnownPractices(b.ctx(), b.owner, acme))(t), "lookback_limit"); k.Cases != 1 || k.Last != day("2026-09-20") {
			t.Errorf("after one confirmed case there are %d, the last on %s", k.Cases, k.Last)
		}

		// A newer policy takes the place of an older one.
		must(b.AddPolicy(b.ctx(), b.owner, acme.ID, casework.PolicyInput{Text: "Access is free, at any time, to everything we hold.", ReadOn: day("2026-11-15")}))(t)
		p = must(b.KnownPractices(b.ctx(), b.owner, acme))(t)
		if known(p, "frequency_limit") != nil || known(p, "lookback_limit").Policy != nil || len(p.Policies) != 2 {
			t.Errorf("the older policy still counts: %d known", len(p.Known))
		}
	})
}

func TestPractices_knowWhatAuthoritiesDecidedAndWhatTheDirectorySays(t *testing.T) {
	onEach(t, "2026-11-20", func(t *testing.T, b *bench) {
		clearview := must(b.CreateController(b.ctx(), b.owner, casework.ControllerInput{Name: "Face Search", Country: "US", Web: "https://www.clearview.ai", NeedsID: true}))(t)
		p := must(b.KnownPractices(b.ctx(), b.owner, clearview))(t)
		if p.Record == nil || p.Record.Key != "clearview-ai" {
			t.Fatal("the record was not found by the domain")
		}
		asked := false
		for i, k := range p.Known {
			if i > 0 && k.Kind.Severity > p.Known[i-1].Kind.Severity {
				t.Errorf("%s stands below something less grave", k.Kind.Key)
			}
			if k.Kind.Key == "lookback_limit" && (len(k.Authorities) != 1 || k.Authorities[0] != "CNIL") {
				t.Errorf("the look-back limit is known from %v", k.Authorities)
			}
			asked = asked || k.Kind.Key == "excessive_id_demand" && k.Asks
		}
		if !asked {
			t.Error("that it asks for a document is not known")
		}
	})
}

func TestAddPolicy_refusesWhatCannotBeKept(t *testing.T) {
	onEach(t, "2026-11-20", func(t *testing.T, b *bench) {
		acme := b.controller("Acme", "FR")
		for name, c := range map[string]struct {
			in    casework.PolicyInput
			field string
		}{
			"nothing":           {casework.PolicyInput{Text: " \n"}, "text"},
			"a day to come":     {casework.PolicyInput{Text: "x", ReadOn: day("2026-12-24")}, "read_on"},
			"no address of web": {casework.PolicyInput{Text: "x", URL: "javascript:alert(1)"}, "url"},
		} {
			_, err := b.AddPolicy(b.ctx(), b.owner, acme.ID, c.in)
			t.Log(name)
			wantField(t, err, c.field)
		}
		_, err := b.AddPolicy(b.ctx(), b.owner, acme.ID, casework.PolicyInput{Text: strings.Repeat("x", casework.MaxTextBytes+1)})
		wantCode(t, err, dsar.CodeTooLarge)
		_, err = b.AddPolicy(b.ctx(), b.owner, "another", casework.PolicyInput{Text: "x"})
		wantCode(t, err, dsar.CodeNotFound)
		reader := b.owner
		reader.Role = dsar.RoleReader
		_, err = b.AddPolicy(b.ctx(), reader, acme.ID, casework.PolicyInput{Text: "x"})
		wantCode(t, err, dsar.CodeForbidden)

		kept := must(b.AddPolicy(b.ctx(), b.owner, acme.ID, casework.PolicyInput{Text: "x"}))(t)
		wantCode(t, b.DeletePolicy(b.ctx(), reader, kept.ID), dsar.CodeForbidden)
		stranger := b.owner
		stranger.WorkspaceID = "another"
		_, err = b.Policy(b.ctx(), stranger, kept.ID)
		wantCode(t, err, dsar.CodeNotFound)
		wantCode(t, b.DeletePolicy(b.ctx(), stranger, kept.ID), dsar.CodeNotFound)
		if err := b.DeletePolicy(b.ctx(), b.owner, kept.ID); err != nil {
			t.Fatal(err)
		}
	})
}

func TestRequestLetter_speaksAgainstWhatTheCompanyIsKnownFor(t *testing.T) {
	onEach(t, "2026-11-20", func(t *testing.T, b *bench) {
		clearview := must(b.CreateController(b.ctx(), b.owner, casework.ControllerInput{Name: "Clearview AI", Country: "US", Emails: []string{"p@clearview.example"}}))(t)
		r := b.requestTo(clearview, dsar.RightAccess)
		first := must(b.ComposeLetter(b.ctx(), b.owner, r.Request.ID, dsar.LetterAccess, "en"))(t)
		if !strings.Contains(first.Body, "no photograph of my face") || !strings.Contains(first.Body, "Article 27 GDPR") {
			t.Errorf("the letter says\n%s", first.Body)
		}
		sent := must(b.RecordTaken(b.ctx(), b.owner, r.Request.ID, casework.TakenInput{Kind: dsar.LetterAccess, Language: "en", SentOn: day("2026-11-19")}, casework.AnyVersion))(t)
		if !strings.Contains(sent.Messages[0].Message.Text, "no photograph of my face") {
			t.Error("what is kept is not what was shown")
		}
		plain := must(b.ComposeLetter(b.ctx(), b.owner, b.request(dsar.RightAccess).Request.ID, dsar.LetterAccess, "en"))(t)
		if strings.Contains(plain.Body, "photograph") {
			t.Error("a company of which nothing is known is written to in the same way")
		}
	})
}
