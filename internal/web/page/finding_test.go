package page_test

import (
	"context"
	"net/http"
	"testing"

	"recourse/internal/dsar"
)

const twoLimits = "Dear Ms Moreau,\n\nWe can only provide the data of the last twelve months.\n\n" +
	"You may ask for your data no more than twice a year.\n\nA copy certified by a notary is needed as well.\n\nKind regards"

// limited is a request with a reply that limits the answer twice.
func limited(t *testing.T, s *stack, r *reader) (m matter, message string, findings map[string]dsar.Finding) {
	t.Helper()
	m = s.file(t, r, dsar.RightAccess)
	m.record(t, "received", "2026-10-28")
	m.post(t, m.Path+"/messages", "kind", "reply", "text", twoLimits, "date", "2026-11-17").see(t, http.StatusSeeOther)
	v, err := s.Request(context.Background(), r.Actor, m.ID)
	must(t, err)
	findings = map[string]dsar.Finding{}
	for _, f := range v.Findings {
		findings[f.Finding.Key] = f.Finding
	}
	return m, v.Messages[0].Message.ID, findings
}

func TestAQuestionIsAskedBesideTheFinding(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "a@example.org")
	m, _, findings := limited(t, s, r)
	path := m.Path + "/findings/" + findings["lookback_limit"].ID

	t.Run("with what each answer leads to, in three languages", func(t *testing.T) {
		for lang, parts := range map[string][]string{
			"en": {"A question decides", "Has the company named the retention rule", "Yours to judge", "Not known"},
			"fr": {"Une question décide", "Inconnu"},
			"de": {"Eine Frage entscheidet", "Nicht bekannt"},
		} {
			s.speak(t, r, lang)
			page := m.get(t, m.Path).see(t, http.StatusOK, parts...)
			checkMarkup(t, m.Path, page.Body)
		}
		s.speak(t, r, "en")
	})
	t.Run("the answer moves the verdict and says who gave it and what was found", func(t *testing.T) {
		m.post(t, path, "answer", "yes", "version", "1", "anchor", "a").see(t, http.StatusSeeOther)
		m.get(t, m.Path).see(t, http.StatusOK, "Your answer is kept.", "by you, 24 Nov 2026", "Found was: Unlawful.", "It is a limit").
			has(t, `value="yes" aria-pressed="true"`)
	})
	t.Run("it can be changed", func(t *testing.T) {
		m.post(t, path, "answer", "no", "version", "2", "anchor", "a").see(t, http.StatusSeeOther)
		m.get(t, m.Path).see(t, http.StatusOK, "Looks unlawful").has(t, `value="no" aria-pressed="true"`).lacks(t, "Found was: Unlawful.")
	})
	t.Run("somebody else’s answer meanwhile is not overwritten", func(t *testing.T) {
		m.post(t, path, "answer", "yes", "version", "1", "anchor", "a").see(t, http.StatusSeeOther)
		m.get(t, m.Path).see(t, http.StatusOK, "Somebody else has judged this finding").has(t, `value="no" aria-pressed="true"`)
	})
}

