package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/metrics"
)

// openMetrics answers Prometheus at an address of its own, where the settings name one.
// It has no password, so that it must not be where everybody comes.
func (h *house) openMetrics(ctx context.Context, service *casework.Service) (stop func() error, err error) {
	if h.config.MetricsAddr == "" {
		return func() error { return nil }, nil
	}
	listener, err := listen(ctx, h.config.MetricsAddr)
	if err != nil {
		return nil, fmt.Errorf("RECOURSE_METRICS_ADDR: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics.Handler(service, versionText()))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: readHeaderTime, ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelWarn)}
	go func() { _ = server.Serve(listener) }()
	h.log.Info("telling Prometheus", "address", listener.Addr().String())
	return server.Close, nil
}
