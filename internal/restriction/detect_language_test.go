package restriction

import "testing"

// shortReplies are one or two short sentences in each language, of different matter.
var shortReplies = map[string][]string{
	"en": {"We will come back to you shortly.", "Thank you for your message. A colleague is looking into it.", "The file is attached. It opens with the code from our first letter."},
	"fr": {"Nous revenons vers vous très vite.", "Merci de votre message. Un collègue s'en occupe.", "Le fichier est joint. Il s'ouvre avec le code de notre première lettre."},
	"de": {"Wir melden uns bald bei Ihnen.", "Danke für Ihre Nachricht. Eine Kollegin kümmert sich darum.", "Die Datei liegt bei. Sie öffnet sich mit dem Code aus unserem ersten Brief."},
	"it": {"Le risponderemo al più presto.", "Grazie per il suo messaggio. Un collega se ne sta occupando.", "Il file è allegato. Si apre con il codice della nostra prima lettera."},
	"es": {"Le responderemos lo antes posible.", "Gracias por su mensaje. Un compañero se ocupa de ello.", "Adjuntamos el fichero. Se abre con la clave de nuestra primera carta."},
	"nl": {"Wij komen er snel bij u op terug.", "Dank voor uw bericht. Een collega is ermee bezig.", "Het bestand is bijgevoegd. Het opent met de code uit onze eerste brief."},
	"pt": {"Voltaremos ao contacto com a maior brevidade.", "Obrigado pela sua mensagem. Um colega está a tratar do assunto.", "O ficheiro segue em anexo. Abre com o código da nossa primeira carta."},
	"pl": {"Wkrótce się do Państwa odezwiemy.", "Dziękujemy za wiadomość. Sprawą zajmuje się nasz kolega.", "Plik jest w załączniku. Otwiera się kodem z naszego pierwszego listu."},
}

func TestLanguage_isToldOfShortMessages(t *testing.T) {
	d := builtInDetector(t)
	for lang, texts := range shortReplies {
		for _, text := range texts {
			report, err := d.Detect(Input{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			if report.Lang != lang {
				t.Errorf("%q is taken for %q, want %q", text, report.Lang, lang)
			}
		}
	}
}

// A message that answers in two languages is common across a border.
func TestLanguage_isToldOfEachParagraphOfAMixedMessage(t *testing.T) {
	long := map[string]string{
		"en": "We have received your request and are looking for your data in all of our systems. You will hear from us within a month.",
		"fr": "Nous avons reçu votre demande et cherchons vos données dans tous nos systèmes. Vous aurez de nos nouvelles dans un mois.",
		"de": "Wir haben Ihren Antrag erhalten und suchen Ihre Daten in allen unseren Systemen. Sie hören binnen eines Monats von uns.",
		"it": "Abbiamo ricevuto la sua richiesta e cerchiamo i suoi dati in tutti i nostri sistemi. Le risponderemo entro un mese.",
		"es": "Hemos recibido su solicitud y buscamos sus datos en todos nuestros sistemas. Le responderemos en el plazo de un mes.",
		"nl": "Wij hebben uw verzoek ontvangen en zoeken uw gegevens in al onze systemen. U hoort binnen een maand van ons.",
		"pt": "Recebemos o seu pedido e procuramos os seus dados em todos os nossos sistemas. Responderemos no prazo de um mês.",
		"pl": "Otrzymaliśmy Państwa wniosek i szukamy danych we wszystkich naszych systemach. Odpowiemy w ciągu miesiąca, jak to jest przewidziane.",
	}
	d := builtInDetector(t)
	for first, a := range long {
		for second, b := range long {
			text := a + "\n\n" + b
			for n, got := range languagesOfParagraphs(d, text) {
				if want := []string{first, second}[n]; got != want {
					t.Errorf("%s then %s: paragraph %d is taken for %q, want %q", first, second, n+1, got, want)
				}
			}
		}
	}
}

func TestLanguage_aShortParagraphKeepsThatOfTheMessage(t *testing.T) {
	text := "Wir haben Ihren Antrag erhalten und suchen Ihre Daten in allen unseren Systemen.\n\nCustomer Care Team\n\nMit freundlichen Grüßen"
	d := builtInDetector(t)
	for n, got := range languagesOfParagraphs(d, text) {
		if got != "de" {
			t.Errorf("paragraph %d is taken for %q", n+1, got)
		}
	}
}

func languagesOfParagraphs(d *Detector, text string) []string {
	var out []string
	main := d.detectLanguage(text, nil)
	for p := range paragraphs(text, nil) {
		v := make(votes, len(d.stopwords.languages))
		for _, s := range p.sentences {
			d.stopwords.vote(fold(nil, text, s, nil), v)
		}
		out = append(out, d.languageOfPart(v, main))
	}
	return out
}
