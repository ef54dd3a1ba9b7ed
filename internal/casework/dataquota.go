package casework

import (
	"context"
	"math"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

// dataRoom is how many bytes a workspace may still add to what it has stored. Where there
// is no quota it is more than any file has.
func (s *Service) dataRoom(ctx context.Context, st *store.Store, ws string) (int64, error) {
	if s.Quota <= 0 {
		return math.MaxInt64, nil
	}
	used, err := st.DataSize(ctx, ws)
	return s.Quota - used, err
}

// checkRoom returns "error.data.quota" if the workspace has no room for so many bytes.
func (s *Service) checkRoom(ctx context.Context, st *store.Store, ws string, bytes int64) error {
	room, err := s.dataRoom(ctx, st, ws)
	if err != nil || room >= bytes {
		return err
	}
	return s.quotaError(room)
}

func (s *Service) quotaError(room int64) error {
	return dsar.NewError(dsar.CodeTooLarge, "error.data.quota", map[string]any{
		"Used": int((s.Quota - room) >> 20), "Quota": int(s.Quota >> 20),
	})
}
