package dsar_test

import (
	"crypto/rand"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

func day(s string) civil.Date { return civil.MustParse(s) }

// stream numbers and chains events given as kind and day.
func stream(t *testing.T, events ...dsar.Event) []dsar.Event {
	t.Helper()
	prev := ""
	for i := range events {
		e := &events[i]
		e.Seq, e.StreamID, e.PrevHash = i+1, "r", prev
		if e.ID == "" {
			e.ID = string(rune('a' + i))
		}
		e.Hash = e.ComputeHash()
		prev = e.Hash
	}
	return events
}

func on(kind dsar.EventKind, date string) dsar.Event {
	return dsar.Event{Kind: kind, On: day(date)}
}

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

func TestFoldStatus(t *testing.T) {
	sent := on(dsar.EventSent, "2026-01-05")
	received := on(dsar.EventReceived, "2026-01-06")
	tests := map[string]struct {
		events []dsar.Event
		want   dsar.Status
		next   dsar.Action
	}{
		"nothing happened":    {nil, dsar.StatusDraft, dsar.ActionSend},
		"sent":                {[]dsar.Event{sent}, dsar.StatusSent, dsar.ActionRecordReceipt},
		"received":            {[]dsar.Event{sent, received}, dsar.StatusWaiting, dsar.ActionWait},
		"acknowledged":        {[]dsar.Event{sent, on(dsar.EventAcknowledged, "2026-01-07")}, dsar.StatusWaiting, dsar.ActionWait},
		"identity demanded":   {[]dsar.Event{sent, received, on(dsar.EventIDRequested, "2026-01-08")}, dsar.StatusNeedsYou, dsar.ActionAnswer},
		"identity given":      {[]dsar.Event{sent, received, on(dsar.EventIDRequested, "2026-01-08"), on(dsar.EventIDReceived, "2026-01-09")}, dsar.StatusWaiting, dsar.ActionWait},
		"replied":             {[]dsar.Event{sent, received, on(dsar.EventReplyReceived, "2026-01-20")}, dsar.StatusAnswered, dsar.ActionJudgeReply},
		"reply is not enough": {[]dsar.Event{sent, received, on(dsar.EventReplyReceived, "2026-01-20"), {Kind: dsar.EventReplyJudged, On: day("2026-01-21"), Details: dsar.Details{Satisfied: no()}}}, dsar.StatusDisputed, dsar.ActionFollowUp},
		"reply is enough":     {[]dsar.Event{sent, received, on(dsar.EventReplyReceived, "2026-01-20"), {Kind: dsar.EventReplyJudged, On: day("2026-01-21"), Details: dsar.Details{Satisfied: yes()}}}, dsar.StatusWaiting, dsar.ActionClose},
		"reply is contested":  {[]dsar.Event{sent, received, on(dsar.EventReplyReceived, "2026-01-20"), on(dsar.EventFollowUpSent, "2026-01-22")}, dsar.StatusDisputed, dsar.ActionWait},
		"last notice sent":    {[]dsar.Event{sent, received, on(dsar.EventFinalNoticeSent, "2026-02-22")}, dsar.StatusDisputed, dsar.ActionWait},
		"complained":          {[]dsar.Event{sent, received, on(dsar.EventComplaintLodged, "2026-03-01")}, dsar.StatusComplained, dsar.ActionAwaitDecision},
		"complaint about a reply that nobody judged": {[]dsar.Event{sent, received, on(dsar.EventReplyReceived, "2026-02-20"), on(dsar.EventComplaintLodged, "2026-03-01")}, dsar.StatusComplained, dsar.ActionAwaitDecision},
		"reply after complaint":                      {[]dsar.Event{sent, received, on(dsar.EventComplaintLodged, "2026-03-01"), on(dsar.EventReplyReceived, "2026-03-05")}, dsar.StatusAnswered, dsar.ActionJudgeReply},
		"withdrawn":                                  {[]dsar.Event{sent, on(dsar.EventWithdrawn, "2026-01-30")}, dsar.StatusClosed, dsar.ActionNone},
		"reopened":                                   {[]dsar.Event{sent, received, on(dsar.EventWithdrawn, "2026-01-30"), on(dsar.EventReopened, "2026-02-01")}, dsar.StatusWaiting, dsar.ActionWait},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := dsar.Fold(stream(t, tt.events...))
			if s.Status != tt.want {
				t.Errorf("status = %s, want %s", s.Status, tt.want)
			}
			if s.NextAction() != tt.next {
				t.Errorf("next action = %s, want %s", s.NextAction(), tt.next)
			}
		})
	}
}

