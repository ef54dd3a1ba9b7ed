package casework_test

import (
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// replyWith is a mail with the files attached to it, in pairs of a name and a content.
func replyWith(files ...string) []byte {
	var b strings.Builder
	b.WriteString("From: privacy@controller.example\r\nTo: camille@mail.example\r\nSubject: Your data\r\nDate: Sat, 20 Jun 2026 10:00:00 +0000\r\n" +
		"Message-ID: <1@controller.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nPlease find your data attached.\r\n")
	for i := 0; i < len(files); i += 2 {
		b.WriteString("--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n" +
			"Content-Disposition: attachment; filename=\"" + files[i] + "\"\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(files[i+1])) + "\r\n")
	}
	b.WriteString("--b--\r\n")
	return []byte(b.String())
}

func (b *bench) mailed(requestID string, raw []byte) dsar.Message {
	b.t.Helper()
	return must(b.AddMessage(b.ctx(), b.owner, requestID, casework.MessageInput{
		Direction: dsar.DirectionIn, FileName: "reply.eml", Raw: raw,
	}, casework.AnyVersion))(b.t).Message
}

func TestAttachments_areOfferedAndRead(t *testing.T) {
	onEach(t, "2026-07-01", func(t *testing.T, b *bench) {
		id := withData(t, b)
		table := everyDay("2025-06-02", "2026-05-30")
		m := b.mailed(id, replyWith("export.csv", table, "../letter.txt", "Dear Ms Moreau"))
		for range 2 { // as read, and as remembered
			list := b.data(id).Attached
			if len(list) != 2 || list[0].Name != "export.csv" || list[0].Number != 1 || list[0].Size != int64(len(table)) || list[0].FileID != "" || list[1].Name != "letter.txt" {
				t.Fatalf("attached are %+v", list)
			}
		}
		added := must(b.AddAttachment(b.ctx(), b.owner, m.ID, 1))(t)
		if added.Name != "export.csv" || added.ReceivedOn != m.On || added.RequestID != id {
			t.Errorf("added is %+v", added)
		}
		v := b.data(id)
		if len(v.Files) != 1 || v.Attached[0].FileID != added.ID || v.Scan == nil || !v.Scan.Scan.Open() {
			t.Fatalf("files %+v, attached %+v, scan %+v", v.Files, v.Attached, v.Scan)
		}
		_, content, err := b.OpenDataFile(b.ctx(), b.owner, added.ID)
		if err != nil {
			t.Fatal(err)
		}
		defer content.Close()
		if text := must(io.ReadAll(content))(t); string(text) != table {
			t.Errorf("stored are %d bytes, attached were %d", len(text), len(table))
		}
		must(b.AddAttachment(b.ctx(), b.owner, m.ID, 2))(t) // while the first is being read
		must(b.ScanData(b.ctx()))(t)
		if v := b.data(id); len(v.Findings) != 1 || v.Findings[0].Finding.Key != "lookback_limit" {
			t.Errorf("found is %+v", v.Findings)
		}
	})
}

func TestAttachments_ofAnAttachedMailAreListedToo(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	inner := strings.NewReplacer("=b\r\n", "=inner\r\n", "--b", "--inner").Replace(string(replyWith("inner.json", `["2026-01-01"]`)))
	last := "--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--b--"
	outer := strings.Replace(string(replyWith("outer.json", `["2026-01-02"]`)), "--b--", last, 1)
	b.mailed(id, []byte(outer))
	var names []string
	for _, a := range b.data(id).Attached {
		names = append(names, a.Name)
	}
	if got := strings.Join(names, ", "); got != "outer.json, Your data.eml, inner.json" {
		t.Errorf("attached are %s", got)
	}
}

func TestAttachments_refusals(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	m := b.mailed(id, replyWith("a.json", `["2026-01-01"]`))
	pasted := b.reply(id, "2026-06-21", "We have attached your data.").Message
	for _, c := range []struct {
		message string
		number  int
	}{{m.ID, 0}, {m.ID, 2}, {pasted.ID, 1}, {id, 1}} {
		_, err := b.AddAttachment(b.ctx(), b.owner, c.message, c.number)
		wantCode(t, err, dsar.CodeNotFound)
	}
	reader := b.owner
	reader.Role = dsar.RoleReader
	_, err := b.AddAttachment(b.ctx(), reader, m.ID, 1)
	wantCode(t, err, dsar.CodeForbidden)
	if list := must(b.MessageAttachments(b.ctx(), reader, m.ID))(t); len(list) != 1 {
		t.Errorf("a reader sees %+v", list)
	}
	b.Quota = 10
	_, err = b.AddAttachment(b.ctx(), b.owner, m.ID, 1)
	wantSentence(t, err, "error.data.quota")
	b.Quota = 0
	must(b.AddAttachment(b.ctx(), b.owner, m.ID, 1))(t)
	_, err = b.AddAttachment(b.ctx(), b.owner, m.ID, 1)
	wantSentence(t, err, "error.data.same")
	b.Files = nil
	_, err = b.AddAttachment(b.ctx(), b.owner, m.ID, 1)
	wantSentence(t, err, "error.data.off")
}
