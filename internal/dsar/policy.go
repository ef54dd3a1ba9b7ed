package dsar

import (
	"time"

	"recourse/internal/civil"
)

// Policy is what a controller publishes about how it treats requests, such as its
// privacy policy, as somebody read it on a day.
type Policy struct {
	ID           string
	WorkspaceID  string
	ControllerID string
	Text         string
	Hash         string     // SHA-256 of Text in hexadecimal
	URL          string     // where it was read, "" if unknown
	Language     string     // main language as an ISO 639-1 code, "" if it could not be told
	ReadOn       civil.Date // legal day on which it was read
	Found        []PolicyFinding
	CreatedAt    time.Time
	CreatedBy    string // id of the user
}

// PolicyFinding is a restriction that a policy states: a passage, in bytes of its text.
// What the law makes of it depends on the request and is not kept.
type PolicyFinding struct {
	Key        string
	Start, End int
	Quote      string
	Rule       string
	Confidence float64
}
