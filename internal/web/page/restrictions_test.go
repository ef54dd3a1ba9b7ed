package page_test

import (
	"net/http"
	"strings"
	"testing"

	"recourse/internal/restriction"
)

func TestRestrictions(t *testing.T) {
	s := newStack(t)
	guest := s.reader(t)
	kinds := s.Detector.Kinds()

	t.Run("are listed for everybody, by chapter, with how grave they are and where they are seen", func(t *testing.T) {
		a := guest.get(t, "/restrictions").see(t, http.StatusOK, "Limits that companies put on rights", "42 of 42 limits", "defeats the right",
			"in the text, in the data received").has(t, `<option value="eu-gdpr" selected>`)
		a.inOrder(t, "What is handed over", "Only recent data", "How one may ask", "Pressure")
		for _, k := range kinds {
			if strings.Count(a.Body, `href="/restrictions/`+k.Key+`"`) != 1 {
				t.Errorf("%s is not listed once", k.Key)
			}
		}
	})
	t.Run("are found by words in any order, case and accents", func(t *testing.T) {
		guest.get(t, "/restrictions?q=passport+COPY").has(t, `"/restrictions/excessive_id_demand"`).lacks(t, `"/restrictions/silence"`)
		guest.get(t, "/restrictions?lang=fr&q=PIECE+exigee").has(t, `"/restrictions/excessive_id_demand"`).lacks(t, `"/restrictions/silence"`)
		guest.get(t, "/restrictions?lang=en&q=lookback_limit").see(t, http.StatusOK, "1 of 42 limits")
	})
	t.Run("that nobody knows are not found, and the way back is shown", func(t *testing.T) {
		guest.get(t, "/restrictions?q=zzzz").see(t, http.StatusOK, "No limit has all of these words.", "0 of 42 limits")
		guest.get(t, "/restrictions?q="+strings.Repeat("a+", 3000)).see(t, http.StatusOK)
	})
	t.Run("are judged by the law that is chosen, and by the usual one for one that is unknown", func(t *testing.T) {
		guest.get(t, "/restrictions?q=lookback_limit&law=ccpa").has(t, `<b class="verdict--lawful">Lawful</b>`, "/restrictions/lookback_limit#us-ca-ccpa")
		guest.get(t, "/restrictions?q=lookback_limit&law=moon").has(t, `<b class="verdict--unlawful">Unlawful</b>`)
	})
	t.Run("one says what each law makes of it, what decides, and what the letter will say", func(t *testing.T) {
		a := guest.get(t, "/restrictions/lookback_limit").see(t, http.StatusOK, "Only recent data", "often the last twelve months",
			"Has the company named the retention rule", "GDPR Art. 15(1), 15(3), 12(2)", "To be verified",
			"They name no period, and", "CNIL", "17 Oct 2022", "Every other law", "Some wordings move this verdict", "Paste the reply into the request.").
			has(t, `href="/law/eu-gdpr"`, `href="https://eur-lex.europa.eu/eli/reg/2016/679/oj"`)
		for _, anchor := range []string{"eu-gdpr", "uk-gdpr", "us-ca-ccpa", "ch-fadp", "elsewhere"} {
			if strings.Count(a.Body, `id="`+anchor+`"`) != 1 {
				t.Errorf("%s is no place on the page", anchor)
			}
		}
		checkMarkup(t, "/restrictions/lookback_limit", a.Body)
	})
	t.Run("opens everything to be printed", func(t *testing.T) {
		if a := guest.get(t, "/restrictions/silence?print=1"); strings.Contains(a.Body, "<details><summary>") {
			t.Error("a letter stays closed")
		}
	})
	t.Run("one that does not exist leads to those that do", func(t *testing.T) {
		guest.get(t, "/restrictions/moon").see(t, http.StatusNotFound, "“moon” is not known here", "Only recent data")
	})
	t.Run("all of them speak three languages without holes", func(t *testing.T) {
		for lang, words := range map[string]string{"en": "What the letter will say", "fr": "Ce que dira la lettre", "de": "Was das Schreiben sagen wird"} {
			guest.get(t, "/restrictions?lang="+lang).see(t, http.StatusOK)
			for _, k := range kinds {
				guest.get(t, "/restrictions/"+k.Key).see(t, http.StatusOK, words).not(t, "restrictions.", "{{", "<no value>")
			}
		}
	})
	t.Run("every judgement of the taxonomy is on the page of its kind", func(t *testing.T) {
		guest.get(t, "/restrictions?lang=en")
		for _, k := range kinds {
			a := guest.get(t, "/restrictions/"+k.Key)
			everythingIsSaid(t, s.Detector, k, a.Body)
		}
	})
	if missing := s.Catalog.Missing(); len(missing) > 0 {
		t.Errorf("sentences are missing: %q", missing)
	}
}

func everythingIsSaid(t *testing.T, d *restriction.Detector, k restriction.Kind, page string) {
	t.Helper()
	for _, j := range k.Judgements(d.Laws()) {
		parts := append([]string{j.Condition("en")}, j.CounterMove("en")...)
		if j.Question != nil {
			parts = append(parts, j.Question.Text("en"))
		}
		for _, c := range j.Citations {
			parts = append(parts, c.Cite("en"))
		}
		for _, part := range parts {
			if !strings.Contains(page, escaped(part)) {
				t.Errorf("%s under %v: %q is missing", k.Key, j.Regimes, part)
			}
		}
	}
	for _, p := range k.Precedents {
		if !strings.Contains(page, escaped(p.Holding("en"))) || !strings.Contains(page, escaped(p.Authority)) {
			t.Errorf("%s: the decision of %s is missing", k.Key, p.Authority)
		}
	}
}

func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "'", "&#39;", "<", "&lt;", ">", "&gt;", `"`, "&#34;").Replace(s)
}

// has looks for parts of the markup, lacks for parts that must not be there.
func (a answer) has(t *testing.T, parts ...string) answer {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(a.Body, part) {
			t.Errorf("%s is not in the page", part)
		}
	}
	return a
}

func (a answer) lacks(t *testing.T, parts ...string) answer {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(a.Body, part) {
			t.Errorf("%s is in the page", part)
		}
	}
	return a
}
