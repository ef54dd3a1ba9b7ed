package page

import (
	"html/template"
	"slices"
	"strings"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

// reasons say why the dates are what they are.
type reasons struct {
	Short    []traceStep // the steps that decide the day
	Steps    []reason
	Claims   []claim
	Readings []readingRow // empty where there is nothing to choose between
	Verify   bool
}

// reason is one step of the trace in words.
type reason struct {
	traceStep
	Result string // "due", "extended" or "complaint" where a step arrives at a date that counts
	w      words
}

// claim is a pause or an extension as the controller claims it, judged.
type claim struct {
	On       civil.Date
	Text     string
	Standing string
	Article  string
}

// results are the steps that arrive at a date that counts.
var results = map[string]string{
	"due":             "due",
	"extended_valid":  "extended",
	"complaint_from":  "complaint",
	"complaint_until": "complaint",
}

func (w words) reasonsOf(v casework.RequestView) reasons {
	r := reasons{Verify: v.Law.Verify, Short: traceSteps(w.lang, decisive(v.Law)), Readings: readingRows(w.lang, v.Law)}
	for i, step := range traceSteps(w.lang, v.Law.Trace) {
		r.Steps = append(r.Steps, reason{traceStep: step, Result: results[v.Law.Trace[i].Key], w: w})
	}
	for _, c := range v.Law.Claims {
		r.Claims = append(r.Claims, claim{On: c.On, Text: i18n.Typeset(w.lang, c.Text(w.lang)), Standing: string(c.Standing), Article: c.Article.Cite(w.lang)})
	}
	return r
}

// historyItem is one event as it was recorded, with what became of it. What every
// item shows is worded here and not in the template, because there are many.
type historyItem struct {
	dsar.Event
	Day         template.HTML // on which it happened, as last corrected
	What        string        // its kind, as last corrected
	Named       string        // the day or the sum that the event names itself
	Recorded    string        // by whom
	At          template.HTML // when it was recorded
	Corrections []dsar.Event
	Void        bool // a correction says that it never happened
	Now         dsar.Event
	Correctable bool
	w           words
	zone        string   // the reader's
	Moved       []string // the dates that moved with the rules, and which rules
}

// Changed reports whether a correction gave it another kind or day.
func (h historyItem) Changed() bool {
	return !h.Void && (h.Now.Kind != h.Kind || h.Now.On != h.On)
}

// historyOf lists the events in the order recorded, each with its corrections.
func (w words) historyOf(events []dsar.Event, reader, zone string) []historyItem {
	effective := make(map[string]*dsar.Event, len(events))
	happened := dsar.Effective(events)
	for i := range happened {
		effective[happened[i].ID] = &happened[i]
	}
	list := make([]historyItem, 0, len(events))
	for _, e := range events {
		if e.Kind == dsar.EventCorrection {
			i := slices.IndexFunc(list, func(h historyItem) bool { return h.ID == e.Details.Corrects })
			if i >= 0 {
				list[i].Corrections = append(list[i].Corrections, e)
			}
			continue
		}
		now, void, shown := dsar.Event{}, true, e
		if found := effective[e.ID]; found != nil {
			now, void, shown = *found, false, *found
		}
		list = append(list, historyItem{
			Event: e, Day: timeElement(w.lang, shown.On, i18n.Long), What: w.t("event." + string(shown.Kind)),
			Named: w.named(shown.Details), Recorded: w.t("history.by_" + byWhom(e, reader)), At: instantElement(w.lang, e.RecordedAt, zone),
			Now: now, Void: void, Correctable: e.Kind != dsar.EventComplaintLodged && e.Kind != dsar.EventLawChanged,
			w: w, zone: zone,
		})
	}
	return list
}

// named words the day or the sum of money that an event names itself, "" if none.
func (w words) named(d dsar.Details) string {
	switch {
	case !d.Until.IsZero():
		return w.t("history.until", "On", d.Until)
	case d.Amount != 0:
		sum := dsar.FormatAmount(d.Amount)
		if w.lang != "en" {
			sum = strings.Replace(sum, ".", ",", 1)
		}
		return sum + " " + d.Currency
	}
	return ""
}

func byWhom(e dsar.Event, reader string) string {
	switch {
	case e.ActorID == "" || e.Details.Automatic:
		return "program"
	case e.ActorID == reader:
		return "you"
	}
	return "other"
}
