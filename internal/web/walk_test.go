package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/files"
	"recourse/internal/mail"
)

// Who may do what with a page. The API has its own table beside it.
type access int

const (
	open    access = iota + 1 // needs no account and shows nobody's data
	own                       // everybody's own: needs an account, readers included
	write                     // needs an account that may write
	look                      // shows a thing of the workspace
	change                    // changes a thing of the workspace
	program                   // the API, held by its own table
)

// expectation is who may use a route, with a form for those that change something:
// a good one, so that nothing but the account can be the reason for a refusal.
type expectation struct {
	access access
	form   url.Values
}

var newRequest = url.Values{
	"controller_id": {":controller"}, "subject_id": {"new"}, "subject.name": {"C"}, "rights": {"access"}, "regime": {"eu-gdpr"},
	"law_asked": {"access"}, "language": {"en"}, "channel": {"email"},
}

// newMailbox lacks the password, so that no later step reaches out for its servers; who
// may not give one is refused before.
var newMailbox = url.Values{
	"address": {"ada@example.org"}, "smtp_host": {"smtp.example.org"}, "smtp_port": {"465"}, "smtp_security": {"tls"},
	"imap_host": {"imap.example.org"}, "imap_port": {"993"}, "imap_security": {"tls"},
}

var day = url.Values{"date": {"2026-05-19"}, "kind": {"note"}, "note": {"x"}}

