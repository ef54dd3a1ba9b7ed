package casework_test

import (
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func TestUndoOfAFiledMail(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		i := withIntake(t, b)
		i.setToday("2026-05-29")
		id := i.sent.Request.ID
		i.take(companyMail(twelveMonths, "Message-ID: <1@c>", "To: "+i.reply))
		m := i.list(dsar.IncomingAssigned)[0].Mail
		t.Run("is refused to a reader, a stranger and in an old version", func(t *testing.T) {
			reader, stranger := i.owner, i.owner
			reader.Role, stranger.WorkspaceID = dsar.RoleReader, "another"
			wantCode(t, i.UndoIncoming(i.ctx(), reader, m.ID, m.Version), dsar.CodeForbidden)
			wantCode(t, i.UndoIncoming(i.ctx(), stranger, m.ID, m.Version), dsar.CodeNotFound)
			wantCode(t, i.UndoIncoming(i.ctx(), i.owner, m.ID, m.Version+7), dsar.CodeStale)
			if v := i.request(id); len(v.Messages) != 2 || v.State.Status != dsar.StatusAnswered {
				t.Error("a refused decision changed the request")
			}
		})
		before := i.request(id)
		if err := i.UndoIncoming(i.ctx(), i.owner, m.ID, m.Version); err != nil {
			t.Fatal(err)
		}
		t.Run("takes the message and its findings out, and voids the event by a correction", func(t *testing.T) {
			v := i.request(id)
			if v.State.Status != dsar.StatusSent || len(v.Messages) != 1 || len(v.Findings) != 0 {
				t.Errorf("%s, %d messages, %d findings", v.State.Status, len(v.Messages), len(v.Findings))
			}
			last := v.Events[len(v.Events)-1]
			if len(v.Events) != len(before.Events)+1 || last.Kind != dsar.EventCorrection || !last.Details.Void || dsar.VerifyChain(v.Events) != 0 {
				t.Errorf("%+v", last)
			}
		})
		t.Run("has the mail wait again with the request as a proposal, and its bytes", func(t *testing.T) {
			waiting := i.list()
			if len(waiting) != 1 || waiting[0].Mail.Reason != "taken_back" || len(waiting[0].Proposals) != 1 || waiting[0].Proposals[0].Request.ID != id {
				t.Fatalf("%+v", waiting)
			}
			if raw, err := i.IncomingRaw(i.ctx(), i.owner, m.ID); err != nil || !strings.Contains(string(raw), "<1@c>") {
				t.Errorf("%q, %v", raw, err)
			}
		})
		t.Run("is not undone by reading the mail again", func(t *testing.T) {
			must(i.ReparseMail(i.ctx()))(t)
			must(i.ReadIncoming(i.ctx()))(t)
			if n := len(i.list()); n != 1 {
				t.Errorf("%d wait", n)
			}
		})
		t.Run("can be followed by another decision, and cannot be repeated", func(t *testing.T) {
			wantCode(t, i.UndoIncoming(i.ctx(), i.owner, m.ID, casework.AnyVersion), dsar.CodeConflict)
			if err := i.AssignIncoming(i.ctx(), i.owner, m.ID, casework.Assignment{RequestID: id, Correspondence: true}, casework.AnyVersion); err != nil {
				t.Fatal(err)
			}
			if v := i.request(id); v.State.Status != dsar.StatusSent || len(v.Messages) != 2 {
				t.Errorf("%s, %d messages", v.State.Status, len(v.Messages))
			}
		})
	})
}

func TestUndoWithdrawsWhatTheThreadFollowed(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	i := withIntake(t, b)
	i.setToday("2026-05-29")
	i.take(companyMail("We answer you.", "Message-ID: <1@c>", "To: me@home.example"))
	m := i.list()[0].Mail
	if err := i.AssignIncoming(i.ctx(), i.owner, m.ID, casework.Assignment{RequestID: i.sent.Request.ID}, casework.AnyVersion); err != nil {
		t.Fatal(err)
	}
	if err := i.UndoIncoming(i.ctx(), i.owner, m.ID, casework.AnyVersion); err != nil {
		t.Fatal(err)
	}
	i.take(companyMail("And more.", "Message-ID: <2@c>", "In-Reply-To: <1@c>"))
	if n := len(i.list()); n != 2 {
		t.Errorf("%d wait: the second mail was filed after the first", n)
	}
}

