package api

import (
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

// wordErrors turns the framework's own errors, about bodies and parameters that do
// not fit their description, into problems like all others.
func (h *handler) wordErrors(ctx huma.Context, _ string, v any) (any, error) {
	e, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	lang := languageOf(ctx.Context())
	return h.Wording.Problem(ctx.Context(), lang, translate(e)), nil
}

func translate(e *huma.ErrorModel) error {
	switch e.Status {
	case http.StatusUnprocessableEntity:
		return dsar.InvalidFields(fieldProblems(e.Errors)...)
	case http.StatusUnsupportedMediaType:
		return dsar.NewError(respond.CodeUnsupportedMedia, "error.api.unsupported_media", nil)
	case http.StatusRequestTimeout:
		return dsar.NewError(respond.CodeTimeout, "error.api.timeout", nil)
	case http.StatusBadRequest:
		if len(e.Errors) == 0 {
			return dsar.NewError(respond.CodeMalformed, "error.api.no_body", nil)
		}
		return dsar.NewError(respond.CodeMalformed, "error.api.malformed", map[string]any{"Reason": e.Errors[0].Message})
	}
	return e
}

func fieldProblems(details []*huma.ErrorDetail) []dsar.Problem {
	var problems []dsar.Problem
	for _, d := range details {
		if d != nil {
			problems = append(problems, fieldProblem(fieldOf(d.Location), d))
		}
	}
	return problems
}

// fieldOf drops where the field stands: "body.subject.name" is "subject.name".
func fieldOf(location string) string {
	for _, place := range []string{"body", "query", "path", "header"} {
		if rest, found := strings.CutPrefix(location, place); found {
			return strings.TrimPrefix(rest, ".")
		}
	}
	return location
}

// A rule recognises what the framework says about a field. The first group of
// match is the argument named by arg.
type rule struct {
	match *regexp.Regexp
	key   string
	arg   string
}

var rules = []rule{
	{regexp.MustCompile(`^unexpected property$`), "error.field.unknown", ""},
	{regexp.MustCompile(`^unknown query parameter$`), "error.field.unknown_parameter", ""},
	{regexp.MustCompile(`^required \w+ parameter is missing$`), "error.field.required", ""},
	{regexp.MustCompile(`^expected string$`), "error.field.string", ""},
	{regexp.MustCompile(`^(?:expected|invalid) boolean$`), "error.field.boolean", ""},
	{regexp.MustCompile(`^(?:expected|invalid) integer$`), "error.field.integer", ""},
	{regexp.MustCompile(`^(?:expected number|invalid float)$`), "error.field.number", ""},
	{regexp.MustCompile(`^expected array$`), "error.field.array", ""},
	{regexp.MustCompile(`^expected object$`), "error.field.object", ""},
	{regexp.MustCompile(`^expected string to be base64 encoded$`), "error.field.base64", ""},
	{regexp.MustCompile(`^expected number >= (.+)$`), "error.field.minimum", "Limit"},
	{regexp.MustCompile(`^expected number <= (.+)$`), "error.field.maximum", "Limit"},
	{regexp.MustCompile(`^expected length >= (.+)$`), "error.field.min_length", "Limit"},
	{regexp.MustCompile(`^expected length <= (.+)$`), "error.field.max_length", "Limit"},
	{regexp.MustCompile(`^expected array length >= (.+)$`), "error.field.min_items", "Limit"},
	{regexp.MustCompile(`^expected array length <= (.+)$`), "error.field.max_items", "Limit"},
}

var (
	requiredProperty = regexp.MustCompile(`^expected required property (.+) to be present$`)
	oneOf            = regexp.MustCompile(`^expected value to be one of "(.*)"$`)
)

func fieldProblem(field string, d *huma.ErrorDetail) dsar.Problem {
	if m := requiredProperty.FindStringSubmatch(d.Message); m != nil {
		return dsar.Problem{Field: join(field, m[1]), Key: "error.field.required"}
	}
	value, isText := d.Value.(string)
	if m := oneOf.FindStringSubmatch(d.Message); m != nil {
		return dsar.Problem{Field: field, Key: "error.unknown", Args: map[string]any{"Value": value, "Known": m[1]}}
	}
	if isText && d.Message == "expected string to be RFC 3339 date" {
		return dayProblem(field, value)
	}
	for _, r := range rules {
		m := r.match.FindStringSubmatch(d.Message)
		if m == nil {
			continue
		}
		p := dsar.Problem{Field: field, Key: r.key}
		if r.arg != "" {
			p.Args = map[string]any{r.arg: m[1]}
		}
		return p
	}
	return dsar.Problem{Field: field, Key: "error.field.other", Args: map[string]any{"Reason": d.Message}}
}

func join(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}

var dayLayout = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// dayProblem says which rule a text breaks that is no day.
func dayProblem(field, value string) dsar.Problem {
	args := map[string]any{"Value": shorten(value)}
	if !dayLayout.MatchString(value) {
		return dsar.Problem{Field: field, Key: "error.date.format", Args: args}
	}
	if year, err := strconv.Atoi(value[:4]); err != nil || year < civil.MinYear || year > civil.MaxYear {
		args["First"], args["Last"] = civil.MinYear, civil.MaxYear
		return dsar.Problem{Field: field, Key: "error.date.year", Args: args}
	}
	return dsar.Problem{Field: field, Key: "error.date.impossible", Args: args}
}

// shorten keeps an answer from echoing a whole novel.
func shorten(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// describeProblems puts the shape of a problem into the description of the API,
// before the framework would put its own there.
func (h *handler) describeProblems() {
	h.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[respond.Problem](), true, "Problem")
}

// finishDescription makes every described error a problem of ours.
func (h *handler) finishDescription() {
	description := h.api.OpenAPI()
	problem := description.Components.Schemas.Schema(reflect.TypeFor[respond.Problem](), true, "Problem")
	for _, item := range description.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Patch, item.Put, item.Delete} {
			if op == nil {
				continue
			}
			for _, response := range op.Responses {
				if media := response.Content[respond.ContentTypeProblem]; media != nil {
					media.Schema = problem
				}
			}
		}
	}
	schemas := description.Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
}
