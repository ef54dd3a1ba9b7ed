package letter_test

import (
	"regexp"
	"strings"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/letter"
)

func TestNobodyIsCalledLateTooEarly(t *testing.T) {
	day := civil.MustParse
	cases := map[string]struct {
		change func(*letter.Facts)
		late   bool
		due    bool
	}{
		"late by every reading":                  {func(*letter.Facts) {}, true, true},
		"late by one reading only":               {func(f *letter.Facts) { f.ComplaintFrom = f.Today.AddDays(1) }, false, false},
		"first day of every reading":             {func(f *letter.Facts) { f.ComplaintFrom = f.Today }, true, true},
		"answered when one reading still ran":    {func(f *letter.Facts) { f.ReplyOn = f.ComplaintFrom.AddDays(-1) }, false, false},
		"no days late":                           {func(f *letter.Facts) { f.DaysLate = 0 }, false, false},
		"the law gives no date":                  {func(f *letter.Facts) { f.Due = civil.Date{} }, false, false},
		"still running":                          {func(f *letter.Facts) { f.Due, f.DaysLate = f.Today.AddDays(3), 0 }, false, true},
		"last day":                               {func(f *letter.Facts) { f.Due, f.DaysLate = f.Today, 0 }, false, true},
		"days late that the dates do not bear":   {func(f *letter.Facts) { f.Due = f.Today.AddDays(1) }, false, true},
		"answered in time, whatever is reported": {func(f *letter.Facts) { f.ReplyOn = day("2026-10-27") }, false, false},
	}
	for name, c := range cases {
		for _, kind := range []dsar.LetterKind{dsar.LetterFollowUp, dsar.LetterFinalNotice, dsar.LetterComplaint} {
			t.Run(name+"/"+string(kind), func(t *testing.T) {
				f := silent()
				f.Kind = kind
				c.change(&f)
				body := compose(t, f).Body
				says := regexp.MustCompile(`\d+ days|period had ended|was due by`)
				if got := says.MatchString(body); got != c.late {
					t.Errorf("says that the answer is late: %v, want %v\n%s", got, c.late, body)
				}
				if got := strings.Contains(body, letter.FormatDate("en", f.Due)) && !f.Due.IsZero(); got != c.due {
					t.Errorf("names the due day: %v, want %v", got, c.due)
				}
			})
		}
	}
}

func TestDaysLateAgreeWithTheDatesOfTheLetter(t *testing.T) {
	f := silent()
	f.Kind, f.DaysLate = dsar.LetterFinalNotice, 26 // counted yesterday
	if body := compose(t, f).Body; !strings.Contains(body, "Since then 27 days have passed.") {
		t.Errorf("does not count from the due day to the date of the letter:\n%s", body)
	}
	f.Today, f.ComplaintFrom = f.Due.AddDays(1), civil.Date{}
	if body := compose(t, f).Body; !strings.Contains(body, "One day has passed since then.") {
		t.Errorf("does not say one day:\n%s", body)
	}
}

func TestFollowUp(t *testing.T) {
	body := compose(t, late()).Body
	for name, want := range map[string]string{
		"the day of sending":      "On 25 September 2026 I sent you a request under Article 15 GDPR.",
		"the day of receipt":      "It reached you on 28 September 2026.",
		"the due day":             "the answer was due by 28 October 2026. It came 20 days after that day.",
		"the reply":               "On 17 November 2026 I received a reply from you.",
		"the point":               "\n\n1. Only recent data are shown\n\nYou wrote on 16 November 2026: “We provide the data of the past twelve months.”\n\nThe law names no period.\n\nPlease supply all data",
		"a deadline as its own":   "by 8 December 2026. I set this day myself; it does not extend any period laid down by law.",
		"keeping the data":        "Article 18(1)(c) GDPR",
		"the remedies":            "I also remain free at any time to go to court (Article 79 GDPR) and to claim compensation for damage (Article 82 GDPR)",
		"the judgment on damages": "C-526/24",
		"the fines":               "Article 83(5)(b) GDPR",
		"the late extension":      "On 2 November 2026 you announced an extension of the period. The period had ended by then.",
		"the history, by day":     "- 25 September 2026: Request sent\n- 28 September 2026: Request received by the controller\n- 6 October 2026: Proof of identity demanded\n- 17 November 2026: A reply of four pages\n",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("does not contain %s: %q", name, want)
		}
	}
	t.Run("of an erasure request does not ask to keep the data", func(t *testing.T) {
		f := late()
		f.Rights = []dsar.Right{dsar.RightErasure}
		body := compose(t, f).Body
		for _, bad := range []string{"Article 18(1)(c)", "do not erase", "C-526/24"} {
			if strings.Contains(body, bad) {
				t.Errorf("contains %q", bad)
			}
		}
	})
}

