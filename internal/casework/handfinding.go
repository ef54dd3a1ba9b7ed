package casework

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse/internal/dsar"
	"recourse/internal/restriction"
	"recourse/internal/store"
)

// NewFinding is a restriction that a person sees in a message.
type NewFinding struct {
	// Kind is the key of the taxonomy.
	Kind string
	// Passage are the words in which it shows. White space need not be that of the
	// message, as copying from a page or a mail program changes it.
	Passage string
}

const maxPassage = 10_000

// AddFinding adds a finding by hand on a passage of an incoming message. The law of the
// case judges it like any other; one that is unlawful is taken as confirmed, one that is
// a person's to judge still waits. It returns [dsar.CodeInvalid] where the passage does
// not occur in the message or already carries that kind.
func (s *Service) AddFinding(ctx context.Context, a Actor, messageID string, in NewFinding) (FindingView, error) {
	if err := mayWrite(a); err != nil {
		return FindingView{}, err
	}
	m, err := s.Store.Message(ctx, a.WorkspaceID, messageID)
	if err != nil {
		return FindingView{}, err
	}
	if err := s.checkNewFinding(m, in); err != nil {
		return FindingView{}, err
	}
	r, err := s.Store.Request(ctx, a.WorkspaceID, m.RequestID)
	if err != nil {
		return FindingView{}, err
	}
	known, err := s.Store.Findings(ctx, a.WorkspaceID, r.ID)
	if err != nil {
		return FindingView{}, err
	}
	f := s.byHand(a, r, in.Kind)
	f.MessageID, f.Source, f.SeenOn = m.ID, dsar.SourceText, m.On
	if f.Start, f.End, err = freePlace(m.Text, in.Passage, func(start, end int) bool {
		return slices.ContainsFunc(known, func(k dsar.Finding) bool {
			return k.MessageID == m.ID && k.Key == in.Kind && k.Start == start && k.End == end && k.Status != dsar.FindingDismissed
		})
	}); err != nil {
		return FindingView{}, err
	}
	f.Quote = m.Text[f.Start:f.End]
	err = s.Store.InTx(ctx, func(tx *store.Store) error { return s.insertByHand(ctx, tx, a, f) })
	return s.findingViews(r.Regime, []dsar.Finding{f})[0], err
}

func (s *Service) checkNewFinding(m dsar.Message, in NewFinding) error {
	var problems []dsar.Problem
	if _, known := s.Detector.Kind(in.Kind); !known {
		problem := s.unknownKind(in.Kind)
		if in.Kind == "" {
			problem = dsar.Problem{Field: "kind", Key: "error.finding.kind_missing"}
		}
		problems = append(problems, problem)
	}
	switch {
	case m.Direction != dsar.DirectionIn:
		problems = append(problems, dsar.Problem{Field: "passage", Key: "error.finding.ours"})
	case strings.TrimSpace(in.Passage) == "":
		problems = append(problems, dsar.Problem{Field: "passage", Key: "error.finding.passage_missing"})
	case utf8.RuneCountInString(in.Passage) > maxPassage:
		problems = append(problems, tooLong("passage", maxPassage))
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

// byHand is a finding of a kind as a person adds it.
func (s *Service) byHand(a Actor, r dsar.Request, key string) dsar.Finding {
	kind, _ := s.Detector.Kind(key)
	verdict := kind.Judgement(r.Regime).Verdict
	f := dsar.Finding{
		ID: newID(), WorkspaceID: r.WorkspaceID, RequestID: r.ID, Key: key, Verdict: string(verdict), Found: string(verdict),
		Rule: dsar.HandRule, Confidence: 1, Status: dsar.FindingSuspected, AddedBy: a.UserID, AddedAt: s.now(), Version: 1,
	}
	if verdict == restriction.Unlawful {
		f.Status, f.ReviewedBy, f.ReviewedAt = dsar.FindingConfirmed, a.UserID, s.now()
	}
	return f
}

func (s *Service) insertByHand(ctx context.Context, tx *store.Store, a Actor, f dsar.Finding) error {
	if err := tx.InsertFindings(ctx, []dsar.Finding{f}); err != nil {
		return err
	}
	return tx.Audit(ctx, a.WorkspaceID, a.UserID, "finding.add", f.ID, s.now())
}

// rightKind puts a finding of the right kind in the place of one of the wrong kind.
func (s *Service) rightKind(ctx context.Context, a Actor, r dsar.Request, f dsar.Finding, in FindingReview, version int) (FindingView, error) {
	if in.Kind == f.Key {
		return FindingView{}, dsar.Invalid("kind", "error.finding.same_kind", nil)
	}
	known, err := s.Store.Findings(ctx, a.WorkspaceID, r.ID)
	if err != nil {
		return FindingView{}, err
	}
	if slices.ContainsFunc(known, func(k dsar.Finding) bool { return k.Key == in.Kind && k.Replaces != f.ID && samePlace(k, f) }) {
		return FindingView{}, dsar.Invalid("kind", "error.finding.exists", nil)
	}
	right := s.byHand(a, r, in.Kind)
	right.MessageID, right.Source, right.Start, right.End, right.Quote = f.MessageID, f.Source, f.Start, f.End, f.Quote
	right.Evidence, right.SeenOn, right.Replaces = f.Evidence, f.SeenOn, f.ID
	f.Status, f.DismissedFor, f.Note = dsar.FindingDismissed, dsar.ReasonWrongKind, strings.TrimSpace(in.Note)
	f.ReviewedBy, f.ReviewedAt = a.UserID, s.now()
	err = s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := tx.UpdateFinding(ctx, f, version); err != nil {
			return err
		}
		if err := s.dropReplacement(ctx, tx, a, f); err != nil {
			return err
		}
		if err := tx.Audit(ctx, a.WorkspaceID, a.UserID, "finding.wrong_kind", f.ID, s.now()); err != nil {
			return err
		}
		return s.insertByHand(ctx, tx, a, right)
	})
	return s.findingViews(r.Regime, []dsar.Finding{right})[0], err
}

