package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"recourse/internal/mail"
	"recourse/internal/mail/mailtest"
	"recourse/internal/testdb"
)

// program is recourse with a database, a relay and a clock of its own.
type program struct {
	t       *testing.T
	environ []string
	now     atomic.Int64 // Unix seconds
	relay   *mailtest.Relay
	tick    time.Duration // of the background work, 50 ms if not set
	base    string
	token   string
	log     sharedLog
	stop    func()
}

type sharedLog struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *sharedLog) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *sharedLog) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func newProgram(t *testing.T, database string) *program {
	p := &program{t: t, relay: mailtest.Start(t, mailtest.Options{})}
	p.environ = []string{
		"RECOURSE_ADDR=127.0.0.1:0", "RECOURSE_DATABASE_URL=" + database,
		"RECOURSE_SMTP_URL=smtp://" + p.relay.Addr, "RECOURSE_MAIL_FROM=Recourse <recourse@ngo.example>", "RECOURSE_UNDO_WINDOW=0",
	}
	return p
}

func (p *program) setClock(at string) {
	p.t.Helper()
	instant, err := time.Parse(time.RFC3339, at)
	if err != nil {
		p.t.Fatal(err)
	}
	p.now.Store(instant.Unix())
}

func (p *program) process(stdin string) (process, *bytes.Buffer) {
	var out bytes.Buffer
	return process{
		Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &p.log, Environ: p.environ,
		Now: func() time.Time { return time.Unix(p.now.Load(), 0) }, Tick: cmp.Or(p.tick, 50*time.Millisecond),
	}, &out
}

func (p *program) command(stdin string, args ...string) string {
	p.t.Helper()
	proc, out := p.process(stdin)
	if code := run(p.t.Context(), args, proc); code != exitOK {
		p.t.Fatalf("recourse %q: exit %d\n%s", args, code, p.log.String())
	}
	return out.String()
}

// serve starts the service and waits until it says where it is.
func (p *program) serve() {
	p.t.Helper()
	proc, _ := p.process("")
	read, write := io.Pipe()
	proc.Stdout = write
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve"}, proc)
		_ = write.Close()
	}()
	p.stop = func() {
		cancel()
		if code := <-ended; code != exitOK {
			p.t.Errorf("serve ended with %d:\n%s", code, p.log.String())
		}
		p.stop = func() {}
	}
	p.t.Cleanup(func() { p.stop() })
	lines := bufio.NewScanner(read)
	for lines.Scan() {
		if _, base, ok := strings.Cut(lines.Text(), "Recourse is running at "); ok {
			p.base = base
			go func() { _, _ = io.Copy(io.Discard, read) }()
			return
		}
	}
	p.t.Fatalf("serve did not start:\n%s", p.log.String())
}

// call makes one API call and decodes the answer.
func (p *program) call(method, path string, body any, status int) map[string]any {
	p.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(p.t.Context(), method, p.base+"/api/v1"+path, reader)
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+p.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if response.StatusCode != status {
		p.t.Fatalf("%s %s: %d, want %d: %s\n%s", method, path, response.StatusCode, status, answer[:min(len(answer), 800)], p.log.String())
	}
	var decoded map[string]any
	if err := json.Unmarshal(answer, &decoded); err != nil {
		return map[string]any{"text": string(answer)}
	}
	return decoded
}

// mails waits for n mails that the relay took for the address and returns their text.
func (p *program) mails(to string, n int) []mail.Upload {
	p.t.Helper()
	var found []mail.Upload
	for range 200 {
		found = nil
		for _, m := range p.relay.Messages() {
			if m.To != to {
				continue
			}
			u, err := mail.ReadUpload("mail.eml", m.Raw)
			if err != nil {
				p.t.Fatal(err)
			}
			found = append(found, u)
		}
		if len(found) >= n {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if len(found) != n {
		p.t.Fatalf("%d mails to %s, want %d\n%s", len(found), to, n, p.log.String())
	}
	return found
}

func want(t *testing.T, got map[string]any, fields map[string]any) {
	t.Helper()
	for name, value := range fields {
		if fmt.Sprint(got[name]) != fmt.Sprint(value) {
			t.Errorf("%s is %v, want %v", name, got[name], value)
		}
	}
}

// eachDatabase runs a test on SQLite and on PostgreSQL.
func eachDatabase(t *testing.T, test func(t *testing.T, database string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, "sqlite:"+filepath.Join(t.TempDir(), "new", "recourse.db")) })
	t.Run("postgres", func(t *testing.T) { test(t, testdb.EmptyPostgresURL(t)) })
}

