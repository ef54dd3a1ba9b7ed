package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// commandLine runs recourse as a process with its own input and environment.
type commandLine struct {
	stdin   io.Reader
	environ []string
}

func (c commandLine) run(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, complaints bytes.Buffer
	if c.stdin == nil {
		c.stdin = strings.NewReader("")
	}
	code = run(t.Context(), args, process{
		Stdin: c.stdin, Stdout: &out, Stderr: &complaints, Environ: c.environ,
		Now: func() time.Time { return time.Date(2026, 4, 15, 10, 0, 0, 0, time.UTC) },
	})
	return out.String(), complaints.String(), code
}

func recourse(t *testing.T, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	return commandLine{stdin: strings.NewReader(stdin)}.run(t, args...)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	out, _, code := recourse(t, "", "--help")
	if code != exitOK {
		t.Errorf("exit %d", code)
	}
	for _, command := range []string{"serve", "demo", "migrate", "user create", "token create", "mail list", "mail give", "controllers import", "rebuild", "doctor", "deadline", "holidays", "law diff", "law check", "detect text", "detect eval", "health", "version"} {
		if !strings.Contains(out, "\n  "+command+" ") {
			t.Errorf("help lacks %q:\n%s", command, out)
		}
	}
}

func TestWrongUsageExitsWithTwoAndSaysHowToMendIt(t *testing.T) {
	deadline := func(more ...string) []string {
		return append([]string{"deadline", "--regime", "gdpr", "--received", "2026-01-31", "--holidays", "FR"}, more...)
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no command":              {nil, "expected one of"},
		"an unknown command":      {[]string{"fly"}, "unexpected argument fly"},
		"an unknown flag":         {deadline("--color"), "unknown flag --color"},
		"no facts":                {[]string{"deadline"}, "missing --holidays, --received, --regime (or use --batch)"},
		"an unknown regime":       {deadline("--regime", "hipaa"), `--regime: unknown regime "hipaa"; known: ar-25326`},
		"an unknown right":        {deadline("--right", "flying"), `--right: unknown right under eu-gdpr "flying"; known: access`},
		"an unknown region":       {deadline("--holidays", "XX"), `--holidays: unknown holiday region "XX"; known: AR`},
		"an impossible day":       {deadline("--received", "2026-02-30"), `--received: there is no day 2026-02-30`},
		"an unknown zone":         {deadline("--timezone", "Europe/Atlantis"), `--timezone: unknown time zone "Europe/Atlantis"`},
		"an instant without zone": {deadline("--received", "2026-01-31T23:30:00Z"), "time zone, which is missing"},
		"an event without a day":  {deadline("--event", "id_requested"), "write KIND=DAY"},
		"an unknown event":        {deadline("--event", "id_asked=2026-02-01"), `unknown kind of event "id_asked"; known: acknowledged`},
		"an event's wrong day":    {deadline("--event", "id_requested=yesterday"), `"yesterday" is not a day`},
		"unclear reasons":         {deadline("--event", "extension_notice=2026-02-01,maybe"), "neither reasons nor no-reasons"},
		"years out of order":      {[]string{"holidays", "--region", "FR", "--from", "2026", "--to", "2024"}, "lies before"},
		"years out of range":      {[]string{"holidays", "--region", "FR", "--from", "1789", "--to", "2024"}, "year 1789 lies outside"},
		"years not known":         {[]string{"holidays", "--region", "FR", "--from", "1950", "--to", "2024"}, "public holidays of FR are known for"},
		"no year":                 {[]string{"holidays", "--region", "FR", "--from", "soon", "--to", "2024"}, `"soon" is neither a year`},
		"a language not spoken":   {[]string{"detect", "--lang", "xx"}, `unknown language "xx"; known are de, en, `},
		"a law not known":         {[]string{"detect", "--regime", "hipaa"}, `unknown regime "hipaa"; known are`},
		"a kind not known":        {[]string{"detect", "eval", "--key", "moon", "x.jsonl"}, `--key: unknown kind of restriction "moon"; known: lookback_limit`},
		"nothing to evaluate":     {[]string{"detect", "eval"}, `expected "<file>"`},
		"a setting misspelt":      {[]string{"doctor"}, "did you mean RECOURSE_DATABASE_URL?"},
	} {
		t.Run(name, func(t *testing.T) {
			cl := commandLine{stdin: strings.NewReader("text"), environ: []string{"RECOURSE_DATABSE_URL=x"}}
			out, complaint, code := cl.run(t, c.args...)
			if code != exitUsage || !strings.Contains(complaint, c.want) || out != "" {
				t.Errorf("exit %d, stdout %q, stderr %q; want %q", code, out, complaint, c.want)
			}
		})
	}
}

