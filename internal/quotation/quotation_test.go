package quotation_test

import (
	"strings"
	"testing"

	"recourse/internal/quotation"
)

var kinds = map[byte]quotation.Kind{
	'q': quotation.Quoted, 'i': quotation.Intro, 'f': quotation.Forwarded, 's': quotation.Signature, 'd': quotation.Disclaimer, 'o': "",
}

// annotated reads a mail whose lines begin with the kind they are of ("q|> words"),
// and returns it with the kind of each line that is not blank.
func annotated(t *testing.T, source string) (text string, want []quotation.Kind) {
	t.Helper()
	var lines []string
	for l := range strings.SplitSeq(strings.Trim(source, "\n"), "\n") {
		l = strings.TrimLeft(l, "\t")
		if l == "" {
			lines, want = append(lines, ""), append(want, "")
			continue
		}
		kind, ok := kinds[l[0]]
		if !ok || len(l) < 2 || l[1] != '|' {
			t.Fatalf("no kind in %q", l)
		}
		lines, want = append(lines, l[2:]), append(want, kind)
	}
	return strings.Join(lines, "\n"), want
}

func check(t *testing.T, source string) {
	t.Helper()
	text, want := annotated(t, source)
	spans := quotation.Spans(text)
	at := 0
	for i, l := range strings.Split(text, "\n") {
		got := quotation.Kind("")
		for _, s := range spans {
			if s.Start <= at && at < s.End {
				got = s.Kind
			}
		}
		if strings.TrimSpace(l) != "" && got != want[i] {
			t.Errorf("line %d %q is %q, want %q", i+1, l, got, want[i])
		}
		at += len(l) + 1
	}
}

func TestAnswersAboveTheQuotation(t *testing.T) {
	for name, source := range map[string]string{
		"English, Gmail": `
			o|We cannot give you the data.

			i|On Mon, 2 Mar 2026 at 10:15, Ada Lovelace <ada@example.org> wrote:

			q|> Please send me my data.
			q|>> Earlier words`,
		"English, broken in the address": `
			o|We cannot give you the data.
			i|On Mon, Mar 2, 2026 at 10:15 AM Ada Lovelace <
			i|ada@example.org> wrote:
			q|> Please send me my data.`,
		"English, broken over three lines": `
			o|We cannot give you the data.
			i|On Monday, 2 March 2026 at 10:15:22 Central European Standard
			i|Time, Ada Lovelace of the Analytical Society
			i|<ada@example.org> wrote:
			q|> Please send me my data.`,
		"English, without marks": `
			o|We cannot give you the data.

			i|On 2 Mar 2026, at 10:15, Ada Lovelace <ada@example.org> wrote:

			q|Please send me my data.

			q|Ada`,
		"English, the name first": `
			o|We cannot give you the data.
			i|Ada Lovelace <ada@example.org> wrote on 2 March 2026:
			q|> Please send me my data.`,
		"French": `
			o|Nous ne pouvons pas répondre.

			i|Le lun. 2 mars 2026 à 10:15, Ada Lovelace <ada@example.org> a écrit :

			q|> Je demande mes données.`,
		"German": `
			o|Wir können nicht antworten.

			i|Am 02.03.26 um 10:15 schrieb Ada Lovelace:
			q|> Ich bitte um meine Daten.`,
		"German, over two lines": `
			o|Wir können nicht antworten.

			i|Am Mo., 2. März 2026 um 10:15 Uhr schrieb Ada Lovelace <
			i|ada@example.org>:

			q|Ich bitte um meine Daten.`,
		"German, in the perfect": `
			o|Wir können nicht antworten.
			i|Am 02.03.2026 10:15 hat Ada Lovelace <ada@example.org> geschrieben:
			q|Ich bitte um meine Daten.`,
		"Italian": `
			o|Non possiamo rispondere.
			i|Il giorno lun 2 mar 2026 alle ore 10:15 Ada Lovelace <ada@example.org> ha scritto:
			q|> Chiedo i miei dati.`,
		"Spanish": `
			o|No podemos responder.
			i|El lun, 2 mar 2026 a las 10:15, Ada Lovelace (<ada@example.org>) escribió:
			q|> Solicito mis datos.`,
		"Dutch": `
			o|Wij kunnen niet antwoorden.
			i|Op ma 2 mrt 2026 om 10:15 schreef Ada Lovelace <ada@example.org>:
			q|> Ik vraag om mijn gegevens.`,
	} {
		t.Run(name, func(t *testing.T) { check(t, source) })
	}
}

