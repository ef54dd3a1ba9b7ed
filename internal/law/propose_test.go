package law_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/internal/law"
)

// situations say which laws are proposed, with how much certainty, and to whom a
// complaint can go. Each proposal is "regime strength: authority role, …".
var situations = map[string]struct {
	question law.Question
	want     []string
}{
	// Inside the European Economic Area.
	"a French resident and a French company": {
		law.Question{ControllerCountry: "FR", ResidenceCountry: "FR"},
		[]string{"eu-gdpr sure: fr-cnil alone"},
	},
	"a French resident and a company with its seat in Ireland": {
		law.Question{ControllerCountry: "IE", ResidenceCountry: "FR"},
		[]string{"eu-gdpr sure: fr-cnil local, ie-dpc lead"},
	},
	"an American group with its main establishment in Ireland": {
		law.Question{ControllerCountry: "US", Establishments: []string{"IE", "FR"}, ResidenceCountry: "FR"},
		[]string{"eu-gdpr likely: fr-cnil local, ie-dpc lead"},
	},
	"the same, whose services are known to be meant for France": {
		law.Question{ControllerCountry: "US", Establishments: []string{"IE"}, Targets: []string{"FR"}, ResidenceCountry: "FR"},
		[]string{"eu-gdpr sure: fr-cnil local, ie-dpc lead"},
	},
	"an American group established in Brazil too, and a resident of Berlin": {
		law.Question{ControllerCountry: "US", Establishments: []string{"BR", "DE-BY"}, ResidenceCountry: "DE-BE"},
		[]string{"eu-gdpr likely: de-by-baylda alone", "br-lgpd likely: br-anpd alone"},
	},
	"a resident of Spain who works in Portugal, a Dutch company": {
		law.Question{ControllerCountry: "NL", ResidenceCountry: "ES", Work: "PT"},
		[]string{"eu-gdpr sure: es-aepd local, pt-cnpd local, nl-ap lead"},
	},
	"a resident of Brazil and a Portuguese company": {
		law.Question{ControllerCountry: "PT", ResidenceCountry: "BR"},
		[]string{"eu-gdpr sure: pt-cnpd alone", "br-lgpd likely: br-anpd alone"},
	},
	"a resident of nowhere known and an Italian company": {
		law.Question{ControllerCountry: "IT"},
		[]string{"eu-gdpr sure: it-garante alone"},
	},
	"a company on Åland": {
		law.Question{ControllerCountry: "AX", ResidenceCountry: "SE"},
		[]string{"eu-gdpr sure: se-imy local, fi-tietosuoja lead"},
	},
	"Réunion is France": {
		law.Question{ControllerCountry: "RE", ResidenceCountry: "FR"},
		[]string{"eu-gdpr sure: fr-cnil alone"},
	},
	"Norway is in the Economic Area": {
		law.Question{ControllerCountry: "NO", ResidenceCountry: "NO"},
		[]string{"eu-gdpr sure: no-datatilsynet alone"},
	},
	"Greece by the code of the Union": {
		law.Question{ControllerCountry: "el", ResidenceCountry: "el"},
		[]string{"eu-gdpr sure: gr-hdpa alone"},
	},

	// Without an establishment in the European Economic Area.
	"an American company that watches people in France": {
		law.Question{ControllerCountry: "US", Targets: []string{"FR", "DE"}, ResidenceCountry: "FR"},
		[]string{"eu-gdpr sure: fr-cnil local"},
	},
	"an American company and a French resident": {
		law.Question{ControllerCountry: "US-NY", ResidenceCountry: "FR"},
		[]string{"eu-gdpr likely: fr-cnil local"},
	},
	"a Californian company and a French resident": {
		law.Question{ControllerCountry: "US-CA", ResidenceCountry: "FR"},
		[]string{"eu-gdpr likely: fr-cnil local"},
	},
	"with a representative, and no more known": {
		law.Question{ControllerCountry: "US", Representatives: []string{"IE"}, ResidenceCountry: "AT"},
		[]string{"eu-gdpr likely: at-dsb local"},
	},
	"somebody who lived in Italy then and in New York now": {
		law.Question{ControllerCountry: "US", ResidenceCountry: "US-NY", ResidenceThen: "IT"},
		[]string{"eu-gdpr possible: it-garante local"},
	},
	"the same, watched in Italy": {
		law.Question{ControllerCountry: "US", Targets: []string{"IT"}, ResidenceCountry: "US-NY", ResidenceThen: "IT"},
		[]string{"eu-gdpr sure: it-garante local"},
	},
	"a British company and a German resident": {
		law.Question{ControllerCountry: "GB", ResidenceCountry: "DE-BE"},
		[]string{"uk-gdpr sure: gb-ico alone", "eu-gdpr likely: de-be-blnbdi local"},
	},
	"a Japanese company and a Polish resident": {
		law.Question{ControllerCountry: "JP", ResidenceCountry: "PL"},
		[]string{"jp-appi likely: jp-ppc alone", "eu-gdpr likely: pl-uodo local"},
	},
	"a Chinese company and a Czech resident": {
		law.Question{ControllerCountry: "CN", ResidenceCountry: "CZ"},
		[]string{"eu-gdpr likely: cz-uoou local"},
	},
	"addressing France does not reach a resident of Canada": {
		law.Question{ControllerCountry: "US", Targets: []string{"FR"}, ResidenceCountry: "CA-ON"},
		[]string{"ca-pipeda likely: ca-opc alone"},
	},

	// Germany.
	"a company in Hamburg": {
		law.Question{ControllerCountry: "DE-HH", ResidenceCountry: "DE-SN"},
		[]string{"eu-gdpr sure: de-hh-hmbbfdi alone"},
	},
	"a company in Munich": {
		law.Question{ControllerCountry: "DE-BY", ResidenceCountry: "DE-BY"},
		[]string{"eu-gdpr sure: de-by-baylda alone"},
	},
	"a town in Bavaria": {
		law.Question{ControllerCountry: "DE-BY", ResidenceCountry: "DE-BY", Sector: law.PublicBody},
		[]string{"eu-gdpr sure: de-by-baylfd alone"},
	},
	"a German telephone company": {
		law.Question{ControllerCountry: "DE-NW", ResidenceCountry: "DE-NW", Sector: law.Telecom},
		[]string{"eu-gdpr sure: de-bfdi alone"},
	},
	"the German post and a French resident": {
		law.Question{ControllerCountry: "DE", ResidenceCountry: "FR", Sector: law.Post},
		[]string{"eu-gdpr sure: fr-cnil local, de-bfdi lead"},
	},
	"a German federal office": {
		law.Question{ControllerCountry: "DE", ResidenceCountry: "DE-BE", Sector: law.FederalBody},
		[]string{"eu-gdpr sure: de-bfdi alone"},
	},
	"a German company whose Land is not known": {
		law.Question{ControllerCountry: "DE", ResidenceCountry: "DE-HE"},
		[]string{"eu-gdpr sure: de-he-hbdi local"},
	},
	"the police of Saxony": {
		law.Question{ControllerCountry: "DE-SN", ResidenceCountry: "DE-SN", Sector: law.Police},
		[]string{"eu-led sure: de-sn-sdtb alone", "eu-gdpr possible: de-sn-sdtb alone"},
	},
	"a parish in Germany": {
		law.Question{ControllerCountry: "DE-BY", ResidenceCountry: "DE-BY", Sector: law.Church},
		[]string{"eu-gdpr possible: de-church-bfd-ekd one_of, de-church-kda-nord one_of, de-church-kdsa-ost one_of, de-church-kdsz-by one_of, de-church-kdsz-ffm one_of, de-church-kdsz-nrw one_of"},
	},

	// Other bodies in the European Economic Area.
	"the French police": {
		law.Question{ControllerCountry: "FR", ResidenceCountry: "FR", Sector: law.Police},
		[]string{"eu-led sure: fr-cnil alone", "eu-gdpr possible: fr-cnil alone"},
	},
	"the Belgian police": {
		law.Question{ControllerCountry: "BE", ResidenceCountry: "BE", Sector: law.Police},
		[]string{"eu-led sure: be-coc alone", "eu-gdpr possible: be-coc alone"},
	},
	"a French secret service has no law known here": {law.Question{ControllerCountry: "FR", ResidenceCountry: "FR", Sector: law.Intelligence}, nil},
	"the Swedish police and a French resident": {
		law.Question{ControllerCountry: "SE", ResidenceCountry: "FR", Sector: law.Police},
		[]string{"eu-led sure: se-imy alone", "eu-gdpr possible: se-imy alone"},
	},
	"a Catalan public body": {
		law.Question{ControllerCountry: "ES-CT", ResidenceCountry: "ES-CT", Sector: law.PublicBody},
		[]string{"eu-gdpr sure: es-ct-apdcat alone"},
	},
	"a Catalan company": {
		law.Question{ControllerCountry: "ES-CT", ResidenceCountry: "ES-CT"},
		[]string{"eu-gdpr sure: es-aepd alone"},
	},
	"a Dutch town and a Belgian resident: no lead authority": {
		law.Question{ControllerCountry: "NL", ResidenceCountry: "BE", Sector: law.PublicBody},
		[]string{"eu-gdpr sure: nl-ap alone"},
	},
	"a French hospital": {
		law.Question{ControllerCountry: "FR", ResidenceCountry: "FR", Sector: law.Health, Right: "access"},
		[]string{"fr-health-record sure: fr-cnil alone", "eu-gdpr sure: fr-cnil alone"},
	},
	"erasure from a French hospital": {
		law.Question{ControllerCountry: "FR", ResidenceCountry: "FR", Sector: law.Health, Right: "erasure"},
		[]string{"eu-gdpr sure: fr-cnil alone"},
	},
	"the European Commission": {
		law.Question{ControllerCountry: "EU", ResidenceCountry: "DE"},
		[]string{"eu-institutions sure: eu-edps alone"},
	},
	"an American company and a German resident whose Land is not known": {
		law.Question{ControllerCountry: "US", ResidenceCountry: "DE"},
		[]string{"eu-gdpr likely: " + allLaender()},
	},
	"an agency of the Union in Poland": {
		law.Question{ControllerCountry: "PL", ResidenceCountry: "DE-BE", Sector: law.EUInstitution},
		[]string{"eu-institutions sure: eu-edps alone"},
	},

	// The United Kingdom and Switzerland.
	"an American company that watches people in Scotland": {
		law.Question{ControllerCountry: "US", Targets: []string{"GB"}, ResidenceCountry: "GB-SCT"},
		[]string{"uk-gdpr sure: gb-ico alone"},
	},
	"a British police force": {
		law.Question{ControllerCountry: "UK", ResidenceCountry: "UK", Sector: law.Police},
		[]string{"uk-dpa2018-part3 sure: gb-ico alone", "uk-gdpr possible: gb-ico alone"},
	},
	"a British secret service": {
		law.Question{ControllerCountry: "GB", ResidenceCountry: "FR", Sector: law.Intelligence},
		[]string{"uk-dpa2018-part4 sure: gb-ico alone"},
	},
	"a Swiss company and a Greek resident": {
		law.Question{ControllerCountry: "CH", ResidenceCountry: "EL"},
		[]string{"ch-fadp sure: ch-fdpic alone", "eu-gdpr likely: gr-hdpa local"},
	},
	"a French company and a Swiss resident": {
		law.Question{ControllerCountry: "FR", ResidenceCountry: "CH-GE"},
		[]string{"eu-gdpr sure: fr-cnil alone", "ch-fadp likely: ch-fdpic alone"},
	},
	"a Swiss canton has an act of its own": {law.Question{ControllerCountry: "CH-ZH", ResidenceCountry: "CH-ZH", Sector: law.PublicBody}, nil},

	// America.
	"California": {
		law.Question{ControllerCountry: "US", ResidenceCountry: "US-CA", Right: "know"},
		[]string{"us-ca-ccpa likely: us-ca-cppa alone, us-ca-ag alone"},
	},
	"Virginia": {
		law.Question{ControllerCountry: "US", ResidenceCountry: "US-VA"},
		[]string{"us-va-vcdpa likely: us-va-ag alone"},
	},
	"Virginia and a German company": {
		law.Question{ControllerCountry: "DE-BE", ResidenceCountry: "US-VA"},
		[]string{"eu-gdpr sure: de-be-blnbdi alone", "us-va-vcdpa likely: us-va-ag alone"},
	},
	"Illinois":               {law.Question{ControllerCountry: "US", ResidenceCountry: "US-IL"}, []string{"us-il-bipa possible: "}},
	"a state without an act": {law.Question{ControllerCountry: "US", ResidenceCountry: "US-WY"}, nil},
	"a state that is not known": {
		law.Question{ControllerCountry: "US", ResidenceCountry: "US"},
		[]string{"us-ca-ccpa possible: us-ca-cppa alone, us-ca-ag alone"},
	},
	"a police department in California": {law.Question{ControllerCountry: "US-CA", ResidenceCountry: "US-CA", Sector: law.Police}, nil},
	"Québec": {
		law.Question{ControllerCountry: "CA", ResidenceCountry: "CA-QC"},
		[]string{"ca-qc-p39.1 likely: ca-qc-cai alone", "ca-pipeda likely: ca-opc alone"},
	},
	"a telephone company in Québec": {
		law.Question{ControllerCountry: "CA-QC", ResidenceCountry: "CA-QC", Sector: law.Telecom},
		[]string{"ca-pipeda likely: ca-opc alone"},
	},
	"Ontario": {law.Question{ControllerCountry: "CA-ON", ResidenceCountry: "CA-ON"}, []string{"ca-pipeda likely: ca-opc alone"}},
	"Alberta has an act of its own": {
		law.Question{ControllerCountry: "CA-AB", ResidenceCountry: "CA-AB"},
		[]string{"ca-pipeda possible: ca-opc alone"},
	},
	"Brazil":    {law.Question{ControllerCountry: "BR", ResidenceCountry: "BR"}, []string{"br-lgpd likely: br-anpd alone"}},
	"Argentina": {law.Question{ControllerCountry: "AR", ResidenceCountry: "AR"}, []string{"ar-25326 likely: ar-aaip alone"}},

	// Elsewhere.
	"an Australian business":         {law.Question{ControllerCountry: "AU", ResidenceCountry: "AU-VIC"}, []string{"au-app12-organisation likely: au-oaic alone"}},
	"an agency of Australia":         {law.Question{ControllerCountry: "AU", ResidenceCountry: "AU", Sector: law.FederalBody}, []string{"au-app12-agency sure: au-oaic alone"}},
	"New Zealand":                    {law.Question{ControllerCountry: "NZ", ResidenceCountry: "NZ"}, []string{"nz-privacy-2020 likely: nz-opc alone"}},
	"South Korea":                    {law.Question{ControllerCountry: "KR", ResidenceCountry: "KR"}, []string{"kr-pipa likely: kr-pipc alone"}},
	"Singapore, not its government":  {law.Question{ControllerCountry: "SG", ResidenceCountry: "SG", Sector: law.PublicBody}, nil},
	"South Africa":                   {law.Question{ControllerCountry: "ZA", ResidenceCountry: "ZA"}, []string{"za-paia likely: za-ir alone"}},
	"Turkey":                         {law.Question{ControllerCountry: "TR", ResidenceCountry: "DE-BE"}, []string{"tr-kvkk likely: tr-kvkk alone", "eu-gdpr likely: de-be-blnbdi local"}},
	"China":                          {law.Question{ControllerCountry: "CN", ResidenceCountry: "CN"}, []string{"cn-pipl-app possible: cn-cac alone"}},
	"India before its law is in use": {law.Question{ControllerCountry: "IN", ResidenceCountry: "IN"}, []string{"in-dpdp possible: in-dpb alone"}},

	// What nobody can say.
	"a right that only one of the laws knows": {
		law.Question{ControllerCountry: "FR", ResidenceCountry: "US-CA", Right: "opt-out"},
		[]string{"us-ca-ccpa likely: us-ca-cppa alone, us-ca-ag alone"},
	},
	"no law that is known": {law.Question{ControllerCountry: "ZZ", ResidenceCountry: "XK"}, nil},
	"nothing said":         {law.Question{}, nil},
}

