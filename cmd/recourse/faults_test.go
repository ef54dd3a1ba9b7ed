package main

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"recourse/internal/mail/mailtest"
	"recourse/internal/testdb"
)

// The faults that mail meets, with the real program as a process of its own. "make
// test-faults" sets RECOURSE_FAULTS and takes the long forms.
func longFaults() bool { return os.Getenv("RECOURSE_FAULTS") == "1" }

// inFlight is how many mails one instance hands over at the same time, at most. What is in
// flight when it dies may have been accepted without its note of it: it goes out again,
// with the same Message-ID.
const inFlight = 4

// leaseOver is longer than any lease.
const leaseOver = 6 * time.Minute

func TestKilledAtAnyMomentNothingIsLost(t *testing.T) {
	cycles, each := 6, 10
	if longFaults() {
		cycles, each = 200, 10
	}
	eachDatabase(t, func(t *testing.T, database string) {
		f := newPost(t, database, max(2, cycles/10))
		f.openDoor()
		chance := rand.New(rand.NewPCG(1, uint64(cycles))) // the same moments in every run, as far as that can be
		ctx, stop := context.WithTimeout(t.Context(), 30*time.Minute)
		defer stop()
		for cycle := range cycles {
			f.send(each)
			f.arrive(ctx, each)
			i := f.start()
			if cycle%5 != 4 { // one in five dies while it starts
				f.ready(i)
			}
			time.Sleep(time.Duration(chance.IntN(400)) * time.Millisecond)
			i.kill()
			f.sleep(leaseOver)
		}
		f.finish()
		f.wantSent(cycles * inFlight)
		f.wantFiled()
		f.wantHealthy()
	})
}

// An instance that stands still in the middle of its batch wakes up when others have gone
// on with it. It must not send what they have sent.
func TestAFrozenInstanceSendsNothingThatOthersTookOver(t *testing.T) {
	for _, instances := range []int{2, 4} {
		t.Run(strconv.Itoa(instances)+" instances", func(t *testing.T) {
			// The server soon ends what the frozen instance left open in the middle.
			f := newPost(t, testdb.PostgresURL(t)+"&idle_in_transaction_session_timeout=2s", 1)
			f.send(60)
			frozen, release := make(chan struct{}), make(chan struct{})
			var third sync.Once
			taken := 0
			f.relay.OnData(func(mailtest.Message) error {
				if taken++; taken >= 3 {
					third.Do(func() { close(frozen) })
					<-release
				}
				return nil
			})
			first := f.ready(f.start())
			<-frozen
			first.signal(syscall.SIGSTOP)
			close(release)
			f.sleep(leaseOver)
			for range instances - 1 {
				f.ready(f.start())
			}
			f.wantDrained()
			first.signal(syscall.SIGCONT)
			time.Sleep(2 * time.Second) // it goes on where it stood
			f.wantSent(inFlight)
		})
	}
}

// The database goes away while mail comes in and goes out, and comes back.
func TestADatabaseThatGoesAwayLosesNothing(t *testing.T) {
	times := 2
	if longFaults() {
		times = 20
	}
	database := testdb.PostgresURL(t)
	line := cutLine(t, database)
	f := newPost(t, database, 2)
	f.environ = append(f.environ, "RECOURSE_DATABASE_URL="+line.url) // of the instances; the test looks past it
	f.openDoor()
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
	defer stop()
	i := f.ready(f.start())
	defer i.kill()
	for range times {
		f.send(15)
		f.arrive(ctx, 15)
		time.Sleep(200 * time.Millisecond)
		line.cut()
		time.Sleep(300 * time.Millisecond)
		line.mend()
	}
	f.finishWith()
	f.wantSent(times * inFlight)
	f.wantFiled()
}