func TestTheMainJobFromEndToEnd(t *testing.T) {
	eachDatabase(t, func(t *testing.T, database string) {
		p := newProgram(t, database)
		p.setClock("2026-01-30T10:00:00Z")
		p.command("", "migrate")
		p.command("correct horse battery\n", "user", "create", "--email", "ada@ngo.example", "--password-stdin",
			"--name", "Ada", "--language", "en", "--timezone", "Europe/Paris")
		p.token = strings.TrimSpace(p.command("", "token", "create", "--email", "ada@ngo.example"))
		p.serve()

		controller := p.call("POST", "/controllers", map[string]any{
			"name": "Photomatch SAS", "country": "FR", "holidays_region": "FR", "emails": []string{"privacy@photomatch.example"},
		}, 201)
		request := p.call("POST", "/requests", map[string]any{
			"controller_id": controller["id"], "rights": []string{"access"}, "regime": "eu-gdpr", "language": "fr",
			"subject": map[string]any{"name": "Camille Moreau", "email": "camille@mail.example"},
		}, 201)
		want(t, request, map[string]any{"status": "draft"})
		path := fmt.Sprintf("/requests/%s", request["id"])

		p.sendLetter(path, request)
		p.learnTheDay(path)
		p.getReminded(path)
		p.judgeTheReply(path)
		p.complain(path)

		p.stop()
		p.serve() // a second start sends nothing again
		p.call("GET", path, nil, 200)
		time.Sleep(300 * time.Millisecond)
		if n := len(p.relay.Messages()); n != 3 {
			t.Errorf("%d mails in all, want the letter and two reminders", n)
		}
		p.stop()
		if out := p.command("", "doctor"); !strings.Contains(out, "0 problems") {
			t.Error(out)
		}
		if out := p.command("", "rebuild"); !strings.HasPrefix(out, "0 requests") {
			t.Error(out)
		}
		for _, private := range []string{"Camille", "camille@", "ada@ngo", "privacy@photomatch", p.token} {
			if strings.Contains(p.log.String(), private) {
				t.Errorf("the log names %q:\n%s", private, p.log.String())
			}
		}
	})
}

func (p *program) sendLetter(path string, request map[string]any) {
	p.t.Helper()
	preview := p.call("GET", path+"/letter?kind=access", nil, 200)
	p.call("POST", path+"/send", map[string]any{"kind": "access"}, 201)
	sent := p.mails("privacy@photomatch.example", 1)[0]
	if !strings.Contains(sent.Text, "Camille Moreau") || !strings.Contains(sent.Text, "article 15") {
		p.t.Errorf("the letter is %q", sent.Text)
	}
	if reference := fmt.Sprint(request["reference"]); !strings.Contains(sent.Subject+sent.Text, reference) {
		p.t.Errorf("the letter lacks the reference %s", reference)
	}
	if !strings.Contains(fmt.Sprint(preview), "Camille Moreau") {
		p.t.Errorf("the preview is %v", preview)
	}
	after := p.call("GET", path, nil, 200)
	want(p.t, after, map[string]any{"status": "sent", "due": nil})
}

