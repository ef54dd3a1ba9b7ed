// Package config reads the settings of the program from the environment. Only cmd
// imports it: everything else is given what it needs.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"recourse/internal/mail"
	"recourse/internal/mail/imapin"
)

// Config is every setting, as it counts: checked, with defaults filled in.
type Config struct {
	Addr             string   `env:"RECOURSE_ADDR" envDefault:"127.0.0.1:8080" doc:"host and port to listen on; port 0 takes a free one"`
	BaseURL          string   `env:"RECOURSE_BASE_URL" doc:"the address people type, https://recourse.example.org; links in mails need it, https turns on secure cookies; derived from the listening address if not set"`
	DataDir          string   `env:"RECOURSE_DATA" envDefault:"data" doc:"directory of the SQLite database and of the files that people received; with PostgreSQL only of the files"`
	FilesDir         string   `env:"RECOURSE_FILES" doc:"directory of the files that people received, shared by all instances; files beside the SQLite database or in RECOURSE_DATA if not set"`
	MaxFile          string   `env:"RECOURSE_MAX_FILE" envDefault:"5GB" doc:"how large one file that somebody received may be: a number with MB or GB"`
	FilesQuota       string   `env:"RECOURSE_FILES_QUOTA" envDefault:"100GB" doc:"how much all such files of one workspace may have: a number with MB or GB; 0 for no limit"`
	DatabaseURL      string   `env:"RECOURSE_DATABASE_URL" secret:"true" doc:"postgres://user@host/name, or sqlite:PATH; recourse.db in RECOURSE_DATA if not set"`
	DatabasePassword string   `env:"RECOURSE_DATABASE_PASSWORD" secret:"true" doc:"password for RECOURSE_DATABASE_URL, if it is not in there"`
	SMTPURL          string   `env:"RECOURSE_SMTP_URL" secret:"true" doc:"relay that takes outgoing mail: smtps://user@host:465, or smtp://user@host:587 with STARTTLS; plain only to this machine; without it no mail is sent"`
	SMTPPassword     string   `env:"RECOURSE_SMTP_PASSWORD" secret:"true" doc:"password for RECOURSE_SMTP_URL, if it is not in there"`
	MailFrom         string   `env:"RECOURSE_MAIL_FROM" doc:"sender of outgoing mail, Recourse <recourse@example.org>; the SMTP user if that is an address"`
	MailDomain       string   `env:"RECOURSE_MAIL_DOMAIN" doc:"domain whose mail all comes here, answers.example.org: every request has an address of its own there; see docs/operating-mail.md"`
	Mailbox          string   `env:"RECOURSE_MAILBOX" doc:"instead of a domain, one mailbox with plus-addressing whose mail comes here, privacy@example.org"`
	MailListen       []string `env:"RECOURSE_MAIL_LISTEN" doc:"where mail is listened for, separated by commas: lmtp://127.0.0.1:8024 or lmtp+unix:///run/recourse/lmtp for the mail server on this machine, smtp://0.0.0.0:25 for the world; nowhere if not set"`
	MailCert         string   `env:"RECOURSE_MAIL_CERT" doc:"file with the certificate (PEM, with those it rests on) that the mail listener offers STARTTLS with; read again for every connection; without it mail comes unencrypted"`
	MailKey          string   `env:"RECOURSE_MAIL_KEY" doc:"file with the key of RECOURSE_MAIL_CERT"`
	UndoWindow       string   `env:"RECOURSE_UNDO_WINDOW" envDefault:"2m" doc:"how long a letter waits before it goes out, so that it can be taken back: 30s, 2m; 0 for not at all"`
	MailPerMinute    int      `env:"RECOURSE_MAIL_PER_MINUTE" envDefault:"30" doc:"how many mails go to one domain in a minute, reminders apart from letters; 0 for no limit"`
	IMAPURL          string   `env:"RECOURSE_IMAP_URL" secret:"true" doc:"mailbox that incoming mail is fetched from: imaps://user@host, or imap://user@host with STARTTLS; several separated by spaces; see docs/operating-mail.md"`
	IMAPPassword     string   `env:"RECOURSE_IMAP_PASSWORD" secret:"true" doc:"password for each mailbox of RECOURSE_IMAP_URL that has none in there"`
	DKIMSelector     string   `env:"RECOURSE_DKIM_SELECTOR" doc:"selector that the relay signs outgoing mail under, for recourse doctor to look for its key"`
	SecretKey        string   `env:"RECOURSE_SECRET_KEY" secret:"true" doc:"what the passwords of people's own mailboxes are encrypted with, 32 random characters or more; a file secret.key beside the SQLite database if not set; needed with PostgreSQL"`
	PrivateMailHosts bool     `env:"RECOURSE_ALLOW_PRIVATE_MAIL_HOSTS" envDefault:"false" doc:"true lets people name mail servers on this machine and in its private network for their own mailbox"`
	TrustedProxies   []string `env:"RECOURSE_TRUSTED_PROXIES" doc:"addresses or networks, separated by commas, whose X-Forwarded-For is believed; nobody's if not set"`
	MetricsAddr      string   `env:"RECOURSE_METRICS_ADDR" doc:"host and port where Prometheus finds /metrics, 127.0.0.1:9464; it needs no password, so let nobody else reach it; nowhere if not set"`
	LogLevel         string   `env:"RECOURSE_LOG_LEVEL" envDefault:"info" doc:"debug, info, warn or error"`
	LogFormat        string   `env:"RECOURSE_LOG_FORMAT" envDefault:"text" doc:"text or json, on standard error"`

	// MaxFileBytes is MaxFile as a number.
	MaxFileBytes int64 `env:"-"`
	// FilesQuotaBytes is FilesQuota as a number, 0 for no limit.
	FilesQuotaBytes int64 `env:"-"`
	// Undo is UndoWindow as a duration.
	Undo time.Duration `env:"-"`
	// Mailboxes are those read out of IMAPURL.
	Mailboxes []imapin.Config `env:"-"`
	// KeyFile is where the key for secrets is if SecretKey does not give it, "" if nowhere.
	KeyFile string `env:"-"`
	// SMTP is the relay read out of SMTPURL, nil if no mail is sent.
	SMTP *mail.SMTPConfig `env:"-"`
	// MailEndpoints are MailListen, read.
	MailEndpoints []mail.Endpoint `env:"-"`
	// Warnings are sentences about settings that are allowed and probably not meant.
	Warnings []string `env:"-"`
}

