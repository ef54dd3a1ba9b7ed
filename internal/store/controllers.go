package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"recourse/internal/dsar"
)

type controllerRow struct {
	ID              string
	WorkspaceID     string
	Name            string
	FoldedName      string // as searches and lists compare it
	Country         string
	SeatRegion      string
	Establishments  list
	Representatives list
	Sector          string
	HolidaysRegion  string
	TimeZone        string
	Aliases         list
	Emails          list
	Address         string
	Phone           string
	Fax             string
	Web             string
	Webform         string
	Languages       list
	Transport       string
	NeedsID         bool
	Note            string
	Source          string
	SourceKey       string
	SourceURLs      list
	Quality         string
	ImportHash      string // of the record as it was last imported, "" if it never was
	EditedByHand    bool
	ImportedAt      instant
	CreatedAt       instant
	UpdatedAt       instant
	Version         int
}

func (controllerRow) TableName() string { return "controllers" }

// editable lists the columns that a person or an import changes.
var editable = []any{
	"folded_name", "country", "seat_region", "establishments", "representatives", "sector", "holidays_region", "time_zone", "aliases", "emails", "address", "phone", "fax", "web",
	"webform", "languages", "transport", "needs_id", "note", "source_urls", "quality", "import_hash", "edited_by_hand",
	"imported_at", "updated_at", "version",
}

func controllerRowOf(c dsar.Controller) controllerRow {
	return controllerRow{
		ID: c.ID, WorkspaceID: c.WorkspaceID, Name: c.Name, FoldedName: Fold(c.Name), Country: c.Country,
		SeatRegion: c.SeatRegion, Establishments: c.Establishments, Representatives: c.Representatives, Sector: c.Sector,
		HolidaysRegion: c.HolidaysRegion, TimeZone: c.TimeZone, Aliases: c.Aliases, Emails: c.Emails, Address: c.Address,
		Phone: c.Phone, Fax: c.Fax, Web: c.Web, Webform: c.Webform, Languages: c.Languages, Transport: c.Transport,
		NeedsID: c.NeedsID, Note: c.Note, Source: c.Source, SourceKey: c.SourceKey, SourceURLs: c.SourceURLs,
		Quality: c.Quality, ImportedAt: instantOf(c.ImportedAt), CreatedAt: instantOf(c.CreatedAt),
		UpdatedAt: instantOf(c.UpdatedAt), Version: max(c.Version, 1),
	}
}

func (r controllerRow) toDomain() dsar.Controller {
	return dsar.Controller{
		ID: r.ID, WorkspaceID: r.WorkspaceID, Name: r.Name, Country: r.Country, HolidaysRegion: r.HolidaysRegion,
		SeatRegion: r.SeatRegion, Establishments: r.Establishments, Representatives: r.Representatives, Sector: r.Sector,
		TimeZone: r.TimeZone, Aliases: r.Aliases, Emails: r.Emails, Address: r.Address, Phone: r.Phone, Fax: r.Fax,
		Web: r.Web, Webform: r.Webform, Languages: r.Languages, Transport: r.Transport, NeedsID: r.NeedsID, Note: r.Note,
		Source: r.Source, SourceKey: r.SourceKey, SourceURLs: r.SourceURLs, Quality: r.Quality,
		ImportedAt: r.ImportedAt.time(), CreatedAt: r.CreatedAt.time(), UpdatedAt: r.UpdatedAt.time(), Version: r.Version,
	}
}

// contentHash is the hash of what an import says about a controller, without ids
// and times.
func (r controllerRow) contentHash() string {
	content, err := json.Marshal([]any{
		r.Name, r.Country, r.HolidaysRegion, r.TimeZone, r.Aliases, r.Emails, r.Address, r.Phone, r.Fax, r.Web, r.Webform,
		r.Languages, r.Transport, r.NeedsID, r.Note, r.SourceURLs, r.Quality,
	})
	if err != nil { // texts, lists of texts and a bool always marshal
		return ""
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// InsertController stores a new controller with version 1.
func (s *Store) InsertController(ctx context.Context, c dsar.Controller) error {
	return s.InTx(ctx, func(tx *Store) error {
		row := controllerRowOf(c)
		if err := of[controllerRow](tx.db).Create(ctx, &row); err != nil {
			return missingOwner(err, "workspace")
		}
		return tx.indexControllers(ctx, c.WorkspaceID, []dsar.Controller{c})
	})
}

// UpdateController stores what a person changed, marks the record as edited by
// hand, so that imports leave it alone, and raises its version by one. It returns
// [dsar.CodeStale] if version is not the stored one, and [dsar.CodeNotFound].
func (s *Store) UpdateController(ctx context.Context, c dsar.Controller, version int) error {
	return s.InTx(ctx, func(tx *Store) error {
		old, err := of[controllerRow](tx.db).Where("workspace_id = ? AND id = ?", c.WorkspaceID, c.ID).Take(ctx)
		if old, err = one(old, err, "controller"); err != nil {
			return err
		}
		row := controllerRowOf(c)
		row.ImportHash, row.ImportedAt, row.EditedByHand, row.Version = old.ImportHash, old.ImportedAt, true, version+1
		n, err := of[controllerRow](tx.db).
			Where("workspace_id = ? AND id = ? AND version = ?", c.WorkspaceID, c.ID, version).
			Select("name", editable...).Updates(ctx, row)
		if err != nil {
			return err
		}
		if n == 0 {
			return dsar.NewError(dsar.CodeStale, "error.stale", nil)
		}
		return tx.reindexControllers(ctx, c.WorkspaceID, []dsar.Controller{c})
	})
}

// Controller returns one controller, or [dsar.CodeNotFound].
func (s *Store) Controller(ctx context.Context, ws, id string) (dsar.Controller, error) {
	row, err := of[controllerRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "controller")
	return row.toDomain(), err
}

// ControllersWithIDs returns those of the controllers that the workspace has, in no
// particular order.
func (s *Store) ControllersWithIDs(ctx context.Context, ws string, ids []string) ([]dsar.Controller, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := of[controllerRow](s.db).Where("workspace_id = ? AND id IN ?", ws, ids).Find(ctx)
	return toDomain(rows, controllerRow.toDomain), found(err)
}