func TestAnExtensionIsCalledLateOnlyAfterTheDueDay(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*letter.Facts)
		want   bool
	}{
		"the day after":           {func(f *letter.Facts) { f.LateExtensionOn = f.Due.AddDays(1) }, true},
		"on the day":              {func(f *letter.Facts) { f.LateExtensionOn = f.Due }, false},
		"without a due day":       {func(f *letter.Facts) { f.Due = civil.Date{} }, false},
		"among the points anyway": {func(f *letter.Facts) { f.Points[0].Key = "late_extension_notice" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := late()
			c.change(&f)
			if got := strings.Contains(compose(t, f).Body, "you announced an extension"); got != c.want {
				t.Errorf("speaks of it: %v, want %v", got, c.want)
			}
		})
	}
}

func TestFinalNotice(t *testing.T) {
	f := silent()
	f.Kind = dsar.LetterFinalNotice
	body := compose(t, f).Body
	for _, want := range []string{
		"I have received no answer to my request.", "Since then 27 days have passed.", "until 8 December 2026",
		"I will lodge a complaint under Article 77 GDPR with the competent supervisory authority, CNIL, without",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("does not contain %q", want)
		}
	}
	t.Run("is a complaint to the controller under UK law from 19 June 2026 on", func(t *testing.T) {
		f.Regime = "uk-gdpr"
		for today, want := range map[string]bool{"2026-06-18": false, "2026-06-19": true, "": false} {
			f.Today = civil.Date{}
			if today != "" {
				f.Today = civil.MustParse(today)
			}
			if got := strings.Contains(compose(t, f).Body, "section 164A"); got != want {
				t.Errorf("dated %q: %v, want %v", today, got, want)
			}
		}
	})
}

func TestComplaint(t *testing.T) {
	f := late()
	f.Kind, f.Rights = dsar.LetterComplaint, []dsar.Right{dsar.RightAccess, dsar.RightErasure}
	c := compose(t, f)
	if want := "Complaint under Article 77 GDPR against Clearview AI, Inc. (RC-4F7K-29QX)"; c.Subject != want {
		t.Errorf("subject %q, want %q", c.Subject, want)
	}
	for name, want := range map[string]string{
		"the authority":        "\n\nCNIL\n3 place de Fontenoy\n75007 Paris\n\n",
		"where the company is": "privacy@clearview.example\nUnited States\n",
		"the late answer":      "1. Answer after the period",
		"the late extension":   "2. Extension announced after the period",
		"the point":            "3. Only recent data are shown\n\nIn the controller's words of 16 November 2026: “We",
		"its sources":          "Provisions and decisions: Art. 15(1) GDPR; CNIL SAN-2022-019.",
		"the order asked for":  "Article 58(2)(c) GDPR), first with the request for access and only then with the request for erasure;",
		"the enclosures":       "1. My request of 25 September 2026\n2. The reply that I received on 17 November 2026\n3. The announcement of an extension of 2 November 2026\n4. Delivery receipt\n",
	} {
		if !strings.Contains(c.Body, want) {
			t.Errorf("does not contain %s: %q", name, want)
		}
	}
	if strings.Contains(c.Body, "Please supply all data") {
		t.Error("repeats to the authority what is addressed to the controller")
	}
	t.Run("names an infringement once", func(t *testing.T) {
		f := silent()
		f.Kind = dsar.LetterComplaint
		f.Points = []letter.Point{{Key: "silence", Title: "No answer"}}
		if body := compose(t, f).Body; strings.Contains(body, "No answer within the period") {
			t.Error("names the silence twice")
		}
	})
	t.Run("takes the dates for a history if there is none", func(t *testing.T) {
		f := silent()
		f.Kind = dsar.LetterComplaint
		if body := compose(t, f).Body; !strings.Contains(body, "- 25 September 2026: Request sent\n- 28 September 2026: Request received") {
			t.Errorf("has no history:\n%s", body)
		}
	})
	t.Run("names nothing infringed if nothing is known to be", func(t *testing.T) {
		f := minimal()
		f.Kind = dsar.LetterComplaint
		if body := compose(t, f).Body; strings.Contains(body, "infringed") || !strings.Contains(body, "I ask you to examine") {
			t.Errorf("reads:\n%s", body)
		}
	})
}

