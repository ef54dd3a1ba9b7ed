package proposal

import "sync"

// Pieces that several patterns need.
const (
	requestEN = `(?:(?:data )?(?:subject )?(?:access |deletion |erasure |data )?(?:request|enquiry|inquiry)|letter|e-?mail|message)`
	requestFR = `(?:demande|courrier|requête|lettre|message|courriel)`
	requestDE = `(?:\pL*anfrage|\pL*antrag|\pL*ersuchen|\pL*begehren|schreiben|e-?mail|nachricht|anliegen)`
	requestIT = `(?:richiesta|istanza|domanda|lettera)`
	requestES = `(?:solicitud|petición|escrito|carta)`
	requestNL = `(?:\pL*verzoek|\pL*aanvraag|brief|e-?mail|bericht)`

	longer = `(?:\d+|one|two|three|a few|deux|trois|un|zwei|drei|due|tre|dos|tres|twee|drie)`
	few    = `.{0,60}?`
	some   = `.{0,120}?`
)

// recognisers are the patterns of each kind, in six languages. One covers the words that
// decide, and the words between them may be others.
var recognisers = sync.OnceValue(func() map[Kind]recogniser {
	return map[Kind]recogniser{
		Acknowledged:  acknowledged(),
		IDRequested:   idRequested(),
		Clarification: clarification(),
		Extension:     extension(),
		Referred:      referred(),
		Delivered:     delivered(),
	}
})

func acknowledged() recogniser {
	return recogniser{match: compile(
		`\b(?:we )?(?:acknowledge|confirm) (?:the )?receipt of `+few+requestEN, `\backnowledg(?:e|es|ing|ement of) (?:receipt of )?your `+few+requestEN,
		`\b(?:we|which we) (?:have |has )?(?:duly )?received `+`(?:your `+few+requestEN+`|(?:it )?on )`, `\byour `+few+requestEN+` (?:has been|was) (?:duly )?(?:received|registered|logged)`,
		`\bthank you for your `+few+requestEN+`, (?:which )?we`,
		`accusons(?: bonne)? réception de `+few+requestFR, `avons bien reçu votre `+requestFR, `votre `+requestFR+few+`(?:nous est bien parvenue?|a bien été (?:reçue?|enregistrée?))`,
		`bestätigen `+few+`(?:eingang|erhalt) ihre[rs] `+requestDE, `ihre?n? `+requestDE+few+`(?:eingegangen|erhalten)`, `(?:haben|habe) ihre?n? `+requestDE+few+`erhalten`,
		`confermiamo `+few+`ricevuto la sua `+requestIT, `abbiamo ricevuto la sua `+requestIT, `sua `+requestIT+few+`(?:presa in carico|pervenuta|ricevuta)`,
		`hemos recibido su `+requestES, `acusamos recibo de su `+requestES, `su `+requestES+few+`(?:ha sido|fue) (?:registrada|recibida)`, `(?:recepción|recibo) de su `+requestES,
		`bevestigen `+few+`ontvangst van uw `+requestNL, `(?:hebben|heb) uw `+requestNL+few+`ontvangen`, `uw `+requestNL+few+`ontvangen`,
	)}
}

