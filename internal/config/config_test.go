package config_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse/internal/config"
)

func load(t *testing.T, environ ...string) config.Config {
	t.Helper()
	c, err := config.Load(environ)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnEmptyEnvironmentIsEnough(t *testing.T) {
	c := load(t, "PATH=/bin", "RECOURSE_TEST_DATABASE_URL=ignored")
	if c.Addr != "127.0.0.1:8080" || c.DatabaseURL != "sqlite:"+filepath.Join("data", "recourse.db") {
		t.Errorf("got %+v", c)
	}
	if c.SMTP != nil || c.MailFrom != "" || len(c.Warnings) != 0 || c.Level() != slog.LevelInfo {
		t.Errorf("got %+v", c)
	}
}

func TestSettingsAreRead(t *testing.T) {
	c := load(t,
		"RECOURSE_ADDR=:9000", "RECOURSE_BASE_URL=https://recourse.example.org/", "RECOURSE_DATA=/var/lib/recourse",
		"RECOURSE_SMTP_URL=smtps://me%40example.org:secret@mail.example.org", "RECOURSE_TRUSTED_PROXIES=10.0.0.0/8, 192.0.2.1,",
		"RECOURSE_LOG_LEVEL=debug", "RECOURSE_LOG_FORMAT=json",
	)
	if c.Addr != ":9000" || c.BaseURL != "https://recourse.example.org" || c.DatabaseURL != "sqlite:/var/lib/recourse/recourse.db" {
		t.Errorf("got %+v", c)
	}
	if c.SMTP == nil || c.SMTP.Host != "mail.example.org" || c.MailFrom != "me@example.org" {
		t.Errorf("mail %+v from %q", c.SMTP, c.MailFrom)
	}
	if !slices.Equal(c.TrustedProxies, []string{"10.0.0.0/8", "192.0.2.1"}) || c.Level() != slog.LevelDebug {
		t.Errorf("got %+v", c)
	}
}

func TestLettersWaitAndDomainsAreSpared(t *testing.T) {
	if c := load(t); c.Undo != 2*time.Minute || c.MailPerMinute != 30 {
		t.Errorf("%s, %d a minute", c.Undo, c.MailPerMinute)
	}
	if c := load(t, "RECOURSE_UNDO_WINDOW=0", "RECOURSE_MAIL_PER_MINUTE=0"); c.Undo != 0 || c.MailPerMinute != 0 {
		t.Errorf("%s, %d a minute", c.Undo, c.MailPerMinute)
	}
}

func TestFilesLieBesideTheDatabase(t *testing.T) {
	for setting, want := range map[string]string{
		"RECOURSE_LOG_LEVEL=info":                       filepath.Join("data", "files"),
		"RECOURSE_DATA=/var/lib/recourse":               "/var/lib/recourse/files",
		"RECOURSE_DATABASE_URL=sqlite:/srv/recourse.db": "/srv/files",
		"RECOURSE_DATABASE_URL=postgres://u@h/d":        filepath.Join("data", "files"),
		"RECOURSE_FILES=/mnt/received":                  "/mnt/received",
	} {
		if c := load(t, setting); c.FilesDir != want || c.MaxFileBytes != 5<<30 {
			t.Errorf("%s: %s, %d bytes at most; want %s", setting, c.FilesDir, c.MaxFileBytes, want)
		}
	}
	if c := load(t, "RECOURSE_MAX_FILE=700 mb"); c.MaxFileBytes != 700<<20 {
		t.Errorf("got %d", c.MaxFileBytes)
	}
	for quota, want := range map[string]int64{"": 100 << 30, "0": 0, "20GB": 20 << 30, "4096 gb": 4 << 40} {
		environ := "RECOURSE_LOG_LEVEL=info"
		if quota != "" {
			environ = "RECOURSE_FILES_QUOTA=" + quota
		}
		if c := load(t, environ); c.FilesQuotaBytes != want || len(c.Warnings) > 0 {
			t.Errorf("a quota of %q is %d bytes, want %d; warnings %q", quota, c.FilesQuotaBytes, want, c.Warnings)
		}
	}
	if c := load(t, "RECOURSE_FILES_QUOTA=1GB"); len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "RECOURSE_MAX_FILE") {
		t.Errorf("a quota below the largest file warns of %q", c.Warnings)
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	password := write("password", "p@ss/wörd#\n")
	c := load(t,
		"RECOURSE_DATABASE_URL=postgres://recourse@db/recourse?sslmode=disable", "RECOURSE_DATABASE_PASSWORD_FILE="+password,
		"RECOURSE_SMTP_URL=smtp://ada@mail.example.org", "RECOURSE_SMTP_PASSWORD_FILE="+password, "RECOURSE_MAIL_FROM=Ada <ada@example.org>",
	)
	if want := "postgres://recourse:p%40ss%2Fw%C3%B6rd%23@db/recourse?sslmode=disable"; c.DatabaseURL != want {
		t.Errorf("got %s", c.DatabaseURL)
	}
	if c.SMTP.Username != "ada" || c.SMTP.Password != "p@ss/wörd#" {
		t.Errorf("got %+v", c.SMTP)
	}
	whole := write("url", "smtps://a:b@mail.example.org?from=a@example.org\n")
	if c := load(t, "RECOURSE_SMTP_URL_FILE="+whole); c.SMTP.Host != "mail.example.org" || c.MailFrom != "a@example.org" {
		t.Errorf("got %+v", c)
	}
	empty := write("empty", "\n")
	refuse(t, "RECOURSE_SMTP_PASSWORD_FILE: the file", "RECOURSE_SMTP_PASSWORD_FILE="+empty)
	refuse(t, "both set", "RECOURSE_SMTP_URL_FILE="+whole, "RECOURSE_SMTP_URL=smtps://x")
	refuse(t, "no such file", "RECOURSE_DATABASE_URL_FILE="+filepath.Join(dir, "none"))
}

func refuse(t *testing.T, want string, environ ...string) {
	t.Helper()
	_, err := config.Load(environ)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%q: got %v, want %q", environ, err, want)
	}
	if err != nil && strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%q: the error repeats the secret: %v", environ, err)
	}
}

