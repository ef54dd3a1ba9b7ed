package restriction

import (
	"slices"
	"strings"
	"testing"
)

// found returns the kinds found in a text, sorted.
func found(t *testing.T, text string) string {
	t.Helper()
	list := strings.Fields(keys(detect(t, Input{Text: text, Regime: "gdpr"})))
	slices.Sort(list)
	return strings.Join(list, " ")
}

// expectFound expects the same kinds in each of the texts.
func expectFound(t *testing.T, want string, texts map[string]string) {
	t.Helper()
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			if got := found(t, text); got != want {
				t.Errorf("found %q, want %q", got, want)
			}
		})
	}
}

func TestDetect_judgesEachOfTwoLimitsInOneSentence(t *testing.T) {
	expectFound(t, "frequency_limit lookback_limit", map[string]string{
		"English": "Access may be requested once a year and only for the data of the preceding twelve months.",
		"French":  "Le droit d'accès peut être exercé une fois par an et uniquement pour les données des douze derniers mois.",
		"German":  "Auskunft wird einmal im Jahr erteilt und nur über die Daten der letzten zwölf Monate.",
	})
}

func TestDetect_takesAWaitBeforeAskingAtAllForRepetition(t *testing.T) {
	expectFound(t, "repeated_requests_needed", map[string]string{
		"English": "We do not act on a first request for access. Please write to us again after fourteen days.",
		"French":  "Nous ne traitons pas une première demande d'accès. Veuillez nous réécrire au bout de quinze jours.",
		"German":  "Auf eine erste Auskunftsanfrage reagieren wir nicht. Bitte schreiben Sie uns nach zwei Wochen noch einmal.",
	})
}

func TestDetect_takesAWaitBetweenAnsweredRequestsForFrequency(t *testing.T) {
	expectFound(t, "frequency_limit", map[string]string{
		"English": "We answered your last request in May; a new request can be made next May at the earliest.",
		"French":  "Nous avons répondu à votre dernière demande en mai ; une nouvelle demande ne sera recevable qu'à partir de mai prochain.",
		"German":  "Ihre letzte Auskunft erhielten Sie im Mai; eine neue können Sie frühestens im nächsten Mai beantragen.",
	})
}

func TestDetect_doesNotTakeAReportedReproachForARule(t *testing.T) {
	expectFound(t, "", map[string]string{
		"English":            "You complain that we only gave you the data of the last twelve months: here is everything.",
		"French":             "Vous nous reprochez de n'avoir communiqué que les données des douze derniers mois : voici l'ensemble.",
		"German":             "Sie beanstanden, dass wir nur Daten der letzten zwölf Monate übermittelt haben: hier ist alles.",
		"English, put right": "We only gave you the data of 2025. That was a mistake; the complete history is attached.",
	})
}

func TestDetect_stillFindsTheRuleAfterAReproach(t *testing.T) {
	text := "You complain that we left out older data. We only provide personal data of the last twelve months in answer to a request."
	if got := found(t, text); got != "lookback_limit" {
		t.Errorf("found %q", got)
	}
}
