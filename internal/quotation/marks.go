package quotation

import (
	"math/bits"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// pattern is an expression that is put together when it is first used: most runs of
// the program never read a mail, and all of these take time and memory.
type pattern func() *regexp.Regexp

func lazily(source string) pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(source) })
}

func (p pattern) MatchString(s string) bool { return p().MatchString(s) }

// longestAttribution is in bytes; a longer sentence that ends in "wrote:" is prose.
const longestAttribution = 400

// The lines by which mail programs introduce the mail that is answered, one group per
// language. They need a day or an address in them: without, it is prose.
var attributions = lazily(`(?i)^(?:` + strings.Join([]string{
	`on\s.{3,}\s(?:wrote|writes)\s?:`, `.{2,}\swrote\s(?:on|at)\s.{4,}:`,
	`le\s.{3,}\s(?:a|avez|ont)\s[ée]crit\s?:`, `.{2,}\sa\s[ée]crit\s(?:le|à)\s.{4,}:`,
	`am\s.{3,}\sschrieb(?:en)?(?:\s.+)?\s?:`, `am\s.{3,}\shat\s.{2,}\sgeschrieben\s?:`, `.{2,}\sschrieb\sam\s.{4,}:`,
	`il\s.{3,}\sha\sscritto\s?:`, `.{2,}\sha\sscritto\sil\s.{4,}:`,
	`el\s.{3,}\s(?:escribi[óo]|ha escrito)\s?:`, `.{2,}\sescribi[óo]\sel\s.{4,}:`,
	`op\s.{3,}\s(?:schreef|heeft)(?:\s.+)?(?:\sgeschreven)?\s?:`, `.{2,}\sschreef\sop\s.{4,}:`,
	`\d{4}-\d\d-\d\d.{3,}<[^<>\s]+@[^<>\s]+>\s?:`, // Gmail in languages of its own
}, "|") + `)$`)

// personal are introductions of the answerer: "On 3 March you wrote:".
var personal = lazily(`(?i)\b(?:you wrote|vous (?:nous )?avez [ée]crit|schrieben sie|sie schrieben|schreibst du|lei ha scritto|usted escribi[óo]|u schreef|schreef u)\b`)

var dayOrAddress = lazily(`\d|@`)

// attributionLines returns over how many lines, from line i, a program says who wrote
// what follows, 0 if it does not; long ones are broken, even within an address.
func (r *reader) attributionLines(i int, s string) (lines int, cites bool) {
	joined := ""
	for n := 0; n < 3; n++ {
		next := r.at(i + n)
		if next == "" || next[0] == '>' || len(joined) > longest {
			return 0, false
		}
		joined = strings.TrimSpace(joined + " " + next)
		if n == 0 && !mayIntroduce(s) && !strings.HasSuffix(s, ":") {
			return 0, false
		}
		if strings.HasSuffix(next, ":") {
			if len(joined) <= longestAttribution && attributions.MatchString(joined) && dayOrAddress.MatchString(joined) {
				return n + 1, personal.MatchString(joined)
			}
			return 0, false
		}
	}
	return 0, false
}

// mayIntroduce is a quick look before lines are put together: a first line of an
// attribution begins with the word for "on" or has an address in it.
func mayIntroduce(s string) bool {
	return mayBe(sortAttribution, s) || strings.ContainsRune(s, '@')
}

var originalBar = lazily(`(?i)^[-_*=\s]{2,}(?:original(?: message| appointment|nachricht)?|reply message|` +
	`urspr[üu]e?ngliche (?:nachricht|e-?mail)|message (?:d['’]origine|original|initial)|courriel (?:d['’]origine|original)|` +
	`messaggio original[e]?|mensaje original|oorspronkelijk bericht|origineel bericht)\s?:?[-_*=\s]*$`)

// isOriginalBar reports whether a line says that the mail that is answered follows.
func isOriginalBar(s string) bool {
	return strings.IndexByte("-_*=", s[0]) >= 0 && len(s) < 120 && originalBar.MatchString(s)
}

// isForwardBar reports whether a line says that a mail that is passed on follows.
func isForwardBar(s string) bool {
	return len(s) < 90 && mayBe(sortForward, s) && forwardBar.MatchString(s)
}

var forwardBar = lazily(`(?i)^[-_*=\s]*(?:begin forwarded message|forwarded (?:message|by .{1,60})|` +
	`weitergeleitete nachricht|anfang der weitergeleiteten (?:nachricht|e-?mail)|` +
	`(?:message|courriel) (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])|` +
	`messaggio inoltrato|inizio messaggio inoltrato|mensaje reenviado|inicio del mensaje reenviado|` +
	`doorgestuurd bericht|begin doorgestuurd bericht)\s?:?[-_*=\s]*$`)

// label says which field of a header a line is. The values are bits, so that a block
// can be told by those it has.
type label uint8

const (
	labelNone label = 1 << iota // looked at, and no field
	labelFrom
	labelDate
	labelTo
	labelCc
	labelSubject
	labelOther
)

