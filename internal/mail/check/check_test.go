package check_test

import (
	"context"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"recourse/internal/mail"
	"recourse/internal/mail/check"
	"recourse/internal/mail/imapin"
	"recourse/internal/mail/imaptest"
	"recourse/internal/mail/mailtest"
)

// zone is what a DNS server knows. A name that it does not have is absent; with down it
// does not answer.
type zone struct {
	mx   map[string][]string
	txt  map[string][]string
	host map[string]string
	down bool
}

func (z zone) answer(found bool) error {
	if z.down {
		return &net.DNSError{Err: "i/o timeout", IsTimeout: true}
	}
	if !found {
		return &net.DNSError{Err: "no such host", IsNotFound: true}
	}
	return nil
}

func (z zone) resolver() check.Resolver {
	return check.Resolver{
		MX: func(_ context.Context, name string) ([]*net.MX, error) {
			var servers []*net.MX
			for _, host := range z.mx[name] {
				servers = append(servers, &net.MX{Host: host, Pref: 10})
			}
			return servers, z.answer(len(servers) > 0)
		},
		TXT: func(_ context.Context, name string) ([]string, error) {
			return z.txt[name], z.answer(z.txt[name] != nil)
		},
		Host: func(_ context.Context, name string) ([]string, error) {
			return []string{z.host[name]}, z.answer(z.host[name] != "")
		},
	}
}

func want(t *testing.T, got check.Line, state check.State, text string) {
	t.Helper()
	if got.State != state || !strings.Contains(got.Text, text) {
		t.Errorf("got %+v, want %s: %s", got, state, text)
	}
}

func TestReceiving(t *testing.T) {
	const domain = "answers.example.org"
	for name, c := range map[string]struct {
		zone  zone
		state check.State
		text  string
	}{
		"a server with an address": {zone{mx: map[string][]string{domain: {"mx.example.org."}}, host: map[string]string{"mx.example.org": "192.0.2.1"}}, check.OK, "192.0.2.1"},
		"no server":                {zone{}, check.Mend, "does not arrive"},
		"a server without address": {zone{mx: map[string][]string{domain: {"mx.example.org."}}}, check.Mend, "has no address"},
		"a domain without mail":    {zone{mx: map[string][]string{domain: {"."}}}, check.Mend, "takes no mail"},
		"a DNS that is silent":     {zone{down: true}, check.Unasked, "nothing is known"},
	} {
		t.Run(name, func(t *testing.T) {
			lines := check.Receiving(t.Context(), c.zone.resolver(), domain)
			if len(lines) != 1 {
				t.Fatalf("got %+v", lines)
			}
			want(t, lines[0], c.state, c.text)
		})
	}
}

