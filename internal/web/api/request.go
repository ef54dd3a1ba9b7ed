package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

const tagRequests = "Requests"

func (h *handler) addRequests() {
	add(h, operation{
		id: "list-requests", method: http.MethodGet, path: "/requests", tag: tagRequests,
		summary: "List requests",
	}, h.listRequests)
	add(h, operation{
		id: "create-request", method: http.MethodPost, path: "/requests", tag: tagRequests, status: http.StatusCreated,
		summary: "File a request as a draft",
	}, h.createRequest)
	add(h, operation{
		id: "get-request", method: http.MethodGet, path: "/requests/{id}", tag: tagRequests,
		summary: "Read a request with its dates and the reasons for them",
	}, h.getRequest)
	add(h, operation{
		id: "erase-request", method: http.MethodDelete, path: "/requests/{id}", tag: tagRequests, status: http.StatusNoContent,
		summary: "Delete a request with everything that belongs to it, for good",
	}, h.eraseRequest)
	add(h, operation{
		id: "propose-regimes", method: http.MethodPost, path: "/regime-proposals", tag: tagRequests,
		summary: "Ask which law may govern a request",
	}, h.proposeRegimes)
	add(h, operation{
		id: "list-subjects", method: http.MethodGet, path: "/subjects", tag: tagRequests,
		summary: "List the data subjects by name",
	}, h.listSubjects)
	add(h, operation{
		id: "get-today", method: http.MethodGet, path: "/today", tag: tagRequests,
		summary: "What waits, what is late and what comes next",
	}, h.getToday)
	h.addSubjects()
	h.addEvents()
}

type requestQuery struct {
	Status       statusName `query:"status"`
	Overdue      bool       `query:"overdue" doc:"true: only those whose last lawful day has passed without an answer"`
	Open         bool       `query:"open" doc:"true: everything but closed"`
	Needs        bool       `query:"needs" doc:"true: only what waits for you and not for the calendar"`
	ControllerID string     `query:"controller_id"`
	Right        rightName  `query:"right"`
	Regime       string     `query:"regime" doc:"Id or alias"`
	Q            string     `query:"q" maxLength:"200" doc:"Reference, or beginnings of words of the controller's or data subject's name"`
	Sort         sortName   `query:"sort" doc:"Requests without a due date come last when sorted by it"`
	Limit        int        `query:"limit" minimum:"1" maximum:"100" doc:"25 if it is not given"`
	Cursor       string     `query:"cursor" doc:"next_cursor of the page before"`
}

