package checklist_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/checklist"
	"recourse/internal/dsar"
)

type answers = map[dsar.ChecklistKey]dsar.ChecklistAnswer

const given, categories, partly, none = dsar.ItemGiven, dsar.ItemCategoriesOnly, dsar.ItemPartly, dsar.ItemNotApplicable

// full is what the answers below say that give everything.
var full = answers{
	"purposes": given, "categories": given, "recipients": given, "retention": given, "rights": given, "complaint": given,
	"source": given, "automated": given, "transfers": given, "copy": given,
}

// replies are answers as companies write them, with what they say of each item.
//
//nolint:misspell // they are in six languages
var replies = []struct {
	name, lang, text string
	want             answers
}{
	{"an English answer to everything", "en", `Dear Ms Moreau,

We process your data for the purpose of running your account and sending invoices. We hold the following personal data about you: name, e-mail address, order history.
Your address was disclosed to Parcel Express Ltd on 3 March 2026.
Order data are stored for six years. You have the right to request rectification or erasure of your data, to restrict processing and to object.
You may lodge a complaint with the supervisory authority of your country.
We obtained your phone number from Adressdata GmbH in 2021.
No automated decision-making takes place. Transfers to the United States rest on standard contractual clauses.
Attached you will find a copy of all your data as a CSV file.`, full},
	{"an English list", "en", `a) Purposes of processing: billing
b) Categories of data: contact details, invoices
c) Categories of recipients: payment providers, carriers
d) Retention: 10 years
g) Source of your data: the public register of companies
h) Automated decisions: none
We do not transfer any data to third countries.`, answers{
		"purposes": given, "categories": given, "recipients": categories, "retention": given, "source": given, "automated": given, "transfers": none,
	}},
	{"recipients of whom one is named", "en", "We shared your data with Acme Ltd and with other service providers.", answers{"recipients": partly}},
	{"a French answer to everything", "fr", `Madame,

Vos données sont traitées aux fins de la gestion de votre compte. Nous détenons les données suivantes : nom, adresse, historique.
Votre adresse a été communiquée à la société Colis Express SAS le 3 mars 2026.
Les données de commande sont conservées pendant dix ans. Vous disposez d’un droit à la rectification et à l’effacement de vos données.
Vous pouvez introduire une réclamation auprès de la CNIL.
Votre numéro a été obtenu auprès de la société Adresses SA en 2021.
Vous ne faites l’objet d’aucune décision automatisée. Les transferts reposent sur des clauses contractuelles types.
Vous trouverez ci-joint une copie de l’ensemble de vos données.`, full},
	{
		"a French answer with categories alone", "fr", `Nous partageons vos données avec nos prestataires et nos partenaires. Les données ont été collectées directement auprès de vous. Aucune donnée n’est transférée hors de l’Union européenne.`,
		answers{"recipients": categories, "source": none, "transfers": none},
	},
	{"a German answer to everything", "de", `Sehr geehrte Frau Moreau,

wir verarbeiten Ihre Daten zu folgenden Zwecken: Vertragsabwicklung und Rechnung. Wir speichern folgende personenbezogene Daten: Name, Anschrift, Bestellungen.
Ihre Anschrift wurde am 3. März 2026 an die Paketdienst GmbH übermittelt.
Bestelldaten werden zehn Jahre gespeichert; die Speicherdauer beträgt also 10 Jahre. Sie haben das Recht auf Berichtigung und Löschung.
Sie können sich bei der Aufsichtsbehörde beschweren.
Ihre Telefonnummer haben wir 2021 von der Adressdata GmbH erworben.
Eine automatisierte Entscheidungsfindung findet nicht statt. Grundlage der Übermittlung sind Standardvertragsklauseln.
Anbei erhalten Sie eine Kopie Ihrer Daten.`, full},
	{
		"a German answer with categories alone", "de", `Wir geben Ihre Daten an Dienstleister und Partner weiter. Die Daten wurden direkt bei Ihnen erhoben. Eine Übermittlung in Drittländer findet nicht statt.`,
		answers{"recipients": categories, "source": none, "transfers": none},
	},
	{"an Italian answer to everything", "it", `Gentile signora,

trattiamo i Suoi dati per le seguenti finalità: gestione del contratto. Conserviamo i seguenti dati: nome, indirizzo, ordini.
Il Suo indirizzo è stato comunicato alla società Pacchi S.p.A. il 3 marzo 2026.
I dati sono conservati per dieci anni. Lei ha il diritto di chiedere la rettifica o la cancellazione dei dati.
Può proporre reclamo al Garante.
Il numero è stato acquistato dalla società Indirizzi S.r.l. nel 2021.
Non è svolto alcun processo decisionale automatizzato. I trasferimenti si basano su clausole contrattuali tipo.
In allegato trova la copia. Alleghiamo una copia di tutti i Suoi dati.`, full},
	{
		"an Italian answer with categories alone", "it", `Condividiamo i dati con fornitori e con terzi. I dati sono stati raccolti direttamente da Lei. Nessun dato è trasferito in paesi terzi.`,
		answers{"recipients": categories, "source": none, "transfers": none},
	},
	{"a Spanish answer to everything", "es", `Estimada señora:

Tratamos sus datos con los siguientes fines: la gestión del contrato. Conservamos los siguientes datos: nombre, dirección, pedidos.
Su dirección fue comunicada a Paquetes S.L. el 3 de marzo de 2026.
Los datos se conservan durante diez años. Usted tiene derecho a la rectificación y a la supresión de los datos.
Puede presentar una reclamación ante la Agencia Española de Protección de Datos.
Obtuvimos su número de Direcciones S.A. en 2021.
No se toman decisiones automatizadas. Las transferencias se basan en cláusulas contractuales tipo.
Adjuntamos una copia de todos sus datos.`, full},
	{
		"a Spanish answer with categories alone", "es", `Compartimos los datos con proveedores y socios. Los datos se recogieron directamente de usted. No se transfieren datos a terceros países.`,
		answers{"recipients": categories, "source": none, "transfers": none},
	},
	{"a Dutch answer to everything", "nl", `Geachte mevrouw,

Wij verwerken uw gegevens voor de volgende doeleinden: uitvoering van de overeenkomst. Wij bewaren de volgende persoonsgegevens: naam, adres, bestellingen.
Uw adres is op 3 maart 2026 verstrekt aan Pakketdienst B.V.
De gegevens worden zeven jaar bewaard; de bewaartermijn is 7 jaar. U hebt recht op rectificatie en wissing.
U kunt een klacht indienen bij de Autoriteit Persoonsgegevens.
Uw telefoonnummer hebben wij in 2021 van Adressen B.V. gekocht.
Er is geen geautomatiseerde besluitvorming. De doorgifte berust op standaardcontractbepalingen.
Bijgevoegd vindt u een kopie van al uw gegevens.`, full},
	{
		"a Dutch answer with categories alone", "nl", `Wij delen uw gegevens met dienstverleners en partners. De gegevens zijn rechtstreeks bij u verzameld. Er worden geen gegevens doorgegeven buiten de EU.`,
		answers{"recipients": categories, "source": none, "transfers": none},
	},
}

