package datascan

import "strings"

// monthNames are the months in English, French, German, Italian, Spanish, Dutch,
// Portuguese and Polish, folded to lower-case ASCII, January first.
var monthNames = tableOf(
	"january jan janvier janv januar jaenner janner gennaio gen enero ene januari janeiro stycznia styczen sty",
	"february feb fevrier fevr fev februar febr febbraio febrero februari fevereiro lutego luty lut",
	"march mar mars marz maerz mrz mrt marzo maart marco marca marzec",
	"april apr avril avr aprile abril abr kwietnia kwiecien kwi",
	"may mai maggio mag mayo mei maio maja maj",
	"june jun juin juni giugno giu junio junho czerwca czerwiec cze",
	"july jul juillet juil juli luglio lug julio julho lipca lipiec lip",
	"august aug aout aou agosto ago augustus ags sierpnia sierpien sie",
	"september sep sept septembre settembre set septiembre setembro wrzesnia wrzesien wrz",
	"october oct octobre oktober okt ottobre ott octubre outubro out pazdziernika pazdziernik paz",
	"november nov novembre noviembre novembro listopada listopad lis",
	"december dec decembre dezember dez dicembre dic diciembre dezembro grudnia grudzien gru", //nolint:misspell // French has its own December
)

// leadWords may stand before a date that is a whole value: days of the week and
// little words.
var leadWords = setOf(
	"monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun " +
		"lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim " +
		"montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so " +
		"lunedi martedi mercoledi giovedi venerdi sabato domenica gio sab dom " +
		"lunes martes miercoles jueves viernes sabado domingo mie jue vie " +
		"maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo " +
		"segunda terca quarta quinta sexta feira seg ter qua qui sex poniedzialek wtorek sroda czwartek piatek sobota niedziela " +
		"le il el den am on op the date")

// joinWords may stand between the parts of a date.
var joinWords = setOf("of de del di th st nd rd er e")

func tableOf(lines ...string) map[string]int {
	table := map[string]int{}
	for i, line := range lines {
		for _, name := range strings.Fields(line) {
			table[name] = i + 1
		}
	}
	return table
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// folded are the letters of Latin-1 and their neighbours that words of these
// languages need, without accents.
var folded = map[rune]byte{
	'à': 'a', 'á': 'a', 'â': 'a', 'ä': 'a', 'ã': 'a', 'ç': 'c', 'è': 'e', 'é': 'e', 'ê': 'e', 'ë': 'e',
	'ì': 'i', 'í': 'i', 'î': 'i', 'ï': 'i', 'ò': 'o', 'ó': 'o', 'ô': 'o', 'ö': 'o', 'ù': 'u', 'ú': 'u',
	'û': 'u', 'ü': 'u', 'ñ': 'n', 'ń': 'n', 'ź': 'z', 'ż': 'z', 'ś': 's', 'ą': 'a', 'ę': 'e', 'ł': 'l',
	'À': 'a', 'Á': 'a', 'Ä': 'a', 'É': 'e', 'È': 'e', 'Ö': 'o', 'Ü': 'u', 'Û': 'u',
}
