package page_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// places are the ends of the world and what lies between, each with a law, its
// holidays and its zone.
var places = []struct{ regime, region, zone string }{
	{"eu-gdpr", "FR", "Europe/Paris"},
	{"uk-gdpr", "GB-ENG", "Europe/London"},
	{"us-ca-ccpa", "US-CA", "Pacific/Pago_Pago"},
	{"eu-gdpr", "DE-BY", "Pacific/Kiritimati"},
	{"nz-privacy-2020", "NZ", "Pacific/Auckland"},
	{"ch-fadp", "CH", "Asia/Kathmandu"},
	{"eu-gdpr", "GR", "Pacific/Pago_Pago"},
	{"uk-gdpr", "GB-SCT", "Pacific/Kiritimati"},
	{"ca-pipeda", "CA", "America/St_Johns"},
}

// On every day of a year somebody, somewhere, receives a request. The list, the page,
// the API, the file for calendars and the calculator then all name the day that the law
// gives, whatever day it is for whoever looks.
func TestTheSameDayEverywhere(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "owner@example.org")
	secret, _, err := s.CreateToken(t.Context(), r.Actor, "test")
	must(t, err)
	book, err := law.Default()
	must(t, err)
	step := 1
	if testing.Short() {
		step = 11
	}
	for i := 0; i < 365; i += step {
		place := places[i%len(places)]
		// Near midnight and at noon of UTC, so that the day differs from place to place.
		s.Now = civil.MustParse("2026-01-01").AddDays(i).StartIn(time.UTC).Add([]time.Duration{5 * time.Minute, 12 * time.Hour, 23*time.Hour + 55*time.Minute}[i%3])
		zone, err := time.LoadLocation(place.zone)
		must(t, err)
		received := civil.Of(s.Now, zone)
		want, err := book.Evaluate(law.Facts{Regime: place.regime, Right: "access", Received: received, Region: place.region})
		must(t, err)
		v := s.receive(t, r, place.regime, place.region, place.zone, received)
		due, complaint := want.Effective().String(), want.ComplaintFrom.String()

		where := place.regime + " " + place.region + " " + place.zone + " received " + received.String()
		check := func(surface, body string, parts ...string) {
			for _, part := range parts {
				if !strings.Contains(body, part) {
					t.Errorf("%s: %s does not say %s", where, surface, part)
				}
			}
		}
		check("the list", r.get(t, "/requests?q="+v.Request.Reference).Body, `<time datetime="`+due+`">`)
		check("the page", r.get(t, "/requests/"+v.Request.ID).Body, `<span class="due due--settled"><time datetime="`+due+`">`, `datetime="`+complaint+`"`)
		check("the API", s.api(t, secret, "/requests/"+v.Request.ID), `"effective_due":"`+due+`"`, `"complaint_from":"`+complaint+`"`)
		check("the API's list", s.api(t, secret, "/requests?q="+v.Request.Reference), `"effective_due":"`+due+`"`, `"complaint_from":"`+complaint+`"`)
		check("the file", r.get(t, "/requests/"+v.Request.ID+"/dates.ics").Body, "DTSTART;VALUE=DATE:"+compact(due), "DTSTART;VALUE=DATE:"+compact(complaint))
		query := "regime=" + place.regime + "&right=access&region=" + place.region + "&received=" + received.String()
		check("the calculator", r.get(t, "/deadlines?"+query).Body, `<span class="due due--settled"><time datetime="`+due+`">`, `<time datetime="`+complaint+`">`)
		check("its file", r.get(t, "/deadlines.ics?"+query).Body, "DTSTART;VALUE=DATE:"+compact(due), "DTSTART;VALUE=DATE:"+compact(complaint))
		if t.Failed() {
			return
		}
	}
}

// receive files a request that arrives on a day.
func (s *stack) receive(t *testing.T, r *reader, regime, region, zone string, on civil.Date) casework.RequestView {
	t.Helper()
	ctx := context.Background()
	c, err := s.CreateController(ctx, r.Actor, casework.ControllerInput{Name: "Photomatch " + on.String(), Country: region[:2], Emails: []string{"p@photomatch.example"}})
	must(t, err)
	v, err := s.CreateRequest(ctx, r.Actor, casework.NewRequest{
		ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: regime, Region: region, TimeZone: zone,
		Language: "en", Channel: dsar.ChannelPost, Subject: casework.SubjectInput{Name: "Camille Moreau"},
	})
	must(t, err)
	for _, kind := range []dsar.EventKind{dsar.EventSent, dsar.EventReceived} {
		v, err = s.RecordEvent(ctx, r.Actor, v.Request.ID, casework.EventInput{Kind: kind, On: on}, casework.AnyVersion)
		must(t, err)
	}
	return v
}

// api reads from the API, as it is written without blanks.
func (s *stack) api(t *testing.T, secret, path string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/api/v1"+path, nil)
	must(t, err)
	req.Header.Set("Authorization", "Bearer "+secret)
	res, err := http.DefaultClient.Do(req)
	must(t, err)
	a := read(t, res)
	if a.Status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, a.Status, a.Body)
	}
	var b bytes.Buffer
	must(t, json.Compact(&b, []byte(a.Body)))
	return b.String()
}

func compact(day string) string { return strings.ReplaceAll(day, "-", "") }