func (h *handler) listRequests(ctx context.Context, a casework.Actor, in *requestQuery) (*bodyOf[page[requestBrief]], error) {
	regime, err := h.regimeID(in.Regime)
	if err != nil {
		return nil, err
	}
	found, err := h.Service.Requests(ctx, a, casework.RequestQuery{
		Status: dsar.Status(in.Status), Overdue: in.Overdue, Open: in.Open, Needs: in.Needs, ControllerID: in.ControllerID,
		Right: dsar.Right(in.Right), Regime: regime, Q: in.Q,
		Sort: casework.RequestSort(in.Sort), Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	return &bodyOf[page[requestBrief]]{pageOf(found, requestBriefOf)}, nil
}

type newRequestInput struct {
	Body struct {
		ControllerID string      `json:"controller_id"`
		Rights       []rightName `json:"rights" nullable:"false" minItems:"1" doc:"access together with erasure means: access first, then erasure"`
		Regime       string      `json:"regime,omitempty" doc:"Id or alias; without it the likeliest is taken"`
		AlsoRegimes  []string    `json:"also_regimes,omitempty" doc:"Ids or aliases of further laws that the request rests on"`
		LawAnswers
		Region    string         `json:"holidays_region,omitempty" doc:"Without it that of the controller"`
		TimeZone  string         `json:"time_zone,omitempty" doc:"IANA name; without it that of the controller"`
		Language  letterLanguage `json:"language,omitempty" doc:"Of the letters; without it the account's"`
		Channel   channelName    `json:"channel,omitempty" doc:"email if it is not given"`
		Details   string         `json:"details,omitempty" doc:"The person's own words: what is wrong and what is right, or the grounds"`
		SubjectID string         `json:"subject_id,omitempty" doc:"An existing data subject; otherwise give subject"`
		Subject   *subjectBody   `json:"subject,omitempty"`
	}
}

type subjectBody struct {
	Name        string `json:"name"`
	Email       string `json:"email,omitempty"`
	Address     string `json:"address,omitempty" doc:"Postal address, several lines"`
	Country     string `json:"country,omitempty" doc:"Of residence, ISO 3166-1 alpha-2"`
	Identifiers string `json:"identifiers,omitempty" doc:"What lets the controller find the data"`
}

func (h *handler) createRequest(ctx context.Context, a casework.Actor, in *newRequestInput) (*created[requestShape], error) {
	b := in.Body
	filed := casework.NewRequest{
		ControllerID: b.ControllerID, Rights: rightsOf(b.Rights), Regime: b.Regime, AlsoRegimes: b.AlsoRegimes, Region: b.Region, TimeZone: b.TimeZone,
		Language: string(b.Language), Channel: dsar.Channel(b.Channel), Details: b.Details, SubjectID: b.SubjectID,
		Answers: b.answers(),
	}
	if filed.Channel == "" {
		filed.Channel = dsar.ChannelEmail
	}
	if b.Subject != nil {
		filed.Subject = casework.SubjectInput(*b.Subject)
	}
	if filed.Language == "" {
		// Accept-Language is about this answer; the letters follow the account.
		a.Language = callerOf(ctx).account.User.Settings.Language
	}
	v, err := h.Service.CreateRequest(ctx, a, filed)
	if err != nil {
		return nil, err
	}
	return h.createdRequest(ctx, v), nil
}

// createdRequest is the answer to whatever adds to a request and shows it.
func (h *handler) createdRequest(ctx context.Context, v casework.RequestView) *created[requestShape] {
	return &created[requestShape]{
		Location: root + "/requests/" + v.Request.ID, ETag: etag(v.Request.Version), Body: h.requestOf(v, languageOf(ctx)),
	}
}

// RequestByID names one request in the address.
type RequestByID struct {
	ID string `path:"id" doc:"Id or public reference"`
}

func (h *handler) getRequest(ctx context.Context, a casework.Actor, in *RequestByID) (*tagged[requestShape], error) {
	v, err := h.Service.Request(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &tagged[requestShape]{ETag: etag(v.Request.Version), Body: h.requestOf(v, languageOf(ctx))}, nil
}

func (h *handler) eraseRequest(ctx context.Context, a casework.Actor, in *ByID) (*none, error) {
	return nil, h.Service.EraseRequest(ctx, a, in.ID)
}

type regimeQuestion struct {
	Body struct {
		ControllerID string      `json:"controller_id"`
		Country      string      `json:"country,omitempty" doc:"Where the data subject lives, ISO 3166-1 alpha-2"`
		Rights       []rightName `json:"rights,omitempty" nullable:"false"`

		Establishments  []string `json:"establishments,omitempty" nullable:"false" maxItems:"50" doc:"Further places where the controller is established, beside those of the directory, the main one in the EEA first"`
		Representatives []string `json:"representatives,omitempty" nullable:"false" maxItems:"50" doc:"Places for which it has named a representative (GDPR Art. 27), beside those of the directory"`
		Targets         []string `json:"targets,omitempty" nullable:"false" maxItems:"50" doc:"Places whose people it is known to address or to watch (GDPR Art. 3(2))"`
		Sector          string   `json:"sector,omitempty" enum:"public-body,federal-body,police,intelligence,eu-institution,health,telecom,post,finance,transport,church" doc:"Kind of controller; left out for what the directory says"`
		LawAnswers
	}
}

type competenceShape struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Role    string `json:"role" enum:"alone,local,lead,one_of"`
	Text    string `json:"text" doc:"Why it is competent, in words"`
	Article string `json:"article"`
}

type proposalShape struct {
	Regime  string `json:"regime"`
	Name    string `json:"name"`
	Reason  string `json:"reason" doc:"Stable name of the reason"`
	Text    string `json:"text" doc:"The reason in words"`
	Article string `json:"article"`
	Link    string `json:"link"`
	Verify  bool   `json:"verify"`

	Strength    string            `json:"strength" enum:"sure,likely,possible"`
	Abroad      bool              `json:"abroad" doc:"The controller has no establishment where the law applies"`
	Authorities []competenceShape `json:"authorities" nullable:"false" doc:"Those that can deal with a complaint, the one to turn to first"`
}

// proposalsShape is the answer to a question which law may govern.
type proposalsShape struct {
	Items       []proposalShape `json:"items" nullable:"false"`
	TargetingAt string          `json:"targeting_at" doc:"The country where it decides whether the controller offers something to people there or watches what they do; ask again with targeting. Empty where it decides nothing"`
}

func competencesOf(list []law.Competence, lang string) []competenceShape {
	shapes := make([]competenceShape, 0, len(list))
	for _, c := range list {
		shapes = append(shapes, competenceShape{
			ID: c.Authority.ID, Name: c.Authority.Name, Role: string(c.Role), Text: c.Text(lang), Article: c.Article.Cite(lang),
		})
	}
	return shapes
}

func (h *handler) proposeRegimes(ctx context.Context, a casework.Actor, in *regimeQuestion) (*bodyOf[proposalsShape], error) {
	proposals, err := h.Service.ProposeRegimes(ctx, a, casework.Question{
		ControllerID: in.Body.ControllerID, Country: in.Body.Country, Rights: rightsOf(in.Body.Rights),
		Facts: law.Question{
			Establishments: in.Body.Establishments, Representatives: in.Body.Representatives, Targets: in.Body.Targets,
			Sector: law.Sector(in.Body.Sector),
		},
		Answers: in.Body.answers(),
	})
	if err != nil {
		return nil, err
	}
	out := proposalsShape{Items: []proposalShape{}, TargetingAt: proposals.TargetingAt}
	for _, p := range proposals.Laws {
		regime, err := h.Law.Regime(p.Regime)
		if err != nil {
			return nil, err
		}
		lang := languageOf(ctx)
		out.Items = append(out.Items, proposalShape{
			Regime: p.Regime, Name: regime.Name(lang), Reason: p.Reason, Text: p.Text(lang),
			Article: citation(p.Article), Link: p.Article.Link, Verify: p.Verify,
			Strength: string(p.Strength), Abroad: p.Abroad, Authorities: competencesOf(p.Authorities, lang),
		})
	}
	return &bodyOf[proposalsShape]{out}, nil
}

type subjectShape struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	Email       string  `json:"email"`
	Address     string  `json:"address"`
	Country     string  `json:"country"`
	Identifiers string  `json:"identifiers"`
	CreatedAt   *string `json:"created_at" format:"date-time"`
}

func subjectOf(s dsar.Subject) subjectShape {
	return subjectShape{
		ID: s.ID, Name: s.Name, Email: s.Email, Address: s.Address, Country: s.Country,
		Identifiers: s.Identifiers, CreatedAt: instant(s.CreatedAt),
	}
}

func (h *handler) listSubjects(ctx context.Context, a casework.Actor, _ *none) (*bodyOf[list[subjectShape]], error) {
	subjects, err := h.Service.Subjects(ctx, a)
	if err != nil {
		return nil, err
	}
	return &bodyOf[list[subjectShape]]{listOf(subjects, subjectOf)}, nil
}

type todayShape struct {
	Day         *string          `json:"day" format:"date" doc:"The reader's"`
	Waiting     []requestBrief   `json:"waiting" nullable:"false" doc:"Wait for the reader, at most 20"`
	Late        []requestBrief   `json:"late" nullable:"false" doc:"At most 20"`
	Next        []requestBrief   `json:"next" nullable:"false" doc:"Due in the coming 31 days, at most 50"`
	Silent      []ComplaintBrief `json:"silent" nullable:"false" doc:"The authority has been silent too long"`
	Upcoming    []ComplaintBrief `json:"upcoming" nullable:"false" doc:"The authority's date lies in the coming 31 days"`
	MoreWaiting bool             `json:"more_waiting"`
	MoreLate    bool             `json:"more_late"`
	MoreNext    bool             `json:"more_next"`
	MailOff     bool             `json:"mail_off" doc:"No SMTP is configured: reminders stand here only"`
	Pending     int              `json:"pending_reminders"`
}

func (h *handler) getToday(ctx context.Context, a casework.Actor, _ *none) (*bodyOf[todayShape], error) {
	v, err := h.Service.Today(ctx, a)
	if err != nil {
		return nil, err
	}
	return &bodyOf[todayShape]{todayShape{
		Day: day(v.Day), Waiting: convert(v.Waiting, requestBriefOf), Late: convert(v.Late, requestBriefOf),
		Next: convert(v.Next, requestBriefOf), Silent: convert(v.Silent, complaintBriefOf),
		Upcoming: convert(v.Upcoming, complaintBriefOf), MoreWaiting: v.More.Waiting, MoreLate: v.More.Late,
		MoreNext: v.More.Next, MailOff: v.MailOff, Pending: v.Pending,
	}}, nil
}
