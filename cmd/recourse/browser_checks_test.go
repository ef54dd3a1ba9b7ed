package main

import (
	_ "embed"
	"slices"
)

// inspections is a script that returns a list of what is wrong with a page.
//
//go:embed testdata/inspect.js
var inspections string

// overflows is a script that returns what is wider than the window.
//
//go:embed testdata/overflow.js
var overflows string

// wide and narrow are the windows that every page is looked at in.
const (
	wide   = 1280
	narrow = 320
)

// inspect holds the page to what every page must keep, in a wide window, in a
// narrow one, and in the dark.
func (b *tab) inspect() {
	b.t.Helper()
	for _, problem := range b.inspections() {
		b.t.Errorf("%s: %s", b.where(), problem)
	}
}

func (b *tab) inspections() []string {
	b.t.Helper()
	all := slices.Concat(ask[[]string](b, inspections), ask[[]string](b, overflows))
	b.look(narrow, "dark")
	all = append(all, ask[[]string](b, overflows)...)
	for _, problem := range ask[[]string](b, inspections) {
		if !slices.Contains(all, problem) {
			all = append(all, "narrow and dark: "+problem)
		}
	}
	b.look(wide, "light")
	return all
}
