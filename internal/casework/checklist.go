package casework

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse/internal/checklist"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/restriction"
)

// ChecklistView is what is known of each item that the answer to a request for access has
// to contain.
type ChecklistView struct {
	RequestView
	Refusal ChecklistRefusal // why there is no list; "" where there is one
	Lines   []ChecklistLine  // all items, in the order of the law
	Said    int              // items about which a person has said something
}

// ChecklistRefusal says why a request has no list.
type ChecklistRefusal string

// The reasons.
const (
	ChecklistNotAccess ChecklistRefusal = "not_access" // the request does not ask for access
	ChecklistOtherLaw  ChecklistRefusal = "other_law"  // no list is known for the law
	ChecklistDraft     ChecklistRefusal = "draft"      // nothing can have been answered
)

// ChecklistLine is an item with what a person said of it and what the messages say.
type ChecklistLine struct {
	dsar.ChecklistItem
	Suggestions []ChecklistSuggestion // the latest message first
}

// ChecklistSuggestion is what a message says of an item: a suggestion to a person, who
// decides.
type ChecklistSuggestion struct {
	Answer    dsar.ChecklistAnswer
	Quote     string
	MessageID string
	On        civil.Date // of the message
}

// maxChecklistMessages bounds how many incoming messages are read for suggestions, and
// maxSuggestions how many of them an item shows.
const (
	maxChecklistMessages = 20
	maxSuggestions       = 2
)

// HasChecklist says why the request has no list, "" where it has one.
func HasChecklist(r dsar.Request, status dsar.Status) ChecklistRefusal {
	switch {
	case !r.Asks(dsar.RightAccess):
		return ChecklistNotAccess
	case !checklist.IsOf(r.Regime):
		return ChecklistOtherLaw
	case status == dsar.StatusDraft:
		return ChecklistDraft
	}
	return ""
}

// Checklist returns the list of a request, by id or public reference.
func (s *Service) Checklist(ctx context.Context, a Actor, idOrReference string) (ChecklistView, error) {
	r, err := s.Request(ctx, a, idOrReference)
	if err != nil {
		return ChecklistView{}, err
	}
	v := ChecklistView{RequestView: r, Refusal: HasChecklist(r.Request, r.State.Status)}
	if v.Refusal != "" {
		return v, nil
	}
	items, err := s.Store.Checklist(ctx, a.WorkspaceID, r.Request.ID)
	if err != nil {
		return v, err
	}
	suggested, err := suggestionsOf(r)
	if err != nil {
		return v, err
	}
	for _, key := range dsar.ChecklistKeys() {
		line := ChecklistLine{ChecklistItem: dsar.ChecklistItem{Key: key}, Suggestions: suggested[key]}
		if at := slices.IndexFunc(items, func(i dsar.ChecklistItem) bool { return i.Key == key }); at >= 0 {
			line.ChecklistItem = items[at]
		}
		if line.Answer != "" {
			v.Said++
		}
		v.Lines = append(v.Lines, line)
	}
	return v, nil
}

// suggestionsOf reads the incoming messages, the latest first.
func suggestionsOf(v RequestView) (map[dsar.ChecklistKey][]ChecklistSuggestion, error) {
	found := map[dsar.ChecklistKey][]ChecklistSuggestion{}
	add := func(key dsar.ChecklistKey, s ChecklistSuggestion) {
		if len(found[key]) < maxSuggestions && !slices.Contains(found[key], s) {
			found[key] = append(found[key], s)
		}
	}
	read := 0
	for _, m := range slices.Backward(v.Messages) {
		if m.Message.Direction != dsar.DirectionIn || read == maxChecklistMessages {
			continue
		}
		read++
		for _, f := range m.Findings {
			if key, answer := suggestedBy(f.Finding); key != "" {
				add(key, ChecklistSuggestion{answer, f.Finding.Quote, m.Message.ID, m.Message.On})
			}
		}
		said, err := checklist.Suggest(restriction.OwnWords(m.Message.Text), m.Message.Language)
		if err != nil {
			return nil, err
		}
		for _, s := range said {
			add(s.Key, ChecklistSuggestion{s.Answer, s.Quote, m.Message.ID, m.Message.On})
		}
	}
	return found, nil
}

