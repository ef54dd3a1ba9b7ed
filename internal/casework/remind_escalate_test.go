package casework_test

import (
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/mail/mailtest"
)

// caseworker makes an account in the owner's workspace.
func (b *bench) caseworker() casework.Actor {
	b.t.Helper()
	return must(b.CreateUser(b.ctx(), casework.NewAccount{
		Email: "ada@example.org", Name: "Ada Lovelace", Password: "correct horse", Language: "en", TimeZone: "Europe/Paris",
		Workspace: b.owner.WorkspaceID, Role: dsar.RoleCaseworker,
	}))(b.t).Actor()
}

// filedBy is a request that somebody filed and a company has had since the day.
func (b *bench) filedBy(a casework.Actor, on string) string {
	b.t.Helper()
	owner := b.owner
	b.owner = a
	defer func() { b.owner = owner }()
	return b.receivedOn(on).Request.ID
}

// away says that somebody is absent.
func (b *bench) away(a casework.Actor, from, until string) {
	b.t.Helper()
	account := must(b.AccountByID(b.ctx(), a.UserID))(b.t)
	in := casework.SettingsInput{Name: account.User.Name, Settings: account.User.Settings}
	in.AbsentFrom, in.AbsentUntil = day(from), day(until)
	must(b.UpdateSettings(b.ctx(), a, in))(b.t)
}

// note records that somebody has done something about a request.
func (b *bench) note(id string) {
	b.t.Helper()
	in := casework.EventInput{Kind: dsar.EventNote, On: civil.Of(b.clock, time.UTC), Note: "called them"}
	must(b.RecordEvent(b.ctx(), b.owner, id, in, casework.AnyVersion))(b.t)
}

// wantEscalation fails unless the mails since the number of them are one, to the owner, with
// the text in it.
func wantEscalation(t *testing.T, relay *mailtest.Relay, since int, want string) {
	t.Helper()
	fresh := relay.Messages()[since:]
	if len(fresh) != 1 || !strings.Contains(string(fresh[0].Raw), "owner@example.org") {
		t.Fatalf("%q, want one mail to the owner", subjects(fresh))
	}
	if text := strings.Join(strings.Fields(lines(relay, since)), " "); !strings.Contains(text, want) {
		t.Errorf("the mail lacks %q:\n%s", want, text)
	}
}

func TestOwnersAreToldWhatIsLeftUndone(t *testing.T) {
	const possible = "since 5 June 2026 the period has ended under every reading of the law"
	t.Run("when nobody has acted for a week, once", func(t *testing.T) {
		onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
			relay := b.withRelay()
			b.filedBy(b.caseworker(), "2026-05-04") // a complaint is possible from 5 June
			wantSubjects(t, b.fresh(relay, "2026-06-05T12:00:00Z"), "a complaint is possible", "a complaint is possible")
			wantDays(t, b.days(relay, "2026-06-06", 6), nil)
			since := len(relay.Messages())
			b.fresh(relay, "2026-06-12T12:00:00Z")
			wantEscalation(t, relay, since, "nobody has acted since Ada Lovelace was reminded on 5 June 2026; "+possible)
			wantDays(t, b.days(relay, "2026-06-13", 10), nil)
		})
	})
	t.Run("at once when the caseworker is away", func(t *testing.T) {
		onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
			relay := b.withRelay()
			ada := b.caseworker()
			b.filedBy(ada, "2026-05-04")
			b.away(ada, "2026-06-01", "2026-06-20")
			b.fresh(relay, "2026-06-05T12:00:00Z")
			since := len(relay.Messages())
			b.fresh(relay, "2026-06-06T12:00:00Z") // with the owner's digest of the next day
			wantEscalation(t, relay, since, "Ada Lovelace is away until 20 June 2026 and was reminded on 5 June 2026; "+possible)
			wantDays(t, b.days(relay, "2026-06-07", 10), nil)
		})
	})
	for name, change := range map[string]func(b *bench, ada casework.Actor, id string){
		"when somebody has acted": func(b *bench, _ casework.Actor, id string) {
			b.at("2026-06-05T15:00:00Z")
			b.note(id)
		},
		"when the caseworker put it off": func(b *bench, ada casework.Actor, id string) {
			b.at("2026-06-05T15:00:00Z")
			must(0, b.SnoozeRequest(b.ctx(), ada, id, day("2026-06-30")))(b.t)
		},
		"when the owner wants to hear no more of it": func(b *bench, _ casework.Actor, id string) {
			must(0, b.MuteRequest(b.ctx(), b.owner, id, true))(b.t)
		},
		"when the workspace wants it so": func(b *bench, _ casework.Actor, _ string) {
			must(0, b.SetEscalation(b.ctx(), b.owner, 0))(b.t)
		},
		"before as many days as the workspace wants": func(b *bench, _ casework.Actor, _ string) {
			must(0, b.SetEscalation(b.ctx(), b.owner, 20))(b.t)
		},
	} {
		t.Run("not "+name, func(t *testing.T) {
			b := onSQLite(t, "2026-05-04")
			relay := b.withRelay()
			ada := b.caseworker()
			id := b.filedBy(ada, "2026-05-04")
			b.fresh(relay, "2026-06-05T12:00:00Z")
			change(b, ada, id)
			wantDays(t, b.days(relay, "2026-06-06", 15), nil)
		})
	}
	t.Run("not what waits already when somebody acts", func(t *testing.T) {
		b := onSQLite(t, "2026-05-04")
		relay := b.withRelay()
		ada := b.caseworker()
		id := b.filedBy(ada, "2026-05-04")
		b.away(ada, "2026-06-01", "2026-06-20")
		b.fresh(relay, "2026-06-05T12:00:00Z")
		b.at("2026-06-05T15:00:00Z")
		b.note(id)
		wantDays(t, b.days(relay, "2026-06-06", 3), nil)
	})
	t.Run("not of what an owner filed, and not who works alone", func(t *testing.T) {
		b := onSQLite(t, "2026-05-04")
		relay := b.withRelay()
		b.receivedOn("2026-05-04")
		b.fresh(relay, "2026-06-05T12:00:00Z")
		wantDays(t, b.days(relay, "2026-06-06", 15), nil)
	})
}

func TestWhoSetsEscalation(t *testing.T) {
	b := onSQLite(t, "2026-05-04")
	ada := b.caseworker()
	wantCode(t, b.SetEscalation(b.ctx(), ada, 3), dsar.CodeForbidden)
	wantField(t, b.SetEscalation(b.ctx(), b.owner, -1), "escalate_after")
	wantField(t, b.SetEscalation(b.ctx(), b.owner, casework.MaxEscalateAfter+1), "escalate_after")
	must(0, b.SetEscalation(b.ctx(), b.owner, 3))(t)
	v := must(b.Workspace(b.ctx(), ada))(t)
	if v.Workspace.EscalateAfter != 3 || len(v.Members) != 2 {
		t.Errorf("%+v", v)
	}
	account := must(b.AccountByID(b.ctx(), ada.UserID))(t)
	in := casework.SettingsInput{Settings: account.User.Settings}
	in.AbsentFrom, in.AbsentUntil = day("2026-06-02"), day("2026-06-01")
	_, err := b.UpdateSettings(b.ctx(), ada, in)
	wantField(t, err, "absent_until")
}