func TestOutlookHeaderBlocks(t *testing.T) {
	for name, source := range map[string]string{
		"English": `
			o|We cannot give you the data.

			i|From: Ada Lovelace <ada@example.org>
			i|Sent: Monday, 2 March 2026 10:15
			i|To: Privacy <privacy@acme.example>
			i|Subject: Request for access

			q|Please send me my data.`,
		"English, with a rule and a long list": `
			o|We cannot give you the data.
			i|________________________________
			i|From: Ada Lovelace <ada@example.org>
			i|Sent: Monday, 2 March 2026 10:15
			i|To: Privacy <privacy@acme.example>; Legal <legal@acme.example>;
			i|  Support <support@acme.example>
			i|Subject: Request for access

			q|Please send me my data.`,
		"English, in bold": `
			o|We cannot give you the data.
			i|*From:* Ada Lovelace <ada@example.org>
			i|*Sent:* Monday, 2 March 2026 10:15
			i|*Subject:* Request for access
			q|Please send me my data.`,
		"German": `
			o|Wir können nicht antworten.
			i|Von: Ada Lovelace <ada@example.org>
			i|Gesendet: Montag, 2. März 2026 10:15
			i|An: Datenschutz
			i|Betreff: Auskunft
			q|Ich bitte um meine Daten.`,
		"French": `
			o|Nous ne pouvons pas répondre.
			i|De : Ada Lovelace <ada@example.org>
			i|Envoyé : lundi 2 mars 2026 10:15
			i|À : Protection des données
			i|Objet : Demande d'accès
			q|Je demande mes données.`,
		"Italian": `
			o|Non possiamo rispondere.
			i|Da: Ada Lovelace
			i|Inviato: lunedì 2 marzo 2026 10:15
			i|A: Privacy
			i|Oggetto: Richiesta
			q|Chiedo i miei dati.`,
		"Spanish": `
			o|No podemos responder.
			i|De: Ada Lovelace
			i|Enviado el: lunes, 2 de marzo de 2026 10:15
			i|Para: Privacidad
			i|Asunto: Solicitud
			q|Solicito mis datos.`,
		"Dutch": `
			o|Wij kunnen niet antwoorden.
			i|Van: Ada Lovelace
			i|Verzonden: maandag 2 maart 2026 10:15
			i|Aan: Privacy
			i|Onderwerp: Verzoek
			q|Ik vraag om mijn gegevens.`,
		"a bar, English": `
			o|We cannot give you the data.
			i|-----Original Message-----
			i|From: Ada Lovelace
			i|Sent: 2 March 2026
			q|Please send me my data.`,
		"a bar, German": `
			o|Wir können nicht antworten.
			i|-------- Ursprüngliche Nachricht --------
			i|Von: Ada Lovelace
			i|Datum: 02.03.26 10:15
			q|Ich bitte um meine Daten.`,
		"a bar, French": `
			o|Nous ne pouvons pas répondre.
			i|-----Message d'origine-----
			i|De : Ada Lovelace
			q|Je demande mes données.`,
		"pasted with its own header": `
			i|From: Acme Privacy
			i|To: Ada Lovelace
			i|Subject: Your request

			o|We cannot give you the data.`,
	} {
		t.Run(name, func(t *testing.T) { check(t, source) })
	}
}

func TestInlineReplies(t *testing.T) {
	check(t, `
		i|On 2 March 2026, Ada Lovelace <ada@example.org> wrote:
		q|> 1. Which data do you hold?

		o|Your name and address.

		q|> 2. Who received them?
		q|> Name the recipients.

		o|We do not say.`)
}

func TestACitationOfTheRequestIsItsParagraph(t *testing.T) {
	check(t, `
		o|Thank you for your letter.

		i|On 3 March 2026 you wrote:

		q|Please send me all data.

		o|We can only send the last twelve months.`)
}