var expectations = map[string]expectation{
	"GET /livez": {access: open}, "HEAD /livez": {access: open},
	"GET /readyz": {access: open}, "HEAD /readyz": {access: open},
	"GET /problems/:code": {access: open},
	"GET /static/*name":   {access: open}, "HEAD /static/*name": {access: open},
	"GET /setup": {access: open}, "POST /setup": {access: open},
	"GET /sign-in": {access: open}, "POST /sign-in": {access: open}, "POST /sign-out": {access: open},
	"GET /about": {access: open}, "GET /deadlines": {access: open},
	"GET /deadlines.ics": {access: open}, "GET /law": {access: open}, "GET /law/:regime": {access: open},
	"GET /restrictions": {access: open}, "GET /restrictions/:key": {access: open}, "GET /enforcement/:key": {access: open},
	"GET /law/holidays": {access: open}, "GET /law/holidays/:region": {access: open},

	"GET /unsubscribe/:secret": {access: open}, "POST /unsubscribe/:secret": {access: open},
	"GET /verify/:secret": {access: open}, "POST /verify/:secret": {access: open},

	"GET /law/changes": {access: own}, "POST /law/changes": {access: write},

	"GET /": {access: own}, "GET /health": {access: own},
	"GET /requests": {access: own}, "GET /findings": {access: own}, "GET /controllers": {access: own}, "GET /complaints": {access: own},
	"GET /settings": {access: own}, "POST /settings": {access: own}, "POST /settings/password": {access: own},
	"POST /settings/escalation": {access: write, form: url.Values{"escalate_after": {"5"}}},
	"POST /settings/address":    {access: own},
	"POST /settings/test-mail":  {access: own}, "POST /settings/tokens": {access: own},
	"POST /settings/tokens/:id/revoke": {access: own},
	"POST /settings/feeds":             {access: own},
	"POST /settings/feeds/:id/revoke":  {access: own},

	// The secret in the address is the account; feed_test.go tries wrong ones.
	"GET /feeds/:secret/dates.ics": {access: open}, "HEAD /feeds/:secret/dates.ics": {access: open},
	"GET /feeds/:secret/events.atom": {access: open}, "HEAD /feeds/:secret/events.atom": {access: open},
	"GET /settings/mailbox": {access: own}, "POST /settings/mailbox": {access: write, form: newMailbox},
	"POST /settings/mailbox/try": {access: write}, "POST /settings/mailbox/remove": {access: write},

	"GET /requests/new": {access: own}, "POST /requests/new": {access: write, form: newRequest},
	"GET /controllers/new": {access: own}, "POST /controllers/new": {access: write, form: url.Values{"name": {"Photomatch"}}},

	"GET /requests/:id":                                        {access: look},
	"GET /requests/:id/dates.ics":                              {access: look},
	"POST /requests/:id/law":                                   {access: change},
	"GET /requests/:id/record":                                 {access: look},
	"POST /requests/:id/record":                                {access: change, form: day},
	"GET /requests/:id/events/:event/correct":                  {access: look},
	"POST /requests/:id/events/:event/correct":                 {access: change, form: day},
	"GET /requests/:id/reply":                                  {access: look},
	"POST /requests/:id/messages":                              {access: change, form: url.Values{"date": {"2026-05-19"}, "direction": {"in"}, "text": {"hello"}}},
	"GET /requests/:id/messages/:message/original":             {access: look},
	"GET /requests/:id/messages/:message/sent":                 {access: look},
	"POST /requests/:id/messages/:message/sent":                {access: change, form: url.Values{"to": {"dpo@photomatch.example"}}},
	"GET /requests/:id/messages/:message/sent/:number":         {access: look},
	"POST /requests/:id/messages/:message/take-back":           {access: change},
	"POST /requests/:id/findings/:finding":                     {access: change, form: url.Values{"status": {"confirmed"}}},
	"GET /requests/:id/findings/:finding":                      {access: look},
	"GET /requests/:id/messages/:message/finding":              {access: look},
	"POST /requests/:id/messages/:message/finding":             {access: change, form: url.Values{"kind": {"fee_demand"}, "passage": {"the last twelve months"}}},
	"POST /requests/:id/messages/:message/attachments/:number": {access: change},
	"GET /requests/:id/checklist":                              {access: look},
	"POST /requests/:id/checklist":                             {access: change, form: url.Values{"items.copy": {"missing"}}},
	"GET /requests/:id/data":                                   {access: look},
	"GET /data/files/:id":                                      {access: look},
	"POST /requests/:id/data/files":                            {access: change},
	"POST /requests/:id/data/files/:file/delete":               {access: change},
	"POST /requests/:id/data/files/:file/day":                  {access: change},
	"POST /requests/:id/data/read":                             {access: change},
	"POST /requests/:id/data/since":                            {access: change, form: url.Values{"known_since": {"2020-01-01"}}},
	"GET /requests/:id/letter":                                 {access: look},
	"POST /requests/:id/letter":                                {access: change, form: url.Values{"kind": {"access"}, "do": {"taken"}, "date": {"2026-05-19"}, "sent_on": {"2026-05-19"}}},
	"GET /requests/:id/complaint":                              {access: look},
	"POST /requests/:id/complaint":                             {access: change, form: url.Values{"do": {"lodge"}, "authority_id": {"fr-cnil"}, "lodged_on": {"2026-05-19"}}},
	"GET /requests/:id/subject":                                {access: look},
	"POST /requests/:id/subject":                               {access: change, form: url.Values{"subject.name": {"Somebody Else"}, "subject.country": {"FR"}}},
	"GET /incoming":                                            {access: own},
	"GET /incoming/:id/original":                               {access: look},
	"POST /requests/:id/messages/:message/proposals":           {access: change, form: url.Values{"kind": {"acknowledged"}, "date": {"2026-05-18"}}},
	"GET /incoming/:id":                                        {access: look},
	"GET /incoming/:id/html":                                   {access: look},
	"GET /incoming/:id/files/:number":                          {access: look},
	"GET /requests/:id/messages/:message/html":                 {access: look},
	"POST /incoming/:id":                                       {access: change, form: url.Values{"do": {"refuse"}}},
	"GET /requests/:id/reminders":                              {access: look},
	"POST /requests/:id/reminders":                             {access: change, form: url.Values{"do": {"mute"}}},
	"GET /requests/:id/erase":                                  {access: look},
	"POST /requests/:id/erase":                                 {access: change, form: url.Values{"confirm": {"1"}}},
	"GET /controllers/:id":                                     {access: look},
	"GET /controllers/:id/edit":                                {access: look},
	"GET /controllers/:id/policy":                              {access: look},
	"POST /controllers/:id/policy":                             {access: change, form: url.Values{"text": {"We answer every request."}}},
	"POST /controllers/:id/edit":                               {access: change, form: url.Values{"name": {"Photomatch"}, "version": {"1"}}},
	"POST /controllers/:id/address-works":                      {access: change, form: url.Values{"address": {"p@photomatch.example"}}},
	"GET /policies/:id":                                        {access: look},
	"POST /policies/:id/delete":                                {access: change},
	"GET /complaints/:id":                                      {access: look},
	"POST /complaints/:id/events":                              {access: change, form: day},
}

func expected(method, path string) (expectation, bool) {
	if isAPI(path) {
		return expectation{access: program}, true
	}
	e, ok := expectations[method+" "+path]
	return e, ok
}

// things are one of everything in the owner's workspace.
type things struct{ request, reference, controller, complaint, event, message, finding, policy, file, mail, sent string }

