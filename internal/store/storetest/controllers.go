package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

func testControllers(t *testing.T, open opener) {
	t.Run("every field comes back", func(t *testing.T) {
		w := newWorld(t, open)
		c := fullController(t, w.mine.ws.ID)
		must(t, w.InsertController(w.ctx, c))
		wantEqual(t, ok(w.Controller(w.ctx, w.mine.ws.ID, c.ID))(t), c)
	})
	t.Run("a change raises the version and needs the present one", func(t *testing.T) {
		w := newWorld(t, open)
		c := w.mine.controller
		c.Name, c.Aliases, c.NeedsID = "Clearview", nil, true
		must(t, w.UpdateController(w.ctx, c, 1))
		wantKey(t, w.UpdateController(w.ctx, c, 1), dsar.CodeStale, "error.stale")
		c.Version = 2
		wantEqual(t, ok(w.Controller(w.ctx, w.mine.ws.ID, c.ID))(t), c)
		c.ID = newID(t)
		wantKey(t, w.UpdateController(w.ctx, c, 1), dsar.CodeNotFound, "error.not_found.controller")
	})
	t.Run("a new name is found, the old one is not", func(t *testing.T) {
		w := newWorld(t, open)
		c := w.mine.controller
		c.Name, c.Aliases, c.Emails, c.Web = "Šakalas UAB", nil, nil, ""
		must(t, w.UpdateController(w.ctx, c, 1))
		if got := search(t, w, store.ControllerFilter{Q: "clear"}); len(got) != 0 {
			t.Errorf("found %v", got)
		}
		wantEqual(t, search(t, w, store.ControllerFilter{Q: "sakalas"}), []string{"Šakalas UAB"})
	})
	t.Run("countries are those of one's own directory, each once", func(t *testing.T) {
		w := newWorld(t, open)
		for _, country := range []string{"AT", "", "AT"} {
			c := fullController(t, w.mine.ws.ID)
			c.Country, c.SourceKey = country, country+newID(t)
			must(t, w.InsertController(w.ctx, c))
		}
		got := ok(w.ControllerCountries(w.ctx, w.mine.ws.ID))(t)
		slices.Sort(got)
		wantEqual(t, got, slices.Compact(slices.Sorted(slices.Values([]string{"AT", w.mine.controller.Country}))))
	})
}

func fullController(t *testing.T, ws string) dsar.Controller {
	t.Helper()
	return dsar.Controller{
		ID: newID(t), WorkspaceID: ws, Name: "Åkeßon & Söhne", Country: "AT", SeatRegion: "AT-9",
		Establishments: []string{"DE-BY", "US"}, Representatives: []string{"GB"}, Sector: "finance", HolidaysRegion: "AT", TimeZone: "Europe/Vienna",
		Aliases: []string{"A, B", `C "quoted"`}, Emails: []string{"a@example.at", "b@example.at"}, Address: "Straße 1\n1010 Wien",
		Phone: "+43", Fax: "+44", Web: "https://example.at", Webform: "https://example.at/form", Languages: []string{"de", "en"},
		Transport: "webform", NeedsID: true, Note: "✓ note", Source: "datenanfragen", SourceKey: "akesson",
		SourceURLs: []string{"https://example.at/impressum"}, Quality: "verified",
		ImportedAt: now, CreatedAt: now, UpdatedAt: now.Add(time.Minute), Version: 1,
	}
}

func search(t *testing.T, w *world, f store.ControllerFilter) []string {
	t.Helper()
	found, _, err := w.SearchControllers(w.ctx, w.mine.ws.ID, f)
	must(t, err)
	return names(found)
}