func TestForwardedMails(t *testing.T) {
	for name, source := range map[string]string{
		"Gmail, English": `
			o|For your information.

			i|---------- Forwarded message ---------
			i|From: Acme Privacy <privacy@acme.example>
			i|Date: Mon, 2 Mar 2026 at 10:15
			i|Subject: Your request
			i|To: <ada@example.org>

			f|We cannot give you the data.`,
		"Apple, English": `
			i|Begin forwarded message:

			f|We cannot give you the data.`,
		"Thunderbird, German": `
			i|-------- Weitergeleitete Nachricht --------
			i|Betreff: Ihre Anfrage
			i|Datum: Mon, 2 Mar 2026 10:15
			i|Von: Datenschutz
			f|Wir können nicht antworten.`,
		"French":  "i|---------- Message transféré ---------\nf|Nous ne pouvons pas répondre.",
		"Italian": "i|---------- Messaggio inoltrato ---------\nf|Non possiamo rispondere.",
		"Spanish": "i|---------- Mensaje reenviado ---------\nf|No podemos responder.",
		"Dutch":   "i|---------- Doorgestuurd bericht ---------\nf|Wij kunnen niet antwoorden.",
	} {
		t.Run(name, func(t *testing.T) { check(t, source) })
	}
}

//nolint:misspell // the words are of six languages
func TestSignaturesAndDisclaimers(t *testing.T) {
	for name, source := range map[string]string{
		"a mark": `
			o|We cannot give you the data.
			s|--
			s|Acme Privacy
			s|1 High Street`,
		"closing words, English, with a disclaimer": `
			o|We cannot give you the data.

			s|Kind regards,
			s|Acme Privacy Team
			s|Tel. +44 20 0000

			d|This email and any attachments are confidential and intended solely for the addressee.
			d|If you have received this in error, delete it.`,
		"closing words, German": `
			o|Wir können nicht antworten.

			s|Mit freundlichen Grüßen
			s|Ihr Datenschutzteam

			d|Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, löschen Sie sie.`,
		"closing words, French": `
			o|Nous ne pouvons pas répondre.

			s|Cordialement,
			s|Le service clientèle

			d|Ce message et ses pièces jointes sont confidentiels et destinés à l'usage exclusif du destinataire.`,
		"closing words, Italian": `
			o|Non possiamo rispondere.
			s|Cordiali saluti
			s|Servizio clienti
			d|Questo messaggio è riservato ai destinatari indicati.`,
		"closing words, Spanish": `
			o|No podemos responder.
			s|Un cordial saludo,
			s|Atención al cliente
			d|Este mensaje contiene información confidencial para su destinatario.`,
		"closing words, Dutch": `
			o|Wij kunnen niet antwoorden.
			s|Met vriendelijke groet,
			s|Klantenservice
			d|Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde.`,
		"a telephone": `
			o|I will look at it.
			s|Sent from my iPhone`,
		"a telephone, German": `
			o|Ich sehe es mir an.
			s|Von meinem iPhone gesendet`,
		"a telephone above the quotation": `
			o|Je regarde.
			s|Envoyé de mon iPhone
			i|Le 2 mars 2026 à 10:15, Ada <ada@example.org> a écrit :
			q|> Je demande mes données.`,
		"a signature above the quotation": `
			o|We cannot give you the data.
			s|Best regards
			s|Acme
			i|On 2 Mar 2026, at 10:15, Ada <ada@example.org> wrote:
			q|> Please`,
		"a banner on top": `
			d|CAUTION: This message originated outside of the organisation. External sender.

			o|We cannot give you the data.`,
		"what is said below the name": `
			o|We cannot give you the data.
			s|Kind regards
			s|Acme Privacy

			o|PS: You may ask again in a year.`,
		"a sentence below the name": `
			o|We cannot give you the data.
			s|Kind regards
			s|Acme Privacy

			o|Please note that we need a copy of your passport first.`,
		"a note on paper": `
			o|We cannot give you the data.
			s|--
			s|Acme
			d|Please consider the environment before printing.`,
	} {
		t.Run(name, func(t *testing.T) { check(t, source) })
	}
}