func idRequested() recogniser {
	const (
		idEN = `(?:(?:proof of|evidence of|document proving) (?:your )?identity|(?:copy|scan|photo(?:graph)?) of (?:your |an? |the )?(?:valid |official |government-issued |photo )*(?:passport|id\b|identity (?:card|document)|driving licence|driver's license)|identity verification|identification document|government-issued id|identity document)`
		idFR = `(?:(?:pièce|justificatif|preuve|carte|copie)(?: de| de votre)? ?(?:d'identité|votre identité|votre passeport|votre carte d'identité)|copie de votre (?:passeport|carte d'identité|pièce d'identité))`
		idDE = `(?:identitätsnachweis\pL*|ausweiskopie|kopie ihres (?:personal|reise)?(?:ausweises|passes)|(?:personal)?ausweis\pL*|nachweis ihrer identität)`
		idIT = `(?:documento (?:d'identità|di identità|di riconoscimento)|copia del(?: suo)? passaporto|prova della sua identità|carta d'identità)`
		idES = `(?:copia de (?:su|un) (?:dni|nie|pasaporte|documento)|documento de identidad|documento nacional de identidad|prueba de su identidad)`
		idNL = `(?:identiteitsbewijs|legitimatiebewijs|kopie van uw (?:paspoort|identiteitskaart|rijbewijs)|bewijs van uw identiteit)`
	)
	return recogniser{
		match: compile(
			`\b(?:please|kindly|must|need(?: you)?|require|ask you|request(?: that)? you|could you|can you|have to|would you)\b`+some+idEN,
			`\b(?:please|kindly|ask you to|need you to|must|could you|have to)\b`+few+`(?:confirm|verify|prove) your identity`,
			`(?:merci de|prions de|veuillez|il nous faut|avons besoin|demandons de|invitons à|devez|pourriez-vous|nécessaire de)`+some+idFR,
			`(?:bitte|bitten sie|benötigen wir|wir benötigen|brauchen wir|wir brauchen|müssen sie|erforderlich)`+some+idDE, idDE+few+`(?:benötigen|brauchen|erforderlich|bitten)`,
			`(?:identifizierung|identifizieren|ihre identität)`+few+`\bbitte\b`, `bitte`+few+`(?:identifizieren|ihre identität)`,
			`(?:preghiamo di|chiediamo|abbiamo bisogno|è necessario|deve|voglia|occorre)`+some+idIT,
			`(?:rogamos|necesitamos|por favor|debe|solicitamos|es necesario que)`+some+idES, `debe acreditar su identidad`,
			`(?:stuur|verzoeken (?:wij )?u|hebben wij|wilt u|kunt u|dient u|gelieve|ontvangen wij graag|wij hebben)`+some+idNL, `(?:wilt u|kunt u|verzoeken (?:wij )?u|dient u) uw identiteit`,
		),
		not: compile(
			`(?:received|verified|for sending|thank you for (?:your|the|sending)|destroy|deleted|sent us)`, `(?:avons bien reçu|avons reçu|avons vérifié|merci pour|détrui)`,
			`(?:vielen dank für (?:die|ihre)|haben wir erhalten|wurde \pL* ?überprüft|gelöscht|vernicht)`, `(?:abbiamo (?:ricevuto|verificato)|grazie per)`,
			`(?:hemos (?:recibido|verificado)|gracias por)`, `(?:ontvangen\.?$|hebben wij ontvangen|hebben de|gecontroleerd|bedankt voor|dank voor)`,
		),
	}
}

func clarification() recogniser {
	return recogniser{match: compile(
		`\b(?:please|kindly|could you|can you|would you|ask you to|need you to|ask that you|invite you to|request that you)\b`+few+`\b(?:specify|clarify|narrow|indicate which|be more specific|tell us (?:which|what)|let us know (?:which|what))\b`,
		`\b(?:need|require|would need) (?:some )?(?:more|further|additional) (?:details|information|clarification) (?:in order )?to (?:locate|find|identify|process|understand|handle)`,
		`(?:merci de|pourriez-vous|demandons de|veuillez|prions de|invitons à|pouvez-vous)`+few+`\b(?:préciser|clarifier|indiquer (?:quel|les services)|nous indiquer quel)`,
		`(?:bitte|bitten sie|könnten sie|können sie|möchten sie bitten)`+few+`(?:präzisier|konkretisier|spezifizier|näher (?:angeben|bezeichnen|beschreiben)|eingrenzen|teilen sie uns mit, (?:welche|auf welche)|mitteilen, welche)`,
		`(?:preghiamo di|chiediamo di|potrebbe|voglia|invitiamo a)`+few+`(?:precisare|specificare|chiarire|indicarci qual)`,
		`(?:rogamos que|por favor|podría|necesitamos que|solicitamos que|pedimos que)`+few+`(?:especifi(?:que|car)|concret(?:e|ar)|aclar(?:e|ar)|precis(?:e|ar)|indicarnos qu)`,
		`(?:kunt u|wilt u|verzoeken (?:wij )?u|graag vernemen wij|gelieve)`+few+`(?:specificeren|verduidelijken|aangeven (?:welke|op welke|van)|op welke|preciseren|nader aan te geven)`,
	)}
}

