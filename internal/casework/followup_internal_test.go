package casework

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/restriction"
)

// letterToday is the date of the letters that the tests compose.
var letterToday = civil.Must(2026, 9, 1)

// seen is a confirmed finding of a test: the words of the company, or the reason and the
// days of a finding from events.
type seen struct {
	key, quote, reason, days string
	verdict                  restriction.Verdict // "" takes the law's
}

// fromEvents are the kinds that only events show, or show best, as history finds them in
// a request of 2 March 2026.
var fromEvents = map[string]seen{
	"silence":                   {reason: restriction.ReasonNoAnswer, days: "2026-03-02/received 2026-04-16/last_day"},
	"late_answer":               {reason: restriction.ReasonAnsweredLate, days: "2026-03-02/received 2026-04-16/last_day 2026-06-01/replied"},
	"late_extension_notice":     {reason: restriction.ReasonExtensionLate, days: "2026-03-02/received 2026-04-16/last_day 2026-05-04/extension_announced"},
	"extension_without_reasons": {reason: restriction.ReasonExtensionUnreasoned, days: "2026-03-20/extension_announced"},
	"serial_extension":          {reason: restriction.ReasonExtensionAgain, days: "2026-03-20/extension_announced 2026-05-20/extension_announced"},
	"repeated_requests_needed":  {reason: restriction.ReasonThirdMessage, days: "2026-03-02/requested 2026-04-20/reminded 2026-05-11/reminded 2026-06-01/replied"},
	"erasure_instead_of_access": {reason: restriction.ReasonErasedInstead, days: "2026-03-02/received 2026-04-16/last_day 2026-03-25/erasure_reported"},
	"deletion_before_access":    {reason: restriction.ReasonErasedBeforeAnswer, days: "2026-03-02/received 2026-03-25/erasure_reported"},
	"automated_loop":            {reason: restriction.ReasonOnlyAutomatic, days: "2026-03-02/requested 2026-03-02/auto_replied 2026-04-20/reminded 2026-04-21/auto_replied"},
	"controller_pingpong":       {reason: restriction.ReasonSentAround, days: "2026-03-10/referred 2026-03-24/referred_back", verdict: restriction.Judge},
	"expired_link":              {reason: restriction.ReasonLinkNotRenewed, days: "2026-06-10/link_expired 2026-06-12/reminded"},
	"retaliation":               {reason: restriction.ReasonDisadvantageAfter, days: "2026-03-02/received 2026-03-30/disadvantaged", verdict: restriction.Judge},
}

// confirmed is the finding as a person confirmed it.
func confirmed(t *testing.T, d *restriction.Detector, regime string, s seen) FindingView {
	t.Helper()
	k, ok := d.Kind(s.key)
	if !ok {
		t.Fatalf("no kind %q", s.key)
	}
	if s.verdict == "" {
		s.verdict = k.Judgement(regime).Verdict
	}
	f := dsar.Finding{Key: s.key, Verdict: string(s.verdict), Status: dsar.FindingConfirmed, Source: dsar.SourceText, Quote: s.quote, MessageID: "reply"}
	if s.reason != "" {
		f.Source, f.Rule, f.Evidence, f.MessageID = dsar.SourceEvents, dsar.HistoryRule+s.reason, s.days, ""
	}
	return FindingView{Finding: f, Kind: k}
}

// viewOf is a request of 2 March 2026 with these findings. It was answered on 1 June,
// unless a finding says that no answer came.
func viewOf(t *testing.T, s *Service, regime string, rights []dsar.Right, list []seen) RequestView {
	t.Helper()
	day := civil.MustParse
	events := []dsar.Event{{Kind: dsar.EventSent, On: day("2026-03-02")}, {Kind: dsar.EventReceived, On: day("2026-03-02")}}
	unanswered := slices.ContainsFunc(list, func(f seen) bool {
		return slices.Contains([]string{"silence", "erasure_instead_of_access", "automated_loop"}, f.key) && f.reason != ""
	})
	if !unanswered {
		events = append(events, dsar.Event{Kind: dsar.EventReplyReceived, On: day("2026-06-01")})
	}
	v := RequestView{
		Request: dsar.Request{Regime: regime, Region: "NONE", Rights: rights, Language: "en", TimeZone: "UTC", Reference: "RC-4F7K-29QX"},
		Controller: dsar.Controller{
			Name: "Example Company", Address: "1 Long Road\nExampletown", Emails: []string{"privacy@example.com"},
		},
		Subject:  dsar.Subject{Name: "Camille Moreau", Email: "camille@example.org"},
		Events:   events,
		State:    dsar.Fold(events),
		Messages: []MessageView{{Message: dsar.Message{ID: "reply", On: day("2026-06-01")}}},
	}
	p, err := s.project(v.Request, v.Events, v.Events)
	if err != nil {
		t.Fatal(err)
	}
	v.Law, v.LawKnown = p.Law, p.LawKnown
	v.Request.Projection = s.projection(v.Request, v.Events, p)
	for _, f := range list {
		v.Findings = append(v.Findings, confirmed(t, s.Detector, regime, f))
	}
	return v
}

