package datascan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/datascan"
)

// days is a file with one record type: a date every so many days from one day to
// another, both of which may be reached.
func days(name, from, to string, every int) datascan.Input {
	var b strings.Builder
	b.WriteString("n,seen\n")
	last := civil.MustParse(to)
	for day, i := civil.MustParse(from), 0; !day.After(last); day, i = day.AddDays(every), i+1 {
		fmt.Fprintf(&b, "%d,%s\n", i, day)
	}
	return input(name, b.String())
}

// growing is a file whose dates begin slowly and become more and more.
func growing(name, from, to string) datascan.Input {
	var b strings.Builder
	b.WriteString("n,seen\n")
	first, last := civil.MustParse(from), civil.MustParse(to)
	for day, i := first, 0; !day.After(last); i++ {
		fmt.Fprintf(&b, "%d,%s\n", i, day)
		day = day.AddDays(max(1, 45-first.DaysUntil(day)/5))
	}
	return input(name, b.String())
}

func joined(day string) datascan.Input {
	return input("profile.json", fmt.Sprintf(`{"joined": %q}`, day))
}

func findings(list []datascan.Finding) []string {
	out := []string{}
	for _, f := range list {
		line := fmt.Sprintf("%s %s %s", f.Certainty, f.Kind, f.File)
		switch f.Kind {
		case datascan.Cliff:
			line += fmt.Sprintf("at %s, %d months, %d types, %d strays", f.Boundary, f.Months, f.Types, f.Strays)
		case datascan.Gap, datascan.LateStart, datascan.ShortType:
			line += fmt.Sprintf("from %s to %s", f.From, f.To)
		}
		out = append(out, line)
	}
	return out
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name   string
		since  string // of the relation; "" if it is not known
		inputs []datascan.Input
		want   []string
	}{
		{
			"twelve months before the request, the relation being older", "2018-03-01",
			[]datascan.Input{days("a.csv", "2025-10-01", "2026-10-01", 2), days("b.csv", "2025-10-02", "2026-10-01", 3)},
			[]string{
				"likely cliff at 2025-10-01, 12 months, 2 types, 0 strays",
				"likely late_start from 2018-03-01 to 2025-09-30",
			},
		},
		{
			"twelve months before the answer", "2018-03-01",
			[]datascan.Input{days("a.csv", "2025-10-20", "2026-10-20", 2)},
			[]string{
				"likely cliff at 2025-10-01, 12 months, 1 types, 0 strays",
				"likely late_start from 2018-03-01 to 2025-10-19",
			},
		},
		{
			"twelve months, and nothing known of the relation", "",
			[]datascan.Input{days("a.csv", "2025-10-01", "2026-10-01", 2)},
			[]string{"possible cliff at 2025-10-01, 12 months, 1 types, 0 strays"},
		},
		{
			"twelve months, and the account in the data is older", "",
			[]datascan.Input{days("a.csv", "2025-10-01", "2026-10-01", 2), joined("2016-05-06")},
			[]string{"likely cliff at 2025-10-01, 12 months, 1 types, 0 strays"},
		},
		{
			"twelve months, and the relation began then", "2025-10-01",
			[]datascan.Input{days("a.csv", "2025-10-01", "2026-10-01", 2), joined("2025-10-01")},
			[]string{},
		},
		{
			"twelve months, and three strays before", "2018-03-01",
			[]datascan.Input{input("a.csv", "seen\n2019-01-05\n2020-01-05\n2021-01-05\n"+strings.Repeat("2025-10-02\n2025-11-05\n2025-12-05\n2026-05-05\n", 50))},
			[]string{"likely cliff at 2025-10-01, 12 months, 1 types, 3 strays", "possible late_start from 2018-03-01 to 2019-01-04"},
		},
		{
			"six months", "2018-03-01",
			[]datascan.Input{days("a.csv", "2026-04-01", "2026-10-01", 2)},
			[]string{"likely cliff at 2026-04-01, 6 months, 1 types, 0 strays", "likely late_start from 2018-03-01 to 2026-03-31"},
		},
		{
			"three months", "2018-03-01",
			[]datascan.Input{days("a.csv", "2026-07-01", "2026-10-01", 2)},
			[]string{"likely cliff at 2026-07-01, 3 months, 1 types, 0 strays", "likely late_start from 2018-03-01 to 2026-06-30"},
		},
		{
			"eighteen months", "2018-03-01",
			[]datascan.Input{days("a.csv", "2025-04-02", "2026-10-01", 2)},
			[]string{"likely cliff at 2025-04-01, 18 months, 1 types, 0 strays", "possible late_start from 2018-03-01 to 2025-04-01"},
		},
		{
			"two years", "2018-03-01",
			[]datascan.Input{days("a.csv", "2024-10-01", "2026-10-01", 2)},
			[]string{"likely cliff at 2024-10-01, 24 months, 1 types, 0 strays", "possible late_start from 2018-03-01 to 2024-09-30"},
		},
		{
			"three years", "2018-03-01",
			[]datascan.Input{days("a.csv", "2023-10-01", "2026-10-01", 2)},
			[]string{"likely cliff at 2023-10-01, 36 months, 1 types, 0 strays", "possible late_start from 2018-03-01 to 2023-09-30"},
		},
		{
			"1 January", "2018-03-01",
			[]datascan.Input{days("a.csv", "2022-01-01", "2026-10-01", 2)},
			[]string{"likely cliff at 2022-01-01, 0 months, 1 types, 0 strays", "possible late_start from 2018-03-01 to 2021-12-31"},
		},
		{
			"one record type cut at twelve months among older ones", "",
			[]datascan.Input{
				days("a.csv", "2015-03-04", "2026-10-01", 5), days("b.csv", "2015-06-07", "2026-10-01", 7),
				days("c.csv", "2016-02-11", "2026-10-01", 3), days("d.csv", "2025-10-01", "2026-10-01", 2),
			},
			[]string{
				"likely cliff d.csvat 2025-10-01, 12 months, 1 types, 0 strays",
				"likely short_type d.csvfrom 2015-06-07 to 2025-09-30",
			},
		},
		{
			"one record type shorter, but not at a round period", "",
			[]datascan.Input{
				days("a.csv", "2015-03-04", "2026-10-01", 5), days("b.csv", "2015-06-07", "2026-10-01", 7), days("d.csv", "2025-06-19", "2026-10-01", 2),
			},
			[]string{"possible short_type d.csvfrom 2015-06-07 to 2025-06-18"},
		},
		{
			"record types of about the same length", "",
			[]datascan.Input{days("a.csv", "2015-03-04", "2026-10-01", 5), days("b.csv", "2016-06-07", "2026-10-01", 7), days("d.csv", "2017-08-19", "2026-10-01", 2)},
			[]string{},
		},
		{
			"data that begin with the relation", "2015-03-01",
			[]datascan.Input{days("a.csv", "2015-03-10", "2026-10-01", 3)},
			[]string{},
		},
		{
			"data that begin a year after the relation", "2014-03-01",
			[]datascan.Input{days("a.csv", "2015-03-10", "2026-10-01", 3)},
			[]string{"possible late_start from 2014-03-01 to 2015-03-09"},
		},
		{
			"a hole", "2015-03-01",
			[]datascan.Input{days("a.csv", "2015-03-10", "2019-05-20", 2), days("a2.csv", "2020-02-11", "2026-10-01", 2)},
			[]string{
				"likely gap from 2019-05-21 to 2020-02-10",
			},
		},
		{
			"months without a date where dates are rare anyway", "2015-03-01",
			[]datascan.Input{days("a.csv", "2015-03-10", "2026-10-01", 100)},
			[]string{},
		},
		{
			"use that began slowly eleven months ago", "",
			[]datascan.Input{growing("a.csv", "2025-10-03", "2026-10-01")},
			[]string{},
		},
		{
			"a beginning at no round period", "",
			[]datascan.Input{days("a.csv", "2025-07-19", "2026-10-01", 2)},
			[]string{},
		},
		{
			"a few dates", "",
			[]datascan.Input{input("a.csv", "seen\n2025-10-01\n2025-11-01\n2026-01-01\n2026-03-05\n")},
			[]string{},
		},
		{
			"a few dates, all late", "2018-03-01",
			[]datascan.Input{input("a.csv", "seen\n2025-12-01\n2026-01-01\n")},
			[]string{"likely late_start from 2018-03-01 to 2025-11-30"},
		},
		{"no dates", "2018-03-01", []datascan.Input{input("a.csv", "seen\nx\n")}, []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := datascan.Facts{Requested: requested, Received: received}
			if c.since != "" {
				facts.Since = civil.MustParse(c.since)
			}
			got := findings(datascan.Judge(scan(t, options(), c.inputs...), facts))
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
		})
	}
}

func TestJudgeWithoutTheDayOfTheRequestLooksAtTheAnswer(t *testing.T) {
	r := scan(t, options(), days("a.csv", "2025-10-28", "2026-10-28", 2))
	got := findings(datascan.Judge(r, datascan.Facts{Received: received}))
	if want := []string{"possible cliff at 2025-10-28, 12 months, 1 types, 0 strays"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := findings(datascan.Judge(r, datascan.Facts{})); len(got) != 0 {
		t.Errorf("knowing no day at all: got %q", got)
	}
}
