package page_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func TestAFeeNobodyConfirmedIsNoSilence(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "a@example.org")
	under := func(regime, country, received string) matter {
		c, err := s.CreateController(context.Background(), r.Actor, casework.ControllerInput{
			Name: "Company in " + country, Country: country, Emails: []string{"privacy@company.example"},
		})
		must(t, err)
		v, err := s.CreateRequest(context.Background(), r.Actor, casework.NewRequest{
			ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: regime, Language: "en", Channel: dsar.ChannelEmail,
			Subject: casework.SubjectInput{Name: "Camille Moreau", Country: country},
		})
		must(t, err)
		m := matter{r, s, v.Request.ID, "/requests/" + v.Request.ID}
		m.record(t, "received", received)
		return m
	}
	withdrawn, waiting, agreement := under("ch-fadp", "CH", "2026-10-01"), under("ch-fadp", "CH", "2026-11-10"), under("sg-pdpa", "SG", "2026-10-01")
	withdrawn.record(t, "fee_requested", "2026-10-07")
	agreement.record(t, "fee_requested", "2026-10-07")
	waiting.record(t, "fee_requested", "2026-11-20")
	for _, c := range []struct {
		m          matter
		lang, says string
	}{
		{withdrawn, "en", "The request counts as withdrawn"},
		{withdrawn, "fr", "La demande est réputée retirée"},
		{withdrawn, "de", "Der Antrag gilt als zurückgezogen"},
		{waiting, "en", "Say whether you keep up the request"},
		{waiting, "fr", "Dites si vous maintenez la demande"},
		{waiting, "de", "Sagen Sie, ob Sie am Antrag festhalten"},
		{agreement, "en", "They wait for your agreement to a fee"},
		{agreement, "fr", "Enregistrer l’accord"},
		{agreement, "de", "Angekündigte Kosten warten auf Ihre Zustimmung"},
	} {
		s.speak(t, r, c.lang)
		page := r.get(t, c.m.Path).see(t, http.StatusOK, c.says)
		if !strings.Contains(page.Body, "kind=fee_confirmed") {
			t.Errorf("%s in %s does not lead to the confirmation", c.says, c.lang)
		}
		page.not(t, "the law has none", "la loi n’en fixe pas", "das Gesetz nennt keines")
		checkMarkup(t, c.m.Path, page.Body)
	}
	if missing := s.Catalog.Missing(); len(missing) > 0 {
		t.Errorf("sentences asked for that do not exist: %v", missing)
	}
}
