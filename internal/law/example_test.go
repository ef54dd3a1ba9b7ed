package law_test

import (
	"fmt"

	"recourse/internal/civil"
	"recourse/internal/law"
)

// A request received on the last day of January, in France: February has no 31st,
// its last day is a Saturday, and the shift comes last and once.
func ExampleBook_Evaluate() {
	book, err := law.Default()
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := book.Evaluate(law.Facts{
		Regime: "eu-gdpr", Right: "access", Region: "FR",
		Received: civil.MustParse("2026-01-31"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("due", result.Due, "complaint from", result.ComplaintFrom)
	for _, step := range result.Trace[:5] {
		fmt.Println(step.Text("en"))
	}
	// Output:
	// due 2026-03-02 complaint from 2026-03-03
	// Received on Saturday 31 January 2026. It is enough that it reached them; nobody has to have read it, and it need not be a working day.
	// 1 February 2026 is the first day that counts. The day on which the time starts is left out.
	// They have one month. The last month has no day with that number, so it ends with its last day, 28 February 2026.
	// 28 February 2026 is a Saturday: the end moves to Monday 2 March 2026.
	// The answer is due by the end of Monday 2 March 2026.
}