func TestUndoLeavesWhatWasThereBefore(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	i := withIntake(t, b)
	i.setToday("2026-05-29")
	id, raw := i.sent.Request.ID, companyMail("We answer you.", "Message-ID: <1@c>", "To: "+i.reply)
	must(i.AddMessage(i.ctx(), i.owner, id, casework.MessageInput{Direction: dsar.DirectionIn, On: day("2026-05-29"), FileName: "a.eml", Raw: []byte(raw)}, casework.AnyVersion))(t)
	i.take(raw)
	filed := i.list(dsar.IncomingAssigned)
	if v := i.request(id); len(v.Messages) != 2 || len(filed) != 1 || len(filed[0].Mail.Notes) != 1 {
		t.Fatalf("%d messages, %+v", len(v.Messages), filed)
	}
	if err := i.UndoIncoming(i.ctx(), i.owner, filed[0].Mail.ID, casework.AnyVersion); err != nil {
		t.Fatal(err)
	}
	if v := i.request(id); len(v.Messages) != 2 || v.State.Status != dsar.StatusAnswered {
		t.Errorf("%d messages, %s", len(v.Messages), v.State.Status)
	}
}

func TestExcerptOfAMail(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	i := withIntake(t, b)
	i.take("From: x@y.example\r\nSubject: Hello\r\n\r\nThe answer   is here.\r\n\r\nOn 1 May, Camille wrote:\r\n> I ask you\r\n")
	i.take("From: x@y.example\r\nSubject: Long\r\n\r\n" + strings.Repeat("Wörter ", 100))
	waiting := i.list()
	short, long := waiting[0].Mail, waiting[1].Mail
	if short.Subject != "Hello" {
		short, long = long, short
	}
	if short.Excerpt != "The answer is here." {
		t.Errorf("%q", short.Excerpt)
	}
	if n := len([]rune(long.Excerpt)); n > 303 || !strings.HasSuffix(long.Excerpt, " …") {
		t.Errorf("%d characters: %q", n, long.Excerpt)
	}
}

func TestOneIncomingMail(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	i := withIntake(t, b)
	i.take("From: x@y.example\r\nTo: us@home.example\r\nSubject: Files\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/html\r\n\r\n<p>Look <img src=\"https://t.example/p.gif\"><script>x()</script></p>\r\n" +
		"--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\na,b\r\n--b--\r\n")
	id := i.list()[0].Mail.ID
	c := must(i.IncomingMail(i.ctx(), i.owner, id))(t)
	t.Run("has its text, its files and what its bytes say", func(t *testing.T) {
		if c.To != "us@home.example" || !strings.Contains(c.Text, "Look") || len(c.Files) != 1 || !c.Facts.HTML || c.Facts.Remote != 1 {
			t.Errorf("%+v", c)
		}
	})
	t.Run("shows HTML without what runs or loads", func(t *testing.T) {
		html := must(i.IncomingHTML(i.ctx(), i.owner, id))(t)
		if strings.Contains(html, "t.example") || strings.Contains(html, "script") || !strings.Contains(html, "Look") {
			t.Errorf("%s", html)
		}
	})
	t.Run("hands out its files by number", func(t *testing.T) {
		name, content, err := i.IncomingFile(i.ctx(), i.owner, id, 1)
		if err != nil || name != "a.csv" || !strings.Contains(string(content), "a,b") {
			t.Errorf("%s %q %v", name, content, err)
		}
		for _, number := range []int{0, 2, -1} {
			_, _, err := i.IncomingFile(i.ctx(), i.owner, id, number)
			wantCode(t, err, dsar.CodeNotFound)
		}
	})
	t.Run("is shown to nobody else", func(t *testing.T) {
		stranger := i.owner
		stranger.WorkspaceID = "another"
		_, err := i.IncomingMail(i.ctx(), stranger, id)
		wantCode(t, err, dsar.CodeNotFound)
		_, err = i.IncomingHTML(i.ctx(), stranger, id)
		wantCode(t, err, dsar.CodeNotFound)
		_, _, err = i.IncomingFile(i.ctx(), stranger, id, 1)
		wantCode(t, err, dsar.CodeNotFound)
	})
}