func testSearch(t *testing.T, open opener) {
	filled := func(t *testing.T, controllers ...dsar.Controller) *world {
		t.Helper()
		w := newWorld(t, open)
		for _, c := range controllers {
			c.ID, c.WorkspaceID, c.CreatedAt, c.UpdatedAt = newID(t), w.mine.ws.ID, now, now
			must(t, w.InsertController(w.ctx, c))
		}
		return w
	}
	t.Run("accents are folded in every script, on both sides", func(t *testing.T) {
		w := filled(t, dsar.Controller{Name: "Łódź Görlitz Ærø"}, dsar.Controller{Name: "Ελληνικός Ώμος"},
			dsar.Controller{Name: "Йод Ёлка"}, dsar.Controller{Name: "Straße GmbH"}, dsar.Controller{Name: "İstanbul Işık"})
		for q, want := range map[string]string{
			"lodz": "Łódź Görlitz Ærø", "GÖRL": "Łódź Görlitz Ærø", "aero": "Łódź Görlitz Ærø", "ελληνικος": "Ελληνικός Ώμος",
			"ΩΜΟΣ": "Ελληνικός Ώμος", "иод елка": "Йод Ёлка", "strasse": "Straße GmbH", "STRASSE": "Straße GmbH", "istanbul isik": "İstanbul Işık",
		} {
			wantEqual(t, search(t, w, store.ControllerFilter{Q: q}), []string{want})
		}
	})
	t.Run("every word must begin a word", func(t *testing.T) {
		w := filled(t, dsar.Controller{Name: "Deutsche Bahn AG"}, dsar.Controller{Name: "Deutsche Post AG"}, dsar.Controller{Name: "Bahnhof"})
		wantEqual(t, search(t, w, store.ControllerFilter{Q: "ba deut"}), []string{"Deutsche Bahn AG"})
		wantEqual(t, search(t, w, store.ControllerFilter{Q: "deut xyz"}), nil)
		wantEqual(t, search(t, w, store.ControllerFilter{Q: "ahn"}), nil)
	})
	t.Run("punctuation in a name does not hide it", func(t *testing.T) {
		w := filled(t, dsar.Controller{Name: "L'Oréal"}, dsar.Controller{Name: "1&1 Telecom"}, dsar.Controller{Name: "T-Mobile"})
		for q, want := range map[string]string{
			"loreal": "L'Oréal", "oreal": "L'Oréal", "l'oreal": "L'Oréal", "1&1": "1&1 Telecom", "11": "1&1 Telecom",
			"tmobile": "T-Mobile", "t-mobile": "T-Mobile", "mobile t": "T-Mobile",
		} {
			wantEqual(t, search(t, w, store.ControllerFilter{Q: q}), []string{want})
		}
	})
	t.Run("names that begin with the query come first, then names, aliases, domains", func(t *testing.T) {
		w := filled(t, dsar.Controller{Name: "A Domain", Web: "https://www.acme.example"}, dsar.Controller{Name: "B Alias", Aliases: []string{"Acme"}},
			dsar.Controller{Name: "C Acme"}, dsar.Controller{Name: "Acme Z"}, dsar.Controller{Name: "D Mail", Emails: []string{"dpo@acme.example"}})
		wantEqual(t, search(t, w, store.ControllerFilter{Q: "acme"}), []string{"Acme Z", "C Acme", "B Alias", "A Domain", "D Mail"})
	})
	t.Run("an empty query lists by name, and the country narrows", func(t *testing.T) {
		w := filled(t, dsar.Controller{Name: "Zeta", Country: "FR"}, dsar.Controller{Name: "Älpha", Country: "FR"})
		wantEqual(t, search(t, w, store.ControllerFilter{}), []string{"Älpha", "Clearview AI, Inc.", "Zeta"})
		wantEqual(t, search(t, w, store.ControllerFilter{Country: "FR"}), []string{"Älpha", "Zeta"})
		wantEqual(t, search(t, w, store.ControllerFilter{Country: "FR", Q: "ze"}), []string{"Zeta"})
	})
	t.Run("pages follow each other without gap or repetition", func(t *testing.T) {
		var many []dsar.Controller
		for i := range 25 {
			many = append(many, dsar.Controller{Name: fmt.Sprintf("Same %d", i%5), Aliases: []string{strings.Repeat("Page", i%2+1)}})
		}
		w := filled(t, many...)
		for _, q := range []string{"", "same", "page", "pa sa"} {
			seen := make(map[string]bool)
			cursor := ""
			for page := 0; page == 0 || cursor != ""; page++ {
				found, next, err := w.SearchControllers(w.ctx, w.mine.ws.ID, store.ControllerFilter{Q: q, Limit: 4, After: cursor})
				must(t, err)
				for _, c := range found {
					if seen[c.ID] {
						t.Fatalf("%q: %s twice", q, c.Name)
					}
					seen[c.ID] = true
				}
				cursor = next
			}
			if len(seen) < 25 {
				t.Errorf("%q: %d of 25 found", q, len(seen))
			}
		}
	})
	t.Run("a cursor that is none is refused", func(t *testing.T) {
		w := newWorld(t, open)
		for _, bad := range []string{"x", "e30", "eyJzIjoiciIsImkiOiJhIn0", "\x00"} {
			_, _, err := w.SearchControllers(w.ctx, w.mine.ws.ID, store.ControllerFilter{After: bad})
			wantCode(t, err, dsar.CodeInvalid)
		}
	})
	t.Run("any text can be searched for", func(t *testing.T) {
		w := newWorld(t, open)
		for _, q := range []string{"\x00", "clear\x00", "\xff\xfe", "%", "_", "'; DROP TABLE requests; --", "\\", "🙂", "́", strings.Repeat("a ", 500)} {
			if _, _, err := w.SearchControllers(w.ctx, w.mine.ws.ID, store.ControllerFilter{Q: q, Country: "\x00"}); err != nil {
				t.Errorf("%q: %v", q, err)
			}
			if _, _, err := w.SearchControllers(w.ctx, w.mine.ws.ID, store.ControllerFilter{Q: q}); err != nil {
				t.Errorf("%q: %v", q, err)
			}
		}
	})
}

