package mail

// Limits bound what [Parse] reads of one mail, with everything nested in it. A zero
// or negative field means its default. What lies beyond a limit is left unread and
// stated as a [Defect]; the raw bytes still have it.
type Limits struct {
	Depth        int   // levels of parts within parts and of mails within mails
	Parts        int   // parts of all levels together
	Fields       int   // header fields of one part
	FieldBytes   int   // bytes of one header field, unfolded
	LineBytes    int   // a longer line of text is stated as a defect, and kept
	TextBytes    int   // bytes of the text of one mail, and of its HTML before it is read
	DisplayBytes int   // bytes of HTML that is made fit for display
	DecodedBytes int64 // bytes of all texts and attachments, decoded
}

// DefaultLimits are generous for what people and companies send, and small enough
// that a hostile mail costs about as much as an honest one of its length.
func DefaultLimits() Limits {
	return Limits{
		Depth: 12, Parts: 200, Fields: 1000, FieldBytes: 32 << 10, LineBytes: 1 << 20,
		TextBytes: 16 << 20, DisplayBytes: 1 << 20, DecodedBytes: 256 << 20,
	}
}

// orDefault fills in what was left out.
func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	return Limits{
		Depth: positive(l.Depth, d.Depth), Parts: positive(l.Parts, d.Parts),
		Fields: positive(l.Fields, d.Fields), FieldBytes: positive(l.FieldBytes, d.FieldBytes),
		LineBytes: positive(l.LineBytes, d.LineBytes), TextBytes: positive(l.TextBytes, d.TextBytes),
		DisplayBytes: positive(l.DisplayBytes, d.DisplayBytes), DecodedBytes: positive(l.DecodedBytes, d.DecodedBytes),
	}
}

func positive[T int | int64](n, otherwise T) T {
	if n > 0 {
		return n
	}
	return otherwise
}