func TestIDAnswer(t *testing.T) {
	f := late()
	f.Kind = dsar.LetterIDAnswer
	demanded, specified := "asked me to prove my identity", "asked me to specify my request"
	cases := map[string]struct {
		id, clarification bool
		want              []string
		without           string
	}{
		"answers a demand for proof":  {true, false, []string{demanded, "Article 12(6) GDPR", "1. You send a link"}, specified},
		"answers a question of scope": {false, true, []string{specified, "Recital 63"}, "identity document"},
		"answers both":                {true, true, []string{demanded, specified}, "{{"},
		"answers an undated demand":   {false, false, []string{"You ask me to prove my identity."}, specified},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := f
			f.IDAskedOn, f.ClarificationAskedOn = civil.Date{}, civil.Date{}
			if c.id {
				f.IDAskedOn = civil.MustParse("2026-10-06")
			}
			if c.clarification {
				f.ClarificationAskedOn = civil.MustParse("2026-10-07")
			}
			body := compose(t, f).Body
			for _, want := range c.want {
				if !strings.Contains(body, want) {
					t.Errorf("does not contain %q", want)
				}
			}
			if strings.Contains(body, c.without) {
				t.Errorf("contains %q", c.without)
			}
		})
	}
}

func TestLatenessIsThatOfTheFirstReply(t *testing.T) {
	f := late()
	f.FirstReplyOn, f.DaysLate = civil.MustParse("2026-11-03"), 6
	for kind, want := range map[dsar.LetterKind]string{
		dsar.LetterFollowUp:  "A first reply came 6 days after that day.\n\nOn 17 November 2026 I received a reply from you.",
		dsar.LetterComplaint: "A first reply came on 3 November 2026, 6 days after that day.",
	} {
		f.Kind = kind
		if body := compose(t, f).Body; !strings.Contains(body, want) {
			t.Errorf("%s does not contain %q:\n%s", kind, want, body)
		}
	}
}

func TestWhatTwoRestrictionsCallForIsSaidOnce(t *testing.T) {
	f := late()
	shared := f.Points[0].Paragraphs[len(f.Points[0].Paragraphs)-1]
	f.Points = append(f.Points, letter.Point{Key: "partial_answer", Title: "Parts are missing", Paragraphs: []string{"The answer leaves parts out.", shared}})
	body := compose(t, f).Body
	if strings.Count(body, shared) != 1 || !strings.Contains(body, "The answer leaves parts out.") {
		t.Errorf("%q stands %d times in\n%s", shared, strings.Count(body, shared), body)
	}
}

func TestARestrictionSeenTwiceIsOnePoint(t *testing.T) {
	f := late()
	again := f.Points[0]
	again.Quote = "Older data are not part of this report."
	f.Points = append(f.Points, again, letter.Point{Key: "fee_demand", Title: "A fee is asked for"})
	body := compose(t, f).Body
	want := "1. Only recent data are shown\n\n" +
		"You wrote on 16 November 2026: “We provide the data of the past twelve months.” […] “Older data are not part of this report.”\n\n" +
		"The law names no period.\n\nPlease supply all data from the beginning.\n\n" +
		"2. A fee is asked for\n"
	if !strings.Contains(body, want) {
		t.Errorf("does not contain\n%s\nbut reads\n%s", want, body)
	}
}