func (p *program) learnTheDay(path string) {
	p.t.Helper()
	p.setClock("2026-02-02T10:00:00Z")
	p.call("POST", path+"/events", map[string]any{"kind": "received", "date": "2026-02-03"}, 422) // tomorrow
	after := p.call("POST", path+"/events", map[string]any{"kind": "received", "date": "2026-01-31"}, 201)
	want(p.t, after, map[string]any{
		"status": "waiting", "due": "2026-03-02", "extended_due": "2026-04-30", "complaint_from": "2026-03-03", "overdue": false,
	})
	if trace, _ := after["trace"].([]any); len(trace) < 4 {
		p.t.Errorf("trace %v", after["trace"])
	}
}

// getReminded passes the seventh day before the due date at eight in Paris.
func (p *program) getReminded(path string) {
	p.t.Helper()
	p.setClock("2026-02-23T06:59:00Z")
	time.Sleep(200 * time.Millisecond)
	if n := len(p.relay.Messages()); n != 1 {
		p.t.Fatalf("%d mails before the recipient's hour", n)
	}
	p.setClock("2026-02-23T07:01:00Z")
	reminder := p.mails("ada@ngo.example", 1)[0]
	if !strings.Contains(reminder.Text, "Photomatch SAS") || !strings.Contains(reminder.Text, "2 March 2026") ||
		!strings.Contains(reminder.Text, p.base+path) {
		p.t.Errorf("the reminder is %q", reminder.Text)
	}
	time.Sleep(200 * time.Millisecond)
	p.mails("ada@ngo.example", 1) // and no second one
}

func (p *program) judgeTheReply(path string) {
	p.t.Helper()
	p.setClock("2026-02-25T12:00:00Z")
	text := "Madame,\n\nNous ne communiquons que les données des douze derniers mois.\n\nCordialement"
	message := p.call("POST", path+"/messages", map[string]any{"direction": "in", "date": "2026-02-25", "text": text}, 201)
	findings, _ := message["findings"].([]any)
	if len(findings) != 1 {
		p.t.Fatalf("findings %v", message["findings"])
	}
	finding := findings[0].(map[string]any)
	want(p.t, finding, map[string]any{"key": "lookback_limit", "verdict": "unlawful"})
	start, end := int(finding["start"].(float64)), int(finding["end"].(float64))
	if text[start:end] != finding["quote"] {
		p.t.Errorf("the span is %q, the quote %q", text[start:end], finding["quote"])
	}
	p.call("PATCH", fmt.Sprintf("/findings/%s", finding["id"]), map[string]any{"status": "confirmed"}, 200)
	letter := fmt.Sprint(p.call("GET", path+"/letter?kind=follow_up", nil, 200))
	if !strings.Contains(letter, "15") || !strings.Contains(letter, "Photomatch") {
		p.t.Errorf("the follow-up is %s", letter)
	}
}

func (p *program) complain(path string) {
	p.t.Helper()
	p.setClock("2026-03-06T12:00:00Z") // the reply has waited for nine days
	if reminders := p.mails("ada@ngo.example", 2); !strings.Contains(reminders[1].Text, "Photomatch SAS") {
		p.t.Errorf("the second reminder is %q", reminders[1].Text)
	}
	p.call("POST", path+"/complaint", map[string]any{"authority_id": "fr-cnil", "lodged_on": "2026-03-06", "reference": "24-1234"}, 201)
	after := p.call("GET", path, nil, 200)
	complaints, _ := after["complaints"].([]any)
	if len(complaints) != 1 {
		p.t.Errorf("complaints %v", after["complaints"])
	}
}

