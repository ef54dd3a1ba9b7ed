package casework

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"github.com/google/uuid"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

// Sizes of the synthetic data. A bulk is small enough to stay in memory beside its
// rows and large enough for the database to be quick.
const (
	scaleBatch       = 5000
	scaleControllers = 400
	scaleSubjects    = 2000
	scaleDays        = 700 // requests are spread over the last two years
)

// DemoAtScale fills the first workspace with n synthetic, believable requests in
// every stage, for measuring. The same seed on the same day gives the same
// requests. progress is called after every batch with the number stored so far.
func (s *Service) DemoAtScale(ctx context.Context, n int, seed uint64, progress func(done int)) error {
	if n < 1 {
		return dsar.Invalid("requests", "error.range", map[string]any{"Min": 1, "Max": 10_000_000})
	}
	a, err := s.demoActor(ctx, "en")
	if err != nil {
		return err
	}
	g := &scale{s: s, workspaceID: a.WorkspaceID, random: rand.New(rand.NewPCG(seed, 0x5265636f75727365))} //nolint:gosec // the same seed has to give the same data
	if err := s.Store.LoadBulk(ctx, g.directory()); err != nil {
		return err
	}
	for done := 0; done < n; {
		count := min(scaleBatch, n-done)
		bulk, err := g.batch(count)
		if err != nil {
			return err
		}
		if err := s.Store.LoadBulk(ctx, bulk); err != nil {
			return err
		}
		done += count
		progress(done)
	}
	return s.Store.Analyze(ctx)
}

// scale generates synthetic data.
type scale struct {
	s           *Service
	workspaceID string
	random      *rand.Rand
	controllers []dsar.Controller
	subjects    []dsar.Subject
	ids         uint64
	references  map[string]bool
}

// id returns a UUIDv7 from the generator: of now, and unique by counting.
func (g *scale) id() string {
	var u uuid.UUID
	milliseconds := uint64(g.s.now().UnixMilli())
	binary.BigEndian.PutUint64(u[:8], milliseconds<<16|g.random.Uint64()&0xffff)
	g.ids++
	binary.BigEndian.PutUint64(u[8:], g.ids)
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return u.String()
}

// Read lets the generator stand in for the random source of references.
func (g *scale) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(g.random.Uint32())
	}
	return len(p), nil
}

func pick[T any](g *scale, from []T) T { return from[g.random.IntN(len(from))] }

// directory makes the controllers and data subjects that the requests are about.
func (g *scale) directory() store.Bulk {
	places := []struct{ country, region, zone string }{
		{"FR", "FR", "Europe/Paris"},
		{"DE", "DE-BY", "Europe/Berlin"},
		{"DE", "DE-NW", "Europe/Berlin"},
		{"IE", "IE", "Europe/Dublin"},
		{"AT", "AT", "Europe/Vienna"},
		{"GB", "GB-ENG", "Europe/London"},
		{"GB", "GB-SCT", "Europe/London"},
		{"US", "US", "America/Los_Angeles"},
	}
	for i := range scaleControllers {
		place := pick(g, places)
		name := fmt.Sprintf("%s %s %03d", pick(g, scaleWords()), pick(g, []string{"SAS", "GmbH", "Ltd", "Inc.", "AG", "plc"}), i)
		g.controllers = append(g.controllers, dsar.Controller{
			ID: g.id(), WorkspaceID: g.workspaceID, Name: name, Country: place.country, HolidaysRegion: place.region, TimeZone: place.zone,
			Emails: []string{fmt.Sprintf("privacy@controller-%03d.example", i)}, Source: manualSource,
			CreatedAt: g.s.now(), UpdatedAt: g.s.now(), Version: 1,
		})
	}
	for i := range scaleSubjects {
		g.subjects = append(g.subjects, dsar.Subject{
			ID: g.id(), WorkspaceID: g.workspaceID, Name: pick(g, scaleFirstNames()) + " " + pick(g, scaleLastNames()),
			Email: fmt.Sprintf("person%04d@mail.example", i), Country: pick(g, []string{"FR", "DE", "GB", "IE", "AT"}), CreatedAt: g.s.now(),
		})
	}
	g.references = make(map[string]bool)
	return store.Bulk{Controllers: g.controllers, Subjects: g.subjects}
}

func scaleWords() []string {
	return []string{
		"Adler Kredit", "Belvédère Assurances", "Cobalt Media", "Dornier Versand", "Étoile Mobile", "Fjordbank", "Glanmore Retail",
		"Hafen Logistik", "Isar Energie", "Jardin Santé", "Kestrel Analytics", "Lumière Voyages", "Moorgate Insurance", "Nordlicht Telekom",
	}
}

func scaleFirstNames() []string {
	return []string{"Ada", "Bilal", "Camille", "Deniz", "Elif", "Fatou", "Goran", "Hanna", "Ines", "Jonas", "Karim", "Lena", "Mathis", "Noor", "Olga", "Priya"}
}

