package law_test

import (
	"testing"

	"recourse/internal/law"
)

// inForce is the first day on which each law governs a request for access, or for
// what it knows instead.
var inForce = map[string]string{
	"ar-25326":              "2000-11-10",
	"au-app12-agency":       "2014-03-12",
	"au-app12-organisation": "2014-03-12",
	"br-lgpd":               "2020-09-18",
	"ca-pipeda":             "2004-01-01",
	"ca-qc-p39.1":           "1994-01-01",
	"ch-fadp":               "2023-09-01",
	"cn-pipl-app":           "2021-11-01",
	"eu-gdpr":               "2018-05-25",
	"eu-institutions":       "2018-12-11",
	"eu-led":                "2018-05-06",
	"fr-health-record":      "2002-03-05",
	"in-dpdp":               "2027-05-14",
	"jp-appi":               "2017-05-30",
	"kr-pipa":               "2011-09-30",
	"nz-privacy-2020":       "2020-12-01",
	"sg-pdpa":               "2021-02-01",
	"tr-kvkk":               "2016-10-07",
	"uk-dpa2018-part3":      "2018-05-25",
	"uk-dpa2018-part4":      "2018-05-25",
	"uk-dpa2018-s164A":      "2026-06-19",
	"uk-dpa2018-s166":       "2018-05-25",
	"uk-gdpr":               "2018-05-25",
	"us-ca-ccpa":            "2020-01-01",
	"us-co-cpa":             "2023-07-01",
	"us-ct-ctdpa":           "2023-07-01",
	"us-de-dpdpa":           "2025-01-01",
	"us-fl-fdbr":            "2024-07-01",
	"us-ia-icdpa":           "2025-01-01",
	"us-il-bipa":            "2008-10-03",
	"us-in-icdpa":           "2026-01-01",
	"us-ky-kcdpa":           "2026-01-01",
	"us-md-modpa":           "2025-10-01",
	"us-mn-mcdpa":           "2025-07-31",
	"us-mt-mcdpa":           "2024-10-01",
	"us-ne-ndpa":            "2025-01-01",
	"us-nh-nhpa":            "2025-01-01",
	"us-nj-njdpa":           "2025-01-15",
	"us-or-ocpa":            "2024-07-01",
	"us-ri-ridtppa":         "2026-01-01",
	"us-tn-tipa":            "2025-07-01",
	"us-tx-tdpsa":           "2024-07-01",
	"us-ut-ucpa":            "2023-12-31",
	"us-va-vcdpa":           "2023-01-01",
	"za-paia":               "2021-06-30",
}

func TestEveryLawGovernsFromItsFirstDay(t *testing.T) {
	book := mustBook(t)
	for _, regime := range book.Regimes() {
		first, known := inForce[regime.ID]
		if !known {
			t.Errorf("%s is not in this table", regime.ID)
			continue
		}
		t.Run(regime.ID, func(t *testing.T) {
			facts := law.Facts{Regime: regime.ID, Right: regime.Rights[0].ID, Received: on(first), Region: "NONE"}
			r, err := book.Evaluate(facts)
			if err != nil || r.RuleFrom != on(first) {
				t.Errorf("on %s: under the law of %s, %v", first, r.RuleFrom, err)
			}
			facts.Received = facts.Received.AddDays(-1)
			r, err = book.Evaluate(facts)
			if err != nil || !r.RuleFrom.IsZero() || datesOf(r) != (dates{}) || len(r.Trace) == 0 || r.Trace[0].Key != "not_in_force" {
				t.Errorf("the day before: %v, %s, %v", datesOf(r), keys(r.Trace), err)
			}
		})
	}
	if have := len(book.Regimes()); have != len(inForce) {
		t.Errorf("%d regimes instead of %d", have, len(inForce))
	}
}

// TestLawsWithoutAFigureInventNone covers every right whose law names no day.
func TestLawsWithoutAFigureInventNone(t *testing.T) {
	book := mustBook(t)
	for regime, rights := range map[string][]string{
		"eu-led":           {"access", "rectification", "erasure", "restriction"},
		"us-il-bipa":       {"access", "erasure"},
		"in-dpdp":          {"access", "rectification", "erasure"},
		"ca-pipeda":        {"rectification"},
		"br-lgpd":          {"rectification", "erasure", "portability", "objection"},
		"za-paia":          {"rectification", "erasure"},
		"ch-fadp":          {"rectification", "erasure", "restriction", "objection"},
		"uk-dpa2018-part4": {"rectification", "erasure"},
	} {
		for _, right := range rights {
			r, err := book.Evaluate(law.Facts{Regime: regime, Right: right, Received: on("2028-03-01"), Region: "NONE"})
			if err != nil || datesOf(r) != (dates{}) {
				t.Errorf("%s %s: %v, %v", regime, right, datesOf(r), err)
			}
		}
	}
}
