package restriction

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// surroundings is a logistic regression over the slots of a text, whichever kind they
// were made for. Rules see how wordings stand to each other; this sees the company in
// which a restriction is imposed, and how that of its look-alikes differs. Slots mean
// the same in every language, so that all languages serve to fit it.
type surroundings struct {
	names []string
	index map[string]int
	w     []float64 // fitted, by index
	base  float64
}

func newSurroundings() *surroundings { return &surroundings{index: map[string]int{}} }

// number returns the index of a slot.
func (s *surroundings) number(name string) int {
	n, ok := s.index[name]
	if !ok {
		n = len(s.names)
		s.index[name] = n
		s.names = append(s.names, name)
	}
	return n
}

// of returns what stands in sentence i and beside it.
func (s *surroundings) of(doc *document, i int) []int {
	v := doc.views[i]
	seen := newBitset(v.lang.slots)
	seen.unite(v.has)
	seen.unite(doc.around(i))
	return s.numbers(v.lang, seen, nil)
}

// whole returns what stands anywhere in a text.
func (s *surroundings) whole(doc *document) []int {
	var out []int
	for _, v := range doc.views {
		if v.lang != nil {
			out = s.numbers(v.lang, v.has, out)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (s *surroundings) numbers(lang *language, seen bitset, out []int) []int {
	for _, name := range slices.Sorted(maps.Keys(lang.numbers)) {
		if seen.has(lang.numbers[name]) {
			out = append(out, s.number(name))
		}
	}
	return out
}

// say adds up what slots say.
func (s *surroundings) say(around []int) float64 {
	sum := 0.0
	for _, n := range around {
		sum += s.w[n]
	}
	return max(-mostAround, min(mostAround, sum))
}

const (
	aroundRounds = 12
	aroundRate   = 0.25
	aroundDecay  = 2e-3
	// aroundScale keeps the steps of a text with a hundred slots in bounds.
	aroundScale = 1.25
	// rareSlot is in how few texts a slot may be and still be fitted.
	rareSlot = 3
)

// instance is a place in a text: what stands around it, and whether the restriction is
// imposed there.
type instance struct {
	around  []int
	present bool
	weight  float64
}

// instances are the likeliest place of a text that imposes the restriction, every
// candidate of one that does not, and the whole of a text without candidates.
func (m *model) instances(cases []fitCase) []instance {
	var out []instance
	for _, c := range cases {
		weight := min(c.weight, 1)
		switch {
		case len(c.candidates) == 0:
			out = append(out, instance{c.whole, c.present, weight})
		case c.present:
			best := 0
			for i := range c.candidates {
				if m.odds(c.candidates[i]) > m.odds(c.candidates[best]) {
					best = i
				}
			}
			out = append(out, instance{c.around[best], true, weight})
		default:
			for _, around := range c.around {
				out = append(out, instance{around, false, weight})
			}
		}
	}
	return out
}

// fit makes the weights by stochastic gradient descent with steps that shrink by slot.
func (s *surroundings) fit(instances []instance) {
	n := len(s.names)
	s.w, s.base = make([]float64, n), -3
	count, square, squareBase := make([]int, n), make([]float64, n), 1e-8
	for _, in := range instances {
		for _, k := range in.around {
			count[k]++
		}
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range aroundRounds {
		random.Shuffle(len(instances), func(i, j int) { instances[i], instances[j] = instances[j], instances[i] })
		for _, in := range instances {
			odds := s.base
			for _, k := range in.around {
				odds += s.w[k]
			}
			miss := 1 / (1 + math.Exp(-odds))
			if in.present {
				miss = 2 * (miss - 1)
			}
			if miss *= in.weight; math.Abs(miss) < 0.002 {
				continue
			}
			for _, k := range in.around {
				if count[k] < rareSlot {
					continue
				}
				slope := miss*aroundScale + aroundDecay*s.w[k]/aroundScale
				square[k] += slope * slope
				s.w[k] -= aroundScale * aroundRate * slope / (math.Sqrt(square[k]) + 1e-6)
			}
			squareBase += miss * miss
			s.base -= aroundRate * miss / math.Sqrt(squareBase)
		}
	}
}

// likeliest are the odds of the likeliest candidate of a text; no candidate, no odds.
func (m *model) likeliest(c fitCase) float64 {
	best := math.Inf(-1)
	for i := range c.candidates {
		odds := m.odds(c.candidates[i])
		if m.around.w != nil {
			odds += m.around.say(c.around[i])
		}
		best = max(best, odds)
	}
	return best
}

// aroundFolds is in how many parts the texts are taken to find out how much rules and
// surroundings are worth together: both flatter themselves on what they were fitted to.
const aroundFolds = 3

// fitAround fits the surroundings, and moves the base so that both together are right
// on texts that neither was fitted to.
func (m *model) fitAround(cases []fitCase) {
	var sums []outcome
	for fold := range aroundFolds {
		in, out := split(cases, fold, aroundFolds)
		m.around.w = nil
		m.fit(in, fewSteps)
		m.around.fit(m.instances(in))
		m.around.round()
		for _, c := range out {
			if odds := m.likeliest(c); !math.IsInf(odds, -1) {
				sums = append(sums, outcome{odds, c.present, min(c.weight, 1)})
			}
		}
	}
	scale, shift := calibrate(sums, max(m.wary/2, 4))
	m.around.w = nil
	m.fit(cases, fitSteps)
	m.around.fit(m.instances(cases))
	for i := range m.w {
		m.w[i] *= scale
	}
	m.w[0] += shift
	for i := range m.around.w {
		m.around.w[i] *= scale
	}
	m.round()
	m.around.round()
}

// split takes a part of the texts away, the same ones every time.
func split(cases []fitCase, part, parts int) (in, out []fitCase) {
	for _, c := range cases {
		if int(crc32.ChecksumIEEE([]byte(c.id)))%parts == part {
			out = append(out, c)
		} else {
			in = append(in, c)
		}
	}
	return in, out
}

// outcome is what was said of a text that was not fitted to, and what was right.
type outcome struct {
	odds    float64
	present bool
	weight  float64
}

const (
	// calibrationPull holds shift and scale to what most kinds need.
	calibrationPull = 2
	usualScale      = 0.8
	usualShift      = 1
)

// calibrate finds the scale and shift with which the odds are right most often; a false
// alarm counts for as many misses as wary says.
func calibrate(sums []outcome, wary float64) (scale, shift float64) {
	scale, shift = usualScale, usualShift
	for step := range 400 {
		slopeScale, slopeShift := calibrationPull*4*(scale-usualScale), calibrationPull*(shift-usualShift)
		for _, o := range sums {
			miss := 1 / (1 + math.Exp(-scale*o.odds-shift))
			if o.present {
				miss--
			} else {
				miss *= wary
			}
			slopeScale += o.weight * miss * o.odds
			slopeShift += o.weight * miss
		}
		rate := 1 / float64(20+step) / math.Sqrt(float64(len(sums)+1))
		scale = max(0.4, min(1.2, scale-rate*slopeScale))
		shift = max(-2, min(4, shift-rate*slopeShift*4))
	}
	return scale, shift
}

func (m *model) round() {
	for i := range m.w {
		m.w[i] = math.Round(m.w[i]*10) / 10
	}
}

func (s *surroundings) round() {
	for i := range s.w {
		s.w[i] = math.Round(s.w[i]*10) / 10
	}
}

// write appends the weights that are not nothing, by name.
func (s *surroundings) write(out *bytes.Buffer) {
	out.WriteString("around: # in the sentence or a neighbouring one\n")
	for _, name := range slices.Sorted(maps.Keys(s.index)) {
		if w := s.w[s.index[name]]; w != 0 {
			fmt.Fprintf(out, "  %s: %g\n", name, w)
		}
	}
}
