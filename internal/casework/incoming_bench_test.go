package casework_test

import (
	"bytes"
	"context"
	cryptorand "crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"recourse/internal/casework"
	"recourse/internal/casework/caseworktest"
	"recourse/internal/dsar"
	"recourse/internal/mail/address"
	"recourse/internal/store"
	"recourse/internal/testdb"
)

// BenchmarkIntake is the whole way of a mail, from the door to the request that it
// answers: stored, parsed, matched by its address, searched for restrictions and filed.
// Two doors take mail in while one reader reads. The aims on two cores are 300 mails of
// 4 kB a second, 20 of 1 MB, and 150 MiB. Who vouches for a mail is asked of the DNS
// later, by a job that is not part of this.
//
// The mails are about as companies write them: prose that explains and lists, and in one
// sentence of some twenty a limit, so that a mail of 4 kB has one or two. The detector has
// more to do the more of them there are.
func BenchmarkIntake(b *testing.B) {
	databases := map[string]func(testing.TB) *store.Store{"sqlite": testdb.SQLite, "postgres": testdb.Postgres}
	for _, size := range []struct {
		name         string
		bytes, mails int
	}{{"4kB", 4 << 10, 500}, {"1MB", 1 << 20, 40}} {
		for name, open := range databases {
			b.Run(name+"/"+size.name, func(b *testing.B) {
				newPostbox(b, open(b)).measure(b, size.mails, size.bytes)
			})
		}
	}
}

// postbox is a service with open requests, each with its address.
type postbox struct {
	*casework.Service
	owner     casework.Actor
	addresses []string
}

// mailsARequest is how many mails a request gets in one round: few requests have more.
const mailsARequest = 4

func newPostbox(b testing.TB, s *store.Store) *postbox {
	b.Helper()
	o := caseworktest.Options(b)
	now := time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)
	o.Store, o.From, o.BaseURL, o.Addresses = s, "Recourse <recourse@example.org>", "https://recourse.example.org", address.Scheme{Domain: "answers.example.org"}
	o.Now, o.Log = func() time.Time { return now }, slog.New(slog.DiscardHandler)
	p := &postbox{Service: casework.New(o)}
	p.owner = must(p.Setup(b.Context(), casework.NewAccount{
		Email: "owner@example.org", Name: "Olga Owner", Password: "correct horse", Language: "en", TimeZone: "Europe/Paris",
	}))(b).Actor()
	return p
}

// open adds requests that were sent and wait for their answer.
func (p *postbox) open(b testing.TB, n int) {
	b.Helper()
	ctx := b.Context()
	c := must(p.CreateController(ctx, p.owner, casework.ControllerInput{Name: "Photomatch SAS", Country: "FR", Emails: []string{"privacy@controller.example"}}))(b)
	for range n {
		v := must(p.CreateRequest(ctx, p.owner, casework.NewRequest{
			ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", Language: "en",
			Subject: casework.SubjectInput{Name: "Camille Moreau", Email: "camille@mail.example", Country: "FR"},
		}))(b)
		must(p.RecordEvent(ctx, p.owner, v.Request.ID, casework.EventInput{Kind: dsar.EventSent, On: day("2026-05-20")}, casework.AnyVersion))(b)
		token := must(address.NewToken(cryptorand.Reader))(b)
		must(p.Store.PutAddressToken(ctx, p.owner.WorkspaceID, v.Request.ID, string(token), p.Now()))(b)
		p.addresses = append(p.addresses, p.Addresses.Address(token))
	}
}

func (p *postbox) measure(b *testing.B, mails, size int) {
	random := rand.New(rand.NewPCG(2026, 11))
	p.open(b, 1)
	p.takeAndRead(b, queueOf(random, 1, size, p.addresses), 1) // the detector puts a language's wordings together at its first text
	stop, peak := watchHeap()
	var spent, cpu time.Duration
	for b.Loop() {
		b.StopTimer()
		p.addresses = nil
		p.open(b, mails/mailsARequest)
		queue := queueOf(random, mails, size, p.addresses)
		runtime.GC()
		b.StartTimer()
		begun, before := time.Now(), cpuTime(b)
		p.takeAndRead(b, queue, mails)
		spent, cpu = spent+time.Since(begun), cpu+cpuTime(b)-before
	}
	stop()
	b.ReportMetric(float64(mails*b.N)/spent.Seconds(), "mails/s")
	b.ReportMetric(float64(cpu.Milliseconds())/float64(mails*b.N), "cpu-ms/mail") // on a busy machine this tells more
	b.ReportMetric(float64(peak.Load())/(1<<20), "MiB-heap-peak")
}

// cpuTime is what this process has used of the processors; a database server is not in it.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// queueOf makes mails while they are taken: all at once they would be the memory that is
// measured.
func queueOf(random *rand.Rand, mails, size int, to []string) <-chan []byte {
	queue := make(chan []byte, 4)
	go func() {
		defer close(queue)
		for i := range mails {
			queue <- answerOf(random, size, to[i%len(to)])
		}
	}()
	return queue
}

