package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"recourse/internal/civil"
)

// clearviewText is what a person reads and writes in the case, in one language.
type clearviewText struct {
	country    string   // where the person lives
	authority  []string // of the company in the directory
	before     []string // what it is known for
	place      string   // its name
	watches    string   // why this law
	beforehand []string // the letter speaks against what is to be expected
	silence    []string
	reply      string
	limits     []string // the passages of the reply that limit the right
	events     []string // what the days show
	covered    []string // the period of the data
	judged     []string
	cliff      string
	picture    string
	aside      []string // dates that are no records
	confirmed  string
	letter     []string // once each
}

//nolint:misspell // half of them are French
var clearviewWords = map[string]clearviewText{
	"en": {
		country: "DE",
		reply: `Dear Ms Haddad,

On 12 March 2026 you wrote:

> Please do not limit your answer to the last twelve months, do not tell me that I may ask only twice a year, and do not ask for a photograph of my face.

We only provide data collected during the twelve months before your request.

A request for access may be made no more than twice a year.

To proceed with your request, you must send us a photograph of your face.

For your information, the logs of our web server are kept for twelve months.

Kind regards
Privacy Team`,
		limits: []string{"twelve months before your request", "twice a year", "photograph of your face"},
		place:  "Germany", authority: []string{"Only recent data", "CNIL"},
		before: []string{
			"Before you write", "Only recent data: The letter asks for all data since the beginning.",
			"Answers only after several requests: Keep every message and its date.",
			"Photo of your face demanded: Do not send a photograph of your face.", "Only so many requests a year: Ask for everything at once.",
		},
		watches: "They are known to address people in the European Economic Area or to watch what people do there, and you live there",
		beforehand: []string{
			"I request access under Article 15 GDPR to all personal data concerning me.", "without any limit in time",
			"I send no photograph of my face, and I do not consent to biometric processing",
			"The GDPR fixes no number of requests for a year.", "This request need not be repeated",
			"or to monitoring their behaviour there (Article 3(2) GDPR)",
		},
		silence: []string{"No answer"},
		events: []string{
			"Looks unlawful: Answer too late", "last day on every reading (13 Apr 2026) and reply (18 Jun 2026)",
			"Looks unlawful: Answers only after several requests",
			"request (12 Mar 2026), reminder (20 Apr 2026), reminder (11 May 2026), reminder (2 Jun 2026) and reply (18 Jun 2026)",
		},
		covered: []string{"2 files were read", "From 12 Mar 2025 to 10 Jun 2026, with 912 dated records."},
		picture: "your request",
		judged: []string{
			"The oldest dated record is of 12 Mar 2025, the newest of 10 Jun 2026.",
			"The records begin at full strength on 12 Mar 2025: 12 months, to within a few days, before your request",
			"Regular records begin on 12 Mar 2025. You say that you have had to do with them since 1 Sep 2019.",
		},
		cliff: "The data begin abruptly", confirmed: "Confirmed",
		aside: []string{"a birthday", "17 May 1990", "the day of the export itself", "a version, an address or an identifier", "3 Feb 2014"},
		letter: []string{
			"It reached you on 12 March 2026. Under Article 12(3) GDPR the answer was due by 13 April 2026. It came 66 days after that day.",
			"I wrote to you on 12 March 2026, 20 April 2026, 11 May 2026 and 2 June 2026. Your first answer came on 18 June 2026.",
			"in its formal notice MED 2021-134 of 26 November 2021 to Clearview AI",
			"Late answer", "Limit to recent data",
			"The data that you sent me contain 912 dates of records, from 12 March 2025 to 10 June 2026. None of them is before 12 March 2025. " +
				"My request is of 12 March 2026; 12 months before that was 12 March 2025. My relationship with you began on 1 September 2019.",
			"You wrote on 18 June 2026: “We only provide data collected during the twelve months before your request.”",
			"An answer confined to recent data is therefore incomplete.",
			"You wrote on 18 June 2026: “A request for access may be made no more than twice a year.”",
			"You wrote on 18 June 2026: “To proceed with your request, you must send us a photograph of your face.”",
			"Please send me your complete answer, with a reply to each point above, by 2 July 2026.",
		},
	},
	"fr": {
		country: "FR",
		reply: `Madame,

Le 12 mars 2026, vous avez écrit :

> Merci de ne pas limiter votre réponse aux douze derniers mois, de ne pas me dire que je ne peux demander que deux fois par an, et de ne pas me demander une photographie de mon visage.

Nous ne communiquons que les données collectées au cours des douze mois précédant votre demande.

Une demande d’accès ne peut être présentée que deux fois par an.

Pour traiter votre demande, vous devez nous envoyer une photographie de votre visage.

Pour votre information, les journaux de notre serveur web sont conservés pendant douze mois.

Cordialement
Service de la vie privée`,
		limits: []string{"douze mois précédant votre demande", "deux fois par an", "photographie de votre visage"},
		place:  "France", authority: []string{"Données récentes seulement", "CNIL"},
		before: []string{
			"Avant d’écrire", "Données récentes seulement : La lettre demande toutes les données depuis le début.",
			"Réponse seulement après plusieurs demandes : Gardez chaque message et sa date.",
			"Photo du visage exigée : N’envoyez pas de photographie de votre visage.", "Nombre de demandes limité : Demandez tout en une fois.",
		},
		watches: "On sait qu’ils s’adressent à des personnes de l’Espace économique européen ou suivent leur comportement, et vous y vivez",
		beforehand: []string{
			"l’article 15 du RGPD", "Je n’envoie pas de photographie de mon visage et je ne consens à aucun traitement biométrique",
			"Le RGPD ne fixe aucun nombre de demandes par an.", "Cette demande n’a pas à être répétée",
			"ou au suivi de leur comportement dans l’Union (article 3, paragraphe 2, du RGPD)",
		},
		silence: []string{"Aucune réponse"},
		events: []string{
			"Semble illicite : Réponse tardive", "dernier jour selon toutes les lectures (13 avr. 2026) et réponse (18 juin 2026)",
			"Semble illicite : Réponse seulement après plusieurs demandes",
			"demande (12 mars 2026), relance (20 avr. 2026), relance (11 mai 2026), relance (2 juin 2026) et réponse (18 juin 2026)",
		},
		covered: []string{"2 fichiers", "Du 12 mars 2025 au 10 juin 2026, avec 912 enregistrements datés."},
		picture: "votre demande",
		judged: []string{
			"Les enregistrements commencent à plein régime le 12 mars 2025 : 12 mois, à quelques jours près, avant votre demande",
			"Les enregistrements réguliers commencent le 12 mars 2025. Vous dites avoir affaire à eux depuis le 1er sept. 2019.",
		},
		cliff: "Les données commencent brusquement", confirmed: "Confirmé",
		aside: []string{"une date de naissance", "17 mai 1990", "le jour de l’export lui-même", "une version, une adresse ou un identifiant", "3 févr. 2014"},
		letter: []string{
			"Elle vous est parvenue le 12 mars 2026. En vertu de l’article 12, paragraphe 3, du RGPD, la réponse devait intervenir le 13 avril 2026 au plus tard. " +
				"Elle est arrivée 66 jours après ce jour.",
			"Je vous ai écrit le 12 mars 2026, le 20 avril 2026, le 11 mai 2026 et le 2 juin 2026. Votre première réponse est arrivée le 18 juin 2026.",
			"dans sa mise en demeure MED 2021-134 du 26 novembre 2021 adressée à Clearview AI",
			"Réponse tardive", "Limitation aux données récentes",
			"Les données que vous m’avez transmises comportent 912 dates d’enregistrements, du 12 mars 2025 au 10 juin 2026. Aucune n’est antérieure au 12 mars 2025. " +
				"Ma demande est du 12 mars 2026 ; 12 mois plus tôt, c’était le 12 mars 2025. Ma relation avec vous a commencé le 1er septembre 2019.",
			"Vous avez écrit le 18 juin 2026 : « Nous ne communiquons que les données collectées au cours des douze mois précédant votre demande. »",
			"Une réponse limitée aux données récentes est donc incomplète.",
			"Vous avez écrit le 18 juin 2026 : « Une demande d’accès ne peut être présentée que deux fois par an. »",
			"Vous avez écrit le 18 juin 2026 : « Pour traiter votre demande, vous devez nous envoyer une photographie de votre visage. »",
			"votre réponse complète, point par point, le 2 juillet 2026 au plus tard.",
		},
	},
}

// clearviewExport is an archive as the company could send it: records of every day since
// exactly twelve months before the request, and dates that are none of records.
func clearviewExport(t *testing.T, requested, received civil.Date) []byte {
	t.Helper()
	first, last := requested.AddMonthsClamped(-12), received.AddDays(-8)
	var images, searches strings.Builder
	searches.WriteString("search_id,searched_on\n")
	for day, n := first, 0; !last.Before(day); day, n = day.AddDays(1), n+1 {
		if n > 0 {
			images.WriteString(",")
		}
		fmt.Fprintf(&images, `{"face":%d,"captured_at":"%sT08:15:00Z"}`, n, day)
		fmt.Fprintf(&searches, "%d,%s\n", n, day)
	}
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, file := range []struct{ name, content string }{
		{"images.json", `{"format":{"name":"export","version":"2","schema_date":"2014-02-03"},"exported_at":"` + received.AddDays(-1).String() + `T04:00:00Z",` +
			`"profile":{"date_of_birth":"1990-05-17"},"images":[` + images.String() + `]}`},
		{"searches.csv", searches.String()},
	} {
		part, err := w.Create("clearview/" + file.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(file.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}
