package letter

import (
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// Facts are what a letter can speak of. Kind, Language, Regime, ControllerName and
// Subject.Name are required; everything else may be missing, and then the letter
// does not speak of it.
type Facts struct {
	Kind      dsar.LetterKind
	Language  string // one of [Set.Languages]
	Reference string // ours, "RC-4F7K-29QX"
	Regime    string // id of package law, "eu-gdpr"

	// Rights are those the request exercises. A request letter asks for the right
	// of its kind first and then for the others; later letters name them. Empty
	// means the right of Kind, and access for kinds that are no request.
	Rights []dsar.Right

	ControllerName    string
	ControllerAddress string // several lines
	ControllerEmail   string
	ControllerCountry string // ISO 3166-1 alpha-2; printed by its name in the complaint
	Subject           dsar.Subject

	// AnswerTo is the mail address at which answers find this request, "" where there is
	// none but the person's own. KeepReference: it is not the request's alone, so that the
	// letter asks to keep the reference in the subject.
	AnswerTo      string
	KeepReference bool

	// Details are the person's own words on what is wrong and what is right
	// (rectification), or the grounds (objection, restriction); several lines.
	Details string

	Today      civil.Date // date of the letter
	SentOn     civil.Date // the request was sent
	ReceivedOn civil.Date // the request reached the controller
	Due        civil.Date // last lawful day, with extension and pause; zero: the law gives none

	// DaysLate is how many days after Due the first reply came, or without a reply
	// have passed until Today. 0 or less: the letter does not say that anybody is late.
	DaysLate int

	ReplyOn              civil.Date // the reply that is answered or complained about
	FirstReplyOn         civil.Date // the first reply, if that was another; lateness is counted to it
	NewDeadline          civil.Date // set by the writer
	ComplaintFrom        civil.Date // first day on which every reading allows a complaint
	LateExtensionOn      civil.Date // an extension was announced, after Due; the letter is silent on any other
	IDAskedOn            civil.Date // identification was demanded
	ClarificationAskedOn civil.Date // the controller asked what exactly is wanted
	FollowUpOn           civil.Date // the follow-up was sent
	FinalNoticeOn        civil.Date // the last notice was sent

	Points []Point // the restrictions a person confirmed

	// Expected are the keys of restrictions that the controller is known for; a request
	// letter under the GDPR and the UK GDPR speaks against them beforehand, without
	// saying that the controller imposes them.
	Expected []string

	// Terms are what the letter may say of a law that has no letters of its own; they
	// are required for such a regime and ignored for the others.
	Terms *Terms

	AuthorityName    string // "" lets the regime name it
	AuthorityAddress string // several lines
	History          []HistoryLine
	Enclosures       []string // beside those that follow from the dates
}

// Terms are what the law data say of a regime, in the language of the letter. A letter
// about a law that has no letters of its own says nothing of it beyond them.
type Terms struct {
	Name string // what the law is called
	// Articles are the citations of each right, in full: "LGPD art. 19, II". A right
	// without one is cited by the name of the law.
	Articles map[dsar.Right][]string
	Periods  map[dsar.Right]Period // none for a right for which the law names no day
	// Complaint cites what provides for a complaint to an authority, Appeal what provides
	// for one to the controller itself; "" where the law has none or none is known.
	Complaint, Appeal string
	Supervised        bool // an authority watches over the law
}

// Period is how long an answer may take, worded in the language of the letter.
type Period struct {
	Length, Article string // "15 days", its citation
	FromReceipt     bool   // it always starts with receipt
	// Extended is the whole length after an extension, "" if the law allows none or sets
	// no limit, which OpenEnded tells apart; ExtensionArticle is the citation.
	Extended, ExtensionArticle string
	OpenEnded                  bool
}

// Point is a confirmed restriction and what is to be said about it. Points with the
// same key become one in the letter, with every quotation. The letter puts what defeats
// the right first and what rests on the same provisions together; see letters.yaml. All
// but the quotation are the program's words and are set as the language wants it.
type Point struct {
	Key      string // of the taxonomy, "lookback_limit"
	Title    string // its heading in the letter's language, which accuses nobody
	Severity int    // 1 (a nuisance) to 5 (defeats the right or cannot be undone)
	// Open: whether it is lawful depends on what the case does not show. The letter
	// then asks for these facts instead of asserting.
	Open   bool
	Quote  string // the controller's words, "" if it was seen in the events
	On     civil.Date
	Reason string // seen in the events: a Reason of package restriction, "answered_late"
	Days   []Day  // what it rests on then
	// Lacking are the items of Art. 15 that the person has not received, in the order of
	// the law.
	Lacking    []dsar.LackingItem
	Data       *Data    // seen in the data received; nil otherwise
	Paragraphs []string // legal points addressed to the controller, for the letters to it
	Citations  []string // provisions and decisions, for the complaint: "Art. 15(1) GDPR"
}

// Day is a day on which something happened that a point rests on.
type Day struct {
	On   civil.Date
	What string // a day of package restriction, "replied"
}

// HistoryLine is one dated line of what happened, for the complaint and the
// follow-up.
type HistoryLine struct {
	On   civil.Date
	Kind dsar.EventKind // gives the words in the letter's language if Text is ""
	Text string
}

// Composed is a letter ready to be read by the person whose letter it is.
type Composed struct {
	Kind     dsar.LetterKind
	Language string
	Subject  string // one line without control characters
	Body     string // plain text, paragraphs separated by a blank line, ends with one newline
	Template string // id and version, "access/en@1"
}
