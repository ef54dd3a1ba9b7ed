package page

import "recourse/internal/dsar"

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

type deliveryPartial struct {
	dsar.OutboxMail
	Zone string
}

func newMessagePartial(v *requestView, m messageItem) messagePartial { return messagePartial{v, m} }

func newFindingPartial(v *requestView, n note) findingPartial { return findingPartial{v, n} }

func newDeliveryPartial(v *requestView, m dsar.OutboxMail) deliveryPartial {
	return deliveryPartial{m, v.Zone}
}
