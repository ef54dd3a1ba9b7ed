package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse/internal/dsar"
	"recourse/internal/restriction"
	"recourse/internal/store"
)

// FindingReview is what a person says about a finding. Only what is set is changed.
type FindingReview struct {
	// Status confirms or dismisses, or with [dsar.FindingSuspected] takes the decision
	// back.
	Status dsar.FindingStatus
	// Reason and Note say why it is dismissed; they need that status. Both may be "".
	Reason dsar.DismissReason
	Note   string
	// Answer is what the person knows of the question that decides. [NoAnswer] takes an
	// answer back.
	Answer dsar.Answer
	// Kind is the right kind where the one proposed is wrong: the finding is dismissed
	// for that reason and stays as evidence of what was proposed, and another of this
	// kind takes its place. Nothing else may be set with it but Note.
	Kind string
}

// NoAnswer takes the answer to a question back.
const NoAnswer dsar.Answer = "none"

const maxFindingNote = 500

// findingViews puts beside findings what the taxonomy and the law of the case say.
func (s *Service) findingViews(regime string, findings []dsar.Finding) []FindingView {
	views := make([]FindingView, 0, len(findings))
	for _, f := range findings {
		kind, _ := s.Detector.Kind(f.Key)
		evidence, _ := f.Data()
		views = append(views, answered(FindingView{Finding: f, Kind: kind, Gone: evidence.Gone}, regime))
	}
	return views
}

// answered gives a finding its question, and the verdict that follows from the answer.
func answered(v FindingView, regime string) FindingView {
	f := &v.Finding
	f.Found = cmp.Or(f.Found, f.Verdict)
	f.Verdict = f.Found
	v.Asked = v.Kind.Judgement(regime).Ask(restriction.Verdict(f.Found))
	if v.Asked != nil && (f.Answer == dsar.AnswerYes || f.Answer == dsar.AnswerNo) {
		f.Verdict = string(v.Asked.After(f.Answer == dsar.AnswerYes))
	}
	return v
}

// ReviewFinding confirms or dismisses a finding, or with [dsar.FindingSuspected]
// takes the decision back. version may be [AnyVersion].
func (s *Service) ReviewFinding(ctx context.Context, a Actor, findingID string, status dsar.FindingStatus, version int) (FindingView, error) {
	return s.JudgeFinding(ctx, a, findingID, FindingReview{Status: status}, version)
}

