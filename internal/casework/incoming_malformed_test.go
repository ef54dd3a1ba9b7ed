package casework_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/store"
	"recourse/internal/testdb"
)

// TestMalformedMailIsStoredAndSettled spoils mails of every kind and takes them in with
// some that somebody made to do harm. Each is filed, waits or is failed with a reason
// after one reading, and has its bytes. "make test-faults" takes 1,000 of them and makes
// the large ones 30 MB; otherwise it is some of every kind, the large ones smaller.
func TestMalformedMailIsStoredAndSettled(t *testing.T) {
	count, large := 36, 256<<10
	if os.Getenv("RECOURSE_FAULTS") == "1" {
		count, large = 1000, 30<<20
	}
	p := newPostbox(t, testdb.SQLite(t))
	p.open(t, 2+count/20)
	mails := append(spoiltMails(t, p.addresses, count), hostileMails(p.addresses[0], large)...)
	begun := time.Now()
	taken := p.takeMalformed(t, mails)
	must(p.ReadIncoming(t.Context()))(t)
	t.Logf("%d mails, %d of them different, were taken in and read in %s", len(mails), len(taken), time.Since(begun).Round(time.Millisecond))
	states := map[dsar.IncomingState]int{}
	found := map[string]bool{}
	for _, m := range p.allMail(t) {
		states[m.State]++
		found[m.RawHash] = true
		if m.State == dsar.IncomingStored || m.State == dsar.IncomingFailed && m.Reason == "" {
			t.Errorf("%s after one reading, reason %q:\n%.500q", m.State, m.Reason, taken[m.RawHash])
		}
		kept, err := p.IncomingRaw(t.Context(), p.owner, m.ID)
		if err != nil || !bytes.Equal(kept, taken[m.RawHash]) {
			t.Errorf("%d bytes of %d are kept, %v", len(kept), len(taken[m.RawHash]), err)
		}
	}
	t.Logf("states: %v", states)
	if len(found) != len(taken) {
		t.Errorf("%d mails of %d are there", len(found), len(taken))
	}
	if states[dsar.IncomingAssigned] == 0 || states[dsar.IncomingWaiting] == 0 {
		t.Errorf("this tests less than it should: %v", states)
	}
}

// takeMalformed stores the mails and returns those that are new, by their hash. One that
// is not new has to have the same bytes as one before it: some are cut off so early that
// nothing is left in which they differ.
func (p *postbox) takeMalformed(t *testing.T, mails [][]byte) map[string][]byte {
	t.Helper()
	taken := map[string][]byte{}
	for n, raw := range mails {
		fresh, err := p.TakeMail(t.Context(), casework.MailIn{Door: dsar.DoorLMTP, Raw: raw})
		if len(bytes.TrimSpace(raw)) == 0 {
			wantCode(t, err, dsar.CodeInvalid) // nothing was left of it
			continue
		}
		if err != nil {
			t.Fatalf("mail %d is not stored: %v\n%.500q", n, err, raw)
		}
		sum := sha256.Sum256(raw)
		hash := hex.EncodeToString(sum[:])
		if before, same := taken[hash]; !fresh && !same {
			t.Errorf("mail %d counts as one that came before, and none has its bytes:\n%.500q", n, raw)
		} else if fresh && same {
			t.Errorf("mail %d is stored twice:\n%.500q", n, before)
		}
		taken[hash] = raw
	}
	return taken
}

func (p *postbox) allMail(t *testing.T) []dsar.Incoming {
	t.Helper()
	var all []dsar.Incoming
	filter := store.IncomingFilter{Limit: 100}
	for {
		page, next, err := p.Store.IncomingMails(t.Context(), p.owner.WorkspaceID, filter)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, page...); next == "" {
			return all
		}
		filter.Cursor = next
	}
}

// spoiltMails are mails of programs and companies, each spoilt in one to four ways. The
// same are made in every run.
func spoiltMails(t *testing.T, to []string, count int) [][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "mail", "testdata", "mails", "*.eml"))
	if err != nil || len(names) < 10 {
		t.Fatalf("%d mails, %v", len(names), err)
	}
	random := rand.New(rand.NewPCG(2026, 11))
	var mails [][]byte
	for n := range count {
		raw := answerOf(random, 4<<10, to[n%len(to)])
		if n%3 == 0 { // one of the files, so addressed that it would be filed
			file, err := os.ReadFile(names[n/3%len(names)])
			if err != nil {
				t.Fatal(err)
			}
			raw = fmt.Appendf(nil, "X-Number: %d\r\nDelivered-To: %s\r\n%s", n, to[n%len(to)], file)
		}
		for range 1 + n%4 {
			if len(raw) > 0 {
				raw = spoil(random, raw)
			}
		}
		mails = append(mails, raw)
	}
	return mails
}

// spoil makes one of the mistakes that programs and networks make.
func spoil(random *rand.Rand, raw []byte) []byte {
	at := random.IntN(len(raw))
	end := min(len(raw), at+1+random.IntN(200))
	out := bytes.Clone(raw)
	switch random.IntN(6) {
	case 0: // cut off
		return out[:at]
	case 1: // a piece is missing
		return append(out[:at], out[end:]...)
	case 2: // a piece came twice
		return append(out[:end:end], out[at:]...)
	case 3: // bytes of something else
		for i := at; i < end; i++ {
			out[i] = byte(random.IntN(256))
		}
	case 4: // the line ends are those of an old system
		return bytes.ReplaceAll(out, []byte("\r\n"), []byte("\r"))
	default:
		clear(out[at:end])
	}
	return out
}

// hostileMails are made to take much time or memory; the large ones have about size bytes.
func hostileMails(to string, size int) [][]byte {
	head := "From: a@hostile.example\r\nTo: " + to + "\r\n"
	var nested, fields strings.Builder
	for n := range 5000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", n, n)
	}
	for n := range 50_000 {
		fmt.Fprintf(&fields, "X-Field-%d: value\r\n", n)
	}
	words := "Grüße und Wörter ohne Ende "
	var mails [][]byte
	for _, rest := range []string{
		nested.String(),
		strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 5000),
		fields.String() + "\r\nwords",
		"Subject: " + strings.Repeat("=?utf-8?Q?=C3=BC?= ", 50_000) + "\r\n\r\nwords",
		"Content-Type: text/plain; charset=utf-8\r\n\r\n" + strings.Repeat(words, size/len(words)),
		"Content-Type: text/html; charset=utf-8\r\n\r\n" + strings.Repeat("<div><b>"+words, size/4/len(words)),
		"Content-Type: text/plain; charset=no-such-set\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat("\xff\x00", 10_000),
		"Content-Type: application/zip; name=a.zip\r\n\r\n" + strings.Repeat("PK\x03\x04"+words+"\r\n", size/len(words)),
	} {
		mails = append(mails, []byte(head+rest))
	}
	return mails
}
