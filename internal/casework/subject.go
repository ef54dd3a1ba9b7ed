package casework

import (
	"context"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

// SubjectTag stands for what is stored about a data subject: whoever changes it says
// by the tag what they have seen.
func SubjectTag(p dsar.Subject) string {
	return hashSecret(strings.Join([]string{p.ID, p.Name, p.Email, p.Address, p.Country, p.Identifiers}, "\x00"))[:16]
}

// UpdateSubject mends the data subject of a request, in all requests that are
// theirs; letters that were sent keep their text. tag is that of what the caller has
// seen, "" for whatever is stored; [dsar.CodeStale] is returned if it is another one
// by now, [dsar.CodeInvalid] naming the field for what cannot be stored. The change
// is noted in the audit log, without what was changed.
func (s *Service) UpdateSubject(ctx context.Context, a Actor, idOrReference string, in SubjectInput, tag string) (dsar.Subject, error) {
	if err := mayWrite(a); err != nil {
		return dsar.Subject{}, err
	}
	r, err := s.findRequest(ctx, a, idOrReference)
	if err != nil {
		return dsar.Subject{}, err
	}
	typed := in.tidied()
	if err := typed.check(); err != nil {
		return dsar.Subject{}, err
	}
	var subject dsar.Subject
	err = s.Store.InTx(ctx, func(tx *store.Store) error {
		if subject, err = tx.Subject(ctx, a.WorkspaceID, r.SubjectID); err != nil {
			return err
		}
		if tag != "" && tag != SubjectTag(subject) {
			return dsar.NewError(dsar.CodeStale, "error.stale", nil)
		}
		subject.Name, subject.Email, subject.Address = typed.Name, typed.Email, typed.Address
		subject.Country, subject.Identifiers = typed.Country, typed.Identifiers
		if err := tx.UpdateSubject(ctx, subject); err != nil {
			return err
		}
		return tx.Audit(ctx, a.WorkspaceID, a.UserID, "subject.update", subject.ID, s.now())
	})
	return subject, err
}
