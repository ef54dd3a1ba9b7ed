package api_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/testdb"
)

// described is the part of the API's description that the tests look at.
type described struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]map[string]struct {
		OperationID string                     `json:"operationId"`
		Summary     string                     `json:"summary"`
		Tags        []string                   `json:"tags"`
		Security    []map[string][]string      `json:"security"`
		Responses   map[string]json.RawMessage `json:"responses"`
	} `json:"paths"`
	Components struct {
		Schemas         map[string]json.RawMessage `json:"schemas"`
		SecuritySchemes map[string]json.RawMessage `json:"securitySchemes"`
	} `json:"components"`
}

func (s *stack) description(t *testing.T) (described, string) {
	t.Helper()
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/openapi.json", nil))
	var d described
	if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil || w.Code != 200 {
		t.Fatalf("%d %v", w.Code, err)
	}
	return d, w.Body.String()
}

// guarded is what an operation answers to those who may not use it. Bodies are
// good ones: the owner's call would succeed.
type guarded struct {
	query    string
	body     string
	stranger int // the owner's things, asked for from another workspace
	reader   int // of the same workspace
}

// aMailbox lacks the password, so that try-mailbox reaches out for nothing.
const aMailbox = `{"address":"ada@example.org","smtp":{"host":"smtp.example.org","port":465,"security":"tls"},"imap":{"host":"imap.example.org","port":993,"security":"tls"}}`

const forbidden, unprocessable, missing, fine = 403, 422, 404, 200

