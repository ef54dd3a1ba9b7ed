package casework_test

import (
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func TestDigestSaysWhatHasBeenDealtWith(t *testing.T) {
	onEach(t, "2026-05-05", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		c := b.controller("Photomatch SAS", "FR")
		on := func(day string) dsar.Request {
			r := b.requestTo(c, dsar.RightAccess)
			b.record(r.Request.ID, dsar.EventSent, day)
			return b.record(r.Request.ID, dsar.EventReceived, day).Request
		}
		closed, off, answered, moved, still := on("2026-05-05"), on("2026-05-05"), on("2026-05-05"), on("2026-05-05"), on("2026-05-05")
		b.at("2026-05-08T12:00:00Z")
		on("2026-05-08") // due on 8 June: the digest of 1 June speaks of it, a week before
		wantSubjects(t, b.fresh(relay, "2026-05-29T12:00:00Z"), "Recourse: 5 reminders")
		if first := lines(relay, 0); strings.Contains(first, "Dealt with") {
			t.Errorf("the first digest says what was dealt with:\n%s", first)
		}
		b.at("2026-05-30T12:00:00Z")
		b.record(closed.ID, dsar.EventWithdrawn, "2026-05-30")
		must(0, b.SnoozeRequest(b.ctx(), b.owner, off.ID, day("2026-06-04")))(t)
		b.reply(answered.ID, "2026-05-30", "All your data, since the beginning, are attached.")
		given := true
		must(b.RecordEvent(b.ctx(), b.owner, moved.ID, casework.EventInput{Kind: dsar.EventExtensionNotice, On: day("2026-05-30"), ReasonsGiven: &given}, casework.AnyVersion))(t)
		b.Service = casework.New(b.Options) // started anew: nothing is in memory
		since := len(relay.Messages())
		b.fresh(relay, "2026-06-01T12:00:00Z")
		text := lines(relay, since)
		text, _, _ = strings.Cut(text, "<!DOCTYPE")
		before, dealt, ok := strings.Cut(text, "Dealt with since the last mail")
		if !ok {
			t.Fatalf("the digest does not say what was dealt with:\n%s", text)
		}
		for reference, want := range map[string]string{
			closed.Reference: "closed", off.Reference: "put off until 4 June 2026", answered.Reference: "dealt with",
		} {
			if !strings.Contains(dealt, "("+reference+"): "+want) {
				t.Errorf("it lacks %s %q:\n%s", reference, want, dealt)
			}
		}
		if strings.Contains(dealt, moved.Reference) || strings.Contains(dealt, still.Reference) {
			t.Errorf("it names what moved, or what still holds:\n%s", dealt)
		}
		if strings.Count(before, moved.Reference) != 1 || !strings.Contains(before, "5 August 2026") {
			t.Errorf("it does not say once that a day moved:\n%s", before)
		}
		t.Run("once", func(t *testing.T) {
			since := len(relay.Messages())
			b.fresh(relay, "2026-06-04T12:00:00Z")
			if text := lines(relay, since); strings.Contains(text, closed.Reference) {
				t.Errorf("it is said again:\n%s", text)
			}
		})
	})
}
