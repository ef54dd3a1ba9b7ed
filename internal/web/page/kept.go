package page

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

// keptForm is a form that reached the program after its reader's session had
// ended. Its text travels in hidden fields, through the sign-in page and back to the
// address it was meant for; the server stores nothing of it. Only a form of this
// site can get there: the check of the origin comes before.
type keptForm struct {
	To       string // address the form was sent to, "" if nothing is kept
	Fields   []keptField
	FileLost bool // a file was chosen; a page cannot hold one
	TooLong  bool // more text than is carried
	Secrets  bool // passwords were typed, which are never put into a page
}

// keptField is one field with its value, under the name it has in its own form.
type keptField struct {
	Name  string
	Value string
}

const (
	keptTo     = "kept_to"
	keptFile   = "kept_file"
	keptPrefix = "kept."

	// Limits on what is carried: below the limit on the body of a form, with room for
	// what surrounds each field.
	maxKept       = 768 << 10
	maxKeptFields = 200
	perKeptField  = 160
)

// Some reports whether there is text to carry on.
func (k keptForm) Some() bool { return k.To != "" && !k.TooLong }

// Multipart reports whether the form goes to where uploads are taken. Everything
// else is sent as the form was in the first place.
func (k keptForm) Multipart() bool { return strings.HasSuffix(k.To, "/messages") }

// Typed are the fields worth reading again before they are sent: texts and days, not
// what the page itself had put in.
func (k keptForm) Typed() []keptField {
	return slices.DeleteFunc(slices.Clone(k.Fields), func(f keptField) bool {
		return strings.TrimSpace(f.Value) == "" || !strings.ContainsAny(strings.TrimSpace(f.Value), " \n")
	})
}

// keepForm answers a form that came without a session: with the sign-in page, which
// holds what was typed.
func (p *Pages) keepForm(c *gin.Context) {
	if err := parseForm(c.Request); err != nil {
		p.fail(c, badForm(err))
		return
	}
	k := keptForm{To: localPath(c.Request.URL.RequestURI(), "")}
	k.take(c.Request.PostForm)
	if m := c.Request.MultipartForm; m != nil {
		for _, files := range m.File {
			k.FileLost = k.FileLost || len(files) > 0 && files[0].Filename != ""
		}
	}
	p.renderSignIn(c, respond.Status(dsar.CodeUnauthenticated), &signInView{Next: "/", Kept: k})
	c.Abort()
}

// parseForm reads a form of either kind, files and all.
func parseForm(r *http.Request) error {
	err := r.ParseMultipartForm(1 << 20)
	if errors.Is(err, http.ErrNotMultipart) {
		return nil // ParseMultipartForm has read it as an ordinary one
	}
	return err
}

// take copies the fields in the order of their names.
func (k *keptForm) take(values url.Values) {
	size := 0
	for _, name := range sortedNames(values) {
		if strings.Contains(name, "password") {
			k.Secrets = true
			continue
		}
		for _, v := range values[name] {
			k.Fields = append(k.Fields, keptField{name, v})
			size += len(name) + len(v) + perKeptField
		}
	}
	if size > maxKept || len(k.Fields) > maxKeptFields {
		k.TooLong = true
	}
}

func sortedNames(values url.Values) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// postedKept reads the kept form out of the sign-in form.
func postedKept(c *gin.Context) keptForm {
	k := keptForm{To: localPath(c.PostForm(keptTo), ""), FileLost: c.PostForm(keptFile) == "1"}
	if k.To == "" {
		return keptForm{}
	}
	inner := make(url.Values)
	for name, values := range c.Request.PostForm {
		if own, ok := strings.CutPrefix(name, keptPrefix); ok {
			inner[own] = values
		}
	}
	k.take(inner)
	return k
}

// keptView is the page after the sign-in that gives the form back.
type keptView struct {
	Layout
	Kept keptForm
}

// giveBack shows what was kept. It is sent on only when the reader says so: it may
// be a letter.
func (p *Pages) giveBack(c *gin.Context, k keptForm) {
	p.render(c, http.StatusOK, "kept", &keptView{Kept: k})
}