var expectations = map[string]guarded{
	"get-account":      {stranger: fine, reader: fine},
	"get-settings":     {stranger: fine, reader: fine},
	"update-settings":  {body: `{"reminder_hour":7}`, stranger: fine, reader: fine}, // everybody's own
	"change-password":  {body: `{"old_password":"wrong","new_password":"correct horse battery"}`, stranger: unprocessable, reader: unprocessable},
	"send-test-mail":   {body: ``, stranger: 503, reader: 503},
	"get-workspace":    {stranger: fine, reader: fine}, // everybody's own
	"update-workspace": {body: `{"escalate_after":7}`, stranger: fine, reader: forbidden},
	"list-tokens":      {stranger: fine, reader: fine},
	"create-token":     {body: `{"name":"x"}`, stranger: 201, reader: 201},
	"revoke-token":     {stranger: missing, reader: missing}, // the owner's token
	"list-feeds":       {stranger: fine, reader: fine},
	"create-feed":      {body: `{"name":"x"}`, stranger: 201, reader: 201},
	"revoke-feed":      {stranger: missing, reader: missing},     // the owner's feed
	"ask-verification": {body: `{}`, stranger: 409, reader: 409}, // made by whoever hosts the program: verified

	"get-mailbox":    {stranger: missing, reader: missing}, // the owner has none
	"save-mailbox":   {body: aMailbox, stranger: unprocessable, reader: forbidden},
	"try-mailbox":    {stranger: missing, reader: forbidden},
	"remove-mailbox": {stranger: missing, reader: forbidden},

	"list-law-changes":    {stranger: fine, reader: fine},
	"accept-law-changes":  {stranger: fine, reader: forbidden},
	"accept-law-change":   {stranger: missing, reader: forbidden},
	"list-regimes":        {stranger: fine, reader: fine},
	"get-regime":          {stranger: fine, reader: fine},
	"list-rights":         {stranger: fine, reader: fine},
	"list-regions":        {stranger: fine, reader: fine},
	"list-holidays":       {query: "?region=FR&from=2026-01-01&to=2026-12-31", stranger: fine, reader: fine},
	"list-authorities":    {query: "?request_id={request}", stranger: missing, reader: fine},
	"list-restrictions":   {stranger: fine, reader: fine},
	"get-restriction":     {stranger: fine, reader: fine},
	"list-enforcement":    {query: "?controller_id={controller}", stranger: missing, reader: fine},
	"get-enforcement":     {stranger: fine, reader: fine},
	"calculate-deadline":  {body: `{"regime":"eu-gdpr","received":"2026-01-31"}`, stranger: fine, reader: fine},
	"detect-restrictions": {body: `{"text":"hello"}`, stranger: fine, reader: fine},

	"search-controllers":      {query: "?q=photomatch", stranger: fine, reader: fine},
	"create-controller":       {body: `{"name":"X"}`, stranger: 201, reader: forbidden},
	"get-controller":          {stranger: missing, reader: fine},
	"get-controller-findings": {stranger: missing, reader: fine},
	"update-controller":       {body: `{"phone":"1"}`, stranger: missing, reader: forbidden},
	"address-works":           {body: `{"address":"p@photomatch.example"}`, stranger: missing, reader: forbidden},

	"get-practices": {stranger: missing, reader: fine},
	"add-policy":    {body: `{"text":"Access may be requested twice a year."}`, stranger: missing, reader: forbidden},
	"get-policy":    {stranger: missing, reader: fine},
	"delete-policy": {stranger: missing, reader: forbidden},

	"list-requests":    {stranger: fine, reader: fine},
	"create-request":   {body: `{"controller_id":"{controller}","rights":["access"],"regime":"eu-gdpr","subject":{"name":"C"}}`, stranger: unprocessable, reader: forbidden},
	"get-request":      {stranger: missing, reader: fine},
	"erase-request":    {stranger: missing, reader: forbidden},
	"propose-regimes":  {body: `{"controller_id":"{controller}"}`, stranger: missing, reader: fine},
	"list-subjects":    {stranger: fine, reader: fine},
	"get-subject":      {stranger: missing, reader: fine},
	"update-subject":   {body: `{"email":"camille@example.org"}`, stranger: missing, reader: forbidden},
	"get-today":        {stranger: fine, reader: fine},
	"list-events":      {stranger: missing, reader: fine},
	"record-event":     {body: `{"kind":"note","date":"2026-05-01","note":"x"}`, stranger: missing, reader: forbidden},
	"set-also-regimes": {body: `{"also_regimes":["ch-fadp"]}`, stranger: missing, reader: forbidden},
	"correct-event":    {body: `{"date":"2026-03-03"}`, stranger: missing, reader: forbidden},

	"list-messages":   {stranger: missing, reader: fine},
	"add-message":     {body: `{"direction":"in","date":"2026-05-02","text":"hello"}`, stranger: missing, reader: forbidden},
	"get-raw-message": {stranger: missing, reader: fine},
	"get-letter":      {stranger: missing, reader: fine},
	"send-letter":     {body: `{"kind":"access"}`, stranger: missing, reader: forbidden},
	"record-taken":    {body: `{"kind":"access","sent_on":"2026-03-01"}`, stranger: missing, reader: forbidden},
	"take-back":       {stranger: missing, reader: forbidden},
	"send-again":      {body: `{"to":"dpo@photomatch.example"}`, stranger: missing, reader: forbidden},
	"list-sent":       {stranger: missing, reader: fine},
	"get-sent":        {stranger: missing, reader: fine},
	"list-findings":   {stranger: missing, reader: fine},
	"get-checklist":   {stranger: missing, reader: fine},
	"save-checklist":  {body: `{"items":[{"item":"copy","answer":"missing"}]}`, stranger: missing, reader: forbidden},

	"get-reminders":    {stranger: missing, reader: fine},
	"choose-reminders": {body: `{"muted":true}`, stranger: missing, reader: forbidden},
	"add-date":         {body: `{"date":"2026-06-30","note":"call them"}`, stranger: missing, reader: forbidden},
	"update-date":      {body: `{"done":true}`, stranger: missing, reader: forbidden},
	"delete-date":      {stranger: missing, reader: forbidden},

	"search-findings": {stranger: fine, reader: fine},
	"add-finding":     {body: `{"kind":"fee_demand","passage":"the last twelve months"}`, stranger: missing, reader: forbidden},
	"remove-finding":  {stranger: missing, reader: forbidden},
	"review-finding":  {body: `{"status":"confirmed"}`, stranger: missing, reader: forbidden},

	"list-incoming":     {stranger: fine, reader: fine},
	"get-incoming":      {stranger: missing, reader: fine},
	"get-incoming-raw":  {stranger: missing, reader: fine},
	"get-incoming-file": {stranger: missing, reader: fine},
	"assign-incoming":   {body: `{"request_id":"{request}"}`, stranger: missing, reader: forbidden},
	"refuse-incoming":   {stranger: missing, reader: forbidden},
	"restore-incoming":  {stranger: missing, reader: forbidden},
	"undo-incoming":     {stranger: missing, reader: forbidden},

	"list-proposals":   {stranger: missing, reader: fine},
	"confirm-proposal": {body: `{"message_id":"{message}","kind":"acknowledged","date":"2026-05-18"}`, stranger: missing, reader: forbidden},
	"dismiss-proposal": {body: `{"message_id":"{message}","kind":"acknowledged"}`, stranger: missing, reader: forbidden},

	"get-data":           {stranger: missing, reader: fine},
	"add-data-files":     {query: "?name=b.csv", body: "at\n2026-01-01\n", stranger: missing, reader: forbidden},
	"download-data-file": {stranger: missing, reader: fine},
	"update-data-file":   {body: `{"received_on":"2026-04-03"}`, stranger: missing, reader: forbidden},
	"delete-data-file":   {stranger: missing, reader: forbidden},
	"list-attachments":   {stranger: missing, reader: fine},
	"add-attachment":     {stranger: missing, reader: forbidden},
	"start-scan":         {stranger: missing, reader: forbidden},
	"get-scan":           {stranger: missing, reader: fine},
	"cancel-scan":        {stranger: missing, reader: forbidden},
	"set-known-since":    {body: `{"date":"2020-01-01"}`, stranger: missing, reader: forbidden},

	"lodge-complaint":        {body: `{"authority_id":"fr-cnil","lodged_on":"2026-05-19"}`, stranger: missing, reader: forbidden},
	"list-complaints":        {stranger: fine, reader: fine},
	"get-complaint":          {stranger: missing, reader: fine},
	"record-complaint-event": {body: `{"kind":"note","date":"2026-05-19","note":"x"}`, stranger: missing, reader: forbidden},

	"get-health": {stranger: fine, reader: fine},
	"get-ready":  {stranger: fine, reader: fine},
}

