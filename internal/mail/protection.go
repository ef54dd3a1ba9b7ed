package mail

import (
	"bytes"
	"regexp"
	"strings"
)

func encryptedBy(protocol string) Protection {
	if strings.Contains(strings.ToLower(protocol), "pkcs7") {
		return EncryptedSMIME
	}
	return EncryptedPGP
}

func signedBy(protocol string) Protection {
	if strings.Contains(strings.ToLower(protocol), "pgp") {
		return SignedPGP
	}
	return SignedSMIME
}

func isSignature(mediaType string) bool {
	switch mediaType {
	case "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature":
		return true
	}
	return false
}

// oidSignedData is 1.2.840.113549.1.7.2 in the encoding of CMS (RFC 5652, 5.1), with
// which signed content begins.
var oidSignedData = []byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")

// smime reads application/pkcs7-mime: signed content is taken out of its envelope,
// encrypted content is stated. Which of them it is, the bytes say; many programs
// leave the parameter smime-type out.
func (w *walker) smime(p part) found {
	head, _ := w.transfer(p).decode(p.body[:min(len(p.body), 60)])
	signed := bytes.Contains(head, oidSignedData) || strings.EqualFold(p.params["smime-type"], "signed-data")
	p.signature = signed
	w.attach(p)
	if !signed {
		w.protect(EncryptedSMIME)
		w.defects.add(FlawEncrypted, p.at.path, "")
		return found{}
	}
	w.protect(SignedSMIME)
	if int64(len(p.body)) > w.left {
		w.defects.add(FlawDecodedTooLarge, p.at.path, "")
		return found{}
	}
	raw, _ := w.transfer(p).decode(p.body)
	content, ok := signedContent(raw)
	if !ok {
		w.defects.add(FlawSignedUnread, p.at.path, "")
		return found{}
	}
	w.left -= int64(len(content))
	return w.entity(content, p.at.child(1), "text/plain")
}

var (
	pgpSigned    = regexp.MustCompile(`(?ms)^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z]+: [^\n]*\n)*[ \t]*\n(.*?)\n-----BEGIN PGP SIGNATURE-----[ \t]*\n.*?-----END PGP SIGNATURE-----[ \t]*$`)
	pgpEncrypted = regexp.MustCompile(`(?m)^-----BEGIN PGP MESSAGE-----[ \t]*$`)
	dashEscape   = regexp.MustCompile(`(?m)^- `)
)

// inlinePGP takes the armour off a text that is signed within itself (RFC 9580, 7),
// and states one that is encrypted.
func (w *walker) inlinePGP(text string, at place) string {
	if !strings.Contains(text, "-----BEGIN PGP ") {
		return text
	}
	if pgpEncrypted.MatchString(text) {
		w.protect(EncryptedPGP)
		w.defects.add(FlawEncrypted, at.path, "")
	}
	m := pgpSigned.FindStringSubmatchIndex(text)
	if m == nil {
		return text
	}
	w.protect(SignedPGP)
	inner := dashEscape.ReplaceAllString(text[m[2]:m[3]], "")
	return text[:m[0]] + inner + text[m[1]:]
}
