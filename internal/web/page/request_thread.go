package page

import (
	"html/template"
	"iter"
	"slices"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

// thread is the conversation with its findings.
type thread struct {
	Earlier  []messageItem // shown folded
	Messages []messageItem
	Outside  []note // findings from the dates, and those whose place in a text is lost
	Total    int    // messages
	Findings int
}

// items goes through all messages, the folded ones too.
func (t *thread) items() iter.Seq[*messageItem] {
	return func(yield func(*messageItem) bool) {
		for _, list := range [][]messageItem{t.Earlier, t.Messages} {
			for i := range list {
				if !yield(&list[i]) {
					return
				}
			}
		}
	}
}

// messageItem is one message on its sheet.
type messageItem struct {
	casework.MessageView
	Number     int
	Ours       bool
	Long       bool // a letter of ours that need not be read again, shown folded
	Paragraphs []paragraph
	Parts      []part          // the paragraphs of a message that is not Long
	Facts      *mailNote       // what its bytes say, nil if it did not come as a mail
	Notes      map[string]note // by key, for the paragraphs they end in
	Dismissed  []note
	Proposed   []casework.EventProposal // what it tells of, to be confirmed
	Attached   []attachmentLine
}

// note is what the margin says about a finding.
type note struct {
	Key         string // letter on the page
	ID          string
	Version     int
	Verdict     string
	KindHref    string // the page about it, at the law of the case
	Name        string
	Condition   string // on what the verdict depends
	Explanation string
	Summary     string        // the first provisions, for the fold that holds them all
	Sources     template.HTML // provisions and decisions, as items of a list
	Status      dsar.FindingStatus
	Quote       string
	Evidence    string // the days, in words
	Placed      bool   // it has a passage in a message
	Lacking     []lackingLine
	Reason      string // what they show
	Gone        bool   // they no longer show it
	Question    *question
	ByHand      string // who added it and when; "" for one that the program found
	Reviewed    string // who decided and when
	Dismissed   string // why, in words
	Words       string // the person's own
}

// Decided reports whether a person has judged the finding.
func (n note) Decided() bool { return n.Status != dsar.FindingSuspected }

func (w words) threadOf(v casework.RequestView, me onlooker) thread {
	t := thread{Total: len(v.Messages), Findings: len(v.Findings)}
	keys := lettersOf(v)
	var items []messageItem
	for i, m := range v.Messages {
		items = append(items, w.messageItem(v, m, i+1, keys, me))
	}
	fold := foldUntil(items)
	t.Earlier, t.Messages = items[:fold], items[fold:]
	for _, f := range v.Findings {
		if f.Finding.Source == dsar.SourceText && placed(v, f.Finding) {
			continue
		}
		t.Outside = append(t.Outside, w.noteOf(v, f, keys[f.Finding.ID], me))
	}
	return t
}

// lettersOf gives every finding its letter: in the order of the messages, then of
// the text. Dismissed ones keep theirs, so that a letter means the same thing
// before and after a decision.
func lettersOf(v casework.RequestView) map[string]string {
	keys := make(map[string]string, len(v.Findings))
	next := func(id string) {
		if keys[id] == "" {
			keys[id] = letterKey(len(keys))
		}
	}
	for _, m := range v.Messages {
		for _, f := range m.Findings {
			next(f.Finding.ID)
		}
	}
	for _, f := range v.Findings {
		next(f.Finding.ID)
	}
	return keys
}

// placed reports whether the finding's bytes fit the text of its message.
func placed(v casework.RequestView, f dsar.Finding) bool {
	for _, m := range v.Messages {
		if m.Message.ID == f.MessageID {
			return passage{Start: f.Start, End: f.End}.valid(m.Message.Text)
		}
	}
	return false
}

func (w words) messageItem(v casework.RequestView, m casework.MessageView, number int, keys map[string]string, me onlooker) messageItem {
	item := messageItem{MessageView: m, Number: number, Ours: m.Message.Direction == dsar.DirectionOut, Notes: map[string]note{}}
	var passages []passage
	for _, f := range m.Findings {
		n := w.noteOf(v, f, keys[f.Finding.ID], me)
		if f.Finding.Status == dsar.FindingDismissed {
			item.Dismissed = append(item.Dismissed, n)
			continue
		}
		item.Notes[n.Key] = n
		label := w.t("finding.ref", "Key", n.Key, "Verdict", w.t("verdict."+n.Verdict), "Name", n.Name)
		passages = append(passages, passage{Key: n.Key, Verdict: n.Verdict, Label: label, Start: f.Finding.Start, End: f.Finding.End})
	}
	item.Paragraphs = layOutFolded(m.Message.Text, passages, foldable(v.SetApart(m.Message)))
	item.Parts = partsOf(item.Paragraphs)
	item.Long = item.Ours && len(m.Message.Text) > longLetter
	return item
}

// longLetter is the number of bytes from which a letter of ours is folded: its
// reader wrote it.
const longLetter = 900

func (w words) noteOf(v casework.RequestView, f casework.FindingView, key string, me onlooker) note {
	j := f.Kind.Judgement(v.Request.Regime)
	n := note{
		Key: key, ID: f.Finding.ID, Version: f.Finding.Version, Verdict: f.Finding.Verdict, KindHref: kindHref(f.Kind, v.Request.Regime),
		Name: i18n.Typeset(w.lang, f.Kind.Name(w.lang)), Condition: i18n.Typeset(w.lang, j.Condition(w.lang)),
		Explanation: i18n.Typeset(w.lang, f.Kind.Explanation(w.lang)),
		Summary:     w.summary(j.Citations), Sources: w.citations(j.Citations) + "\n" + w.precedents(f.Kind.Precedents),
		Status: f.Finding.Status, Quote: f.Finding.Quote, Evidence: w.daysOf(f.Finding), Placed: f.Finding.Source == dsar.SourceText, Lacking: w.lackingOf(f.Finding), Reason: w.reasonOf(f.Finding), Gone: f.Gone,
		Question: w.questionOf(f, me), Words: f.Finding.Note,
	}
	if f.Finding.ByHand() {
		n.ByHand = w.said(f.Finding.AddedBy, f.Finding.AddedAt, me)
	}
	if n.Decided() {
		n.Reviewed = w.said(f.Finding.ReviewedBy, f.Finding.ReviewedAt, me)
	}
	if reason := f.Finding.DismissedFor; reason != "" {
		n.Dismissed = w.t("finding.reasons." + string(reason))
	}
	return n
}

// daysOf words the days of a finding from events: "request (28 Oct 2026) and reply (17
// Dec 2026)".
func (w words) daysOf(f dsar.Finding) string {
	var days []string
	for _, d := range f.Days() {
		on := i18n.FormatDate(w.lang, d.On, i18n.Medium)
		if d.What != "" {
			on = w.t("finding.day", "What", w.t("finding.days."+d.What), "On", on)
		}
		days = append(days, on)
	}
	return i18n.Join(w.lang, days)
}

// reasonOf says in a sentence what the days show, "" for a finding in a text.
func (w words) reasonOf(f dsar.Finding) string {
	if reason := f.Reason(); reason != "" {
		return w.t("finding.reason." + reason)
	}
	return w.dataSentence(f)
}

// foldUntil is how many messages at the beginning are folded away: those before
// the last that came in and before the first that waits to be judged.
func foldUntil(items []messageItem) int {
	waits := slices.IndexFunc(items, func(m messageItem) bool {
		return slices.ContainsFunc(m.Findings, func(f casework.FindingView) bool {
			return f.Finding.Status == dsar.FindingSuspected && f.Finding.Verdict != "lawful"
		})
	})
	fold := len(items) - 1
	for i := range items {
		if !items[i].Ours {
			fold = i
		}
	}
	if waits >= 0 {
		fold = min(fold, waits)
	}
	if fold < 2 { // one message is shorter than the line that hides it
		return 0
	}
	return fold
}