func allLaender() string {
	var list []string
	for _, a := range law.Authorities() {
		if a.Country == "DE" && len(a.Area) > 0 && a.Bodies != "public" {
			list = append(list, a.ID+" one_of")
		}
	}
	return strings.Join(list, ", ")
}

func TestProposals(t *testing.T) {
	book := mustBook(t)
	for name, c := range situations {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range book.Propose(c.question) {
				var who []string
				for _, a := range p.Authorities {
					who = append(who, a.Authority.ID+" "+string(a.Role))
				}
				got = append(got, p.Regime+" "+string(p.Strength)+": "+strings.Join(who, ", "))
				isWorded(t, p)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// isWorded checks that everything a person reads of a proposal is there in every language.
func isWorded(t *testing.T, p law.Proposal) {
	t.Helper()
	if p.Article.IsZero() {
		t.Errorf("%s names no provision", p.Regime)
	}
	for _, lang := range law.Languages {
		if p.Text(lang) == "" || p.Text(lang) == p.Reason || p.Strength.Name(lang) == "" {
			t.Errorf("%s is not explained in %s", p.Regime, lang)
		}
		for _, a := range p.Authorities {
			if a.Text(lang) == "" || a.Text(lang) == a.Reason || a.Role.Name(lang) == "" {
				t.Errorf("%s for %s is not explained in %s", a.Authority.ID, p.Regime, lang)
			}
			if strings.HasPrefix(p.Regime, "eu-gdpr") && a.Article.IsZero() {
				t.Errorf("%s for %s names no provision", a.Authority.ID, p.Regime)
			}
		}
	}
}

func TestAbroad(t *testing.T) {
	book := mustBook(t)
	for name, c := range map[string]struct {
		regime   string
		question law.Question
		want     bool
	}{
		"an American company under the GDPR":              {"eu-gdpr", law.Question{ControllerCountry: "US"}, true},
		"with an establishment in Ireland":                {"eu-gdpr", law.Question{ControllerCountry: "US", Establishments: []string{"IE"}}, false},
		"with a representative in Ireland":                {"eu-gdpr", law.Question{ControllerCountry: "US", Representatives: []string{"IE"}}, true},
		"a British company under the GDPR":                {"eu-gdpr", law.Question{ControllerCountry: "UK"}, true},
		"a British company under its own law":             {"uk-gdpr", law.Question{ControllerCountry: "UK"}, false},
		"an American company under Californian law":       {"us-ca-ccpa", law.Question{ControllerCountry: "US-NY"}, false},
		"a French company under Californian law":          {"us-ca-ccpa", law.Question{ControllerCountry: "FR"}, true},
		"a company in Ontario under the law of Québec":    {"ca-qc-p39.1", law.Question{ControllerCountry: "CA-ON"}, false},
		"a company of which no place is known":            {"eu-gdpr", law.Question{}, false},
		"a regime that is not known says nothing of them": {"xx-none", law.Question{ControllerCountry: "US"}, false},
	} {
		if got := book.Abroad(c.regime, c.question); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestSectorsAreWorded(t *testing.T) {
	for _, sector := range law.Sectors() {
		for _, lang := range law.Languages {
			if name := sector.Name(lang); name == "" || strings.HasPrefix(name, "sector_") {
				t.Errorf("%s has no name in %s", sector, lang)
			}
		}
	}
}
