package casework_test

import (
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// bounced is a request whose letter came back from an address that does not exist.
func bounced(t *testing.T, b *bench) *intake {
	t.Helper()
	i := withIntake(t, b)
	i.at("2026-05-20T23:30:00Z")
	i.bounce(i.request(i.sent.Request.ID).Messages[0])
	return i
}

func (i *intake) bounce(m casework.MessageView) {
	i.t.Helper()
	i.take(reportOn(m.Mail.MailID, "failed", "5.1.1", "550 5.1.1 user unknown"))
}

func (i *intake) sendTheLetter(in casework.SendInput) error {
	in.Kind = dsar.LetterAccess
	_, err := i.SendLetter(i.ctx(), i.owner, i.sent.Request.ID, in, casework.AnyVersion)
	return err
}

func (i *intake) marked(t *testing.T) bool {
	t.Helper()
	return len(must(i.BouncedAddresses(i.ctx(), i.owner, []string{"Privacy@controller.example"}))(t)) > 0
}

func TestAnAddressThatMailCameBackFrom(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		i := bounced(t, b)
		company := i.sent.Request.ControllerID
		t.Run("is shown with the request and the company, on the reader's day and in the report's words", func(t *testing.T) {
			got := i.request(i.sent.Request.ID)
			if got.Bounce == nil || got.Bounce.Address != "privacy@controller.example" || got.Bounce.On != day("2026-05-21") ||
				!strings.Contains(got.Bounce.Words, "user unknown") || got.Bounce.MessageID != got.Messages[0].Message.ID {
				t.Errorf("%+v", got.Bounce)
			}
			if c := must(i.ControllerWithRequests(i.ctx(), i.owner, company))(t); len(c.Bounced) != 1 {
				t.Errorf("%+v", c.Bounced)
			}
		})
		t.Run("takes no letter, whatever its case", func(t *testing.T) {
			wantFieldError(t, i.sendTheLetter(casework.SendInput{}), "to", "error.letter.bounced")
			wantField(t, i.sendTheLetter(casework.SendInput{To: "Privacy@Controller.example"}), "to")
		})
		t.Run("nor the same letter again, which another address takes", func(t *testing.T) {
			message := i.request(i.sent.Request.ID).Messages[0].Message.ID
			again := func(in casework.AgainInput) error {
				_, err := i.SendAgain(i.ctx(), i.owner, i.sent.Request.ID, message, in, casework.AnyVersion)
				return err
			}
			wantFieldError(t, again(casework.AgainInput{}), "to", "error.letter.bounced")
			if err := again(casework.AgainInput{To: "dpo@controller.example"}); err != nil {
				t.Fatal(err)
			}
			if v := i.request(i.sent.Request.ID); v.Bounce != nil {
				t.Errorf("it still asks for another address: %+v", v.Bounce)
			}
		})
		t.Run("takes one if the person wants it, and stays marked", func(t *testing.T) {
			if err := i.sendTheLetter(casework.SendInput{OverrideBounce: true}); err != nil || !i.marked(t) {
				t.Errorf("%v, marked %v", err, i.marked(t))
			}
		})
		t.Run("stays marked whatever arrives", func(t *testing.T) {
			must(i.DeliverOutbox(i.ctx()))(t)
			for _, m := range i.request(i.sent.Request.ID).Messages {
				if m.Mail != nil && m.Mail.To == "privacy@controller.example" {
					i.take(reportOn(m.Mail.MailID, "delivered", "2.0.0", "250 ok"))
				}
			}
			if !i.marked(t) {
				t.Error("a success took the mark away")
			}
		})
		t.Run("is unmarked by a person, and by no reader or stranger", func(t *testing.T) {
			works := func(a casework.Actor, address string) error {
				_, err := i.AddressWorks(i.ctx(), a, company, address)
				return err
			}
			reader, stranger := i.owner, i.owner
			reader.Role, stranger.WorkspaceID = dsar.RoleReader, "another"
			wantCode(t, works(reader, "privacy@controller.example"), dsar.CodeForbidden)
			wantCode(t, works(stranger, "privacy@controller.example"), dsar.CodeNotFound)
			wantCode(t, works(i.owner, "somebody@else.example"), dsar.CodeNotFound)
			if err := works(i.owner, " Privacy@controller.example"); err != nil {
				t.Fatal(err)
			}
			if err := i.sendTheLetter(casework.SendInput{}); err != nil {
				t.Error(err)
			}
			wantCode(t, works(i.owner, "privacy@controller.example"), dsar.CodeNotFound)
		})
	})
}

func TestALetterThatCameBackAsksForNothingMore(t *testing.T) {
	for name, followed := range map[string]func(i *intake){
		"once it was sent by another way": func(i *intake) {
			taken := casework.TakenInput{Kind: dsar.LetterAccess, Channel: dsar.ChannelPost, SentOn: day("2026-05-20")}
			must(i.RecordTaken(i.ctx(), i.owner, i.sent.Request.ID, taken, casework.AnyVersion))(i.t)
		},
		"once an answer came": func(i *intake) {
			in := casework.EventInput{Kind: dsar.EventReplyReceived, On: day("2026-05-20")}
			must(i.RecordEvent(i.ctx(), i.owner, i.sent.Request.ID, in, casework.AnyVersion))(i.t)
		},
		"once the request is closed": func(i *intake) {
			in := casework.EventInput{Kind: dsar.EventClosed, On: day("2026-05-20"), Outcome: "withdrawn"}
			must(i.RecordEvent(i.ctx(), i.owner, i.sent.Request.ID, in, casework.AnyVersion))(i.t)
		},
	} {
		t.Run(name, func(t *testing.T) {
			i := bounced(t, onSQLite(t, "2026-05-20"))
			followed(i)
			if v := i.request(i.sent.Request.ID); v.Bounce != nil {
				t.Errorf("%+v", v.Bounce)
			}
		})
	}
}

func TestAReportOfAMailingListMarksOnlyWhatTakesNoMail(t *testing.T) {
	member := func(address, action, status string) string {
		return "Final-Recipient: rfc822; " + address + "\r\nAction: " + action + "\r\nStatus: " + status + "\r\n\r\n"
	}
	for name, c := range map[string]struct {
		members string
		marked  bool
	}{
		"one member is gone, another has it": {member("a@c.example", "failed", "5.1.1") + member("b@c.example", "delivered", "2.0.0"), false},
		"all members are gone":               {member("a@c.example", "failed", "5.1.1") + member("b@c.example", "failed", "5.1.1"), true},
		"a member's mailbox is full":         {member("a@c.example", "failed", "5.2.2"), false},
	} {
		t.Run(name, func(t *testing.T) {
			i := withIntake(t, onSQLite(t, "2026-05-20"))
			report := reportOn(i.request(i.sent.Request.ID).Messages[0].Mail.MailID, "failed", "5.1.1", "550 gone")
			before, after, _ := strings.Cut(report, "Final-Recipient")
			_, after, _ = strings.Cut(after, "\r\n\r\n")
			i.take(before + c.members + after)
			if i.marked(t) != c.marked {
				t.Errorf("marked: %v", i.marked(t))
			}
		})
	}
}
