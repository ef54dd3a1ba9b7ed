package casework

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"recourse/internal/dsar"
)

// The limits that the health page, the API and the metrics judge by. The operator guide
// names the same.
const (
	OutboxLimit   = time.Hour        // that a mail may wait to be sent
	UnreadLimit   = 10 * time.Minute // that a mail may wait to be read
	ReminderLimit = 10 * time.Minute // that a reminder may wait once it can be told
	mailboxLimit  = 10 * time.Minute // since a mailbox was last looked into
	failedFor     = 7 * 24 * time.Hour
)

// MaxDomains is how many domains are named, those with the most first. The rest is
// [OtherDomains].
const (
	MaxDomains   = 50
	OtherDomains = "other"
)

// FigureState is what a figure means.
type FigureState string

// The states of a figure.
const (
	FigureFine FigureState = "fine"
	FigureLate FigureState = "late" // it waits for longer than it should
	FigureLook FigureState = "look" // something failed, and a person has to see to it
)

// Figure is one number of the installation with what it means.
type Figure struct {
	Name  string // which one, as the metrics and the API have it
	Count int
	Since time.Time     // since when the oldest waits, zero if none does
	Limit time.Duration // that it may wait, 0 if that does not matter
	State FigureState
}

// JobHealth is a background job with how that goes.
type JobHealth struct {
	dsar.JobRun
	Limit time.Duration // after its last success, from when it is late
	State FigureState
}

// MailboxHealth is a mailbox of the installation that mail is fetched from.
type MailboxHealth struct {
	Host    string
	Folder  string
	Reading dsar.MailboxReading // its zero value if nobody has looked yet
	State   FigureState
}

// jobLimits are how long ago a job may have last succeeded, by its name. The others run at
// least every minute.
var jobLimits = map[string]time.Duration{
	"law":       50 * time.Hour, // daily
	"cleanup":   3 * time.Hour,  // these run every hour
	"silence":   3 * time.Hour,
	"files":     3 * time.Hour,
	"scan":      30 * time.Minute, // a run may take ten minutes
	"mailboxes": 30 * time.Minute,
}

const defaultJobLimit = 10 * time.Minute

// JobLimit returns how long ago the job may have last succeeded.
func JobLimit(name string) time.Duration { return cmp.Or(jobLimits[name], defaultJobLimit) }

// judgeJob says late where a job has not succeeded for too long, and look where its last
// run failed, which the next may mend.
func judgeJob(run dsar.JobRun, now time.Time) JobHealth {
	j := JobHealth{JobRun: run, Limit: JobLimit(run.Name), State: FigureFine}
	switch {
	case overdue(firstOf(run.LastSuccess, run.LastStarted), j.Limit, now):
		j.State = FigureLate
	case run.LastErrorAt.After(run.LastSuccess):
		j.State = FigureLook
	}
	return j
}

// JudgeReading says how the reading of a mailbox goes.
func JudgeReading(r dsar.MailboxReading, now time.Time) FigureState {
	switch {
	case r.Failures > 0 && (r.SucceededAt.IsZero() || overdue(r.SucceededAt, mailboxLimit, now)):
		return FigureLook
	case overdue(r.SucceededAt, mailboxLimit, now):
		return FigureLate
	}
	return FigureFine
}

func waits(name string, count int, since time.Time, limit time.Duration, now time.Time) Figure {
	f := Figure{Name: name, Count: count, Since: since, Limit: limit, State: FigureFine}
	if overdue(since, limit, now) {
		f.State = FigureLate
	}
	return f
}

func mustBeNone(name string, count int) Figure {
	if count > 0 {
		return Figure{Name: name, Count: count, State: FigureLook}
	}
	return Figure{Name: name, State: FigureFine}
}

func overdue(since time.Time, limit time.Duration, now time.Time) bool {
	return !since.IsZero() && now.Sub(since) > limit
}

// firstOf returns the first instant that is one.
func firstOf(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// MostFirst orders domains by their count and adds up those beyond [MaxDomains].
func MostFirst(counts map[string]int) []DomainCount {
	var list []DomainCount
	for _, domain := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	}) {
		if len(list) < MaxDomains {
			list = append(list, DomainCount{domain, counts[domain]})
			continue
		}
		if len(list) == MaxDomains {
			list = append(list, DomainCount{Domain: OtherDomains})
		}
		list[MaxDomains].Count += counts[domain]
	}
	return list
}
