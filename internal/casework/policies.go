package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/restriction"
	"recourse/internal/store"
)

// PolicyInput is what a controller publishes, as a person pasted it.
type PolicyInput struct {
	Text   string
	URL    string     // where it was read, may be empty
	ReadOn civil.Date // zero: today where the reader is
}

// AddPolicy keeps a policy of a controller and what it says about requests. The text is
// searched as a policy and kept as it was pasted, with its hash. It returns
// [dsar.CodeInvalid] for a text that is empty or cannot be read, an address that is none
// and a day to come, [dsar.CodeTooLarge] above [MaxTextBytes].
func (s *Service) AddPolicy(ctx context.Context, a Actor, controllerID string, in PolicyInput) (dsar.Policy, error) {
	if err := mayWrite(a); err != nil {
		return dsar.Policy{}, err
	}
	in.Text, in.URL = mail.PastedText(in.Text), strings.TrimSpace(in.URL)
	if in.ReadOn.IsZero() {
		in.ReadOn = s.dayIn(a.TimeZone)
	}
	if err := s.checkPolicy(a, in); err != nil {
		return dsar.Policy{}, err
	}
	report, err := s.Detector.Detect(restriction.Input{Text: in.Text, Kind: restriction.Policy})
	if err != nil {
		return dsar.Policy{}, err
	}
	sum := sha256.Sum256([]byte(in.Text))
	p := dsar.Policy{
		ID: newID(), WorkspaceID: a.WorkspaceID, ControllerID: controllerID, Text: in.Text, Hash: hex.EncodeToString(sum[:]),
		URL: in.URL, Language: report.Lang, ReadOn: in.ReadOn, CreatedAt: s.now(), CreatedBy: a.UserID,
	}
	for _, f := range report.Findings {
		p.Found = append(p.Found, dsar.PolicyFinding{
			Key: f.Key, Start: f.Start, End: f.End, Quote: f.Quote, Rule: f.Rule, Confidence: f.Confidence,
		})
	}
	return p, s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := tx.InsertPolicy(ctx, p); err != nil {
			return err
		}
		return tx.Audit(ctx, a.WorkspaceID, a.UserID, "policy.add", p.ID, p.CreatedAt)
	})
}

func (s *Service) checkPolicy(a Actor, in PolicyInput) error {
	if err := checkMessageText(in.Text); err != nil {
		return err
	}
	var problems []dsar.Problem
	if problem, ok := dayProblem("read_on", in.ReadOn, s.dayIn(a.TimeZone)); ok {
		problems = append(problems, problem)
	}
	if in.URL != "" && !validWebAddress(in.URL) {
		problems = append(problems, dsar.Problem{Field: "url", Key: "error.web", Args: map[string]any{"Value": in.URL}})
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

// Policy returns a policy with its text, or [dsar.CodeNotFound].
func (s *Service) Policy(ctx context.Context, a Actor, id string) (dsar.Policy, error) {
	return s.Store.Policy(ctx, a.WorkspaceID, id)
}

// DeletePolicy removes a policy, or returns [dsar.CodeNotFound].
func (s *Service) DeletePolicy(ctx context.Context, a Actor, id string) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	return s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := tx.DeletePolicy(ctx, a.WorkspaceID, id); err != nil {
			return err
		}
		return tx.Audit(ctx, a.WorkspaceID, a.UserID, "policy.delete", id, s.now())
	})
}