func (s *site) things() things {
	s.t.Helper()
	ctx, a := s.t.Context(), s.owner.Actor()
	c, err := s.service.CreateController(ctx, a, casework.ControllerInput{Name: "Photomatch SAS", Country: "FR", Emails: []string{"p@photomatch.example"}})
	s.must(err)
	v, err := s.service.CreateRequest(ctx, a, casework.NewRequest{
		ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", Language: "en", Channel: dsar.ChannelEmail,
		Subject: casework.SubjectInput{Name: "Camille Moreau"},
	})
	s.must(err)
	id := v.Request.ID
	for _, kind := range []dsar.EventKind{dsar.EventSent, dsar.EventReceived} {
		_, err = s.service.RecordEvent(ctx, a, id, casework.EventInput{Kind: kind, On: civil.MustParse("2026-03-01")}, casework.AnyVersion)
		s.must(err)
	}
	m, err := s.service.AddMessage(ctx, a, id, casework.MessageInput{
		Direction: dsar.DirectionIn, On: civil.MustParse("2026-05-18"), FileName: "reply.eml", Raw: []byte(replyWithFile),
	}, casework.AnyVersion)
	s.must(err)
	relay, err := mail.NewSMTP(mail.SMTPConfig{Host: "localhost", Port: 25, Security: mail.Plain}) // nothing is delivered here
	s.must(err)
	s.service.Mailer, s.service.UndoWindow = relay, time.Hour
	_, err = s.service.SendLetter(ctx, a, id, casework.SendInput{Kind: dsar.LetterAccess}, casework.AnyVersion)
	s.must(err)
	s.service.Mailer = nil
	v, err = s.service.LodgeComplaint(ctx, a, id, casework.ComplaintInput{AuthorityID: "fr-cnil", LodgedOn: civil.MustParse("2026-05-19")}, casework.AnyVersion)
	s.must(err)
	policy, err := s.service.AddPolicy(ctx, a, c.ID, casework.PolicyInput{Text: "Access may be requested twice a year."})
	s.must(err)
	s.service.Files, err = files.Open(filepath.Join(s.t.TempDir(), "files"))
	s.must(err)
	file, err := s.service.AddDataFile(ctx, a, id, casework.DataFileInput{Name: "a.json", Content: strings.NewReader("[1]")})
	s.must(err)
	_, err = s.service.TakeMail(ctx, casework.MailIn{Door: dsar.DoorPipe, Raw: []byte(replyWithFile), WorkspaceID: a.WorkspaceID})
	s.must(err)
	_, err = s.service.ReadIncoming(ctx)
	s.must(err)
	waiting, err := s.service.IncomingMails(ctx, a, nil, "")
	s.must(err)
	return things{
		mail: waiting.Items[0].Mail.ID, sent: v.Messages[1].Message.ID,
		file: file.ID, policy: policy.ID, request: id, reference: v.Request.Reference, controller: c.ID, complaint: v.Complaints[0].Complaint.ID,
		event: v.Events[1].ID, message: m.Message.ID, finding: m.Findings[0].Finding.ID,
	}
}

const replyWithFile = "Subject: Your data\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/html\r\n\r\n<p>We can only provide the data of the last twelve months.</p>\r\n" +
	"--b\r\nContent-Type: application/json\r\nContent-Disposition: attachment; filename=b.json\r\n\r\n[2]\r\n--b--\r\n"

func (x things) in(path string) string {
	id := x.request
	switch {
	case strings.HasPrefix(path, "/controllers"):
		id = x.controller
	case strings.HasPrefix(path, "/complaints"):
		id = x.complaint
	case strings.HasPrefix(path, "/incoming"):
		id = x.mail
	case strings.HasPrefix(path, "/policies"):
		id = x.policy
	case strings.HasPrefix(path, "/data/files"):
		id = x.file
	}
	message := x.message
	if strings.Contains(path, "/sent") || strings.HasSuffix(path, "/take-back") {
		message = x.sent
	}
	return strings.NewReplacer(
		":event", x.event, ":message", message, ":number", "1", ":finding", x.finding, ":file", x.file, ":id", id, ":code", "stale", "*name", "none.css",
	).Replace(path)
}

func (x things) inForm(form url.Values) url.Values {
	filled := url.Values{}
	for name, values := range form {
		filled.Set(name, strings.ReplaceAll(values[0], ":controller", x.controller))
	}
	return filled
}

