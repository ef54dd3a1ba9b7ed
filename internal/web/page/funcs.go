package page

import (
	"fmt"
	"html/template"
	"strings"
	"sync"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

// funcs are the functions that templates use, bound to one language.
//
//	t "key" "Name" value …    a sentence of the catalogue
//	day, dayLong, dayShort, dayFull, dayMonth    a civil.Date as a <time> element, "" for none
//	plainDay                  a civil.Date as text, for titles and attributes
//	instant t "Europe/Paris"  an instant as a <time> element in that zone
//	relative today day        "in 3 days"; late n: "20 days late"; days n: "20 days"
//	status s                  the shape and word of a status
//	num n, join list, regime id, country code
//	asset "recourse.css"      the address of a static file
//	dict "Name" value …       named values for a partial that needs more than one
//	field form "name" label | hint text | kind "date" | …    see form.go
func (p *Pages) funcs(lang string) template.FuncMap {
	marks := p.marks[lang]
	return template.FuncMap{
		"t":        func(key string, args ...any) (string, error) { return p.sentence(lang, key, args) },
		"notice":   func(n Notice) string { return p.Catalog.T(lang, n.Key, revived(n.Args)) },
		"day":      func(d civil.Date) template.HTML { return timeElement(lang, d, i18n.Medium) },
		"dayLong":  func(d civil.Date) template.HTML { return timeElement(lang, d, i18n.Long) },
		"dayShort": func(d civil.Date) template.HTML { return timeElement(lang, d, i18n.Short) },
		"dayFull":  func(d civil.Date) template.HTML { return timeElement(lang, d, i18n.Full) },
		"dayMonth": func(d civil.Date) template.HTML { return timeElement(lang, d, i18n.Month) },
		"plainDay": func(d civil.Date) string { return unbroken(i18n.FormatDate(lang, d, i18n.Medium)) },
		"instant":  func(t time.Time, zone string) template.HTML { return instantElement(lang, t, zone) },
		"relative": func(today, day civil.Date) string { return i18n.Relative(lang, today, day) },
		"late":     func(days int) string { return i18n.Late(lang, days) },
		"days":     func(n int) string { return i18n.Days(lang, n) },
		"num":      func(n int) string { return i18n.FormatNumber(lang, n) },
		"join":     func(items []string) string { return i18n.Join(lang, items) },
		"regime":   func(id string) string { return p.regimeName(lang, id) },
		"status":   func(s dsar.Status) template.HTML { return marks().statuses[s] },
		"briefDay": func(day, today civil.Date) string { return words{p.Catalog, lang}.spoken(day, today) },
		"country":  func(code string) string { return countryName(lang, code) },
		"rights":   func(rights []dsar.Right) string { return p.rightsText(lang, rights) },
		"asset":    p.assets.URL,

		"mailRefused": func(m dsar.Incoming) bool { return strings.HasPrefix(m.Reason, "error.") }, // its request does not allow it

		"message":  newMessagePartial,
		"finding":  newFindingPartial,
		"delivery": newDeliveryPartial,

		"field":    newField,
		"hint":     func(text string, f Field) Field { f.Hint = text; return f },
		"kind":     func(kind string, f Field) Field { f.Type = kind; return f },
		"fallback": func(value string, f Field) Field { return f.withFallback(value) },
		"options":  func(list []option, f Field) Field { f.Options = list; return f },
		"choices":  func(list []choice, f Field) Field { f.Choices = list; return f },
		"rows":     func(n int, f Field) Field { f.Rows = n; return f },
		"optional": func(f Field) Field { f.Required = false; return f },
		"unmarked": func(f Field) Field { f.Required, f.Unmarked = false, true; return f },
		"fill":     func(purpose string, f Field) Field { f.Autocomplete = purpose; return f },
		"latest":   func(d civil.Date, f Field) Field { f.Max = d.String(); return f },
		"tongue":   func(lang string, f Field) Field { f.Lang = lang; return f },
		"upper":    upperFirst,
		"plus":     func(a, b int) int { return a + b },
		"dict":     func(args ...any) (map[string]any, error) { return pairs(args) },
	}
}

// sentence is the template function t.
func (p *Pages) sentence(lang, key string, args []any) (string, error) {
	named, err := pairs(args)
	if err != nil {
		return "", fmt.Errorf("t %q: %w", key, err)
	}
	return p.Catalog.T(lang, key, withDays(lang, named)), nil
}

func pairs(args []any) (map[string]any, error) {
	if len(args)%2 != 0 {
		return nil, fmt.Errorf("arguments come in pairs of a name and a value")
	}
	named := make(map[string]any, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return nil, fmt.Errorf("argument %d is not a name", i+1)
		}
		named[name] = args[i+1]
	}
	return named, nil
}

