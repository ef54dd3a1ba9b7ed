package restriction

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"
)

var slotDeclaration = regexp.MustCompile(`(?m)^  ([a-z][a-z0-9_]*):`)

// timesAsMuch returns the built-in files with every grammar, all its wordings and
// weights there n times, under other names.
func timesAsMuch(tb testing.TB, n int) fs.FS {
	tb.Helper()
	set := fstest.MapFS{}
	err := fs.WalkDir(builtIn, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(builtIn, name)
		set[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	keys, err := grammarKeys(builtIn)
	if err != nil {
		tb.Fatal(err)
	}
	for copied := 2; copied <= n; copied++ {
		suffix := fmt.Sprintf("_x%d", copied)
		for name, file := range copyOf(tb, set, keys, suffix) {
			set[name] = file
		}
		for _, key := range keys {
			order := regexp.MustCompile(`(?m)^(  - | +kinds: \[.*?\b)(` + key + `)\b`)
			set["taxonomy/regimes.yaml"].Data = order.ReplaceAllFunc(set["taxonomy/regimes.yaml"].Data, func(in []byte) []byte {
				if strings.Contains(string(in), "[") {
					return []byte(string(in) + ", " + key + suffix)
				}
				return []byte(string(in) + "\n  - " + key + suffix)
			})
		}
	}
	return set
}

// copyOf returns what a copy of every grammar needs.
func copyOf(tb testing.TB, set fstest.MapFS, keys []string, suffix string) fstest.MapFS {
	tb.Helper()
	out := fstest.MapFS{}
	renamed := func(list []string) {
		for i, s := range list {
			list[i] = strings.ReplaceAll(s, "|", suffix+"|") + suffix
		}
	}
	for _, key := range keys {
		for _, folder := range []string{"taxonomy/", "evidence/"} {
			if file, ok := set[folder+key+".yaml"]; ok {
				data := strings.Replace(string(file.Data), "key: "+key, "key: "+key+suffix, 1)
				if folder == "evidence/" {
					data = regexp.MustCompile(`(?m)^  ([a-z][a-z0-9_]*): \[`).ReplaceAllString(data, "  ${1}"+suffix+": [")
				}
				out[folder+key+suffix+".yaml"] = &fstest.MapFile{Data: []byte(data)}
			}
		}
		var g grammarYAML
		if err := yaml.Unmarshal(set["grammar/"+key+".yaml"].Data, &g); err != nil {
			tb.Fatal(err)
		}
		g.Key += suffix
		g.slotLists(renamed)
		for i, other := range g.Beside {
			// A kind without a grammar is not copied.
			if slices.Contains(keys, other) {
				g.Beside[i] += suffix
			}
		}
		data, err := yaml.Marshal(g)
		if err != nil {
			tb.Fatal(err)
		}
		out["grammar/"+g.Key+".yaml"] = &fstest.MapFile{Data: data}
	}
	for name, file := range set {
		if strings.Count(name, "/") == 2 && !strings.HasSuffix(name, languageFile) && !strings.Contains(name, "_x") {
			data := slotReference.ReplaceAllString(string(file.Data), "{${1}"+suffix+"}")
			data = slotDeclaration.ReplaceAllString(data, "  ${1}"+suffix+":")
			out[strings.TrimSuffix(name, ".yaml")+suffix+".yaml"] = &fstest.MapFile{Data: []byte(data)}
		}
	}
	return out
}

// slotLists calls change with every list of slots of a grammar.
func (g *grammarYAML) slotLists(change func([]string)) {
	for _, list := range [][]string{g.Strike, g.Cancel, g.For, g.Against} {
		change(list)
	}
	for _, rules := range [][]ruleYAML{g.Rules, g.Counter} {
		for _, r := range rules {
			change(r.All)
			change(r.Near)
			change(r.None)
		}
	}
	for _, f := range g.Facets {
		change(f.All)
		change(f.Near)
		change(f.None)
	}
}

// plainProse is text that imposes nothing.
func plainProse(size int) string {
	var b strings.Builder
	for n := 0; b.Len() < size; n++ {
		part := prose["en"]
		s := strings.ReplaceAll(part.sentences[n*7%len(part.sentences)], "{}", part.things[n*5%len(part.things)])
		b.WriteString(strings.ReplaceAll(s, "#", fmt.Sprint(n%97)) + []string{" ", "\n\n"}[n%6/5])
	}
	return b.String()[:size]
}

// BenchmarkKinds tells how much longer a text that imposes nothing takes for twice as
// many kinds.
func BenchmarkKinds(b *testing.B) {
	in := Input{Text: plainProse(200 << 10), Lang: "en"}
	for n := 1; n <= 2; n++ {
		d, err := open(timesAsMuch(b, n))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(len(d.worded), " kinds"), func(b *testing.B) {
			b.SetBytes(int64(len(in.Text)))
			for b.Loop() {
				if _, err := d.Detect(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
