package storetest

import (
	"testing"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

func testPeople(t *testing.T, open opener) {
	t.Run("an empty store has no workspace and no account", func(t *testing.T) {
		s := open(t)
		_, err := s.FirstWorkspace(t.Context())
		wantKey(t, err, dsar.CodeNotFound, "error.not_found.workspace")
		if n := ok(s.CountUsers(t.Context()))(t); n != 0 {
			t.Errorf("%d accounts", n)
		}
	})
	t.Run("the oldest workspace is the first", func(t *testing.T) {
		w := newWorld(t, open)
		wantEqual(t, ok(w.FirstWorkspace(w.ctx))(t), w.mine.ws)
		wantEqual(t, ok(w.Workspaces(w.ctx))(t), []dsar.Workspace{w.mine.ws, w.them.ws})
		wantEqual(t, ok(w.Workspace(w.ctx, w.them.ws.ID))(t), w.them.ws)
		_, err := w.Workspace(w.ctx, "none")
		wantCode(t, err, dsar.CodeNotFound)
	})
	t.Run("an account comes back as it was stored", func(t *testing.T) {
		w := newWorld(t, open)
		wantEqual(t, ok(w.User(w.ctx, w.mine.user.ID))(t), w.mine.user)
		wantEqual(t, ok(w.UserByEmail(w.ctx, "mine@example.org"))(t), w.mine.user)
		wantEqual(t, ok(w.UsersOf(w.ctx, w.mine.ws.ID))(t), []dsar.User{w.mine.user})
		wantEqual(t, ok(w.CountUsers(w.ctx))(t), 2)
		_, err := w.UserByEmail(w.ctx, "nobody@example.org")
		wantKey(t, err, dsar.CodeNotFound, "error.not_found.user")
	})
	t.Run("an address has one account", func(t *testing.T) {
		w := newWorld(t, open)
		err := w.InsertUser(w.ctx, newUser(t, w.them.ws.ID, "mine@example.org"))
		wantCode(t, err, dsar.CodeInvalid)
		if e := err.(*dsar.Error); e.Problems[0].Field != "email" || e.Problems[0].Key != "error.account.email_taken" {
			t.Errorf("problems %v", e.Problems)
		}
	})
	t.Run("a change stores false and empty values too", func(t *testing.T) {
		w := newWorld(t, open)
		u := w.mine.user
		u.Name, u.PasswordHash = "", "new"
		u.Settings = dsar.Settings{
			Language: "de", TimeZone: "Pacific/Auckland", ReminderHour: 0, Reminders: false, Theme: "dark",
			Singles: true, DaysOff: []time.Weekday{time.Sunday, time.Saturday},
		}
		must(t, w.UpdateUser(w.ctx, u))
		u.Version = 2
		wantEqual(t, ok(w.User(w.ctx, u.ID))(t), u)
	})
	t.Run("the second of two changes is told", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.UpdateUser(w.ctx, w.mine.user))
		wantKey(t, w.UpdateUser(w.ctx, w.mine.user), dsar.CodeStale, "error.stale")
		gone := w.mine.user
		gone.ID = newID(t)
		wantCode(t, w.UpdateUser(w.ctx, gone), dsar.CodeNotFound)
	})
	t.Run("zones are those of the accounts that are reminded", func(t *testing.T) {
		w := newWorld(t, open)
		reader := newUser(t, w.mine.ws.ID, "reader@example.org")
		reader.Role, reader.Settings.TimeZone = dsar.RoleReader, "Asia/Tokyo"
		silent := newUser(t, w.mine.ws.ID, "silent@example.org")
		silent.Settings.Reminders, silent.Settings.TimeZone = false, "Asia/Seoul"
		must(t, w.InsertUser(w.ctx, reader))
		must(t, w.InsertUser(w.ctx, silent))
		wantEqual(t, ok(w.UserZones(w.ctx))(t), []string{"Europe/Paris"})
	})
	t.Run("instants are kept in UTC and whole seconds", func(t *testing.T) {
		w := newWorld(t, open)
		at := time.Date(2026, time.March, 10, 1, 2, 3, 999_999_999, time.FixedZone("", -5*3600))
		ws := dsar.Workspace{ID: newID(t), Name: "later", CreatedAt: at}
		must(t, w.InsertWorkspace(w.ctx, ws))
		ws.CreatedAt = time.Date(2026, time.March, 10, 6, 2, 3, 0, time.UTC)
		wantEqual(t, ok(w.Workspace(w.ctx, ws.ID))(t), ws)
	})
}

