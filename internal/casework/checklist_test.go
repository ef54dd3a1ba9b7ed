package casework_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// answeredIn is a request for access that was answered with the text.
func (b *bench) answeredWith(text string) string {
	r := b.requestTo(b.controller("Acme", "FR"), dsar.RightAccess)
	b.record(r.Request.ID, dsar.EventSent, "2026-09-01")
	b.record(r.Request.ID, dsar.EventReceived, "2026-09-01")
	b.reply(r.Request.ID, "2026-09-20", text)
	return r.Request.ID
}

func say(pairs ...string) casework.ChecklistInput {
	var in casework.ChecklistInput
	for i := 0; i < len(pairs); i += 2 {
		in.Items = append(in.Items, casework.ChecklistInputItem{Key: dsar.ChecklistKey(pairs[i]), Answer: dsar.ChecklistAnswer(pairs[i+1])})
	}
	return in
}

// fromList are the findings from the list: evidence and status by kind.
func fromList(v casework.ChecklistView) map[string]string {
	found := map[string]string{}
	for _, f := range v.Findings {
		if f.Finding.Source == dsar.SourceChecklist {
			found[f.Finding.Key] = f.Finding.Evidence + "/" + string(f.Finding.Status)
		}
	}
	return found
}

func TestChecklist(t *testing.T) {
	onEach(t, "2026-11-20", func(t *testing.T, b *bench) {
		id := b.answeredWith("We process your data for the purpose of running your account. We share your data with service providers and partners only.\n\nOn 1 September 2026, Camille wrote:\n> Please state how long the data are stored for ten years.\n")
		save := func(pairs ...string) casework.ChecklistView {
			return must(b.SaveChecklist(b.ctx(), b.owner, id, say(pairs...), casework.AnyVersion))(t)
		}
		want := func(v casework.ChecklistView, found map[string]string) {
			t.Helper()
			if diff := cmp.Diff(found, fromList(v)); diff != "" {
				t.Errorf("findings (-want +got)\n%s", diff)
			}
		}

		// The messages suggest; nobody has said anything.
		v := must(b.Checklist(b.ctx(), b.owner, id))(t)
		suggested := map[dsar.ChecklistKey]dsar.ChecklistAnswer{}
		for _, l := range v.Lines {
			for _, s := range l.Suggestions {
				suggested[l.Key] = s.Answer
			}
		}
		if diff := cmp.Diff(map[dsar.ChecklistKey]dsar.ChecklistAnswer{"purposes": "given", "recipients": "categories"}, suggested); diff != "" {
			t.Errorf("suggestions (-want +got)\n%s", diff)
		}
		if v.Said != 0 || len(v.Lines) != 10 {
			t.Errorf("%d of %d items said", v.Said, len(v.Lines))
		}
		want(v, map[string]string{})

		// What is missing is proposed, with exactly these items.
		v = save("purposes", "given", "source", "missing", "retention", "partly", "recipients", "categories", "transfers", "not_applicable")
		want(v, map[string]string{"partial_answer": "retention:partly source:missing/suspected", "recipient_categories_only": "recipients:categories/suspected"})
		if v.Said != 5 {
			t.Errorf("%d items said", v.Said)
		}

		// A confirmed finding follows the list, a dismissed one stays dismissed.
		for _, f := range v.Findings {
			switch {
			case f.Finding.Source != dsar.SourceChecklist:
			case f.Finding.Key == "partial_answer":
				must(b.ReviewFinding(b.ctx(), b.owner, f.Finding.ID, dsar.FindingConfirmed, casework.AnyVersion))(t)
			default:
				must(b.ReviewFinding(b.ctx(), b.owner, f.Finding.ID, dsar.FindingDismissed, casework.AnyVersion))(t)
			}
		}
		v = save("retention", "given", "copy", "missing")
		want(v, map[string]string{"partial_answer": "source:missing copy:missing/confirmed", "recipient_categories_only": "recipients:categories/dismissed"})
		v = save("recipients", "given")
		v = save("recipients", "categories")
		want(v, map[string]string{"partial_answer": "source:missing copy:missing/confirmed", "recipient_categories_only": "recipients:categories/dismissed"})

		// What the list no longer shows is taken back.
		v = save("source", "given", "copy", "")
		want(v, map[string]string{"recipient_categories_only": "recipients:categories/dismissed"})
	})
}

func TestChecklist_refuses(t *testing.T) {
	b := onSQLite(t, "2026-11-20")
	id := b.answeredWith("Attached.")
	save := func(in casework.ChecklistInput, version int) error {
		_, err := b.SaveChecklist(b.ctx(), b.owner, id, in, version)
		return err
	}
	t.Run("an item that is none", func(t *testing.T) { wantField(t, save(say("shoe", "given"), casework.AnyVersion), "items") })
	t.Run("an item twice", func(t *testing.T) {
		wantField(t, save(say("copy", "given", "copy", "missing"), casework.AnyVersion), "items.copy")
	})
	t.Run("categories of anything but recipients", func(t *testing.T) {
		wantField(t, save(say("copy", "categories"), casework.AnyVersion), "items.copy")
	})
	t.Run("a note that is too long, or no text", func(t *testing.T) {
		for _, note := range []string{string(make([]rune, 1001)), "a\x00b"} {
			in := say("copy", "given")
			in.Items[0].Note = note
			wantField(t, save(in, casework.AnyVersion), "items.copy.note")
		}
	})
	t.Run("an old version", func(t *testing.T) {
		if err := save(say("copy", "given"), 1); dsar.CodeOf(err) != dsar.CodeStale {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a draft, another right and another law", func(t *testing.T) {
		acme := b.controller("Draft Ltd", "FR")
		draft := b.requestTo(acme, dsar.RightAccess)
		_, err := b.SaveChecklist(b.ctx(), b.owner, draft.Request.ID, say("copy", "given"), casework.AnyVersion)
		wantCode(t, err, dsar.CodeConflict)
		erasure := b.requestTo(acme, dsar.RightErasure)
		if v := must(b.Checklist(b.ctx(), b.owner, erasure.Request.ID))(t); v.Refusal != casework.ChecklistNotAccess || len(v.Lines) != 0 {
			t.Errorf("got %q with %d items", v.Refusal, len(v.Lines))
		}
		other := draft.Request
		other.Regime = "us-ca-ccpa"
		if got := casework.HasChecklist(other, dsar.StatusAnswered); got != casework.ChecklistOtherLaw {
			t.Errorf("got %q", got)
		}
	})
}
