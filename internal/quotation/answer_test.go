package quotation_test

import (
	"strings"
	"testing"

	"recourse/internal/quotation"
)

const ourLetter = `Dear Sir or Madam,

I request access to all personal data that you hold about me under Article 15.
In your last answer you wrote that records are supplied for twelve months only; that is not what the law says.
Please answer within one month.

Camille Moreau`

const theirFirst = `We have received your request and have opened the case 4711 for it.
Further information about our products can be found on the website.`

// saidIn joins the words that are left.
func saidIn(t *testing.T, text string, c quotation.Conversation) string {
	t.Helper()
	said := quotation.Answer(text, c)
	if len(said) != len(text) || strings.Count(said, "\n") != strings.Count(text, "\n") {
		t.Fatalf("%d bytes of %d", len(said), len(text))
	}
	for i := range said {
		if said[i] != ' ' && said[i] != text[i] {
			t.Fatalf("byte %d is %q, and was %q", i, said[i], text[i])
		}
	}
	return strings.Join(strings.Fields(said), " ")
}

func TestAnswer(t *testing.T) {
	known := quotation.Conversation{Sent: []string{ourLetter}, Received: []string{theirFirst}}
	passed := quotation.Conversation{Sent: []string{ourLetter}, PassedOn: true}
	header := "-----Original Message-----\nFrom: Camille Moreau\nSent: Monday\nTo: Privacy\nSubject: Request\n\n"
	for name, c := range map[string]struct {
		text  string
		known quotation.Conversation
		want  string
	}{
		"without a mark everything stays": {"We keep it.\n\nRegards\nShop", known, "We keep it. Regards Shop"},
		"above the quoted letter": {
			"We keep it.\n\nOn 3 May 2026, Camille Moreau wrote:\n> I request access\n> to all data", known, "We keep it.",
		},
		"between quoted lines": {
			"On 3 May 2026, Camille Moreau wrote:\n> I request access\n\nYou find it attached.\n\n> to all data\n\nNot those.", known, "You find it attached. Not those.",
		},
		"above an unknown mail that is quoted as a whole": {
			"We keep it.\n\n" + header + "Some text that nobody here has ever seen before.", known, "We keep it.",
		},
		"below the mark with nothing above, without our letter": {
			header + strings.Replace(ourLetter, "Please answer", "You find the data attached to this mail.\nPlease answer", 1), known,
			"You find the data attached to this mail. Camille Moreau",
		},
		"between the lines of our letter, below a few words": {
			"Please see our answers below.\n\n" + header + strings.Replace(ourLetter, "Please answer", "You find the data attached to this mail.\nPlease answer", 1), known,
			"Please see our answers below. You find the data attached to this mail.",
		},
		"between the lines, where the program has broken them anew": {
			"See below.\n\n" + header + "I request access to all personal data that\nyou hold about me under Article 15.\nWe have none of the kind that you name.\nIn your last answer you wrote that records\nare supplied for twelve months only; that is\nnot what the law says.", known,
			"See below. We have none of the kind that you name.",
		},
		"not in a further mail below, which repeats nothing known": {
			"See below.\n\n" + header + ourLetter + "\n\nFrom: Somebody\nSent: Sunday\nTo: Camille\nSubject: Other\n\nWords of a mail that was never stored here.", known,
			"See below.",
		},
		"not in an earlier mail of theirs": {
			"We are sorry.\n\n" + header + theirFirst, known, "We are sorry.",
		},
		"in what the person passes on": {
			"For your file, I do not agree.\n\n-----Original Message-----\nFrom: Shop\nSent: Monday\nTo: Camille\nSubject: Answer\n\nWe keep it.\n\n" + header + ourLetter, passed,
			"We keep it.",
		},
		"in what the person passes on with marks": {
			"They say:\n\nOn 3 May 2026, Shop wrote:\n> We keep it.\n>\n> On 2 May 2026, Camille Moreau wrote:\n>> I request access", passed, "We keep it.",
		},
		"in what the person passes on without a mark": {"We keep it.", passed, "We keep it."},
	} {
		t.Run(name, func(t *testing.T) {
			if got := saidIn(t, c.text, c.known); got != c.want {
				t.Errorf("left is %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add("See below.\n-----Original Message-----\nFrom: a\nTo: b\nSent: c\n\n> I request access to all personal data\n", true)
	f.Add("On 3 May 2026, Ada wrote:\nI request access to all personal data that you hold", false)
	f.Fuzz(func(t *testing.T, text string, passed bool) {
		saidIn(t, text, quotation.Conversation{Sent: []string{ourLetter}, PassedOn: passed})
	})
}
