package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"recourse/internal/dsar"
)

// ImportCounts says what an import did.
type ImportCounts struct{ Added, Changed, Unchanged int }

// lookupBatch is how many keys one query looks up; SQLite takes 32,766 values.
const lookupBatch = 500

// ImportControllers stores records of a directory in a workspace, all or none. They
// are told apart by SourceKey; of several with one key the last counts. A record
// whose content is as it was imported before is left alone, and so is one that was
// edited by hand: both count as unchanged. Controllers without an ID get one.
func (s *Store) ImportControllers(ctx context.Context, ws, source string, batch []dsar.Controller) (ImportCounts, error) {
	var counts ImportCounts
	err := s.InTx(ctx, func(tx *Store) error {
		counts = ImportCounts{}
		for chunk := range slices.Chunk(lastOfEachKey(batch), lookupBatch) {
			if err := tx.importChunk(ctx, ws, source, chunk, &counts); err != nil {
				return err
			}
		}
		return nil
	})
	return counts, err
}

func lastOfEachKey(batch []dsar.Controller) []dsar.Controller {
	at := make(map[string]int, len(batch))
	var kept []dsar.Controller
	for _, c := range batch {
		if i, ok := at[c.SourceKey]; ok {
			kept[i] = c
			continue
		}
		at[c.SourceKey] = len(kept)
		kept = append(kept, c)
	}
	return kept
}

func (s *Store) importChunk(ctx context.Context, ws, source string, chunk []dsar.Controller, counts *ImportCounts) error {
	known, err := s.importedBefore(ctx, ws, source, chunk)
	if err != nil {
		return err
	}
	var added []controllerRow
	var addedControllers, changed []dsar.Controller
	for _, c := range chunk {
		c.WorkspaceID, c.Source = ws, source
		row := controllerRowOf(c)
		row.ImportHash = row.contentHash()
		old, exists := known[c.SourceKey]
		switch {
		case !exists:
			if row.ID, err = idOrNew(c.ID); err != nil {
				return err
			}
			c.ID = row.ID
			added, addedControllers = append(added, row), append(addedControllers, c)
			counts.Added++
		case old.ImportHash == row.ImportHash:
			counts.Unchanged++
		case old.EditedByHand:
			counts.Unchanged++
			err = s.keepHand(ctx, old, row)
		default:
			counts.Changed++
			c.ID = old.ID
			changed = append(changed, c)
			err = s.replaceImported(ctx, old, row)
		}
		if err != nil {
			return err
		}
	}
	return s.storeImported(ctx, ws, added, addedControllers, changed)
}

func (s *Store) storeImported(ctx context.Context, ws string, rows []controllerRow, added, changed []dsar.Controller) error {
	if len(rows) > 0 {
		if err := of[controllerRow](s.db).CreateInBatches(ctx, &rows, lookupBatch); err != nil {
			return missingOwner(err, "workspace")
		}
	}
	if err := s.indexControllers(ctx, ws, added); err != nil {
		return err
	}
	return s.reindexControllers(ctx, ws, changed)
}

func (s *Store) importedBefore(ctx context.Context, ws, source string, chunk []dsar.Controller) (map[string]controllerRow, error) {
	keys := make([]string, len(chunk))
	for i, c := range chunk {
		keys[i] = c.SourceKey
	}
	rows, err := of[controllerRow](s.db).
		Where("workspace_id = ? AND source = ? AND source_key IN ?", ws, source, keys).
		Select("id, workspace_id, source_key, import_hash, edited_by_hand, version").Find(ctx)
	known := make(map[string]controllerRow, len(rows))
	for _, row := range rows {
		known[row.SourceKey] = row
	}
	return known, err
}

func (s *Store) keepHand(ctx context.Context, old, row controllerRow) error {
	_, err := s.exec(ctx, "UPDATE controllers SET import_hash = ? WHERE workspace_id = ? AND id = ?",
		row.ImportHash, old.WorkspaceID, old.ID)
	return err
}

func (s *Store) replaceImported(ctx context.Context, old, row controllerRow) error {
	row.ID, row.Version = old.ID, old.Version+1
	_, err := of[controllerRow](s.db).Where("workspace_id = ? AND id = ?", old.WorkspaceID, old.ID).
		Select("name", editable...).Updates(ctx, row)
	return err
}

func idOrNew(id string) (string, error) {
	if id != "" {
		return id, nil
	}
	fresh, err := uuid.NewV7()
	return fresh.String(), err
}
