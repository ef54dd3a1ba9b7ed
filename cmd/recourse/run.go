package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"recourse/internal/casework"
	"recourse/internal/config"
	"recourse/internal/datascan"
	"recourse/internal/datascan/pdf"
	"recourse/internal/enforcement"
	"recourse/internal/files"
	"recourse/internal/i18n"
	"recourse/internal/law"
	"recourse/internal/letter"
	"recourse/internal/mail"
	"recourse/internal/mail/address"
	"recourse/internal/restriction"
	"recourse/internal/seal"
	"recourse/internal/store"
	"recourse/templates"
)

// house is what the service and the commands that administer it are made of.
type house struct {
	config   config.Config
	log      *slog.Logger
	now      func() time.Time
	store    *store.Store
	law      *law.Book
	detector *restriction.Detector
	letters  *letter.Set
	records  []enforcement.Record
	catalog  *i18n.Catalog
	mailer   *mail.SMTP                // nil if no mail is sent
	files    *files.Dir                // nil if it cannot be made
	pdfText  datascan.PDFText          // nil if pdftotext is not installed
	key      func() (*seal.Key, error) // nil if there is no place for one
}

// keyOf returns what finds the key for secrets. Its file is only made when there is
// something to encrypt.
func keyOf(c config.Config) func() (*seal.Key, error) {
	if c.SecretKey != "" {
		return sync.OnceValues(func() (*seal.Key, error) { return seal.NewKey(c.SecretKey) })
	}
	if c.KeyFile == "" {
		return nil
	}
	return func() (*seal.Key, error) { return seal.File(c.KeyFile) } // a mistake in it may be mended meanwhile
}

// settings reads the configuration and opens the log.
func (p process) settings() (config.Config, *slog.Logger, error) {
	c, err := config.Load(p.Environ)
	if err != nil {
		return c, nil, usageError{err}
	}
	options := &slog.HandlerOptions{Level: c.Level()}
	var handler slog.Handler = slog.NewTextHandler(p.Stderr, options)
	if c.LogFormat == "json" {
		handler = slog.NewJSONHandler(p.Stderr, options)
	}
	log := slog.New(handler)
	for _, warning := range c.Warnings {
		log.Warn(warning)
	}
	return c, log, nil
}

// openStore connects to the database, making the directory of a SQLite file.
func openStore(ctx context.Context, c config.Config, log *slog.Logger) (*store.Store, error) {
	if path, ok := strings.CutPrefix(c.DatabaseURL, "sqlite:"); ok {
		// Only its owner may look into the directory: it holds personal data.
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, fmt.Errorf("make the data directory: %w", err)
		}
	}
	return store.Open(ctx, store.Options{URL: c.DatabaseURL, Log: log})
}

// open builds the house. The caller closes it. The schema must be up to date; on
// SQLite, which belongs to one process, it is brought up to date.
func open(ctx context.Context, p process) (*house, error) {
	c, log, err := p.settings()
	if err != nil {
		return nil, err
	}
	h := &house{config: c, log: log, now: p.Now, key: keyOf(c)}
	err = h.load()
	if err != nil {
		return nil, err
	}
	if h.files, err = files.Open(c.FilesDir); err != nil {
		log.Warn("files that people receive cannot be kept; see RECOURSE_FILES", "error", err)
	}
	if read, found := pdf.Find(pdf.Limits{}); found {
		h.pdfText = read
	}
	if h.store, err = openStore(ctx, c, log); err != nil {
		return nil, err
	}
	if err := ready(ctx, h.store); err != nil {
		return nil, errors.Join(err, h.store.Close())
	}
	return h, nil
}

// load reads what is embedded in the program.
func (h *house) load() (err error) {
	if h.law, err = law.Default(); err != nil {
		return err
	}
	if h.detector, err = restriction.Default(); err != nil {
		return err
	}
	if h.letters, err = letter.Open(templates.FS); err != nil {
		return err
	}
	if h.records, err = enforcement.Default(); err != nil {
		return err
	}
	if h.catalog, err = loadCatalog(); err != nil {
		return err
	}
	h.catalog.OnMissing(func(lang, key string) { h.log.Warn("no sentence", "language", lang, "key", key) })
	if h.config.SMTP != nil {
		h.mailer, err = mail.NewSMTP(*h.config.SMTP)
	}
	return err
}

// ready makes sure that the program and the schema fit each other.
func ready(ctx context.Context, s *store.Store) error {
	current, latest, err := s.Schema(ctx)
	if err != nil {
		return err
	}
	switch {
	case current > latest:
		return fmt.Errorf("the database has schema %d and this program knows only %d: it was used by a newer version; use that one", current, latest)
	case current == latest:
		return nil
	case s.Dialect() == store.SQLite:
		return s.Migrate(ctx)
	}
	return fmt.Errorf("the database has schema %d and this program needs %d; make a backup, then run: recourse migrate", current, latest)
}

// service returns the use cases. baseURL is where the pages are.
func (h *house) service(baseURL string) *casework.Service {
	return casework.New(casework.Options{
		Store: h.store, Law: h.law, Detector: h.detector, Letters: h.letters, Records: h.records, Mailer: h.mailer,
		From: h.config.MailFrom, Addresses: address.Scheme{Domain: h.config.MailDomain, Mailbox: h.config.Mailbox}, BaseURL: baseURL, Now: h.now, Log: h.log, DNS: net.DefaultResolver,
		Intake:     h.intake(),
		UndoWindow: h.config.Undo, MailsPerMinute: h.config.MailPerMinute,
		Key: h.key, AllowPrivateMailHosts: h.config.PrivateMailHosts,
		Files: h.files, MaxFile: h.config.MaxFileBytes, Quota: h.config.FilesQuotaBytes, PDFText: h.pdfText,
	})
}

// intake is how mail comes in while this program serves.
func (h *house) intake() casework.Intake {
	in := casework.Intake{Polled: h.config.Mailboxes}
	for _, endpoint := range h.config.MailEndpoints {
		way := "smtp"
		if endpoint.LMTP {
			way = "lmtp"
		}
		if !slices.Contains(in.Listening, way) {
			in.Listening = append(in.Listening, way)
		}
	}
	return in
}

// baseURL is the address people type: the one that is set, or the one listened on.
func (h *house) baseURL(listening string) string {
	if h.config.BaseURL != "" {
		return h.config.BaseURL
	}
	host, port, err := net.SplitHostPort(listening)
	if err != nil {
		return "http://" + listening
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func (h *house) close() error { return h.store.Close() }

// withService runs do with the use cases and closes the house behind it.
func withService(ctx context.Context, p process, do func(s *casework.Service) error) error {
	h, err := open(ctx, p)
	if err != nil {
		return err
	}
	return errors.Join(do(h.service(h.baseURL(h.config.Addr))), h.close())
}
