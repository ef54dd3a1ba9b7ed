package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"recourse/internal/dsar"
)

type bouncedRow struct {
	WorkspaceID string
	Address     string
	Words       string
	BouncedAt   instant
	ClearedBy   string
	ClearedAt   instant
}

func (bouncedRow) TableName() string { return "bounced_addresses" }

func (r bouncedRow) toDomain() dsar.BouncedAddress {
	return dsar.BouncedAddress{Address: r.Address, Words: r.Words, At: r.BouncedAt.time()}
}

// MarkBounced notes that mail to the address came back for good. A mark that a person
// took away comes back only with a later report.
func (s *Store) MarkBounced(ctx context.Context, ws string, b dsar.BouncedAddress) error {
	_, err := s.exec(ctx, `INSERT INTO bounced_addresses (workspace_id, address, words, bounced_at, cleared_by, cleared_at)
		VALUES (?, ?, ?, ?, '', NULL) ON CONFLICT (workspace_id, address)
		DO UPDATE SET words = excluded.words, bounced_at = excluded.bounced_at, cleared_by = '', cleared_at = NULL
		WHERE bounced_addresses.cleared_at IS NULL OR bounced_addresses.cleared_at < excluded.bounced_at`,
		ws, strings.ToLower(b.Address), b.Words, instantOf(b.At))
	return err
}

// ClearBounced takes the mark from an address, because a person says that it works. It
// returns [dsar.CodeNotFound] if there is none.
func (s *Store) ClearBounced(ctx context.Context, ws, address, by string, at time.Time) error {
	n, err := s.exec(ctx, "UPDATE bounced_addresses SET cleared_by = ?, cleared_at = ? WHERE workspace_id = ? AND address = ? AND cleared_at IS NULL",
		by, instantOf(at), ws, strings.ToLower(address))
	if err == nil && n == 0 {
		return dsar.NotFound("address")
	}
	return err
}

// Bounced returns those of the addresses that mail came back from, by address in lower
// case.
func (s *Store) Bounced(ctx context.Context, ws string, addresses []string) (map[string]dsar.BouncedAddress, error) {
	marked := make(map[string]dsar.BouncedAddress)
	if len(addresses) == 0 {
		return marked, nil
	}
	var lower []string
	for _, a := range addresses {
		lower = append(lower, strings.ToLower(a))
	}
	rows, err := gorm.G[bouncedRow](s.db).Where("workspace_id = ? AND address IN ? AND cleared_at IS NULL", ws, lower).Find(ctx)
	for _, r := range rows {
		marked[r.Address] = r.toDomain()
	}
	return marked, found(err)
}
