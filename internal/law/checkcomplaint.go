package law

func (c *checker) complaint(f *complaintFile, v *version) complaintRule {
	line := f.After.line
	r := complaintRule{after: complaintBase(f.After.text), reference: c.ref(f.Reference, "complaint", line)}
	switch r.after {
	case afterAnswer:
		if v.answer.isZero() {
			c.add(line, "complaint after the answer, which has no period")
		}
	case afterAck:
		if v.ack.isZero() {
			c.add(line, "complaint after the acknowledgement, which has no period")
		}
	case afterStart:
		r.wait = c.period(f.Period, "complaint after the start", line)
		if r.wait.unit != day {
			c.add(f.Period.line, "complaint after the start is counted in days")
		}
	default:
		c.add(line, "complaint after %q is not known; write answer, acknowledgement or start", f.After.text)
	}
	if r.after != afterStart && f.Period.text != "" {
		c.add(f.Period.line, "a period of its own needs: after: start")
	}
	for _, w := range f.OpensWith {
		c.known("opens_"+w.text, w)
		r.opensWith = append(r.opensWith, w.text)
	}
	for _, rf := range f.WaitsFor {
		r.readings = append(r.readings, c.reading(rf, v))
	}
	for _, u := range f.Until {
		r.until = append(r.until, c.until(u, v))
	}
	return r
}

func (c *checker) until(f untilFile, v *version) untilRule {
	line := f.After.line
	u := untilRule{
		after:     f.After.text,
		period:    c.period(f.Period, "until", line),
		reference: c.ref(f.Reference, "until", line),
	}
	if u.after == "" {
		c.add(f.Period.line, "until after nothing; write answer, start or a kind of event")
	}
	if u.after == "answer" && v.answer.isZero() {
		c.add(line, "until after the answer, which has no period")
	}
	if u.period.unit == workingDay {
		c.add(line, "until is counted in days or months, not in working days")
	}
	return u
}

func (c *checker) reading(f readingFile, v *version) readingRule {
	line := f.Reading.line
	r := readingRule{reading: reading(f.Reading.text), region: f.Region.text, days: f.Days}
	r.reference = c.ref(f.Reference, "reading", line)
	switch r.reading {
	case restart:
		// Without a pause for this right there is nothing to restart after; the
		// reading then waits for nothing, which only_for makes a normal case.
	case otherCalendar:
		if c.calendars[r.region] == nil {
			c.add(line, "there is no holiday region %q", r.region)
		}
	case laterStart:
		if r.days < 1 || v.answer.isZero() {
			c.add(line, "later_start needs days: 1 or more, and an answer")
		}
	case moved:
		r.shift = c.shiftDays(f.Moves, line)
		if !v.shift.isZero() {
			c.add(line, "moved is for laws without a shift of their own")
		}
	default:
		c.add(line, "reading %q is not known; write restart, other_calendar, later_start or moved", f.Reading.text)
	}
	return r
}

func (c *checker) mention(f mentionFile, v *version) mentionRule {
	m := mentionRule{reading: mention(f.Reading.text), reference: c.ref(f.Reference, "mention", f.Reading.line)}
	switch m.reading {
	case chainedExtension:
		if v.extension == nil || v.extension.total.unit != month {
			c.add(f.Reading.line, "chained_extension needs an extension with a total in months")
		}
	case nationalCalendar, regionalCalendar:
		if v.shift.isZero() && v.answer.unit != workingDay && v.ack.unit != workingDay {
			c.add(f.Reading.line, "%s needs a shift or working days; otherwise no holiday matters", m.reading)
		}
	default:
		c.add(f.Reading.line, "mention %q is not known; write chained_extension, national_calendar or regional_calendar", f.Reading.text)
	}
	return m
}
