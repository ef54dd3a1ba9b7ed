package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const (
	tagHealth = "Health"
	pathReady = "/ready"
)

func (h *handler) addHealth() {
	add(h, operation{
		id: "get-health", method: http.MethodGet, path: "/health", tag: tagHealth,
		summary: "Read the state of the installation; it names no person",
	}, h.getHealth)
	add(h, operation{
		id: "get-ready", method: http.MethodGet, path: pathReady, tag: tagHealth, open: true,
		summary: "Ask whether the service can work",
	}, h.getReady)
}

type healthShape struct {
	Now           *string    `json:"now" format:"date-time"`
	Version       string     `json:"version"`
	Database      string     `json:"database" doc:"postgres or sqlite"`
	SchemaVersion int64      `json:"schema_version"`
	MailOff       bool       `json:"mail_off" doc:"No SMTP is configured"`
	Outbox        outboxPart `json:"outbox"`
	Jobs          []jobShape `json:"jobs" nullable:"false"`
}

type outboxPart struct {
	Queued       int     `json:"queued"`
	OldestQueued *string `json:"oldest_queued" format:"date-time"`
	Failed       int     `json:"failed"`
}

type jobShape struct {
	Name        string  `json:"name"`
	LastStarted *string `json:"last_started" format:"date-time"`
	LastSuccess *string `json:"last_success" format:"date-time"`
	LastError   string  `json:"last_error"`
	LastErrorAt *string `json:"last_error_at" format:"date-time"`
}

func (h *handler) getHealth(ctx context.Context, _ casework.Actor, _ *none) (*bodyOf[healthShape], error) {
	v, err := h.Service.Health(ctx)
	if err != nil {
		return nil, err
	}
	return &bodyOf[healthShape]{healthShape{
		Now: instant(v.Now), Version: h.Version, Database: v.Database, SchemaVersion: v.SchemaVersion, MailOff: v.MailOff,
		Outbox: outboxPart{Queued: v.Outbox.Queued, OldestQueued: instant(v.Outbox.OldestQueue), Failed: v.Outbox.Failed},
		Jobs: convert(v.Jobs, func(j dsar.JobRun) jobShape {
			return jobShape{
				Name: j.Name, LastStarted: instant(j.LastStarted), LastSuccess: instant(j.LastSuccess),
				LastError: j.LastError, LastErrorAt: instant(j.LastErrorAt),
			}
		}),
	}}, nil
}

type readyShape struct {
	Status string `json:"status" enum:"ok"`
}

func (h *handler) getReady(ctx context.Context, _ casework.Actor, _ *none) (*bodyOf[readyShape], error) {
	if err := h.Service.Ready(ctx); err != nil {
		h.Wording.Log.WarnContext(ctx, "not ready", "error", err)
		return nil, dsar.NewError(dsar.CodeUnavailable, "error.database", nil)
	}
	return &bodyOf[readyShape]{readyShape{"ok"}}, nil
}