func followUp(t *testing.T, s *Service, regime, lang string, rights []dsar.Right, list []seen) string {
	t.Helper()
	c, err := s.composeLetter(viewOf(t, s, regime, rights, list), dsar.LetterFollowUp, lang, letterToday)
	if err != nil {
		t.Fatal(err)
	}
	return "Subject: " + c.Subject + "\n\n" + c.Body
}

// one is a finding of the kind alone.
func one(key string) seen {
	f, ok := fromEvents[key]
	f.key = key
	if !ok {
		f.quote = "The company’s own words."
	}
	return f
}

// pointsOf are the points of a letter: what stands between its opening and the day that
// it sets.
func pointsOf(t *testing.T, body string) string {
	t.Helper()
	from, to := strings.Index(body, "\n1. "), -1
	for _, p := range []string{"Please send me your complete answer", "Je vous prie de me faire parvenir votre réponse", "Bitte senden Sie mir Ihre vollständige Antwort", "Vi prego di inviarmi la risposta completa", "Les ruego que me remitan su respuesta completa", "Ik verzoek u mij uw volledige antwoord te sturen"} {
		to = max(to, strings.Index(body, "\n"+p))
	}
	if from < 0 || to < from {
		t.Fatalf("no points in:\n%s", body)
	}
	return strings.TrimSpace(body[from:to])
}

func followUpService(t *testing.T) *Service {
	t.Helper()
	s := lawfulService(t)
	s.Now = func() time.Time { return time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC) }
	return s
}

// TestFollowUp_answersEveryKind holds what a letter says of each restriction in each
// language to the text that was read and approved.
func TestFollowUp_answersEveryKind(t *testing.T) {
	s := followUpService(t)
	for _, lang := range s.Letters.Languages() {
		var b strings.Builder
		for _, k := range s.Detector.Kinds() {
			body := followUp(t, s, "eu-gdpr", lang, []dsar.Right{dsar.RightAccess}, []seen{one(k.Key)})
			fmt.Fprintf(&b, "##### %s (%s)\n%s\n\n", k.Key, k.Judgement("eu-gdpr").Verdict, pointsOf(t, body))
		}
		approved(t, filepath.Join("followups", "kinds."+lang+".txt"), b.String())
	}
}

// combinations are the cases in which several restrictions become one letter.
var combinations = map[string][]seen{
	"2": {
		{key: "lookback_limit", quote: "We provide the data of the past twelve months."},
		{key: "excessive_id_demand", quote: "Please send a copy of your passport, both sides."},
	},
	"4": {
		{key: "partial_answer", quote: "For everything else please see our privacy policy."},
		{key: "recipient_categories_only", quote: "We share data with service providers and partners."},
		{key: "late_answer", reason: restriction.ReasonAnsweredLate, days: "2026-03-02/received 2026-04-16/last_day 2026-06-01/replied"},
		{key: "fee_demand", quote: "A charge of 25 applies before we begin."},
	},
	"8": {
		{key: "form_only", quote: "Requests are accepted on our form only."},
		{key: "lookback_limit", quote: "Information is limited to the past year and given twice a year at most."},
		{key: "frequency_limit", quote: "Information is limited to the past year and given twice a year at most."},
		{key: "biometric_photo_demand", quote: "Please upload a photograph of your face."},
		{key: "excessive_id_demand", quote: "A scan of your identity card is required."},
		{key: "deletion_before_access", reason: restriction.ReasonErasedBeforeAnswer, days: "2026-03-02/received 2026-03-25/erasure_reported"},
		{key: "repeated_requests_needed", reason: restriction.ReasonThirdMessage, days: "2026-03-02/requested 2026-04-20/reminded 2026-05-11/reminded 2026-06-01/replied"},
		{key: "retaliation", reason: restriction.ReasonDisadvantageAfter, days: "2026-03-02/received 2026-03-30/disadvantaged", verdict: restriction.Judge},
	},
}

// TestFollowUp_isOneLetter holds the letters about several restrictions to the text that
// was read and approved, under three laws and one on which the taxonomy has nothing.
func TestFollowUp_isOneLetter(t *testing.T) {
	s := followUpService(t)
	for _, lang := range s.Letters.Languages() {
		var b strings.Builder
		for _, regime := range []string{"eu-gdpr", "uk-gdpr", "us-ca-ccpa", "za-paia"} {
			for _, n := range []string{"2", "4", "8"} {
				rights := []dsar.Right{dsar.RightAccess}
				if n == "8" {
					rights = append(rights, dsar.RightErasure)
				}
				fmt.Fprintf(&b, "##### %s, %s findings\n%s\n", regime, n, followUp(t, s, regime, lang, rights, combinations[n]))
			}
		}
		approved(t, filepath.Join("followups", "combined."+lang+".txt"), b.String())
	}
}