// TestEveryPageIsGuarded walks the routes that the engine really has, so that one
// that is added cannot be forgotten here.
func TestEveryPageIsGuarded(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	mine := s.things()
	stranger, reader := s.signedIn("stranger@example.org"), s.signedIn("reader@example.org")
	seen := map[string]bool{}
	for _, route := range s.engine.Routes() {
		name := route.Method + " " + route.Path
		want, known := expected(route.Method, route.Path)
		if !known {
			t.Errorf("%s has no expectation", name)
			continue
		}
		seen[name] = true
		if want.access == program || route.Path == "/sign-in" || route.Path == "/setup" || route.Path == "/sign-out" {
			continue // their own tests look at them
		}
		t.Run(name, func(t *testing.T) {
			w := walk{t: t, site: s, method: route.Method, path: mine.in(route.Path), form: mine.inForm(want.form)}
			w.signedOut(want.access)
			w.stranger(stranger, want.access)
			w.reader(reader, want.access)
		})
	}
	for name := range expectations {
		if !seen[name] {
			t.Errorf("%s is expected, but there is no such route", name)
		}
	}
	v, err := s.service.Request(t.Context(), s.owner.Actor(), mine.request)
	if err != nil || len(v.Events) != 5 || len(v.Messages) != 2 || len(v.Complaints) != 1 {
		t.Errorf("all this changed something: %v %+v", err, v.Events)
	}
}

// walk is one route on its way past those who may not use it.
type walk struct {
	t            *testing.T
	site         *site
	method, path string
	form         url.Values
}

func (w walk) ask(b *browser, path string) (status int, location, body string) {
	var r *httptest.ResponseRecorder
	if w.method == http.MethodPost {
		r = b.post(path, w.form)
	} else {
		r = b.do(w.method, path, nil)
	}
	return r.Code, r.Header().Get("Location"), r.Body.String()
}

func (w walk) signedOut(a access) {
	w.t.Helper()
	status, location, body := w.ask(w.site.browser(), w.path)
	if a == open {
		if status >= 500 || status == http.StatusSeeOther {
			w.t.Errorf("signed out: %d", status)
		}
		return
	}
	// A form is answered with the sign-in page that keeps it.
	asked := status == http.StatusSeeOther && strings.HasPrefix(location, "/sign-in")
	if w.method == http.MethodPost {
		asked = status == http.StatusUnauthorized && strings.Contains(body, `action="/sign-in"`)
	}
	if !asked {
		w.t.Errorf("signed out: %d to %q", status, location)
	}
	w.silent("signed out", body)
}

func (w walk) stranger(b *browser, a access) {
	w.t.Helper()
	status, _, body := w.ask(b, w.path)
	w.silent("stranger", body)
	if a != look && a != change {
		if status >= 500 && !needsRelay(w.path) {
			w.t.Errorf("stranger: %d", status)
		}
		return
	}
	if status != http.StatusNotFound {
		w.t.Errorf("stranger: %d, want 404", status)
	}
	// One that does not exist looks the same.
	none := strings.NewReplacer("0", "a").Replace(w.path)
	if nothing, _, _ := w.ask(b, none); nothing != status {
		w.t.Errorf("an id that does not exist: %d, another workspace's: %d", nothing, status)
	}
}

func (w walk) reader(b *browser, a access) {
	w.t.Helper()
	status, location, body := w.ask(b, w.path)
	switch a {
	case look:
		// A form that the reader may not send is not shown either.
		if status != http.StatusOK && status != http.StatusForbidden && status != http.StatusSeeOther && !strings.HasSuffix(w.path, "/original") {
			w.t.Errorf("reader: %d", status)
		}
	case change, write:
		if status != http.StatusForbidden && !(a == write && status == http.StatusUnprocessableEntity) {
			w.t.Errorf("reader: %d to %q, want 403: %.300s", status, location, body)
		}
	default:
		if status >= 500 && !needsRelay(w.path) {
			w.t.Errorf("reader: %d", status)
		}
	}
}

// needsRelay reports whether a form is answered with 503 where no mail can be sent.
func needsRelay(path string) bool {
	return path == "/settings/test-mail" || path == "/settings/address"
}

// silent fails if the answer says anything of the owner's matters.
func (w walk) silent(who, body string) {
	w.t.Helper()
	for _, secret := range []string{"Camille", "Photomatch SAS", "owner@example.org"} {
		if strings.Contains(body, secret) {
			w.t.Errorf("%s: the page names %q", who, secret)
		}
	}
}
