package store

import (
	"context"
	"encoding/json"

	"recourse/internal/dsar"
)

type policyRow struct {
	ID           string
	WorkspaceID  string
	ControllerID string
	Text         string
	Hash         string
	URL          string
	Language     string
	ReadOn       day
	Found        policyFindings
	CreatedAt    instant
	CreatedBy    string
}

func (policyRow) TableName() string { return "policies" }

// policyFindings are the restrictions found, as opaque JSON.
type policyFindings string

type policyFindingJSON struct {
	Key        string  `json:"key"`
	Start      int     `json:"start"`
	End        int     `json:"end"`
	Quote      string  `json:"quote"`
	Rule       string  `json:"rule"`
	Confidence float64 `json:"confidence"`
}

func policyFindingsOf(found []dsar.PolicyFinding) (policyFindings, error) {
	list := make([]policyFindingJSON, 0, len(found))
	for _, f := range found {
		list = append(list, policyFindingJSON(f))
	}
	text, err := json.Marshal(list)
	return policyFindings(text), err
}

func (p policyFindings) toDomain() ([]dsar.PolicyFinding, error) {
	var list []policyFindingJSON
	if err := json.Unmarshal([]byte(p), &list); err != nil {
		return nil, err
	}
	found := make([]dsar.PolicyFinding, 0, len(list))
	for _, f := range list {
		found = append(found, dsar.PolicyFinding(f))
	}
	return found, nil
}

func (r policyRow) toDomain() (dsar.Policy, error) {
	found, err := r.Found.toDomain()
	return dsar.Policy{
		ID: r.ID, WorkspaceID: r.WorkspaceID, ControllerID: r.ControllerID, Text: r.Text, Hash: r.Hash, URL: r.URL,
		Language: r.Language, ReadOn: r.ReadOn.date(), Found: found, CreatedAt: r.CreatedAt.time(), CreatedBy: r.CreatedBy,
	}, err
}

// InsertPolicy stores a policy. A controller that does not exist is [dsar.CodeNotFound].
func (s *Store) InsertPolicy(ctx context.Context, p dsar.Policy) error {
	found, err := policyFindingsOf(p.Found)
	if err != nil {
		return err
	}
	return missingOwner(of[policyRow](s.db).Create(ctx, &policyRow{
		ID: p.ID, WorkspaceID: p.WorkspaceID, ControllerID: p.ControllerID, Text: p.Text, Hash: p.Hash, URL: p.URL,
		Language: p.Language, ReadOn: dayOf(p.ReadOn), Found: found, CreatedAt: instantOf(p.CreatedAt), CreatedBy: p.CreatedBy,
	}), "controller")
}

// Policy returns one policy, or [dsar.CodeNotFound].
func (s *Store) Policy(ctx context.Context, ws, id string) (dsar.Policy, error) {
	row, err := of[policyRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	if row, err = one(row, err, "policy"); err != nil {
		return dsar.Policy{}, err
	}
	return row.toDomain()
}

// Policies returns what is kept of a controller, the one read last first, without the
// texts: they are long and only their own page shows them.
func (s *Store) Policies(ctx context.Context, ws, controllerID string) ([]dsar.Policy, error) {
	rows, err := of[policyRow](s.db).Omit("text").
		Where("workspace_id = ? AND controller_id = ?", ws, controllerID).
		Order("read_on DESC, id DESC").Limit(policiesListed).Find(ctx)
	if err = found(err); err != nil {
		return nil, err
	}
	policies := make([]dsar.Policy, 0, len(rows))
	for _, r := range rows {
		p, err := r.toDomain()
		if err != nil {
			return nil, err
		}
		policies = append(policies, p)
	}
	return policies, nil
}

// policiesListed bounds a list that only people lengthen.
const policiesListed = 50

// DeletePolicy removes a policy, or returns [dsar.CodeNotFound].
func (s *Store) DeletePolicy(ctx context.Context, ws, id string) error {
	n, err := s.exec(ctx, "DELETE FROM policies WHERE workspace_id = ? AND id = ?", ws, id)
	if err == nil && n == 0 {
		return dsar.NotFound("policy")
	}
	return err
}
