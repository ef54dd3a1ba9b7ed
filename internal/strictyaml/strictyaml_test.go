package strictyaml_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"recourse/internal/strictyaml"
)

type shelf struct {
	Name  string `yaml:"name"`
	Books []struct {
		Title string `yaml:"title"`
		Pages int    `yaml:"pages"`
	} `yaml:"books"`
}

func TestDecode_readsOneDocument(t *testing.T) {
	var s shelf
	err := strictyaml.Decode("a.yaml", []byte("name: law\nbooks:\n  - {title: GDPR, pages: 88}\n"), &s)
	if err != nil || s.Name != "law" || len(s.Books) != 1 || s.Books[0].Pages != 88 {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestDecode_refuses(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"an unknown key", "name: x\ntitel: y\n", `a.yaml:2: unknown key "titel"`},
		{"an unknown key with a blank", "name: x\nthe name: y\n", `a.yaml:2: unknown key "the name"`},
		{"an unknown key where the type has no name", "books:\n  - {title: x}\n  - {titel: y}\n", `a.yaml:3: unknown key "titel"`},
		{"a repeated key", "name: x\n\nname: y\n", `a.yaml:3: duplicate key "name", first on line 1`},
		{"a value of the wrong type", "name: x\nbooks:\n  - pages: many\n", "a.yaml:3: cannot unmarshal !!str `many` into int"},
		{"every fault at once", "titel: x\nboks: y\n", "a.yaml:1: unknown key \"titel\"\na.yaml:2: unknown key \"boks\""},
		{"what is no YAML", "name: x\n  books: [\n", "a.yaml:2: mapping values are not allowed in this context"},
		{"a fault without a line", "name: *x\n", "a.yaml: unknown anchor 'x' referenced"},
		{"a second document", "name: x\n---\nname: y\n", "a.yaml: more than one document"},
		{"a second document that is none", "name: x\n---\n[\n", "a.yaml: more than one document"},
		{"an empty file", "", "a.yaml: the file is empty"},
		{"a file of remarks", "# nothing yet\n", "a.yaml: the file is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := strictyaml.Decode("a.yaml", []byte(c.data), new(shelf))
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestFault_keepsTheWordsOfTheDecoder(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"an unknown key", "titel: x\n", "a.yaml:1: field titel not found in type strictyaml_test.shelf"},
		{"a repeated key", "name: x\nname: y\n", `a.yaml:2: mapping key "name" already defined at line 1`},
		{"a fault without a line", "name: *x\n", "a.yaml: yaml: unknown anchor 'x' referenced"},
		{"an empty file", "", "a.yaml: the file is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var faults strictyaml.Faults
			if err := strictyaml.Decode("a.yaml", []byte(c.data), new(shelf)); !errors.As(err, &faults) {
				t.Fatalf("got %v", err)
			}
			if got := faults[0].Where() + ": " + faults[0].Decoder; got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestRead_saysWhichFileIsMissing(t *testing.T) {
	_, err := strictyaml.Read(fstest.MapFS{}, "a.yaml", new(shelf))
	if !errors.Is(err, fs.ErrNotExist) || err.Error() != "read a.yaml: open a.yaml: file does not exist" {
		t.Errorf("got %v", err)
	}
}

const good = `# the shelf
name: law
books:
  - title: GDPR
    pages: 88
  - {title: CCPA,
     pages: 25}
`

func TestPlace_isOnTheLineOf(t *testing.T) {
	src, err := strictyaml.Read(fstest.MapFS{"a.yaml": {Data: []byte(good)}}, "a.yaml", new(shelf))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		path []any
		want int
	}{
		{"the document", nil, 2},
		{"a key", []any{"books"}, 3},
		{"an item", []any{"books", 1}, 6},
		{"a key of an item", []any{"books", 0, "pages"}, 5},
		{"a key in braces", []any{"books", 1, "pages"}, 7},
		{"the item, where the key is missing", []any{"books", 1, "author", "name"}, 6},
		{"the sequence, where the item is missing", []any{"books", 9}, 3},
		{"the sequence, where a key is asked of it", []any{"books", "title"}, 3},
		{"the value, where an item is asked of it", []any{"name", 0}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := src.At(c.path...).Line(); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestPlace_wordsAMistake(t *testing.T) {
	src, err := strictyaml.Read(fstest.MapFS{"100%.yaml": {Data: []byte(good)}}, "100%.yaml", new(shelf))
	if err != nil {
		t.Fatal(err)
	}
	cause := errors.New("too long")
	err = src.At("books", 0).At("pages").Errorf("%q: %w", "GDPR", cause)
	if err.Error() != `100%.yaml:5: "GDPR": too long` || !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

func TestPlace_isNotMovedByAnother(t *testing.T) {
	src, err := strictyaml.Read(fstest.MapFS{"a.yaml": {Data: []byte(good)}}, "a.yaml", new(shelf))
	if err != nil {
		t.Fatal(err)
	}
	books := src.At("books")
	first, second := books.At(0), books.At(1)
	if books.Line() != 3 || first.Line() != 4 || second.Line() != 6 {
		t.Errorf("lines %d, %d, %d", books.Line(), first.Line(), second.Line())
	}
}
