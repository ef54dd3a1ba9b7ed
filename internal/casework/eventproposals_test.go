package casework_test

import (
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func (i *intake) proposals() []casework.EventProposal {
	i.t.Helper()
	return must(i.EventProposals(i.ctx(), i.owner, i.request(i.sent.Request.ID)))(i.t)
}

const weExtend = "Because of the complexity of your request we are extending the time limit by two months, until 15 September 2026."

func TestProposedEvents(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		i := withIntake(t, b)
		i.setToday("2026-05-29")
		id := i.sent.Request.ID
		i.take(companyMail(weExtend+"\r\n\r\nOn 20 May Camille wrote:\r\n> We have received your request.\r\n", "Message-ID: <1@c>", "To: "+i.reply))
		found := i.proposals()
		t.Run("come from the company's own words, with sentence and day", func(t *testing.T) {
			if len(found) != 1 || found[0].Kind != dsar.EventExtensionNotice || found[0].Quote != weExtend {
				t.Fatalf("%+v", found)
			}
			if p := found[0]; p.On != day("2026-05-29") || p.Until != day("2026-09-15") || !p.Reasons || !p.Instead {
				t.Errorf("%+v", p)
			}
		})
		t.Run("record nothing by themselves", func(t *testing.T) {
			if v := i.request(id); v.State.Status != dsar.StatusAnswered {
				t.Errorf("%s", v.State.Status)
			}
		})
		confirm := casework.Confirmation{MessageID: found[0].MessageID, Kind: found[0].Kind, Until: found[0].Until, ReasonsGiven: &found[0].Reasons, Instead: true}
		t.Run("are not confirmed by a reader or a stranger, for another message, kind or day", func(t *testing.T) {
			reader, stranger := i.owner, i.owner
			reader.Role, stranger.WorkspaceID = dsar.RoleReader, "another"
			refused := func(a casework.Actor, change func(*casework.Confirmation), version int) error {
				c := confirm
				change(&c)
				_, err := i.ConfirmProposal(i.ctx(), a, id, c, version)
				return err
			}
			same := func(*casework.Confirmation) {}
			wantCode(t, refused(reader, same, casework.AnyVersion), dsar.CodeForbidden)
			wantCode(t, refused(stranger, same, casework.AnyVersion), dsar.CodeNotFound)
			wantCode(t, refused(i.owner, same, 1), dsar.CodeStale)
			wantCode(t, refused(i.owner, func(c *casework.Confirmation) { c.MessageID = "none" }, casework.AnyVersion), dsar.CodeNotFound)
			wantField(t, refused(i.owner, func(c *casework.Confirmation) { c.Kind = dsar.EventClosed }, casework.AnyVersion), "kind")
			wantField(t, refused(i.owner, func(c *casework.Confirmation) { c.On = day("2026-06-30") }, casework.AnyVersion), "date")
			wantField(t, refused(i.owner, func(c *casework.Confirmation) { c.Until = day("2026-05-01") }, casework.AnyVersion), "until")
		})
		t.Run("take the place of the answer that the message was not, and are proposed no more", func(t *testing.T) {
			v := must(i.ConfirmProposal(i.ctx(), i.owner, id, confirm, casework.AnyVersion))(t)
			if v.State.Status != dsar.StatusWaiting || dsar.VerifyChain(v.Events) != 0 {
				t.Errorf("%s", v.State.Status)
			}
			effective := dsar.Effective(v.Events)
			last := effective[len(effective)-1]
			if last.Kind != dsar.EventExtensionNotice || last.MessageID != confirm.MessageID || last.Details.Until != day("2026-09-15") {
				t.Errorf("%+v", last)
			}
			if again := i.proposals(); len(again) != 0 {
				t.Errorf("%+v", again)
			}
		})
	})
}

func TestDismissedProposals(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	i := withIntake(t, b)
	i.setToday("2026-05-29")
	id := i.sent.Request.ID
	i.take(companyMail("We need a copy of your passport before we can answer.", "To: "+i.reply))
	p := i.proposals()[0]
	reader := i.owner
	reader.Role = dsar.RoleReader
	wantCode(t, i.DismissProposal(i.ctx(), reader, id, p.MessageID, p.Kind, true), dsar.CodeForbidden)
	wantCode(t, i.DismissProposal(i.ctx(), i.owner, "another", p.MessageID, p.Kind, true), dsar.CodeNotFound)
	wantField(t, i.DismissProposal(i.ctx(), i.owner, id, p.MessageID, "closed", true), "kind")
	if err := i.DismissProposal(i.ctx(), i.owner, id, p.MessageID, p.Kind, true); err != nil {
		t.Fatal(err)
	}
	if n := len(i.proposals()); n != 0 {
		t.Errorf("%d are still proposed", n)
	}
	if err := i.DismissProposal(i.ctx(), i.owner, id, p.MessageID, p.Kind, false); err != nil {
		t.Fatal(err)
	}
	if n := len(i.proposals()); n != 1 {
		t.Errorf("%d are proposed again", n)
	}
}

func TestAMachineProposesNothing(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	i := withIntake(t, b)
	i.setToday("2026-05-29")
	i.take(companyMail("We have received your request.", "To: "+i.reply, "Auto-Submitted: auto-replied"))
	if found := i.proposals(); len(found) != 0 {
		t.Errorf("%+v", found)
	}
}
