// Package i18n says things in the reader's language: sentences from the
// catalogue templates/i18n/<area>.<lang>.yaml, days, instants, numbers and lists.
//
// A catalogue file is a tree of keys; "error: {date: {year: …}}" and the flat
// "error.date.year: …" are the same. A leaf is a sentence, or a mapping of plural
// forms (one, other, perhaps many); the form is chosen by the argument Count. Sentences name their arguments as {{.Name}}. Arguments are worded for
// the reader on the way in: a civil.Date becomes a long day, a []string a list,
// an int of five digits or more a number with separators. The argument Value is
// what somebody typed; it is cut where it is too long for a sentence.
//
// Sentences are plain text. Whoever puts them into HTML escapes them; html/template
// does so by itself.
package i18n
