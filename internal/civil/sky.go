package civil

import (
	"math"
	"time"
)

// OrthodoxEaster returns Easter Sunday of the churches that keep the Julian computus,
// as a Gregorian date: 12 April 2026 is Orthodox Easter of 2026. The years 1900 to
// 2099 are known to fall between 4 April and 8 May.
func OrthodoxEaster(year int) Date {
	// Meeus, Astronomical Algorithms, chapter 8: the day in the Julian calendar.
	d := (19*(year%19) + 15) % 30
	e := (2*(year%4) + 4*(year%7) - d + 34) % 7
	month, day := (d+e+114)/31, (d+e+114)%31+1
	// The Julian calendar has a leap day in every hundredth year.
	behind := year/100 - year/400 - 2
	return Must(year, time.Month(month), day).AddDays(behind)
}

// MarchEquinox returns the day on which the sun passes the March equinox, in the zone
// of loc. The instant is right to about one minute for the years 1951 to 2050; a
// caller must compare with what an observatory has published, because an equinox
// within that minute of midnight falls on another day.
func MarchEquinox(year int, loc *time.Location) Date {
	y := float64(year-2000) / 1000
	return equinoxDay(2451623.80984+365242.37404*y+0.05169*y*y-0.00411*y*y*y-0.00057*y*y*y*y, loc)
}

// SeptemberEquinox is [MarchEquinox] for the equinox of September.
func SeptemberEquinox(year int, loc *time.Location) Date {
	y := float64(year-2000) / 1000
	return equinoxDay(2451810.21715+365242.01767*y-0.11575*y*y+0.00337*y*y*y+0.00078*y*y*y*y, loc)
}

const (
	j2000 = 2451545.0 // Julian day of 1 January 2000, 12:00
	// unixEpoch is the Julian day of 1 January 1970, 00:00 UTC.
	unixEpoch = 2440587.5
	// ahead is how far terrestrial time is ahead of UTC: 69 seconds from 2017 on, a
	// few seconds otherwise in the years this is meant for.
	ahead = 69 * time.Second
)

// equinoxTerms are A, B and C of Meeus, table 27.C: A·cos(B + C·T), in degrees.
var equinoxTerms = [...][3]float64{
	{485, 324.96, 1934.136},
	{203, 337.23, 32964.467},
	{199, 342.08, 20.186},
	{182, 27.85, 445267.112},
	{156, 73.14, 45036.886},
	{136, 171.52, 22518.443},
	{77, 222.54, 65928.934},
	{74, 296.72, 3034.906},
	{70, 243.58, 9037.513},
	{58, 119.81, 33718.147},
	{52, 297.17, 150.678},
	{50, 21.02, 2281.226},
	{45, 247.54, 29929.562},
	{44, 325.15, 31555.956},
	{29, 60.93, 4443.417},
	{18, 155.12, 67555.328},
	{17, 288.79, 4562.452},
	{16, 198.04, 62894.029},
	{14, 199.76, 31436.921},
	{12, 95.39, 14577.848},
	{12, 287.11, 31931.756},
	{12, 320.81, 34777.259},
	{9, 227.73, 1222.114},
	{8, 15.45, 16859.074},
}

// equinoxDay corrects the mean equinox, a Julian day in terrestrial time, by the
// method of Meeus, Astronomical Algorithms, chapter 27.
func equinoxDay(mean float64, loc *time.Location) Date {
	t := (mean - j2000) / 36525
	w := radians(35999.373*t - 2.47)
	lambda := 1 + 0.0334*math.Cos(w) + 0.0007*math.Cos(2*w)
	sum := 0.0
	for _, term := range equinoxTerms {
		sum += term[0] * math.Cos(radians(term[1]+term[2]*t))
	}
	days := mean + 0.00001*sum/lambda - unixEpoch
	at := time.Unix(int64(math.Round(days*24*60*60)), 0).Add(-ahead)
	return Of(at, loc)
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }
