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

	NeedsAttention bool            `json:"needs_attention" doc:"A figure, a job or a mailbox is not fine"`
	Figures        []healthFigure  `json:"figures" nullable:"false" doc:"What waits and what failed"`
	Mailboxes      []pollShape     `json:"mailboxes" nullable:"false" doc:"Mailboxes of the installation that mail is fetched from"`
	Listening      []string        `json:"listening" nullable:"false" enum:"lmtp,smtp" doc:"How this instance takes mail from other servers"`
	CameBack       []cameBackShape `json:"came_back" nullable:"false" doc:"Letters of the last 7 days that came back or were refused"`
}

type healthFigure struct {
	Name  string  `json:"name"`
	Count int     `json:"count"`
	Since *string `json:"since" format:"date-time" doc:"Since when the oldest waits"`
	Limit int     `json:"limit_seconds" doc:"That it may wait; 0 if that does not matter"`
	State string  `json:"state" enum:"fine,late,look" doc:"late: it waits for too long; look: something failed that a person has to see to"`
}

type pollShape struct {
	Host    string  `json:"host"`
	Folder  string  `json:"folder"`
	ReadAt  *string `json:"read_at" format:"date-time" doc:"When it was last read"`
	Problem string  `json:"problem" doc:"Why it cannot be read and what to do; empty if it can"`
	State   string  `json:"state" enum:"fine,late,look"`
}

type cameBackShape struct {
	Domain string `json:"domain" doc:"\"other\" for all beyond the first 50"`
	Count  int    `json:"count"`
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
	Limit       int     `json:"limit_seconds" doc:"How long ago it may have last succeeded"`
	State       string  `json:"state" enum:"fine,late,look" doc:"look: its last run failed"`
}

func (h *handler) getHealth(ctx context.Context, _ casework.Actor, _ *none) (*bodyOf[healthShape], error) {
	v, err := h.Service.Health(ctx)
	if err != nil {
		return nil, err
	}
	return &bodyOf[healthShape]{healthShape{
		Now: instant(v.Now), Version: h.Version, Database: v.Database, SchemaVersion: v.SchemaVersion, MailOff: v.MailOff,
		Outbox: outboxPart{
			Queued:       v.Outbox[string(dsar.OutboxQueued)] + v.Outbox[string(dsar.OutboxSending)],
			OldestQueued: instant(v.OldestQueued), Failed: v.Outbox[string(dsar.OutboxFailed)],
		},
		Jobs: convert(v.Jobs, jobShapeOf), NeedsAttention: v.Bad(), Figures: convert(v.Figures, healthFigureOf),
		Mailboxes: convert(v.Mailboxes, func(m casework.MailboxHealth) pollShape {
			return pollShape{m.Host, m.Folder, instant(m.Reading.SucceededAt), h.sentence(ctx, m.Reading.Problem), string(m.State)}
		}),
		Listening: append([]string{}, v.Listening...),
		CameBack:  convert(v.CameBack, func(d casework.DomainCount) cameBackShape { return cameBackShape(d) }),
	}}, nil
}

func jobShapeOf(j casework.JobHealth) jobShape {
	return jobShape{
		Name: j.Name, LastStarted: instant(j.LastStarted), LastSuccess: instant(j.LastSuccess),
		LastError: j.LastError, LastErrorAt: instant(j.LastErrorAt), Limit: int(j.Limit.Seconds()), State: string(j.State),
	}
}

func healthFigureOf(f casework.Figure) healthFigure {
	return healthFigure{f.Name, f.Count, instant(f.Since), int(f.Limit.Seconds()), string(f.State)}
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
