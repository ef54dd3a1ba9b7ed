package restriction

import (
	"fmt"
	"math"
)

// Weights flatter themselves on the texts they were fitted to. So they are also fitted to
// two thirds of the texts and tried on the rest, which shows how far to trust their sum:
// the weights of all texts are scaled and shifted by that, for each kind apart.

// leftOutParts is in how many parts the texts are taken.
const leftOutParts = 3

// doubt is how many misses a false alarm counts for when the confidence is made. It is one,
// so that the confidence is the share of right findings, but for the limit on period, of
// which as few as possible may be missed.
var doubt = map[string]float64{"lookback_limit": 0.5}

const otherwiseDoubt = 1

// calibration is the result of a fit, and how it does on texts left out.
type calibration struct {
	model    *jointModel
	measured []string
}

// outcome is what was said of a text that was not fitted to, and what was right.
type outcome struct {
	odds    float64
	present bool
	weight  float64
}

// calibrated scales and shifts the weights of a model that was fitted to all texts.
func (f *fitting) calibrated(m *jointModel) calibration {
	leftOut := make([][]outcome, len(f.kinds))
	for part := range leftOutParts {
		in, out := split(f.texts, part, leftOutParts)
		tried := f.fitAll(in, fitsLeftOut)
		for i := range out {
			for kind, label := range out[i].labels {
				if label.weight > 0 {
					leftOut[kind] = append(leftOut[kind], outcome{tried.likeliest(&out[i], kind), label.present, label.weight / usualWeight})
				}
			}
		}
	}
	result := calibration{model: m}
	var all Tally
	for kind, g := range f.kinds {
		wary, ok := doubt[g.Key]
		if !ok {
			wary = otherwiseDoubt
		}
		scale, shift := calibrate(leftOut[kind], wary)
		f.adjust(m, kind, scale, shift)
		tally := tallyOf(leftOut[kind], scale, shift)
		all = all.plus(tally)
		result.measured = append(result.measured, measured(g.Key, tally)+fmt.Sprintf(", scale %.2f, shift %.2f", scale, shift))
	}
	result.measured = append(result.measured, measured("all", all))
	return result
}

func measured(key string, t Tally) string {
	return fmt.Sprintf("%s on texts left out: precision %.3f, recall %.3f, F1 %.3f", key, t.Precision(), t.Recall(), t.F1())
}

// adjust scales the weights of a kind and shifts its base.
func (f *fitting) adjust(m *jointModel, kind int, scale, shift float64) {
	m.base.w[kind] = float32(scale*float64(m.base.w[kind]) + shift)
	key := f.kinds[kind].Key
	for _, g := range f.namesOf(key) {
		m.rules.w[g] *= float32(scale)
	}
	for _, weights := range [][]float32{m.around.w, m.words.w} {
		for i := kind; i < len(weights); i += m.kinds {
			weights[i] *= float32(scale)
		}
	}
}

// namesOf are the numbers of the rules and cues of a kind.
func (f *fitting) namesOf(key string) []int {
	var out []int
	for i, name := range f.rules.all {
		if len(name) > len(key) && name[:len(key)+1] == key+" " {
			out = append(out, i)
		}
	}
	return out
}

// tallyOf counts the texts that carry a label in full: what is lawful is no restriction.
func tallyOf(outcomes []outcome, scale, shift float64) (t Tally) {
	for _, o := range outcomes {
		found := scale*o.odds+shift >= 0
		switch {
		case o.present && o.weight <= lawfulWeight:
		case found && o.present:
			t.Hits++
		case found:
			t.FalseAlarms++
		case o.present:
			t.Misses++
		}
	}
	return t
}

const (
	// calibrationPull holds shift and scale to what most kinds need.
	calibrationPull = 2
	usualScale      = 1
	usualShift      = 1.5
)

// calibrate finds the scale and shift with which the odds are right most often; a false
// alarm counts for as many misses as wary says. Texts without a sentence to weigh say
// nothing of it.
func calibrate(sums []outcome, wary float64) (scale, shift float64) {
	scale, shift = usualScale, usualShift
	for step := range 400 {
		slopeScale, slopeShift := calibrationPull*4*(scale-usualScale), calibrationPull*(shift-usualShift)
		for _, o := range sums {
			if math.IsInf(o.odds, -1) {
				continue
			}
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
		scale = max(0.4, min(1.6, scale-rate*slopeScale))
		shift = max(-2, min(6, shift-rate*slopeShift*4))
	}
	return scale, shift
}
