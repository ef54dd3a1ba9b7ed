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
	ReportID    string
	Words       string
	BouncedAt   instant
	ClearedBy   string
	ClearedAt   instant
}

func (bouncedRow) TableName() string { return "bounced_addresses" }

func (r bouncedRow) toDomain() dsar.BouncedAddress {
	return dsar.BouncedAddress{Address: r.Address, Words: r.Words, At: r.BouncedAt.time(), MessageID: r.ReportID}
}

// marking are the reports that mark their address: a person has not said since that it
// works.
const marking = `cleared_at IS NULL AND NOT EXISTS (SELECT 1 FROM bounced_addresses works
	WHERE works.workspace_id = bounced_addresses.workspace_id AND works.address = bounced_addresses.address
		AND works.cleared_at >= bounced_addresses.bounced_at)`

// MarkBounced notes that mail to the address came back for good. Each report has a mark of
// its own, so that one can be taken back without the others. A mark that a person took
// away comes back only with a later report.
func (s *Store) MarkBounced(ctx context.Context, ws string, b dsar.BouncedAddress) error {
	_, err := s.exec(ctx, `INSERT INTO bounced_addresses (workspace_id, address, report_id, words, bounced_at, cleared_by, cleared_at)
		VALUES (?, ?, ?, ?, ?, '', NULL) ON CONFLICT (workspace_id, address, report_id) DO NOTHING`,
		ws, strings.ToLower(b.Address), b.MessageID, b.Words, instantOf(b.At))
	return err
}

// UnmarkBounced takes back the mark that one report set. What a person said of the address
// stays.
func (s *Store) UnmarkBounced(ctx context.Context, ws, address, messageID string) error {
	_, err := s.exec(ctx, "DELETE FROM bounced_addresses WHERE workspace_id = ? AND address = ? AND report_id = ? AND cleared_at IS NULL",
		ws, strings.ToLower(address), messageID)
	return err
}

// ClearBounced takes the mark from an address, because a person says that it works. It
// returns [dsar.CodeNotFound] if there is none.
func (s *Store) ClearBounced(ctx context.Context, ws, address, by string, at time.Time) error {
	n, err := s.exec(ctx, "UPDATE bounced_addresses SET cleared_by = ?, cleared_at = ? WHERE workspace_id = ? AND address = ? AND "+marking,
		by, instantOf(at), ws, strings.ToLower(address))
	if err == nil && n == 0 {
		return dsar.NotFound("address")
	}
	return err
}

// Bounced returns those of the addresses that mail came back from, by address in lower
// case, with the latest report.
func (s *Store) Bounced(ctx context.Context, ws string, addresses []string) (map[string]dsar.BouncedAddress, error) {
	marked := make(map[string]dsar.BouncedAddress)
	if len(addresses) == 0 {
		return marked, nil
	}
	var lower []string
	for _, a := range addresses {
		lower = append(lower, strings.ToLower(a))
	}
	rows, err := gorm.G[bouncedRow](s.db).Where("workspace_id = ? AND address IN ? AND "+marking, ws, lower).
		Order("bounced_at, report_id").Find(ctx)
	for _, r := range rows {
		marked[r.Address] = r.toDomain()
	}
	return marked, found(err)
}
