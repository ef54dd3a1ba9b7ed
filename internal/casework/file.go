package casework

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse/internal/dsar"
	"recourse/internal/law"
)

// NewRequest files a request as a draft. Either SubjectID or Subject.Name is given.
type NewRequest struct {
	ControllerID string
	Rights       []dsar.Right
	Regime       string   // id or alias; "" takes the first proposal, unless it is only possible
	AlsoRegimes  []string // ids or aliases of further laws that it rests on
	Region       string   // "" derives it from the controller
	TimeZone     string   // "" derives it from the controller
	Language     string   // "" takes the actor's
	Channel      dsar.Channel
	Details      string // what is wrong and what is right (rectification), or the grounds (objection, restriction)
	SubjectID    string
	Subject      SubjectInput
	Answers      dsar.LawAnswers // kept with the proposals that they lead to
}

// SubjectInput is the data subject as typed by a person.
type SubjectInput struct {
	Name        string
	Email       string
	Address     string
	Country     string
	Identifiers string
}

// Question asks which law governs.
type Question struct {
	ControllerID string
	Country      string // of the data subject's residence, "" if unknown
	Rights       []dsar.Right
	Answers      dsar.LawAnswers
	// Facts may say more than the directory knows: establishments, representatives,
	// targets, sector. Lists are added to those of the directory, the sector takes the
	// place of the one there; its other fields are ignored.
	Facts law.Question
}

// ProposeRegimes returns the regimes that may govern, the likeliest first, each
// with its reason, for a person to confirm. It returns [dsar.CodeInvalid] naming the
// field for an answer that is not known.
func (s *Service) ProposeRegimes(ctx context.Context, a Actor, q Question) (Proposals, error) {
	c, err := s.Store.Controller(ctx, a.WorkspaceID, q.ControllerID)
	if err != nil {
		return Proposals{}, err
	}
	q.Answers = tidyAnswers(q.Answers)
	if problems := answerProblems(q.Answers); len(problems) > 0 {
		return Proposals{}, dsar.InvalidFields(problems...)
	}
	known := LawQuestion(factsOf(c, q.Country, q.Answers), q.Rights)
	known.Establishments = slices.Concat(known.Establishments, q.Facts.Establishments)
	known.Representatives = slices.Concat(known.Representatives, q.Facts.Representatives)
	known.Sector = cmp.Or(q.Facts.Sector, known.Sector)
	at := s.targetingAt(known)
	q.Answers.TargetingAt = at
	known.Targets = slices.Concat(LawQuestion(factsOf(c, q.Country, q.Answers), q.Rights).Targets, q.Facts.Targets)
	return Proposals{Laws: s.proposeLaws(known, q.Answers), TargetingAt: at}, nil
}

const maxSubjects = 200

// Subjects lists the workspace's data subjects by name, at most 200.
func (s *Service) Subjects(ctx context.Context, a Actor) ([]dsar.Subject, error) {
	return s.Store.Subjects(ctx, a.WorkspaceID, maxSubjects)
}

// CreateRequest files a draft. It returns [dsar.CodeInvalid] naming the field for
// an unknown controller, right, regime, language, region or zone.
func (s *Service) CreateRequest(ctx context.Context, a Actor, in NewRequest) (RequestView, error) {
	if err := mayWrite(a); err != nil {
		return RequestView{}, err
	}
	controller, err := s.Store.Controller(ctx, a.WorkspaceID, in.ControllerID)
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		return RequestView{}, dsar.Invalid("controller_id", "error.request.controller", nil)
	}
	if err != nil {
		return RequestView{}, err
	}
	subject, fresh, err := s.subjectFor(ctx, a, in)
	if err != nil {
		return RequestView{}, err
	}
	r, err := s.draft(a, in, controller, subject)
	if err != nil {
		return RequestView{}, err
	}
	if err := s.insertRequest(ctx, &r, subject, fresh); err != nil {
		return RequestView{}, err
	}
	return s.draftView(ctx, a, r, controller, subject)
}

// draftView is [Service.Request] of a request that was filed just now: nothing has
// happened to it yet, so there is nothing to read about it.
func (s *Service) draftView(ctx context.Context, a Actor, r dsar.Request, controller dsar.Controller, subject dsar.Subject) (RequestView, error) {
	v := RequestView{
		Request: r, Controller: controller, Subject: subject, Today: s.dayIn(r.TimeZone), ReaderDay: s.dayIn(a.TimeZone), Findings: []FindingView{},
	}
	if err := s.computeView(&v); err != nil {
		return RequestView{}, err
	}
	if err := s.loadHold(ctx, &v); err != nil {
		return RequestView{}, err
	}
	v.Next = nextOf(v)
	return v, nil
}