func extension() recogniser {
	return recogniser{
		match: compile(
			`\bextend(?:ing|ed)?\b`+few+`\b(?:time limit|deadline|period|response time|timeframe|time frame)`, `\b(?:time limit|deadline|period|timeframe)\b`+few+`\b(?:is|are|has been|hereby|being|will be)\b`+few+`\bextended`,
			`\b(?:need|require|take)\b`+few+`(?:an? )?(?:additional|further|extra|more)\b`+few+`(?:time|days|weeks|months|month)`, `\bextension of `+few+`(?:\d+|two|one) (?:\pL+ )?(?:months?|days)`,
			`prolongeons`+few+`délai`, `délai`+few+`(?:est|sera|a été) (?:donc |ainsi )?(?:prolongé|prorogé|étendu)`, `(?:besoin|nécessit)\pL*`+few+`délai supplémentaire`, `délai prolongé de`, `prorogeons`+few+`délai`,
			`verlängern wir`+few+`frist`, `wir verlängern`+few+`frist`, `frist`+some+`\bverlängert`, `fristverlängerung um`, `benötigen`+some+`(?:zusätzlich|weitere)`+few+`(?:monate?|tage|wochen|zeit)`, `machen`+few+`fristverlängerung gebrauch`,
			`termine`+few+`(?:è|viene|sarà) prorogato`, `(?:prorogheremo|proroghiamo)`+few+`termine`, `bisogno di ulteriori `+few+`(?:giorni|mesi|tempo)`, `comunichiamo`+few+`proroga del termine`,
			`(?:prorrogamos|ampliamos)`+few+`plazo`, `plazo`+few+`(?:queda|ha sido|es|será) (?:prorrogado|ampliado)`, `necesitamos `+few+longer+` (?:meses|días|semanas) (?:adicionales|más)`, `(?:decidido|debemos|vamos a) (?:ampliar|prorrogar)`+few+`plazo`,
			`verlengen`+few+`termijn`, `termijn`+few+`\b(?:wordt|is|wordt hierbij)\b`+few+`verlengd`, `(?:hebben|nodig)`+few+longer+` (?:maanden|dagen|weken) extra`, `termijn`+few+`verlengen`,
		),
		not: compile(
			`\b(?:may|might|can|could) (?:\pL+ ){0,2}(?:be extended|extend|need|require)`, `\b(?:explains?|describes?) (?:when|how)`,
			`(?:peut|pourra|pourrait|pouvons|pourrions)[^.]{0,30}(?:prolong|prorog|étend)`,
			`(?:kann|können|könnte|könnten|darf|dürfen)[^.]{0,80}(?:verläng)`,
			`(?:può|potrà|potrebbe|possiamo) (?:essere |venire )?(?:prorog)`,
			`(?:podrá|puede|podría|podemos)[^.]{0,20}(?:prorrog|ampli)`,
			`(?:kan|kunnen|zou)[^.]{0,60}(?:verleng)`,
		),
	}
}