// beginnings are the words that lines of each sort begin with. Looking them up costs
// next to nothing; trying the expressions on every line of a mail would cost more than
// reading the rest of it.
var beginnings = func() map[string]sort {
	all := make(map[string]sort)
	for kind, words := range map[sort]string{
		sortAttribution: "on le am il el op",
		sortForward:     "begin forwarded weitergeleitete anfang message courriel début debut messaggio inizio mensaje inicio doorgestuurd",
		sortPhone:       "sent get von gesendet envoyé envoye inviato enviado verzonden",
		sortClosing: "kind best warm many regards wishes with yours sincerely respectfully " +
			"mit freundliche freundlichen freundlicher beste besten bester viele vielen herzliche herzlichen herzlicher liebe lieben schöne schönen hochachtungsvoll mfg " +
			"bien cordialement sincèrement sincerement meilleures salutations veuillez nous je " +
			"cordiali distinti cordialmente un cordial saludos atentamente met vriendelijke hartelijke hoogachtend",
		sortDisclaimer: "confidentiality disclaimer legal caution external the this if please consider think " +
			"diese die vertraulichkeitshinweis wenn sollten bitte denken prüfen pruefen " +
			"ce cet avis si merci pense penser pensez questo il questa le avviso se prima " +
			"este el esta aviso la antes dit deze de indien denk",
	} {
		for word := range strings.FieldsSeq(words) {
			all[word] |= kind
		}
	}
	return all
}()

// sort is a sort of line, as a bit.
type sort uint8

const (
	sortAttribution sort = 1 << iota
	sortForward
	sortPhone
	sortClosing
	sortDisclaimer
)

// mayBe reports whether the first word of a line is one that lines of a sort begin
// with. Rules and brackets before it do not count.
func mayBe(kind sort, s string) bool {
	var word [40]byte
	n := 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) && n < len(word)-utf8.UTFMax:
			n += utf8.EncodeRune(word[n:], unicode.ToLower(r))
		case n > 0:
			return beginnings[string(word[:n])]&kind != 0
		}
	}
	return beginnings[string(word[:n])]&kind != 0
}

// labels are the names of header fields as mail programs translate them.
var labels = func() map[string]label {
	all := make(map[string]label)
	for kind, names := range map[label]string{
		labelFrom:    "from|von|de|expéditeur|da|van|mittente|remitente|afzender|absender",
		labelDate:    "sent|date|gesendet|datum|envoyé|envoyé le|inviato|data|enviado|enviado el|fecha|verzonden",
		labelTo:      "to|an|à|a|para|aan|destinataire|destinatario|empfänger",
		labelCc:      "cc|kopie|copie|copie à|copia|bcc|reply-to|antwort an|répondre à",
		labelSubject: "subject|betreff|objet|sujet|oggetto|asunto|onderwerp",
		labelOther:   "importance|priority|attachments|anlagen|pièces jointes|wichtigkeit",
	} {
		for name := range strings.SplitSeq(names, "|") {
			all[name] = kind
		}
	}
	return all
}()

// label returns which field of a header line i is.
func (r *reader) label(i int) label {
	if i >= len(r.lines) {
		return labelNone
	}
	if r.labels[i] == 0 {
		r.labels[i] = headerLabel(r.at(i))
	}
	return r.labels[i]
}

// headerLabel reads the name of a field. Bold type comes as asterisks.
func headerLabel(s string) label {
	s = strings.TrimLeft(s, "* ")
	colon := strings.IndexByte(s, ':')
	if colon <= 0 || colon > 30 {
		return labelNone
	}
	name := strings.TrimRight(s[:colon], "*\u00a0\u202f ")
	var lower [30*utf8.UTFMax + 1]byte // the colon stands within the first 31 bytes
	n := 0
	for _, r := range name {
		n += utf8.EncodeRune(lower[n:], unicode.ToLower(r))
	}
	if kind, ok := labels[string(lower[:n])]; ok {
		return kind
	}
	return labelNone
}

// longestHeader is in lines. The bound keeps the cost of a text of nothing but such
// lines in proportion to its length.
const longestHeader = 30

// headersEnd returns the line after the header lines that begin at line i. A line that
// goes on with the one above, as long lists of recipients do, belongs to them.
func (r *reader) headersEnd(i int) int {
	start := i
	for i < len(r.lines) && i-start < longestHeader {
		switch {
		case r.label(i) != labelNone:
			i++
		case i > start && r.at(i) != "" && r.label(i+1) != labelNone:
			i += 2
		default:
			return i
		}
	}
	return i
}

// isHeaderBlock reports whether lines i to j are the header of a mail: it says from
// whom it is, and at least two other things.
func (r *reader) isHeaderBlock(i, j int) bool {
	var seen label
	for k := i; k < j; k++ {
		seen |= r.label(k)
	}
	return seen&labelFrom != 0 && bits.OnesCount8(uint8(seen&^labelNone)) >= 3
}

