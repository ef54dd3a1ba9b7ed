package restriction

import "testing"

// A limit in one paragraph must not make a limit of a harmless sentence in the next.
func TestTheNextParagraphIsNotDrawnIn(t *testing.T) {
	d, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	report, err := d.Detect(Input{Regime: "eu-gdpr", Text: "You may make such a request no more than twice a year. " +
		"Further requests within the same year will not be answered.\n\n" +
		"The photograph you sent will be deleted once this request is closed.\n"})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) != 1 {
		t.Errorf("%d findings, want the one on the number of requests: %+v", len(report.Findings), report.Findings)
	}
}