func TestSuggest_readsAnswers(t *testing.T) {
	for _, c := range replies {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, said(t, c.text, c.lang)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func said(t *testing.T, text, lang string) answers {
	t.Helper()
	list, err := checklist.Suggest(text, lang)
	if err != nil {
		t.Fatal(err)
	}
	got := answers{}
	for _, s := range list {
		if got[s.Key] == "" {
			got[s.Key] = s.Answer
		}
		if s.Quote == "" || !strings.Contains(strings.Join(strings.Fields(text), " "), s.Quote) {
			t.Errorf("%s: %q is no sentence of the text", s.Key, s.Quote)
		}
	}
	return got
}

// lookalikes say nothing of any item.
//
//nolint:misspell // they are in six languages
var lookalikes = map[string][]string{
	"en": {
		"For the purposes of processing please see our privacy policy.",
		"The purposes of the processing are described in our privacy notice.",
		"You asked for the purposes of the processing, the recipients and the storage period.",
		"Please specify the purposes for which you use our service.",
		"We cannot disclose which recipients received the data from Acme Ltd.",
		"We will provide a copy of all your data within thirty days.",
		"The download link is kept for 14 days.",
		"We will reply within one month.",
		"The backup is kept for two years.",
		"Please find attached a form for a copy of your identity document with your data.",
		"If you have a complaint, our team can help.",
		"For which purposes do we process your data?",
		"> Purposes of the processing: all of them",
		"Thank you for your request of 3 March 2026, which we received from you yesterday.",
		"You have the right to be heard.",
		"Our terms of use prohibit automated decision-making by users, not by us.",
	},
	"fr": {
		"Les finalités du traitement sont décrites dans notre politique de confidentialité.",
		"Vous demandez les finalités du traitement et les destinataires.",
		"Veuillez préciser les finalités du traitement qui vous intéressent.",
		"Nous ne pouvons pas communiquer les données transmises à Colis SAS.",
		"Nous vous enverrons une copie de vos données sous trente jours.",
		"Le lien de téléchargement est conservé pendant 14 jours.",
		"Si vous souhaitez déposer une plainte, notre équipe vous répondra.",
		"Quelles sont les finalités du traitement ?",
		"Merci de joindre une copie de votre pièce d’identité.",
	},
	"de": {
		"Die Zwecke der Verarbeitung sind in unserer Datenschutzerklärung beschrieben.",
		"Sie fragen nach den Verarbeitungszwecken und den Empfängern.",
		"Bitte teilen Sie uns mit, zu welchen Zwecken Sie die Daten verwenden.",
		"Wir können Ihnen nicht sagen, welche Daten an die Paketdienst GmbH übermittelt wurden.",
		"Der Link zum Herunterladen wird 14 Tage gespeichert.",
		"Wir werden Ihnen eine Kopie Ihrer Daten übersenden.",
		"Sofern Sie sich bei der Aufsichtsbehörde beschweren, antworten wir dort.",
		"Zu welchen Zwecken verarbeiten wir Ihre Daten?",
		"Bitte senden Sie eine Kopie Ihres Ausweises.",
	},
	"it": {
		"Le finalità del trattamento sono descritte nella nostra informativa privacy.",
		"Avete chiesto le finalità del trattamento.",
		"Non possiamo indicare i dati comunicati a Pacchi S.p.A.",
		"Invieremo una copia dei Suoi dati.",
		"Il link è conservato per 14 giorni.",
		"Quali sono le finalità del trattamento?",
	},
	"es": {
		"Las finalidades del tratamiento son las de nuestra política de privacidad.",
		"Nos ha solicitado los fines del tratamiento.",
		"No podemos indicar los datos comunicados a Paquetes S.L.",
		"Enviaremos una copia de sus datos.",
		"El enlace se conserva durante 14 días.",
		"¿Cuáles son los fines del tratamiento?",
	},
	"nl": {
		"De doeleinden van de verwerking zijn te vinden in onze privacyverklaring.",
		"U vraagt naar de doeleinden van de verwerking.",
		"Wij kunnen u niet zeggen welke gegevens aan Pakketdienst B.V. zijn verstrekt.",
		"De downloadlink wordt 14 dagen bewaard.",
		"Wat zijn de doeleinden van de verwerking?",
	},
}

func TestSuggest_isCautious(t *testing.T) {
	for lang, list := range lookalikes {
		for _, text := range list {
			if got := said(t, text, lang); len(got) > 0 {
				t.Errorf("%s: %q gives %v", lang, text, got)
			}
		}
	}
}

func TestSuggest_boundsItsCost(t *testing.T) {
	t.Run("what stands far behind is not read", func(t *testing.T) {
		text := strings.Repeat("é ", checklist.MaxText) + ". We hold the following personal data: all."
		if got := said(t, text, "en"); len(got) > 0 {
			t.Errorf("got %v", got)
		}
	})
	t.Run("a language without patterns gives nothing", func(t *testing.T) {
		for _, lang := range []string{"", "pl", "xx"} {
			if got := said(t, "We hold the following personal data: all.", lang); len(got) > 0 {
				t.Errorf("%q: got %v", lang, got)
			}
		}
	})
	t.Run("every language has every item", func(t *testing.T) {
		for _, lang := range checklist.Languages() {
			if _, err := checklist.Suggest("x", lang); err != nil {
				t.Error(err)
			}
		}
	})
}
