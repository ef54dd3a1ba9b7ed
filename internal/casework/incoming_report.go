package casework

import (
	"cmp"
	"context"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/store"
)

// reasonReport is why a mail is where it is that tells what became of one of ours.
const reasonReport = "report"

// report files a delivery report with the mail that it is about, and reports whether it
// was one. Anybody can write such a report: only one that names a mail of ours counts, and
// no report is an answer or stops a clock.
func (r *reading) report(ctx context.Context) (bool, error) {
	told, ok := mail.ReadReport(&r.parsed)
	if !ok || r.mail.DecidedBy != "" { // a person has taken it back
		return false, nil
	}
	sent, err := r.s.Store.SentAs(ctx, told.MessageID)
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if r.mail.WorkspaceID != "" && r.mail.WorkspaceID != sent.WorkspaceID {
		return false, nil // it came by the door of others
	}
	r.mail.WorkspaceID = sent.WorkspaceID
	note := func(tx *store.Store, m dsar.Incoming) error {
		if err := noteReport(ctx, tx, sent, told, m); err != nil {
			return err
		}
		return tx.FinishIncoming(ctx, m)
	}
	if sent.Kind != "letter" || sent.RequestID == "" {
		return true, r.s.Store.InTx(ctx, func(tx *store.Store) error {
			r.mail.State, r.mail.Reason = dsar.IncomingRefused, reasonReport // nobody's answer, and it can be looked at
			return note(tx, r.mail)
		})
	}
	clerk := Actor{WorkspaceID: sent.WorkspaceID, Role: dsar.RoleCaseworker, TimeZone: "UTC"}
	return true, r.file(ctx, clerk, filing{requestID: sent.RequestID, reason: reasonReport, finish: note})
}

// noteReport notes with our mail what the report says, and marks an address that takes no
// mail. A success takes no mark away: only a person does.
func noteReport(ctx context.Context, tx *store.Store, sent dsar.OutboxMail, told mail.DeliveryReport, m dsar.Incoming) error {
	noted := noteOf(sent, told, m)
	_, _, err := tx.NoteDelivery(ctx, sent.WorkspaceID, sent.ID, noted)
	if err != nil || sent.Kind != "letter" || !deadAddress(told, sent.To) {
		return err
	}
	return tx.MarkBounced(ctx, sent.WorkspaceID, dsar.BouncedAddress{
		Address: sent.To, Words: noted.Words, At: noted.At, MessageID: noted.MessageID,
	})
}

// noteOf is what the report says of our mail.
func noteOf(sent dsar.OutboxMail, told mail.DeliveryReport, m dsar.Incoming) dsar.DeliveryReport {
	about := recipientOfReport(told, sent.To)
	return dsar.DeliveryReport{
		Outcome: deliveryOutcome(about.Outcome), Words: cmp.Or(about.Diagnostic, about.Status), At: m.ReceivedAt, MessageID: m.MessageID,
	}
}

// withdrawReport takes back what a delivery report did, once a person says that it does
// not belong to the request: our mail stands as the other reports about it leave it, and
// the mark that this one set on the address goes. Whatever happened since stays, such as
// a later report, a letter that was sent again or a mark of another report.
func (r *reading) withdrawReport(ctx context.Context, c *requestChange, m dsar.Incoming) error {
	told, ok := mail.ReadReport(&r.parsed)
	if m.Reason != reasonReport || !ok {
		return nil
	}
	sent, err := c.tx.SentAs(ctx, told.MessageID)
	if dsar.CodeOf(err) == dsar.CodeNotFound || err == nil && sent.WorkspaceID != m.WorkspaceID {
		return nil
	}
	if err != nil {
		return err
	}
	if err := c.tx.UnmarkBounced(ctx, sent.WorkspaceID, sent.To, m.MessageID); err != nil {
		return err
	}
	others, err := c.otherReports(ctx, sent, m)
	if err != nil {
		return err
	}
	return c.tx.RenoteDelivery(ctx, sent.WorkspaceID, sent.ID, others)
}

// otherReports are the reports about our mail without the one that m is, in the order in
// which they came.
func (c *requestChange) otherReports(ctx context.Context, sent dsar.OutboxMail, m dsar.Incoming) ([]dsar.DeliveryReport, error) {
	filed, err := c.tx.IncomingOf(ctx, sent.WorkspaceID, sent.RequestID)
	if err != nil {
		return nil, err
	}
	var others []dsar.DeliveryReport
	for _, other := range filed {
		if other.ID == m.ID || other.Reason != reasonReport {
			continue
		}
		raw, err := c.tx.IncomingRaw(ctx, other)
		if dsar.CodeOf(err) == dsar.CodeNotFound {
			continue // its message was deleted
		}
		if err != nil {
			return nil, err
		}
		parsed := mail.Parse(raw, mail.Limits{})
		if told, ok := mail.ReadReport(&parsed); ok && sameMailID(told.MessageID, sent.MailID) {
			others = append(others, noteOf(sent, told, other))
		}
	}
	return others, nil
}

func sameMailID(a, b string) bool { return strings.Trim(a, "<> ") == strings.Trim(b, "<> ") }

// deadAddress reports whether the report says that the address takes no mail. One that
// names other addresses, such as the members of a mailing list, says so only if none of
// them takes any.
func deadAddress(told mail.DeliveryReport, to string) bool {
	hard := 0
	for _, one := range told.Recipients {
		if strings.EqualFold(one.Address, to) {
			return one.Outcome == mail.Hard
		}
		if one.Outcome == mail.Hard {
			hard++
		}
	}
	return hard > 0 && hard == len(told.Recipients)
}

// recipientOfReport is what the report says of our recipient. Where it names others, such
// as the mailbox behind an alias, the worst that it says counts.
func recipientOfReport(told mail.DeliveryReport, to string) mail.Recipient {
	var worst mail.Recipient
	for _, one := range told.Recipients {
		if strings.EqualFold(one.Address, to) {
			return one
		}
		if one.Outcome == told.Outcome {
			worst = one
		}
	}
	return worst
}

// deliveryOutcome is an outcome as our own mail has it: one that was refused for now will
// not be tried again by anybody, and has failed too.
func deliveryOutcome(o mail.Outcome) dsar.DeliveryOutcome {
	switch o {
	case mail.Delivered:
		return dsar.DeliveredOutcome
	case mail.Delayed:
		return dsar.DelayedOutcome
	case mail.Hard, mail.Soft:
	}
	return dsar.FailedOutcome
}
