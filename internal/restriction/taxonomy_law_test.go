package restriction

import (
	"regexp"
	"strings"
	"testing"
)

// The points of a counter-move go into a letter that argues one law. A sentence of
// another law, or a decision that does not bind there, would weaken it.
func TestCounterMoves_nameNoOtherLaw(t *testing.T) {
	laws := map[string]string{
		"eu-gdpr": `(?:^|[^K] )GDPR(?:$|[^ ]| [^d]| d[^e]| de[^l]| del [^R])|DSGVO|RGPD(?:[^ ]| [^bd]| d[^e]| de[^l]| del [^R])|\bAVG\b|` +
			`Court of Justice|Cour de justice|Gerichtshof|Corte di giustizia|Tribunal de Justicia|Hof van Justitie|CNIL`,
		"uk-gdpr":    `UK GDPR|RGPD britannique|GDPR del Regno Unito|RGPD del Reino Unido|Data Protection Act 2018|Data \(Use and Access\) Act`,
		"us-ca-ccpa": `Civil Code|Code civil de Californie|Codice civile della California|Código Civil de California|California Code of Regulations|CCPA`,
		"ch-fadp": `Federal Act on Data Protection|loi fédérale sur la protection des données|Bundesgesetz(?:es)? über den Datenschutz|` +
			`legge federale sulla protezione dei dati|Ley Federal suiza|Zwitserse`,
		"us-va-vcdpa": `Virginia|Virginie`,
		"ca-pipeda":   `Personal Information Protection and Electronic Documents Act|LPRPDE|Loi sur la protection des renseignements personnels et`,
		"ca-qc-p39.1": `private sector|secteur privé|Privatsektor|settore privato|sector privado|particuliere sector`,
		"br-lgpd":     `Lei Geral|LGPD`,
		"no-such-law": `$^`,
	}
	foreign := map[string]*regexp.Regexp{}
	for regime := range laws {
		var others []string
		for other, names := range laws {
			if other != regime {
				others = append(others, names)
			}
		}
		foreign[regime] = regexp.MustCompile(strings.Join(others, "|"))
	}
	for _, k := range builtInDetector(t).Kinds() {
		for regime, other := range foreign {
			for _, lang := range letterLanguages {
				for _, point := range k.CounterMove(lang, regime) {
					if found := other.FindString(point); found != "" {
						t.Errorf("%s under %s in %s names %q: %s", k.Key, regime, lang, found, point)
					}
				}
			}
		}
	}
}

func TestKind_judgesDelayRefusalAndErasureByRegime(t *testing.T) {
	d := builtInDetector(t)
	for _, c := range []struct {
		key, regime string
		want        Verdict
	}{
		{"late_extension_notice", "us-ca-ccpa", Unlawful},
		{"late_extension_notice", "ch-fadp", Judge},
		{"extension_without_reasons", "eu-gdpr", Unlawful},
		{"serial_extension", "uk-gdpr", Unlawful},
		{"serial_extension", "ch-fadp", Judge},
		{"recipient_categories_only", "eu-gdpr", Unlawful},
		{"recipient_categories_only", "us-ca-ccpa", Lawful},
		{"recipient_categories_only", "ch-fadp", Judge},
		{"unfounded_excessive_refusal", "ca-pipeda", Judge},
		{"trade_secret_refusal", "us-ca-ccpa", Judge},
		{"erasure_instead_of_access", "ch-fadp", Unlawful},
		{"deletion_before_access", "uk-gdpr", Unlawful},
		{"suppression_not_erasure", "us-ca-ccpa", Unlawful},
		{"waiver_demanded", "ch-fadp", Unlawful},
		{"retaliation", "us-ca-ccpa", Unlawful},
	} {
		k, ok := d.Kind(c.key)
		if !ok {
			t.Fatalf("no kind %s", c.key)
		}
		if got := k.Judgement(c.regime).Verdict; got != c.want {
			t.Errorf("%s under %s is %s, want %s", c.key, c.regime, got, c.want)
		}
	}
}
