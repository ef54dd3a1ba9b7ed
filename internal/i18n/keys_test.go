package i18n_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/web/respond"
	"recourse/templates"
)

func ourCatalog(t *testing.T) *i18n.Catalog {
	t.Helper()
	files, err := fs.Sub(templates.FS, "i18n")
	if err != nil {
		t.Fatal(err)
	}
	c, err := i18n.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOurCatalogIsCompleteInEveryLanguage(t *testing.T) {
	for _, gap := range ourCatalog(t).Gaps() {
		t.Error(gap)
	}
}

func TestEveryCodeOfAProblemIsWorded(t *testing.T) {
	c := ourCatalog(t)
	for _, code := range respond.Codes() {
		for _, key := range []string{"error.title." + string(code), "error.about." + string(code)} {
			if !c.Has(key) {
				t.Errorf("%s is missing", key)
			}
		}
	}
}

// TestEveryErrorKeyIsWorded looks for the keys in the code itself, so that an error
// added anywhere is noticed here before a reader sees its key.
func TestEveryErrorKeyIsWorded(t *testing.T) {
	c := ourCatalog(t)
	used := usedKeys(t)
	if len(used) < 50 {
		t.Fatalf("only %d keys found in the code: the search is broken", len(used))
	}
	for key, place := range used {
		if !c.Has(key) {
			t.Errorf("%s: no sentence for %s", place, key)
		}
	}
	// What the store calls the things it does not find.
	for _, noun := range []string{"request", "controller", "subject", "finding", "complaint", "message", "token", "user", "workspace", "letter"} {
		if !c.Has("error.not_found." + noun) {
			t.Errorf("no sentence for a missing %s", noun)
		}
	}
}

var errorKey = regexp.MustCompile(`^error\.[a-z0-9_]+(\.[a-z0-9_]+)*$`)

// usedKeys returns every error key in the program's own code with the place it
// stands at.
func usedKeys(t *testing.T) map[string]string {
	t.Helper()
	used := map[string]string{}
	files := token.NewFileSet()
	for _, top := range []string{"../../internal", "../../cmd"} {
		err := filepath.WalkDir(top, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if key, ok := keyIn(n); ok {
					used[key] = files.Position(n.Pos()).String()
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return used
}

// keyIn returns the key that a literal is, or that a call makes an error of.
func keyIn(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.BasicLit:
		text, ok := textOf(n)
		return text, ok && errorKey.MatchString(text)
	case *ast.CallExpr:
		called, ok := n.Fun.(*ast.SelectorExpr)
		switch {
		case !ok:
			return "", false
		case called.Sel.Name == "NotFound" && len(n.Args) == 1:
			noun, ok := textOf(n.Args[0])
			return "error.not_found." + noun, ok
		case (called.Sel.Name == "Invalid" || called.Sel.Name == "NewError") && len(n.Args) == 3:
			return textOf(n.Args[1])
		}
	}
	return "", false
}

func textOf(n ast.Expr) (string, bool) {
	literal, ok := n.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil
}

func TestEveryNextActionIsWorded(t *testing.T) {
	c := ourCatalog(t)
	for _, a := range []dsar.Action{
		dsar.ActionSend, dsar.ActionRecordReceipt, dsar.ActionWait, dsar.ActionAnswer, dsar.ActionJudgeReply,
		dsar.ActionFollowUp, dsar.ActionFinalNotice, dsar.ActionComplain, dsar.ActionAwaitDecision, dsar.ActionRemedy,
		dsar.ActionClose, dsar.ActionNone,
	} {
		if !c.Has("next." + string(a)) {
			t.Errorf("next.%s is missing", a)
		}
	}
}