func TestWrongSettingsAreRefusedByName(t *testing.T) {
	for setting, want := range map[string]string{
		"RECOURSE_ADDR=8080":                                    "RECOURSE_ADDR: \"8080\" is not host:port",
		"RECOURSE_METRICS_ADDR=9464":                            "RECOURSE_METRICS_ADDR: \"9464\" is not host:port",
		"RECOURSE_ADDR=:http2":                                  "RECOURSE_ADDR: the port",
		"RECOURSE_BASE_URL=recourse.example.org":                "RECOURSE_BASE_URL",
		"RECOURSE_BASE_URL=https://example.org/recourse":        "goes on after the host",
		"RECOURSE_DATABASE_URL=mysql://x":                       "write postgres://user@host/name, or sqlite:PATH",
		"RECOURSE_DATABASE_URL=sqlite://data/x.db":              "sqlite:PATH",
		"RECOURSE_DATABASE_URL=postgres://u:hunter2%zz@h/d":     "percent-encode",
		"RECOURSE_DATABASE_PASSWORD=hunter2":                    "RECOURSE_DATABASE_URL is not",
		"RECOURSE_SMTP_URL=smtp.example.org:587":                "RECOURSE_SMTP_URL",
		"RECOURSE_SMTP_URL=smtps://u:hunter2@mail.example.org":  "RECOURSE_MAIL_FROM must name the sender",
		"RECOURSE_SMTP_PASSWORD=hunter2":                        "RECOURSE_SMTP_URL is not",
		"RECOURSE_MAIL_FROM=me":                                 "RECOURSE_MAIL_FROM: \"me\"",
		"RECOURSE_TRUSTED_PROXIES=10.0.0.0/8,proxy":             "RECOURSE_TRUSTED_PROXIES: \"proxy\"",
		"RECOURSE_TRUSTED_PROXIES=0.0.0.0/0":                    "everybody",
		"RECOURSE_LOG_LEVEL=loud":                               "RECOURSE_LOG_LEVEL",
		"RECOURSE_LOG_FORMAT=xml":                               "RECOURSE_LOG_FORMAT",
		"RECOURSE_MAX_FILE=5":                                   "write 500MB or 5GB",
		"RECOURSE_FILES_QUOTA=none":                             "0 for no limit",
		"RECOURSE_FILES_QUOTA=-5GB":                             "RECOURSE_FILES_QUOTA",
		"RECOURSE_MAX_FILE=0MB":                                 "RECOURSE_MAX_FILE",
		"RECOURSE_MAX_FILE=-1GB":                                "RECOURSE_MAX_FILE",
		"RECOURSE_MAX_FILE=9999999GB":                           "RECOURSE_MAX_FILE",
		"RECOURSE_UNDO_WINDOW=two":                              "write 30s or 2m",
		"RECOURSE_UNDO_WINDOW=-1s":                              "RECOURSE_UNDO_WINDOW",
		"RECOURSE_UNDO_WINDOW=25h":                              "RECOURSE_UNDO_WINDOW",
		"RECOURSE_MAIL_PER_MINUTE=-1":                           "0 for no limit",
		"RECOURSE_DATABSE_URL=postgres://u:hunter2@h/d":         "did you mean RECOURSE_DATABASE_URL?",
		"RECOURSE_SMTP_URI=smtps://u:hunter2@mail.example.org":  "did you mean RECOURSE_SMTP_URL?",
		"RECOURSE_MAILFROM=me@example.org":                      "did you mean RECOURSE_MAIL_FROM?",
		"RECOURSE_DATABASE_PASWORD_FILE=/run/secrets/something": "did you mean RECOURSE_DATABASE_PASSWORD_FILE?",
	} {
		refuse(t, want, setting)
	}
	refuse(t, "has a password too", "RECOURSE_DATABASE_URL=postgres://u:hunter2@h/d", "RECOURSE_DATABASE_PASSWORD=hunter2")
	refuse(t, "names no user", "RECOURSE_DATABASE_URL=postgres://h/d", "RECOURSE_DATABASE_PASSWORD=hunter2")
	refuse(t, "has a password too", "RECOURSE_SMTP_URL=smtps://u:hunter2@h", "RECOURSE_SMTP_PASSWORD=hunter2")
	refuse(t, "names no user", "RECOURSE_SMTP_URL=smtps://h", "RECOURSE_SMTP_PASSWORD=hunter2")
}

