package datascan

import (
	"fmt"
	"testing"
)

func (r reading) String() string {
	s := fmt.Sprintf("%04d-%02d-%02d", r.year, r.month, r.day)
	if r.open {
		s += " or the other way round"
	}
	return s
}

func TestAValueIsADateAsAWhole(t *testing.T) {
	for value, want := range map[string]string{
		"2024-01-31":                               "2024-01-31",
		"2024-01-31T10:11:12Z":                     "2024-01-31",
		"2024-01-31T10:11:12.123456+01:00":         "2024-01-31",
		"2024-01-31T10:11:12+01:00[Europe/Berlin]": "2024-01-31",
		"2024-01-31 10:11:12 UTC":                  "2024-01-31",
		"2024-01-31 10:11:12 +0100":                "2024-01-31",
		"2024-01-31 10:11:12 Europe/Paris":         "2024-01-31",
		"2024/1/5 7:08":                            "2024-01-05",
		"2024-Jan-05":                              "2024-01-05",
		"20240131T101112Z":                         "2024-01-31",
		"31.01.2024":                               "2024-01-31",
		"31.01.2024, 10:11 Uhr":                    "2024-01-31",
		"31.01.2024 um 10:11:12 MEZ":               "2024-01-31",
		"31/01/2024 10:11":                         "2024-01-31",
		"01/31/2024 10:11 PM":                      "2024-01-31",
		"05/05/2024":                               "2024-05-05",
		"03/04/2024":                               "2024-04-03 or the other way round",
		"3-4-2024 1:02 a.m.":                       "2024-04-03 or the other way round",
		"5 January 2024":                           "2024-01-05",
		"5 Jan 2024 at 10:11":                      "2024-01-05",
		"Fri, 05 Jan 2024 10:11:12 +0100":          "2024-01-05",
		"Fri, 05 Jan 2024 10:11:12 +0100 (CET)":    "2024-01-05",
		"Fri Jan 05 10:11:12 +0000 2024":           "2024-01-05",
		"Fri Jan  5 10:11:12 2024":                 "2024-01-05",
		"Fri Jan  5 10:11:12 UTC 2024":             "2024-01-05",
		"Jan 5, 2024, 10:11:12 PM":                 "2024-01-05",
		"Jan 5, 2024, 10:11:12\u202fPM CET":        "2024-01-05",
		"Fri Jan 05 2024 10:11:12 GMT+0100 (Central European Time)": "2024-01-05",
		"January 5th, 2024":                      "2024-01-05",
		"Friday, January 5, 2024 at 10:11:12 PM": "2024-01-05",
		"05-Jan-2024 10:11:12":                   "2024-01-05",
		"05/Jan/2024:10:11:12 +0100":             "2024-01-05",
		"1er janvier 2024":                       "2024-01-01",
		"vendredi 2 février 2024 à 10h11":        "2024-02-02",
		"15 ao\xfbt 2023":                        "2023-08-15",
		"le 15 août 2023":                        "2023-08-15",
		"5. März 2024":                           "2024-03-05",
		"Freitag, 5. Januar 2024":                "2024-01-05",
		"5 de enero de 2024, 10:11":              "2024-01-05",
		"5 gennaio 2024 10:11":                   "2024-01-05",
		"5 mei 2024":                             "2024-05-05",
		"5 de março de 2024":                     "2024-03-05",
		"5 maja 2024":                            "2024-05-05",
		"29.02.2024":                             "2024-02-29",
		`["2024-01-31"]`:                         "2024-01-31",
	} {
		t.Run(value, func(t *testing.T) {
			r, ok := wholeDate([]byte(value))
			if got := r.String(); !ok || got != want {
				t.Errorf("got %s, %v; want %s", got, ok, want)
			}
			if !startsLikeDate(trimValue([]byte(value))) {
				t.Error("is passed over as no date")
			}
		})
	}
}

func TestAValueIsNoDate(t *testing.T) {
	for _, value := range []string{
		"", "2024", "2024-01", "2024-13-01", "2024-02-30", "29.02.2023", "31/31/2024", "0-0-0", "1.2.3", "10.0.19041.1",
		"2024-01-31-report.pdf", "2024-01-31 Order of shoes", "Order of 2024-01-31", "12024-01-31", "2024-01-311",
		"+49 30 1234 5678", "192.168.10.2024", "12/2024", "May 2024", "Total 5 January 2024 paid", "5 Foo 2024",
		"3f2a4b5c-2024-01-31-aaaa-bbbbbbbbbbbb", "2024-01/31", "01-31/2024", "January", "5 January", "Monday",
		"1,234.56", "4111 1111 1111 1111", "99991231x", "123456789012345678901234567890",
	} {
		t.Run(value, func(t *testing.T) {
			if r, ok := wholeDate([]byte(value)); ok {
				t.Errorf("read as %s", r)
			}
		})
	}
}

func TestABareNumberIsATimeStamp(t *testing.T) {
	for value, want := range map[string]int64{
		"1704448800":           1704448800, // seconds
		"1704448800123":        1704448800,
		"1704448800123456":     1704448800,
		"1704448800123456789":  1704448800,
		"1704448800.123":       1704448800,
		"13348922400000000":    1704448800, // of a browser, since 1601
		"999999999":            0,          // too short to tell
		"-1704448800":          0,
		"1704448800x":          0,
		"99999999999999":       0,
		"":                     0,
		"17044488001234567890": 0,
	} {
		t.Run(value, func(t *testing.T) {
			got, _, ok := stampSeconds([]byte(value))
			if ok != (want != 0) || ok && got != want {
				t.Errorf("got %d, %v; want %d", got, ok, want)
			}
		})
	}
}
