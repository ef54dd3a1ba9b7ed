package page_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"recourse/internal/casework"
)

func TestFindingsOverAllRequests(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "a@example.org")

	t.Run("without any the page says how they come about", func(t *testing.T) {
		r.get(t, "/findings").see(t, http.StatusOK, "No finding waits to be judged.")
		r.get(t, "/findings?view=all").see(t, http.StatusOK, "Paste a reply into its request")
	})
	m, _, findings := limited(t, s, r)
	other, _, _ := limited(t, s, r)
	m.post(t, m.Path+"/findings/"+findings["lookback_limit"].ID, "status", "dismissed", "reason", "offer", "version", "1")
	m.post(t, m.Path+"/findings/"+findings["frequency_limit"].ID, "answer", "yes", "version", "1")

	t.Run("those that wait to be judged come first, each with the way to its note", func(t *testing.T) {
		a := r.get(t, "/findings").see(t, http.StatusOK, "Only recent data", "Yours to judge", "Answer to the question: Yes", "17 Nov 2026", "Looks unlawful").
			has(t, `href="`+other.Path+`#finding-`, `<q lang="en">`, `<details class="menu"><summary>Menu`)
		target := regexp.MustCompile(`href="(/requests/[^"#]+)#(finding-[^"]+)"`).FindStringSubmatch(a.Body)
		r.get(t, target[1]).has(t, `id="`+target[2]+`"`)
		checkMarkup(t, "/findings", a.Body)
	})
	t.Run("views and filters select", func(t *testing.T) {
		r.get(t, "/findings?view=dismissed").see(t, http.StatusOK, "1 finding on this page", "Set aside: Only an offer")
		r.get(t, "/findings?view=confirmed").see(t, http.StatusOK, "No finding is confirmed yet.")
		r.get(t, "/findings?view=all&verdict=judge").see(t, http.StatusOK, "1 finding on this page", "Only so many requests a year")
		r.get(t, "/findings?kind=fee_demand").see(t, http.StatusOK, "No finding fits these filters.")
		r.get(t, "/findings?view=all&kind=lookback_limit&language=en&sort=oldest").see(t, http.StatusOK, "2 findings on this page").
			has(t, `<option value="lookback_limit" selected>`, `<option value="oldest" selected>`)
		r.get(t, "/findings?language=de").see(t, http.StatusOK, "No finding fits these filters.")
	})
	t.Run("what is no choice is refused with the choices", func(t *testing.T) {
		for _, query := range []string{"view=grave", "kind=moon", "verdict=maybe", "sort=grave", "language=xx", "cursor=nonsense"} {
			r.get(t, "/findings?"+query).see(t, http.StatusUnprocessableEntity)
		}
		r.get(t, "/findings?controller=0197f0c0-0000-7000-8000-000000000000").see(t, http.StatusNotFound)
	})
	t.Run("pages follow each other", func(t *testing.T) {
		ctx := context.Background()
		v, err := s.Request(ctx, r.Actor, m.ID)
		must(t, err)
		for i, k := range s.Detector.Kinds() {
			if i >= 26 {
				break
			}
			if _, err := s.AddFinding(ctx, r.Actor, v.Messages[0].Message.ID, casework.NewFinding{Kind: k.Key, Passage: "Kind regards"}); err != nil {
				t.Fatal(err)
			}
		}
		first := r.get(t, "/findings?view=all").see(t, http.StatusOK, "25 findings on this page", "Next page")
		next := regexp.MustCompile(`href="(/findings\?[^"]*cursor=[^"]*)"`).FindStringSubmatch(first.Body)
		r.get(t, strings.ReplaceAll(next[1], "&amp;", "&")).see(t, http.StatusOK, "First page")
	})
	t.Run("the page of a company counts them by kind and half-year, as picture and table", func(t *testing.T) {
		v, err := s.Request(context.Background(), r.Actor, m.ID)
		must(t, err)
		for lang, words := range map[string]string{"en": "2nd half of 2026", "fr": "Les mêmes nombres en tableau", "de": "2. Halbjahr 2026"} {
			s.speak(t, r, lang)
			a := r.get(t, "/controllers/"+v.Controller.ID).see(t, http.StatusOK, words).has(t, `<svg height="`, `role="img"`)
			checkMarkup(t, "/controllers", a.Body)
			list := r.get(t, "/findings?view=all&controller="+v.Controller.ID).see(t, http.StatusOK, v.Controller.Name)
			checkMarkup(t, "/findings", list.Body)
		}
		s.speak(t, r, "en")
		r.get(t, "/controllers/"+v.Controller.ID).see(t, http.StatusOK, "All findings about this company").has(t, "Findings by kind from 2nd half of 2026")
	})
	t.Run("a kind leads to its findings, for who is signed in", func(t *testing.T) {
		r.get(t, "/restrictions/lookback_limit").has(t, `href="/findings?view=all&amp;kind=lookback_limit"`)
		s.reader(t).get(t, "/restrictions/lookback_limit").lacks(t, "/findings?")
	})
	if missing := s.Catalog.Missing(); len(missing) > 0 {
		t.Errorf("sentences are missing: %q", missing)
	}
}
