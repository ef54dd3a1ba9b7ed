package law

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Fingerprint identifies the law that the book was made of: the same rule and holiday
// files give the same text, whatever their order. It is computed when first asked for.
func (b *Book) Fingerprint() string {
	digests := b.digests()
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(digests)) {
		h.Write([]byte(name + "=" + digests[name] + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Calculation is the number of the calculation: it grows when the same files give other
// dates for the same facts. A test keeps the dates that a frozen law gives.
const Calculation = 1

const calculationField = "calculation"

// Edition identifies what the dates under a regime with the holidays of a region follow
// from, its files and the calculation: "calculation=1 holidays/FR=… rules/eu-gdpr=…", in
// the order of the names. [Book.IsCurrent] and [Book.ChangedSince] read it, [JoinEditions]
// makes one of several. It is empty if the regime or the region is not known.
func (b *Book) Edition(regime, region string) string {
	e := b.entry(regime)
	cal, err := b.calendar(region)
	if e == nil || err != nil {
		return ""
	}
	names := []string{"rules/" + e.id}
	add := func(c *calendar) {
		for ; c != nil; c = b.calendars[c.parent] {
			if name := "holidays/" + c.id; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	add(cal)
	for _, other := range otherRegions(e) {
		add(b.calendars[other])
	}
	digests := b.digests()
	for i, name := range names {
		names[i] = name + "=" + shortened(digests[name])
	}
	names = append(names, calculationField+"="+strconv.Itoa(Calculation))
	slices.Sort(names)
	return strings.Join(names, " ")
}

// JoinEditions is the edition of dates that follow from several laws or places.
func JoinEditions(editions ...string) string {
	fields := strings.Fields(strings.Join(editions, " "))
	slices.Sort(fields)
	return strings.Join(slices.Compact(fields), " ")
}

// IsCurrent reports that nothing has changed since an edition was written down: the same
// facts give the same dates. It is false where that cannot be told.
func (b *Book) IsCurrent(edition string) bool {
	files, calculation := splitEdition(edition)
	return len(files) > 0 && calculation == strconv.Itoa(Calculation) && len(b.changed(files)) == 0
}

// NamesCalculation reports that the edition says with which calculation it was written
// down; those of releases that held no clocks do not.
func NamesCalculation(edition string) bool {
	_, calculation := splitEdition(edition)
	return calculation != ""
}

// UnknownCalculation is the edition with the note that it is not known with which
// calculation its dates were worked out.
func UnknownCalculation(edition string) string {
	if NamesCalculation(edition) {
		return edition
	}
	return JoinEditions(edition, calculationField+"=0")
}

// ChangedSince lists the files named by an edition that are others by now, or gone:
// "holidays/FR". It is nil if the edition names none.
func (b *Book) ChangedSince(edition string) []string {
	files, _ := splitEdition(edition)
	return b.changed(files)
}

func (b *Book) changed(files map[string]string) []string {
	digests := b.digests()
	var changed []string
	for name, digest := range files {
		if shortened(digests[name]) != digest {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed
}

// editionDigits is how much of a digest an edition keeps: it tells versions of one
// file apart and guards against nobody.
const editionDigits = 16

func shortened(digest string) string { return digest[:min(len(digest), editionDigits)] }

// otherRegions are the regions whose holidays a regime consults whatever the place.
func otherRegions(e *entry) []string {
	r, err := e.rules()
	if err != nil {
		return nil
	}
	var list []string
	for _, of := range r.rights {
		for _, v := range of.versions {
			for _, reading := range v.complaint.readings {
				if reading.region != "" && !slices.Contains(list, reading.region) {
					list = append(list, reading.region)
				}
			}
		}
	}
	return list
}

// splitEdition returns the digests of the files by their names, and the calculation.
func splitEdition(edition string) (files map[string]string, calculation string) {
	files = make(map[string]string)
	for field := range strings.FieldsSeq(edition) {
		name, value, _ := strings.Cut(field, "=")
		if name == calculationField {
			calculation = value
			continue
		}
		files[name] = value
	}
	return files, calculation
}

// digestsOf returns the digests of rule and holiday files, by "rules/<regime>" and
// "holidays/<region>", once they are asked for.
func digestsOf(rules, holidays fs.FS) func() map[string]string {
	return sync.OnceValue(func() map[string]string {
		digests := make(map[string]string)
		for folder, fsys := range map[string]fs.FS{"rules": rules, "holidays": holidays} {
			names, err := yamlFiles(fsys)
			if err != nil {
				continue // the files have been read once; a book without them cannot be made
			}
			for _, name := range names {
				data, err := fs.ReadFile(fsys, name)
				if err != nil {
					continue
				}
				sum := sha256.Sum256(data)
				digests[folder+"/"+strings.TrimSuffix(path.Base(name), ".yaml")] = hex.EncodeToString(sum[:])
			}
		}
		return digests
	})
}