func scaleLastNames() []string {
	return []string{"Adeyemi", "Brunner", "Costa", "Demir", "Eriksson", "Fischer", "Garnier", "Haddad", "Ivanova", "Jensen", "Kowalska", "Le Goff", "Moreau", "Nair"}
}

func (g *scale) batch(count int) (store.Bulk, error) {
	var b store.Bulk
	for range count {
		if err := g.request(&b); err != nil {
			return b, err
		}
	}
	return b, nil
}

// request makes one request with its events and what they add up to.
func (g *scale) request(b *store.Bulk) error {
	reference, err := g.reference()
	if err != nil {
		return err
	}
	c := pick(g, g.controllers)
	r := dsar.Request{
		ID: g.id(), WorkspaceID: g.workspaceID, Reference: reference, ControllerID: c.ID, SubjectID: pick(g, g.subjects).ID,
		Rights: pick(g, [][]dsar.Right{{dsar.RightAccess}, {dsar.RightAccess, dsar.RightErasure}, {dsar.RightErasure}, {dsar.RightRectification}}),
		Regime: regimeAtScale(c.Country), Region: c.HolidaysRegion, TimeZone: c.TimeZone,
		Language: pick(g, dsar.Languages()), Channel: dsar.ChannelEmail, CreatedAt: g.s.now(), Version: 1,
	}
	events := g.life(r)
	p, err := g.s.project(r, events, nil)
	if err != nil {
		return err
	}
	r.Projection, r.RuleDate, r.Edition = p.Projection, p.Law.RuleFrom, g.s.edition(r, nil)
	b.Requests = append(b.Requests, r)
	b.Events = append(b.Events, events...)
	clocks := g.s.clocksOf(r, p, events, nil)
	b.Clocks = append(b.Clocks, keptClocks(r, p.State, clocks, nil)[r.ID]...)
	return nil
}

func (g *scale) reference() (string, error) {
	for {
		reference, err := dsar.NewReference(g)
		if err != nil || !g.references[reference] {
			g.references[reference] = true
			return reference, err
		}
	}
}

func regimeAtScale(country string) string {
	switch country {
	case "GB":
		return "uk-gdpr"
	case "US":
		return "us-ca-ccpa"
	}
	return "eu-gdpr"
}

// life draws what happened to a request so far, up to today.
func (g *scale) life(r dsar.Request) []dsar.Event {
	today := g.s.dayIn(r.TimeZone)
	on := today.AddDays(-g.random.IntN(scaleDays))
	var events []dsar.Event
	happen := func(kind dsar.EventKind, after int, details dsar.Details) bool {
		next := on.AddDays(after)
		if next.After(today) {
			return false
		}
		on = next
		events = append(events, g.event(r, len(events)+1, kind, on, details))
		return true
	}
	if g.random.IntN(50) == 0 || !happen(dsar.EventSent, 0, dsar.Details{}) || !happen(dsar.EventReceived, g.random.IntN(2), dsar.Details{}) {
		return events
	}
	g.middle(happen)
	return events
}

// middle draws what came after the receipt; each step needs its time.
func (g *scale) middle(happen func(dsar.EventKind, int, dsar.Details) bool) {
	if g.random.IntN(2) == 0 {
		happen(dsar.EventAcknowledged, 1+g.random.IntN(3), dsar.Details{})
	}
	switch g.random.IntN(10) {
	case 0:
		if happen(dsar.EventIDRequested, 2+g.random.IntN(8), dsar.Details{}) && g.random.IntN(3) > 0 {
			happen(dsar.EventIDReceived, 1+g.random.IntN(6), dsar.Details{})
		}
	case 1:
		reasons := g.random.IntN(2) == 0
		happen(dsar.EventExtensionNotice, 10+g.random.IntN(30), dsar.Details{ReasonsGiven: &reasons})
	}
	if g.random.IntN(10) < 3 { // no answer ever
		if g.random.IntN(2) == 0 && happen(dsar.EventFinalNoticeSent, 40, dsar.Details{}) {
			happen(dsar.EventClosed, 300, dsar.Details{Outcome: dsar.OutcomeIgnored})
		}
		return
	}
	if !happen(dsar.EventReplyReceived, 10+g.random.IntN(40), dsar.Details{}) {
		return
	}
	if g.random.IntN(5) == 0 {
		happen(dsar.EventFollowUpSent, 5, dsar.Details{})
		return
	}
	happen(dsar.EventClosed, 14, dsar.Details{Outcome: pick(g, dsar.Outcomes())})
}

func (g *scale) event(r dsar.Request, seq int, kind dsar.EventKind, on civil.Date, details dsar.Details) dsar.Event {
	return dsar.Event{
		ID: g.id(), WorkspaceID: r.WorkspaceID, StreamID: r.ID, Seq: seq, Kind: kind, On: on, RecordedAt: g.s.now(), Details: details,
	}
}
