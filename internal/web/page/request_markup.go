package page

import (
	"html/template"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

// What the page of a request shows many times is put together here and not in its
// template: a request has some twenty events and a dozen steps, and each of them
// took a score of operations of the template.

// Row is the line of the table.
func (r dateRow) Row() template.HTML {
	return `<tr><td>` + timeElement(r.lang, r.On, i18n.Long) + `</td><td>` + textElement("", r.What) +
		`</td><td>` + textElement("", r.Evidence) + `</td></tr>`
}

// Body says what the step finds.
func (r reason) Body() template.HTML {
	class := ""
	if r.Result != "" {
		class = "result"
	}
	return paragraphElement(class, textElement("", r.Text))
}

// Source is the provision with what it says, in a fold.
func (r reason) Source(open bool) template.HTML {
	var b template.HTML
	if r.Article != "" {
		b = detailsElement(open, r.Article, `<div class="article">`+r.article()+`</div>`)
	}
	if r.Verify {
		b += paragraphElement("", textElement("soon", r.w.t("verify.mark")))
	}
	return b
}

func (r reason) article() template.HTML {
	var b template.HTML
	if r.Gist != "" {
		b += paragraphElement("", textElement("", r.Gist))
	}
	if r.Link != "" {
		b += paragraphElement("", linkElement(r.Link, r.w.t("reasons.source")))
	}
	if !r.Checked.IsZero() {
		b += paragraphElement("meta", textElement("", r.w.t("reasons.checked")+" ")+timeElement(r.w.lang, r.Checked, i18n.Medium))
	}
	return b
}

// When is the day of the event.
func (h historyItem) When() template.HTML {
	if h.Void {
		return `<s>` + h.Day + `</s>`
	}
	return h.Day
}

// Body says what happened and what became of it.
func (h historyItem) Body() template.HTML {
	b := paragraphElement("", h.title())
	if note := h.Now.Details.Note; note != "" && !h.Void {
		b += paragraphElement("meta", textElement("", note))
	}
	for _, moved := range h.Moved {
		b += paragraphElement("meta", textElement("", moved))
	}
	if h.Changed() {
		was := textElement("", h.w.t("event."+string(h.Kind))+", ") + timeElement(h.w.lang, h.On, i18n.Long)
		b += paragraphElement("meta", textElement("", h.w.t("history.was")+" ")+`<s>`+was+`</s>`)
	}
	for _, c := range h.Corrections {
		text := textElement("", h.w.t("history.corrected")+" ") + instantElement(h.w.lang, c.RecordedAt, h.zone)
		if c.Details.Note != "" {
			text += textElement("", h.w.t("form.colon")+" "+c.Details.Note)
		}
		b += paragraphElement("meta", text)
	}
	return b
}

func (h historyItem) title() template.HTML {
	b := textElement("", h.What)
	if h.Void {
		b = `<s>` + b + `</s> ` + textElement("late", h.w.t("history.void"))
	}
	if outcome := h.Now.Details.Outcome; h.Now.Kind == dsar.EventClosed && outcome != "" {
		b += textElement("", h.w.t("form.colon")+" "+h.w.t("outcome."+string(outcome)))
	}
	if h.Named != "" {
		b += " " + textElement("meta", h.Named)
	}
	if h.Now.Details.Reference != "" {
		b += ". " + textElement("mono", h.Now.Details.Reference)
	}
	return b
}

// Margin says who recorded it and when, and to those who may, how to correct it.
func (h historyItem) Margin(write bool) template.HTML {
	b := paragraphElement("", textElement("", h.Recorded+" ")+h.At)
	if write && h.Correctable && !h.Void {
		to := requestPath(h.StreamID) + "/events/" + h.ID + "/correct"
		b += `<p class="no-print"><a href="` + textElement("", to) + `">` + textElement("", h.w.t("history.correct")) +
			textElement("hidden-visually", ": "+h.What) + `</a></p>`
	}
	return b
}

func paragraphElement(class string, content template.HTML) template.HTML {
	if class == "" {
		return `<p>` + content + `</p>`
	}
	return `<p class="` + textElement("", class) + `">` + content + `</p>`
}

func detailsElement(open bool, summary string, content template.HTML) template.HTML {
	state := template.HTML("")
	if open {
		state = " open"
	}
	return `<details` + state + `><summary>` + textElement("", summary) + `</summary>` + content + `</details>`
}

// linkElement leads to a source. Addresses come from the files of the program; one
// that is no web address stays text.
func linkElement(to, text string) template.HTML {
	if !strings.HasPrefix(to, "https://") && !strings.HasPrefix(to, "http://") {
		return textElement("", text)
	}
	return `<a href="` + textElement("", to) + `" rel="noreferrer">` + textElement("", text) + `</a>`
}