// Load reads the settings out of an environment as os.Environ gives it. A secret
// may come from a file named in the variable with _FILE appended. The error names
// every variable that is wrong and how to mend it, and repeats no secret.
func Load(environ []string) (Config, error) {
	vars := env.ToMap(environ)
	var c Config
	err := errors.Join(readSecrets(vars), c.checkNames(vars))
	if err != nil {
		return c, err
	}
	if err := env.ParseWithOptions(&c, env.Options{Environment: vars}); err != nil {
		return c, err
	}
	return c, c.settle()
}

// settle checks the settings and fills in those that follow from others.
func (c *Config) settle() error {
	return errors.Join(
		c.settleAddr(), c.settleMetrics(), c.settleBaseURL(), c.settleDatabase(), c.settleFiles(), c.settleMail(), c.settleSending(), c.settleIncoming(), c.settleMailboxes(), c.settleKey(), c.settleListen(), c.settleProxies(), c.settleLog(),
	)
}

func (c *Config) settleAddr() error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("RECOURSE_ADDR: %q is not host:port; write 127.0.0.1:8080, or :8080 for every interface", c.Addr)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("RECOURSE_ADDR: the port %q is not a number from 0 to 65535", port)
	}
	if !local(host) && c.BaseURL == "" {
		c.warn("RECOURSE_ADDR listens beyond this machine and RECOURSE_BASE_URL is not set: links in mails will not work elsewhere, and forms only if the host name is kept by the proxy")
	}
	return nil
}

func (c *Config) settleMetrics() error {
	if c.MetricsAddr == "" {
		return nil
	}
	host, port, err := net.SplitHostPort(c.MetricsAddr)
	if n, wrong := strconv.Atoi(port); err != nil || wrong != nil || n < 0 || n > 65535 {
		return fmt.Errorf("RECOURSE_METRICS_ADDR: %q is not host:port; write 127.0.0.1:9464", c.MetricsAddr)
	}
	if !local(host) {
		c.warn("RECOURSE_METRICS_ADDR listens beyond this machine and asks for no password: make sure that only Prometheus reaches it")
	}
	return nil
}

