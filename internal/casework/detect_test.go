package casework_test

import (
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// limits are the same restriction in three languages, and marks are what mail programs put
// above the mail that is answered.
var (
	limits = map[string]string{
		"en": "We only provide data from the last twelve months.",
		"fr": "Nous ne fournissons que les données des douze derniers mois.",
		"de": "Wir geben nur Daten der letzten zwölf Monate heraus.",
	}
	bars = map[string]string{
		"en": "-----Original Message-----\nFrom: WHO\nSent: Monday, 18 May 2026\nTo: Privacy\nSubject: Your request\n\n",
		"fr": "-----Message d’origine-----\nDe : WHO\nEnvoyé : lundi 18 mai 2026\nÀ : Privacy\nObjet : Votre demande\n\n",
		"de": "-----Ursprüngliche Nachricht-----\nVon: WHO\nGesendet: Montag, 18. Mai 2026\nAn: Privacy\nBetreff: Ihre Anfrage\n\n",
	}
	introductions = map[string]string{
		"en": "On 18 May 2026, Camille Moreau wrote:\n", "fr": "Le 18 mai 2026, Camille Moreau a écrit :\n", "de": "Am 18.05.2026 schrieb Camille Moreau:\n",
	}
	greetings = map[string]string{
		"en": "Thank you for your message. You find our answer below.", "fr": "Merci de votre message. Vous trouverez notre réponse ci-dessous.",
		"de": "Vielen Dank für Ihre Nachricht. Unsere Antwort finden Sie unten.",
	}
)

func bar(language, who string) string { return strings.Replace(bars[language], "WHO", who, 1) }

func quoteLines(text string) string { return "> " + strings.ReplaceAll(text, "\n", "\n> ") }

// found are the findings in a message that comes from the company, or is passed on by the
// person. Each must be in the stored text where it says.
func (i *intake) found(text, from string) []string {
	i.t.Helper()
	in := casework.MessageInput{Direction: dsar.DirectionIn, On: day("2026-05-20"), FileName: "a.eml", Raw: []byte(
		"From: " + from + "\r\nSubject: Your request\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + strings.ReplaceAll(text, "\n", "\r\n"))}
	m := must(i.AddMessage(i.ctx(), i.owner, i.sent.Request.ID, in, casework.AnyVersion))(i.t)
	var quotes []string
	for _, f := range m.Findings {
		if f.Finding.Quote != m.Message.Text[f.Finding.Start:f.Finding.End] {
			i.t.Errorf("%q is not at %d in the stored text", f.Finding.Quote, f.Finding.Start)
		}
		quotes = append(quotes, f.Finding.Quote)
	}
	return quotes
}

// TestOnlyTheAnswerIsSearched tries the rule of quotation.Answer on whole messages.
func TestOnlyTheAnswerIsSearched(t *testing.T) {
	i := withIntake(t, onSQLite(t, "2026-05-20"))
	letter := i.request(i.sent.Request.ID).Messages[0].Message.Text
	first, rest, _ := strings.Cut(letter, "\n\n")
	const company, person = "Privacy <privacy@controller.example>", "Camille <camille@mail.example>"
	for language, limit := range limits {
		// The first has to come first: a sentence that is known from an earlier mail is
		// taken for quoted below a mark.
		for _, c := range []struct {
			name, text, from string
			want             int
		}{
			{"between the lines of the letter, unmarked", greetings[language] + "\n\n" + bar(language, "Camille") + first + "\n\n" + limit + "\n\n" + rest, company, 1},
			{"below the mark, with nothing above", bar(language, "Camille") + first + "\n\n" + limit + "\n\n" + rest, company, 1},
			{"above the letter that it answers", limit + "\n\n" + introductions[language] + quoteLines(letter), company, 1},
			{"in an earlier mail that is quoted by lines", greetings[language] + "\n\n" + introductions[language] + quoteLines(limit), company, 0},
			{"in an earlier mail below a mark", greetings[language] + "\n\n" + bar(language, "Camille") + limit, company, 0},
			{"between quoted lines", introductions[language] + quoteLines(first) + "\n\n" + limit + "\n\n" + quoteLines(rest), company, 1},
			{"in what the person passes on", "Hello,\n\nthis is what they say.\n\n" + bar(language, "Privacy") + limit, person, 1},
			{"in the person's words above what they pass on", limit + "\n\n" + bar(language, "Privacy") + greetings[language], person, 0},
		} {
			t.Run(language+" "+c.name, func(t *testing.T) {
				i.t = t
				if got := i.found(c.text, c.from); len(got) != c.want {
					t.Errorf("%d findings %q, want %d in\n%s", len(got), got, c.want, c.text)
				}
			})
		}
	}
}

func TestWhatTheCompanyCitesOfThePersonIsNoRestriction(t *testing.T) {
	i := withIntake(t, onSQLite(t, "2026-05-20"))
	for _, text := range []string{
		"You wrote on 18 May: “You only provide data from the last twelve months.”\n\nAll your data are attached.",
		"Sie schrieben: „Sie geben nur Daten der letzten zwölf Monate heraus.“ Sie erhalten anbei alle Daten.",
		"Vous avez écrit : « Vous ne fournissez que les données des douze derniers mois. » Toutes les données sont jointes.",
	} {
		if got := i.found(text, "privacy@controller.example"); len(got) > 0 {
			t.Errorf("%q in %q", got, text)
		}
	}
}