// suggestedBy is what a restriction that was found in a message says of an item.
func suggestedBy(f dsar.Finding) (dsar.ChecklistKey, dsar.ChecklistAnswer) {
	switch {
	case f.Status == dsar.FindingDismissed:
		return "", ""
	case f.Key == kindCategoriesOnly:
		return dsar.ItemRecipients, dsar.ItemCategoriesOnly
	case f.Key == "copy_refused":
		return dsar.ItemCopy, dsar.ItemMissing
	}
	return "", ""
}

// ChecklistInput is what a person says of some items; the others stay as they are. An item
// without an answer and a note is not looked at yet.
type ChecklistInput struct {
	Items []ChecklistInputItem
}

// ChecklistInputItem is what a person says of an item.
type ChecklistInputItem struct {
	Key    dsar.ChecklistKey
	Answer dsar.ChecklistAnswer
	Note   string
}

const maxChecklistNote = 1000

// SaveChecklist keeps what a person says of the items, and proposes the findings that
// follow: recipients by category alone, and an incomplete answer with exactly the items
// that are missing or were given in part. What the list no longer shows is taken back;
// what was dismissed is not proposed again. version is that of the request, or
// [AnyVersion]. It returns [dsar.CodeInvalid] for an item or answer that is not known and
// [dsar.CodeConflict] for a request that has no list.
func (s *Service) SaveChecklist(ctx context.Context, a Actor, requestID string, in ChecklistInput, version int) (ChecklistView, error) {
	err := s.change(ctx, a, requestID, version, func(c *requestChange) error {
		if refusal := HasChecklist(c.request, dsar.Fold(c.events).Status); refusal != "" {
			return dsar.NewError(dsar.CodeConflict, "error.checklist."+string(refusal), nil)
		}
		if err := checkChecklist(in); err != nil {
			return err
		}
		return c.saveChecklist(ctx, in)
	})
	if err != nil {
		return ChecklistView{}, err
	}
	return s.Checklist(ctx, a, requestID)
}

func checkChecklist(in ChecklistInput) error {
	var problems []dsar.Problem
	var seen []dsar.ChecklistKey
	for _, i := range in.Items {
		field := "items." + string(i.Key)
		answers := dsar.ChecklistAnswers(i.Key)
		switch {
		case !slices.Contains(dsar.ChecklistKeys(), i.Key):
			problems = append(problems, unknownValue("items", string(i.Key), dsar.ChecklistKeys()))
		case slices.Contains(seen, i.Key):
			problems = append(problems, dsar.Problem{Field: field, Key: "error.field.twice"})
		case i.Answer != "" && !slices.Contains(answers, i.Answer):
			problems = append(problems, unknownValue(field, string(i.Answer), answers))
		}
		seen = append(seen, i.Key)
		if utf8.RuneCountInString(i.Note) > maxChecklistNote {
			problems = append(problems, tooLong(field+".note", maxChecklistNote))
		}
		if !cleanText(i.Note) {
			problems = append(problems, dsar.Problem{Field: field + ".note", Key: "error.text"})
		}
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

func (c *requestChange) saveChecklist(ctx context.Context, in ChecklistInput) error {
	known, err := c.tx.Checklist(ctx, c.request.WorkspaceID, c.request.ID)
	if err != nil {
		return err
	}
	for _, i := range in.Items {
		said := dsar.ChecklistItem{Key: i.Key, Answer: i.Answer, Note: strings.TrimSpace(i.Note), SaidBy: c.actor.UserID, SaidAt: c.s.now()}
		at := slices.IndexFunc(known, func(k dsar.ChecklistItem) bool { return k.Key == i.Key })
		switch {
		case at < 0 && said.Answer == "" && said.Note == "":
			continue
		case at < 0:
			known = append(known, said)
		case known[at].Answer == said.Answer && known[at].Note == said.Note:
			continue
		default:
			known[at] = said
		}
		if err := c.tx.PutChecklistItem(ctx, c.request.WorkspaceID, c.request.ID, said); err != nil {
			return err
		}
		if err := c.tx.Audit(ctx, c.request.WorkspaceID, c.actor.UserID, "checklist."+string(said.Key), c.request.ID, said.SaidAt); err != nil {
			return err
		}
	}
	return c.refreshChecklistFindings(ctx, known)
}
