package law

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"path"
	"slices"
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

// Edition identifies the files from which the dates under a regime with the holidays of
// a region follow: "rules/eu-gdpr=0123456789abcdef holidays/FR=…". [ChangedFiles]
// compares two of them. It is empty if the regime or the region is not known.
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
	return strings.Join(names, " ")
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

// ChangedFiles lists the files that differ between two editions, those that only one
// of them has included. It is nil if either is empty: then nothing can be told.
func ChangedFiles(before, now string) []string {
	if before == "" || now == "" {
		return nil
	}
	old, fresh := splitEdition(before), splitEdition(now)
	var changed []string
	for name, digest := range fresh {
		if old[name] != digest {
			changed = append(changed, name)
		}
	}
	for name := range old {
		if _, kept := fresh[name]; !kept {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed
}

func splitEdition(edition string) map[string]string {
	files := make(map[string]string)
	for _, field := range strings.Fields(edition) {
		name, digest, _ := strings.Cut(field, "=")
		files[name] = digest
	}
	return files
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