// takeAndRead returns when every mail is filed.
func (p *postbox) takeAndRead(b *testing.B, queue <-chan []byte, mails int) {
	b.Helper()
	doors, ctx := errgroup.WithContext(b.Context())
	for range 2 {
		doors.Go(func() error { return p.takeAll(ctx, queue) })
	}
	for read := 0; read < mails; {
		n, err := p.ReadIncoming(ctx)
		if err != nil {
			b.Fatal(err, doors.Wait())
		}
		if read += n; n == 0 {
			time.Sleep(time.Millisecond)
		}
	}
	if err := doors.Wait(); err != nil {
		b.Fatal(err)
	}
	if n := must(p.Store.CountIncoming(b.Context(), p.owner.WorkspaceID, dsar.IncomingStored, dsar.IncomingWaiting, dsar.IncomingFailed))(b); n != 0 {
		b.Fatalf("%d mails are not filed", n)
	}
}

func (p *postbox) takeAll(ctx context.Context, queue <-chan []byte) error {
	for raw := range queue {
		if _, err := p.TakeMail(ctx, casework.MailIn{Door: dsar.DoorLMTP, MailFrom: "privacy@controller.example", Raw: raw}); err != nil {
			return err
		}
	}
	return nil
}

// watchHeap keeps the largest heap that was in use, until stop is called.
func watchHeap() (stop func(), peak *atomic.Uint64) {
	peak = &atomic.Uint64{}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapInuse))
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	return func() { close(done); <-ended }, peak
}

// restricting are sentences that restrict a right, or look like it.
var restricting = []string{
	"Please note that we can only provide logs of the past %d days, as older data are archived.",
	"To protect your account we ask you to confirm your identity with a copy of a document.",
	"Because of the number of requests we need two further months to answer, until the end of the third month.",
	"We regret that we cannot name the source of these data, since it is a trade secret.",
}

// aLimitIn is how many sentences there are to one of them.
const aLimitIn = 20

// prose is what companies write beside.
var prose = []string{
	"We have received your request for access and opened a case under the number %d.",
	"Your data are processed for the performance of our contract with you, on the basis of Article 6(1)(b) GDPR.",
	"The recipients of your data are our hosting company, our payment services and the tax office.",
	"A list of %d entries is attached to this message as a table that you can open with any office program.",
	"You have the right to lodge a complaint with a supervisory authority.",
	"If you have questions, our customer service is there for you on weekdays from 9 to 17 h.",
	"Device identifiers are kept for %d months and then deleted automatically.",
	"Your telephone number was last changed in the settings of your account.",
	"Thank you for your patience and for the trust that you place in our services.",
	"Your customer account was opened on our website, where you entered your name, your address and a telephone number.",
	"For every order we keep the date, the articles, the price, the means of payment and the address of delivery.",
	"Our newsletter was sent to you %d times, and you opened it on a mobile device.",
	"The technical terms in the table are explained on the page that you find under the link below.",
	"Payments are processed by a bank in the European Union on the basis of a contract with us.",
}

// answerOf is a mail of about size bytes as a company sends it: text up to 20 kB, the
// rest a file.
func answerOf(random *rand.Rand, size int, to string) []byte {
	var text strings.Builder
	for text.Len() < min(size-600, 20_000) {
		sentence := prose[random.IntN(len(prose))]
		if random.IntN(aLimitIn) == 0 {
			sentence = restricting[random.IntN(len(restricting))]
		}
		if strings.Contains(sentence, "%d") {
			sentence = fmt.Sprintf(sentence, random.IntN(1000))
		}
		text.WriteString(sentence + "\r\n")
	}
	file := make([]byte, max(0, size-2*text.Len())*3/4)
	for i := range file {
		file[i] = byte(random.Uint32())
	}
	var raw bytes.Buffer
	fmt.Fprintf(&raw, "Received: from mx.controller.example by mx.example.org; Wed, 20 May 2026 12:00:00 +0200\r\nFrom: Privacy <privacy@controller.example>\r\n"+
		"To: %s\r\nSubject: Your request\r\nDate: Wed, 20 May 2026 12:00:00 +0200\r\nMessage-ID: <%d@controller.example>\r\nMIME-Version: 1.0\r\n", to, random.Uint64())
	fmt.Fprintf(&raw, "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", text.String())
	if len(file) > 0 {
		fmt.Fprintf(&raw, "--o\r\nContent-Type: application/pdf; name=data.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n")
		coded := base64.StdEncoding.EncodeToString(file)
		for ; len(coded) > 76; coded = coded[76:] {
			raw.WriteString(coded[:76] + "\r\n")
		}
		raw.WriteString(coded + "\r\n")
	}
	raw.WriteString("--o--\r\n")
	return raw.Bytes()
}
