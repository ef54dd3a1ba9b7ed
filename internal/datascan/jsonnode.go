package datascan

import "strings"

// node is a place in JSON: all values at the same path are one node.
type node struct {
	field
	parent   *node
	key      string
	children map[string]*node
	elements *node // the elements of an array
	others   *node // the members whose names are data, not names
}

// maxChildren is how many members of one node are told apart: objects with more are
// indexes, and their keys are data.
const maxChildren = 200

// nodes makes nodes, up to a number.
type nodes struct{ left int }

// maxNodes bounds the nodes of one file.
const maxNodes = 20_000

// member is the place of a member. The key is valid JSON or not: it is only a name.
func (n *nodes) member(of *node, key []byte) *node {
	if child := of.children[string(key)]; child != nil {
		return child
	}
	if isIndex(key) || len(of.children) >= maxChildren || n.left <= 0 {
		return n.other(of)
	}
	n.left--
	name := strings.ToValidUTF8(string(key), "?")
	child := &node{parent: of, key: "." + name}
	child.naming = namingOf(name).below(of.naming)
	if of.children == nil {
		of.children = map[string]*node{}
	}
	of.children[string(key)] = child
	return child
}

// isIndex reports whether the key of a member is data: a number, a date, an address
// or a text.
func isIndex(key []byte) bool {
	return len(key) == 0 || len(key) > maxName || isDigit(key[0])
}

// other is the place of all members whose keys are data.
func (n *nodes) other(of *node) *node {
	if of.others == nil {
		if n.left--; n.left < 0 {
			return of // out of all proportion: told apart no further
		}
		of.others = &node{parent: of, key: ".*"}
		of.others.naming = of.naming
	}
	return of.others
}

// element is the place of the elements of an array.
func (n *nodes) element(of *node) *node {
	if of.elements == nil {
		if n.left--; n.left < 0 {
			return of
		}
		of.elements = &node{parent: of, key: "[*]"}
		of.elements.naming = of.naming
	}
	return of.elements
}

// maxFieldPath bounds the paths of record types.
const maxFieldPath = 300

// place names the node for the first date in it.
func (n *node) place() *field {
	if n.name != "" {
		return &n.field
	}
	var keys []string
	length := 0
	for at := n; at.parent != nil && length < maxFieldPath; at = at.parent {
		keys = append(keys, at.key)
		length += len(at.key)
	}
	var b strings.Builder
	b.WriteByte('$')
	for i := len(keys) - 1; i >= 0; i-- {
		b.WriteString(keys[i])
	}
	n.name = b.String()
	return &n.field
}
