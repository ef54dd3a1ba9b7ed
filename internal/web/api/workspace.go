package api

import (
	"context"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const pathWorkspace = "/workspace"

type workspaceShape struct {
	ID            string        `json:"id"`
	Name          string        `json:"name"`
	EscalateAfter int           `json:"escalate_after" doc:"After how many days without any action the owners are told what a caseworker was reminded of; 0 tells them nothing"`
	Members       []memberShape `json:"members" nullable:"false" doc:"The oldest account first"`
}

type memberShape struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	Role        string  `json:"role"`
	AbsentFrom  *string `json:"absent_from" format:"date"`
	AbsentUntil *string `json:"absent_until" format:"date"`
}

func memberOf(u dsar.User) memberShape {
	return memberShape{
		ID: u.ID, Name: u.Name, Role: string(u.Role),
		AbsentFrom: day(u.Settings.AbsentFrom), AbsentUntil: day(u.Settings.AbsentUntil),
	}
}

func (h *handler) getWorkspace(ctx context.Context, a casework.Actor, _ *none) (*bodyOf[workspaceShape], error) {
	v, err := h.Service.Workspace(ctx, a)
	if err != nil {
		return nil, err
	}
	return &bodyOf[workspaceShape]{workspaceShape{
		ID: v.Workspace.ID, Name: v.Workspace.Name, EscalateAfter: v.Workspace.EscalateAfter, Members: listOf(v.Members, memberOf).Items,
	}}, nil
}

type workspacePatch struct {
	Body struct {
		EscalateAfter int `json:"escalate_after" doc:"0 to 60 days"`
	}
}

func (h *handler) updateWorkspace(ctx context.Context, a casework.Actor, in *workspacePatch) (*bodyOf[workspaceShape], error) {
	if err := h.Service.SetEscalation(ctx, a, in.Body.EscalateAfter); err != nil {
		return nil, err
	}
	return h.getWorkspace(ctx, a, nil)
}
