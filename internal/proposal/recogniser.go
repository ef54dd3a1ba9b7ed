package proposal

import (
	"regexp"
	"strings"
	"sync"
)

// recogniser tells the sentences that say something from those that only look so.
type recogniser struct {
	match *regexp.Regexp
	not   *regexp.Regexp // nil if nothing but doubt speaks against it
}

// says reports whether a sentence, in one line, says it.
func (r recogniser) says(s string) bool {
	at := r.match.FindStringIndex(s)
	if at == nil || r.not != nil && r.not.MatchString(s) {
		return false
	}
	if supposed().MatchString(s[:at[1]]) {
		return false
	}
	return !denied().MatchString(clause(s, at))
}

// clause is the part of the sentence, between commas and the like, in which the match
// lies.
func clause(s string, at []int) string {
	start, end := 0, len(s)
	for _, edge := range clauseEdges().FindAllStringIndex(s, -1) {
		if edge[1] <= at[0] {
			start = edge[1]
		}
		if edge[0] >= at[1] {
			end = edge[0]
			break
		}
	}
	return s[start:end]
}

// compile makes one expression of several. A blank stands for any white space, an
// apostrophe for either form.
func compile(list ...string) *regexp.Regexp {
	joined := strings.Join(list, "|")
	joined = strings.ReplaceAll(joined, "'", "['’]")
	return regexp.MustCompile(`(?i)(?:` + strings.ReplaceAll(joined, " ", `\s+`) + `)`)
}

func lazily(list ...string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return compile(list...) })
}

// clauseEdges part a sentence. The conjunctions part only what they stand before.
var clauseEdges = lazily(`[,;:()]| – | (?:and|but|et|mais|und|aber|ma|pero|maar) `)

// supposed begins what need not come true.
var supposed = lazily(
	`(?:^|[^\pL])(?:if|once|unless|whether|should (?:you|we|your|the|there)|in case)[^\pL]`,
	`(?:^|, |[^\pL])(?:lorsque|dès que|dès réception|au cas où|à moins que|le cas échéant)[^\pL]`, `(?:^|, |que )s(?:i |'il)`,
	`(?:^|[^\pL])(?:falls|sofern|wenn|sobald|soweit)[^\pL]`, `^sollten? `,
	`(?:^|[^\pL])(?:qualora|quando|non appena|nel caso)[^\pL]`, `(?:^|, )se `,
	`(?:^|[^\pL])(?:una vez|cuando|en caso de|siempre que|en cuanto)[^\pL]`, `(?:^|, )si `,
	`(?:^|[^\pL])(?:indien|zodra|mits|wanneer|mocht)[^\pL]`, `^als `,
)

// denied says that it is not so.
var denied = lazily(
	`(?:^|[^\pL])(?:not|no|never|cannot|without|unable|neither)(?:[^\pL]|$)`, `n't(?:[^\pL]|$)`,
	`(?:^|[^\pL])(?:pas|jamais|aucune?|sans|inutile)(?:[^\pL]|$)`,
	`(?:^|[^\pL])(?:nicht|keine?[mnrs]?|nie|ohne)(?:[^\pL]|$)`,
	`(?:^|[^\pL])(?:non|nessun[oa]?|senza|nunca|ningun[oa]?|sin)(?:[^\pL]|$)`,
	`(?:^|[^\pL])(?:niet|geen|nooit|zonder|hoeft|hoeven)(?:[^\pL]|$)`,
)

// because says why.
var because = lazily(
	`because|due to|owing to|in view of|given the|complexity|complex|(?:number|volume) of requests`,
	`en raison|compte tenu|complexité|à cause|nombre (?:élevé |important )?de(?:s)? demandes`,
	`wegen|aufgrund|auf grund|angesichts|komplexität|(?:anzahl|zahl) (?:von |der |an )?\pL*anträgen?`,
	`a causa|data la|dato il|complessità|numero di richieste`,
	`debido|a causa|dada la|complejidad|número de solicitudes`,
	`vanwege|wegens|gezien|gelet op|complexiteit|aantal verzoeken`,
)
