package page

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/law"
	"recourse/internal/web/respond"
)

// showEditController shows the form with what is stored.
func (p *Pages) showEditController(c *gin.Context) {
	found, err := p.Service.Controller(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		p.fail(c, err)
		return
	}
	p.renderEditController(c, http.StatusOK, found, controllerForm(found), nil)
}

func (p *Pages) renderEditController(c *gin.Context, status int, ctrl dsar.Controller, f Form, now []fieldNow) {
	path := "/controllers/" + ctrl.ID
	p.renderControllerForm(c, status, &controllerFormView{
		Form: f, Name: ctrl.Name, Action: path + "/edit", Cancel: path, Differences: now,
	})
}

// updateController mends a company. Where somebody else was faster, the form is
// shown again with everything typed and, beside it, what is stored now.
func (p *Pages) updateController(c *gin.Context) {
	ctx, a, id := c.Request.Context(), actor(c), c.Param("id")
	f := postedController(c)
	_, err := p.Service.UpdateController(ctx, a, id, controllerInput(f), versionOf(f))
	if err == nil {
		p.flash(c, Notice{Tone: "ok", Key: "controllers.edit.done"})
		redirect(c, "/controllers/"+id)
		return
	}
	found, missing := p.Service.Controller(ctx, a, id)
	if missing != nil {
		p.fail(c, missing)
		return
	}
	if dsar.CodeOf(err) == dsar.CodeStale {
		p.renderStaleController(c, found, f)
		return
	}
	p.failForm(c, f, err, func(c *gin.Context, status int, f Form) {
		p.renderEditController(c, status, found, f, nil)
	})
}

func (p *Pages) renderStaleController(c *gin.Context, stored dsar.Controller, f Form) {
	lang := languageOf(c)
	now := controllerForm(stored)
	var differ []fieldNow
	for _, name := range controllerFields {
		if name == "version" || name == "for" || sameText(now.Values[name], f.Values[name]) {
			continue
		}
		differ = append(differ, fieldNow{Label: controllerLabels[name], Value: p.fieldText(lang, name, now.Values[name])})
	}
	f.Title = p.Catalog.T(lang, "controllers.edit.stale", nil)
	f.Values.Set("version", now.Value("version"))
	p.renderEditController(c, respond.Status(dsar.CodeStale), stored, f, differ)
}

// fieldText words what is stored in a field, where the form has a code for it.
func (p *Pages) fieldText(lang, name string, stored []string) string {
	text := strings.Join(stored, ", ")
	switch {
	case text == "":
		return ""
	case name == "country":
		return countryName(lang, text)
	case name == "seat_region", name == "establishments", name == "representatives":
		return i18n.Join(lang, placeNames(lang, stored))
	case name == "sector":
		return law.Sector(text).Name(lang)
	case name == "languages":
		return i18n.Join(lang, languageNames(lang, stored))
	case name == "holidays_region":
		return p.regionName(lang, text)
	case name == "transport":
		return p.Catalog.T(lang, "controllers.transport."+text, nil)
	case name == "needs_id":
		return p.Catalog.T(lang, "form.yes", nil)
	}
	return text
}

// sameText compares what was typed with what is stored, whatever the browser did
// to the ends of lines.
func sameText(a, b []string) bool {
	plain := func(list []string) string {
		return strings.TrimSpace(strings.ReplaceAll(strings.Join(list, "\n"), "\r\n", "\n"))
	}
	return plain(a) == plain(b)
}

// controllerLabels are the catalogue keys of the fields' names.
var controllerLabels = map[string]string{
	"name": "controllers.field.name", "aliases": "controllers.field.aliases", "country": "controllers.field.country",
	"emails": "controllers.field.emails", "webform": "controllers.field.webform", "web": "controllers.field.web",
	"address": "controllers.field.address", "phone": "controllers.field.phone", "fax": "controllers.field.fax",
	"languages": "controllers.form.languages", "transport": "controllers.field.transport",
	"holidays_region": "controllers.field.region", "time_zone": "controllers.field.zone",
	"needs_id": "controllers.form.needs_id", "note": "controllers.field.note",
	"seat_region": "controllers.field.seat_region", "establishments": "controllers.field.establishments",
	"representatives": "controllers.field.representatives", "sector": "controllers.field.sector",
}

// versionOf reads the version of the thing that the form was filled from. One that
// is missing or wrong never counts as the present one: 0 would mean any.
func versionOf(f Form) int {
	if v := atoi(f.Value("version")); v > 0 {
		return v
	}
	return -1
}