func TestDeadlineIsExplainedForAReader(t *testing.T) {
	for lang, source := range map[string]string{"en": "[GDPR Art. 12(3)]", "fr": "[RGPD, art. 12, § 3]", "de": "[Art. 12 Abs. 3 DSGVO]"} {
		t.Run(lang, func(t *testing.T) {
			out, complaint, code := recourse(t, "", "deadline", "--regime", "gdpr", "--received", "2026-01-31", "--holidays", "FR",
				"--event", "extension_notice=2026-02-20,no-reasons", "--language", lang)
			if code != exitOK {
				t.Fatal(complaint)
			}
			for _, want := range []string{"(2026-03-02)", "(2026-04-30)", "(2026-05-01)", "\n   1. ", "\n   5. ", source, "\n  - "} {
				if !strings.Contains(out, want) {
					t.Errorf("%q is missing", want)
				}
			}
			for line := range strings.Lines(out) {
				if strings.Contains(line, "deadlines.") || utf8.RuneCountInString(line) > 110 {
					t.Errorf("ill-set line %q", line)
				}
			}
			if t.Failed() {
				t.Log(out)
			}
		})
	}
}

func TestDeadlineListsTheClocks(t *testing.T) {
	for lang, want := range map[string][]string{
		"en": {"\nAll clocks\n", "until 2026-05-26, ", "from 2026-04-17", "Answer to the appeal"},
		"fr": {"\nTous les délais\n", " 2026-05-26, ", " 2026-04-17"},
		"de": {"\nAlle Fristen\n", " 2026-05-26, ", " 2026-04-17"},
	} {
		out, complaint, code := recourse(t, "", "deadline", "--regime", "us-co-cpa", "--received", "2026-03-02", "--holidays", "US",
			"--event", "refused=2026-04-10", "--event", "appeal_lodged=2026-04-10", "--language", lang)
		if code != exitOK {
			t.Fatal(complaint)
		}
		for _, text := range want {
			if !strings.Contains(out, text) {
				t.Errorf("%s: %q is missing in\n%s", lang, text, out)
			}
		}
		for line := range strings.Lines(out) {
			if strings.Contains(line, "clocks.") || strings.Contains(line, "clock_") || utf8.RuneCountInString(line) > 110 {
				t.Errorf("ill-set line %q", line)
			}
		}
	}
	out, _, _ := recourse(t, "", "deadline", "--regime", "eu-gdpr", "--received", "2026-03-02", "--holidays", "FR")
	if !strings.Contains(out, "clocks that wait for something to happen\n") {
		t.Errorf("clocks that have not started are not counted in\n%s", out)
	}
}

func TestDeadlineNamesWhatIsToBeVerified(t *testing.T) {
	for lang, want := range map[string]string{"en": "To be verified", "fr": "À vérifier", "de": "Noch zu prüfen"} {
		out, complaint, code := recourse(t, "", "deadline", "--regime", "us-or-ocpa", "--received", "2026-01-31", "--holidays", "US", "--language", lang)
		if code != exitOK || !strings.Contains(out, want) || strings.Contains(out, "deadlines.") {
			t.Errorf("%s: exit %d %s, says\n%s\nwant %q and no raw key", lang, code, complaint, out, want)
		}
	}
}

func TestDeadlineCountsTheLocalDayOfAnInstant(t *testing.T) {
	out, complaint, code := recourse(t, "", "deadline", "--regime", "eu-gdpr", "--received", "2026-01-14T23:30:00Z",
		"--holidays", "FR", "--timezone", "Europe/Paris", "--json")
	var answer deadlineFull
	if err := json.Unmarshal([]byte(out), &answer); err != nil || code != exitOK {
		t.Fatalf("%v %s", err, complaint)
	}
	if len(answer.Clocks) < 3 || answer.Clocks[0].Name == "" || len(answer.Readings) == 0 || answer.Readings[0].Key != "reference" {
		t.Errorf("clocks %+v, readings %+v", answer.Clocks, answer.Readings)
	}
	if answer.Due.String() != "2026-02-16" { // received on the 15th; 15 February 2026 is a Sunday
		t.Errorf("due %s", answer.Due)
	}
	if len(answer.Trace) == 0 || answer.Trace[0].Text == "" || answer.Trace[len(answer.Trace)-1].Article == "" {
		t.Errorf("trace %+v", answer.Trace)
	}
}

