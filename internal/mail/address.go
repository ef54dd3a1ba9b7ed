package mail

import (
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Address is a mailbox as a header names it. Nothing is promised about who it
// belongs to.
type Address struct {
	Name string // decoded, "" if none
	Addr string // "ada@example.org" as written, "" if the field holds no address
}

// maxAddresses bounds the addresses read of one field.
const maxAddresses = 500

// addresses reads a list of addresses. It is lenient where [netmail.ParseAddressList]
// gives up on the whole list: missing quotation marks, stray commas, bare names. ok
// is false if an entry is no address.
func addresses(value string) (list []Address, ok bool) {
	ok = true
	for entry := range splitAddresses(value) {
		a := oneAddress(entry)
		if a == (Address{}) {
			continue
		}
		ok = ok && a.Addr != ""
		if list = append(list, a); len(list) == maxAddresses {
			break
		}
	}
	return list, ok
}

// splitAddresses yields what stands between the commas, and the semicolons some
// programs write; not those inside quotation marks, comments or angle brackets. The
// name of a group ("undisclosed-recipients:;") is left out.
func splitAddresses(value string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start, depth := 0, 0
		quoted, angle := false, false
		for i := 0; i < len(value); i++ {
			c := value[i]
			switch {
			case c == '\\':
				i++
			case c == '"' && depth == 0:
				quoted = !quoted
			case quoted:
			case c == '(':
				depth++
			case c == ')':
				depth = max(0, depth-1)
			case depth > 0:
			case c == '<' || c == '>':
				angle = c == '<'
			case angle:
			case c == ':':
				start = i + 1
			case c == ',' || c == ';':
				if !yield(value[start:i]) {
					return
				}
				start = i + 1
			}
		}
		yield(value[start:])
	}
}

var (
	inAngles   = regexp.MustCompile(`<\s*([^<>]*?)\s*>`)
	inComments = regexp.MustCompile(`\(([^()]*)\)`)
	plausible  = regexp.MustCompile(`^[^\s@<>,;:"()]+@[^\s@<>,;:"()]+$|^"[^"]+"@[^\s@<>,;:"()]+$`)
)

// oneAddress reads `Ada <ada@example.org>`, `ada@example.org (Ada)` and their worn
// forms. What is no address becomes a name without one.
func oneAddress(entry string) Address {
	entry = strings.TrimSpace(entry)
	if entry == "" {
		return Address{}
	}
	addr, name := entry, ""
	if m := inAngles.FindStringSubmatchIndex(entry); m != nil {
		addr, name = entry[m[2]:m[3]], strings.TrimSpace(entry[:m[0]])
	} else if m := inComments.FindStringSubmatchIndex(entry); m != nil {
		addr, name = strings.TrimSpace(entry[:m[0]]+entry[m[1]:]), entry[m[2]:m[3]]
	}
	addr = strings.Trim(decodeWords(addr), `'`)
	if !plausible.MatchString(addr) {
		return Address{Name: displayName(entry)}
	}
	return Address{Name: displayName(name), Addr: addr}
}

// displayName decodes a name and takes its quotation marks off.
func displayName(name string) string {
	name = strings.TrimSpace(name)
	if strings.HasPrefix(name, `"`) {
		name, _ = quotedString(name[1:])
	}
	name = decodeWords(name)
	if len(name) > 1 && name[0] == '"' && name[len(name)-1] == '"' { // the marks were encoded too
		name = name[1 : len(name)-1]
	}
	return strings.TrimSpace(name)
}

// maxIDs bounds the message ids kept of a thread: the first, which began it, and the
// latest.
const maxIDs = 100

// longestID is in bytes; the standard allows no line of more than 998.
const longestID = 500

var angledID = regexp.MustCompile(`<([^<>]+)>`)

// messageIDs returns the ids in a field, without angle brackets, each once.
func messageIDs(values []string) []string {
	var ids []string
	for _, value := range values {
		found := angledID.FindAllStringSubmatch(value, -1)
		for _, m := range found {
			if len(m[1]) <= longestID {
				ids = append(ids, cleanID(m[1]))
			}
		}
		if len(found) > 0 {
			continue
		}
		for _, word := range strings.Fields(value) { // the brackets are missing
			if strings.Contains(word, "@") && len(word) <= longestID {
				ids = append(ids, cleanID(bareID(word)))
			}
		}
	}
	return bounded(unique(ids))
}

// cleanID takes out what folding and careless programs put into an id.
func cleanID(id string) string {
	return strings.Join(strings.Fields(CleanText(id)), "")
}

func unique(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	return slices.DeleteFunc(ids, func(id string) bool {
		twice := seen[id] || id == ""
		seen[id] = true
		return twice
	})
}

func bounded(ids []string) []string {
	if len(ids) <= maxIDs {
		return ids
	}
	return append(ids[:1:1], ids[len(ids)-maxIDs+1:]...)
}

// dateLayouts are forms of a date that the standard does not know and mails have.
var dateLayouts = []string{
	"Mon, 2 Jan 2006 15:04:05", "2 Jan 2006 15:04:05", "Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 -0700 2006",
	"Mon, 2 January 2006 15:04:05 -0700", "2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05",
	"Mon, 2 Jan 2006 15.04.05 -0700", "Mon, 2-Jan-2006 15:04:05 -0700",
}

// parseDate reads the field Date in UTC. A date without a zone is taken for UTC.
func parseDate(value string) (time.Time, bool) {
	if date, err := netmail.ParseDate(value); err == nil {
		return plausibleDate(date)
	}
	value = oneLine(inComments.ReplaceAllString(value, ""))
	for _, layout := range dateLayouts {
		if date, err := time.Parse(layout, value); err == nil {
			return plausibleDate(date)
		}
	}
	return time.Time{}, false
}

// plausibleDate refuses years in which there was no mail and those that no calendar
// or database takes.
func plausibleDate(date time.Time) (time.Time, bool) {
	date = date.UTC().Truncate(time.Second)
	if date.Year() < 1970 || date.Year() > 9999 {
		return time.Time{}, false
	}
	return date, true
}