func referred() recogniser {
	return recogniser{
		match: compile(
			`\b(?:have|has been|was|been) (?:therefore )?(?:forwarded|transferred|passed|referred|redirected|sent on)\b`+few+`(?:`+requestEN+`|\bto\b)`,
			`\bplease (?:contact|address|direct|turn to|write to)\b`+some+`(?:controller|responsible|parent company|competent)`,
			`(?:avons|a été) (?:transmis|transférée?|transmise?|réorientée?|redirigée?|fait suivre)`+few+`(?:à|au|vers|aux|`+requestFR+`)`, `(?:invitons à|prions de|veuillez) (?:vous adresser|contacter)`+some+`(?:responsable|compétent|maison mère)`,
			requestDE+some+`(?:weitergeleitet|weitergegeben|abgegeben|übermittelt an)`, `wenden sie sich`+some+`(?:verantwortlich|zuständig|muttergesellschaft)`,
			`(?:abbiamo|è stata) (?:inoltrat|trasmess|girat|trasferit)[oa]`+few+`(?:alla?|al|all'|`+requestIT+`)`, `(?:invitiamo|preghiamo) (?:a|di) (?:rivolgersi|contattare)`+some+`(?:titolare|competente|capogruppo)`,
			`(?:hemos|ha sido) (?:remitid|trasladad|reenviad|transferid)[oa]`+few+`(?:a la|al|a|`+requestES+`)`, `(?:se dirija|dirigirse|póngase en contacto)`+some+`(?:responsable|competente|matriz)`,
			`(?:hebben|is|wordt)`+some+`(?:doorgestuurd|overgedragen|doorgezonden|doorgezet)`, `(?:te wenden tot|wendt u zich tot|neem contact op met)`+some+`(?:verantwoordelijke|bevoegde|moederbedrijf)`,
		),
		not: compile(
			`\b(?:your|personal) (?:personal )?data (?:have|has|were|was|are)\b`, `vos données (?:ont|sont)`, `ihre (?:personenbezogenen )?daten (?:wurden|werden|haben)`, `suoi dati (?:sono|vengono)`,
			`sus datos (?:han|son|fueron)`, `uw gegevens (?:zijn|worden)`, `\bwill (?:be )?forward`,
		),
	}
}

func delivered() recogniser {
	const (
		dataEN = `(?:your (?:personal )?data|personal data|information (?:that )?we (?:hold|process|have)|all the information|the information you requested|the requested (?:data|information)|copy of your)`
		dataFR = `(?:vos données|données (?:vous concernant|personnelles|à caractère personnel)|informations que nous détenons|ensemble des informations|informations demandées)`
		dataDE = `(?:ihre[rn]? (?:personenbezogenen )?daten|person gespeicherten daten|gewünschten? (?:auskunft|daten|informationen)|datenkopie|datenauskunft)`
		dataIT = `(?:suoi dati|dati personali|informazioni (?:che la riguardano|richieste|in nostro possesso))`
		dataES = `(?:sus datos|datos personales|información (?:que tenemos|solicitada|que le concierne))`
		dataNL = `(?:uw (?:persoons)?gegevens|gevraagde gegevens|gegevens (?:aan )?die wij|gevraagde informatie)`
	)
	return recogniser{
		match: compile(
			`\b(?:attached|enclosed|enclose|attach)\b`+some+dataEN, dataEN+some+`\b(?:is|are) (?:attached|enclosed)`, `\b(?:can|may) (?:now )?download\b`+few+`(?:`+dataEN+`|it|them)`, dataEN+few+`(?:can|may) (?:now )?be downloaded`,
			`(?:ci-joint|pièce jointe|en annexe|joignons)`+some+dataFR, dataFR+some+`(?:ci-joint|pièce jointe|en annexe)`, `pouvez (?:désormais )?télécharger`+few+dataFR,
			`(?:anbei|anhang|anlage|beigefügt|beiliegend)`+some+dataDE, dataDE+some+`(?:beigefügt|im anhang|als anlage|anbei)`, `können`+few+dataDE+some+`herunterladen`,
			`(?:in allegato|alleghiamo|allegat[oaie])`+some+dataIT, dataIT+some+`in allegato`, `può scaricare`+few+dataIT,
			`(?:adjuntamos|adjunt[oa]s?)`+some+dataES, dataES+some+`adjunt`, `puede descargar`+few+dataES,
			`(?:bijgevoegd|bijlage|hierbij sturen|bijgaand)`+some+dataNL, `kunt`+few+dataNL+some+`downloaden`,
		),
		not: compile(`\b(?:form|formulaire|formular|modulo|formulario|formulier|questionnaire)\b`),
	}
}
