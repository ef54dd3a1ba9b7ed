package page_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/files"
)

// addFiles sends files to the page in the order of the names, with the day first.
func (m matter) addFiles(t *testing.T, day string, names []string, contents ...string) answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	must(t, form.WriteField("received_on", day))
	for i, name := range names {
		part, err := form.CreateFormFile("file", name)
		must(t, err)
		_, err = io.WriteString(part, contents[i])
		must(t, err)
	}
	must(t, form.Close())
	res, err := m.client.Post(m.base+m.Path+"/data/files", form.FormDataContentType(), &body)
	must(t, err)
	return read(t, res)
}

// export has one message every day of the year before the request.
func export(to string) string {
	var b strings.Builder
	last := civil.MustParse(to)
	b.WriteString(`{"messages":[`)
	for i := range 365 {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `{"sent_at":"%s","text":"x"}`, last.AddDays(-i))
	}
	b.WriteString(`],"profile":{"date_of_birth":"1990-05-17"}}`)
	return b.String()
}

func TestData(t *testing.T) {
	s := newStack(t)
	store, err := files.Open(filepath.Join(t.TempDir(), "files"))
	must(t, err)
	s.Files = store
	r := s.account(t, "a@example.org")
	m := s.file(t, r, dsar.RightAccess)
	m.record(t, "sent", "2026-10-28")
	m.record(t, "received", "2026-10-28")
	path := m.Path + "/data"
	sent, err := s.Request(t.Context(), r.Actor, m.ID)
	must(t, err)

	t.Run("without a file the page says what to do, in three languages", func(t *testing.T) {
		m.get(t, m.Path).has(t, `href="`+path+`"`)
		for lang, part := range map[string]string{"en": "Nothing has been added yet.", "fr": "Rien n’a encore été ajouté.", "de": "Es ist noch nichts hinzugefügt."} {
			s.speak(t, r, lang)
			checkMarkup(t, path, m.get(t, path).see(t, http.StatusOK, part).Body)
		}
		s.speak(t, r, "en")
	})
	t.Run("files are added; what cannot be taken is named, the others are kept", func(t *testing.T) {
		m.addFiles(t, "2026-11-20", []string{"export.json"}, export(sent.State.SentOn.String())).see(t, http.StatusSeeOther)
		page := m.get(t, path).see(t, http.StatusOK, "The file is added.", "export.json", "The files have not been read yet.", "Read the data")
		checkMarkup(t, path, page.Body)
		m.addFiles(t, "2026-11-20", []string{"again.json", "b.xlsx", "empty.csv"}, export(sent.State.SentOn.String()), "PK\x03\x04 no archive", "").
			see(t, http.StatusConflict, "2 files were not added.", "again.json: ", "is here already", "empty.csv: The file is empty", "b.xlsx")
		m.addFiles(t, "2030-01-01", []string{"c.json"}, `{"at":"2026-01-01"}`).see(t, http.StatusUnprocessableEntity)
		m.addFiles(t, "2026-11-20", nil).see(t, http.StatusUnprocessableEntity, "Choose at least one.")
	})
	t.Run("a reading that waits shows how far it is and can be stopped", func(t *testing.T) {
		m.post(t, path+"/read").see(t, http.StatusSeeOther)
		page := m.get(t, path).see(t, http.StatusOK, "Reading has begun.", "Reading begins in a moment.", "Stop reading")
		page.has(t, "data-poll", "<progress")
		checkMarkup(t, path, page.Body)
		m.post(t, path+"/read").see(t, http.StatusConflict, "being read already")
		m.post(t, path+"/read", "do", "cancel").see(t, http.StatusSeeOther)
		m.get(t, path).see(t, http.StatusOK, "Reading was stopped before the end.")
	})
	t.Run("the result has the period, the picture with its table, and what is striking", func(t *testing.T) {
		m.post(t, path+"/read").see(t, http.StatusSeeOther)
		_, err := s.ScanData(t.Context())
		must(t, err)
		for lang, parts := range map[string][]string{
			"en": {"365 dated records", "Certain", "The data begin abruptly", "a birthday", "$.messages[*].sent_at", "Looks unlawful"},
			"fr": {"365 enregistrements datés", "Les données commencent brusquement", "une date de naissance"},
			"de": {"365 datierten Einträgen", "Die Daten beginnen jäh", "ein Geburtstag"},
		} {
			s.speak(t, r, lang)
			page := m.get(t, path)
			page.see(t, http.StatusOK, parts...).has(t, `<svg height=`, `role="img" aria-label="`, `class="spark"`)
			checkMarkup(t, path, page.Body)
		}
		s.speak(t, r, "en")
	})
	t.Run("a finding is confirmed there and shown on the request", func(t *testing.T) {
		_, rest, _ := strings.Cut(m.get(t, path).Body, m.Path+"/findings/")
		id, _, _ := strings.Cut(rest, `"`)
		m.post(t, m.Path+"/findings/"+id, "status", "confirmed", "version", "1", "then", "data").see(t, http.StatusSeeOther)
		m.get(t, path).see(t, http.StatusOK, "Confirmed")
		m.get(t, m.Path).see(t, http.StatusOK, "The records begin at full strength on")
	})
	t.Run("since when the person has had to do with them moves the judgement", func(t *testing.T) {
		m.post(t, path+"/since", "known_since", "2020-01-01").see(t, http.StatusSeeOther)
		m.get(t, path).see(t, http.StatusOK, "The data begin late", "You say that you have had to do with them since").has(t, `value="2020-01-01"`)
		m.post(t, path+"/since", "known_since", "2031-01-01").see(t, http.StatusUnprocessableEntity)
		m.post(t, path+"/since", "known_since", "never").see(t, http.StatusUnprocessableEntity)
	})
	_, rest, _ := strings.Cut(m.get(t, path).Body, `href="/data/files/`)
	id, _, _ := strings.Cut(rest, `"`)
	t.Run("the printed case lists the files, what they showed, and the list", func(t *testing.T) {
		m.post(t, m.Path+"/checklist", "items.retention", "missing", "items.retention.note", "not a word").see(t, http.StatusSeeOther)
		page := m.get(t, m.Path+"?print=1").see(t, http.StatusOK, "export.json", "SHA-256", "365 dated records", "2 things are striking.", "not a word", "Art. 15(1)(d)")
		if sum := regexp.MustCompile(`\b[0-9a-f]{64}\b`).FindString(page.Body); sum == "" {
			t.Error("there is no SHA-256")
		}
		checkMarkup(t, m.Path+"?print=1", page.Body)
		m.get(t, m.Path).not(t, "SHA-256")
	})
	t.Run("the day of a file is mended, and what is wrong with it is said there", func(t *testing.T) {
		m.post(t, path+"/files/"+id+"/day", "day-"+id, "2026-11-23").see(t, http.StatusSeeOther)
		m.get(t, path).see(t, http.StatusOK, "The day is saved.", "Reading begins in a moment.").has(t, `value="2026-11-23"`)
		for _, on := range []string{"2031-01-01", "2026-01-01", "never", ""} {
			page := m.post(t, path+"/files/"+id+"/day", "day-"+id, on).see(t, http.StatusUnprocessableEntity)
			page.has(t, `id="f-day-`+id+`-error"`, `href="#f-day-`+id+`"`)
			checkMarkup(t, path, page.Body)
		}
	})
	t.Run("a full quota is said before anything is sent, with what to do", func(t *testing.T) {
		s.Quota = 1 << 10
		defer func() { s.Quota = 0 }()
		m.get(t, path).see(t, http.StatusOK, "of the 1 kB that they may have")
		m.addFiles(t, "2026-11-20", []string{"d.json"}, `{"at":"2026-01-03"}`).see(t, http.StatusRequestEntityTooLarge, "Remove files that you no longer need")
	})
	t.Run("a file is handed out as an attachment, and deleted", func(t *testing.T) {
		m.get(t, "/data/files/"+id).see(t, http.StatusOK)
		m.post(t, path+"/files/"+id+"/delete").see(t, http.StatusSeeOther)
		m.get(t, path).see(t, http.StatusOK, "The file is deleted.", "have changed since")
		m.get(t, "/data/files/"+id).see(t, http.StatusNotFound, "There is no such file.")
	})
}

