package datascan

import (
	"strings"
	"unicode"
)

// naming is what the name of a field says of the dates in it.
type naming struct {
	reason Reason
	// inherited: what lies below the field is set aside for the same reason.
	inherited bool
	// timely: bare numbers may be time stamps.
	timely bool
}

// fieldRule sets aside the dates of fields by name: by a word of the name, or by a
// part of it in whatever word.
type fieldRule struct {
	reason    Reason
	inherited bool
	words     map[string]bool
	parts     []string
}

var fieldRules = []fieldRule{
	{
		Birthday, true, setOf("dob bday born naissance datenaissance anniversaire"),
		strings.Fields("birth geburt nascita nacimiento nascimento geboorte urodz"),
	},
	{
		Validity, false, setOf("expires expiry expiration until exp due ttl"),
		strings.Fields("expir validto validuntil gueltigbis ablauf echeance scadenza vencimiento caducidad vervaldatum"),
	},
	{
		Format, false, setOf("version schema format spec revision api xmlns dtd"),
		strings.Fields("schemaversion"),
	},
	{Licence, true, setOf("license licence copyright lizenz licenza licencia licentie"), nil},
	{
		Export, false, setOf("dtstamp generated exported extracted retrieved printed generation"),
		strings.Fields("export downloaddate downloadtime reportdate requestdate dumpdate snapshot generatedat createdfor"),
	},
}

var (
	timelyWords = setOf("ts at on when created modified updated sent received since day quand " +
		"seen joined registered login start end begin started ended usec msec jour")
	timelyParts = strings.Fields("time date datum stamp fecha epoch horodat zeit")
)

// namingOf judges a name such as created_at, dateOfBirth or "Date de naissance".
func namingOf(name string) naming {
	words := wordsOf(name)
	joined := strings.Join(words, "")
	n := naming{timely: anyOf(words, joined, timelyWords, timelyParts)}
	for _, r := range fieldRules {
		if anyOf(words, joined, r.words, r.parts) {
			n.reason, n.inherited = r.reason, r.inherited
			break
		}
	}
	return n
}

// below is the naming of a field that lies in another.
func (n naming) below(parent naming) naming {
	if n.reason == "" && parent.inherited {
		n.reason, n.inherited = parent.reason, true
	}
	return n
}

func anyOf(words []string, joined string, set map[string]bool, parts []string) bool {
	for _, w := range words {
		if set[w] {
			return true
		}
	}
	for _, p := range parts {
		if strings.Contains(joined, p) {
			return true
		}
	}
	return false
}

// wordsOf splits a name at signs and where capitals begin, and folds it.
func wordsOf(name string) []string {
	if len(name) > maxName {
		name = name[:maxName]
	}
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	lower := false
	for _, r := range name {
		if !unicode.IsLetter(r) {
			flush()
			lower = false
			continue
		}
		if unicode.IsUpper(r) && lower {
			flush()
		}
		lower = unicode.IsLower(r)
		writeFolded(&word, r)
	}
	flush()
	return words
}

func writeFolded(b *strings.Builder, r rune) {
	if f, ok := folded[r]; ok {
		b.WriteByte(f)
		return
	}
	b.WriteRune(unicode.ToLower(r))
}

// maxName bounds the names of fields, in bytes.
const maxName = 80

var licenceFiles = setOf("license licence licences licenses copying notice readme changelog lizenz disclaimer")

// fileReason sets aside the dates of a whole file by its name.
func fileReason(base string) Reason {
	words := wordsOf(strings.TrimSuffix(base, extension(base)))
	if len(words) > 0 && len(words) <= 3 && licenceFiles[words[0]] {
		return Licence
	}
	return ""
}
