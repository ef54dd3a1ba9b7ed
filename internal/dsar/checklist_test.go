package dsar_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/dsar"
)

func TestLackingItems(t *testing.T) {
	items := []dsar.LackingItem{
		{Key: dsar.ItemRecipients, Answer: dsar.ItemCategoriesOnly}, {Key: dsar.ItemSource, Answer: dsar.ItemMissing},
	}
	f := dsar.Finding{Source: dsar.SourceChecklist, Evidence: dsar.FormatLacking(items)}
	t.Run("are read as they were written", func(t *testing.T) {
		if diff := cmp.Diff(items, f.Lacking()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("what is no item is left out", func(t *testing.T) {
		damaged := f
		damaged.Evidence += " copy shoe:missing copy:categories :"
		if diff := cmp.Diff(items, damaged.Lacking()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("other findings have none", func(t *testing.T) {
		other := f
		other.Source = dsar.SourceEvents
		if got := other.Lacking(); got != nil {
			t.Errorf("got %v", got)
		}
	})
}
