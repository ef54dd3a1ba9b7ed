package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

func (h *handler) addPolicies() {
	add(h, operation{
		id: "get-practices", method: http.MethodGet, path: "/controllers/{id}/practices", tag: tagControllers,
		summary: "What a controller is known for: its policy, confirmed cases, decisions of authorities",
	}, h.getPractices)
	add(h, operation{
		id: "add-policy", method: http.MethodPost, path: "/controllers/{id}/policies", tag: tagControllers, status: http.StatusCreated,
		summary: "Keep a policy of a controller and search it for restrictions",
	}, h.addPolicy)
	add(h, operation{
		id: "get-policy", method: http.MethodGet, path: "/policies/{id}", tag: tagControllers,
		summary: "Read a policy with its text",
	}, h.getPolicy)
	add(h, operation{
		id: "delete-policy", method: http.MethodDelete, path: "/policies/{id}", tag: tagControllers, status: http.StatusNoContent,
		summary: "Delete a policy",
	}, h.deletePolicy)
}

type policyFindingShape struct {
	Key        string  `json:"key"`
	Start      int     `json:"start" doc:"First byte of the passage in the text"`
	End        int     `json:"end"`
	Quote      string  `json:"quote"`
	Rule       string  `json:"rule"`
	Confidence float64 `json:"confidence"`
}

type policyShape struct {
	ID           string               `json:"id"`
	ControllerID string               `json:"controller_id"`
	Text         string               `json:"text,omitempty" doc:"Left out in lists"`
	Hash         string               `json:"sha256" doc:"Of the text"`
	URL          string               `json:"url"`
	Language     string               `json:"language" doc:"ISO 639-1 code, empty if it could not be told"`
	ReadOn       *string              `json:"read_on"`
	Findings     []policyFindingShape `json:"findings" nullable:"false"`
}

func policyOf(p dsar.Policy) policyShape {
	s := policyShape{
		ID: p.ID, ControllerID: p.ControllerID, Text: p.Text, Hash: p.Hash, URL: p.URL, Language: p.Language, ReadOn: day(p.ReadOn),
		Findings: []policyFindingShape{},
	}
	for _, f := range p.Found {
		s.Findings = append(s.Findings, policyFindingShape(f))
	}
	return s
}

type practiceShape struct {
	Key         string   `json:"key"`
	Name        string   `json:"name"`
	Severity    int      `json:"severity"`
	PolicyID    string   `json:"policy_id" doc:"Of the newest policy, if it states the restriction"`
	Quote       string   `json:"quote" doc:"Its words"`
	Cases       int      `json:"cases" doc:"Findings that a person confirmed in requests of the workspace"`
	LastOn      *string  `json:"last_on"`
	Authorities []string `json:"authorities" nullable:"false" doc:"Whose decisions against the controller speak of it"`
	Directory   bool     `json:"directory" doc:"The directory says so"`
}

type practicesShape struct {
	Items    []practiceShape `json:"items" nullable:"false" doc:"The gravest first"`
	Policies []policyShape   `json:"policies" nullable:"false" doc:"The one read last first"`
	Record   string          `json:"record" doc:"Key of what authorities did against it, empty if nothing is known"`
}

func (h *handler) getPractices(ctx context.Context, a casework.Actor, in *ByID) (*bodyOf[practicesShape], error) {
	c, err := h.Service.Controller(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	known, err := h.Service.KnownPractices(ctx, a, c)
	if err != nil {
		return nil, err
	}
	out := practicesShape{Items: []practiceShape{}, Policies: listOf(known.Policies, policyOf).Items}
	if known.Record != nil {
		out.Record = known.Record.Key
	}
	for _, k := range known.Known {
		item := practiceShape{
			Key: k.Kind.Key, Name: k.Kind.Name(languageOf(ctx)), Severity: k.Kind.Severity, Cases: k.Cases, LastOn: day(k.Last),
			Authorities: orEmpty(k.Authorities), Directory: k.Asks,
		}
		if k.Policy != nil {
			item.PolicyID, item.Quote = k.Policy.ID, k.Passage.Quote
		}
		out.Items = append(out.Items, item)
	}
	return &bodyOf[practicesShape]{out}, nil
}

type newPolicyInput struct {
	ByID
	Body struct {
		Text   string `json:"text"`
		URL    string `json:"url,omitempty" doc:"Where it was read"`
		ReadOn string `json:"read_on,omitempty" format:"date" doc:"Today where it is not given"`
	}
}

func (h *handler) addPolicy(ctx context.Context, a casework.Actor, in *newPolicyInput) (*bodyOf[policyShape], error) {
	var readOn civil.Date
	if in.Body.ReadOn != "" {
		var err error
		if readOn, err = parseDay("read_on", in.Body.ReadOn); err != nil {
			return nil, err
		}
	}
	p, err := h.Service.AddPolicy(ctx, a, in.ID, casework.PolicyInput{Text: in.Body.Text, URL: in.Body.URL, ReadOn: readOn})
	if err != nil {
		return nil, err
	}
	return &bodyOf[policyShape]{policyOf(p)}, nil
}

func (h *handler) getPolicy(ctx context.Context, a casework.Actor, in *ByID) (*bodyOf[policyShape], error) {
	p, err := h.Service.Policy(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &bodyOf[policyShape]{policyOf(p)}, nil
}

func (h *handler) deletePolicy(ctx context.Context, a casework.Actor, in *ByID) (*none, error) {
	return nil, h.Service.DeletePolicy(ctx, a, in.ID)
}
