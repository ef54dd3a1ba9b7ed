package law

import "slices"

// inOrder returns the events in the order in which they happened, as far as it is known,
// and leaves the list given as it is.
func inOrder(events []Event) []Event {
	instants := slices.ContainsFunc(events, func(e Event) bool { return !e.At.IsZero() })
	if !instants && slices.IsSortedFunc(events, byDay) {
		return events
	}
	events = slices.Clone(events)
	slices.SortStableFunc(events, byDay)
	if !instants {
		return events
	}
	for first := 0; first < len(events); {
		next := first + 1
		for next < len(events) && events[next].On == events[first].On {
			next++
		}
		orderInstants(events[first:next])
		first = next
	}
	return events
}

func byDay(a, b Event) int { return a.On.Compare(b.On) }

// orderInstants puts the events of one day whose instants are known in their order. Those
// of which only the day is known keep their places: nothing tells where else they belong.
func orderInstants(day []Event) {
	var places []int
	var known []Event
	for i := range day {
		if !day[i].At.IsZero() {
			places, known = append(places, i), append(known, day[i])
		}
	}
	slices.SortStableFunc(known, func(a, b Event) int { return a.At.Compare(b.At) })
	for i, place := range places {
		day[place] = known[i]
	}
}
