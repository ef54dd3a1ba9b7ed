package restriction

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// prose is what letters and policies consist of besides restrictions, by language:
// {} is one of the things, # a number.
var prose = map[string]struct{ sentences, things []string }{
	"en": {[]string{
		"Thank you for your message about the {} of last week, which reached our office in good order.",
		"We process your name, postal address and telephone number in order to deliver the {} and to send the invoice.",
		"The {} is operated by a service provider in Dublin, which acts on our instructions under a written agreement.",
		"Cookies remember the contents of your basket and which {} you looked at; you can refuse them in your browser.",
		"Our shop in # High Street is open from nine to six, and the {} can be collected there on Saturdays as well.",
		"If the {} arrives damaged, please take a photograph and keep the packaging until the carrier has called.",
		"Payments are handled by the bank named on the {}; we see only the last four digits of the card.",
		"The legal basis is Article 6(1)(b) GDPR where the {} is needed for the contract, and our legitimate interest otherwise.",
		"Log files record the time of access, the browser and the page called up, and are overwritten after # days.",
		"You may lodge a complaint with the supervisory authority of the place where you live or work.",
		"Our data protection officer, Ms Hill, can be reached by post and at the address given under the {}.",
		"Reference # refers to the {} of 12 March; please quote it whenever you write to us.",
	}, []string{"parcel", "newsletter", "customer account", "subscription", "warranty card", "survey", "call centre", "loyalty programme", "website", "tariff", "order", "appointment"}},
	"fr": {[]string{
		"Nous vous remercions de votre courrier relatif à {}, qui nous est bien parvenu la semaine passée.",
		"Nous traitons votre nom, votre adresse postale et votre numéro de téléphone pour livrer {} et établir la facture.",
		"L'hébergement est confié à un prestataire établi à Lyon, qui agit selon nos instructions dans le cadre de {}.",
		"Les cookies gardent en mémoire le contenu du panier et {} ; vous pouvez les refuser dans votre navigateur.",
		"Notre boutique du # rue de la Gare est ouverte de neuf à dix-huit heures, et {} peut y être retiré le samedi.",
		"Si {} arrive abîmé, prenez une photographie et conservez l'emballage jusqu'au passage du livreur.",
		"Les paiements sont assurés par la banque indiquée sur {} ; nous ne voyons que les quatre derniers chiffres de la carte.",
		"La base légale est l'article 6, § 1, b) du RGPD lorsque {} est nécessaire au contrat.",
		"Les journaux enregistrent l'heure de connexion et la page appelée ; ils sont effacés au bout de # jours.",
		"Vous pouvez introduire une réclamation auprès de l'autorité de contrôle de votre lieu de résidence.",
	}, []string{"la commande", "l'abonnement", "la lettre d'information", "le compte client", "la carte de fidélité", "le rendez-vous", "l'enquête", "le colis", "le tarif", "la garantie"}},
	"de": {[]string{
		"vielen Dank für Ihr Schreiben zu {}, das uns in der vergangenen Woche erreicht hat.",
		"Wir verarbeiten Ihren Namen, Ihre Anschrift und Ihre Telefonnummer, um {} zu liefern und die Rechnung zu stellen.",
		"Den Betrieb übernimmt ein Dienstleister in Köln, der nach unseren Weisungen handelt; Grundlage ist {}.",
		"Cookies merken sich den Inhalt des Warenkorbs und {}; Sie können sie im Browser ablehnen.",
		"Unser Geschäft in der Bahnhofstraße # ist von neun bis achtzehn Uhr geöffnet, und {} kann dort auch samstags abgeholt werden.",
		"Sollte {} beschädigt ankommen, machen Sie bitte ein Foto und heben Sie die Verpackung auf.",
		"Zahlungen wickelt die Bank ab, die auf {} genannt ist; wir sehen nur die letzten vier Ziffern der Karte.",
		"Rechtsgrundlage ist Art. 6 Abs. 1 lit. b DSGVO, soweit {} für den Vertrag nötig ist, sonst unser berechtigtes Interesse.",
		"Protokolldateien halten die Uhrzeit des Abrufs fest und werden nach # Tagen überschrieben.",
		"Sie können sich bei der Aufsichtsbehörde Ihres Wohnorts beschweren.",
	}, []string{"die Bestellung", "das Paket", "der Newsletter", "das Kundenkonto", "die Kundenkarte", "der Termin", "die Umfrage", "der Tarif", "die Garantie", "das Abonnement"}},
	"it": {[]string{
		"La ringraziamo per la lettera riguardante {}, che ci è pervenuta la settimana scorsa.",
		"Trattiamo il suo nome, l'indirizzo postale e il numero di telefono per consegnare {} ed emettere la fattura.",
		"Il servizio è gestito da un fornitore di Torino che agisce secondo le nostre istruzioni; lo prevede {}.",
		"I cookie ricordano il contenuto del carrello e {}; può rifiutarli nel browser.",
		"Il nostro negozio in via Roma # è aperto dalle nove alle diciotto, e {} si può ritirare anche il sabato.",
		"I pagamenti sono curati dalla banca indicata su {}; noi vediamo solo le ultime quattro cifre della carta.",
		"Può proporre reclamo all'autorità di controllo del luogo in cui vive o lavora.",
	}, []string{"l'ordine", "il pacco", "la newsletter", "il conto cliente", "la tessera", "l'appuntamento", "il sondaggio", "la tariffa", "la garanzia"}},
	"es": {[]string{
		"Le agradecemos su carta sobre {}, que nos llegó la semana pasada.",
		"Tratamos su nombre, su dirección postal y su teléfono para entregar {} y emitir la factura.",
		"El servicio lo presta un proveedor de Sevilla que actúa según nuestras instrucciones; así lo dispone {}.",
		"Las cookies recuerdan el contenido de la cesta y {}; puede rechazarlas en el navegador.",
		"Nuestra tienda de la calle Mayor # abre de nueve a seis, y {} puede recogerse también los sábados.",
		"De los pagos se encarga el banco indicado en {}; nosotros vemos las cuatro últimas cifras de la tarjeta.",
		"Puede presentar una reclamación ante la autoridad de control del lugar en que vive o trabaja.",
	}, []string{"el pedido", "el paquete", "el boletín", "la cuenta de cliente", "la tarjeta", "la cita", "la encuesta", "la tarifa", "la garantía"}},
	"nl": {[]string{
		"Dank voor uw brief over {}, die ons vorige week heeft bereikt.",
		"Wij verwerken uw naam, postadres en telefoonnummer om {} te bezorgen en de factuur op te maken.",
		"Het beheer ligt bij een dienstverlener in Utrecht die volgens onze aanwijzingen werkt; dat staat in {}.",
		"Cookies onthouden de inhoud van het winkelmandje en {}; u kunt ze in uw browser weigeren.",
		"Onze winkel in de Dorpsstraat # is open van negen tot zes, en {} kan daar ook op zaterdag worden opgehaald.",
		"De betalingen lopen via de bank die op {} staat; wij zien de laatste vier cijfers van de kaart.",
		"U kunt een klacht indienen bij de toezichthouder van de plaats waar u woont of werkt.",
	}, []string{"de bestelling", "het pakket", "de nieuwsbrief", "het klantaccount", "de klantenkaart", "de afspraak", "de enquête", "het tarief", "de garantie"}},
	"pt": {[]string{
		"Agradecemos a sua carta sobre {}, que nos chegou na semana passada.",
		"Tratamos o seu nome, a morada e o telefone para entregar {} e emitir a fatura.",
		"O serviço é prestado por um fornecedor do Porto, que segue as nossas instruções; assim o prevê {}.",
		"A nossa loja da rua Direita, n.º #, abre das nove às seis, e {} pode ser levantado também ao sábado.",
		"Pode apresentar reclamação à autoridade de controlo do lugar onde vive ou trabalha.",
	}, []string{"a encomenda", "o boletim", "a conta de cliente", "o cartão", "a garantia", "o inquérito"}},
	"pl": {[]string{
		"Dziękujemy za list dotyczący {}, który dotarł do nas w zeszłym tygodniu.",
		"Przetwarzamy imię, nazwisko i numer telefonu, aby dostarczyć {} i wystawić fakturę.",
		"Usługę świadczy firma z Gdańska, która działa według naszych poleceń; mówi o tym {}.",
		"Nasz sklep przy ulicy Dworcowej # jest czynny od dziewiątej do osiemnastej, a {} można odebrać także w sobotę.",
		"Skargę można wnieść do organu nadzorczego właściwego dla miejsca zamieszkania.",
	}, []string{"zamówienie", "przesyłka", "biuletyn", "konto klienta", "karta", "gwarancja"}},
}