func TestEveryWrongSettingIsNamedAtOnce(t *testing.T) {
	_, err := config.Load([]string{"RECOURSE_LOG_LEVEL=loud", "RECOURSE_LOG_FORMAT=xml", "RECOURSE_ADDR=x"})
	if err == nil || !strings.Contains(err.Error(), "RECOURSE_ADDR") || !strings.Contains(err.Error(), "RECOURSE_LOG_LEVEL") {
		t.Errorf("got %v", err)
	}
}

func TestDoubtfulSettingsAreWarnedAbout(t *testing.T) {
	for setting, want := range map[string]string{
		"RECOURSE_PORT_8080_TCP=tcp://10.0.0.1:8080":    "RECOURSE_PORT_8080_TCP is not a setting",
		"RECOURSE_METRICS_ADDR=:9464":                   "only Prometheus reaches it",
		"RECOURSE_ADDR=:8080":                           "RECOURSE_BASE_URL is not set",
		"RECOURSE_BASE_URL=http://recourse.example.org": "unprotected",
	} {
		c := load(t, setting)
		if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], want) {
			t.Errorf("%s: warnings %q", setting, c.Warnings)
		}
	}
}

func TestEveryVariableIsDocumented(t *testing.T) {
	for _, v := range config.Variables() {
		if v.Doc == "" || !strings.HasPrefix(v.Name, "RECOURSE_") {
			t.Errorf("%+v", v)
		}
	}
}