// TestEveryOperationIsGuarded walks the description, so that an operation that is
// added cannot be forgotten here.
func TestEveryOperationIsGuarded(t *testing.T) {
	s := newStackOn(t, "2026-05-20", testdb.SQLite(t), silentRelay(t))
	populated(s)
	d, _ := s.description(t)
	seen := 0
	for path, methods := range d.Paths {
		for method, op := range methods {
			seen++
			want, known := expectations[op.OperationID]
			if !known {
				t.Errorf("%s %s (%s) has no expectation", method, path, op.OperationID)
				continue
			}
			t.Run(op.OperationID, func(t *testing.T) {
				c := call{method: strings.ToUpper(method), path: s.idsIn(path) + want.query, body: want.body}
				s.expectRefusal(t, c, "stranger", want.stranger)
				s.expectRefusal(t, c, "reader", want.reader)
				switch op.OperationID {
				case "get-ready":
				case "calculate-deadline":
					s.expectRefusal(t, c, "nobody", want.stranger)
				default:
					s.expectRefusal(t, c, "nobody", http.StatusUnauthorized)
				}
			})
		}
	}
	if seen != len(expectations) {
		t.Errorf("%d operations, but %d expectations: one is about an operation that is gone", seen, len(expectations))
	}
	t.Run("all this changed nothing", func(t *testing.T) {
		s.check(t, call{path: "/requests/{request}", status: 200, has: []string{`"version":{version}`}})
		s.check(t, call{path: "/controllers/{controller}", status: 200, has: []string{`"version":1`}})
	})
}

const replyWithFile = "Subject: Your data\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain\r\n\r\nWe can only provide the data of the last twelve months.\r\n" +
	"--b\r\nContent-Type: application/json\r\nContent-Disposition: attachment; filename=export.json\r\n\r\n[\"2026-01-05\"]\r\n--b--\r\n"

// waitingMail takes in a mail that waits for a person.
func (s *stack) waitingMail() {
	s.t.Helper()
	owner, err := s.service.AccountByToken(s.t.Context(), s.tokens["owner"])
	s.must(err)
	_, err = s.service.TakeMail(s.t.Context(), casework.MailIn{Door: dsar.DoorPipe, Raw: []byte(replyWithFile), WorkspaceID: owner.Actor().WorkspaceID})
	s.must(err)
	_, err = s.service.ReadIncoming(s.t.Context())
	s.must(err)
	waiting, err := s.service.IncomingMails(s.t.Context(), owner.Actor(), nil, "")
	s.must(err)
	s.vars["mail"] = waiting.Items[0].Mail.ID
}

