package datascan

import "bytes"

// The lengths that a date as a whole value can have, in bytes.
const (
	minValue = 6
	maxValue = 72
)

// wholeDate reads a value that is a date and nothing else, a time of day and a zone
// aside: "2024-01-31T10:00:00Z", "Mon, 05 Jan 2024 10:00:00 +0100", "5. Januar 2024 um
// 10:00 Uhr".
func wholeDate(v []byte) (reading, bool) {
	if r, ok := plainISO(v); ok {
		return r, true
	}
	v = trimValue(v)
	if len(v) < minValue || len(v) > maxValue {
		return reading{}, false
	}
	i := 0
	if !isDigit(v[0]) {
		if i = firstNumber(v); i < 0 {
			return reading{}, false
		}
	}
	r, ok := readDate(v, i)
	return r, ok && isTail(v, r.end)
}

// plainISO reads what most files have, and fast: 2024-01-31, 2024-01-31T10:00:00Z and
// the same with a blank and without the Z. What it does not read may be a date still.
func plainISO(v []byte) (reading, bool) {
	if len(v) < 10 || len(v) > 20 || v[4] != '-' || v[7] != '-' || !isPlainTime(v[10:]) {
		return reading{}, false
	}
	century, ok1 := twoDigits(v[0], v[1])
	year, ok2 := twoDigits(v[2], v[3])
	month, ok3 := twoDigits(v[5], v[6])
	day, ok4 := twoDigits(v[8], v[9])
	r := reading{year: century*100 + year, month: month, day: day, end: 10}
	return r, ok1 && ok2 && ok3 && ok4 && r.exists()
}

func twoDigits(a, b byte) (int, bool) {
	a, b = a-'0', b-'0'
	return int(a)*10 + int(b), a < 10 && b < 10
}

// isPlainTime accepts nothing, and T10:00:00 with T or a blank and with or without Z.
func isPlainTime(v []byte) bool {
	if len(v) == 0 {
		return true
	}
	if len(v) < 9 || v[0] != 'T' && v[0] != ' ' || v[3] != ':' || v[6] != ':' || len(v) == 10 && v[9] != 'Z' {
		return false
	}
	_, ok1 := twoDigits(v[1], v[2])
	_, ok2 := twoDigits(v[4], v[5])
	_, ok3 := twoDigits(v[7], v[8])
	return ok1 && ok2 && ok3
}

func trimValue(v []byte) []byte {
	for len(v) > 0 && (isBlank(v[0]) || v[0] == '"' || v[0] == '[' || v[0] == '(') {
		v = v[1:]
	}
	for len(v) > 0 && (isBlank(v[len(v)-1]) || v[len(v)-1] == '"' || v[len(v)-1] == ']') {
		v = v[:len(v)-1]
	}
	return v
}

// firstNumber is where the first number of a value stands that begins with days of
// the week, months and little words only, or -1.
func firstNumber(v []byte) int {
	first := bytes.IndexAny(v, "0123456789")
	if first < 2 {
		return -1
	}
	var scratch [maxWord]byte
	c := cursor{b: v[:first]}
	for c.more() {
		separate(&c, ",.")
		if !c.more() {
			break
		}
		word := c.word(&scratch)
		if len(word) == 0 || !leadWords[string(word)] && monthNames[string(word)] == 0 {
			return -1
		}
	}
	return first
}

// startsLikeDate is a cheap test that most values fail.
func startsLikeDate(v []byte) bool {
	if len(v) < minValue || len(v) > maxValue {
		return false
	}
	if isDigit(v[0]) {
		return isDateByte(v[1]) || isDateByte(v[2]) || isDateByte(v[4]) || len(v) > 8 && v[8] == 'T'
	}
	return !isLetter(v[0]) || hasYear(v)
}

func isDateByte(b byte) bool {
	return b == '-' || b == '/' || b == '.' || b == ' ' || b >= 0x80 || isLetter(b)
}

// hasYear reports whether four digits stand together.
func hasYear(v []byte) bool {
	run := 0
	for _, b := range v {
		if !isDigit(b) {
			run = 0
			continue
		}
		if run++; run == 4 {
			return true
		}
	}
	return false
}

// The bounds in which a bare number is a time stamp. Seconds are believed from
// 9 September 2001, when they got ten digits: shorter numbers are amounts and keys.
const (
	firstStamp = 1_000_000_000
	lastStamp  = 7_258_118_400 // the year 2200
	// webkitEpoch is 1 January 1601 in seconds before 1970; browsers count from it in
	// millionths of a second.
	webkitEpoch = 11_644_473_600
	// zeroUntil ends the first two days of 1970: a zero with a zone, not a record.
	zeroUntil = 172_800
)

// stampSeconds reads a whole number of seconds since 1970, or of thousandths,
// millionths or billionths of one.
func stampSeconds(v []byte) (seconds int64, zero, ok bool) {
	n, digits := int64(0), 0
	for digits < len(v) && isDigit(v[digits]) {
		if digits == 18 {
			n /= 10 // a billionth more or less is no matter
		}
		n = n*10 + int64(v[digits]-'0')
		digits++
	}
	if digits == 0 || digits > 19 || !isFraction(v[digits:]) {
		return 0, false, false
	}
	if n < zeroUntil && digits <= 6 {
		return 0, n == 0, n == 0
	}
	seconds, ok = scaled(n, digits)
	return seconds, false, ok
}

func isFraction(v []byte) bool {
	if len(v) == 0 {
		return true
	}
	return v[0] == '.' && len(bytes.Trim(v[1:], "0123456789")) == 0
}

func scaled(n int64, digits int) (int64, bool) {
	switch digits {
	case 13:
		n /= 1e3
	case 16:
		n /= 1e6
	case 17:
		n = n/1e6 - webkitEpoch
	case 19:
		n /= 1e8 // its last digit was dropped above
	}
	return n, n >= firstStamp && n < lastStamp
}
