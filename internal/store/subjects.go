package store

import (
	"context"

	"recourse/internal/dsar"
)

type subjectRow struct {
	ID          string
	WorkspaceID string
	Name        string
	FoldedName  string
	Email       string
	Address     string
	Country     string
	Identifiers string
	CreatedAt   instant
}

func (subjectRow) TableName() string { return "subjects" }

// subjectWordRow is one word by which a data subject is found.
type subjectWordRow struct {
	WorkspaceID string
	Word        string
	SubjectID   string
}

func (subjectWordRow) TableName() string { return "subject_words" }

func subjectRowOf(p dsar.Subject) subjectRow {
	return subjectRow{
		ID: p.ID, WorkspaceID: p.WorkspaceID, Name: p.Name, FoldedName: Fold(p.Name), Email: p.Email, Address: p.Address,
		Country: p.Country, Identifiers: p.Identifiers, CreatedAt: instantOf(p.CreatedAt),
	}
}

func (r subjectRow) toDomain() dsar.Subject {
	return dsar.Subject{
		ID: r.ID, WorkspaceID: r.WorkspaceID, Name: r.Name, Email: r.Email, Address: r.Address, Country: r.Country,
		Identifiers: r.Identifiers, CreatedAt: r.CreatedAt.time(),
	}
}

func subjectWordRowsOf(p dsar.Subject) []subjectWordRow {
	var rows []subjectWordRow
	for _, word := range foldedWords(p.Name) {
		rows = append(rows, subjectWordRow{WorkspaceID: p.WorkspaceID, Word: word, SubjectID: p.ID})
	}
	return rows
}

// InsertSubject stores a new data subject.
func (s *Store) InsertSubject(ctx context.Context, p dsar.Subject) error {
	return s.InTx(ctx, func(tx *Store) error {
		row := subjectRowOf(p)
		if err := of[subjectRow](tx.db).Create(ctx, &row); err != nil {
			return missingOwner(err, "workspace")
		}
		return tx.indexSubject(ctx, p)
	})
}

func (s *Store) indexSubject(ctx context.Context, p dsar.Subject) error {
	rows := subjectWordRowsOf(p)
	if len(rows) == 0 {
		return nil
	}
	return of[subjectWordRow](s.db).CreateInBatches(ctx, &rows, lookupBatch)
}

// Subject returns one data subject, or [dsar.CodeNotFound].
func (s *Store) Subject(ctx context.Context, ws, id string) (dsar.Subject, error) {
	row, err := of[subjectRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "subject")
	return row.toDomain(), err
}

// SubjectsWithIDs returns those of the data subjects that the workspace has, in no
// particular order.
func (s *Store) SubjectsWithIDs(ctx context.Context, ws string, ids []string) ([]dsar.Subject, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := of[subjectRow](s.db).Where("workspace_id = ? AND id IN ?", ws, ids).Find(ctx)
	return toDomain(rows, subjectRow.toDomain), found(err)
}

// SubjectsNamed returns the data subjects whose names are the same when accents and
// case are folded.
func (s *Store) SubjectsNamed(ctx context.Context, ws, name string) ([]dsar.Subject, error) {
	rows, err := of[subjectRow](s.db).Where("workspace_id = ? AND folded_name = ?", ws, Fold(name)).Order("id").Find(ctx)
	return toDomain(rows, subjectRow.toDomain), found(err)
}

// Subjects returns the data subjects of a workspace by name, limit of them at most.
func (s *Store) Subjects(ctx context.Context, ws string, limit int) ([]dsar.Subject, error) {
	rows, err := of[subjectRow](s.db).Where("workspace_id = ?", ws).Order("folded_name, id").Limit(limit).Find(ctx)
	return toDomain(rows, subjectRow.toDomain), found(err)
}

// UpdateSubject stores all fields of a data subject but the time of creation, or
// returns [dsar.CodeNotFound].
func (s *Store) UpdateSubject(ctx context.Context, p dsar.Subject) error {
	return s.InTx(ctx, func(tx *Store) error {
		n, err := of[subjectRow](tx.db).Where("workspace_id = ? AND id = ?", p.WorkspaceID, p.ID).
			Select("name", "folded_name", "email", "address", "country", "identifiers").Updates(ctx, subjectRowOf(p))
		if err != nil {
			return err
		}
		if n == 0 {
			return dsar.NotFound("subject")
		}
		if _, err := tx.exec(ctx, "DELETE FROM subject_words WHERE workspace_id = ? AND subject_id = ?", p.WorkspaceID, p.ID); err != nil {
			return err
		}
		return tx.indexSubject(ctx, p)
	})
}