// populated makes one of everything that has an id.
func populated(s *stack) {
	filed(s)
	s.waitingMail()
	s.run([]call{
		{name: "a receipt", path: "/requests/{request}/events", body: `{"kind":"received","date":"2026-03-02"}`, status: 201, keep: map[string]string{"event": "events.1.id"}},
		{
			name: "a reply", path: "/requests/{request}/messages", status: 201,
			body: `{"direction":"in","date":"2026-05-18","file_name":"reply.eml","file":"` + base64.StdEncoding.EncodeToString([]byte(replyWithFile)) + `"}`,
			keep: map[string]string{"message": "id", "finding": "findings.0.id"},
		},
		{name: "a letter by mail", path: "/requests/{request}/send", body: `{"kind":"access","to":"dpo@photomatch.example"}`, status: 201},
		{name: "which is a message", path: "/requests/{request}/messages", status: 200, keep: map[string]string{"sent": "items.1.id"}},
		{name: "a complaint", path: "/requests/{request}/complaint", body: `{"authority_id":"fr-cnil","lodged_on":"2026-05-19"}`, status: 201, keep: map[string]string{"complaint": "id"}},
		{name: "a policy", path: "/controllers/{controller}/policies", body: `{"text":"Access may be requested twice a year."}`, status: 201, keep: map[string]string{"policy": "id"}},
		{name: "a file that was received", path: "/requests/{request}/data/files?name=a.csv", body: "at\n2025-01-01\n", status: 201, keep: map[string]string{"file": "items.0.id"}},
		{name: "a scan of it", method: "POST", path: "/requests/{request}/data/scan", status: 202},
		{name: "a day of their own", path: "/requests/{request}/dates", body: `{"date":"2026-06-30","note":"call them"}`, status: 201, keep: map[string]string{"date": "id"}},
		{name: "a token", path: "/tokens", body: `{"name":"another"}`, status: 201, keep: map[string]string{"token": "id"}},
		{name: "a feed", path: "/feeds", body: `{"name":"calendar","with_names":true}`, status: 201, keep: map[string]string{"feed": "id"}},
		{name: "the state of it all", path: "/requests/{request}", status: 200, keep: map[string]string{"version": "version"}},
	})
}

// idsIn puts the owner's ids into a path of the description.
func (s *stack) idsIn(path string) string {
	path = strings.TrimPrefix(path, "/api/v1")
	nouns := map[string]string{
		"/requests/": "{request}", "/controllers/": "{controller}", "/complaints/": "{complaint}", "/findings/": "{finding}",
		"/messages/": "{message}", "/tokens/": "{token}", "/feeds/": "{feed}", "/policies/": "{policy}", "/data/files/": "{file}", "/incoming/": "{mail}",
	}
	for prefix, variable := range nouns {
		if strings.HasPrefix(path, prefix) {
			path = strings.Replace(path, "{id}", variable, 1)
		}
	}
	path = strings.Replace(path, "{message}/sent", "{sent}/sent", 1)
	path = strings.Replace(path, "{message_id}", "{sent}", 1)
	path = strings.Replace(path, "/restrictions/{key}", "/restrictions/silence", 1)
	path = strings.Replace(path, "/enforcement/{key}", "/enforcement/clearview-ai", 1)
	path = strings.Replace(path, "/regimes/{id}", "/regimes/eu-gdpr", 1)
	path = strings.Replace(path, "{number}", "1", 1)
	path = strings.Replace(path, "{date_id}", "{date}", 1)
	return strings.Replace(path, "{event_id}", "{event}", 1)
}

func (s *stack) expectRefusal(t *testing.T, c call, as string, status int) {
	t.Helper()
	c.as = as
	w := s.do(c)
	if w.Code != status {
		t.Errorf("%s %s as %s: %d, want %d: %s", c.method, c.path, as, w.Code, status, w.Body)
	}
	if status >= 400 {
		checkProblem(t, w)
	}
	if as == "reader" {
		return
	}
	for _, secret := range []string{"Camille", "Photomatch", "owner@example.org", s.vars["request"], s.vars["complaint"]} {
		if strings.Contains(w.Body.String(), secret) {
			t.Errorf("%s %s as %s: the answer names %q", c.method, c.path, as, secret)
		}
	}
	if status == missing {
		s.looksLikeNothing(t, c, w)
	}
}

