package casework

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/imapin"
)

// TrialStep is one thing that was tried of a mailbox: "imap" (signing in and opening the
// folder), "smtp" (handing over a mail), "arrived" (that mail came) and "plus" (so did one
// to the address with a plus).
type TrialStep struct {
	Name  string
	OK    bool
	Key   string // of the sentence that says what went wrong and how to mend it, "" if nothing
	Reply string // the server's words with it
}

// MailboxTrial is what trying a mailbox came to. What follows on a step that failed was
// not tried.
type MailboxTrial struct{ Steps []TrialStep }

// Works reports whether letters can be sent and answers fetched. Without plus-addressing
// they can: the reference in the subject does then.
func (t MailboxTrial) Works() bool {
	for _, step := range t.Steps {
		if step.Name == "arrived" {
			return step.OK
		}
	}
	return false
}

// trialTime is how long a test mail may take to arrive; trialLook is how often to look.
const (
	trialTime = 40 * time.Second
	trialLook = 2 * time.Second
)

// TryMailbox sends mail to the workspace's own mailbox through it, waits for it there, and
// tells each step. It remembers whether an address with a plus arrives. Only an owner may.
// It returns [dsar.CodeNotFound] if there is no mailbox; whatever the mail servers refuse is
// in the trial.
func (s *Service) TryMailbox(ctx context.Context, a Actor) (MailboxTrial, error) {
	if err := mayOwn(a); err != nil {
		return MailboxTrial{}, err
	}
	m, err := s.Store.Mailbox(ctx, a.WorkspaceID)
	if err != nil {
		return MailboxTrial{}, err
	}
	account, err := s.AccountByID(ctx, a.UserID)
	if err != nil {
		return MailboxTrial{}, err
	}
	t := trial{s: s, mailbox: m, id: newID(), language: account.User.Settings.Language}
	t.run(ctx)
	if ctx.Err() != nil {
		return MailboxTrial{}, ctx.Err()
	}
	if !t.MailboxTrial.Works() || t.plus == m.Plus {
		return t.MailboxTrial, nil
	}
	m.Plus = t.plus
	return t.MailboxTrial, s.Store.UpdateMailbox(ctx, m, m.Version)
}

// trial is one try of a mailbox.
type trial struct {
	MailboxTrial
	s           *Service
	mailbox     dsar.Mailbox
	id          string // tells its mails from all others
	language    string
	plain, plus bool // have arrived
	noPlus      bool // the relay does not know the address with a plus
}

func (t *trial) run(ctx context.Context) {
	// The mailbox is opened first: what comes from now on is what was sent now.
	config, err := t.s.imapOf(t.mailbox)
	if err != nil {
		t.fail("imap", err)
		return
	}
	client, err := imapin.Open(ctx, config)
	if err != nil {
		t.fail("imap", err)
		return
	}
	defer client.Close()
	t.pass("imap")
	position := client.End()
	if err := t.send(ctx); err != nil {
		t.fail("smtp", err)
		return
	}
	t.pass("smtp")
	if err := t.await(ctx, client, position); err != nil {
		t.fail("arrived", err)
		return
	}
	t.note("arrived", t.plain, "error.mailbox.not_arrived")
	if t.plain {
		t.note("plus", t.plus, "error.mailbox.no_plus")
	}
}

func (t *trial) pass(name string) { t.Steps = append(t.Steps, TrialStep{Name: name, OK: true}) }

func (t *trial) fail(name string, err error) {
	key, reply := mailboxProblem(err)
	t.Steps = append(t.Steps, TrialStep{Name: name, Key: key, Reply: reply})
}

func (t *trial) note(name string, ok bool, otherwise string) {
	if ok {
		t.pass(name)
		return
	}
	t.Steps = append(t.Steps, TrialStep{Name: name, Key: otherwise})
}

// trialField is the header field of the mails of a trial, with its id and where they went.
const trialField = "X-Recourse-Trial"

// send hands over a mail to the address and one to the address with a plus.
func (t *trial) send(ctx context.Context) error {
	relay, err := t.s.smtpOf(t.mailbox)
	if err != nil {
		return err
	}
	words, err := t.s.Letters.TestMail(t.language)
	if err != nil {
		return err
	}
	for name, to := range map[string]string{"plain": t.mailbox.Address, "plus": plusAddress(t.mailbox.Address)} {
		headers := automaticMail()
		headers[trialField] = t.id + " " + name
		raw, err := mail.Compose(mail.Outgoing{
			From: t.mailbox.Address, To: to, Subject: words.Subject, Text: words.Body,
			MessageID: mail.NewMessageID(newID(), t.mailbox.Address), Date: t.s.now(), Headers: headers,
		})
		if err != nil {
			return err
		}
		_, err = relay.Send(ctx, t.mailbox.Address, to, raw)
		switch {
		case err != nil && name == "plus" && isRecipientRefused(err):
			t.noPlus = true
		case err != nil:
			return err
		}
	}
	return nil
}

// isRecipientRefused reports whether a relay does not know an address, as those that know
// no plus do.
func isRecipientRefused(err error) bool {
	var refused *mail.SendError
	return errors.As(err, &refused) && refused.Step == "recipient"
}

// plusAddress is an address that arrives where address does if its server knows of plus.
func plusAddress(address string) string {
	box, host, _ := strings.Cut(address, "@")
	return box + "+recourse-test@" + host
}

func (t *trial) arrived() bool { return t.plain && (t.plus || t.noPlus) }

// await looks for the mails until both are there or the time is over.
func (t *trial) await(ctx context.Context, client *imapin.Client, position imapin.Position) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(t.s.MailTrial, trialTime))
	defer cancel()
	round := &imapin.Round{
		Position: position, MaxBytes: 1 << 20,
		Keep: func(context.Context, imapin.Position) error { return nil },
		Left: func(uint32, string) {},
		Look: func(_ context.Context, header []byte) (bool, error) {
			t.plain = t.plain || strings.Contains(string(header), t.id+" plain")
			t.plus = t.plus || strings.Contains(string(header), t.id+" plus")
			return false, nil // nothing of somebody's mail is fetched here
		},
	}
	for !t.arrived() {
		_, err := client.Read(ctx, round)
		if err == nil && !t.arrived() {
			err = client.Wait(ctx, trialLook)
		}
		if ctx.Err() != nil {
			return nil // what has not come by now has not arrived
		}
		if err != nil {
			return err
		}
	}
	return nil
}
