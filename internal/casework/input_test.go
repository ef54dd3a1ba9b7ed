package casework_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const directory = `{"slug":"adler","name":"Adler Kredit GmbH","runs":["Adler Bank"],"address":"Weg 1\n10115 Berlin\nDeutschland","email":"dsb@adler.example","web":"https://adler.example"}
{"slug":"belvedere","name":"Belvédère SA","address":"1 rue X\n75001 Paris\nFrance","web":"httsp://belvedere.example"}
{"slug":"","name":"Nameless"}
not json
{"slug":"cobalt","name":"Cobalt Media","email":["a","b"]}
{"slug":"adler","name":"Adler again"}
`

func TestImportControllers(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		run := func(text string) casework.ImportReport {
			t.Helper()
			reports := must(b.ImportControllers(b.ctx(), "", "list.ndjson", strings.NewReader(text)))(t)
			if len(reports) != 1 {
				t.Fatalf("%d reports", len(reports))
			}
			return reports[0]
		}
		r := run(directory)
		if r.Added != 2 || r.Changed != 0 || r.Unchanged != 0 || len(r.Refused) != 4 || len(r.Mended) != 1 {
			t.Fatalf("first: %+v", r)
		}
		for i, line := range []int{3, 4, 5, 6} {
			if r.Refused[i].Line != line || r.Refused[i].Reason == "" {
				t.Errorf("refused: %+v, want line %d with a reason", r.Refused[i], line)
			}
		}
		if r = run(directory); r.Added != 0 || r.Changed != 0 || r.Unchanged != 2 {
			t.Errorf("again: %+v", r)
		}
		if r = run(strings.Replace(directory, "Adler Bank", "Adler Online", 1)); r.Changed != 1 || r.Unchanged != 1 {
			t.Errorf("changed: %+v", r)
		}
		for _, q := range []string{"belvedere", "BELVÉD", "adler.example", "online adl"} {
			page := must(b.Controllers(b.ctx(), b.owner, casework.ControllerQuery{Q: q}))(t)
			if len(page.Items) != 1 {
				t.Errorf("%q finds %d controllers", q, len(page.Items))
			}
		}
		page := must(b.Controllers(b.ctx(), b.owner, casework.ControllerQuery{Q: "adler"}))(t)
		if c := page.Items[0]; c.Country != "DE" || c.Emails[0] != "dsb@adler.example" {
			t.Errorf("%+v", c)
		}
	})
}

func TestImportReadsEveryWrapping(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(directory)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		data  string
		added int
	}{
		"gzip":               {packed.String(), 2},
		"a JSON list":        {"[\n" + `{"slug":"dornier","name":"Dornier"},` + "\n" + `{"slug":"etoile","name":"Étoile"}` + "\n]", 2},
		"a single record":    {"{\n  \"slug\": \"fjord\",\n  \"name\": \"Fjordbank\"\n}", 1},
		"a byte order mark":  {"\ufeff" + `{"slug":"hafen","name":"Hafen"}`, 1},
		"CRLF between lines": {`{"slug":"isar","name":"Isar"}` + "\r\n" + `{"slug":"jardin","name":"Jardin"}` + "\r\n", 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			reports := must(b.ImportControllers(b.ctx(), "", name, strings.NewReader(tt.data)))(t)
			if reports[0].Added != tt.added {
				t.Errorf("%+v, want %d added", reports[0], tt.added)
			}
		})
	}
	t.Run("an empty file is refused", func(t *testing.T) {
		_, err := b.ImportControllers(b.ctx(), "", "empty.json", strings.NewReader("\n"))
		wantField(t, err, "file")
	})
	t.Run("a broken gzip is refused", func(t *testing.T) {
		_, err := b.ImportControllers(b.ctx(), "", "cut.gz", strings.NewReader(packed.String()[:20]))
		wantField(t, err, "file")
	})
}

func TestHandMadeChangesSurviveAnImport(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		must(b.ImportControllers(b.ctx(), "", "list", strings.NewReader(directory)))(t)
		c := must(b.Controllers(b.ctx(), b.owner, casework.ControllerQuery{Q: "belvedere"}))(t).Items[0]
		in := casework.ControllerInput{Name: c.Name, Country: "FR", HolidaysRegion: "FR-ALSACE-MOSELLE", Emails: []string{"dpo@belvedere.example"}}
		c = must(b.UpdateController(b.ctx(), b.owner, c.ID, in, c.Version))(t)
		_, err := b.UpdateController(b.ctx(), b.owner, c.ID, in, c.Version-1)
		wantCode(t, err, dsar.CodeStale)
		must(b.ImportControllers(b.ctx(), "", "list", strings.NewReader(strings.ReplaceAll(directory, "1 rue X", "2 rue Y"))))(t)
		kept := must(b.Controller(b.ctx(), b.owner, c.ID))(t)
		if kept.HolidaysRegion != "FR-ALSACE-MOSELLE" || len(kept.Emails) != 1 {
			t.Errorf("the hand's changes are gone: %+v", kept)
		}
	})
}

