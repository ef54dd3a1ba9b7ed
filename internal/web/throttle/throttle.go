// Package throttle slows down who guesses: a bucket of attempts for each key,
// refilled over time, in bounded memory.
package throttle

import (
	"container/list"
	"crypto/sha256"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Options say how many attempts a key has.
type Options struct {
	Burst int           // attempts that may follow at once
	Every time.Duration // after which one more is allowed
	Keys  int           // keys remembered; the one unused for longest is forgotten first
	Now   func() time.Time
}

// Throttle counts attempts by key. It is safe for concurrent use.
type Throttle struct {
	Options
	mu     sync.Mutex
	byKey  map[[sha256.Size]byte]*list.Element
	recent *list.List // of *bucket, the most recently used in front
}

type bucket struct {
	key     [sha256.Size]byte
	limiter *rate.Limiter
}

// New returns a throttle. Every option is required.
func New(o Options) *Throttle {
	return &Throttle{Options: o, byKey: map[[sha256.Size]byte]*list.Element{}, recent: list.New()}
}

// Take uses up one attempt of the key. It returns 0, or how long to wait until
// there is one.
func (t *Throttle) Take(key string) time.Duration {
	now := t.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	limiter := t.bucket(key).limiter
	r := limiter.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// Wait returns how long the key has to wait for its next attempt, 0 if it has one,
// without using it up.
func (t *Throttle) Wait(key string) time.Duration {
	now := t.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	limiter := t.bucket(key).limiter
	lacking := 1 - limiter.TokensAt(now)
	if lacking <= 0 {
		return 0
	}
	return time.Duration(lacking * float64(t.Every))
}

// Forget gives the key all its attempts back: who has proved to be right did not guess.
func (t *Throttle) Forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e, ok := t.byKey[sha256.Sum256([]byte(key))]; ok {
		t.remove(e)
	}
}

// Len returns how many keys are remembered.
func (t *Throttle) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.recent.Len()
}

// Keys are kept as hashes: they are addresses of people, and may be long.
func (t *Throttle) bucket(key string) *bucket {
	hash := sha256.Sum256([]byte(key))
	if e, ok := t.byKey[hash]; ok {
		t.recent.MoveToFront(e)
		return e.Value.(*bucket)
	}
	if t.recent.Len() >= t.Keys {
		t.remove(t.recent.Back())
	}
	b := &bucket{key: hash, limiter: rate.NewLimiter(rate.Every(t.Every), t.Burst)}
	t.byKey[hash] = t.recent.PushFront(b)
	return b
}

func (t *Throttle) remove(e *list.Element) {
	delete(t.byKey, e.Value.(*bucket).key)
	t.recent.Remove(e)
}

// Address returns the key for a client's address: the address itself for IPv4, its
// network for IPv6, where everybody has billions of addresses.
func Address(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	addr = addr.Unmap()
	if addr.Is4() {
		return addr.String()
	}
	network, err := addr.WithZone("").Prefix(64)
	if err != nil {
		return ip
	}
	return network.String()
}

// Account returns the key for the address that an account signs in with.
func Account(email string) string { return strings.ToLower(strings.TrimSpace(email)) }