const replyWithFiles = "Subject: Your data\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain\r\n\r\nPlease find your data attached.\r\n" +
	"--b\r\nContent-Type: application/json\r\nContent-Disposition: attachment; filename=\"my <data>.json\"\r\n\r\n[\"2026-01-05\"]\r\n--b--\r\n"

func TestAttachmentsOfAMail(t *testing.T) {
	s := newStack(t)
	store, err := files.Open(filepath.Join(t.TempDir(), "files"))
	must(t, err)
	s.Files = store
	r := s.account(t, "a@example.org")
	m := s.file(t, r, dsar.RightAccess)
	m.record(t, "sent", "2026-10-28")
	added, err := s.AddMessage(t.Context(), r.Actor, m.ID, casework.MessageInput{
		Direction: dsar.DirectionIn, On: civil.MustParse("2026-11-20"), FileName: "reply.eml", Raw: []byte(replyWithFiles),
	}, casework.AnyVersion)
	must(t, err)
	post := m.Path + "/messages/" + added.Message.ID + "/attachments/"

	t.Run("it stands below its message and on the page of the data, in three languages", func(t *testing.T) {
		for lang, button := range map[string]string{"en": "Add to the data received", "fr": "Ajouter aux données reçues", "de": "Zu den erhaltenen Daten hinzufügen"} {
			s.speak(t, r, lang)
			for _, path := range []string{m.Path, m.Path + "/data"} {
				page := m.get(t, path).see(t, http.StatusOK, "my _data_.json", "application/json, 14", button).has(t, `action="`+post+`1"`)
				checkMarkup(t, path, page.Body)
			}
		}
		s.speak(t, r, "en")
	})
	t.Run("one button adds it and has it read", func(t *testing.T) {
		m.post(t, post+"1").see(t, http.StatusSeeOther)
		m.get(t, m.Path+"/data").see(t, http.StatusOK, "The attachment is added and is being read.", "Reading begins in a moment.").not(t, "Attached to their mails")
		m.get(t, m.Path).see(t, http.StatusOK, "Added to the data received").not(t, `action="`+post)
	})
	t.Run("what cannot be added is said", func(t *testing.T) {
		m.post(t, post+"1").see(t, http.StatusConflict, "is here already")
		for _, number := range []string{"2", "0", "x"} {
			m.post(t, post+number).see(t, http.StatusNotFound, "There is no such attachment.")
		}
	})
	t.Run("where no files are kept, there is no button", func(t *testing.T) {
		s.Files = nil
		m.get(t, m.Path).not(t, `action="`+post)
	})
}

func TestData_whereNoFilesAreKept(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "a@example.org")
	m := s.file(t, r, dsar.RightAccess)
	m.record(t, "received", "2026-10-28")
	m.get(t, m.Path+"/data").see(t, http.StatusOK, "Files cannot be added here")
}
