package address_test

import (
	"crypto/rand"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"recourse/internal/dsar"
	"recourse/internal/mail/address"
)

const alphabet = "23456789abcdefghjkmnpqrstvwxy"

func newToken(t testing.TB) address.Token {
	t.Helper()
	token, err := address.NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// drawn is a token as the generator of a property makes it.
func drawn(t *rapid.T) string {
	token, err := address.NewToken(strings.NewReader(string(rapid.SliceOfN(rapid.Byte(), 100, 100).Draw(t, "random"))))
	if err != nil {
		t.Skip("the drawn bytes ran out")
	}
	return string(token)
}

func TestToken(t *testing.T) {
	t.Run("has at least 100 random bits", func(t *testing.T) {
		if bits := float64(address.TokenLength-2) * math.Log2(float64(len(alphabet))); bits < 100 {
			t.Errorf("%.1f bits", bits)
		}
	})
	t.Run("has no characters that look alike", func(t *testing.T) {
		for range 200 {
			if token := string(newToken(t)); strings.Trim(token, alphabet) != "" || len(token) != address.TokenLength {
				t.Fatal(token)
			}
		}
	})
	t.Run("differs every time", func(t *testing.T) {
		seen := make(map[address.Token]bool)
		for range 1000 {
			seen[newToken(t)] = true
		}
		if len(seen) != 1000 {
			t.Errorf("%d of 1000", len(seen))
		}
	})
	t.Run("without randomness there is none", func(t *testing.T) {
		if _, err := address.NewToken(io.LimitReader(rand.Reader, 3)); !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Error(err)
		}
	})
}

func TestMistakesInATokenShow(t *testing.T) {
	place := rapid.IntRange(0, address.TokenLength-1)
	symbol := rapid.SampledFrom([]byte(alphabet))
	t.Run("upper case is none", rapid.MakeCheck(func(t *rapid.T) {
		token := drawn(t)
		if got, ok := address.ParseToken(strings.ToUpper(token)); !ok || string(got) != token {
			t.Fatalf("%s is read as %s, %v", strings.ToUpper(token), got, ok)
		}
	}))
	t.Run("one wrong character, and it can be mended", rapid.MakeCheck(func(t *rapid.T) {
		token := drawn(t)
		wrong := []byte(token)
		i := place.Draw(t, "place")
		wrong[i] = rapid.SampledFrom([]byte(alphabet+"01iloz_.é")).Draw(t, "symbol")
		if string(wrong) == token {
			t.Skip("the same")
		}
		if _, ok := address.ParseToken(string(wrong)); ok {
			t.Fatalf("%s passes for %s", wrong, token)
		}
		if mended, ok := address.Mend(string(wrong)); !ok || string(mended) != token {
			t.Fatalf("%s is mended to %q, %v, not to %s", wrong, mended, ok, token)
		}
	}))
	t.Run("two wrong characters", rapid.MakeCheck(func(t *rapid.T) {
		token := drawn(t)
		wrong := []byte(token)
		wrong[place.Draw(t, "first")] = symbol.Draw(t, "one")
		wrong[place.Draw(t, "second")] = symbol.Draw(t, "other")
		if _, ok := address.ParseToken(string(wrong)); ok && string(wrong) != token {
			t.Fatalf("%s passes for %s", wrong, token)
		}
	}))
	t.Run("two characters swapped", rapid.MakeCheck(func(t *rapid.T) {
		token := drawn(t)
		wrong := []byte(token)
		i, j := place.Draw(t, "one"), place.Draw(t, "other")
		wrong[i], wrong[j] = wrong[j], wrong[i]
		if _, ok := address.ParseToken(string(wrong)); ok && string(wrong) != token {
			t.Fatalf("%s passes for %s", wrong, token)
		}
	}))
	t.Run("a character too few or too many", rapid.MakeCheck(func(t *rapid.T) {
		token := drawn(t)
		for _, wrong := range []string{token[1:], token + "2", ""} {
			if _, ok := address.ParseToken(wrong); ok {
				t.Fatalf("%q passes", wrong)
			}
			if _, ok := address.Mend(wrong); ok {
				t.Fatalf("%q is mended", wrong)
			}
		}
	}))
	t.Run("a right one needs no mending", rapid.MakeCheck(func(t *rapid.T) {
		if mended, ok := address.Mend(drawn(t)); ok {
			t.Fatal(mended)
		}
	}))
}

func TestSchemes(t *testing.T) {
	token := newToken(t)
	domain := address.Scheme{Domain: "answers.example.org"}
	box := address.Scheme{Mailbox: "privacy@example.org"}
	t.Run("a domain of our own", func(t *testing.T) {
		if got := domain.Address(token); got != "r."+string(token)+"@answers.example.org" || !domain.Configured() {
			t.Error(got)
		}
	})
	t.Run("one mailbox with plus-addressing", func(t *testing.T) {
		if got := box.Address(token); got != "privacy+r."+string(token)+"@example.org" || !box.Configured() {
			t.Error(got)
		}
	})
	t.Run("neither", func(t *testing.T) {
		none := address.Scheme{}
		if none.Address(token) != "" || none.Configured() {
			t.Error("an address without a domain")
		}
	})
	t.Run("the local part fits its limit of 64 bytes", func(t *testing.T) {
		local, _, _ := strings.Cut(address.Scheme{Mailbox: strings.Repeat("b", 38) + "@example.org"}.Address(token), "@")
		if len(local) > 64 {
			t.Errorf("%d bytes", len(local))
		}
	})
}

