package dsar_test

import (
	"testing"

	"recourse/internal/dsar"
)

func TestParseAmount(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"20": 2000, "20.5": 2050, " 20,50 ": 2050, "0.01": 1, "300000": 30000000} {
		if got, ok := dsar.ParseAmount(text); !ok || got != want {
			t.Errorf("%q is %d, %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "-1", "1.234", "1,000.00", "20 EUR", "1.", ".5", "١٢", "99999999999999"} {
		if got, ok := dsar.ParseAmount(text); ok {
			t.Errorf("%q was read as %d", text, got)
		}
	}
	if got := dsar.FormatAmount(2050); got != "20.50" {
		t.Errorf("2050 is written %q", got)
	}
}
