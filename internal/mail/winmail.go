package mail

import (
	"slices"
	"strconv"
	"strings"

	"recourse/internal/mail/tnef"
)

func isTNEF(a Attachment) bool {
	return strings.HasSuffix(a.Type, "/ms-tnef") || strings.HasSuffix(a.Type, "/vnd.ms-tnef") || strings.EqualFold(a.Name, "winmail.dat")
}

// tnef lists the files of a winmail.dat in its place, and takes the text from it if
// the mail has none. A container that cannot be opened is listed as it is.
func (w *walker) tnef(container Attachment, at place) {
	if container.Size > w.left {
		w.defects.add(FlawDecodedTooLarge, at.path, "")
		return
	}
	message := tnef.Read(container.Bytes())
	if !message.Complete {
		w.defects.add(FlawTNEF, at.path, "")
	}
	if len(message.Files) == 0 {
		w.mail.Attachments = append(w.mail.Attachments, container)
	}
	for i, f := range message.Files {
		w.tnefFile(f, at.path+"/"+strconv.Itoa(i+1))
	}
	w.tnefText = append(w.tnefText, w.readTNEF(message, at))
}

func (w *walker) tnefFile(f tnef.File, path string) {
	a := Attachment{Type: strings.ToLower(f.Type), ContentID: cleanID(bareID(f.ContentID)), Disposition: "attachment", Part: path, encoded: f.Data}
	if !mediaTypeForm.MatchString(a.Type) {
		a.Type = octetStream
	}
	if !w.measure(&a) {
		w.defects.add(FlawDecodedTooLarge, path, "")
		return
	}
	a.setName(toUTF8(f.Name.Bytes, f.Name.Charset))
	w.mail.Attachments = append(w.mail.Attachments, a)
}

// readTNEF returns the text of a container; the HTML form of it beats the plain one,
// as it does in Outlook. Text in RTF only is stated.
func (w *walker) readTNEF(m tnef.Message, at place) found {
	room := max(w.limits.TextBytes-w.text, 0)
	plain, _ := cutAt(m.Text.Bytes, room)
	rich, _ := cutAt(m.HTML.Bytes, room)
	w.text += len(plain) + len(rich)
	parts := []found{}
	if len(plain) > 0 {
		parts = append(parts, found{text: toUTF8(plain, m.Text.Charset)})
	}
	if len(rich) > 0 {
		source := decodeHTML(slices.Clone(rich), m.HTML.Charset)
		parts = append(parts, found{text: htmlToText(source), fromHTML: true, display: source})
	}
	if len(parts) == 0 && m.HasRTF {
		w.defects.add(FlawTNEF, at.path, "")
	}
	return choose(parts)
}