func TestMailThatTheRelayRefusesIsKeptAndTriedAgain(t *testing.T) {
	p := newProgram(t, "sqlite:"+filepath.Join(t.TempDir(), "recourse.db"))
	p.setClock("2026-01-30T10:00:00Z")
	p.command("correct horse battery\n", "user", "create", "--email", "ada@ngo.example", "--password-stdin")
	p.token = strings.TrimSpace(p.command("", "token", "create", "--email", "ada@ngo.example"))
	var refusals atomic.Int32
	p.relay.OnData(func(mailtest.Message) error {
		if refusals.Add(1) <= 2 {
			return mailtest.Refuse(451, "greylisted, try again")
		}
		return nil
	})
	p.serve()
	controller := p.call("POST", "/controllers", map[string]any{"name": "Slow AG", "country": "DE", "emails": []string{"p@slow.example"}}, 201)
	request := p.call("POST", "/requests", map[string]any{
		"controller_id": controller["id"], "rights": []string{"access"}, "regime": "eu-gdpr", "subject": map[string]any{"name": "Ada"},
	}, 201)
	path := fmt.Sprintf("/requests/%s", request["id"])
	p.call("POST", path+"/send", map[string]any{"kind": "access"}, 201)
	for i := range 40 { // the clock runs; each attempt waits for its time
		p.now.Add(600)
		time.Sleep(50 * time.Millisecond)
		if len(p.relay.Messages()) > 0 || i == 39 {
			break
		}
	}
	p.mails("p@slow.example", 1)
	if refusals.Load() != 3 {
		t.Errorf("%d attempts", refusals.Load())
	}
}

func TestTwoInstancesSendEachReminderOnce(t *testing.T) {
	first := newProgram(t, testdb.PostgresURL(t))
	first.setClock("2026-02-02T10:00:00Z")
	first.command("correct horse battery\n", "user", "create", "--email", "ada@ngo.example", "--password-stdin", "--timezone", "Europe/Paris")
	first.token = strings.TrimSpace(first.command("", "token", "create", "--email", "ada@ngo.example"))
	second := &program{t: t, environ: first.environ, relay: first.relay}
	second.setClock("2026-02-02T10:00:00Z")
	first.serve()
	second.serve()
	first.call("PATCH", "/settings", map[string]any{"single_reminders": true}, 200)
	controller := first.call("POST", "/controllers", map[string]any{"name": "Photomatch SAS", "country": "FR"}, 201)
	const requests = 20
	for i := range requests {
		request := first.call("POST", "/requests", map[string]any{
			"controller_id": controller["id"], "rights": []string{"access"}, "regime": "eu-gdpr",
			"subject": map[string]any{"name": fmt.Sprintf("Person %d", i)},
		}, 201)
		path := fmt.Sprintf("/requests/%s/events", request["id"])
		first.call("POST", path, map[string]any{"kind": "sent", "date": "2026-01-31"}, 201)
		first.call("POST", path, map[string]any{"kind": "received", "date": "2026-01-31"}, 201)
	}
	first.setClock("2026-02-23T09:00:00Z")
	second.setClock("2026-02-23T09:00:00Z")
	first.mails("ada@ngo.example", requests)
	time.Sleep(500 * time.Millisecond)
	ids := map[string]bool{}
	for _, m := range first.mails("ada@ngo.example", requests) {
		ids[m.MessageID] = true
	}
	if len(ids) != requests {
		t.Errorf("%d different mails, want %d", len(ids), requests)
	}
}

func TestServeRefusesAnOutdatedSchemaOnPostgreSQL(t *testing.T) {
	p := newProgram(t, testdb.EmptyPostgresURL(t))
	proc, out := p.process("")
	code := run(t.Context(), []string{"serve"}, proc)
	if code != exitProblems || !strings.Contains(p.log.String(), "recourse migrate") || out.Len() > 0 {
		t.Errorf("exit %d: %s%s", code, out, p.log.String())
	}
}

func TestServeSaysWhyItCannotListen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	p := newProgram(t, "sqlite:"+filepath.Join(t.TempDir(), "recourse.db"))
	p.environ = append(slices.Clone(p.environ[1:]), "RECOURSE_ADDR="+taken.Addr().String())
	proc, _ := p.process("")
	if code := run(t.Context(), []string{"serve"}, proc); code != exitProblems || !strings.Contains(p.log.String(), "is taken by another program") {
		t.Errorf("exit %d: %s", code, p.log.String())
	}
}