func TestDeadlineTakesTheDayThatAnEventNames(t *testing.T) {
	out, complaint, code := recourse(t, "", "deadline", "--regime", "eu-gdpr", "--received", "2026-01-15", "--holidays", "FR",
		"--event", "authority_ordered=2026-06-01,until=2026-07-15", "--json")
	if code != exitOK || !strings.Contains(out, `"id":"authority-order"`) || !strings.Contains(out, `"end":"2026-07-15"`) {
		t.Errorf("%s %s", complaint, out)
	}
}

func TestDeadlineOrdersTheInstantsOfOneDay(t *testing.T) {
	answer, question := "id_received=2026-01-20T15:00:00+01:00", "id_requested=2026-01-20T09:00:00+01:00"
	for _, order := range [][2]string{{answer, question}, {question, answer}} {
		out, complaint, code := recourse(t, "", "deadline", "--regime", "eu-gdpr", "--received", "2026-01-15", "--holidays", "FR",
			"--timezone", "Europe/Paris", "--event", order[0], "--event", order[1], "--json")
		if code != exitOK || !strings.Contains(out, `"complaint_from":"2026-02-21"`) {
			t.Errorf("%v: %s %s", order, complaint, out)
		}
	}
	out, complaint, code := recourse(t, `{"regime":"eu-gdpr","right":"access","received":"2026-01-15","timezone":"Europe/Paris","holidays_region":"FR",`+
		`"events":[{"type":"id_received","date":"2026-01-20T15:00:00+01:00"},{"type":"id_requested","date":"2026-01-20T09:00:00+01:00"}]}`+"\n",
		"deadline", "--batch")
	if code != exitOK || !strings.Contains(out, `"complaint_from":"2026-02-21"`) {
		t.Errorf("in a batch: %s %s", complaint, out)
	}
	out, _, _ = recourse(t, "", "deadline", "--regime", "eu-gdpr", "--received", "2026-01-15", "--holidays", "FR",
		"--event", "id_received=2026-01-20", "--event", "id_requested=2026-01-20", "--json")
	if !strings.Contains(out, `"complaint_from":null`) {
		t.Errorf("of mere days the order given counts: %s", out)
	}
}

func TestDeadlineSaysThatAFeeWasNotConfirmed(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"in the time for reflection": {
			[]string{"--regime", "ch-fadp", "--holidays", "CH", "--event", "fee_requested=2026-03-10"},
			`"unconfirmed":{"by":"2026-03-20","late":null,"due":"2026-04-20"}`,
		},
		"confirmed late": {
			[]string{"--regime", "ch-fadp", "--holidays", "CH", "--event", "fee_requested=2026-03-10", "--event", "fee_confirmed=2026-03-23"},
			`"unconfirmed":{"by":"2026-03-20","late":"2026-03-23","due":"2026-04-20"}`,
		},
		"confirmed in time": {
			[]string{"--regime", "ch-fadp", "--holidays", "CH", "--event", "fee_requested=2026-03-10", "--event", "fee_confirmed=2026-03-12"},
			`"unconfirmed":null`,
		},
		"where the law sets no last day": {
			[]string{"--regime", "sg-pdpa", "--holidays", "SG", "--event", "fee_requested=2026-03-10"},
			`"unconfirmed":{"by":null,"late":null,"due":null}`,
		},
		"no fee at all": {[]string{"--regime", "eu-gdpr", "--holidays", "FR"}, `"unconfirmed":null`},
	} {
		t.Run(name, func(t *testing.T) {
			out, complaint, code := recourse(t, "", append([]string{"deadline", "--received", "2026-03-02", "--json"}, c.args...)...)
			if code != exitOK || !strings.Contains(out, c.want) {
				t.Errorf("exit %d %s\n%s", code, complaint, out)
			}
		})
	}
}

func TestDeadlineBatch(t *testing.T) {
	in, err := os.ReadFile("testdata/deadline.batch.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	out, complaint, code := recourse(t, string(in), "deadline", "--batch")
	if code != exitOK || complaint != "" {
		t.Fatalf("exit %d: %s", code, complaint)
	}
	golden(t, "deadline.batch.out.jsonl", withoutTrace(t, out))
}

// withoutTrace replaces each trace by whether there is one, since its words are
// package law's, and cuts lists of what is known, which grow.
func withoutTrace(t *testing.T, out string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(out) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if trace, ok := fields["trace"].([]any); ok {
			fields["trace"] = len(trace) > 0
		}
		if text, ok := fields["error"].(string); ok {
			fields["error"], _, _ = strings.Cut(text, "; known:")
		}
		text, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(text, '\n'))
	}
	return b.String()
}

