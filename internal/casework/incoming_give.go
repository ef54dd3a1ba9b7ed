package casework

import (
	"context"
	"slices"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

// UnownedMail returns up to limit mails that belong to no workspace that could be told, the
// oldest first. It is for the operator: no workspace is shown them.
func (s *Service) UnownedMail(ctx context.Context, limit int) ([]dsar.Incoming, error) {
	return s.Store.UnownedIncoming(ctx, limit)
}

// GiveMail gives a mail that belongs to no workspace to the one with the id or name, and
// returns that. The mail is read again there: it is filed if it names a request, and waits
// on the page "Incoming mail" otherwise. It returns [dsar.CodeInvalid] for a workspace that
// does not exist or a name that several have, [dsar.CodeNotFound] for a mail that does not
// exist and [dsar.CodeConflict] for one that a workspace has already.
func (s *Service) GiveMail(ctx context.Context, id, workspace string) (dsar.Workspace, error) {
	to, err := s.namedWorkspace(ctx, workspace)
	if err != nil {
		return to, err
	}
	return to, s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := tx.GiveIncoming(ctx, strings.TrimSpace(id), to.ID, s.now()); err != nil {
			return err
		}
		return tx.Audit(ctx, to.ID, "", "incoming.give", strings.TrimSpace(id), s.now())
	})
}

// namedWorkspace returns the workspace with the id, or the only one with the name.
func (s *Service) namedWorkspace(ctx context.Context, named string) (dsar.Workspace, error) {
	all, err := s.Store.Workspaces(ctx)
	if err != nil {
		return dsar.Workspace{}, err
	}
	named = strings.TrimSpace(named)
	if i := slices.IndexFunc(all, func(w dsar.Workspace) bool { return w.ID == named }); i >= 0 {
		return all[i], nil
	}
	var same []dsar.Workspace
	for _, w := range all {
		if strings.EqualFold(w.Name, named) {
			same = append(same, w)
		}
	}
	switch len(same) {
	case 1:
		return same[0], nil
	case 0:
		return dsar.Workspace{}, dsar.Invalid("workspace", "error.incoming.workspace", map[string]any{"Name": named, "Known": listed(all)})
	}
	return dsar.Workspace{}, dsar.Invalid("workspace", "error.incoming.workspaces", map[string]any{"Name": named, "Known": listed(same)})
}

func listed(workspaces []dsar.Workspace) string {
	var list []string
	for _, w := range workspaces {
		list = append(list, w.ID+" ("+w.Name+")")
	}
	return strings.Join(list, ", ")
}