func TestRead(t *testing.T) {
	token := newToken(t)
	s := string(token)
	wrong := []byte(s)
	wrong[4] = map[bool]byte{true: '3', false: '2'}[s[4] == '2']
	lookalike := []byte(s)
	lookalike[22] = 'o' // no token has an o
	domain := address.Scheme{Domain: "answers.example.org"}
	box := address.Scheme{Mailbox: "privacy@example.org"}
	for name, c := range map[string]struct {
		scheme address.Scheme
		addr   string
		want   address.Found
	}{
		"as it was made":                        {domain, "r." + s + "@answers.example.org", address.Found{Verdict: address.Request, Token: token}},
		"in capitals":                           {domain, "R." + strings.ToUpper(s) + "@ANSWERS.EXAMPLE.ORG", address.Found{Verdict: address.Request, Token: token}},
		"with the dot of a complete host":       {domain, "r." + s + "@answers.example.org.", address.Found{Verdict: address.Request, Token: token}},
		"in quotation marks":                    {domain, `"r.` + s + `"@answers.example.org`, address.Found{Verdict: address.Request, Token: token}},
		"at a domain that we had before":        {domain, "r." + s + "@old.example", address.Found{Verdict: address.Request, Token: token}},
		"plus-addressed":                        {box, "privacy+r." + s + "@example.org", address.Found{Verdict: address.Request, Token: token}},
		"plus-addressed twice":                  {box, "privacy+x+r." + s + "@example.org", address.Found{Verdict: address.Request, Token: token}},
		"with a wrong character":                {domain, "r." + string(wrong) + "@answers.example.org", address.Found{Verdict: address.Mistyped, Token: token}},
		"with a wrong check character":          {box, "privacy+r." + string(lookalike) + "@example.org", address.Found{Verdict: address.Mistyped, Token: token}},
		"cut off":                               {domain, "r." + s[:20] + "@answers.example.org", address.Found{Verdict: address.Mistyped}},
		"with a wrong character, elsewhere":     {domain, "r." + string(wrong) + "@example.com", address.Found{}},
		"of a person on our domain":             {domain, "postmaster@answers.example.org", address.Found{Verdict: address.Ours}},
		"the mailbox itself":                    {box, "Privacy@Example.org", address.Found{Verdict: address.Ours}},
		"the mailbox with something else added": {box, "privacy+news@example.org", address.Found{Verdict: address.Ours}},
		"another mailbox of the host":           {box, "someone@example.org", address.Found{}},
		"somebody called r.":                    {domain, "r.smith@example.com", address.Found{}},
		"no address":                            {domain, "r." + s, address.Found{}},
		"an empty host":                         {domain, "r." + s + "@", address.Found{}},
		"nothing":                               {domain, "", address.Found{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.scheme.Read(c.addr); got != c.want {
				t.Errorf("%s: %+v, want %+v", c.addr, got, c.want)
			}
		})
	}
}

func TestReferences(t *testing.T) {
	reference, err := dsar.NewReference(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.ReplaceAll(reference, "-", "")
	for name, c := range map[string]struct {
		text            string
		valid, mistyped []string
	}{
		"as it is written":      {"Re: access, RC-4F7K-29QX", nil, []string{"RC-4F7K-29QX"}},
		"right":                 {"AW: Auskunft, " + reference, []string{reference}, nil},
		"twice":                 {reference + " " + strings.ToLower(reference), []string{reference}, nil},
		"lower case, no hyphen": {"[" + strings.ToLower(plain) + "]", []string{reference}, nil},
		"nothing":               {"Your enquiry 12345", nil, nil},
		"a word that begins so": {"rcabcdefghij", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			valid, mistyped := address.References(c.text)
			if !slices.Equal(valid, c.valid) || !slices.Equal(mistyped, c.mistyped) {
				t.Errorf("%q: %q and %q", c.text, valid, mistyped)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add("r.23456789abcdefghjkmnpq@answers.example.org", "answers.example.org")
	f.Add(`"r."@x`, "")
	f.Add("privacy+r.@example.org", "example.org")
	f.Fuzz(func(t *testing.T, addr, domain string) {
		s := address.Scheme{Domain: domain, Mailbox: "box@" + domain}
		found := s.Read(addr)
		if found.Token != "" {
			if _, ok := address.ParseToken(string(found.Token)); !ok {
				t.Errorf("%q gives the token %q, which is none", addr, found.Token)
			}
		}
		if found.Verdict == address.Request && found.Token == "" {
			t.Errorf("%q is a request's without a token", addr)
		}
		address.References(addr)
	})
}
