// Package internal_test holds the table of imports: which package may know which.
package internal_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "recourse/"

// allowed says which of our packages each package may import. Imports point
// inward: what stands further right in
// civil ← dsar ← reminder ← letter ← store ← casework ← {web, jobs} ← cmd
// may import what stands further left. law and restriction know neither the domain
// nor the database.
var allowed = map[string][]string{
	"internal/civil":           {},
	"internal/dsar":            {"internal/civil"},
	"internal/strictyaml":      {},
	"internal/law":             {"internal/civil", "internal/strictyaml"},
	"internal/restriction":     {"internal/civil", "internal/strictyaml"},
	"internal/enforcement":     {"internal/civil", "internal/strictyaml"},
	"internal/datascan":        {"internal/civil"},
	"internal/datascan/pdf":    {},
	"internal/letter":          {"internal/civil", "internal/dsar", "internal/reminder"},
	"internal/mail":            {"internal/dsar", "internal/civil", "internal/mail/tnef", "internal/quotation"},
	"internal/mail/tnef":       {},
	"internal/mail/address":    {"internal/dsar"},
	"internal/mail/auth":       {"internal/dsar"},
	"internal/mail/check":      {"internal/mail", "internal/mail/imapin"},
	"internal/mail/imapin":     {"internal/mail"},
	"internal/mail/imaptest":   {},
	"internal/mail/listener":   {"internal/casework", "internal/dsar", "internal/mail"},
	"internal/seal":            {},
	"internal/mail/thread":     {"internal/mail", "internal/mail/address"},
	"internal/quotation":       {},
	"internal/proposal":        {"internal/civil", "internal/quotation"},
	"internal/i18n":            {"internal/civil", "internal/dsar"},
	"internal/config":          {"internal/mail", "internal/mail/imapin"},
	"internal/ics":             {"internal/civil"},
	"internal/store":           {"internal/civil", "internal/dsar", "internal/reminder", "migrations"},
	"internal/store/storetest": {"internal/civil", "internal/dsar", "internal/store", "internal/testdb", "migrations"},
	"internal/testdb":          {"internal/store", "migrations"},
	"internal/checklist":       {"internal/dsar"},
	"internal/files":           {},
	"internal/reminder":        {"internal/civil", "internal/dsar"},
	"internal/casework":        {"internal/checklist", "internal/civil", "internal/datascan", "internal/dsar", "internal/enforcement", "internal/files", "internal/law", "internal/letter", "internal/mail", "internal/mail/address", "internal/mail/auth", "internal/mail/imapin", "internal/mail/thread", "internal/proposal", "internal/quotation", "internal/reminder", "internal/restriction", "internal/seal", "internal/store"},
	"internal/jobs":            {"internal/casework"},
	"internal/metrics":         {"internal/casework"},
	"internal/web":             {"internal/casework", "internal/dsar", "internal/i18n", "internal/law", "internal/restriction", "internal/web/api", "internal/web/page", "internal/web/respond", "internal/web/static", "internal/web/throttle"},
	"internal/web/respond":     {"internal/dsar", "internal/i18n"},
	"internal/web/api":         {"internal/casework", "internal/civil", "internal/datascan", "internal/dsar", "internal/enforcement", "internal/i18n", "internal/law", "internal/letter", "internal/restriction", "internal/web/respond", "internal/web/throttle", "internal/web/upload"},
	"internal/web/page":        {"internal/casework", "internal/civil", "internal/datascan", "internal/dsar", "internal/enforcement", "internal/i18n", "internal/ics", "internal/law", "internal/letter", "internal/mail", "internal/quotation", "internal/restriction", "internal/web/respond", "internal/web/static", "internal/web/upload"},
	"internal/web/static":      {},
	"internal/web/throttle":    {},
	"internal/web/upload":      {},
	"internal/mail/mailtest":   {},
	"migrations":               {},
	"templates":                {},

	"internal/casework/caseworktest": {"internal/casework", "internal/enforcement", "internal/law", "internal/letter", "internal/restriction", "internal/seal", "templates"},
}

// only says in which of our packages a library may be imported at all.
var only = map[string][]string{
	"github.com/gin-gonic/gin":        {"internal/web", "internal/web/respond", "internal/web/api", "internal/web/page", "internal/web/static"},
	"gorm.io/":                        {"internal/store"},
	"github.com/glebarez/":            {"internal/store"},
	"github.com/go-co-op/gocron":      {"internal/jobs"},
	"github.com/prometheus/":          {"internal/metrics"},
	"github.com/pressly/goose":        {"internal/store"},
	"github.com/danielgtaylor/huma":   {"internal/web/api"},
	"github.com/wneessen/go-mail":     {"internal/mail"},
	"github.com/emersion/go-imap":     {"internal/mail/imapin", "internal/mail/imaptest"},
	"github.com/emersion/go-smtp":     {"internal/mail/listener", "internal/mail/mailtest"},
	"github.com/emersion/go-msgauth":  {"internal/mail/auth"},
	"blitiri.com.ar/go/spf":           {"internal/mail/auth"},
	"github.com/microcosm-cc/":        {"internal/mail"},
	"github.com/gabriel-vasile/":      {"internal/mail"},
	"github.com/nicksnyder/go-i18n":   {"internal/i18n"},
	"github.com/arran4/golang-ical":   {"internal/ics"},
	"github.com/alecthomas/kong":      {"cmd/recourse"},
	"github.com/caarlos0/env":         {"internal/config"},
	"github.com/alexedwards/argon2id": {"internal/casework", "internal/casework/caseworktest"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []goPackage
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func TestImportsPointInward(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if strings.HasPrefix(name, "cmd/") || name == "internal" {
			continue // cmd wires everything; internal itself holds only this test
		}
		may, known := allowed[name]
		if !known {
			t.Errorf("%s is not in the table: say what it may import", name)
			continue
		}
		for _, i := range p.Imports {
			ours, isOurs := strings.CutPrefix(i, module)
			if isOurs && !slices.Contains(may, ours) {
				t.Errorf("%s imports %s", name, ours)
			}
		}
	}
}

func TestLibrariesStayWhereTheyBelong(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		for _, i := range p.Imports {
			for library, places := range only {
				if strings.HasPrefix(i, library) && !slices.Contains(places, name) {
					t.Errorf("%s imports %s, which belongs in %s", name, i, strings.Join(places, ", "))
				}
			}
		}
	}
}
