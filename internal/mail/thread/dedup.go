package thread

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// traceFields are written by the servers and programs that a mail passes, and differ
// from door to door.
var traceFields = []string{
	"received", "return-path", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to",
	"x-received", "authentication-results", "received-spf", "x-spam-status", "x-spam-score", "x-spam-level",
	"x-spam-flag", "x-spam-checker-version", "x-virus-scanned", "x-uidl", "x-uid", "x-imapbase", "status", "x-status",
	"x-keywords", "content-length", "lines", "x-mozilla-status", "x-mozilla-status2", "x-mozilla-keys",
}

// traceFamilies are the beginnings of further such names.
var traceFamilies = []string{"arc-", "x-ms-exchange-", "x-gm-", "x-google-", "x-microsoft-antispam", "x-forefront-"}

// DedupKey returns the key under which a mail is the same mail, by whichever door it
// comes: the hexadecimal SHA-256 of its bytes without the header fields that the way
// leaves on it (Received, Return-Path, Delivered-To and the like), without the line
// "From " of an mbox, with LF as line end, and without empty lines at its end.
//
// The Message-ID is among the bytes. So a mail that comes a second time has the same
// key, and two mails under one Message-ID with different words have two: neither is
// lost. A mail whose text was changed on the way, by a mailing list for example, is
// another mail.
//
// A mail that is nothing but such fields, cut off on its way, counts with all its bytes:
// otherwise the second of them would be taken for the first and be lost.
func DedupKey(raw []byte) string {
	hash := sha256.New()
	rest := withoutMboxLine(raw)
	skipping, body, blank := false, false, true
	empty := 0 // lines at the end are only hashed when something follows them
	for len(rest) > 0 {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		rest = after
		line = bytes.TrimSuffix(line, []byte("\r"))
		if !body {
			skipping = isTrace(line, skipping)
			if body = len(line) == 0; skipping && !body {
				continue
			}
		}
		if len(line) == 0 {
			empty++
			continue
		}
		for ; empty > 0; empty-- {
			hash.Write([]byte("\n"))
		}
		hash.Write(line)
		hash.Write([]byte("\n"))
		blank = false
	}
	if blank {
		hash.Write(raw)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

func withoutMboxLine(raw []byte) []byte {
	if !bytes.HasPrefix(raw, []byte("From ")) {
		return raw
	}
	_, rest, _ := bytes.Cut(raw, []byte("\n"))
	return rest
}

// isTrace reports whether a line of the header belongs to a trace field; before says
// whether the line above it did. One with a carriage return in it is the whole of a mail
// that has no other line ends.
func isTrace(line []byte, before bool) bool {
	if bytes.ContainsRune(line, '\r') {
		return false
	}
	if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
		return before
	}
	name, _, found := bytes.Cut(line, []byte(":"))
	if !found || len(name) > 60 {
		return false
	}
	field := strings.ToLower(strings.TrimSpace(string(name)))
	return slices.Contains(traceFields, field) ||
		slices.ContainsFunc(traceFamilies, func(family string) bool { return strings.HasPrefix(field, family) })
}