func TestHolidaysAsJSON(t *testing.T) {
	out, complaint, code := recourse(t, "", "holidays", "--region", "DE-BY", "--from", "2026-01-01", "--to", "2026-04-30", "--json")
	if code != exitOK {
		t.Fatal(complaint)
	}
	var list []struct{ Date, Name, Source string }
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		t.Fatal(err)
	}
	var days []string
	for _, h := range list {
		days = append(days, h.Date)
		if h.Name == "" || h.Source == "" {
			t.Errorf("incomplete: %+v", h)
		}
	}
	if diff := cmp.Diff([]string{"2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06"}, days); diff != "" {
		t.Error(diff)
	}
}

func TestHolidaysOfAnEmptySpanAreAnEmptyList(t *testing.T) {
	out, _, code := recourse(t, "", "holidays", "--region", "FR", "--from", "2026-02-01", "--to", "2026-02-28", "--json")
	if code != exitOK || out != "[]\n" {
		t.Errorf("exit %d, %q", code, out)
	}
}

const reply = "Dear Sir,\r\n\r\nWe only provide data of the last 12 months – nothing more.\r\n"

func TestDetectCountsBytesOfTheTextAsGiven(t *testing.T) {
	out, complaint, code := recourse(t, reply, "detect", "--regime", "gdpr", "--json")
	if code != exitOK {
		t.Fatal(complaint)
	}
	var answer detectAnswer
	if err := json.Unmarshal([]byte(out), &answer); err != nil || len(answer.Findings) == 0 {
		t.Fatalf("%v in %s", err, out)
	}
	f := answer.Findings[0]
	if f.Key != "lookback_limit" || f.Verdict != "unlawful" || reply[f.Start:f.End] != f.Quote {
		t.Errorf("got %+v, which is %q", f, reply[f.Start:f.End])
	}
}

func TestDetectReadsFiles(t *testing.T) {
	for _, name := range []string{"reply.eml", "reply.html", "reply-windows-1252.txt"} {
		t.Run(name, func(t *testing.T) {
			out, complaint, code := recourse(t, "", "detect", "--regime", "gdpr", filepath.Join("testdata", name))
			if code != exitOK || !strings.Contains(out, "Unlawful") || !strings.Contains(out, "Art. 15") {
				t.Errorf("exit %d: %s%s", code, out, complaint)
			}
		})
	}
	t.Run("and says which cannot be read", func(t *testing.T) {
		_, complaint, code := recourse(t, "%PDF-1.7\x00\x01", "detect")
		if code != exitProblems || complaint == "" {
			t.Errorf("exit %d: %s", code, complaint)
		}
		if _, complaint, code = recourse(t, "", "detect", "testdata/none.txt"); code != exitProblems || !strings.Contains(complaint, "none.txt") {
			t.Errorf("exit %d: %s", code, complaint)
		}
	})
}

func TestDetectWithoutFindingsSaysSo(t *testing.T) {
	out, _, code := recourse(t, "Here is everything we hold about you.", "detect", "--regime", "gdpr")
	if code != exitOK || !strings.Contains(out, "No restriction was recognised") {
		t.Errorf("exit %d: %s", code, out)
	}
	if out, _, _ = recourse(t, "", "detect", "--json"); out != `{"lang":"","findings":[]}`+"\n" {
		t.Errorf("empty text: %s", out)
	}
}

