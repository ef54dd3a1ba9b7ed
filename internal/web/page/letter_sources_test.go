package page_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func TestALetterNamesWhatIsToBeVerified(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	c := clearview(t, s, r.Actor)
	unknown := s.company(t, r, "Photomatch SAS") // of which nothing is known to speak against
	fileTo := func(company, regime string) string {
		v, err := s.CreateRequest(context.Background(), r.Actor, casework.NewRequest{
			ControllerID: company, Rights: []dsar.Right{dsar.RightAccess}, Regime: regime, Subject: casework.SubjectInput{Name: "Camille Moreau"},
		})
		must(t, err)
		return "/requests/" + v.Request.ID
	}
	file := func(regime string) string { return fileTo(c.ID, regime) }
	argentina := file("ar-25326")
	t.Run("beside the letter and not in it, in each language", func(t *testing.T) {
		for lang, cite := range map[string]string{"en": "Ley 25.326 art. 14(2)", "fr": "Ley 25.326", "de": "Ley 25.326"} {
			a := r.get(t, argentina+"/letter?language="+lang).see(t, http.StatusOK, "nobody has compared these sources", cite)
			sheet := a.Body[strings.Index(a.Body, "<article"):strings.Index(a.Body, "</article>")]
			if strings.Contains(sheet, "verified") {
				t.Errorf("the letter in %s says it", lang)
			}
		}
	})
	t.Run("and prints nothing of it", func(t *testing.T) {
		r.post(t, argentina+"/letter", "do", "print", "kind", "access", "language", "en").see(t, http.StatusOK, "Camille Moreau").not(t, "To be verified")
	})
	t.Run("the complaint too", func(t *testing.T) {
		r.get(t, argentina+"/complaint").see(t, http.StatusOK, "nobody has compared these sources")
	})
	t.Run("and says nothing where every source was read", func(t *testing.T) {
		r.get(t, fileTo(unknown, "eu-gdpr")+"/letter").see(t, http.StatusOK, "GDPR").not(t, "To be verified")
	})
	t.Run("of the text as it was changed", func(t *testing.T) {
		r.post(t, file("eu-gdpr")+"/letter", "do", "preview", "kind", "access", "language", "en",
			"body", "A fee is open only under Article 12(5) GDPR and Article 15(3) GDPR.").see(t, http.StatusOK, "To be verified", "GDPR Art. 12(5), 15(3)")
	})
}