// A random reference is taken already about once in 27,000,000,000 requests; three
// tries are plenty.
const referenceTries = 3

// insertRequest stores the draft, and the data subject if they are new, under a
// fresh id and reference.
func (s *Service) insertRequest(ctx context.Context, r *dsar.Request, subject dsar.Subject, fresh bool) (err error) {
	for range referenceTries {
		r.ID = newID()
		if r.Reference, err = dsar.NewReference(rand.Reader); err != nil {
			return err
		}
		if fresh {
			err = s.Store.InsertRequestOf(ctx, subject, *r)
		} else {
			err = s.Store.InsertRequest(ctx, *r)
		}
		if dsar.CodeOf(err) != dsar.CodeConflict {
			return err
		}
	}
	return err
}

func (s *Service) draft(a Actor, in NewRequest, controller dsar.Controller, subject dsar.Subject) (dsar.Request, error) {
	region, zone := s.placeOf(controller)
	r := dsar.Request{
		WorkspaceID: a.WorkspaceID, ControllerID: controller.ID, SubjectID: subject.ID, Rights: orderedRights(in.Rights),
		Regime: in.Regime, AlsoRegimes: in.AlsoRegimes, Region: cmp.Or(strings.ToUpper(strings.TrimSpace(in.Region)), region), TimeZone: cmp.Or(in.TimeZone, zone),
		Language: cmp.Or(in.Language, a.Language), Channel: cmp.Or(in.Channel, dsar.ChannelEmail),
		Details:   strings.TrimSpace(in.Details),
		CreatedAt: s.now(), CreatedBy: a.UserID, Version: 1,
		Projection: dsar.Projection{Status: dsar.StatusDraft, NextAction: dsar.ActionSend},
	}
	answers := tidyAnswers(in.Answers)
	facts := factsOf(controller, subject.Country, answers)
	if facts.Targeting != dsar.TargetingUnknown {
		facts.TargetingAt = s.targetingAt(LawQuestion(facts, r.Rights))
	}
	proposals := s.proposeLaws(LawQuestion(facts, r.Rights), facts.LawAnswers)
	r.Basis = basisOf(facts, proposals)
	if r.Regime == "" {
		if len(proposals) == 0 || proposals[0].Strength == law.Possible {
			return r, dsar.Invalid("regime", "error.request.regime_missing", map[string]any{"Known": strings.Join(s.requestRegimes(), ", ")})
		}
		r.Regime = proposals[0].Regime
	}
	problems := append(s.rightsProblems(in.Rights), s.placeProblems(&r)...)
	problems = append(problems, s.alsoProblems(&r)...)
	problems = append(problems, answerProblems(answers)...)
	if utf8.RuneCountInString(r.Details) > maxText || !cleanText(r.Details) {
		problems = append(problems, tooLong("details", maxText))
	}
	if len(problems) > 0 {
		return r, dsar.InvalidFields(problems...)
	}
	return r, nil
}

// orderedRights puts the rights in the order of the articles, each once, so that
// access comes before erasure however they were ticked.
func orderedRights(rights []dsar.Right) []dsar.Right {
	var ordered []dsar.Right
	for _, right := range dsar.Rights() {
		if slices.Contains(rights, right) {
			ordered = append(ordered, right)
		}
	}
	return ordered
}

func (s *Service) rightsProblems(rights []dsar.Right) []dsar.Problem {
	if len(rights) == 0 {
		return []dsar.Problem{{Field: "rights", Key: "error.request.rights", Args: map[string]any{"Known": joinNames(dsar.Rights())}}}
	}
	for _, right := range rights {
		if !slices.Contains(dsar.Rights(), right) {
			return []dsar.Problem{unknownValue("rights", string(right), dsar.Rights())}
		}
	}
	return nil
}

// placeProblems checks regime, language, channel, region and zone, and replaces
// aliases of the law's ids by the ids themselves.
func (s *Service) placeProblems(r *dsar.Request) []dsar.Problem {
	var problems []dsar.Problem
	regime, err := s.Law.Regime(r.Regime)
	if err != nil || !canBeAskedUnder(regime) {
		problems = append(problems, unknownValue("regime", r.Regime, s.requestRegimes()))
	} else {
		r.Regime = regime.ID
		problems = append(problems, unknownRights(regime, r.Rights)...)
	}
	if region, ok := s.Law.RegionID(r.Region); ok {
		r.Region = region
	} else {
		problems = append(problems, unknownValue("holidays_region", r.Region, s.regionIDs()))
	}
	if !slices.Contains(dsar.LetterLanguages(), r.Language) {
		problems = append(problems, unknownValue("language", r.Language, dsar.LetterLanguages()))
	}
	if !slices.Contains(dsar.Channels(), r.Channel) {
		problems = append(problems, unknownValue("channel", string(r.Channel), dsar.Channels()))
	}
	if !s.knownZone(r.TimeZone) {
		problems = append(problems, dsar.Problem{Field: "time_zone", Key: "error.time_zone", Args: map[string]any{"Value": r.TimeZone}})
	}
	return problems
}

