package restriction

// OwnWords returns a text of the same length in which everything that is not its sender's
// own words is blank: quoted lines, the message that is answered, header blocks, the
// signature, and what is cited of the person who asked. Line ends stay.
func OwnWords(text string) string {
	own := []byte(text)
	for _, s := range mask(text) {
		for i := s.start; i < s.end; i++ {
			if own[i] != '\n' {
				own[i] = ' '
			}
		}
	}
	return string(own)
}
