package datascan

// nameField is the field of dates in the names of files.
const nameField = "(name)"

// name counts the date in the name of a photograph or the like: IMG_20190503_101112.jpg,
// Screenshot 2019-05-03.png.
func (c *collector) name(base string) {
	r, ok := dateInName([]byte(base))
	if ok && r.year > 1980 {
		c.add(&field{name: nameField}, r, nil)
	}
}

func dateInName(b []byte) (reading, bool) {
	for i := 0; i < len(b); i++ {
		if !isDigit(b[i]) || i > 0 && isDigit(b[i-1]) {
			continue
		}
		cur := cursor{b: b, i: i}
		n, length := cur.number()
		if r := digits8(n); length == 8 && r.exists() && !isDigit(cur.peek()) {
			return r, true
		}
		if r, ok := namedYearFirst(&cur, n, length); ok {
			return r, true
		}
	}
	return reading{}, false
}

// namedYearFirst reads what follows the year in 2019-05-03 and 2019_05_03.
func namedYearFirst(c *cursor, year, length int) (reading, bool) {
	separator := c.peek()
	if length != 4 || separator != '-' && separator != '_' && separator != '.' {
		return reading{}, false
	}
	c.i++
	month, length := c.number()
	if length != 2 || !c.skip(separator) {
		return reading{}, false
	}
	day, length := c.number()
	r := reading{year: year, month: month, day: day}
	return r, length == 2 && r.exists()
}
