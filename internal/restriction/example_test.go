package restriction_test

import (
	"fmt"

	"recourse/internal/restriction"
)

func ExampleDetector_Detect() {
	detector, err := restriction.Default()
	if err != nil {
		fmt.Println(err)
		return
	}
	const reply = "Dear Ms Roe,\n\nyour data is attached. We only provide data collected in the last twelve months.\n"
	for _, regime := range []string{"eu-gdpr", "us-ca-ccpa"} {
		report, err := detector.Detect(restriction.Input{Text: reply, Regime: regime, Kind: restriction.Reply})
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, f := range report.Findings {
			kind, _ := detector.Kind(f.Key)
			fmt.Printf("%s: %s, %s: %s\n", regime, kind.Name("en"), f.Verdict, f.Quote)
		}
	}
	// Output:
	// eu-gdpr: Only recent data, unlawful: We only provide data collected in the last twelve months.
	// us-ca-ccpa: Only recent data, lawful: We only provide data collected in the last twelve months.
}