// JudgeFinding records what a person says about a finding, who and when, and returns it
// as it stands then; after a wrong kind it is the finding that took its place. version
// may be [AnyVersion]. It returns [dsar.CodeInvalid] for what is not known or does not
// fit together.
func (s *Service) JudgeFinding(ctx context.Context, a Actor, findingID string, in FindingReview, version int) (FindingView, error) {
	if err := mayWrite(a); err != nil {
		return FindingView{}, err
	}
	if err := s.checkReview(in); err != nil {
		return FindingView{}, err
	}
	f, err := s.Store.Finding(ctx, a.WorkspaceID, findingID)
	if err != nil {
		return FindingView{}, err
	}
	version = orAny(version, f.Version)
	r, err := s.Store.Request(ctx, a.WorkspaceID, f.RequestID)
	if err != nil {
		return FindingView{}, err
	}
	if in.Kind != "" {
		return s.rightKind(ctx, a, r, f, in, version)
	}
	before := s.findingViews(r.Regime, []dsar.Finding{f})[0]
	if in.Answer != "" && in.Answer != NoAnswer && before.Asked == nil {
		return FindingView{}, dsar.Invalid("answer", "error.finding.no_question", nil)
	}
	actions := s.review(a, &f, in)
	after := s.findingViews(r.Regime, []dsar.Finding{f})[0]
	err = s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := tx.UpdateFinding(ctx, after.Finding, version); err != nil {
			return err
		}
		if in.Status != "" && before.Finding.DismissedFor == dsar.ReasonWrongKind {
			if err := s.dropReplacement(ctx, tx, a, f); err != nil {
				return err
			}
		}
		for _, action := range actions {
			if err := tx.Audit(ctx, a.WorkspaceID, a.UserID, action, f.ID, s.now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return FindingView{}, err
	}
	after.Finding.Version = version + 1
	return s.alongOne(ctx, r, after)
}

// review puts what was said into the finding and returns what the audit says of it.
func (s *Service) review(a Actor, f *dsar.Finding, in FindingReview) (actions []string) {
	if in.Status != "" {
		f.Status, f.ReviewedBy, f.ReviewedAt = in.Status, a.UserID, s.now()
		f.DismissedFor, f.Note = in.Reason, strings.TrimSpace(in.Note)
		actions = append(actions, "finding."+string(in.Status))
	}
	switch in.Answer {
	case "":
	case NoAnswer:
		f.Answer, f.AnsweredBy, f.AnsweredAt = "", a.UserID, s.now()
		actions = append(actions, "finding.answer.none")
	default:
		f.Answer, f.AnsweredBy, f.AnsweredAt = in.Answer, a.UserID, s.now()
		actions = append(actions, "finding.answer."+string(in.Answer))
	}
	return actions
}

func (s *Service) checkReview(in FindingReview) error {
	var problems []dsar.Problem
	statuses := []dsar.FindingStatus{dsar.FindingConfirmed, dsar.FindingDismissed, dsar.FindingSuspected}
	if in.Status != "" && !slices.Contains(statuses, in.Status) {
		problems = append(problems, unknownValue("status", string(in.Status), statuses))
	}
	if in.Reason != "" && !slices.Contains(dsar.DismissReasons(), in.Reason) {
		problems = append(problems, unknownValue("reason", string(in.Reason), dsar.DismissReasons()))
	}
	answers := append(dsar.Answers(), NoAnswer)
	if in.Answer != "" && !slices.Contains(answers, in.Answer) {
		problems = append(problems, unknownValue("answer", string(in.Answer), answers))
	}
	if _, known := s.Detector.Kind(in.Kind); in.Kind != "" && !known {
		problems = append(problems, s.unknownKind(in.Kind))
	}
	switch {
	case in.Kind != "" && (in.Status != "" || in.Answer != "" || in.Reason != ""):
		problems = append(problems, dsar.Problem{Field: "kind", Key: "error.finding.kind_alone"})
	case in.Kind == "" && in.Status != dsar.FindingDismissed && (in.Reason != "" || in.Note != ""):
		problems = append(problems, dsar.Problem{Field: "reason", Key: "error.finding.reason_alone"})
	case in.Kind == "" && in.Status == "" && in.Answer == "":
		problems = append(problems, dsar.Problem{Field: "status", Key: "error.finding.nothing"})
	}
	if utf8.RuneCountInString(in.Note) > maxFindingNote {
		problems = append(problems, tooLong("note", maxFindingNote))
	}
	if !cleanText(in.Note) {
		problems = append(problems, dsar.Problem{Field: "note", Key: "error.text"})
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

func (s *Service) unknownKind(key string) dsar.Problem {
	var known []string
	for _, k := range s.Detector.Kinds() {
		known = append(known, k.Key)
	}
	return unknownValue("kind", key, known)
}

// alongOne works out again whether the events still show a finding.
func (s *Service) alongOne(ctx context.Context, r dsar.Request, v FindingView) (FindingView, error) {
	if v.Finding.Source != dsar.SourceEvents || v.Finding.ByHand() {
		return v, nil
	}
	events, err := s.Store.Events(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return v, err
	}
	t, err := s.standingOf(ctx, s.Store, r, events)
	if err != nil {
		return v, err
	}
	views := []FindingView{v}
	err = s.alongEvents(ctx, r, events, t.projected, views)
	return views[0], err
}
