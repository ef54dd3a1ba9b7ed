package page

import (
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	texttemplate "text/template"
	"text/template/parse"
)

// library holds the templates of one language: the layout and the partials once,
// and each page's own under the page's name, so that pages may use the same names.
//
// Its templates are the files, with two differences that the reader of a page does
// not see. A page's templates are renamed: "main" of the page "today" is
// "today/main". And words that never change are put into the markup when it is
// parsed, since a page has a hundred of them and each call costs more than it
// writes.
type library struct {
	set    *template.Template
	funcs  template.FuncMap
	settle func(parse.Node) parse.Node // puts in the words that never change
	frame  *parse.Tree                 // of the layout, which every page gets its own copy of
}

// framed is the name of the layout; it shows the page's "title" and "main".
const framed = "page"

func newLibrary(funcs template.FuncMap, word func(key string) string) *library {
	set := template.New("library").Option("missingkey=error").Funcs(funcs)
	return &library{set: set, funcs: funcs, settle: settleWith(word)}
}

// addShared adds the templates that all pages may use.
func (l *library) addShared(fsys fs.FS, patterns ...string) error {
	trees, err := l.parse(fsys, patterns...)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		if name == framed {
			l.frame = trees[name]
			continue
		}
		if err := l.add(name, trees[name]); err != nil {
			return err
		}
	}
	return nil
}

// addPage adds a page's own templates and returns the whole page.
func (l *library) addPage(fsys fs.FS, page string) (*template.Template, error) {
	file := pageFile(page)
	trees, err := l.parse(fsys, file)
	if err != nil {
		return nil, err
	}
	if trees["title"] == nil || trees["main"] == nil {
		return nil, fmt.Errorf(`%s must define the templates "title" and "main"`, file)
	}
	if l.frame == nil {
		return nil, fmt.Errorf("the layout does not define the template %q", framed)
	}
	own := func(name string) string {
		if trees[name] != nil {
			return page + "/" + name
		}
		return name
	}
	trees[framed] = l.frame.Copy()
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		visit(trees[name].Root, func(n parse.Node) parse.Node {
			if call, ok := n.(*parse.TemplateNode); ok {
				call.Name = own(call.Name)
			}
			return n
		})
		if err := l.add(own(name), trees[name]); err != nil {
			return nil, err
		}
	}
	return l.set.Lookup(own(framed)), nil
}

func (l *library) add(name string, tree *parse.Tree) error {
	if l.set.Lookup(name) != nil {
		return fmt.Errorf("the template %q is defined twice", name)
	}
	visit(tree.Root, l.settle)
	_, err := l.set.AddParseTree(name, tree)
	return err
}

// parse reads files and returns the templates that they define.
func (l *library) parse(fsys fs.FS, patterns ...string) (map[string]*parse.Tree, error) {
	parsed, err := texttemplate.New("").Funcs(l.funcs).ParseFS(fsys, patterns...)
	if err != nil {
		return nil, err
	}
	trees := make(map[string]*parse.Tree)
	for _, t := range parsed.Templates() {
		if !parse.IsEmptyTree(t.Root) { // of a file that only defines others, the white space between them
			trees[t.Name()] = t.Tree
		}
	}
	return trees, nil
}

// settleWith replaces {{t "key"}} by its words. Without further arguments they are
// the same each time; escaped, they are safe wherever the pages put words, which is
// between tags and in quoted attributes.
func settleWith(word func(key string) string) func(parse.Node) parse.Node {
	return func(n parse.Node) parse.Node {
		action, ok := n.(*parse.ActionNode)
		if !ok || len(action.Pipe.Decl) > 0 || len(action.Pipe.Cmds) != 1 {
			return n
		}
		args := action.Pipe.Cmds[0].Args
		if len(args) != 2 || args[0].String() != "t" {
			return n
		}
		key, ok := args[1].(*parse.StringNode)
		if !ok {
			return n
		}
		return &parse.TextNode{NodeType: parse.NodeText, Pos: action.Pos, Text: []byte(template.HTMLEscapeString(word(key.Text)))}
	}
}

// visit replaces every node below list by what change makes of it, and joins the
// texts that have become neighbours.
func visit(list *parse.ListNode, change func(parse.Node) parse.Node) {
	if list == nil {
		return
	}
	kept := list.Nodes[:0]
	for _, n := range list.Nodes {
		for _, branch := range branches(n) {
			visit(branch, change)
		}
		n = change(n)
		text, isText := n.(*parse.TextNode)
		if before, ok := lastText(kept); ok && isText {
			before.Text = append(slices.Clip(before.Text), text.Text...)
			continue
		}
		kept = append(kept, n)
	}
	list.Nodes = kept
}

func lastText(nodes []parse.Node) (*parse.TextNode, bool) {
	if len(nodes) == 0 {
		return nil, false
	}
	text, ok := nodes[len(nodes)-1].(*parse.TextNode)
	return text, ok
}

// branches are the lists inside a node.
func branches(n parse.Node) []*parse.ListNode {
	switch n := n.(type) {
	case *parse.IfNode:
		return []*parse.ListNode{n.List, n.ElseList}
	case *parse.RangeNode:
		return []*parse.ListNode{n.List, n.ElseList}
	case *parse.WithNode:
		return []*parse.ListNode{n.List, n.ElseList}
	}
	return nil
}