func TestReviewingAFinding(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "a@example.org")
	m, message, findings := limited(t, s, r)
	lookback := m.Path + "/findings/" + findings["lookback_limit"].ID
	frequency := m.Path + "/findings/" + findings["frequency_limit"].ID

	t.Run("it is set aside with a reason, and both stay beside the letter", func(t *testing.T) {
		a := m.post(t, lookback, "status", "dismissed", "reason", "quotation", "note", "from my own letter", "version", "1", "anchor", "a", "then", "next")
		if a.Location != m.Path+"#n-b" {
			t.Errorf("it goes on to %s", a.Location)
		}
		m.get(t, m.Path).see(t, http.StatusOK, "Set aside by you: Only recent data", "A quotation", "from my own letter", "by you, 24 Nov 2026")
	})
	t.Run("that is taken back", func(t *testing.T) {
		m.post(t, lookback, "status", "suspected", "version", "2", "anchor", "a").see(t, http.StatusSeeOther)
		m.get(t, m.Path).see(t, http.StatusOK, "Your decision is taken back.").lacks(t, "from my own letter")
	})
	t.Run("a page of its own takes another kind or more words, in three languages", func(t *testing.T) {
		for lang, words := range map[string]string{"en": "It is another kind", "fr": "C’est un autre type", "de": "Es ist eine andere Art"} {
			s.speak(t, r, lang)
			page := m.get(t, lookback).see(t, http.StatusOK, words).lacks(t, `value="lookback_limit"`)
			checkMarkup(t, lookback, page.Body)
		}
		s.speak(t, r, "en")
		m.get(t, m.Path+"/findings/0197f0c0-0000-7000-8000-000000000000").see(t, http.StatusNotFound)
	})
	t.Run("without a kind it is shown again with what is missing", func(t *testing.T) {
		m.post(t, lookback, "do", "kind", "version", "3").see(t, http.StatusUnprocessableEntity, "Choose what kind of limit it is.")
		m.post(t, lookback, "do", "kind", "kind", "moon", "version", "3").see(t, http.StatusUnprocessableEntity, "is not known")
		m.post(t, lookback, "status", "dismissed", "reason", "mood", "version", "3").see(t, http.StatusUnprocessableEntity, "is not known")
	})
	t.Run("another kind takes its place, and the proposed one stays", func(t *testing.T) {
		m.post(t, lookback, "do", "kind", "kind", "partial_answer", "version", "3", "anchor", "a").see(t, http.StatusSeeOther)
		m.get(t, m.Path).see(t, http.StatusOK, "The finding of the right kind has taken its place.", "Set aside by you: Only recent data", "Another kind",
			"Incomplete answer", "Added by hand", "Confirmed by you")
		m.get(t, m.Path+"/letter?kind=follow_up").see(t, http.StatusOK, "the last twelve months")
	})
	t.Run("a passage is marked by hand, and the mark removed", func(t *testing.T) {
		add := m.Path + "/messages/" + message + "/finding"
		for lang, words := range map[string]string{"en": "Mark a passage", "fr": "Marquer un passage", "de": "Stelle markieren"} {
			s.speak(t, r, lang)
			page := m.get(t, add).see(t, http.StatusOK, words, "A copy certified by a notary")
			checkMarkup(t, add, page.Body)
		}
		s.speak(t, r, "en")
		m.post(t, add, "passage", "certified by a judge", "kind", "fee_demand").see(t, http.StatusUnprocessableEntity, "These words do not stand in the message").
			has(t, "certified by a judge</textarea>", `<option value="fee_demand" selected>`)
		m.post(t, add, "passage", "copy  certified\nby a notary", "kind", "cannot_identify").see(t, http.StatusSeeOther)
		page := m.get(t, m.Path).see(t, http.StatusOK, "The passage is marked.", "Added by hand: by you, 24 Nov 2026", "Remove")
		page.has(t, `>copy certified by a notary</mark>`)
		v, err := s.Request(context.Background(), r.Actor, m.ID)
		must(t, err)
		for _, f := range v.Findings {
			if f.Finding.Key == "cannot_identify" {
				m.post(t, m.Path+"/findings/"+f.Finding.ID, "do", "remove", "version", "1").see(t, http.StatusSeeOther)
			}
		}
		m.get(t, m.Path).see(t, http.StatusOK, "The finding is removed.").lacks(t, `>copy certified by a notary</mark>`)
		m.get(t, m.Path+"/messages/0197f0c0-0000-7000-8000-000000000000/finding").see(t, http.StatusNotFound)
	})
	t.Run("after the last one the reader comes to what is to be done", func(t *testing.T) {
		v, err := s.Request(context.Background(), r.Actor, m.ID)
		must(t, err)
		for _, f := range v.Findings {
			if f.Finding.Status == dsar.FindingSuspected && f.Finding.ID != findings["frequency_limit"].ID {
				m.post(t, m.Path+"/findings/"+f.Finding.ID, "status", "confirmed", "version", "0")
			}
		}
		if a := m.post(t, frequency, "status", "confirmed", "version", "1", "anchor", "b", "then", "next"); a.Location != m.Path+"#h-now" {
			t.Errorf("it goes on to %s", a.Location)
		}
	})
	t.Run("an anchor that is none is left out", func(t *testing.T) {
		if a := m.post(t, frequency, "status", "suspected", "version", "2", "anchor", `"><b`); a.Location != m.Path {
			t.Errorf("it goes on to %s", a.Location)
		}
	})
}

// Whatever a person can say about a finding is worded in every language.
func TestEveryReasonAndAnswerIsWorded(t *testing.T) {
	s := newStack(t)
	for _, lang := range dsar.Languages() {
		for _, reason := range append(dsar.DismissReasons(), dsar.ReasonWrongKind) {
			worded(t, s.Catalog, lang, "finding.reasons."+string(reason))
		}
		for _, answer := range dsar.Answers() {
			worded(t, s.Catalog, lang, "finding.answers."+string(answer))
		}
	}
}
