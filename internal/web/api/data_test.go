package api_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"recourse/internal/civil"
)

// yearOfEntries is a table with an entry on every day of the year before 1 March 2026.
func yearOfEntries() string {
	var b strings.Builder
	b.WriteString("at,what\n")
	for d := civil.MustParse("2025-03-02"); d.Before(civil.MustParse("2026-02-28")); d = d.AddDays(1) {
		fmt.Fprintf(&b, "%s,seen\n", d)
	}
	return b.String()
}

func formOf(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("--b\r\nContent-Disposition: form-data; " + p + "\r\n")
	}
	return b.String() + "--b--\r\n"
}

func TestDataReceived(t *testing.T) {
	onEach(t, "2026-05-20", func(s *stack) {
		filed(s)
		form := map[string]string{"Content-Type": "multipart/form-data; boundary=b"}
		s.run([]call{
			{name: "it was sent", path: "/requests/{request}/events", body: `{"kind":"sent","date":"2026-03-01"}`, status: 201},
			{name: "at first there is nothing", path: "/requests/{request}/data", status: 200, has: []string{`"files":[]`, `"scan":null`, `"result":null`, `"known_since":null`}},
			{name: "and nothing to scan", method: "POST", path: "/requests/{request}/data/scan", status: 409, has: []string{`"key":"error.data.no_files"`}},
			{name: "nor a scan", path: "/requests/{request}/data/scan", status: 404},
			{
				name: "a file is the body", path: "/requests/{request}/data/files?name=..%2Fhistory.csv&received_on=2026-04-02", body: yearOfEntries(), status: 201,
				has: []string{`"name":"history.csv"`, `"received_on":"2026-04-02"`, `"media_type":"text/plain; charset=utf-8"`}, keep: map[string]string{"file": "items.0.id", "sha": "items.0.sha256"},
			},
			{name: "it is not added twice", path: "/requests/{request}/data/files?name=b.csv", body: yearOfEntries(), status: 409, has: []string{`"key":"error.data.same"`, "“history.csv”"}},
			{
				name: "several are a form", path: "/requests/{request}/data/files", header: form, status: 201,
				body: formOf("name=\"received_on\"\r\n\r\n2026-04-03", "name=\"file\"; filename=\"a.json\"\r\n\r\n[\"2026-02-01\"]", "name=\"file\"; filename=\"b.json\"\r\n\r\n[\"2026-02-02\"]"),
				has:  []string{`"name":"a.json"`, `"name":"b.json"`, `"received_on":"2026-04-03"`},
			},
			{name: "a form without files is refused", path: "/requests/{request}/data/files", header: form, body: formOf("name=\"received_on\"\r\n\r\n2026-04-03"), status: 422, has: []string{`"key":"error.data.no_file"`}},
			{name: "half a form is malformed", path: "/requests/{request}/data/files", header: form, body: "--b\r\nContent-Disposition: form-data; name=\"received_on\"\r\n\r\n2026", status: 400},
			{
				name: "the day belongs before the files", path: "/requests/{request}/data/files", header: form, status: 422,
				body: formOf("name=\"file\"; filename=\"c.json\"\r\n\r\n[3]", "name=\"received_on\"\r\n\r\n2026-04-03"), has: []string{`"key":"error.data.day_first"`},
			},
			{name: "an unknown field is refused", path: "/requests/{request}/data/files", header: form, body: formOf("name=\"day\"\r\n\r\n2026-04-03"), status: 422, has: []string{"received_on, file"}},
			{name: "a day to come is refused", path: "/requests/{request}/data/files?received_on=2026-05-22", body: "x", status: 422, has: []string{`"field":"received_on"`}},
			{name: "no day is refused", path: "/requests/{request}/data/files?received_on=yesterday", body: "x", status: 422},
			{name: "an empty file is refused", method: "POST", path: "/requests/{request}/data/files?name=a", status: 422, has: []string{`"key":"error.data.empty"`}},
			{
				name: "it comes back as a download", path: "/data/files/{file}/content", status: 200, has: []string{"2025-03-02,seen"},
				sends: map[string]string{
					"Content-Type": "application/octet-stream", "Content-Disposition": "attachment; filename=history.csv", "X-Content-Type-Options": "nosniff",
					"Content-Security-Policy": "sandbox; default-src 'none'", "Etag": `"{sha}"`,
				},
			},
			{name: "or a part of it", path: "/data/files/{file}/content", header: map[string]string{"Range": "bytes=0-6"}, status: http.StatusPartialContent, has: []string{"at,what"}, hasNot: []string{"seen"}},
			{name: "a scan is queued", method: "POST", path: "/requests/{request}/data/scan", status: 202, has: []string{`"state":"queued"`, `"percent":0`}},
			{name: "one at a time", method: "POST", path: "/requests/{request}/data/scan", status: 409, has: []string{`"key":"error.data.scanning"`}},
			{name: "it can be cancelled", method: "DELETE", path: "/requests/{request}/data/scan", status: 204},
			{name: "once", method: "DELETE", path: "/requests/{request}/data/scan", status: 409},
			{name: "and says so", path: "/requests/{request}/data/scan", status: 200, has: []string{`"state":"cancelled"`}},
			{name: "it is queued again", method: "POST", path: "/requests/{request}/data/scan", status: 202},
		})
		if _, err := s.service.ScanData(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
		s.run([]call{
			{
				name: "the result is there", path: "/requests/{request}/data", status: 200, keep: map[string]string{"finding": "result.findings.0.finding_id"},
				has: []string{`"state":"done"`, `"percent":100`, `"earliest":"2025-03-02"`, `"kind":"cliff"`, `"key":"lookback_limit"`, `"boundary":"2025-03-01"`, `"months":12`, `"month":"2025-03","count":30`, `"stale":false`},
			},
			{name: "its finding is among the others", path: "/requests/{request}/findings", status: 200, has: []string{`"id":"{finding}"`, `"source":"data"`}},
			{name: "and is confirmed like them", method: "PATCH", path: "/findings/{finding}", body: `{"status":"confirmed"}`, status: 200},
			{name: "the letter speaks of it", path: "/requests/{request}/letter?kind=follow_up", status: 200, has: []string{"dates of records, from 2 March 2025", "12 months before that was 1 March 2025"}},
			{name: "the beginning is stated", method: "PUT", path: "/requests/{request}/known-since", body: `{"date":"2025-02-20"}`, status: 204},
			{name: "and kept", path: "/requests/{request}/data", status: 200, has: []string{`"known_since":"2025-02-20"`, `"findings":[]`}},
			{name: "one to come is refused", method: "PUT", path: "/requests/{request}/known-since", body: `{"date":"2026-06-01"}`, status: 422, has: []string{`"field":"known_since"`}},
			{name: "it is taken back", method: "PUT", path: "/requests/{request}/known-since", body: `{"date":null}`, status: 204},
			{name: "the day of a file is mended", method: "PATCH", path: "/data/files/{file}", body: `{"received_on":"2026-04-05"}`, status: 200, has: []string{`"id":"{file}"`, `"received_on":"2026-04-05"`}},
			{name: "another came later, so nothing is read again", path: "/requests/{request}/data", status: 200, has: []string{`"state":"done"`, `"stale":false`, `"quota":0`, `"used":`}},
			{name: "a day to come is no day of receipt", method: "PATCH", path: "/data/files/{file}", body: `{"received_on":"2026-05-22"}`, status: 422, has: []string{`"field":"received_on"`}},
			{name: "nor is none", method: "PATCH", path: "/data/files/{file}", body: `{}`, status: 422},
			{name: "a file is added that nobody reads", path: "/requests/{request}/data/files?name=b.xlsx", body: "PK\x03\x04 no archive", status: 201},
			{name: "a mail came with a file", path: "/requests/{request}/messages", body: `{"direction":"in","date":"2026-05-18","file_name":"reply.eml","file":"` + base64.StdEncoding.EncodeToString([]byte(replyWithFile)) + `"}`, status: 201, keep: map[string]string{"mail": "id"}},
			{name: "it is listed with the mail", path: "/messages/{mail}/attachments", status: 200, has: []string{`"number":1`, `"name":"export.json"`, `"media_type":"application/json"`, `"size":14`, `"file_id":""`}},
			{name: "and with the data", path: "/requests/{request}/data", status: 200, has: []string{`"attached":[{"message_id":"{mail}","number":1`}},
			{name: "it is added", method: "POST", path: "/messages/{mail}/attachments/1", status: 201, has: []string{`"name":"export.json"`, `"received_on":"2026-05-18"`}, keep: map[string]string{"added": "id"}},
			{name: "and read", path: "/requests/{request}/data", status: 200, has: []string{`"file_id":"{added}"`, `"state":"queued"`}},
			{name: "once", method: "POST", path: "/messages/{mail}/attachments/1", status: 409, has: []string{`"key":"error.data.same"`}},
			{name: "there is no second", method: "POST", path: "/messages/{mail}/attachments/2", status: 404},
		})
		if _, err := s.service.ScanData(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
		s.run([]call{
			{name: "what was not read has its reason as a key and as a sentence", path: "/requests/{request}/data", status: 200, has: []string{`"file":"b.xlsx","key":"datascan.unknown_format","text":"Files of this format are not read.`}},
			{name: "in the reader's language", path: "/requests/{request}/data", header: map[string]string{"Accept-Language": "de"}, status: 200, has: []string{`"text":"Dateien dieses Formats werden nicht gelesen.`}},
			{name: "a file is removed", method: "DELETE", path: "/data/files/{file}", status: 204},
			{name: "and gone", path: "/data/files/{file}/content", status: 404},
			{name: "what was found is of other files then", path: "/requests/{request}/data", status: 200, has: []string{`"stale":true`}},
		})
	})
}
