// Package caseworktest gives tests the knowledge that the use cases work with: the law,
// the detector, the letters and the records of enforcement, as the program itself has
// them. Only tests import it.
package caseworktest

import (
	"sync"
	"testing"

	"github.com/alexedwards/argon2id"

	"recourse/internal/casework"
	"recourse/internal/enforcement"
	"recourse/internal/law"
	"recourse/internal/letter"
	"recourse/internal/restriction"
	"recourse/internal/seal"
	"recourse/templates"
)

// knowledge is loaded once in a package's tests: it never changes, serves any number of
// services, and loading it takes longer than most tests.
var knowledge = sync.OnceValues(load)

// Options returns options with Law, Detector, Letters, Records and Key set, passwords that
// cost little, and nothing else.
func Options(t testing.TB) casework.Options {
	t.Helper()
	o, err := knowledge()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func load() (casework.Options, error) {
	var o casework.Options
	var err error
	if o.Law, err = law.Default(); err != nil {
		return o, err
	}
	if o.Detector, err = restriction.Default(); err != nil {
		return o, err
	}
	if o.Letters, err = letter.Load(templates.FS); err != nil {
		return o, err
	}
	if o.Records, err = enforcement.Default(); err != nil {
		return o, err
	}
	o.PasswordCost = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	key, err := seal.NewKey("a secret that only the tests have")
	o.Key = func() (*seal.Key, error) { return key, nil }
	return o, err
}