func TestFoldStartsAtTheFirstProofOfReceipt(t *testing.T) {
	events := stream(t, on(dsar.EventSent, "2026-01-05"), on(dsar.EventAcknowledged, "2026-01-09"))
	if got := dsar.Fold(events).StartOn; got != day("2026-01-09") {
		t.Errorf("start = %s, want the day of the acknowledgement", got)
	}
	events = stream(t, append(events, on(dsar.EventReceived, "2026-01-06"))...)
	if got := dsar.Fold(events).StartOn; got != day("2026-01-06") {
		t.Errorf("start = %s, want the recorded receipt", got)
	}
}

func TestEffectiveAppliesCorrections(t *testing.T) {
	events := stream(t,
		on(dsar.EventSent, "2026-01-05"),
		on(dsar.EventReceived, "2026-01-16"),
		on(dsar.EventIDRequested, "2026-01-17"),
		dsar.Event{Kind: dsar.EventCorrection, On: day("2026-01-20"), Details: dsar.Details{Corrects: "b", NewOn: day("2026-01-06")}},
		dsar.Event{Kind: dsar.EventCorrection, On: day("2026-01-20"), Details: dsar.Details{Corrects: "c", Void: true}},
	)
	var got []string
	for _, e := range dsar.Effective(events) {
		got = append(got, string(e.Kind)+" "+e.On.String())
	}
	want := []string{"sent 2026-01-05", "received 2026-01-06"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("effective events (-want +got):\n%s", diff)
	}
}

func TestCheckOrder(t *testing.T) {
	sent, received := on(dsar.EventSent, "2026-01-05"), on(dsar.EventReceived, "2026-01-06")
	t.Run("refuses a receipt before the sending", func(t *testing.T) {
		err := dsar.CheckOrder(stream(t, sent, on(dsar.EventReceived, "2026-01-04")))
		if dsar.CodeOf(err) != dsar.CodeInvalid {
			t.Errorf("err = %v, want invalid", err)
		}
	})
	t.Run("refuses a reply before the receipt", func(t *testing.T) {
		err := dsar.CheckOrder(stream(t, sent, received, on(dsar.EventReplyReceived, "2026-01-05")))
		if dsar.CodeOf(err) != dsar.CodeInvalid {
			t.Errorf("err = %v, want invalid", err)
		}
	})
	t.Run("accepts a receipt without a sending", func(t *testing.T) {
		if err := dsar.CheckOrder(stream(t, received, on(dsar.EventReplyReceived, "2026-01-06"))); err != nil {
			t.Error(err)
		}
	})
}

func TestVerifyChain(t *testing.T) {
	events := stream(t, on(dsar.EventSent, "2026-01-05"), on(dsar.EventReceived, "2026-01-06"), on(dsar.EventNote, "2026-01-07"))
	if bad := dsar.VerifyChain(events); bad != 0 {
		t.Fatalf("an honest chain is bad at %d", bad)
	}
	t.Run("finds a changed day", func(t *testing.T) {
		changed := append([]dsar.Event(nil), events...)
		changed[1].On = day("2026-01-07")
		if bad := dsar.VerifyChain(changed); bad != 2 {
			t.Errorf("bad at %d, want 2", bad)
		}
	})
	t.Run("finds a missing event", func(t *testing.T) {
		if bad := dsar.VerifyChain(append(append([]dsar.Event(nil), events[0]), events[2])); bad != 2 {
			t.Errorf("bad at %d, want 2", bad)
		}
	})
	t.Run("finds text moved from one field to the next", func(t *testing.T) {
		a := dsar.Event{Details: dsar.Details{Note: "ab", Reference: "c"}}
		b := dsar.Event{Details: dsar.Details{Note: "a", Reference: "bc"}}
		if a.ComputeHash() == b.ComputeHash() {
			t.Error("two different events have one hash")
		}
	})
}

func TestReference(t *testing.T) {
	ref, err := dsar.NewReference(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := dsar.ParseReference(ref); !ok || got != ref {
		t.Fatalf("%q does not read back: %q, %v", ref, got, ok)
	}
	t.Run("every single wrong character is found", func(t *testing.T) {
		for i := len("RC-"); i < len(ref); i++ {
			if ref[i] == '-' {
				continue
			}
			for _, c := range "123456789ABCDEFGHJKMNPQRSTVWXYZ" {
				if byte(c) == ref[i] {
					continue
				}
				if _, ok := dsar.ParseReference(ref[:i] + string(c) + ref[i+1:]); ok {
					t.Fatalf("%s with %c at %d passes", ref, c, i)
				}
			}
		}
	})
	t.Run("every swap of neighbours is found", func(t *testing.T) {
		b := []byte("RC" + ref[3:7] + ref[8:])
		for i := 2; i < len(b)-1; i++ {
			if b[i] == b[i+1] {
				continue
			}
			s := append([]byte(nil), b...)
			s[i], s[i+1] = s[i+1], s[i]
			if _, ok := dsar.ParseReference(string(s)); ok {
				t.Fatalf("%s passes", s)
			}
		}
	})
}