// samePlace reports whether two findings speak of the same passage, or both of the events.
func samePlace(a, b dsar.Finding) bool {
	if a.Status == dsar.FindingDismissed || a.Source != b.Source || a.MessageID != b.MessageID {
		return false
	}
	return a.Start == b.Start && a.End == b.End
}

// dropReplacement deletes what stands in the place of a finding of the wrong kind.
func (s *Service) dropReplacement(ctx context.Context, tx *store.Store, a Actor, wrong dsar.Finding) error {
	findings, err := tx.Findings(ctx, wrong.WorkspaceID, wrong.RequestID)
	if err != nil {
		return err
	}
	for _, f := range findings {
		if f.Replaces != wrong.ID {
			continue
		}
		if err := tx.DeleteFinding(ctx, f.WorkspaceID, f.ID, AnyVersion); err != nil {
			return err
		}
		if err := tx.Audit(ctx, a.WorkspaceID, a.UserID, "finding.remove", f.ID, s.now()); err != nil {
			return err
		}
	}
	return nil
}

// RemoveFinding takes back a finding that was added by hand; one of the wrong kind that
// it replaced is undecided again. Others return [dsar.CodeConflict]: they are evidence of
// what was found, and are dismissed. version may be [AnyVersion].
func (s *Service) RemoveFinding(ctx context.Context, a Actor, findingID string, version int) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	f, err := s.Store.Finding(ctx, a.WorkspaceID, findingID)
	if err != nil {
		return err
	}
	if !f.ByHand() {
		return dsar.NewError(dsar.CodeConflict, "error.finding.not_by_hand", nil)
	}
	return s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := tx.DeleteFinding(ctx, a.WorkspaceID, f.ID, version); err != nil {
			return err
		}
		if f.DismissedFor == dsar.ReasonWrongKind {
			if err := s.dropReplacement(ctx, tx, a, f); err != nil {
				return err
			}
		}
		if err := tx.Audit(ctx, a.WorkspaceID, a.UserID, "finding.remove", f.ID, s.now()); err != nil {
			return err
		}
		return s.restoreReplaced(ctx, tx, a, f)
	})
}

// restoreReplaced makes the finding undecided again in whose place another stood.
func (s *Service) restoreReplaced(ctx context.Context, tx *store.Store, a Actor, f dsar.Finding) error {
	if f.Replaces == "" {
		return nil
	}
	wrong, err := tx.Finding(ctx, f.WorkspaceID, f.Replaces)
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	wrong.Status, wrong.DismissedFor, wrong.Note = dsar.FindingSuspected, "", ""
	wrong.ReviewedBy, wrong.ReviewedAt = a.UserID, s.now()
	if err := tx.UpdateFinding(ctx, wrong, AnyVersion); err != nil {
		return err
	}
	return tx.Audit(ctx, f.WorkspaceID, a.UserID, "finding.suspected", wrong.ID, s.now())
}

// freePlace finds the first place at which the passage stands and that is not taken.
func freePlace(text, passage string, taken func(start, end int) bool) (start, end int, err error) {
	places := placesOf(text, passage)
	if len(places) == 0 {
		return 0, 0, dsar.Invalid("passage", "error.finding.passage_unknown", nil)
	}
	for _, p := range places {
		if !taken(p[0], p[1]) {
			return p[0], p[1], nil
		}
	}
	return 0, 0, dsar.Invalid("kind", "error.finding.exists", nil)
}

// placesOf lists where a passage stands in a text, as bytes. Runs of white space, and
// the signs that mails quote with at the beginning of a line, count as one blank.
func placesOf(text, passage string) [][2]int {
	wanted := strings.TrimSpace(squeeze(passage).text)
	if wanted == "" {
		return nil
	}
	all := squeeze(text)
	var places [][2]int
	for from := 0; ; {
		at := strings.Index(all.text[from:], wanted)
		if at < 0 {
			return places
		}
		start, last := from+at, from+at+len(wanted)-1
		places = append(places, [2]int{all.at[start], all.at[last] + 1})
		from = start + len(wanted)
	}
}

// squeezed is a text with its white space made one blank; at tells for every byte of it
// where it stood.
type squeezed struct {
	text string
	at   []int
}

func squeeze(text string) squeezed {
	var b strings.Builder
	out := squeezed{at: make([]int, 0, len(text))}
	blank, lineStart := true, true
	for i, r := range text {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\u00ad' || lineStart && r == '>' {
			if !blank && r != '\u00ad' && r != '\u200b' {
				b.WriteByte(' ')
				out.at = append(out.at, i)
				blank = true
			}
			lineStart = lineStart || r == '\n'
			continue
		}
		blank, lineStart = false, false
		for n := range utf8.RuneLen(r) {
			out.at = append(out.at, i+n)
		}
		b.WriteRune(r)
	}
	out.text = b.String()
	return out
}