func testImport(t *testing.T, open opener) {
	batch := func(names ...string) []dsar.Controller {
		var controllers []dsar.Controller
		for i, name := range names {
			controllers = append(controllers, dsar.Controller{
				Name: name, SourceKey: fmt.Sprint("key", i), Emails: []string{"a@example.org"}, CreatedAt: now, UpdatedAt: now, ImportedAt: now,
			})
		}
		return controllers
	}
	run := func(t *testing.T, w *world, want store.ImportCounts, batch []dsar.Controller) {
		t.Helper()
		wantEqual(t, ok(w.ImportControllers(w.ctx, w.mine.ws.ID, "directory", batch))(t), want)
	}
	one := func(t *testing.T, w *world, q string) dsar.Controller {
		t.Helper()
		found, _, err := w.SearchControllers(w.ctx, w.mine.ws.ID, store.ControllerFilter{Q: q})
		must(t, err)
		if len(found) != 1 {
			t.Fatalf("%q finds %v", q, names(found))
		}
		return found[0]
	}
	t.Run("the first time adds, the second changes nothing", func(t *testing.T) {
		w := newWorld(t, open)
		run(t, w, store.ImportCounts{Added: 3}, batch("Uno", "Due", "Tre"))
		before := one(t, w, "due")
		again := batch("Uno", "Due", "Tre")
		for i := range again {
			again[i].ImportedAt, again[i].UpdatedAt = now.Add(time.Hour), now.Add(time.Hour)
		}
		run(t, w, store.ImportCounts{Unchanged: 3}, again)
		wantEqual(t, one(t, w, "due"), before)
	})
	t.Run("a changed record keeps its id and is found by its new name", func(t *testing.T) {
		w := newWorld(t, open)
		run(t, w, store.ImportCounts{Added: 2}, batch("Uno", "Due"))
		before := one(t, w, "due")
		request := w.addRequest(t, w.mine, func(r *dsar.Request) { r.ControllerID = before.ID })
		run(t, w, store.ImportCounts{Changed: 1, Unchanged: 1}, batch("Uno", "Dos"))
		after := one(t, w, "dos")
		if after.ID != before.ID || after.Version != before.Version+1 {
			t.Errorf("before %s v%d, after %s v%d", before.ID, before.Version, after.ID, after.Version)
		}
		rows, _, err := w.Requests(w.ctx, w.mine.ws.ID, store.RequestFilter{Q: "dos"})
		if must(t, err); len(rows) != 1 || rows[0].Request.ID != request.ID || rows[0].ControllerName != "Dos" {
			t.Errorf("the request is not found by the new name: %v", rows)
		}
	})
	t.Run("what was edited by hand stays", func(t *testing.T) {
		w := newWorld(t, open)
		run(t, w, store.ImportCounts{Added: 1}, batch("Uno"))
		c := one(t, w, "uno")
		c.Name = "By hand"
		must(t, w.UpdateController(w.ctx, c, 1))
		run(t, w, store.ImportCounts{Unchanged: 1}, batch("Changed there"))
		run(t, w, store.ImportCounts{Unchanged: 1}, batch("Changed there"))
		c.Version = 2
		wantEqual(t, one(t, w, "by hand"), c)
	})
	t.Run("of two records with one key the last counts", func(t *testing.T) {
		w := newWorld(t, open)
		two := batch("First", "Last")
		two[1].SourceKey = two[0].SourceKey
		run(t, w, store.ImportCounts{Added: 1}, two)
		one(t, w, "last")
	})
	t.Run("directories and workspaces are kept apart", func(t *testing.T) {
		w := newWorld(t, open)
		run(t, w, store.ImportCounts{Added: 1}, batch("Uno"))
		wantEqual(t, ok(w.ImportControllers(w.ctx, w.mine.ws.ID, "other", batch("Uno")))(t), store.ImportCounts{Added: 1})
		wantEqual(t, ok(w.ImportControllers(w.ctx, w.them.ws.ID, "directory", batch("Uno")))(t), store.ImportCounts{Added: 1})
		_, err := w.ImportControllers(w.ctx, "none", "directory", batch("Uno"))
		wantCode(t, err, dsar.CodeNotFound)
	})
	t.Run("more than one chunk", func(t *testing.T) {
		w := newWorld(t, open)
		var many []string
		for i := range 1203 {
			many = append(many, fmt.Sprintf("Company %d", i))
		}
		run(t, w, store.ImportCounts{Added: 1203}, batch(many...))
		many[1200] = "Renamed"
		run(t, w, store.ImportCounts{Changed: 1, Unchanged: 1202}, batch(many...))
	})
}

func testSubjects(t *testing.T, open opener) {
	t.Run("they are listed by name, accents folded", func(t *testing.T) {
		w := newWorld(t, open)
		for _, name := range []string{"Émile", "Zzz", "Eve"} {
			must(t, w.InsertSubject(w.ctx, dsar.Subject{ID: newID(t), WorkspaceID: w.mine.ws.ID, Name: name, CreatedAt: now}))
		}
		var got []string
		for _, p := range ok(w.Subjects(w.ctx, w.mine.ws.ID, 3))(t) {
			got = append(got, p.Name)
		}
		wantEqual(t, got, []string{"Émile", "Eve", "Zoë Müller"})
	})
	t.Run("a change is stored whole", func(t *testing.T) {
		w := newWorld(t, open)
		p := w.mine.subject
		p.Name, p.Email, p.Address, p.Identifiers = "Ann Other", "", "Street 1\nTown", "customer 7"
		must(t, w.UpdateSubject(w.ctx, p))
		wantEqual(t, ok(w.Subject(w.ctx, w.mine.ws.ID, p.ID))(t), p)
		p.ID = newID(t)
		wantKey(t, w.UpdateSubject(w.ctx, p), dsar.CodeNotFound, "error.not_found.subject")
	})
}
