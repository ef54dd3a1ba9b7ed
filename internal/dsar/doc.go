// Package dsar is the domain: data subject requests and everything around them.
//
// A request is its events. [Status], [Outcome] and what is waited for are pure
// functions of the events ([Fold]); what a database keeps of them is a projection
// that can be rebuilt at any time with the same result.
//
// The package has no input or output, no clock and no struct tags. It knows no
// law: the dates that a statute gives are computed from plain facts by package
// law, the restrictions in a reply are recognised by package restriction.
package dsar