// looksLikeNothing compares with the answer to ids that do not exist at all.
func (s *stack) looksLikeNothing(t *testing.T, c call, refused *httptest.ResponseRecorder) {
	t.Helper()
	for name := range s.vars {
		c.path = strings.ReplaceAll(c.path, "{"+name+"}", "01900000-0000-7000-8000-000000000000")
		c.body = strings.ReplaceAll(c.body, "{"+name+"}", "01900000-0000-7000-8000-000000000000")
	}
	nothing := s.do(c)
	if nothing.Code != refused.Code || nothing.Body.String() != refused.Body.String() {
		t.Errorf("%s %s: another workspace's id gives %s, one that does not exist %s", c.method, c.path, refused.Body, nothing.Body)
	}
}

func TestDescription(t *testing.T) {
	s := newStack(t, "2026-05-20")
	d, text := s.description(t)
	if d.OpenAPI != "3.1.0" {
		t.Errorf("openapi %q", d.OpenAPI)
	}
	ids := map[string]bool{}
	for path, methods := range d.Paths {
		for method, op := range methods {
			name := method + " " + path
			if ids[op.OperationID] || op.OperationID == "" {
				t.Errorf("%s: operationId %q is empty or used twice", name, op.OperationID)
			}
			ids[op.OperationID] = true
			if op.Summary == "" || len(op.Tags) == 0 {
				t.Errorf("%s: no summary or tag", name)
			}
			if op.Security == nil || (len(op.Security) == 0) != (op.OperationID == "get-ready") {
				t.Errorf("%s: security %v", name, op.Security)
			}
			checkResponses(t, name, op.Responses)
		}
	}
	if len(ids) < 40 {
		t.Errorf("only %d operations", len(ids))
	}
	if _, ok := d.Components.SecuritySchemes["bearer"]; !ok {
		t.Error("no security scheme")
	}
	checkReferences(t, d, text)
	for _, fragment := range []string{"$schema", "ErrorModel", "about:blank"} {
		if strings.Contains(text, fragment) {
			t.Errorf("%s is in the description", fragment)
		}
	}
}

func checkResponses(t *testing.T, name string, responses map[string]json.RawMessage) {
	t.Helper()
	success := false
	for status, response := range responses {
		success = success || strings.HasPrefix(status, "2")
		if strings.HasPrefix(status, "2") {
			continue
		}
		if !strings.Contains(string(response), `"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}`) {
			t.Errorf("%s: %s is no problem: %s", name, status, response)
		}
	}
	if !success || len(responses) < 2 {
		t.Errorf("%s: responses %v", name, responses)
	}
}

// checkReferences resolves every $ref in the description.
func checkReferences(t *testing.T, d described, text string) {
	t.Helper()
	const prefix = `"$ref":"#/components/schemas/`
	for rest := text; ; {
		i := strings.Index(rest, prefix)
		if i < 0 {
			return
		}
		rest = rest[i+len(prefix):]
		name := rest[:strings.IndexByte(rest, '"')]
		if _, ok := d.Components.Schemas[name]; !ok {
			t.Errorf("%s is referred to and not described", name)
		}
	}
}

