package restriction

// A text is read a window of sentences at a time, so that the memory it takes does not
// grow with the text. What is made of a sentence depends on a few to each side of it
// (sight); these stay in the window, so that where it begins and ends makes no
// difference.

// usualWindow is how many sentences are weighed at once.
const usualWindow = 400

// reader takes one text apart into sentences, each in the patterns of its language.
type reader struct {
	d      *Detector
	in     Input
	hidden []span
	main   string // the main language
	doc    document
	window int     // how many sentences are weighed at once
	number int     // of sentences so far
	ready  int     // of views in the window whose matches are known
	free   []*view // to be used again
	votes  votes
}

func (d *Detector) newReader(in Input) *reader {
	r := &reader{
		d: d, in: in, hidden: mask(in.Text), main: in.Lang, window: usualWindow,
		votes: make(votes, len(d.stopwords.languages)),
	}
	if r.main == "" {
		r.main = d.detectLanguage(in.Text, r.hidden)
	}
	r.doc = document{kind: in.Kind, borrowed: map[*language]*scratch{}}
	if r.doc.kind == "" {
		r.doc.kind = Reply
	}
	return r
}

// done gives back what the reader borrowed. It must not be used any more.
func (r *reader) done() {
	for lang, s := range r.doc.borrowed {
		lang.giveBack(s)
	}
}

// matches returns one match per key and passage, in the order of the text.
func (r *reader) matches() ([]match, error) {
	var out []match
	for p := range paragraphs(r.in.Text, r.hidden) {
		if err := r.add(p); err != nil {
			return nil, err
		}
		if len(r.doc.views) >= r.window {
			out = append(out, r.weigh(len(r.doc.views)-sight)...)
		}
	}
	out = append(out, r.weigh(len(r.doc.views))...)
	for i := range out {
		s := narrow(r.in.Text, out[i].sentence, out[i].hit, r.hidden)
		out[i].start, out[i].end = s.start, s.end
	}
	return perPassage(out), nil
}

// whole reads all of the text at once.
func (r *reader) whole() (*document, error) {
	for p := range paragraphs(r.in.Text, r.hidden) {
		if err := r.add(p); err != nil {
			return nil, err
		}
	}
	return &r.doc, nil
}

// add reads the sentences of a part.
func (r *reader) add(p part) error {
	clear(r.votes)
	first := len(r.doc.views)
	for _, s := range p.sentences {
		v := r.view()
		v.span, v.number, v.paragraph = s, r.number, p.paragraph
		v.s = fold(v.s[:0], r.in.Text, s, r.hidden)
		r.d.stopwords.vote(v.s, r.votes)
		r.doc.views = append(r.doc.views, v)
		r.number++
	}
	code := r.in.Lang
	if code == "" {
		code = r.d.languageOfPart(r.votes, r.main)
	}
	lang, err := r.d.patterns(code)
	if err != nil || lang == nil {
		return err
	}
	scratch, ok := r.doc.borrowed[lang]
	if !ok {
		scratch = lang.scratch()
		r.doc.borrowed[lang] = scratch
	}
	for _, v := range r.doc.views[first:] {
		v.lang = lang
		scratch.read(&v.reading)
	}
	return nil
}

// view returns an empty view, a used one if there is any.
func (r *reader) view() *view {
	n := len(r.free)
	if n == 0 {
		return &view{}
	}
	v := r.free[n-1]
	r.free = r.free[:n-1]
	v.lang, v.struck, v.wordsRead = nil, v.struck[:0], false
	return v
}

// weigh returns the matches of the sentences up to an index that were not weighed yet,
// and lets go of those that no later one depends on.
func (r *reader) weigh(to int) []match {
	out := r.doc.matches(r.ready, to)
	gone := max(0, to-sight)
	r.free = append(r.free, r.doc.views[:gone]...)
	r.doc.views = append(r.doc.views[:0], r.doc.views[gone:]...)
	r.ready = to - gone
	return out
}
