package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"recourse/internal/casework"
	"recourse/internal/config"
	"recourse/internal/jobs"
	"recourse/internal/store"
	"recourse/internal/web"
	"recourse/templates"
)

// serveCmd is "recourse serve".
type serveCmd struct{}

// Help lists the settings below the flags.
func (serveCmd) Help() string {
	var b strings.Builder
	b.WriteString("Settings come from the environment. Those marked * may also come from a file named in the variable with _FILE appended.\n")
	for _, v := range config.Variables() {
		mark := ""
		if v.Secret {
			mark = " *"
		}
		fmt.Fprintf(&b, "\n%s%s: %s", v.Name, mark, v.Doc)
		if v.Default != "" {
			fmt.Fprintf(&b, " (default %s)", v.Default)
		}
		b.WriteString(".\n")
	}
	return b.String()
}

// Times of the HTTP server. A reply of some megabytes over a slow line must fit.
const (
	readHeaderTime = 10 * time.Second
	readTime       = 2 * time.Minute
	writeTime      = 2 * time.Minute
	idleTime       = 2 * time.Minute
	maxHeaderBytes = 64 << 10
	farewellTime   = 15 * time.Second // for requests under way when told to stop
	idempotentDays = 7                // answers to an Idempotency-Key are kept
)

// Run serves until the context ends, then lets what is under way finish.
func (serveCmd) Run(ctx context.Context, p process) error {
	h, err := open(ctx, p)
	if err != nil {
		return err
	}
	return errors.Join(h.serve(ctx, p), h.close())
}

func (h *house) serve(ctx context.Context, p process) error {
	listener, err := listen(ctx, h.config.Addr)
	if err != nil {
		return err
	}
	base := h.baseURL(listener.Addr().String())
	service := h.service(base)
	handler, err := h.handler(service, base) //nolint:contextcheck // every page has the context of its request
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	runner, err := jobs.Start(ctx, jobs.Options{Service: service, Clean: h.clean, Log: h.log, Tick: p.Tick, Deliver: p.Tick})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	listening, err := h.openDoors(ctx, service, fail)
	if err != nil {
		return errors.Join(err, listener.Close(), runner.Stop())
	}
	defer h.fetchMail(ctx, service)()
	stopMetrics, err := h.openMetrics(ctx, service)
	if err != nil {
		return errors.Join(err, listener.Close(), listening.close(ctx), runner.Stop())
	}
	defer func() { _ = stopMetrics() }()
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: readHeaderTime, ReadTimeout: readTime, WriteTimeout: writeTime,
		IdleTimeout: idleTime, MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelWarn),
	}
	if err := h.greet(ctx, p, service, base); err != nil {
		return errors.Join(err, listener.Close(), listening.close(ctx), runner.Stop())
	}
	debug.FreeOSMemory() // what reading the law and the patterns left behind
	return errors.Join(serveUntil(ctx, server, listener), listening.close(ctx), runner.Stop(), doorFailure(ctx))
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program, perhaps by recourse itself; end it or set RECOURSE_ADDR to another port", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("RECOURSE_ADDR: %w", err)
	}
	return listener, nil
}

func (h *house) handler(service *casework.Service, base string) (http.Handler, error) {
	return web.New(web.Options{
		Service: service, Sessions: h.store.Sessions(), Catalog: h.catalog, Templates: templates.FS,
		Law: h.law, Detector: h.detector, BaseURL: base, TrustedProxies: h.config.TrustedProxies,
		Now: h.now, Log: h.log, Version: versionText(),
	})
}

// clean deletes what has expired.
func (h *house) clean(ctx context.Context) error {
	now := h.now()
	_, sessions := h.store.DeleteExpiredSessions(ctx, now)
	_, answers := h.store.DeleteIdempotentBefore(ctx, now.Add(-idempotentDays*24*time.Hour))
	return errors.Join(sessions, answers, h.store.ForgetDomains(ctx, now.Add(-time.Hour)))
}

// greet says where the service is, and what to do first.
func (h *house) greet(ctx context.Context, p process, service *casework.Service, base string) error {
	if err := p.printf("Recourse is running at %s\n", base); err != nil {
		return err
	}
	fresh, err := service.NeedsSetup(ctx)
	if err != nil {
		return err
	}
	if fresh {
		if err := p.printf("There is no account yet. Open the address and create yours, or look at an example: recourse demo\n"); err != nil {
			return err
		}
	}
	h.log.Info("serving", "database", h.store.Dialect(), "mail", h.mailer != nil, "version", versionText())
	if h.store.Dialect() == store.SQLite {
		h.log.Info("the database is a file", "path", strings.TrimPrefix(h.config.DatabaseURL, "sqlite:"))
	}
	return nil
}

// serveUntil serves until ctx ends and then waits for requests under way.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	farewell, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewellTime)
	defer cancel()
	if err := server.Shutdown(farewell); err != nil {
		return fmt.Errorf("some requests were cut off: %w", err)
	}
	return nil
}