func testTokens(t *testing.T, open opener) {
	add := func(t *testing.T, w *world, s side, hash string, at time.Time) dsar.Token {
		t.Helper()
		token := dsar.Token{ID: newID(t), WorkspaceID: s.ws.ID, UserID: s.user.ID, Name: "script", Hash: hash, CreatedAt: at}
		must(t, w.InsertToken(w.ctx, token))
		return token
	}
	t.Run("a token is found by its hash and listed, the newest first", func(t *testing.T) {
		w := newWorld(t, open)
		first, second := add(t, w, w.mine, "aa", now), add(t, w, w.mine, "bb", now.Add(time.Hour))
		wantEqual(t, ok(w.TokenByHash(w.ctx, "aa"))(t), store.Bearer{Token: first, User: w.mine.user, Workspace: w.mine.ws})
		wantEqual(t, ok(w.Tokens(w.ctx, w.mine.ws.ID, w.mine.user.ID))(t), []dsar.Token{second, first})
		_, err := w.TokenByHash(w.ctx, "cc")
		wantKey(t, err, dsar.CodeNotFound, "error.not_found.token")
	})
	t.Run("the day of its use only moves forward", func(t *testing.T) {
		w := newWorld(t, open)
		token := add(t, w, w.mine, "aa", now)
		for _, on := range []string{"2026-03-10", "2026-03-10", "2026-03-11", "2026-03-09"} {
			must(t, w.TouchToken(w.ctx, token.ID, day(on)))
		}
		token.LastUsedOn = day("2026-03-11")
		wantEqual(t, ok(w.TokenByHash(w.ctx, "aa"))(t).Token, token)
	})
	t.Run("only its user can delete it", func(t *testing.T) {
		w := newWorld(t, open)
		token := add(t, w, w.mine, "aa", now)
		wantCode(t, w.DeleteToken(w.ctx, w.them.ws.ID, w.them.user.ID, token.ID), dsar.CodeNotFound)
		must(t, w.DeleteToken(w.ctx, w.mine.ws.ID, w.mine.user.ID, token.ID))
		wantCode(t, w.DeleteToken(w.ctx, w.mine.ws.ID, w.mine.user.ID, token.ID), dsar.CodeNotFound)
	})
}

func testSessions(t *testing.T, open opener) {
	// Sessions expire by the database's clock, so these are far away from it.
	past, future := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2150, 1, 1, 0, 0, 0, 0, time.UTC)
	t.Run("data come back until they expire", func(t *testing.T) {
		s := open(t)
		sessions := s.Sessions()
		must(t, sessions.CommitCtx(t.Context(), "live", []byte{0, 1, 255}, future))
		must(t, sessions.CommitCtx(t.Context(), "dead", []byte("x"), past))
		data, found, err := sessions.FindCtx(t.Context(), "live")
		if must(t, err); !found || string(data) != "\x00\x01\xff" {
			t.Errorf("got %v, %v", data, found)
		}
		for _, token := range []string{"dead", "unknown", "no\x00ken", "\xff"} {
			if _, found, err := sessions.FindCtx(t.Context(), token); err != nil || found {
				t.Errorf("%q: found %v, error %v", token, found, err)
			}
		}
	})
	t.Run("a commit replaces, a deletion of nothing is no error", func(t *testing.T) {
		sessions := open(t).Sessions()
		must(t, sessions.Commit("a", []byte("1"), future))
		must(t, sessions.Commit("a", []byte("2"), future))
		if data, _, err := sessions.Find("a"); err != nil || string(data) != "2" {
			t.Errorf("got %q, %v", data, err)
		}
		must(t, sessions.Delete("a"))
		must(t, sessions.Delete("a"))
		if _, found, err := sessions.Find("a"); err != nil || found {
			t.Errorf("found %v after deletion, error %v", found, err)
		}
	})
	t.Run("expired ones are cleaned up", func(t *testing.T) {
		s := open(t)
		must(t, s.Sessions().Commit("live", nil, future))
		must(t, s.Sessions().Commit("dead", nil, past))
		wantEqual(t, ok(s.DeleteExpiredSessions(t.Context(), now))(t), 1)
		wantEqual(t, ok(s.DeleteExpiredSessions(t.Context(), now))(t), 0)
	})
}
