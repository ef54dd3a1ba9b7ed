package i18n_test

import (
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/i18n"
)

func TestFormatDate(t *testing.T) {
	on := civil.MustParse("2026-10-28")
	first := civil.MustParse("2026-03-01")
	for _, tc := range []struct {
		lang  string
		day   civil.Date
		style i18n.Style
		want  string
	}{
		{"en", on, i18n.Long, "Wed 28 Oct 2026"},
		{"fr", on, i18n.Long, "mer. 28 oct. 2026"},
		{"de", on, i18n.Long, "Mi., 28. Okt. 2026"},
		{"en", on, i18n.Short, "28 Oct"},
		{"fr", on, i18n.Short, "28 oct."},
		{"de", on, i18n.Short, "28. Okt."},
		{"en", on, i18n.Full, "Wednesday 28 October 2026"},
		{"fr", first, i18n.Full, "dimanche 1er mars 2026"},
		{"de", first, i18n.Full, "Sonntag, 1. März 2026"},
		{"de", on, i18n.Medium, "28. Okt. 2026"},
		{"fr", on, i18n.Month, "octobre 2026"},
		{"en", civil.Date{}, i18n.Full, ""},
	} {
		t.Run(tc.want, func(t *testing.T) {
			if got := i18n.FormatDate(tc.lang, tc.day, tc.style); got != tc.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestFormatInstantIsInTheReadersZone(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Skip("no zone database")
	}
	at := time.Date(2026, 7, 31, 22, 30, 0, 0, time.UTC)
	if got := i18n.FormatInstant("fr", at, paris); got != "1er août 2026, 00:30" {
		t.Errorf("got %q", got)
	}
	if got := i18n.FormatInstant("fr", time.Time{}, paris); got != "" {
		t.Errorf("no instant gives %q", got)
	}
}

func TestRelativeAndLate(t *testing.T) {
	today := civil.MustParse("2026-10-28")
	for _, tc := range []struct {
		lang string
		days int
		want string
	}{
		{"en", 0, "today"},
		{"en", 1, "tomorrow"},
		{"en", -1, "yesterday"},
		{"en", 3, "in 3 days"},
		{"en", -20, "20 days ago"},
		{"fr", 3, "dans 3 jours"},
		{"fr", -3, "il y a 3 jours"},
		{"de", 3, "in 3 Tagen"},
		{"de", -3, "vor 3 Tagen"},
	} {
		t.Run(tc.want, func(t *testing.T) {
			if got := i18n.Relative(tc.lang, today, today.AddDays(tc.days)); got != tc.want {
				t.Errorf("got %q", got)
			}
		})
	}
	for lang, want := range map[string][2]string{
		"en": {"1 day late", "20 days late"},
		"fr": {"1 jour de retard", "20 jours de retard"},
		"de": {"1 Tag überfällig", "20 Tage überfällig"},
	} {
		if got := [2]string{i18n.Late(lang, 1), i18n.Late(lang, 20)}; got != want {
			t.Errorf("%s: got %q", lang, got)
		}
	}
	if got := i18n.Late("en", 0); got != "" {
		t.Errorf("in time gives %q", got)
	}
	if got := i18n.Days("fr", 0) + i18n.Days("en", 0) + i18n.Days("de", 1); got != "0 jour0 days1 Tag" {
		t.Errorf("got %q", got)
	}
}

func TestFormatNumberSeparatesThousands(t *testing.T) {
	for lang, want := range map[string]string{"en": "−1,234,567", "de": "−1.234.567", "fr": "−1\u202f234\u202f567"} {
		if got := i18n.FormatNumber(lang, -1_234_567); got != want {
			t.Errorf("%s: got %q, want %q", lang, got, want)
		}
	}
	if got := i18n.FormatNumber("en", 999); got != "999" {
		t.Errorf("got %q", got)
	}
}