func TestTheDoorsForMail(t *testing.T) {
	c := load(t, "RECOURSE_MAIL_DOMAIN=answers.example.org", "RECOURSE_MAIL_LISTEN=lmtp://127.0.0.1:8024, smtp://0.0.0.0:25,")
	if len(c.MailEndpoints) != 2 || !c.MailEndpoints[0].LMTP || c.MailEndpoints[1].LMTP || len(c.Warnings) != 0 {
		t.Errorf("%+v, %q", c.MailEndpoints, c.Warnings)
	}
	if c := load(t, "RECOURSE_MAIL_DOMAIN=answers.example.org", "RECOURSE_MAIL_LISTEN=lmtp://0.0.0.0:24"); len(c.Warnings) != 1 {
		t.Errorf("LMTP for everybody warns of %q", c.Warnings)
	}
	for _, wrong := range [][]string{
		{"RECOURSE_MAIL_LISTEN=lmtp://127.0.0.1:8024"},
		{"RECOURSE_MAIL_LISTEN=127.0.0.1:25", "RECOURSE_MAIL_DOMAIN=answers.example.org"},
		{"RECOURSE_MAIL_CERT=/etc/cert.pem"},
		{"RECOURSE_MAIL_KEY=/etc/key.pem"},
	} {
		if _, err := config.Load(wrong); err == nil || !strings.Contains(err.Error(), "RECOURSE_MAIL") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestMailboxesAreRead(t *testing.T) {
	c := load(t, "RECOURSE_IMAP_URL=imaps://a%40example.org:pw@mail.example.org  imap://b@127.0.0.1:1143/Answers?flag=none", "RECOURSE_IMAP_PASSWORD=other")
	if len(c.Mailboxes) != 2 || c.Mailboxes[0].Password != "pw" || c.Mailboxes[1].Password != "other" || c.Mailboxes[1].Folder != "Answers" {
		t.Errorf("got %+v", c.Mailboxes)
	}
	refuse(t, "imaps:// (TLS)", "RECOURSE_IMAP_URL=pop3://a:hunter2@mail.example.org")
	refuse(t, "no password for imaps://a@mail.example.org", "RECOURSE_IMAP_URL=imaps://a@mail.example.org")
	refuse(t, "RECOURSE_IMAP_URL is not", "RECOURSE_IMAP_PASSWORD=hunter2")
	refuse(t, "has a password too", "RECOURSE_IMAP_URL=imaps://a:hunter2@mail.example.org", "RECOURSE_IMAP_PASSWORD=hunter2")
	refuse(t, "is there twice", "RECOURSE_IMAP_URL=imaps://a:hunter2@mail.example.org imaps://a:hunter2@mail.example.org/INBOX")
}

func TestTheKeyForSecrets(t *testing.T) {
	for setting, want := range map[string]string{
		"RECOURSE_LOG_LEVEL=info":                                "data/secret.key",
		"RECOURSE_DATABASE_URL=sqlite:/srv/recourse.db":          "/srv/secret.key",
		"RECOURSE_DATABASE_URL=postgres://u@h/d":                 "",
		"RECOURSE_SECRET_KEY=0123456789abcdef0123456789abcdef01": "",
	} {
		if c := load(t, setting); c.KeyFile != want {
			t.Errorf("%s: the key is in %q, want %q", setting, c.KeyFile, want)
		}
	}
	refuse(t, "at least 32 random characters", "RECOURSE_SECRET_KEY=hunter2")
	if c := load(t, "RECOURSE_ALLOW_PRIVATE_MAIL_HOSTS=true"); !c.PrivateMailHosts {
		t.Error("private mail hosts are not allowed")
	}
}
