package page

import (
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// A partial gets one value. These are the values of those that need the page
// around them as well; the template functions of the same names make them.

type messagePartial struct {
	Page *requestView
	Item messageItem
}

type findingPartial struct {
	Page *requestView
	Note note
}

// deliveryPartial is how far a message of ours has come.
type deliveryPartial struct {
	dsar.OutboxMail
	Zone     string
	Page     *requestView
	Item     messageItem
	TakeBack bool      // it can still be taken back
	GivenUp  time.Time // when a mail that was tried is no longer tried
}

func newMessagePartial(v *requestView, m messageItem) messagePartial { return messagePartial{v, m} }

func newFindingPartial(v *requestView, n note) findingPartial { return findingPartial{v, n} }

func newDeliveryPartial(v *requestView, m messageItem) deliveryPartial {
	return deliveryPartial{
		OutboxMail: *m.Mail, Zone: v.Zone, Page: v, Item: m,
		TakeBack: v.CanWrite() && m.Mail.CanTakeBack(v.Clock), GivenUp: casework.GivenUpAt(*m.Mail),
	}
}
