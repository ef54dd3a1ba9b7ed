package mail_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"recourse/internal/mail"
)

func parse(raw string) mail.Parsed { return mail.Parse([]byte(raw), mail.Limits{}) }

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "mails", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// flaws are the kinds of defects of a mail with the parts they are in.
func flaws(p mail.Parsed) []string {
	var out []string
	for _, d := range p.Defects {
		out = append(out, strings.Trim(string(d.Flaw)+" "+d.Part+" "+d.Field, " "))
	}
	return out
}

func TestHeadersAreDecoded(t *testing.T) {
	latin := string(encode(t, charmap.ISO8859_1.NewEncoder(), "Löschung"))
	for name, c := range map[string]struct{ raw, want string }{
		"plain":                            {"Your request", "Your request"},
		"Q word":                           {"=?iso-8859-1?Q?L=F6schung_=5F?=", "Löschung _"},
		"B word":                           {"=?UTF-8?B?TMO2c2NodW5n?=", "Löschung"},
		"words that belong together":       {"=?utf-8?Q?L=C3=B6?=\r\n =?utf-8?Q?schung?=", "Löschung"},
		"a letter cut in two":              {"=?utf-8?Q?L=C3?= =?utf-8?Q?=B6schung?=", "Löschung"},
		"words in two character sets":      {"=?utf-8?Q?L=C3=B6?= =?iso-8859-1?Q?=DF?=", "Löß"},
		"a blank beside a word":            {"Re: =?utf-8?Q?L=C3=B6schung?= now", "Re: Löschung now"},
		"a language beside the set":        {"=?utf-8*de?Q?L=C3=B6schung?=", "Löschung"},
		"a word within quotation marks":    {`"=?utf-8?Q?L=C3=B6schung?="`, `"Löschung"`},
		"an unknown character set":         {"=?x-klingon?Q?L=F6schung?=", "Löschung"},
		"UTF-8 under another name":         {"=?iso-8859-1?Q?L=C3=B6schung?=", "Löschung"},
		"bytes without a word, Latin":      {latin, "Löschung"},
		"bytes without a word, UTF-8":      {"Löschung", "Löschung"},
		"a line break smuggled in":         {"=?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x"},
		"broken base64":                    {"=?utf-8?B?TMO2c2NodW5?=", "Löschun"},
		"folded":                           {"Your\r\n\trequest", "Your request"},
		"a word that is none":              {"=?utf-8?X?abc?= =?", "=?utf-8?X?abc?= =?"},
		"an old code page of DOS":          {"=?cp850?Q?L=94schung?=", "Löschung"},
		"Japanese in seven bits":           {"=?ISO-2022-JP?B?" + base64.StdEncoding.EncodeToString(encode(t, japanese.ISO2022JP.NewEncoder(), "個人情報")) + "?=", "個人情報"},
		"control characters and a zero":    {"a\x00b\x07c", "abc"},
		"half a letter of UTF-8 in a word": {"=?utf-8?Q?L=C3?=", "LÃ"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := parse("Subject: " + c.raw + "\r\n\r\nx").Subject; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAddressesAreReadLeniently(t *testing.T) {
	ada := mail.Address{Name: "Ada Lovelace", Addr: "ada@example.org"}
	for name, c := range map[string]struct {
		raw    string
		want   []mail.Address
		flawed bool
	}{
		"bare":                        {"ada@example.org", []mail.Address{{Addr: "ada@example.org"}}, false},
		"with a name":                 {"Ada Lovelace <ada@example.org>", []mail.Address{ada}, false},
		"with a quoted name":          {`"Lovelace, Ada" <ada@example.org>`, []mail.Address{{Name: "Lovelace, Ada", Addr: "ada@example.org"}}, false},
		"with an encoded name":        {"=?utf-8?Q?J=C3=BCrgen?= <j@example.org>", []mail.Address{{Name: "Jürgen", Addr: "j@example.org"}}, false},
		"encoded within marks":        {`"=?utf-8?Q?J=C3=BCrgen?=" <j@example.org>`, []mail.Address{{Name: "Jürgen", Addr: "j@example.org"}}, false},
		"an encoded comma":            {"=?utf-8?Q?Lovelace=2C_Ada?= <ada@example.org>", []mail.Address{{Name: "Lovelace, Ada", Addr: "ada@example.org"}}, false},
		"with a comment":              {"ada@example.org (Ada Lovelace)", []mail.Address{ada}, false},
		"several":                     {"Ada Lovelace <ada@example.org>, b@example.org", []mail.Address{ada, {Addr: "b@example.org"}}, false},
		"semicolons between":          {"Ada Lovelace <ada@example.org>; b@example.org;", []mail.Address{ada, {Addr: "b@example.org"}}, false},
		"stray commas":                {", ,Ada Lovelace <ada@example.org>,", []mail.Address{ada}, false},
		"a group":                     {"Team: ada@example.org, b@example.org;", []mail.Address{{Addr: "ada@example.org"}, {Addr: "b@example.org"}}, false},
		"an empty group":              {"undisclosed-recipients:;", nil, false},
		"a name with an address":      {"ada@example.org <ada@example.org>", []mail.Address{{Name: "ada@example.org", Addr: "ada@example.org"}}, false},
		"no address at all":           {"Customer Service", []mail.Address{{Name: "Customer Service"}}, true},
		"an empty address":            {"MAILER-DAEMON <>", []mail.Address{{Name: "MAILER-DAEMON <>"}}, true},
		"two signs":                   {"<a@b@c>", []mail.Address{{Name: "<a@b@c>"}}, true},
		"an international address":    {"<jürgen@bücher.example>", []mail.Address{{Addr: "jürgen@bücher.example"}}, false},
		"a mark that is never closed": {`"Ada <ada@example.org>`, []mail.Address{{Name: "Ada", Addr: "ada@example.org"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := parse("From: " + c.raw + "\r\n\r\nx")
			if diff := cmp.Diff(c.want, p.From); diff != "" {
				t.Error(diff)
			}
			if p.Flawed(mail.FlawAddress) != c.flawed {
				t.Errorf("defects %v", flaws(p))
			}
		})
	}
}

func TestThreadAndDeliveryFieldsAreCleaned(t *testing.T) {
	p := parse("From: a@x\r\nMessage-ID: < m1@x >\r\nIn-Reply-To: Your message of Monday <p1@x>\r\n" +
		"References: <r1@x>\r\n <r2@x>\t<r1@x> junk <r3\r\n @x>\r\nList-Id: Privacy <privacy.acme.example>\r\n" +
		"Delivered-To: r.abc@in.example\r\nX-Original-To: R.ABC@in.example\r\nEnvelope-To: <r.abc@in.example>\r\n" +
		"Reply-To: desk@x\r\nSender: s@x\r\nCc: c@x, d@x\r\nAuto-Submitted: auto-replied\r\n\r\nx")
	want := mail.Header{
		From: []mail.Address{{Addr: "a@x"}}, Sender: []mail.Address{{Addr: "s@x"}}, ReplyTo: []mail.Address{{Addr: "desk@x"}},
		Cc: []mail.Address{{Addr: "c@x"}, {Addr: "d@x"}}, MessageID: "m1@x", InReplyTo: []string{"p1@x"},
		References: []string{"r1@x", "r2@x", "r3@x"}, ListID: "Privacy <privacy.acme.example>",
		DeliveredTo: []string{"r.abc@in.example", "R.ABC@in.example"},
	}
	if diff := cmp.Diff(want, p.Header, cmpopts.IgnoreUnexported(mail.Header{})); diff != "" {
		t.Error(diff)
	}
	if p.Get("Auto-Submitted") != "auto-replied" || len(p.Defects) != 0 {
		t.Errorf("field %q, defects %v", p.Get("Auto-Submitted"), flaws(p))
	}
}

func TestReferencesWithoutBracketsCount(t *testing.T) {
	if got := parse("In-Reply-To: abc@x\r\n\r\nx").InReplyTo; !slices.Equal(got, []string{"abc@x"}) {
		t.Errorf("got %q", got)
	}
}

func TestOfManyReferencesTheFirstAndTheLatestAreKept(t *testing.T) {
	var b strings.Builder
	for i := range 500 {
		fmt.Fprintf(&b, " <%d@x>", i)
	}
	got := parse("References:" + b.String() + "\r\n\r\nx").References
	if len(got) != 100 || got[0] != "0@x" || got[99] != "499@x" {
		t.Errorf("%d from %q to %q", len(got), got[0], got[len(got)-1])
	}
}

func TestDatesAreReadInUTC(t *testing.T) {
	for name, c := range map[string]struct {
		raw    string
		want   time.Time
		flawed bool
	}{
		"as the standard says":   {"Sat, 31 Jan 2026 23:30:00 -0500", time.Date(2026, 2, 1, 4, 30, 0, 0, time.UTC), false},
		"with a comment":         {"Sat, 31 Jan 2026 23:30:00 +0100 (CET)", time.Date(2026, 1, 31, 22, 30, 0, 0, time.UTC), false},
		"the name of a zone":     {"Sat, 31 Jan 2026 23:30:00 GMT", time.Date(2026, 1, 31, 23, 30, 0, 0, time.UTC), false},
		"without a zone":         {"Sat, 31 Jan 2026 23:30:00", time.Date(2026, 1, 31, 23, 30, 0, 0, time.UTC), false},
		"as databases write it":  {"2026-01-31 23:30:00", time.Date(2026, 1, 31, 23, 30, 0, 0, time.UTC), false},
		"no date":                {"yesterday", time.Time{}, true},
		"a day that is none":     {"Sat, 31 Feb 2026 23:30:00 +0000", time.Time{}, true},
		"before there were any":  {"Thu, 1 Jan 1960 00:00:00 +0000", time.Time{}, true},
		"nothing after the name": {"", time.Time{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := parse("Date: " + c.raw + "\r\n\r\nx")
			if !p.Date.Equal(c.want) || p.Flawed(mail.FlawDate) != c.flawed {
				t.Errorf("got %v, defects %v", p.Date, flaws(p))
			}
		})
	}
}

func TestFileNamesAreDecodedAndMadeSafe(t *testing.T) {
	long := strings.Repeat("ä", 300)
	for name, c := range map[string]struct{ fields, want string }{
		"plain":                          {`Content-Disposition: attachment; filename="report.pdf"`, "report.pdf"},
		"in the type only":               {`Content-Type: application/pdf; name=report.pdf`, "report.pdf"},
		"RFC 2231":                       {`Content-Disposition: attachment; filename*=UTF-8''Ausk%C3%BCnfte.pdf`, "Auskünfte.pdf"},
		"RFC 2231 in Latin-1":            {`Content-Disposition: attachment; filename*=iso-8859-1'de'Ausk%FCnfte.pdf`, "Auskünfte.pdf"},
		"RFC 2231 in an unknown set":     {`Content-Disposition: attachment; filename*=x-klingon''Ausk%FCnfte.pdf`, "Auskünfte.pdf"},
		"continued":                      {"Content-Disposition: attachment;\r\n filename*0=\"long \";\r\n filename*1=\"name.pdf\"", "long name.pdf"},
		"continued and encoded":          {"Content-Disposition: attachment;\r\n filename*0*=utf-8''Ausk%C3;\r\n filename*1*=%BCnfte;\r\n filename*2=\".pdf\"", "Auskünfte.pdf"},
		"continued in the wrong order":   {"Content-Disposition: attachment; filename*1=\"b.pdf\"; filename*0=\"a\"", "ab.pdf"},
		"eleven sections":                {"Content-Disposition: attachment; filename*10=k; filename*9=j; filename*8=i; filename*7=h; filename*6=g; filename*5=f; filename*4=e; filename*3=d; filename*2=c; filename*1=b; filename*0=a", "abcdefghijk"},
		"both forms":                     {`Content-Disposition: attachment; filename="a.pdf"; filename*=utf-8''%C3%A4.pdf`, "ä.pdf"},
		"an encoded word":                {`Content-Disposition: attachment; filename="=?utf-8?Q?Ausk=C3=BCnfte.pdf?="`, "Auskünfte.pdf"},
		"blanks without marks":           {"Content-Disposition: attachment; filename=my report.pdf; size=3", "my report.pdf"},
		"bytes beyond ASCII":             {"Content-Disposition: attachment; filename=\"Ausk\xfcnfte.pdf\"", "Auskünfte.pdf"},
		"a parameter twice":              {"Content-Disposition: attachment; filename=a.pdf; filename=b.pdf", "a.pdf"},
		"a mark that is never closed":    {`Content-Disposition: attachment; filename="report.pdf`, "report.pdf"},
		"a path":                         {`Content-Disposition: attachment; filename="../../etc/passwd"`, "passwd"},
		"a path of Windows":              {`Content-Disposition: attachment; filename="C:\\Users\\a\\x.pdf"`, "x.pdf"},
		"a turned ending":                {"Content-Disposition: attachment; filename=\"invoice\u202Efdp.exe\"", "invoicefdp.exe"},
		"a hidden file":                  {`Content-Disposition: attachment; filename=".bashrc"`, "bashrc"},
		"dots only":                      {`Content-Disposition: attachment; filename=".."`, "part-1.pdf"},
		"a device of Windows":            {`Content-Disposition: attachment; filename="CON.txt"`, "_CON.txt"},
		"characters of a command":        {`Content-Disposition: attachment; filename="a|b?.pdf"`, "a_b_.pdf"},
		"a line break":                   {`Content-Disposition: attachment; filename*=utf-8''a%0D%0Ab.pdf`, "a b.pdf"},
		"none":                           {`Content-Disposition: attachment`, "part-1.pdf"},
		"far too long":                   {`Content-Disposition: attachment; filename="` + long + `.pdf"`, strings.Repeat("ä", 98) + ".pdf"},
		"a disposition that nobody uses": {`Content-Disposition: x-unknown; filename=a.pdf`, "a.pdf"},
	} {
		t.Run(name, func(t *testing.T) {
			fields := c.fields
			if !strings.Contains(fields, "Content-Type") {
				fields += "\r\nContent-Type: application/pdf"
			}
			p := parse("From: a@x\r\n" + fields + "\r\n\r\n%PDF-1.7\n")
			if len(p.Attachments) != 1 || p.Attachments[0].Name != c.want {
				t.Errorf("got %+v, want %q", p.Attachments, c.want)
			}
		})
	}
}

func TestAttachmentsComeWithTheirBytes(t *testing.T) {
	pdf := "%PDF-1.7\n" + strings.Repeat("\x00\x01binary\n", 3000)
	raw := "From: a@x\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n" +
		"--o\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n" +
		"--o\r\nContent-Type: application/octet-stream; name=\"answer.pdf\"\r\nContent-Disposition: attachment\r\n" +
		"Content-Transfer-Encoding: base64\r\n\r\n" + wrap(base64.StdEncoding.EncodeToString([]byte(pdf))) +
		"\r\n--o\r\nContent-Type: text/csv\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Disposition: inline; filename=log.csv\r\n\r\nday,value\r\n2026-01-01,=3D1\r\n--o--\r\n"
	p := parse(raw)
	if p.Text != "See the file." || len(p.Attachments) != 2 || len(p.Defects) != 0 {
		t.Fatalf("text %q, %d attachments, defects %v", p.Text, len(p.Attachments), flaws(p))
	}
	checkAttachment(t, &p.Attachments[0], pdf)
	checkAttachment(t, &p.Attachments[1], "day,value\r\n2026-01-01,=1")
	a := p.Attachments[0]
	if a.Type != "application/octet-stream" || a.Sniffed != "application/pdf" || a.Disposition != "attachment" || a.Part != "2" || !a.Named {
		t.Errorf("got %+v", a)
	}
	if b := p.Attachments[1]; b.Type != "text/csv" || b.Disposition != "inline" || b.Part != "3" {
		t.Errorf("got %+v", b)
	}
}

func wrap(s string) string {
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	return b.String() + s
}

func checkAttachment(t *testing.T, a *mail.Attachment, want string) {
	t.Helper()
	for range 2 { // it can be opened again
		got, err := io.ReadAll(a.Open())
		if err != nil || string(got) != want {
			t.Errorf("%s: %d bytes, want %d, %v", a.Name, len(got), len(want), err)
		}
	}
	sum := sha256.Sum256([]byte(want))
	if string(a.Bytes()) != want || a.Size != int64(len(want)) || a.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("%s: size %d, hash %s", a.Name, a.Size, a.SHA256)
	}
}

func TestAnAttachedMailIsReadForItself(t *testing.T) {
	inner := "From: acme@x\r\nSubject: =?utf-8?Q?Antwort_=C3=BC?=\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nWe refuse.\r\n--i\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1\r\n--i--"
	raw := "From: ada@x\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nsee below\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--o--\r\n"
	p := parse(raw)
	if p.Text != "see below" || len(p.Attachments) != 1 || p.Attachments[0].Message == nil {
		t.Fatalf("got %+v", p)
	}
	a := p.Attachments[0]
	if a.Name != "Antwort ü.eml" || a.Message.Text != "We refuse." || a.Message.From[0].Addr != "acme@x" {
		t.Errorf("got %q, %+v", a.Name, a.Message)
	}
	if files := a.Message.Attachments; len(files) != 1 || files[0].Name != "a.pdf" || files[0].Part != "2.2" {
		t.Errorf("its files: %+v", files)
	}
	if p.FullText() != "see below\n\nWe refuse." {
		t.Errorf("full text %q", p.FullText())
	}
	checkAttachment(t, &a, inner)
}

func TestAnUploadedMailGivesItsFiles(t *testing.T) {
	u, err := mail.ReadUpload("a.eml", []byte(fmt.Sprintf(alternative, "words", "<p>words</p>")))
	if err != nil || len(u.Files) != 1 {
		t.Fatalf("%+v, %v", u, err)
	}
	checkAttachment(t, &u.Files[0], "%PDF")
}

func TestWhatCannotBeReadIsStated(t *testing.T) {
	for name, c := range map[string]struct {
		raw, text string
		want      []string
	}{
		"no header":                  {"Dear Sir\nnothing here\n", "Dear Sir\nnothing here", []string{"no_header"}},
		"nothing at all":             {"", "", []string{"no_header"}},
		"a line that is no field":    {"From: a@x\r\nthis is no field\r\nSubject: y\r\n\r\nwords", "words", []string{"header_line"}},
		"no empty line":              {"From: a@x\r\nwords at once\r\nand more", "words at once\r\nand more", []string{"header_unended"}},
		"a date that is none":        {"From: a@x\r\nDate: soon\r\n\r\nwords", "words", []string{"date  Date"}},
		"a type that is none":        {"From: a@x\r\nContent-Type: nonsense\r\n\r\nwords", "words", []string{"content_type  Content-Type"}},
		"an unknown encoding":        {"From: a@x\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nwords", "words", []string{"transfer_encoding 1 Content-Transfer-Encoding"}},
		"base64 with mistakes":       {"From: a@x\r\nContent-Transfer-Encoding: base64\r\n\r\nd29y!!ZHM=", "words", []string{"encoding_broken 1"}},
		"quoted-printable mistakes":  {"From: a@x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n50=ZZ w=6Frds", "50=ZZ words", []string{"encoding_broken 1"}},
		"an unknown character set":   {"From: a@x\r\nContent-Type: text/plain; charset=x-klingon\r\n\r\nw\xf6rds", "wörds", []string{"charset 1 Content-Type"}},
		"a multipart cut off":        {"From: a@x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nwords", "words", []string{"unclosed"}},
		"a boundary not named":       {"From: a@x\r\nContent-Type: multipart/mixed\r\n\r\n--boundary1\r\n\r\nwords\r\n--boundary1--\r\n", "words", []string{"boundary_missing"}},
		"a boundary named wrongly":   {"From: a@x\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--boundary1\r\n\r\nwords\r\n--boundary1--\r\n", "words", []string{"boundary_missing"}},
		"a multipart without parts":  {"From: a@x\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\nwords", "words", []string{"boundary_missing"}},
		"content to be fetched":      {"From: a@x\r\nContent-Type: message/external-body; access-type=URL\r\n\r\nx", "", []string{"external 1"}},
		"a piece of a mail":          {"From: a@x\r\nContent-Type: message/partial; number=1\r\n\r\nx", "", []string{"fragment 1"}},
		"a name where an address is": {"From: Acme\r\n\r\nwords", "words", []string{"address  From"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := parse(c.raw)
			if diff := cmp.Diff(c.want, flaws(p)); diff != "" {
				t.Error(diff)
			}
			if p.Text != strings.ReplaceAll(c.text, "\r\n", "\n") {
				t.Errorf("text %q", p.Text)
			}
		})
	}
}

func TestFlowedTextIsJoined(t *testing.T) {
	for name, c := range map[string]struct{ params, body, want string }{
		"soft breaks":                {"", "one \r\ntwo\r\nthree", "one two\nthree"},
		"blanks that were put there": {"; delsp=yes", "個人 \r\n情報", "個人情報"},
		"quoted by depth":            {"", "> a \r\n> b\r\n>> c \r\n> d \r\ne", "> a b\n>> c \n> d \ne"},
		"a blank that was stuffed":   {"", " From here\r\n >not quoted", "From here\n>not quoted"},
		"the mark of a signature":    {"", "one\r\n-- \r\nAda", "one\n-- \nAda"},
		"an empty line ends it":      {"", "one \r\n\r\ntwo", "one \n\ntwo"},
		"an empty line at the top":   {"", "\r\n\r\none", "one"},
	} {
		t.Run(name, func(t *testing.T) {
			p := parse("From: a@x\r\nContent-Type: text/plain; charset=utf-8; format=flowed" + c.params + "\r\n\r\n" + c.body)
			if p.Text != c.want {
				t.Errorf("got %q, want %q", p.Text, c.want)
			}
		})
	}
	if p := parse("From: a@x\r\n\r\none \r\ntwo"); p.Text != "one \ntwo" {
		t.Errorf("text that is not flowed: %q", p.Text)
	}
}

func TestSignaturesAndEncryptionAreStated(t *testing.T) {
	const words = "We need your identity card before we answer. Grüße"
	pgp := "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nWe refuse.\n- - dashed\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
	for name, c := range map[string]struct {
		raw, text string
		want      mail.Protection
		encrypted bool
	}{
		"S/MIME, the text in the open":        {string(fixture(t, "smime-clear.eml")), words, mail.SignedSMIME, false},
		"S/MIME, the text within":             {string(fixture(t, "smime-opaque.eml")), words, mail.SignedSMIME, false},
		"S/MIME within, indefinite lengths":   {string(fixture(t, "smime-opaque-indefinite.eml")), words, mail.SignedSMIME, false},
		"S/MIME, encrypted":                   {string(fixture(t, "smime-encrypted.eml")), "", mail.EncryptedSMIME, true},
		"PGP/MIME, signed":                    {"From: a@x\nContent-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\n\n--b\n\nWe refuse.\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--", "We refuse.", mail.SignedPGP, false},
		"PGP/MIME, encrypted":                 {"From: a@x\nContent-Type: multipart/encrypted; boundary=b; protocol=\"application/pgp-encrypted\"\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\nx\n--b--", "", mail.EncryptedPGP, true},
		"PGP within the text, signed":         {"From: a@x\n\nabove\n" + pgp + "below", "above\nWe refuse.\n- dashed\nbelow", mail.SignedPGP, false},
		"PGP within the text, encrypted":      {"From: a@x\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----", "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----", mail.EncryptedPGP, true},
		"S/MIME, encrypted and not saying so": {"From: a@x\nContent-Type: application/x-pkcs7-mime\nContent-Transfer-Encoding: base64\n\nMIIBzAYJKoZIhvcNAQcDoIIBvTCCAbkCAQIx", "", mail.EncryptedSMIME, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := parse(c.raw)
			if !slices.Equal(p.Protections, []mail.Protection{c.want}) || p.Encrypted() != c.encrypted || strings.TrimSpace(p.Text) != c.text {
				t.Errorf("%v, encrypted %v, text %q", p.Protections, p.Encrypted(), p.Text)
			}
			if c.encrypted != p.Flawed(mail.FlawEncrypted) {
				t.Errorf("defects %v", flaws(p))
			}
		})
	}
}

func TestASignatureThatIsCutOffLosesNothingElse(t *testing.T) {
	raw := fixture(t, "smime-opaque-indefinite.eml")
	for n := range raw {
		p := mail.Parse(raw[:n], mail.Limits{})
		if p.Flawed(mail.FlawInternal) {
			t.Fatalf("%d bytes: %v", n, flaws(p))
		}
	}
}

func TestStringsAreAlwaysCleanUTF8(t *testing.T) {
	raw := "From: \xff\xfe <a@x>\r\nSubject: \xc3\x28\x00\r\nTo: =?utf-8?Q?=FF=00?= <b@x>\r\nContent-Type: text/plain; charset=gb18030\r\n\r\n\x81\x00\xff"
	checkClean(t, parse(raw))
}

func checkClean(t *testing.T, p mail.Parsed) {
	t.Helper()
	texts := []string{p.Subject, p.Text, p.Display, p.MessageID, p.ListID}
	for _, list := range [][]mail.Address{p.From, p.To, p.Cc, p.ReplyTo, p.Sender} {
		for _, a := range list {
			texts = append(texts, a.Name, a.Addr)
		}
	}
	texts = append(append(append(texts, p.InReplyTo...), p.References...), p.DeliveredTo...)
	for _, a := range p.Attachments {
		texts = append(texts, a.Name, a.Type, a.Sniffed, a.ContentID)
		if a.Name == "" || strings.ContainsAny(a.Name, "/\\\n") {
			t.Errorf("file name %q", a.Name)
		}
		if a.Message != nil {
			checkClean(t, *a.Message)
		}
	}
	for _, s := range texts {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\r") {
			t.Errorf("unclean %q", s)
		}
	}
}