func (c *Config) settleBaseURL() error {
	if c.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return fmt.Errorf("RECOURSE_BASE_URL: %q is not an address such as https://recourse.example.org", c.BaseURL)
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("RECOURSE_BASE_URL: %q goes on after the host; the pages are served at the root of a host", c.BaseURL)
	}
	if u.Scheme == "http" && !local(u.Hostname()) {
		c.warn("RECOURSE_BASE_URL is http: passwords and letters cross the network unprotected")
	}
	c.BaseURL = u.Scheme + "://" + u.Host
	return nil
}

func (c *Config) settleDatabase() error {
	if c.DatabaseURL == "" {
		if c.DatabasePassword != "" {
			return errors.New("RECOURSE_DATABASE_PASSWORD is set but RECOURSE_DATABASE_URL is not")
		}
		c.DatabaseURL = "sqlite:" + filepath.Join(c.DataDir, "recourse.db")
		return nil
	}
	if path, ok := strings.CutPrefix(c.DatabaseURL, "sqlite:"); ok {
		if path == "" || strings.HasPrefix(path, "//") {
			return errors.New("RECOURSE_DATABASE_URL: write sqlite:PATH, such as sqlite:/var/lib/recourse/recourse.db")
		}
		return nil
	}
	u, err := url.Parse(c.DatabaseURL)
	if err != nil {
		return errors.New("RECOURSE_DATABASE_URL cannot be read; percent-encode special characters in the password (@ is %40, / is %2F, # is %23) or put it into RECOURSE_DATABASE_PASSWORD")
	}
	if u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return errors.New("RECOURSE_DATABASE_URL: write postgres://user@host/name, or sqlite:PATH")
	}
	return c.joinDatabasePassword(u)
}

// settleFiles comes after settleDatabase: the files lie beside a SQLite database.
func (c *Config) settleFiles() error {
	if c.FilesDir == "" {
		beside := c.DataDir
		if path, ok := strings.CutPrefix(c.DatabaseURL, "sqlite:"); ok {
			beside = filepath.Dir(path)
		}
		c.FilesDir = filepath.Join(beside, "files")
	}
	bytes, ok := parseSize(c.MaxFile, maxFile)
	if !ok {
		return fmt.Errorf("RECOURSE_MAX_FILE: %q is not a size from 1MB to 1024GB; write 500MB or 5GB", c.MaxFile)
	}
	c.MaxFileBytes = bytes
	if c.FilesQuota == "0" {
		return nil
	}
	if c.FilesQuotaBytes, ok = parseSize(c.FilesQuota, maxQuota); !ok {
		return fmt.Errorf("RECOURSE_FILES_QUOTA: %q is neither 0 nor a size from 1MB to 1048576GB; write 500GB, or 0 for no limit", c.FilesQuota)
	}
	if c.FilesQuotaBytes < c.MaxFileBytes {
		c.warn("RECOURSE_FILES_QUOTA is less than RECOURSE_MAX_FILE: no file can be as large as the latter says")
	}
	return nil
}

// The largest sizes that can be set.
const (
	maxFile  = 1 << 40
	maxQuota = 1 << 50
)

// parseSize reads a size such as 500MB or 5GB, in powers of 1024 and no larger than the
// limit.
func parseSize(text string, limit int64) (bytes int64, ok bool) {
	text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	unit := int64(1) << 20
	number, megabytes := strings.CutSuffix(text, "MB")
	if !megabytes {
		if number, ok = strings.CutSuffix(text, "GB"); !ok {
			return 0, false
		}
		unit = 1 << 30
	}
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil || n < 1 || n*unit > limit {
		return 0, false
	}
	return n * unit, true
}

func (c *Config) joinDatabasePassword(u *url.URL) error {
	if c.DatabasePassword == "" {
		return nil
	}
	if _, has := u.User.Password(); has {
		return errors.New("RECOURSE_DATABASE_PASSWORD is set and RECOURSE_DATABASE_URL has a password too; remove one")
	}
	if u.User.Username() == "" {
		return errors.New("RECOURSE_DATABASE_URL names no user to go with RECOURSE_DATABASE_PASSWORD; write postgres://user@host/name")
	}
	u.User = url.UserPassword(u.User.Username(), c.DatabasePassword)
	c.DatabaseURL = u.String()
	return nil
}

