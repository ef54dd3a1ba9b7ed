package casework

import (
	"context"
	"slices"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// The kinds that the list shows.
const (
	kindPartial        = "partial_answer"
	kindCategoriesOnly = "recipient_categories_only"
)

// lackingOf are the items that show each kind, in the order of the law.
func lackingOf(items []dsar.ChecklistItem) map[string][]dsar.LackingItem {
	lacking := map[string][]dsar.LackingItem{}
	for _, key := range dsar.ChecklistKeys() {
		at := slices.IndexFunc(items, func(i dsar.ChecklistItem) bool { return i.Key == key })
		if at < 0 {
			continue
		}
		kind := kindPartial
		switch items[at].Answer {
		case dsar.ItemMissing, dsar.ItemPartly:
		case dsar.ItemCategoriesOnly:
			kind = kindCategoriesOnly
		default:
			continue
		}
		lacking[kind] = append(lacking[kind], dsar.LackingItem{Key: key, Answer: items[at].Answer})
	}
	return lacking
}

// refreshChecklistFindings keeps the findings from the list in step with it. One that is
// confirmed follows the list, since the list is what the same people say; one that is
// dismissed stays dismissed.
func (c *requestChange) refreshChecklistFindings(ctx context.Context, items []dsar.ChecklistItem) error {
	known, err := c.tx.Findings(ctx, c.request.WorkspaceID, c.request.ID)
	if err != nil {
		return err
	}
	known = slices.DeleteFunc(known, func(f dsar.Finding) bool { return f.Source != dsar.SourceChecklist || f.ByHand() })
	lacking := lackingOf(items)
	for _, kind := range []string{kindPartial, kindCategoriesOnly} {
		at := slices.IndexFunc(known, func(f dsar.Finding) bool { return f.Key == kind })
		switch shown := lacking[kind]; {
		case at < 0 && len(shown) > 0:
			err = c.tx.InsertFindings(ctx, []dsar.Finding{c.lackingFinding(kind, shown)})
		case at >= 0:
			err = c.followChecklist(ctx, known[at], shown)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// followChecklist brings a finding up to the list.
func (c *requestChange) followChecklist(ctx context.Context, f dsar.Finding, shown []dsar.LackingItem) error {
	evidence := dsar.FormatLacking(shown)
	switch {
	case f.Status == dsar.FindingDismissed || f.Evidence == evidence:
		return nil
	case evidence == "":
		if err := c.tx.DeleteFinding(ctx, f.WorkspaceID, f.ID, AnyVersion); err != nil {
			return err
		}
		return c.tx.Audit(ctx, f.WorkspaceID, c.actor.UserID, "finding.remove", f.ID, c.s.now())
	}
	f.Evidence = evidence
	return c.tx.UpdateFinding(ctx, f, AnyVersion)
}

func (c *requestChange) lackingFinding(kind string, shown []dsar.LackingItem) dsar.Finding {
	k, _ := c.s.Detector.Kind(kind)
	verdict := string(k.Judgement(c.request.Regime).Verdict)
	return dsar.Finding{
		ID: newID(), WorkspaceID: c.request.WorkspaceID, RequestID: c.request.ID, Key: kind, Source: dsar.SourceChecklist,
		SeenOn: c.answeredOn(), Verdict: verdict, Found: verdict, Rule: dsar.ChecklistRule, Confidence: 1,
		Evidence: dsar.FormatLacking(shown), Status: dsar.FindingSuspected, Version: 1,
	}
}

// answeredOn is the day of the last reply, or today where none is recorded.
func (c *requestChange) answeredOn() civil.Date {
	if day := lastReply(c.events); !day.IsZero() {
		return day
	}
	return c.s.dayIn(c.request.TimeZone)
}
