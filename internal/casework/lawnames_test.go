package casework_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"recourse/internal/law"
)

// What a clock means for a person stands in its rule file. A use case that knows a clock
// by its name would be wrong about the next law that has such a clock.
func TestNoUseCaseKnowsAClockOfARuleFile(t *testing.T) {
	var declared []string
	for name, file := range filesOf(t, "rules") {
		var rules struct {
			Clocks []struct{ ID string }
		}
		if err := yaml.Unmarshal(file.Data, &rules); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, c := range rules.Clocks {
			declared = append(declared, c.ID)
		}
	}
	if !slices.Contains(declared, "silence") || len(declared) < 20 {
		t.Fatalf("the rule files declare %d clocks only", len(declared))
	}
	laws := must(law.Default())(t).RegimeIDs()
	files := token.NewFileSet()
	packages, err := parser.ParseDir(files, ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0) //nolint:staticcheck // syntax is enough
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range packages["casework"].Files {
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(literal.Value)
			switch {
			case slices.Contains(declared, text) && name != "figures.go": // which names the background jobs
				t.Errorf("%s names the clock %q", files.Position(literal.Pos()), text)
			case slices.Contains(laws, text) && name != "scale.go": // which makes examples
				t.Errorf("%s names the law %q", files.Position(literal.Pos()), text)
			}
			return true
		})
	}
}
