package restriction

import "testing"

// builtInDetector returns the detector of the program.
func builtInDetector(t testing.TB) *Detector {
	t.Helper()
	d, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDefault_loads(t *testing.T) {
	d := builtInDetector(t)
	r, err := d.Detect(Input{Text: "We only provide data of the last twelve months. The older data will not be sent.", Regime: "gdpr"})
	if err != nil || len(r.Findings) != 1 {
		t.Fatalf("%+v %v", r, err)
	}
}
