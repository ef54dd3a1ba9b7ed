package datascan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/civil"
	"recourse/internal/datascan"
)

// Each case is a rule of the package comment: what must not fool it, beside a date
// that counts.
func TestWhatDoesNotCount(t *testing.T) {
	for _, c := range []struct {
		name, file, content string
		want                []string
	}{
		{
			"birthdays by name of the field", "p.json",
			`{"date_of_birth": "1980-05-06", "birth": {"date": "1980-05-06"}, "Geburtsdatum": "06.05.1980", "dob": "1980-05-06", "seen": "2024-01-05"}`,
			[]string{
				"p.json $.seen: 1 from 2024-01-05 to 2024-01-05",
				"not birthday: p.json $.Geburtsdatum: 1 from 1980-05-06 to 1980-05-06",
				"not birthday: p.json $.birth.date: 1 from 1980-05-06 to 1980-05-06",
				"not birthday: p.json $.date_of_birth: 1 from 1980-05-06 to 1980-05-06",
				"not birthday: p.json $.dob: 1 from 1980-05-06 to 1980-05-06",
			},
		},
		{
			"birthdays by the words before", "p.txt",
			"Born 6 May 1980\nNée le 6 mai 1980\ngeb. 06.05.1980\nDate of birth\n1980-05-06\nMember since 5 January 2024\n",
			[]string{
				"p.txt: 1 from 2024-01-05 to 2024-01-05",
				"not birthday: p.txt: 4 from 1980-05-06 to 1980-05-06",
			},
		},
		{
			"birthdays in a table of HTML", "p.html", "<table><tr><th>Birthday</th><td>May 6, 1980</td></tr><tr><th>Joined</th><td>5 Jan 2024</td></tr></table>",
			[]string{
				"p.html: 1 from 2024-01-05 to 2024-01-05",
				"not birthday: p.html: 1 from 1980-05-06 to 1980-05-06",
			},
		},
		{
			"birthdays in calendars", "c.ics",
			"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:19800506\nRRULE:FREQ=YEARLY\nEND:VEVENT\n" +
				"BEGIN:VEVENT\nDTSTART:19810506T000000\nSUMMARY:Geburtstag von Ben\nEND:VEVENT\n" +
				"BEGIN:VEVENT\nDTSTART:20240105T100000\nEND:VEVENT\nEND:VCALENDAR\n",
			[]string{
				"c.ics VEVENT DTSTART: 1 from 2024-01-05 to 2024-01-05",
				"not birthday: c.ics VEVENT DTSTART: 2 from 1980-05-06 to 1981-05-06",
			},
		},
		{
			"days after the data were received", "a.json", `{"seen": ["2024-01-05", "2026-10-29", "2026-10-30", "9999-12-31", "2031-01-01"]}`,
			[]string{
				"a.json $.seen[*]: 2 from 2024-01-05 to 2026-10-29",
				"not future: a.json $.seen[*]: 2 from 2026-10-30 to 2031-01-01",
			},
		},
		{
			"the zeros of clocks", "a.csv",
			"seen\n1970-01-01 00:00:00\n1969-12-31\n1900-01-01\n1904-01-01\n1980-01-01\n0001-01-01\n2001-01-01T00:00:00Z\n2001-01-01 10:00\n2024-01-05\n",
			[]string{
				"a.csv seen: 2 from 2001-01-01 to 2024-01-05",
				"not epoch_zero: a.csv seen: 6 from 1900-01-01 to 2001-01-01",
			},
		},
		{
			"a time stamp of zero", "a.json", `[{"last_seen": 0}, {"last_seen": 1704448800}]`,
			[]string{
				"a.json $[*].last_seen: 1 from 2024-01-05 to 2024-01-05",
				"not epoch_zero: a.json $[*].last_seen: 1 from 1970-01-01 to 1970-01-01",
			},
		},
		{
			"the time of the export by name", "a.json",
			`{"exported_at": "2026-10-20", "meta": {"generatedOn": "2026-10-21"}, "seen": ["2024-01-05", "2026-10-19"]}`,
			[]string{
				"a.json $.seen[*]: 2 from 2024-01-05 to 2026-10-19",
				"not export: a.json $.exported_at: 1 from 2026-10-20 to 2026-10-20",
				"not export: a.json $.meta.generatedOn: 1 from 2026-10-21 to 2026-10-21",
			},
		},
		{
			"what names an export but was before the request counts", "a.json", `{"exports": [{"exported_at": "2024-01-05"}]}`,
			[]string{"a.json $.exports[*].exported_at: 1 from 2024-01-05 to 2024-01-05"},
		},
		{
			"one single day beside every record, not before the request", "a.csv", "seen,row_date\n2024-01-05,2026-10-20\n2024-01-06,2026-10-20\n",
			[]string{
				"a.csv seen: 2 from 2024-01-05 to 2024-01-06",
				"not export: a.csv row_date: 2 from 2026-10-20 to 2026-10-20",
			},
		},
		{
			"the stamps of a calendar program", "c.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTAMP:20261020T100000Z\nDTSTART:20240105T100000\nEND:VEVENT\nEND:VCALENDAR\n",
			[]string{
				"c.ics VEVENT DTSTART: 1 from 2024-01-05 to 2024-01-05",
				"not export: c.ics VEVENT DTSTAMP: 1 from 2026-10-20 to 2026-10-20",
			},
		},
		{
			"a letter's own day and that of the request", "l.txt", "Berlin, 20 October 2026\nYour request of 1 October 2026\nYou ordered on 5 January 2024.\n",
			[]string{
				"l.txt: 1 from 2024-01-05 to 2024-01-05",
				"not export: l.txt: 2 from 2026-10-01 to 2026-10-20",
			},
		},
		{
			"licences and laws", "l.txt",
			"Copyright (c) 5 May 2010 Example\nGNU GPL, version 3, 29 June 2007\nRegulation (EU) 2016/679 of 27 April 2016\n" +
				"Loi n° 78-17 du 6 janvier 1978\nGesetz vom 30. Juni 2017\nApache License\nJanuary 2004\nYou ordered on 5 January 2024.\n",
			[]string{
				"l.txt: 1 from 2024-01-05 to 2024-01-05",
				"not format: l.txt: 1 from 2007-06-29 to 2007-06-29",
				"not licence: l.txt: 4 from 1978-01-06 to 2017-06-30",
			},
		},
		{
			"the file of a licence", "LICENSE.txt", "This is of 29 June 2007\n",
			[]string{"not licence: LICENSE.txt: 1 from 2007-06-29 to 2007-06-29"},
		},
		{
			"versions of formats", "a.json", `{"version": "2019-01-01", "$schema": "2020-12-01", "api_version": "2021-01-01", "seen": "2024-01-05"}`,
			[]string{
				"a.json $.seen: 1 from 2024-01-05 to 2024-01-05",
				"not format: a.json $.$schema: 1 from 2020-12-01 to 2020-12-01",
				"not format: a.json $.api_version: 1 from 2021-01-01 to 2021-01-01",
				"not format: a.json $.version: 1 from 2019-01-01 to 2019-01-01",
			},
		},
		{
			"the rules of time zones", "c.ics",
			"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nBEGIN:STANDARD\nDTSTART:19961027T030000\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART:20240105T100000\nEND:VEVENT\nEND:VCALENDAR\n",
			[]string{
				"c.ics VEVENT DTSTART: 1 from 2024-01-05 to 2024-01-05",
				"not format: c.ics STANDARD DTSTART: 1 from 1996-10-27 to 1996-10-27",
			},
		},
		{
			"addresses, paths and identifiers", "a.txt",
			"https://x.example/?d=2019-01-01 and /var/log/2019-01-02/x and report_2019-01-03.pdf and 2019-01-04-draft and AB-2019-01-05, but 2024-01-05.\n",
			[]string{
				"a.txt: 1 from 2024-01-05 to 2024-01-05",
				"not format: a.txt: 1 from 2019-01-01 to 2019-01-01",
			},
		},
		{
			"until when something holds", "a.json", `{"card": {"expires": "2019-01-01", "validUntil": "2020-01-01"}, "seen": "2024-01-05"}`,
			[]string{
				"a.json $.seen: 1 from 2024-01-05 to 2024-01-05",
				"not validity: a.json $.card.expires: 1 from 2019-01-01 to 2019-01-01",
				"not validity: a.json $.card.validUntil: 1 from 2020-01-01 to 2020-01-01",
			},
		},
		{
			"day and month that cannot be told apart", "a.csv", "seen\n03/04/2024\n05/06/2024\n07/07/2024\n",
			[]string{
				"a.csv seen: 1 from 2024-07-07 to 2024-07-07",
				"not ambiguous: a.csv seen: 2 from 2024-04-03 to 2024-06-05",
			},
		},
		{
			"day and month of which one reading lies in the future", "a.csv", "seen\n09/11/2026\n11/09/2026\n",
			[]string{"a.csv seen: 2 from 2026-09-11 to 2026-09-11"},
		},
		{
			"day and month that another date of the data tells apart", "a.csv", "seen,left\n03/04/2024,01/02/2024\n05/06/2024,12/31/2024\n",
			[]string{
				"a.csv left: 2 from 2024-01-02 to 2024-12-31",
				"a.csv seen: 2 from 2024-03-04 to 2024-05-06",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := summary(scan(t, options(), input(c.file, c.content)))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("want -, got +:\n%s", d)
			}
		})
	}
}

func TestTheOrderOfDayAndMonthMayBeSaid(t *testing.T) {
	o := options()
	o.Order = datascan.OrderMonthFirst
	got := summary(scan(t, o, input("a.csv", "seen\n03/04/2024\n05/06/2024\n")))
	if d := cmp.Diff([]string{"a.csv seen: 2 from 2024-03-04 to 2024-05-06"}, got); d != "" {
		t.Error(d)
	}
}

func TestWithoutTheDayOfTheRequestAnExportIsOfTheLastTwoMonths(t *testing.T) {
	o := options()
	o.Requested = civil.Date{}
	got := summary(scan(t, o, input("a.json", `{"exported_at": "2026-10-20", "exported_on": "2024-01-05"}`)))
	want := []string{
		"a.json $.exported_on: 1 from 2024-01-05 to 2024-01-05",
		"not export: a.json $.exported_at: 1 from 2026-10-20 to 2026-10-20",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