// realText is letters and policies of the given size in the given languages, a
// paragraph each: prose, and a labelled example in one paragraph of eight.
func realText(tb testing.TB, size int, languages ...string) string {
	tb.Helper()
	random := rand.New(rand.NewPCG(4, 2))
	var b strings.Builder
	examples := map[string][]Example{}
	for _, ex := range slices.Concat(readExamples(tb, "testdata/corpus/*.jsonl"), readExamples(tb, "testdata/kinds/*.jsonl")) {
		if !hides(ex.Text) {
			examples[ex.Lang] = append(examples[ex.Lang], ex)
		}
	}
	for n := 0; b.Len() < size; n++ {
		lang := languages[n%len(languages)]
		if list := examples[lang]; n/len(languages)%8 == 7 && len(list) > 0 {
			b.WriteString(list[random.IntN(len(list))].Text + "\n\n")
			continue
		}
		part := prose[lang]
		for range 4 + random.IntN(4) {
			s := part.sentences[random.IntN(len(part.sentences))]
			s = strings.ReplaceAll(s, "{}", part.things[random.IntN(len(part.things))])
			b.WriteString(strings.ReplaceAll(s, "#", fmt.Sprint(1+random.IntN(900))))
			b.WriteByte([]byte(" \n")[random.IntN(8)/7])
		}
		b.WriteString("\n\n")
	}
	return strings.ToValidUTF8(b.String()[:size], "")
}

// hides reports whether something in a text is taken for an earlier message, which
// would hide what follows.
func hides(text string) bool {
	return strings.ContainsAny(text, "\"“„«") || len(mask(strings.Repeat("word ", 50)+"\n\n"+text)) > 0
}

// nearMisses is text of the given size made of pieces of restrictions that never
// become one, in many orders: as much work as a text can make.
func nearMisses(tb testing.TB, size int) string {
	tb.Helper()
	random := rand.New(rand.NewPCG(8, 9))
	var pieces []string
	for _, ex := range readExamples(tb, "testdata/*/*.jsonl") {
		words := strings.FieldsFunc(ex.Text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(":>\"“„«", r) })
		for i := 0; i+3 < len(words); i += 3 {
			pieces = append(pieces, strings.Join(words[i:i+1+random.IntN(3)], " "))
		}
	}
	var b strings.Builder
	for b.Len() < size {
		b.WriteString(pieces[random.IntN(len(pieces))])
		b.WriteByte(" \n,. "[random.IntN(5)])
	}
	return strings.ToValidUTF8(b.String()[:size], "")
}
