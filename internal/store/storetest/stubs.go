package storetest

import "testing"

func testRequests(t *testing.T, open opener)         {}
func testLists(t *testing.T, open opener)            {}
func testEvents(t *testing.T, open opener)           {}
func testErasure(t *testing.T, open opener)          {}
func testConversation(t *testing.T, open opener)     {}
func testFindings(t *testing.T, open opener)         {}
func testComplaints(t *testing.T, open opener)       {}
func testOutbox(t *testing.T, open opener)           {}
func testSweep(t *testing.T, open opener)            {}
func testReminderDelivery(t *testing.T, open opener) {}
func testIdempotency(t *testing.T, open opener)      {}
func testJobs(t *testing.T, open opener)             {}
func testTransactions(t *testing.T, open opener)     {}
func testBulk(t *testing.T, open opener)             {}
func testTenancy(t *testing.T, open opener)          {}
