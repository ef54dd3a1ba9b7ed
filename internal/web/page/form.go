package page

import (
	"errors"
	"net/url"
	"slices"
	"strconv"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

// Form is what was typed into a form and what is wrong with it. A form is shown
// empty, prefilled, or again with its errors; what was typed is kept in all cases.
type Form struct {
	Values   url.Values
	Posted   bool             // it comes back from the reader: what is not in Values was left empty
	Title    string           // what is wrong with the form as a whole, "" if nothing
	Problems []i18n.FieldText // what is wrong with its fields
	Shown    []string         // fields the page has; a problem of another is shown in the summary only
}

// newForm returns a form with the given values, in pairs of a name and a value.
func newForm(pairs ...string) Form {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return Form{Values: v}
}

// Value returns what was typed into a field.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Has reports whether a box or radio with that value is ticked.
func (f Form) Has(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Error returns what is wrong with a field, "" if nothing.
func (f Form) Error(name string) string {
	for _, p := range f.Problems {
		if p.Field == name {
			return p.Text
		}
	}
	return ""
}

// Failed reports whether the form could not be taken.
func (f Form) Failed() bool { return f.Title != "" || len(f.Problems) > 0 }

// withError returns the form with what err says about it in the given language,
// and false if err is none that a form can show.
func (f Form) withError(catalog *i18n.Catalog, lang string, err error) (Form, bool) {
	var e *dsar.Error
	if !errors.As(err, &e) {
		return f, false
	}
	f.Title, f.Problems = catalog.Error(lang, e)
	return f, true
}

// Field is one field of a form, as the partials "field", "textarea", "select",
// "radios", "boxes" and "tick" show it. Templates make one with the function
// field and change it by piping it on:
//
//	{{template "field" (field .Form "date" (t "record.date") | kind "date" | hint (t "record.date_hint"))}}
type Field struct {
	Form         Form
	Name         string
	Label        string
	Hint         string
	Type         string // of the input: "text" (default), "date", "email", "search", "password" …
	Value        string
	Required     bool
	Autocomplete string
	Max          string
	Rows         int
	Lang         string
	Unmarked     bool // may be empty, but is needed for one of the form's buttons: not called optional
	Options      []option
	Choices      []choice
}

// choice is one row of radios or boxes.
type choice struct {
	Value string
	Label string
	Hint  string
}

func newField(f Form, name, label string) Field {
	return Field{Form: f, Name: name, Label: label, Type: "text", Value: f.Value(name), Required: true, Rows: 6}
}

func (f Field) withFallback(value string) Field {
	if !f.Form.Posted && !f.Form.Values.Has(f.Name) {
		f.Value = value
	}
	return f
}

// ID is the id of the control; the error summary links to it.
func (f Field) ID() string { return "f-" + f.Name }

// Error returns what is wrong with the field.
func (f Field) Error() string { return f.Form.Error(f.Name) }

// DescribedBy lists the ids of the hint and the error for aria-describedby.
func (f Field) DescribedBy() string {
	ids := ""
	if f.Hint != "" {
		ids = f.ID() + "-hint"
	}
	if f.Error() != "" {
		if ids != "" {
			ids += " "
		}
		ids += f.ID() + "-error"
	}
	return ids
}

// Ticked reports whether the value is chosen.
func (f Field) Ticked(value string) bool {
	if f.Form.Values.Has(f.Name) {
		return f.Form.Has(f.Name, value)
	}
	return f.Value == value && value != ""
}

// atoi reads a number from a form; anything else is 0.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// parseDay reads a day as a date field sends it. An empty field is no day and no
// error.
func parseDay(s string) (civil.Date, error) {
	if s == "" {
		return civil.Date{}, nil
	}
	return civil.Parse(s)
}