func (c *Config) settleMail() error {
	if c.SMTPURL == "" {
		if c.SMTPPassword != "" {
			return errors.New("RECOURSE_SMTP_PASSWORD is set but RECOURSE_SMTP_URL is not")
		}
		return c.checkFrom()
	}
	address, err := c.joinSMTPPassword()
	if err != nil {
		return err
	}
	relay, err := mail.ParseSMTPURL(address)
	if err != nil {
		return fmt.Errorf("RECOURSE_SMTP_URL: %w", err)
	}
	c.SMTP = &relay
	if c.MailFrom == "" {
		c.MailFrom = relay.From
	}
	if c.MailFrom == "" && mail.CheckAddress("from", relay.Username) == nil {
		c.MailFrom = relay.Username
	}
	if c.MailFrom == "" {
		return errors.New("RECOURSE_MAIL_FROM must name the sender of outgoing mail, such as Recourse <recourse@example.org>")
	}
	return c.checkFrom()
}

// domainName is a host name of at least two labels.
var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$`)

// maxMailbox leaves room for a token within the 64 bytes of a local part.
const maxMailbox = 38

func (c *Config) settleIncoming() error {
	c.MailDomain = strings.ToLower(strings.TrimSpace(c.MailDomain))
	c.Mailbox = strings.TrimSpace(c.Mailbox)
	box, _, _ := strings.Cut(c.Mailbox, "@")
	switch {
	case c.MailDomain != "" && c.Mailbox != "":
		return errors.New("RECOURSE_MAIL_DOMAIN and RECOURSE_MAILBOX are both set; requests have addresses in one of them, remove the other")
	case c.MailDomain != "" && !domainName.MatchString(c.MailDomain):
		return fmt.Errorf("RECOURSE_MAIL_DOMAIN: %q is not a domain such as answers.example.org", c.MailDomain)
	case c.Mailbox != "" && (mail.CheckAddress("mailbox", c.Mailbox) != nil || strings.ContainsAny(c.Mailbox, "<> +")):
		return fmt.Errorf("RECOURSE_MAILBOX: %q is not a plain mail address such as privacy@example.org", c.Mailbox)
	case len(box) > maxMailbox:
		return fmt.Errorf("RECOURSE_MAILBOX: what stands before the @ is longer than %d characters, too long to add the token of a request", maxMailbox)
	}
	return nil
}

func (c *Config) settleListen() error {
	if (c.MailCert == "") != (c.MailKey == "") {
		return errors.New("RECOURSE_MAIL_CERT and RECOURSE_MAIL_KEY go together; set both or none")
	}
	for _, s := range c.MailListen {
		if strings.TrimSpace(s) == "" {
			continue
		}
		endpoint, err := mail.ParseListenURL(s)
		if err != nil {
			return fmt.Errorf("RECOURSE_MAIL_LISTEN: %w", err)
		}
		if endpoint.LMTP && !endpoint.Local() {
			c.warn("RECOURSE_MAIL_LISTEN offers LMTP beyond this machine: make sure that only your mail server reaches it")
		}
		c.MailEndpoints = append(c.MailEndpoints, endpoint)
	}
	if len(c.MailEndpoints) > 0 && c.MailDomain == "" && c.Mailbox == "" {
		return errors.New("RECOURSE_MAIL_LISTEN is set, but no request has an address; set RECOURSE_MAIL_DOMAIN or RECOURSE_MAILBOX too")
	}
	return nil
}

// maxUndo keeps a letter from waiting longer than anybody would look for it.
const maxUndo = 24 * time.Hour

func (c *Config) settleSending() error {
	var err error
	if c.Undo, err = time.ParseDuration(c.UndoWindow); err != nil || c.Undo < 0 || c.Undo > maxUndo {
		return fmt.Errorf("RECOURSE_UNDO_WINDOW: %q is neither 0 nor a time up to 24h; write 30s or 2m", c.UndoWindow)
	}
	if c.MailPerMinute < 0 {
		return fmt.Errorf("RECOURSE_MAIL_PER_MINUTE: %d is less than 0; write 30, or 0 for no limit", c.MailPerMinute)
	}
	return nil
}

// settleMailboxes reads the mailboxes that incoming mail is fetched from.
func (c *Config) settleMailboxes() error {
	addresses := strings.Fields(c.IMAPURL)
	if len(addresses) == 0 && c.IMAPPassword != "" {
		return errors.New("RECOURSE_IMAP_PASSWORD is set but RECOURSE_IMAP_URL is not")
	}
	needed := false
	for _, address := range addresses {
		box, err := imapin.ParseURL(address)
		if err != nil {
			return fmt.Errorf("RECOURSE_IMAP_URL: %w", err)
		}
		if box.Password == "" {
			needed, box.Password = true, c.IMAPPassword
		}
		if box.Password == "" {
			return fmt.Errorf("RECOURSE_IMAP_URL: there is no password for %s; put it into RECOURSE_IMAP_PASSWORD", box)
		}
		if slices.ContainsFunc(c.Mailboxes, func(other imapin.Config) bool { return other.String() == box.String() }) {
			return fmt.Errorf("RECOURSE_IMAP_URL: %s is there twice", box)
		}
		c.Mailboxes = append(c.Mailboxes, box)
	}
	if c.IMAPPassword != "" && !needed && len(addresses) > 0 {
		return errors.New("RECOURSE_IMAP_PASSWORD is set and RECOURSE_IMAP_URL has a password too; remove one")
	}
	return nil
}

// settleKey comes after settleDatabase: the key lies beside a SQLite database. Instances
// on one PostgreSQL must have the same one, so that a file of one of them would not do.
func (c *Config) settleKey() error {
	if c.SecretKey == "" {
		if path, ok := strings.CutPrefix(c.DatabaseURL, "sqlite:"); ok {
			c.KeyFile = filepath.Join(filepath.Dir(path), "secret.key")
		}
		return nil
	}
	if len(strings.TrimSpace(c.SecretKey)) < minSecretKey {
		return fmt.Errorf("RECOURSE_SECRET_KEY: it needs at least %d random characters; make one with: openssl rand -base64 32", minSecretKey)
	}
	return nil
}

// minSecretKey is what package seal asks for.
const minSecretKey = 32

func (c *Config) joinSMTPPassword() (string, error) {
	if c.SMTPPassword == "" {
		return c.SMTPURL, nil
	}
	u, err := url.Parse(c.SMTPURL)
	if err != nil || u.User.Username() == "" {
		return "", errors.New("RECOURSE_SMTP_URL names no user to go with RECOURSE_SMTP_PASSWORD; write smtps://user@host:465")
	}
	if _, has := u.User.Password(); has {
		return "", errors.New("RECOURSE_SMTP_PASSWORD is set and RECOURSE_SMTP_URL has a password too; remove one")
	}
	u.User = url.UserPassword(u.User.Username(), c.SMTPPassword)
	return u.String(), nil
}

func (c *Config) checkFrom() error {
	if c.MailFrom != "" && mail.CheckAddress("from", c.MailFrom) != nil {
		return fmt.Errorf("RECOURSE_MAIL_FROM: %q is not a mail address; write recourse@example.org or Recourse <recourse@example.org>", c.MailFrom)
	}
	return nil
}

func (c *Config) settleProxies() error {
	kept := c.TrustedProxies[:0]
	for _, proxy := range c.TrustedProxies {
		proxy = strings.TrimSpace(proxy)
		if proxy == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(proxy)
		if _, alone := netip.ParseAddr(proxy); err != nil && alone != nil {
			return fmt.Errorf("RECOURSE_TRUSTED_PROXIES: %q is neither an address (10.0.0.5) nor a network (10.0.0.0/8)", proxy)
		}
		if err == nil && prefix.Bits() == 0 {
			return fmt.Errorf("RECOURSE_TRUSTED_PROXIES: %s is everybody; anyone could then pretend any address and escape the limit on sign-in", proxy)
		}
		kept = append(kept, proxy)
	}
	c.TrustedProxies = kept
	return nil
}

func (c *Config) settleLog() error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return fmt.Errorf("RECOURSE_LOG_LEVEL: %q is none of debug, info, warn, error", c.LogLevel)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return fmt.Errorf("RECOURSE_LOG_FORMAT: %q is neither text nor json", c.LogFormat)
	}
	return nil
}

// Level returns the log level.
func (c Config) Level() slog.Level {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // Load has checked it
	return level
}

func (c *Config) warn(sentence string) { c.Warnings = append(c.Warnings, sentence) }

// local reports whether a host means this machine.
func local(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