func TestDetectBatchGoesOnAfterBadLines(t *testing.T) {
	lines := []string{
		`{"id": 1, "text": "Nous ne communiquons que les données des douze derniers mois.", "regime": "gdpr", "kind": "reply", "unknown": {}}`,
		`not json`,
		`[1, 2]`,
		``,
		`{"id": "a", "regime": "gdpr"}`,
		`{"id": ["b"], "text": 5}`,
		`{"id": "c", "text": "x", "regime": "hipaa"}`,
		`{"id": "d", "text": "x", "lang": "english"}`,
		`{"id": "e", "text": "Wij geven niets.", "lang": "nl"}`,
		`{"text": "a\u0000b \ud800 <b>"}`,
	}
	out, complaint, code := recourse(t, strings.Join(lines, "\n"), "detect", "--batch")
	if code != exitOK {
		t.Fatal(complaint)
	}
	wants := []string{
		`"key":"lookback_limit","verdict":"unlawful"`,
		`{"id":null,"error":"line 2: this is not JSON`,
		`{"id":null,"error":"line 3: this is JSON but no object`,
		`{"id":"a","error":"line 5: the field \"text\" is missing"}`,
		`{"id":["b"],"error":"line 6: the field \"text\" has the wrong type`,
		`{"id":"c","error":"line 7: unknown regime \"hipaa\"`,
		`{"id":"d","error":"line 8: unknown language \"english\"`,
		`{"id":"e","lang":"`,
		`{"id":null,"lang":"`,
	}
	got := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(got) != len(wants) {
		t.Fatalf("%d answers:\n%s", len(got), out)
	}
	for i, want := range wants {
		if !strings.Contains(got[i], want) {
			t.Errorf("answer %d is %s, want %s", i+1, got[i], want)
		}
		if !json.Valid([]byte(got[i])) {
			t.Errorf("answer %d is no JSON: %s", i+1, got[i])
		}
	}
}

func TestBatchKeepsTheOrder(t *testing.T) {
	var in, want strings.Builder
	for i := range 500 {
		id, _ := json.Marshal(i)
		in.WriteString(`{"id":` + string(id) + `}` + "\n")
		want.Write(append(id, '\n'))
	}
	var out bytes.Buffer
	p := process{Stdin: strings.NewReader(in.String()), Stdout: &out}
	err := runBatch(t.Context(), p, func(line []byte) (any, error) {
		var q struct{ ID int }
		err := json.Unmarshal(line, &q)
		if q.ID%7 == 0 {
			time.Sleep(time.Millisecond)
		}
		return q.ID, err
	})
	if err != nil || out.String() != want.String() {
		t.Errorf("%v: %s", err, cmp.Diff(want.String(), out.String()))
	}
}

func TestBatchAnswersEachLineAtOnce(t *testing.T) {
	in, give := io.Pipe()
	take, out := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(context.Background(), []string{"deadline", "--batch"}, process{Stdin: in, Stdout: out, Stderr: io.Discard, Now: time.Now})
	}()
	for range 3 {
		if _, err := io.WriteString(give, `{"id":1,"regime":"gdpr","right":"access","received":"2026-01-31","holidays_region":"FR"}`+"\n"); err != nil {
			t.Fatal(err)
		}
		var answer deadlineAnswer
		if err := json.NewDecoder(take).Decode(&answer); err != nil || answer.Due == nil {
			t.Fatalf("%+v, %v", answer, err)
		}
	}
	_ = give.Close()
	if code := <-done; code != exitOK {
		t.Errorf("exit %d", code)
	}
}

func TestBatchSurvivesALongLineAPanicAndABadReader(t *testing.T) {
	text := strings.Repeat("x", 3<<20)
	var out bytes.Buffer
	p := process{Stdin: strings.NewReader(`{"id":1,"text":"` + text + `"}` + "\n" + `{"id":2}`), Stdout: &out}
	err := runBatch(t.Context(), p, func(line []byte) (any, error) {
		if len(line) < 100 {
			panic("boom")
		}
		return len(line), nil
	})
	if want := "3145746\n" + `{"id":2,"error":"line 2: internal error: boom"}` + "\n"; err != nil || out.String() != want {
		t.Errorf("%v: %s", err, out.String())
	}
	p.Stdin = io.MultiReader(strings.NewReader("{}\n"), failing{})
	if err := runBatch(t.Context(), p, func([]byte) (any, error) { return 1, nil }); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("disk gone") }

func TestVersion(t *testing.T) {
	out, _, code := recourse(t, "", "version")
	if code != exitOK || !strings.HasPrefix(out, "recourse ") {
		t.Errorf("exit %d: %s", code, out)
	}
}

func BenchmarkDeadlineBatch(b *testing.B) {
	line := `{"id":1,"regime":"eu-gdpr","right":"access","received":"2026-01-31","timezone":"Europe/Paris","holidays_region":"FR","events":[]}` + "\n"
	b.ReportAllocs()
	for b.Loop() {
		p := process{Stdin: strings.NewReader(strings.Repeat(line, 1000)), Stdout: io.Discard, Stderr: io.Discard, Now: time.Now}
		if code := run(b.Context(), []string{"deadline", "--batch"}, p); code != exitOK {
			b.Fatal(code)
		}
	}
}
