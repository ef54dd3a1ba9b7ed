package letter

import (
	"fmt"
	"slices"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// Law returns the words of the regime. A word that does not exist is an error.
func (v *view) Law() map[string]string { return v.law.Words }

// Items returns what an answer to access has to contain.
func (v *view) Items() []string { return v.law.Items }

// Period says when the answer on the right is due; "" if nothing is to be said.
func (v *view) Period(right dsar.Right) string { return v.law.Periods[right] }

// OtherPeriod says when the answer on a right beside those of the letter is due; ""
// if the letter's own period, which follows, says the same.
func (v *view) OtherPeriod(right dsar.Right) string {
	if period := v.Period(right); period != v.Period(asked(v.Kind)[0]) {
		return period
	}
	return ""
}

// Asks reports whether the request exercises the right.
func (v *view) Asks(right dsar.Right) bool { return slices.Contains(v.Rights, right) }

// AccessThenErasure reports whether erasure waits for access.
func (v *view) AccessThenErasure() bool {
	return v.Asks(dsar.RightAccess) && v.Asks(dsar.RightErasure)
}

// Also returns the rights a request letter asks for beside those of its kind.
// Access and erasure never come in this way into a letter that asks for one of
// them: together they are a letter of their own, in which erasure waits.
func (v *view) Also() []dsar.Right {
	own := asked(v.Kind)
	sequenced := slices.Contains(own, dsar.RightAccess) || slices.Contains(own, dsar.RightErasure)
	var also []dsar.Right
	for _, right := range v.Rights {
		apart := sequenced && (right == dsar.RightAccess || right == dsar.RightErasure)
		if !apart && !slices.Contains(own, right) {
			also = append(also, right)
		}
	}
	return also
}

// Own cites the provisions of the letter's own rights: "Articles 15 and 17 GDPR".
func (v *view) Own() string { return v.cite(asked(v.Kind), v.law.Cite.One, v.law.Cite.Many) }

// Cites cites the provisions of all rights of the request.
func (v *view) Cites() string { return v.cite(v.Rights, v.law.Cite.One, v.law.Cite.Many) }

// Under cites them after "under".
func (v *view) Under() string { return v.cite(v.Rights, v.law.Cite.UnderOne, v.law.Cite.UnderMany) }

// UnderRight cites the provisions of one right after "under".
func (v *view) UnderRight(right dsar.Right) string {
	return v.cite([]dsar.Right{right}, v.law.Cite.UnderOne, v.law.Cite.UnderMany)
}

func (v *view) cite(rights []dsar.Right, one, many string) string {
	var articles []string
	for _, right := range rights {
		for _, article := range v.law.Articles[right] {
			if !slices.Contains(articles, article) {
				articles = append(articles, article)
			}
		}
	}
	if len(articles) == 0 {
		articles = []string{v.law.Words["name"]}
	}
	if len(articles) == 1 {
		return strings.Replace(one, "{}", articles[0], 1)
	}
	return strings.Replace(many, "{}", listed(articles, v.words.And), 1)
}

// Appeal cites what provides for an appeal to the controller itself; "" if nothing is
// known to.
func (v *view) Appeal() string {
	if v.Terms == nil {
		return ""
	}
	return v.Terms.Appeal
}

// LateDays returns by how many days the answer is late on the day of the first
// reply, or on the date of the letter without one. It counts from Due, so that the letter
// agrees with its own dates; without either day it is DaysLate.
func (v *view) LateDays() int {
	if day := v.answerDay(); !v.Due.IsZero() && !day.IsZero() {
		return v.Due.DaysUntil(day)
	}
	return v.DaysLate
}

// Late reports whether the letter may say that the answer is late: DaysLate says
// so, the letter's own dates agree, and the day has been reached from which on every
// reading of the period agrees.
func (v *view) Late() bool {
	if v.DaysLate <= 0 || v.Due.IsZero() || v.LateDays() <= 0 {
		return false
	}
	return v.ComplaintFrom.IsZero() || !v.answerDay().Before(v.ComplaintFrom)
}

// FirstOn returns the day of the first reply; zero if there was none.
func (v *view) FirstOn() civil.Date {
	if v.FirstReplyOn.IsZero() {
		return v.ReplyOn
	}
	return v.FirstReplyOn
}

// RepliedTwice reports whether the reply that is spoken of was not the first.
func (v *view) RepliedTwice() bool { return v.FirstOn() != v.ReplyOn }

func (v *view) answerDay() civil.Date {
	if first := v.FirstOn(); !first.IsZero() {
		return first
	}
	return v.Today
}

// Running reports whether the last lawful day is still to come, or is today.
func (v *view) Running() bool {
	return !v.Due.IsZero() && !v.Today.IsZero() && !v.Due.Before(v.Today)
}

// Since reports whether the letter is dated on the day or later: for provisions
// that apply from a day on. An undated letter is older than all of them.
func (v *view) Since(day string) (bool, error) {
	d, err := civil.Parse(day)
	return !v.Today.Before(d), err
}

// Found reports whether a point with the key is among the confirmed ones.
func (v *view) Found(key string) bool {
	return slices.ContainsFunc(v.Points, func(p point) bool { return p.Key == key })
}

// Expects reports whether one of the restrictions is to be spoken against beforehand. The
// sentences rest on the GDPR, so letters under other laws do without them.
func (v *view) Expects(keys ...string) bool {
	if v.Regime != "eu-gdpr" && v.Regime != "uk-gdpr" {
		return false
	}
	return slices.ContainsFunc(keys, func(key string) bool { return slices.Contains(v.Expected, key) })
}

// Reaches is [view.Expects] for what only the GDPR of the Union says.
func (v *view) Reaches(keys ...string) bool { return v.Regime == "eu-gdpr" && v.Expects(keys...) }

// Next counts 1, 2, 3 … within a letter; Restart begins again and prints nothing.
func (v *view) Next() int { v.n++; return v.n }

// Restart lets Next begin with 1 again.
func (v *view) Restart() string { v.n = 0; return "" }

// Country returns the name of the controller's country; "" if it is not known or
// stands in the address already.
func (v *view) Country() string {
	name := v.words.Countries[strings.ToUpper(v.ControllerCountry)]
	if strings.Contains(v.ControllerAddress, name) {
		return ""
	}
	return name
}

// Unanswered, AnsweredLate and ExtendedLate report infringements that follow from
// the days alone and are not among the confirmed points already.
func (v *view) Unanswered() bool {
	return v.Late() && v.FirstOn().IsZero() && !v.Found("silence")
}

// AnsweredLate: see Unanswered.
func (v *view) AnsweredLate() bool {
	return v.Late() && !v.FirstOn().IsZero() && !v.Found("late_answer")
}

// ExtendedLate: see Unanswered. An announcement is late only after the last lawful
// day, whatever the facts call it.
func (v *view) ExtendedLate() bool {
	return !v.Due.IsZero() && v.LateExtensionOn.After(v.Due) && !v.Found("late_extension_notice")
}

// HasBreaches reports whether the complaint can name anything.
func (v *view) HasBreaches() bool {
	return v.Unanswered() || v.AnsweredLate() || v.ExtendedLate() || len(v.Infringed()) > 0
}

// Unreplied reports that the letter may say that nothing has come: no reply is known and
// a person confirmed the silence.
func (v *view) Unreplied() bool { return v.FirstOn().IsZero() && v.Found("silence") }

// Chronicle returns the history where it tells more than the opening of a letter does:
// that the request was sent, arrived and was replied to.
func (v *view) Chronicle() []HistoryLine {
	opening := []dsar.EventKind{dsar.EventSent, dsar.EventReceived, dsar.EventReplyReceived}
	if slices.ContainsFunc(v.History, func(h HistoryLine) bool { return !slices.Contains(opening, h.Kind) }) {
		return v.History
	}
	return nil
}

// Timeline returns the history, or what the dates say of it, in the order of days.
func (v *view) Timeline() []HistoryLine {
	if len(v.History) > 0 {
		return v.History
	}
	return cleanHistory([]HistoryLine{
		{On: v.SentOn, Kind: dsar.EventSent},
		{On: v.ReceivedOn, Kind: dsar.EventReceived},
		{On: v.IDAskedOn, Kind: dsar.EventIDRequested},
		{On: v.ClarificationAskedOn, Kind: dsar.EventClarificationRequested},
		{On: v.LateExtensionOn, Kind: dsar.EventExtensionNotice},
		{On: v.ReplyOn, Kind: dsar.EventReplyReceived},
		{On: v.FollowUpOn, Kind: dsar.EventFollowUpSent},
		{On: v.FinalNoticeOn, Kind: dsar.EventFinalNoticeSent},
	}, v.words)
}

// rehearse composes every letter and mail with as much and as little as possible,
// so that a template that names something unknown is found.
func (s *Set) rehearse() error {
	for _, lang := range s.manifest.Languages {
		for _, regime := range s.manifest.families() {
			if err := s.rehearseLetters(lang, regime); err != nil {
				return err
			}
		}
		if !slices.Contains(dsar.Languages(), lang) {
			continue
		}
		for _, name := range mailNames() {
			if _, err := s.mail(lang, name, everyReminder()); err != nil {
				return fmt.Errorf("mail/%s/%s.txt: %w", lang, name, err)
			}
		}
		for _, perSection := range []int{0, 1} {
			if _, err := s.Digest(everyKind(lang, perSection)); err != nil {
				return fmt.Errorf("mail/%s/%s.txt: %w", lang, mailDigest, err)
			}
		}
	}
	return nil
}

func (s *Set) rehearseLetters(lang, regime string) error {
	for _, kind := range kinds() {
		for _, f := range []Facts{everything(), nearlyNothing()} {
			f.Kind, f.Language, f.Regime = kind, lang, regime
			if _, err := s.Compose(f); err != nil {
				return fmt.Errorf("letters/%s/%s.txt for %s: %w", lang, kind, regime, err)
			}
		}
	}
	return nil
}

func nearlyNothing() Facts {
	return Facts{ControllerName: "Example Ltd", Subject: dsar.Subject{Name: "Alex Example"}, Terms: &Terms{Name: "Example Act"}}
}

func everything() Facts {
	day := civil.Must(2026, 1, 31)
	f := nearlyNothing()
	f.Reference, f.Rights, f.Details = "RC-0000-0000", dsar.Rights(), "Details"
	f.ControllerAddress, f.ControllerEmail, f.ControllerCountry = "1 Street\nTown", "privacy@example.com", "FR"
	f.Subject.Address, f.Subject.Email, f.Subject.Identifiers = "2 Street\nTown", "alex@example.org", "Customer 1"
	f.SentOn, f.ReceivedOn, f.Due, f.ReplyOn, f.ComplaintFrom = day, day, day.AddMonthsClamped(1), day.AddDays(60), day.AddDays(50)
	f.Today, f.NewDeadline, f.DaysLate = day.AddDays(365), day.AddDays(379), 32
	f.LateExtensionOn, f.IDAskedOn, f.ClarificationAskedOn = day.AddDays(40), day.AddDays(3), day.AddDays(3)
	f.FollowUpOn, f.FinalNoticeOn = day.AddDays(61), day.AddDays(80)
	f.Points = []Point{{Key: "lookback_limit", Title: "Title", Quote: "Quote", On: f.ReplyOn, Paragraphs: []string{"One.", "Two."}, Citations: []string{"Art. 1", "Art. 2"}}}
	for _, answer := range []dsar.ChecklistAnswer{dsar.ItemMissing, dsar.ItemPartly, dsar.ItemCategoriesOnly} {
		f.Points[0].Lacking = append(f.Points[0].Lacking, dsar.LackingItem{Key: dsar.ItemRecipients, Answer: answer})
	}
	for _, kind := range []string{"cliff", "late_start", "gap", "short_type"} {
		f.Points = append(f.Points, Point{Key: kind, Title: "Title", Data: &Data{
			Kind: kind, Name: "history.csv", Earliest: day, Latest: f.ReplyOn, Records: 1234, First: day, From: day, To: day,
			Boundary: day, Months: 12, Since: day, Requested: day, Received: day, Unread: true,
		}})
	}
	f.Terms = everyTerm()
	f.AuthorityName, f.AuthorityAddress = "Authority", "3 Street\nTown"
	f.History = []HistoryLine{{On: day, Kind: dsar.EventSent}}
	f.Enclosures = []string{"Enclosure"}
	return f
}

func everyTerm() *Terms {
	t := &Terms{Name: "Example Act", Complaint: "s. 9", Appeal: "s. 8", Supervised: true, Articles: map[dsar.Right][]string{}, Periods: map[dsar.Right]Period{}}
	for _, right := range dsar.Rights() {
		t.Articles[right] = []string{"s. 1", "s. 2"}
		t.Periods[right] = Period{Length: "45 days", Article: "s. 3", FromReceipt: true, Extended: "90 days", ExtensionArticle: "s. 4"}
	}
	return t
}

func everyReminder() ReminderFacts {
	return ReminderFacts{
		Days: 7, RecipientName: "Alex Example", ControllerName: "Example Ltd", AuthorityName: "Authority",
		Reference: "RC-0000-0000", Date: civil.Must(2026, 1, 31), Link: "https://recourse.example.org/requests/1",
	}
}
