package store

import (
	"context"
	"encoding/json"
	"unicode/utf8"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// streamRow owns a stream of events. It keeps how long the stream is and the hash
// of its last event: with the chain alone, nobody would notice that the last
// events are gone. Its row is locked while an event is appended.
type streamRow struct {
	WorkspaceID string
	ID          string
	OwnerKind   string
	LastSeq     int
	LastHash    string
}

func (streamRow) TableName() string { return "streams" }

// What owns a stream.
const (
	streamRequest   = "request"
	streamComplaint = "complaint"
)

type eventRow struct {
	ID          string
	WorkspaceID string
	StreamID    string
	Seq         int
	Kind        string
	OnDay       day
	RecordedAt  instant
	ActorID     string
	MessageID   string
	Details     string // JSON of eventDetails
	PrevHash    string
	Hash        string
}

func (eventRow) TableName() string { return "events" }

// eventDetails is how [dsar.Details] are spelt in the database. Names may be added,
// never changed: the hash of an event is computed from what is read back.
type eventDetails struct {
	Note         string         `json:"note,omitempty"`
	ReasonsGiven *bool          `json:"reasons_given,omitempty"`
	Outcome      dsar.Outcome   `json:"outcome,omitempty"`
	Satisfied    *bool          `json:"satisfied,omitempty"`
	Corrects     string         `json:"corrects,omitempty"`
	Void         bool           `json:"void,omitempty"`
	NewKind      dsar.EventKind `json:"new_kind,omitempty"`
	NewOn        civil.Date     `json:"new_on,omitzero"`
	Reference    string         `json:"reference,omitempty"`
	ComplaintID  string         `json:"complaint_id,omitempty"`
	LetterID     string         `json:"letter_id,omitempty"`
	Automatic    bool           `json:"automatic,omitempty"`
	Until        civil.Date     `json:"until,omitzero"`
	Amount       int64          `json:"amount,omitempty"`
	Currency     string         `json:"currency,omitempty"`

	Moved []dsar.MovedDate `json:"moved,omitempty"`
	Files []string         `json:"files,omitempty"`
}

func eventRowOf(e dsar.Event) (eventRow, error) {
	details, err := json.Marshal(eventDetails(e.Details))
	return eventRow{
		ID: e.ID, WorkspaceID: e.WorkspaceID, StreamID: e.StreamID, Seq: e.Seq, Kind: string(e.Kind), OnDay: dayOf(e.On),
		RecordedAt: instantOf(e.RecordedAt), ActorID: e.ActorID, MessageID: e.MessageID, Details: string(details),
		PrevHash: e.PrevHash, Hash: e.Hash,
	}, err
}

// toDomain reads an event. Details that cannot be read are shown as they are: the
// hash does not fit then, which is what the doctor looks for.
func (r eventRow) toDomain() dsar.Event {
	var details eventDetails
	if err := json.Unmarshal([]byte(r.Details), &details); err != nil {
		details = eventDetails{Note: r.Details}
	}
	return dsar.Event{
		ID: r.ID, WorkspaceID: r.WorkspaceID, StreamID: r.StreamID, Seq: r.Seq, Kind: dsar.EventKind(r.Kind), On: r.OnDay.date(),
		RecordedAt: r.RecordedAt.time(), ActorID: r.ActorID, MessageID: r.MessageID, Details: dsar.Details(details),
		PrevHash: r.PrevHash, Hash: r.Hash,
	}
}

func (s *Store) openStream(ctx context.Context, ws, id, owner string) error {
	return of[streamRow](s.db).Create(ctx, &streamRow{WorkspaceID: ws, ID: id, OwnerKind: owner})
}

// AppendEvent appends an event to the stream of a request or complaint and returns
// it with Seq, PrevHash and Hash set. Two that are appended at once come one after
// the other. It returns [dsar.CodeNotFound] if the workspace has no such request or
// complaint, and [dsar.CodeInvalid] for a text that is not UTF-8 or contains NUL.
func (s *Store) AppendEvent(ctx context.Context, e dsar.Event) (dsar.Event, error) {
	if err := refuseUnstorable(e); err != nil {
		return e, err
	}
	err := s.InTx(ctx, func(tx *Store) error {
		head, err := tx.lockStream(ctx, e.WorkspaceID, e.StreamID)
		if err != nil {
			return err
		}
		e = chained(e, head.LastSeq, head.LastHash)
		row, err := eventRowOf(e)
		if err != nil {
			return err
		}
		if err := of[eventRow](tx.db).Create(ctx, &row); err != nil {
			return err
		}
		_, err = tx.exec(ctx, "UPDATE streams SET last_seq = ?, last_hash = ? WHERE workspace_id = ? AND id = ?",
			e.Seq, e.Hash, e.WorkspaceID, e.StreamID)
		return err
	})
	return e, err
}

// chained returns the event as the one after the given head.
func chained(e dsar.Event, lastSeq int, lastHash string) dsar.Event {
	e.RecordedAt = instantOf(e.RecordedAt).time()
	e.Seq, e.PrevHash = lastSeq+1, lastHash
	e.Hash = e.ComputeHash()
	return e
}

func refuseUnstorable(e dsar.Event) error {
	d := e.Details
	for _, text := range []string{d.Note, d.Reference, string(d.Outcome), d.Corrects, string(d.NewKind), d.ComplaintID, d.LetterID, d.Currency, e.MessageID} {
		if !isStorable(text) {
			return dsar.Invalid("note", "error.text.unreadable", nil)
		}
	}
	return nil
}

// isStorable reports whether PostgreSQL takes the text and JSON keeps it unchanged.
func isStorable(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	for i := range len(text) {
		if text[i] == 0 {
			return false
		}
	}
	return true
}

func (s *Store) lockStream(ctx context.Context, ws, id string) (streamRow, error) {
	var heads []streamRow
	err := s.scan(ctx, &heads, "SELECT * FROM streams WHERE workspace_id = ? AND id = ?"+s.forUpdate(), ws, id)
	if err = found(err); err != nil {
		return streamRow{}, err
	}
	if len(heads) == 0 {
		return streamRow{}, dsar.NotFound("request")
	}
	return heads[0], nil
}

// Events returns the events of a request or complaint in the order of Seq.
func (s *Store) Events(ctx context.Context, ws, streamID string) ([]dsar.Event, error) {
	rows, err := of[eventRow](s.db).Where("workspace_id = ? AND stream_id = ?", ws, streamID).Order("seq").Find(ctx)
	return toDomain(rows, eventRow.toDomain), found(err)
}

// EventsOf returns the events of several requests or complaints by their ids.
func (s *Store) EventsOf(ctx context.Context, ws string, streamIDs []string) (map[string][]dsar.Event, error) {
	streams := make(map[string][]dsar.Event, len(streamIDs))
	if len(streamIDs) == 0 {
		return streams, nil
	}
	rows, err := of[eventRow](s.db).Where("workspace_id = ? AND stream_id IN ?", ws, streamIDs).
		Order("stream_id, seq").Find(ctx)
	for _, row := range rows {
		streams[row.StreamID] = append(streams[row.StreamID], row.toDomain())
	}
	return streams, err
}