func TestDescriptionListsWhatTheDomainKnows(t *testing.T) {
	s := newStack(t, "2026-05-20")
	_, text := s.description(t)
	for _, value := range []string{"extension_notice", "needs_you", "portability", "final_notice", "authority_informed"} {
		if !strings.Contains(text, `"`+value+`"`) {
			t.Errorf("%s is not in the description", value)
		}
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/openapi.yaml", nil))
	if w.Code != 200 || !slices.Contains(strings.Split(w.Body.String(), "\n"), "openapi: 3.1.0") {
		t.Errorf("YAML: %d", w.Code)
	}
}

func TestCalculators(t *testing.T) {
	s := newStack(t, "2026-05-20")
	s.run([]call{
		{
			name: "a deadline with its reasons", path: "/deadline", status: 200,
			body: `{"id":"a1","regime":"gdpr","received":"2026-01-31","holidays_region":"FR","events":[{"type":"extension_notice","date":"2026-02-20","reasons_given":true}]}`,
			has:  []string{`"id":"a1"`, `"regime":"eu-gdpr"`, `"due":"2026-03-02"`, `"extended":true`, `"trace":[{`, `"article":"`},
		},
		{
			name: "an instant counts in its zone", path: "/deadline", status: 200,
			body: `{"regime":"eu-gdpr","received":"2026-01-30T23:30:00Z","timezone":"Europe/Paris","holidays_region":"FR"}`,
			has:  []string{`"due":"2026-03-02"`},
		},
		{name: "and is refused without one", path: "/deadline", body: `{"regime":"eu-gdpr","received":"2026-01-30T23:30:00Z"}`, status: 422, has: []string{`"field":"received"`, `"key":"error.date.instant_without_zone"`}},
		{name: "an unknown zone", path: "/deadline", body: `{"regime":"eu-gdpr","received":"2026-01-30","timezone":"Mars/Base"}`, status: 422, has: []string{`"field":"timezone"`}},
		{name: "an unknown regime lists the known ones", path: "/deadline", body: `{"regime":"xx","received":"2026-01-30"}`, status: 422, has: []string{`"field":"regime"`, "uk-gdpr"}},
		{name: "an unknown right too", path: "/deadline", body: `{"regime":"eu-gdpr","right":"xx","received":"2026-01-30"}`, status: 422, has: []string{`"field":"right"`, "erasure"}},
		{name: "an unknown region too", path: "/deadline", body: `{"regime":"eu-gdpr","received":"2026-01-30","holidays_region":"XX"}`, status: 422, has: []string{`"field":"holidays_region"`, "DE-BY"}},
		{name: "a year out of reach", path: "/deadline", body: `{"regime":"eu-gdpr","received":"2150-01-30","holidays_region":"FR"}`, status: 422, has: []string{`"field":"received"`}},
		{name: "a day of an event that is none", path: "/deadline", body: `{"regime":"eu-gdpr","received":"2026-01-30","events":[{"type":"id_requested","date":"2026-02-30"}]}`, status: 422, has: []string{`"field":"events[0].date"`, `"key":"error.date.impossible"`}},
		{name: "an unknown event", path: "/deadline", body: `{"regime":"eu-gdpr","received":"2026-01-30","events":[{"type":"xx","date":"2026-02-03"}]}`, status: 422, has: []string{`"field":"events[0].type"`, "id_requested"}},

		{name: "a restriction in a text", path: "/detect", body: `{"text":"We only provide data of the last twelve months.","regime":"gdpr"}`, status: 200, has: []string{`"lang":"en"`, `"key":"lookback_limit"`, `"verdict":"unlawful"`}},
		{name: "the same words in California", path: "/detect", body: `{"text":"We only provide data of the last twelve months.","regime":"ccpa"}`, status: 200, has: []string{`"key":"lookback_limit"`}, hasNot: []string{`"verdict":"unlawful"`}},
		{name: "an unknown law", path: "/detect", body: `{"text":"x","regime":"xx"}`, status: 422, has: []string{`"field":"regime"`, "eu-gdpr"}},
		{name: "a language without patterns", path: "/detect", body: `{"text":"x","lang":"xx"}`, status: 422, has: []string{`"field":"lang"`, "en"}},
		{name: "a kind of text that is none", path: "/detect", body: `{"text":"x","kind":"poem"}`, status: 422, has: []string{`"field":"kind"`, "reply"}},

		{name: "the regimes", path: "/regimes", header: map[string]string{"Accept-Language": "de"}, status: 200, has: []string{`"id":"uk-gdpr"`, `"id":"ch-fadp"`}},
		{name: "the regions", path: "/regions", status: 200, has: []string{`"id":"DE-BY"`}},
		{name: "holidays", path: "/holidays?region=FR&from=2026-05-01&to=2026-05-31", status: 200, has: []string{`"date":"2026-05-01"`, `"date":"2026-05-08"`}, hasNot: []string{"2026-07-14"}},
		{name: "holidays out of reach", path: "/holidays?region=FR&from=1950-05-01&to=1950-05-31", status: 422, has: []string{`"field":"from"`}},
	})
}