//nolint:misspell // the words are of several languages
func TestProseIsLeftAlone(t *testing.T) {
	for name, text := range map[string]string{
		"words about writing":           "The controller wrote:\nwe hold nothing.",
		"a sentence of the law":         "Le responsable a écrit :\nrien.",
		"data that are confidential":    "We treat your data as confidential and the addressee is known.",
		"a message about a message":     "This message answers your request. We hold your name and address.",
		"a list with colons":            "Name: Ada\nAddress: London\nDate: 1815",
		"two lines of a header":         "We looked.\nFrom: 2019\nTo: 2026\nYou were our customer.",
		"regards in a sentence":         "With regards to your request we need more time.",
		"a sentence that begins with A": "A: yes\nB: no",
		"a table drawn with dashes":     "Name   Value\n-------------\nAda    1",
		"an empty text":                 "",
		"only blank lines":              "\n \n\n",
	} {
		t.Run(name, func(t *testing.T) {
			for _, s := range quotation.Spans(text) {
				t.Errorf("%s %q", s.Kind, text[s.Start:s.End])
			}
		})
	}
}

func TestOwnWords(t *testing.T) {
	long := strings.Repeat("We explain it in many words of our own. ", 6)
	for name, c := range map[string]struct{ text, want string }{
		"without the quotation":           {"No.\n\nOn 2 Mar 2026, Ada <a@x> wrote:\n> Yes?", "No."},
		"a mail that is passed on counts": {"FYI\n---------- Forwarded message ---------\nFrom: a\nTo: b\nSubject: c\n\nWe refuse.", "FYI\n\n\nWe refuse."},
		"unless there is a text above it": {long + "\n---------- Forwarded message ---------\nFrom: a\n\nWe refuse.", strings.TrimSuffix(long, "\n")},
		"all of it if nothing is quoted":  {"One.\n\nTwo.", "One.\n\nTwo."},
	} {
		t.Run(name, func(t *testing.T) {
			if got := quotation.Own(c.text); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestLongTextsAreCheap counts what is taken from the heap for texts that come close
// to a mark in every line.
func TestLongTextsAreCheap(t *testing.T) {
	for name, piece := range map[string]string{
		"attributions without an end": "On 2 March Ada <a@x> wrote\n",
		"header lines":                "From: a\n",
		"closing words":               "Kind regards\n",
		"marks of signatures":         "words\n--\n",
		"quotations":                  "> > > words\n",
		"disclaimers":                 "This message is confidential\n\n",
		"introductions":               "On 2 March you wrote:\n\n",
		"one endless line":            "On 2 March Ada wrote ",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat(piece, 1+(1<<20)/len(piece))
			spans := 0
			got := testing.AllocsPerRun(1, func() { spans = len(quotation.Spans(text)) })
			if got > float64(len(text)) {
				t.Errorf("%v allocations for %d bytes", got, len(text))
			}
			t.Logf("%d spans, %v allocations", spans, got)
		})
	}
}

func FuzzSpans(f *testing.F) {
	f.Add("No.\n\nOn 2 Mar 2026, Ada <a@x> wrote:\n> Yes?\n--\nAda")
	f.Add("FYI\n---------- Forwarded message ---------\nFrom: a\nTo: b\nSubject: c\n\nWe refuse.")
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, s := range quotation.Spans(text) {
			if s.Start < at || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("span %+v after %d of %d", s, at, len(text))
			}
			if s.Start > 0 && text[s.Start-1] != '\n' || s.End < len(text) && text[s.End] != '\n' {
				t.Fatalf("span %+v is not of whole lines", s)
			}
			at = s.End
		}
		quotation.Own(text)
	})
}

func BenchmarkSpans(b *testing.B) {
	text := strings.Repeat("We have received your request and answer it within one month.\n", 60) + "Kind regards\nAcme\n\nOn 2 Mar 2026, at 10:15, Ada <ada@example.org> wrote:\n" + strings.Repeat("> Please send me my data.\n", 60)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		quotation.Spans(text)
	}
}
