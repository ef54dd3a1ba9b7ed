// Package metrics tells Prometheus how the installation is: its background work, what
// waits to be sent and to be read. It holds no personal data; the only names are those of
// jobs and of the domains of companies whose mail came back.
package metrics

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"recourse/internal/casework"
)

// readTime is how long the figures may take; a database that is slow must not hold up
// whoever asks.
const readTime = 5 * time.Second

// Handler answers with the figures as they are at the moment. Where the database cannot
// be asked, recourse_up is 0 and the other figures are missing.
func Handler(s *casework.Service, version string) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collector{service: s, version: version})
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}

type collector struct {
	service *casework.Service
	version string
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("recourse_"+name, help, labels, nil)
}

var (
	up          = describe("up", "1 if the database could be asked.")
	build       = describe("build_info", "The version that runs.", "version")
	jobSuccess  = describe("job_last_success_timestamp_seconds", "When the background job last succeeded.", "job")
	jobAge      = describe("job_last_success_age_seconds", "How long ago the background job last succeeded.", "job")
	jobFailing  = describe("job_failing", "1 if the background job's last run failed.", "job")
	outbox      = describe("outbox_mails", "Mails that have not been accepted, by state.", "state")
	outboxAge   = describe("outbox_oldest_seconds", "How long the oldest mail has waited to be sent; 0 if none does.")
	incoming    = describe("incoming_mails", "Incoming mails that are not filed, by state.", "state")
	incomingAge = describe("incoming_oldest_unread_seconds", "How long the oldest mail has waited to be read; 0 if none does.")
	reminders   = describe("reminders_pending", "Reminders that are due and not told yet.")
	attention   = describe("needs_attention", "1 if the figure is not as it should be, as the health page says it.", "figure")
	bounces     = describe("bounced_letters", "Letters that were refused or came back, by the domain of the company.", "domain")
)

// Describe implements [prometheus.Collector].
func (collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{up, build, jobSuccess, jobAge, jobFailing, outbox, outboxAge, incoming, incomingAge, reminders, attention, bounces} {
		ch <- d
	}
}

// Collect implements [prometheus.Collector].
func (c collector) Collect(ch chan<- prometheus.Metric) {
	tell := func(d *prometheus.Desc, value float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	tell(build, 1, c.version)
	ctx, cancel := context.WithTimeout(context.Background(), readTime)
	defer cancel()
	m, err := c.service.Health(ctx)
	if err != nil {
		tell(up, 0)
		return
	}
	tell(up, 1)
	tellJobs(m, tell)
	for state, n := range m.Outbox {
		tell(outbox, float64(n), state)
	}
	tell(outboxAge, age(m.Now, m.OldestQueued))
	in := m.Incoming
	for state, n := range map[string]int{"unread": in.Unread, "waiting": in.Waiting, "ownerless": in.Ownerless, "failed": in.Failed} {
		tell(incoming, float64(n), state)
	}
	tell(incomingAge, age(m.Now, in.Oldest))
	tell(reminders, float64(m.Reminders))
	for _, f := range m.Figures {
		tell(attention, yes(f.State != casework.FigureFine), f.Name)
	}
	for _, d := range casework.MostFirst(m.Bounces) { // each domain is a series that Prometheus keeps
		tell(bounces, float64(d.Count), d.Domain)
	}
}

func tellJobs(m casework.HealthView, tell func(d *prometheus.Desc, value float64, labels ...string)) {
	for _, job := range m.Jobs {
		tell(jobFailing, yes(job.LastErrorAt.After(job.LastSuccess)), job.Name)
		if !job.LastSuccess.IsZero() {
			tell(jobSuccess, float64(job.LastSuccess.Unix()), job.Name)
			tell(jobAge, age(m.Now, job.LastSuccess), job.Name)
		}
	}
}

func yes(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// age is how long ago something was, in seconds; 0 for what never was.
func age(now, at time.Time) float64 {
	if at.IsZero() {
		return 0
	}
	return max(now.Sub(at).Seconds(), 0)
}