func TestSending(t *testing.T) {
	good := func() zone {
		return zone{txt: map[string][]string{
			"example.org":                {"unrelated", "v=spf1 include:relay.example -all"},
			"key._domainkey.example.org": {"v=DKIM1; k=rsa; p=MIIB"},
			"_dmarc.example.org":         {"v=DMARC1; p=reject"},
		}}
	}
	for name, c := range map[string]struct {
		domain string
		change func(z *zone)
		line   int // 0 SPF, 1 DKIM, 2 DMARC
		state  check.State
		text   string
	}{
		"SPF":                     {change: func(*zone) {}, line: 0, state: check.OK, text: "include:relay.example"},
		"no SPF":                  {change: func(z *zone) { delete(z.txt, "example.org") }, line: 0, state: check.Mend, text: "v=spf1 include:relay.example -all"},
		"no SPF among others":     {change: func(z *zone) { z.txt["example.org"] = []string{"v=spf10 x"} }, line: 0, state: check.Mend, text: "there is none"},
		"two of SPF":              {change: func(z *zone) { z.txt["example.org"] = []string{"v=spf1 -all", "V=SPF1 a -all"} }, line: 0, state: check.Mend, text: "2 records"},
		"SPF for everybody":       {change: func(z *zone) { z.txt["example.org"] = []string{"v=spf1 +all"} }, line: 0, state: check.Mend, text: "everybody"},
		"SPF for nobody":          {change: func(z *zone) { z.txt["example.org"] = []string{"v=spf1 -all"} }, line: 0, state: check.Mend, text: "nobody"},
		"an empty SPF":            {change: func(z *zone) { z.txt["example.org"] = []string{"v=spf1"} }, line: 0, state: check.OK, text: "v=spf1"},
		"DKIM":                    {change: func(*zone) {}, line: 1, state: check.OK, text: "published"},
		"no DKIM":                 {change: func(z *zone) { delete(z.txt, "key._domainkey.example.org") }, line: 1, state: check.Mend, text: "RECOURSE_DKIM_SELECTOR"},
		"a revoked key":           {change: func(z *zone) { z.txt["key._domainkey.example.org"] = []string{"v=DKIM1; p="} }, line: 1, state: check.Mend, text: "revoked"},
		"DMARC":                   {change: func(*zone) {}, line: 2, state: check.OK, text: "p=reject"},
		"DMARC of the upper one":  {domain: "answers.example.org", change: func(*zone) {}, line: 2, state: check.OK, text: "p=reject"},
		"no DMARC":                {change: func(z *zone) { delete(z.txt, "_dmarc.example.org") }, line: 2, state: check.Mend, text: "_dmarc.example.org. TXT"},
		"DMARC without a policy":  {change: func(z *zone) { z.txt["_dmarc.example.org"] = []string{"v=DMARC1"} }, line: 2, state: check.Mend, text: "no policy"},
		"SPF of a silent DNS":     {change: func(z *zone) { z.down = true }, line: 0, state: check.Unasked},
		"DKIM of a silent DNS":    {change: func(z *zone) { z.down = true }, line: 1, state: check.Unasked},
		"DMARC of a silent DNS":   {change: func(z *zone) { z.down = true }, line: 2, state: check.Unasked},
		"SPF of an unknown place": {domain: "nowhere.example", change: func(*zone) {}, line: 0, state: check.Mend},
	} {
		t.Run(name, func(t *testing.T) {
			z := good()
			c.change(&z)
			if c.domain == "" {
				c.domain = "example.org"
			}
			lines := check.Sending(t.Context(), z.resolver(), c.domain, "key", "relay.example")
			if len(lines) != 3 {
				t.Fatalf("got %+v", lines)
			}
			want(t, lines[c.line], c.state, c.text)
		})
	}
	t.Run("without a selector nothing is said of DKIM", func(t *testing.T) {
		lines := check.Sending(t.Context(), good().resolver(), "example.org", "", "relay.example")
		if len(lines) != 2 || slices.ContainsFunc(lines, func(l check.Line) bool { return strings.Contains(l.About, "DKIM") }) {
			t.Errorf("got %+v", lines)
		}
	})
}

func TestRelay(t *testing.T) {
	relay := mailtest.Start(t, mailtest.Options{Username: "ada", Password: "hunter2"})
	config := func(user, password string) mail.SMTPConfig {
		c, err := mail.ParseSMTPURL("smtp://" + user + ":" + password + "@" + relay.Addr)
		if err != nil {
			t.Fatal(err)
		}
		c.Timeout = 5 * time.Second
		return c
	}
	want(t, check.Relay(t.Context(), config("ada", "hunter2")), check.OK, "takes mail")
	wrong := check.Relay(t.Context(), config("ada", "hunter3"))
	want(t, wrong, check.Mend, "user and password")
	if strings.Contains(wrong.About+wrong.Text, "hunter") {
		t.Errorf("the password is in %+v", wrong)
	}
	away := config("ada", "hunter2")
	away.Port = 1
	want(t, check.Relay(t.Context(), away), check.Mend, "does not answer")
	if got := relay.Messages(); len(got) != 0 {
		t.Errorf("%d mails were sent", len(got))
	}
}

func TestMailbox(t *testing.T) {
	server := imaptest.Start(t)
	server.Put(t, "Subject: x\n\ny\n")
	host, port, _ := net.SplitHostPort(server.Addr)
	n, _ := strconv.Atoi(port)
	good := imapin.Config{Host: host, Port: n, Security: mail.Plain, Username: server.Username, Password: server.Password}
	want(t, check.Mailbox(t.Context(), good), check.OK, "1 messages")
	for step, c := range map[string]struct {
		change func(c *imapin.Config)
		text   string
	}{
		"auth":    {func(c *imapin.Config) { c.Password = "hunter2" }, "user and password"},
		"folder":  {func(c *imapin.Config) { c.Folder = "Nowhere" }, "folder"},
		"connect": {func(c *imapin.Config) { c.Port = 1 }, "does not answer"},
	} {
		t.Run(step, func(t *testing.T) {
			config := good
			c.change(&config)
			got := check.Mailbox(t.Context(), config)
			want(t, got, check.Mend, c.text)
			if strings.Contains(got.About+got.Text, "hunter2") {
				t.Errorf("the password is in %+v", got)
			}
		})
	}
}

func TestListener(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	want(t, check.Listener(t.Context(), "tcp", address), check.OK, "answers")
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	want(t, check.Listener(t.Context(), "tcp", address), check.Mend, "start recourse serve")
}