func TestHealthAsksTheRunningService(t *testing.T) {
	p := newProgram(t, "sqlite:"+filepath.Join(t.TempDir(), "recourse.db"))
	p.setClock("2026-01-30T10:00:00Z")
	p.serve()
	p.environ = append(slices.Clone(p.environ[1:]), "RECOURSE_ADDR="+strings.TrimPrefix(p.base, "http://"))
	if out := p.command("", "health"); out != "ok\n" {
		t.Errorf("got %q", out)
	}
	p.stop()
	proc, _ := p.process("")
	if code := run(t.Context(), []string{"health"}, proc); code != exitProblems || !strings.Contains(p.log.String(), "does not answer") {
		t.Errorf("exit %d: %s", code, p.log.String())
	}
}

func TestDemoFillsAnEmptyDatabaseOnce(t *testing.T) {
	p := newProgram(t, "sqlite:"+filepath.Join(t.TempDir(), "recourse.db"))
	p.setClock("2026-05-20T10:00:00Z")
	p.environ = append(p.environ, "LANG=de_DE.UTF-8")
	if out := p.command("", "demo"); !strings.Contains(out, "Filled in an example") || !strings.Contains(out, "recourse serve") {
		t.Error(out)
	}
	if out := p.command("", "demo", "--if-empty"); !strings.Contains(out, "nothing was filled in") {
		t.Error(out)
	}
	proc, _ := p.process("")
	if code := run(t.Context(), []string{"demo"}, proc); code != exitProblems || strings.Contains(p.log.String(), "error.demo") {
		t.Errorf("exit %d: %s", code, p.log.String())
	}
}

func TestImportReportsWhatItRefused(t *testing.T) {
	p := newProgram(t, "sqlite:"+filepath.Join(t.TempDir(), "recourse.db"))
	p.setClock("2026-05-20T10:00:00Z")
	for _, counts := range []string{"2 added, 0 changed, 0 unchanged, 2 refused", "0 added, 0 changed, 2 unchanged, 2 refused"} {
		proc, out := p.process("")
		code := run(t.Context(), []string{"controllers", "import", "testdata/companies"}, proc)
		if code != exitProblems || !strings.Contains(out.String(), counts) {
			t.Errorf("exit %d: %s%s", code, out, p.log.String())
		}
	}
	for _, reason := range []string{"broken.ndjson:2", "broken.ndjson:3 (nameless)"} {
		if !strings.Contains(p.log.String(), reason) {
			t.Errorf("%q is not listed:\n%s", reason, p.log.String())
		}
	}
}

func TestDoctorFindsAnEventThatWasChangedBehindItsBack(t *testing.T) {
	file := filepath.Join(t.TempDir(), "recourse.db")
	p := newProgram(t, "sqlite:"+file)
	p.setClock("2026-05-20T10:00:00Z")
	p.command("", "demo")
	if out := p.command("", "doctor"); !strings.Contains(out, ": 0 problems") {
		t.Fatal(out)
	}
	tamper(t, file)
	proc, out := p.process("")
	code := run(t.Context(), []string{"doctor"}, proc)
	if code != exitProblems || !strings.Contains(p.log.String(), "was changed after it was recorded") {
		t.Errorf("exit %d: %s%s", code, out, p.log.String())
	}
}

// tamper moves a day in the database file, past the triggers that forbid it.
func tamper(t *testing.T, file string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var triggers []string
	rows, err := db.QueryContext(t.Context(), "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		triggers = append(triggers, name)
	}
	if err := rows.Err(); err != nil || len(triggers) == 0 {
		t.Fatalf("triggers %q, %v", triggers, err)
	}
	if _, err := db.ExecContext(t.Context(), changeEvent); err == nil {
		t.Fatal("the database let an event be changed")
	}
	for _, name := range triggers {
		if _, err := db.ExecContext(t.Context(), "DROP TRIGGER "+name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.ExecContext(t.Context(), changeEvent); err != nil {
		t.Fatal(err)
	}
}

const changeEvent = "UPDATE events SET on_day = '2026-01-01' WHERE id = (SELECT id FROM events WHERE seq = 2 LIMIT 1)"
