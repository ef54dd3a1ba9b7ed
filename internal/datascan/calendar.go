package datascan

import (
	"bytes"
	"io"
	"strings"
)

// maxProperties bounds the dates that are held of one entry of a calendar.
const maxProperties = 32

// calendar walks over an iCalendar file.
type calendar struct {
	*collector
	fields map[string]*field
	open   []string // components that are open
	held   []property
	entry  entryFacts
}

// entryFacts are what tells a birthday from other entries.
type entryFacts struct {
	yearly, wholeDay, named bool
}

// property is a date of the entry that is open.
type property struct {
	f     *field
	value []byte
}

func readCalendar(c *collector, r io.Reader, limits Limits) error {
	cal := &calendar{collector: c, fields: map[string]*field{}}
	l := newLines(r, c.size, limits.Line)
	var logical []byte
	for {
		line, ok, err := l.next()
		if ok && len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			logical = append(logical, line[1:min(len(line), 1+max(0, keptLine-len(logical)))]...)
			continue
		}
		cal.line(logical)
		if err != nil || !ok {
			return cal.end(err)
		}
		logical = append(logical[:0], line...)
	}
}

// end counts an entry that was not closed.
func (c *calendar) end(err error) error {
	c.countEntry()
	if err == nil && len(c.open) > 0 {
		return refuse(KeyCutShort)
	}
	return err
}

func (c *calendar) line(line []byte) {
	head, value, ok := bytes.Cut(line, []byte(":"))
	if !ok {
		return
	}
	name, parameters, _ := strings.Cut(strings.ToUpper(string(head)), ";")
	switch name {
	case "BEGIN":
		c.begin(strings.ToUpper(string(bytes.TrimSpace(value))))
	case "END":
		if len(c.open) > 0 {
			c.countEntry()
			c.open = c.open[:len(c.open)-1]
		}
	case "SUMMARY", "CATEGORIES":
		c.entry.named = c.entry.named || namesBirthday(value)
	case "RRULE":
		c.entry.yearly = c.entry.yearly || bytes.Contains(value, []byte("FREQ=YEARLY"))
	case "DTSTART", "CREATED", "LAST-MODIFIED", "COMPLETED", "DTSTAMP", "DUE":
		c.date(name, strings.Contains(parameters, "TZID"), line, value)
	}
}

// maxOpen bounds the components in components; there are three in practice.
const maxOpen = 16

func (c *calendar) begin(component string) {
	if len(c.open) > 1 {
		c.countEntry() // an alarm in an entry: the entry is judged by what is known
	}
	if len(c.open) < maxOpen {
		c.open = append(c.open, component)
	}
}

func (c *calendar) component() string {
	if len(c.open) == 0 {
		return ""
	}
	return clip(c.open[len(c.open)-1])
}

func (c *calendar) date(name string, zoned bool, line, value []byte) {
	if n := bytes.LastIndexByte(line, ':'); zoned && n >= 0 {
		value = line[n+1:] // the name of a zone may have a colon
	}
	value = bytes.TrimSpace(value)
	if name == "DTSTART" {
		c.entry.wholeDay = len(value) == len("20240131")
	}
	if len(c.held) < maxProperties && len(value) <= maxValue {
		c.held = append(c.held, property{c.fieldOf(name), bytes.Clone(value)})
	}
}

func (c *calendar) fieldOf(name string) *field {
	component := c.component()
	full := component + " " + name
	f := c.fields[full]
	if f == nil {
		f = &field{name: full, naming: namingOf(name)}
		f.timely = true
		if component == "STANDARD" || component == "DAYLIGHT" {
			f.reason = Format
		}
		if len(c.fields) < maxElements {
			c.fields[full] = f
		}
	}
	return f
}

// countEntry counts the dates of an entry, now that all of it is known.
func (c *calendar) countEntry() {
	birthday := c.entry.named || c.entry.yearly && c.entry.wholeDay
	for _, p := range c.held {
		f := p.f
		if birthday && f.reason == "" {
			f = &field{name: p.f.name, naming: naming{reason: Birthday, timely: true}}
		}
		c.value(f, p.value)
	}
	c.held, c.entry = c.held[:0], entryFacts{}
}

func namesBirthday(value []byte) bool {
	text := string(foldText(value[:min(len(value), lookBack)], nil))
	for _, w := range birthdayWords {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

var birthdayWords = []string{"birthday", "anniversaire", "geburtstag", "compleanno", "cumpleanos", "verjaardag", "urodziny", "aniversario"}
