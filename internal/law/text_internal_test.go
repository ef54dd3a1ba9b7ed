package law

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse/internal/civil"
)

var placeholder = regexp.MustCompile(`\{[a-z_]*\}`)

func TestEveryTextStandsInEveryLanguage(t *testing.T) {
	texts, err := loadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		english := placeholders(texts[key].EN)
		for _, lang := range Languages {
			s := texts[key].exact(lang)
			if s == "" {
				t.Errorf("%s has no %s text", key, lang)
				continue
			}
			// The order is the language's own affair; what is said is not.
			if got := placeholders(s); !slices.Equal(got, english) {
				t.Errorf("%s speaks of %v in %s and of %v in en", key, got, lang, english)
			}
		}
	}
}

func placeholders(s string) []string {
	return slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(s, -1))))
}

func TestEveryPlaceholderIsFilled(t *testing.T) {
	on := civil.Must(2026, 3, 1)
	full := Step{On: on, From: on, Days: 2, Months: 2, Place: &Text{"there", "là", "dort"}, Holiday: &Text{"feast", "fête", "Fest"}, What: "event_refused"}
	for key, text := range sentences() {
		if strings.HasPrefix(key, "count_") || strings.HasPrefix(key, "length_") || strings.HasPrefix(key, "figure_") {
			continue // filled elsewhere than in a step
		}
		for _, lang := range Languages {
			if s := full.fill(text.In(lang), lang); strings.ContainsAny(s, "{}") {
				t.Errorf("%s in %s leaves a gap: %s", key, lang, s)
			}
		}
	}
}

// TestEveryConstantHasItsTexts holds the words that the code itself chooses against
// the catalogue; those that the data chooses are checked when it is loaded.
func TestEveryConstantHasItsTexts(t *testing.T) {
	var wanted []string
	for _, kind := range []ClaimKind{ClaimIdentity, ClaimClarification, ClaimFee, ClaimExtension} {
		wanted = append(wanted, "claim_"+string(kind), "no_such_"+string(kind))
	}
	for _, standing := range []Standing{Stands, Contestable, NoEffect, Waiting} {
		wanted = append(wanted, "standing_"+string(standing))
	}
	for _, ground := range []string{
		GroundLate, GroundNotFirst, GroundNoReasons, GroundNotProvided, GroundNoMaximum,
		GroundBeforeReceipt, GroundAfterDue, GroundSpeed, GroundStartMoves,
		GroundAskedAgain, GroundDoubtUnstated, GroundBeyondMaximum, GroundFeeException, GroundFeeAllowed, GroundAboveMaximum,
		GroundAfterReflection, GroundAfterAgreement, GroundUnconfirmed, GroundConfirmedLate,
	} {
		wanted = append(wanted, "ground_"+ground)
	}
	for _, prefix := range []string{"period", "ack", "extended", "clock"} {
		for _, suffix := range []string{"_months", "_months_clamped", "_days", "_working_days"} {
			wanted = append(wanted, prefix+suffix)
		}
	}
	for _, r := range []reading{restart, otherCalendar, laterStart, moved} {
		wanted = append(wanted, "reading_"+string(r))
	}
	for _, m := range []mention{chainedExtension, nationalCalendar, regionalCalendar} {
		wanted = append(wanted, "reading_"+string(m))
	}
	for _, id := range builtInClocks {
		wanted = append(wanted, "clock_"+id, "clock_"+id+"_about")
	}
	for _, kind := range eventKinds {
		wanted = append(wanted, "event_"+kind)
	}
	for _, base := range []clockBase{onAnswer, onStart, onComplaintFrom} {
		wanted = append(wanted, "event_"+string(base))
	}
	for _, kind := range []ClockKind{Deadline, Window, Wait} {
		wanted = append(wanted, "clock_ends_"+string(kind))
	}
	for _, c := range []counting{difference, bothDaysOnce} {
		wanted = append(wanted, "pause_"+string(c))
	}
	wanted = append(wanted, "received", "first_day", "due", "ack_due", "no_answer_figure", "not_in_force", "no_figure",
		"shift_weekend", "shift_substitute", "shift_holiday", "shift_past_holiday", "holiday_source",
		"stays_working_day", "stays_weekend", "stays_holiday", "paused_until",
		"extension_open_ended", "extension_late", "extension_no_maximum", "extension_second", "extension_no_reasons",
		"extension_in_time", "extended_valid", "extended_possible", "extended_missed",
		"reading_reference", "reading_no_pause", "reading_sender_zone", "reading_no_fee", "reading_fee",
		"reflection", "start_after_reflection", "fee_unconfirmed", "fee_withdrawn", "fee_confirmed_late", "fee_agreed", "fee_awaits_agreement",
		"fee_contested", "fee_late", "fee_again", "fee_no_complaint", "fee_if_unjustified", "due_if_confirmed",
		"figure_confirmation", "figure_confirmation_is", "figure_confirmation_is_reflection",
		"clock_not_started", "clock_forestalled", "clock_waits_for", "clock_starts", "clock_stated", "clock_unstated", "clock_beyond_calendar",
		"clock_extension", "clock_extension_late", "clock_extension_no_reasons", "clock_met", "clock_met_late",
		"complaint_withheld", "complaint_if_unjustified", "complaint_from", "complaint_until")
	for _, key := range wanted {
		if sentences()[key].IsZero() {
			t.Errorf("there is no text %q", key)
		}
	}
}

func TestDatesAreWordedAsInEachLanguage(t *testing.T) {
	step := Step{Key: "due", On: civil.Must(2026, 6, 1)}
	for lang, want := range map[string]string{
		"en":    "The answer is due by the end of Monday 1 June 2026.",
		"fr-CH": "La réponse est due au plus tard à la fin de la journée du lundi 1er juin 2026.",
		"de_AT": "Die Antwort ist spätestens am 1. Juni 2026 (Montag) um 24 Uhr fällig.",
		"nl":    "The answer is due by the end of Monday 1 June 2026.",
	} {
		if got := step.Text(lang); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", lang, got, want)
		}
	}
}

func TestNumbersAgreeWithTheirUnit(t *testing.T) {
	for _, c := range []struct {
		n          int
		unit       string
		en, fr, de string
	}{
		{0, "day", "no day", "aucun jour", "keinen Tag"},
		{1, "day", "one day", "un jour", "einen Tag"},
		{45, "day", "45 days", "45 jours", "45 Tage"},
		{1, "month", "one month", "un mois", "einen Monat"},
		{3, "month", "three months", "trois mois", "drei Monate"},
		{10, "working_day", "10 working days", "10 jours ouvrés", "10 Arbeitstage"},
	} {
		got := [3]string{countText(c.n, c.unit, "en"), countText(c.n, c.unit, "fr"), countText(c.n, c.unit, "de")}
		if want := [3]string{c.en, c.fr, c.de}; got != want {
			t.Errorf("%d %s: got %q, want %q", c.n, c.unit, got, want)
		}
	}
}

func TestAnUnknownKeyIsShownAsItIs(t *testing.T) {
	if got := (Step{Key: "from_a_later_release"}).Text("en"); got != "from_a_later_release" {
		t.Errorf("got %q", got)
	}
}
