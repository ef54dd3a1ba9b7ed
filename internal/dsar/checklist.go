package dsar

import (
	"slices"
	"strings"
	"time"
)

// ChecklistKey names an item of what an answer to a request for access has to contain:
// Art. 15(1)(a) to (h), 15(2) and 15(3) of the GDPR, and of the UK GDPR, which has them
// under the same letters.
type ChecklistKey string

// The items.
const (
	ItemPurposes   ChecklistKey = "purposes"   // Art. 15(1)(a)
	ItemCategories ChecklistKey = "categories" // Art. 15(1)(b), of data
	ItemRecipients ChecklistKey = "recipients" // Art. 15(1)(c)
	ItemRetention  ChecklistKey = "retention"  // Art. 15(1)(d)
	ItemRights     ChecklistKey = "rights"     // Art. 15(1)(e)
	ItemComplaint  ChecklistKey = "complaint"  // Art. 15(1)(f)
	ItemSource     ChecklistKey = "source"     // Art. 15(1)(g)
	ItemAutomated  ChecklistKey = "automated"  // Art. 15(1)(h)
	ItemTransfers  ChecklistKey = "transfers"  // Art. 15(2)
	ItemCopy       ChecklistKey = "copy"       // Art. 15(3)
)

// ChecklistKeys lists the items in the order of the law.
func ChecklistKeys() []ChecklistKey {
	return []ChecklistKey{
		ItemPurposes, ItemCategories, ItemRecipients, ItemRetention, ItemRights, ItemComplaint,
		ItemSource, ItemAutomated, ItemTransfers, ItemCopy,
	}
}

// ChecklistAnswer says whether an item was given; "" is not looked at yet.
type ChecklistAnswer string

// The answers.
const (
	ItemGiven          ChecklistAnswer = "given"
	ItemPartly         ChecklistAnswer = "partly"
	ItemCategoriesOnly ChecklistAnswer = "categories" // recipients by kind only, without their names
	ItemMissing        ChecklistAnswer = "missing"
	ItemNotApplicable  ChecklistAnswer = "not_applicable"
)

// ChecklistAnswers lists the answers that an item can have.
func ChecklistAnswers(key ChecklistKey) []ChecklistAnswer {
	if key == ItemRecipients {
		return []ChecklistAnswer{ItemGiven, ItemPartly, ItemCategoriesOnly, ItemMissing, ItemNotApplicable}
	}
	return []ChecklistAnswer{ItemGiven, ItemPartly, ItemMissing, ItemNotApplicable}
}

// ChecklistItem is what a person says of an item.
type ChecklistItem struct {
	Key    ChecklistKey
	Answer ChecklistAnswer
	Note   string
	SaidBy string // id of the user
	SaidAt time.Time
}

// LackingItem is an item that was not given, or only in part.
type LackingItem struct {
	Key    ChecklistKey
	Answer ChecklistAnswer // [ItemPartly], [ItemCategoriesOnly] or [ItemMissing]
}

// ChecklistRule is the rule of a finding from the checklist.
const ChecklistRule = "checklist/article15"

// FormatLacking writes items as [Finding.Evidence] has them.
func FormatLacking(items []LackingItem) string {
	words := make([]string, 0, len(items))
	for _, i := range items {
		words = append(words, string(i.Key)+":"+string(i.Answer))
	}
	return strings.Join(words, " ")
}

// Lacking reads the items of a finding from the checklist, in the order of the law; nil
// for other findings. What is no item is left out.
func (f Finding) Lacking() []LackingItem {
	if f.Source != SourceChecklist {
		return nil
	}
	var items []LackingItem
	for _, word := range strings.Fields(f.Evidence) {
		key, answer, _ := strings.Cut(word, ":")
		item := LackingItem{Key: ChecklistKey(key), Answer: ChecklistAnswer(answer)}
		if slices.Contains(ChecklistAnswers(item.Key), item.Answer) && slices.Contains(ChecklistKeys(), item.Key) {
			items = append(items, item)
		}
	}
	return items
}