// unknownRights says which of the rights the regime does not know.
func unknownRights(regime law.Regime, rights []dsar.Right) []dsar.Problem {
	var known []string
	for _, right := range regime.Rights {
		known = append(known, right.ID)
	}
	for _, right := range rights {
		if !slices.Contains(known, string(right)) {
			return []dsar.Problem{{Field: "rights", Key: "error.request.right_of_regime", Args: map[string]any{
				"Value": string(right), "Regime": regime.ID, "Known": strings.Join(known, ", "),
			}}}
		}
	}
	return nil
}

// requestRegimes are the ids of the regimes under which a controller can be asked;
// the others are clocks of authorities and of complaints.
func (s *Service) requestRegimes() []string {
	var ids []string
	for _, regime := range s.Law.Regimes() {
		if canBeAskedUnder(regime) {
			ids = append(ids, regime.ID)
		}
	}
	return ids
}

func canBeAskedUnder(regime law.Regime) bool {
	known := dsar.Rights()
	return slices.ContainsFunc(regime.Rights, func(r law.Right) bool { return slices.Contains(known, dsar.Right(r.ID)) })
}

// subjectFor returns the data subject named by id, or the one typed and whether
// they are new. The same name and address typed again are the same person.
func (s *Service) subjectFor(ctx context.Context, a Actor, in NewRequest) (subject dsar.Subject, fresh bool, err error) {
	if in.SubjectID != "" {
		subject, err = s.Store.Subject(ctx, a.WorkspaceID, in.SubjectID)
		if dsar.CodeOf(err) == dsar.CodeNotFound {
			err = dsar.Invalid("subject_id", "error.request.subject", nil)
		}
		return subject, false, err
	}
	typed := in.Subject.tidied()
	if err := typed.check(); err != nil {
		return dsar.Subject{}, false, err
	}
	known, err := s.Store.SubjectsNamed(ctx, a.WorkspaceID, typed.Name)
	if err != nil {
		return dsar.Subject{}, false, err
	}
	for _, subject := range known {
		if typed.same(subject) {
			return subject, false, nil
		}
	}
	return dsar.Subject{
		ID: newID(), WorkspaceID: a.WorkspaceID, Name: typed.Name, Email: typed.Email, Address: typed.Address,
		Country: typed.Country, Identifiers: typed.Identifiers, CreatedAt: s.now(),
	}, true, nil
}

func (in SubjectInput) tidied() SubjectInput {
	for _, field := range []*string{&in.Name, &in.Email, &in.Address, &in.Country, &in.Identifiers} {
		*field = strings.TrimSpace(*field)
	}
	in.Country = strings.ToUpper(in.Country)
	return in
}

func (in SubjectInput) same(known dsar.Subject) bool {
	return in == SubjectInput{
		Name: known.Name, Email: known.Email, Address: known.Address, Country: known.Country, Identifiers: known.Identifiers,
	}
}

func (in SubjectInput) check() error {
	var problems []dsar.Problem
	if in.Name == "" {
		problems = append(problems, dsar.Problem{Field: "subject.name", Key: "error.subject.name"})
	}
	if utf8.RuneCountInString(in.Name) > maxName {
		problems = append(problems, tooLong("subject.name", maxName))
	}
	if in.Email != "" && !validEmail(in.Email) {
		problems = append(problems, dsar.Problem{Field: "subject.email", Key: "error.email"})
	}
	if in.Country != "" && !knownCountry(baseCountry(in.Country)) {
		problems = append(problems, dsar.Problem{Field: "subject.country", Key: "error.country", Args: map[string]any{"Value": in.Country}})
	}
	for field, value := range map[string]string{"subject.address": in.Address, "subject.identifiers": in.Identifiers} {
		if utf8.RuneCountInString(value) > maxText {
			problems = append(problems, tooLong(field, maxText))
		}
	}
	for _, value := range []string{in.Name, in.Address, in.Identifiers} {
		if !cleanText(value) {
			return dsar.Invalid("subject", "error.text", nil)
		}
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

// baseCountry is the country of a code that may name a subdivision, "US-CA".
func baseCountry(code string) string {
	country, _, _ := strings.Cut(code, "-")
	return country
}