// revived gives numbers their type back: a notice that waited in the session went
// through JSON, which knows only one kind of number.
func revived(args map[string]any) map[string]any {
	out := make(map[string]any, len(args))
	for name, v := range args {
		if f, ok := v.(float64); ok {
			v = int(f)
		}
		out[name] = v
	}
	return out
}

func timeElement(lang string, d civil.Date, style i18n.Style) template.HTML {
	if d.IsZero() {
		return ""
	}
	return template.HTML(`<time datetime="` + d.String() + `">` + //nolint:gosec // a day, and its words escaped
		template.HTMLEscapeString(i18n.FormatDate(lang, d, style)) + `</time>`)
}

func instantElement(lang string, t time.Time, zone string) template.HTML {
	if t.IsZero() {
		return ""
	}
	loc, err := time.LoadLocation(zone)
	if err != nil { // zones are checked before they are stored
		loc = time.UTC
	}
	return template.HTML(`<time datetime="` + t.UTC().Format(time.RFC3339) + `">` + //nolint:gosec // an instant, and its words escaped
		template.HTMLEscapeString(i18n.FormatInstant(lang, t, loc)) + `</time>`)
}

func (p *Pages) regimeName(lang, id string) string {
	r, err := p.Law.Regime(id)
	if err != nil {
		return id
	}
	return r.Name(lang)
}

// shortLaw leaves out where a law applies: "GDPR (European Economic Area)" is
// "GDPR".
func shortLaw(name string) string {
	short, _, _ := strings.Cut(name, " (")
	return short
}

// rightsText names what is asked for: "access, then erasure".
func (p *Pages) rightsText(lang string, rights []dsar.Right) string {
	r := dsar.Request{Rights: rights}
	var words []string
	if r.AccessThenErasure() {
		words = append(words, p.Catalog.T(lang, "right.access_then_erasure", nil))
	}
	for _, right := range rights {
		if r.AccessThenErasure() && (right == dsar.RightAccess || right == dsar.RightErasure) {
			continue
		}
		words = append(words, p.Catalog.T(lang, "right."+string(right), nil))
	}
	return upperFirst(i18n.Join(lang, words))
}

func upperFirst(s string) string {
	for i, r := range s {
		if i == 0 {
			return strings.ToUpper(string(r)) + s[len(string(r)):]
		}
	}
	return s
}

// marks are what a list shows in every row and what is the same each time.
type marks struct {
	laws     map[string]string // short names by regime
	statuses map[dsar.Status]template.HTML
}

// marksOf makes the marks of a language ready to be made when it is first read.
func (p *Pages) marksOf(lang string) func() marks {
	return sync.OnceValue(func() marks { return marks{p.shortLaws(lang), p.statusMarks(lang)} })
}

func (p *Pages) shortLaws(lang string) map[string]string {
	names := make(map[string]string)
	for _, r := range p.Law.Regimes() {
		names[r.ID] = shortLaw(r.Name(lang))
	}
	return names
}

// statusMarks are the shape and word of every status.
func (p *Pages) statusMarks(lang string) map[dsar.Status]template.HTML {
	marks := make(map[dsar.Status]template.HTML)
	words := template.FuncMap{"t": func(key string, args ...any) (string, error) { return p.sentence(lang, key, args) }}
	t := template.Must(template.New("").Funcs(words).ParseFS(p.Templates, "partials/status.html"))
	for _, s := range dsar.Statuses() {
		var b strings.Builder
		if err := t.ExecuteTemplate(&b, "status", s); err != nil {
			panic(err) // a mistake in the template, which the start would have met
		}
		marks[s] = template.HTML(b.String()) //nolint:gosec // our own template, escaped
	}
	return marks
}

// textElement is a text in a span of a class, or by itself without one.
func textElement(class, text string) template.HTML {
	if class == "" {
		return template.HTML(escape(text)) //nolint:gosec // escaped
	}
	return template.HTML(`<span class="` + class + `">` + escape(text) + `</span>`) //nolint:gosec // a class of ours, and the text escaped
}

// optionElements are the options of a select.
func optionElements(list []option) template.HTML {
	var b strings.Builder
	for _, o := range list {
		b.WriteString(`<option value="` + escape(o.Value) + `"`)
		if o.Selected {
			b.WriteString(` selected`)
		}
		b.WriteString(`>` + escape(o.Label) + `</option>`)
	}
	return template.HTML(b.String()) //nolint:gosec // escaped
}