// isRule reports whether a line is a rule drawn across the mail.
func isRule(s string) bool {
	return len(s) >= 10 && strings.Trim(s, "_-=*─ ") == ""
}

var phones = lazily(`(?i)^(?:sent (?:from|via|with) (?:my |the )?\S.{1,40}|get outlook for \w+.{0,60}|` +
	`(?:von meinem \S.{1,30} gesendet|gesendet (?:von|mit) \S.{1,50})|` +
	`envoy[ée] (?:de(?:puis)? (?:mon |ma )?|avec |à partir de )\S.{1,40}|inviato (?:da|dal mio) \S.{1,30}|` +
	`enviado (?:desde|con) (?:mi )?\S.{1,30}|verzonden (?:vanaf|met|via) (?:mijn )?\S.{1,30})$`)

func phone(s string) bool { return len(s) < 80 && mayBe(sortPhone, s) && phones.MatchString(s) }

var closings = lazily(`(?i)^(?:(?:kind|best|warm|many)?\s?(?:regards|wishes)|with (?:kind|best) regards|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|respectfully|` +
	`(?:mit )?(?:freundliche[nr]?|besten?|viele[n]?|herzliche[nr]?|liebe[n]?|sch[öo]ne[n]?) (?:gr[üu](?:ß|ss)(?:e|en)?)(?: aus .{2,30})?|hochachtungsvoll|mfg|` +
	`(?:bien )?(?:cordialement|sinc[èe]rement)(?: vôtre)?|(?:meilleures )?salutations(?: distingu[ée]es)?|(?:veuillez|nous vous prions|je vous prie) .{5,120}(?:salutations|sentiments) .{2,60}|` +
	`(?:cordiali|distinti) saluti|cordialmente|(?:un )?(?:cordial saludo|saludos(?: cordiales)?)|atentamente|` +
	`(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|hoogachtend)\s?[,.!]?$`)

var postscript = lazily(`(?i)^(?:p\.?\s?s\.?|n\.?b\.?)(?:\W|$)`)

func closing(s string) bool { return len(s) < 160 && mayBe(sortClosing, s) && closings.MatchString(s) }

// What disclaimers say of the mail, and what makes them one. Both are needed, so that
// an answer about confidential data is not taken for one.
//
//nolint:misspell // the words are of six languages
var (
	disclaimed = lazily(`(?i)^\W{0,3}(?:confidentiality (?:notice|note)|disclaimer|legal notice|caution\s?:|\[?external(?: e-?mail)?\]?\s?:|` +
		`(?:the (?:information|contents?) (?:contained )?(?:in|of) )?this (?:e-?mail|message|communication|transmission)\b|` +
		`(?:diese|die in dieser) (?:e-?mail|nachricht|mitteilung)\b|vertraulichkeitshinweis|` +
		`ce (?:message|courriel|mail|courrier)\b|cet (?:e-?mail|e-?message)\b|avis de confidentialit[ée]|` +
		`(?:questo|il presente) (?:messaggio|documento)|questa (?:e-?mail|comunicazione)|le informazioni contenute|avviso di riservatezza|` +
		`(?:este|el presente) (?:mensaje|correo)|esta comunicaci[óo]n|aviso (?:legal|de confidencialidad)|la informaci[óo]n contenida|` +
		`dit (?:e-?mail)?bericht|deze (?:e-?mail|mail)|de informatie in dit|` +
		`if you (?:are not the intended|have received this)|wenn sie nicht der|sollten sie (?:diese|nicht der)|si vous n['’][êe]tes pas|se (?:non siete|ha ricevuto|avete ricevuto)|si (?:usted )?(?:no es|ha recibido)|indien u (?:niet|dit))`)
	disclaiming = lazily(`(?i)confidential|privileged|intended (?:only|solely|recipient)|addressee|originated (?:from )?outside|external sender|received (?:this|it) in error|` +
		`vertraulich|rechtlich gesch[üu]tzt|bestimmungsgem[äa](?:ß|ss)|richtige(?:n|r)? (?:adressat|empf[äa]nger)|irrt[üu]mlich|` +
		`confidentiel|destinataire|usage exclusif|à l['’]intention exclusive|par erreur|` +
		`riservat|destinatari|per errore|confidencial|por error|` +
		`vertrouwelijk|uitsluitend bestemd|geadresseerde|abusievelijk`)
	greenNote = lazily(`(?i)^\W{0,3}(?:please )?(?:consider|think of) the environment before|^\W{0,3}(?:bitte )?(?:denken sie an die umwelt|pr[üu]fen sie.{0,40}ausdruck)|^\W{0,3}(?:merci de )?penser? à l['’]environnement|^\W{0,3}(?:prima di stampare|antes de imprimir|denk aan het milieu)`)
)

func isDisclaimer(s string) bool {
	return mayBe(sortDisclaimer, s) && (disclaimed.MatchString(s) && disclaiming.MatchString(s) || greenNote.MatchString(s))
}