func TestBadControllers(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	tests := map[string]casework.ControllerInput{
		"name":            {Name: "  "},
		"country":         {Name: "A", Country: "XX"},
		"holidays_region": {Name: "A", HolidaysRegion: "DE-XX"},
		"time_zone":       {Name: "A", TimeZone: "Europe/Atlantis"},
		"emails":          {Name: "A", Emails: []string{"nobody"}},
		"web":             {Name: "A", Web: "javascript:alert(1)"},
		"transport":       {Name: "A", Transport: "pigeon"},
		"note":            {Name: "A", Note: strings.Repeat("x", 5001)},
	}
	for field, in := range tests {
		t.Run(field, func(t *testing.T) {
			_, err := b.CreateController(b.ctx(), b.owner, in)
			wantField(t, err, field)
		})
	}
}

func TestBadRequests(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	c := b.controller("Photomatch SAS", "FR")
	good := func() casework.NewRequest {
		return casework.NewRequest{
			ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", Language: "fr",
			Subject: casework.SubjectInput{Name: "Camille"},
		}
	}
	tests := map[string]func(*casework.NewRequest){
		"controller_id":   func(in *casework.NewRequest) { in.ControllerID = "none" },
		"rights":          func(in *casework.NewRequest) { in.Rights = []dsar.Right{"oblivion"} },
		"regime":          func(in *casework.NewRequest) { in.Regime = "lex-mercatoria" },
		"language":        func(in *casework.NewRequest) { in.Language = "la" },
		"channel":         func(in *casework.NewRequest) { in.Channel = "pigeon" },
		"holidays_region": func(in *casework.NewRequest) { in.Region = "ATLANTIS" },
		"time_zone":       func(in *casework.NewRequest) { in.TimeZone = "Local" },
		"subject_id":      func(in *casework.NewRequest) { in.SubjectID = "none" },
		"subject.name":    func(in *casework.NewRequest) { in.Subject.Name = " " },
		"subject.email":   func(in *casework.NewRequest) { in.Subject.Email = "nobody" },
		"subject.country": func(in *casework.NewRequest) { in.Subject.Country = "ZZ" },
	}
	for field, spoil := range tests {
		t.Run(field, func(t *testing.T) {
			in := good()
			spoil(&in)
			_, err := b.CreateRequest(b.ctx(), b.owner, in)
			wantField(t, err, field)
		})
	}
	if n := len(must(b.Requests(b.ctx(), b.owner, casework.RequestQuery{}))(t).Items); n != 0 {
		t.Errorf("%d requests are stored", n)
	}
}

func TestBadMessages(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		v := b.request(dsar.RightAccess)
		b.record(v.Request.ID, dsar.EventSent, "2026-05-04")
		add := func(in casework.MessageInput) (casework.MessageView, error) {
			in.Direction = dsar.DirectionIn
			if in.On.IsZero() {
				in.On = day("2026-05-15")
			}
			return b.AddMessage(b.ctx(), b.owner, v.Request.ID, in, casework.AnyVersion)
		}
		refused := map[string]struct {
			in   casework.MessageInput
			code dsar.Code
		}{
			"no text":             {casework.MessageInput{Text: " \n"}, dsar.CodeInvalid},
			"an empty file":       {casework.MessageInput{FileName: "a.txt"}, dsar.CodeInvalid},
			"text not UTF-8":      {casework.MessageInput{Text: "caf\xe9"}, dsar.CodeInvalid},
			"ten megabytes":       {casework.MessageInput{Text: strings.Repeat("all your data ", 750_000)}, dsar.CodeTooLarge},
			"a file too large":    {casework.MessageInput{FileName: "a.txt", Raw: bytes.Repeat([]byte("x"), casework.MaxMessageBytes+1)}, dsar.CodeTooLarge},
			"a picture":           {casework.MessageInput{FileName: "a.txt", Raw: []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")}, dsar.CodeInvalid},
			"a day in the future": {casework.MessageInput{Text: "hello", On: day("2027-01-01")}, dsar.CodeInvalid},
			"before the sending":  {casework.MessageInput{Text: "hello", On: day("2026-05-03")}, dsar.CodeInvalid},
		}
		for name, tt := range refused {
			t.Run(name, func(t *testing.T) {
				_, err := add(tt.in)
				wantCode(t, err, tt.code)
				if n := len(must(b.Request(b.ctx(), b.owner, v.Request.ID))(t).Messages); n != 0 {
					t.Errorf("%d messages are stored", n)
				}
			})
		}
		t.Run("NUL bytes are left out", func(t *testing.T) {
			m := must(add(casework.MessageInput{Text: "We only dis\x00close data of the last twelve months.", NotReply: true}))(t)
			if strings.Contains(m.Message.Text, "\x00") || len(m.Findings) != 1 {
				t.Errorf("%q, %d findings", m.Message.Text, len(m.Findings))
			}
		})
		t.Run("pure HTML becomes text", func(t *testing.T) {
			m := must(add(casework.MessageInput{Text: "<html><body><p>We only disclose <b>data of the last twelve months</b>.</p></body></html>", NotReply: true}))(t)
			if strings.Contains(m.Message.Text, "<") || len(m.Findings) != 1 {
				t.Errorf("%q, %d findings", m.Message.Text, len(m.Findings))
			}
		})
		t.Run("a mail is read", func(t *testing.T) {
			raw := "From: Privacy <privacy@controller.example>\r\nTo: me@example.org\r\nSubject: =?utf-8?q?Votre_demande_d=27acc=C3=A8s?=\r\n" +
				"Date: Thu, 14 May 2026 22:30:00 +0000\r\nMessage-ID: <1@controller.example>\r\nContent-Type: text/plain; charset=iso-8859-1\r\n" +
				"Content-Transfer-Encoding: quoted-printable\r\n\r\nNous communiquons uniquement les donn=E9es collect=E9es au cours des douze derniers mois.\r\n"
			m := must(b.AddMessage(b.ctx(), b.owner, v.Request.ID, casework.MessageInput{
				Direction: dsar.DirectionIn, FileName: "reply.eml", Raw: []byte(raw),
			}, casework.AnyVersion))(t)
			// 22:30 UTC is half past midnight of the next day in Paris, where the controller is.
			if m.Message.On != day("2026-05-15") || m.Message.Subject != "Votre demande d'accès" || len(m.Findings) != 1 {
				t.Errorf("%s %q, %d findings", m.Message.On, m.Message.Subject, len(m.Findings))
			}
			_, raw2, err := b.RawMessage(b.ctx(), b.owner, m.Message.ID)
			if err != nil || string(raw2) != raw {
				t.Errorf("the original is not what was uploaded: %v", err)
			}
		})
	})
}

func TestAccounts(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		t.Run("a second setup is refused", func(t *testing.T) {
			_, err := b.Setup(b.ctx(), casework.NewAccount{Email: "x@example.org", Password: "correct horse"})
			wantCode(t, err, dsar.CodeConflict)
		})
		t.Run("sign-in takes the right password only", func(t *testing.T) {
			must(b.SignIn(b.ctx(), " Owner@Example.org", "correct horse"))(t)
			_, err := b.SignIn(b.ctx(), "owner@example.org", "wrong horse")
			wantCode(t, err, dsar.CodeUnauthenticated)
			_, err = b.SignIn(b.ctx(), "nobody@example.org", "correct horse")
			wantCode(t, err, dsar.CodeUnauthenticated)
		})
		t.Run("one address is one account", func(t *testing.T) {
			_, err := b.CreateUser(b.ctx(), casework.NewAccount{Email: "OWNER@example.org", Password: "correct horse"})
			wantField(t, err, "email")
		})
		t.Run("a token works until it is revoked", func(t *testing.T) {
			secret, token, err := b.CreateToken(b.ctx(), b.owner, "script")
			if err != nil {
				t.Fatal(err)
			}
			must(b.AccountByToken(b.ctx(), secret))(t)
			if err := b.RevokeToken(b.ctx(), b.owner, token.ID); err != nil {
				t.Fatal(err)
			}
			_, err = b.AccountByToken(b.ctx(), secret)
			wantCode(t, err, dsar.CodeUnauthenticated)
		})
		t.Run("settings are checked and stored", func(t *testing.T) {
			in := casework.SettingsInput{Name: "Olga", Settings: dsar.Settings{
				Language: "de", TimeZone: "Pacific/Kiritimati", ReminderHour: 7, ReminderDays: []int{1, 14, 7, 7}, Reminders: true,
			}}
			a := must(b.UpdateSettings(b.ctx(), b.owner, in))(t)
			if got := a.User.Settings.ReminderDays; len(got) != 3 || got[0] != 14 || got[2] != 1 {
				t.Errorf("offsets %v", got)
			}
			for field, spoil := range map[string]func(*dsar.Settings){
				"language":      func(s *dsar.Settings) { s.Language = "xx" },
				"time_zone":     func(s *dsar.Settings) { s.TimeZone = "Mars/Olympus" },
				"reminder_hour": func(s *dsar.Settings) { s.ReminderHour = 24 },
				"reminder_days": func(s *dsar.Settings) { s.ReminderDays = []int{61} },
				"theme":         func(s *dsar.Settings) { s.Theme = "sepia" },
			} {
				bad := in
				spoil(&bad.Settings)
				_, err := b.UpdateSettings(b.ctx(), b.owner, bad)
				wantField(t, err, field)
			}
		})
		t.Run("a password is changed with the old one", func(t *testing.T) {
			changePassword := func(old, replacement string) error {
				_, err := b.ChangePassword(b.ctx(), b.owner, old, replacement)
				return err
			}
			wantField(t, changePassword("wrong", "battery staple"), "old_password")
			wantField(t, changePassword("correct horse", "short"), "new_password")
			if err := changePassword("correct horse", "battery staple"); err != nil {
				t.Fatal(err)
			}
			must(b.SignIn(b.ctx(), "owner@example.org", "battery staple"))(t)
		})
	})
}
