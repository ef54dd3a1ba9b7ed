package page_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func TestWhatDecidesTheLawOfACompany(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")

	t.Run("stands behind a fold that is closed while nothing of it is known", func(t *testing.T) {
		a := r.get(t, "/controllers/new").see(t, http.StatusOK, "More about the company, which decides the law", "Region of the seat", "Kind of body")
		if !strings.Contains(a.Body, `<details class="up-l" id="law"><summary>`) {
			t.Error("the fold is open")
		}
		if !strings.Contains(a.Body, `<optgroup label="Germany">`) {
			t.Error("the regions are one long list")
		}
	})
	to := r.post(t, "/controllers/new", "name", "Nordbank", "country", "US", "seat_region", "US-CA", "sector", "finance",
		"establishments", "", "establishments", "DE-BY", "establishments", "BR", "representatives", "FR", "representatives", "GB").
		see(t, http.StatusSeeOther).Location
	t.Run("is shown on its page and given back by its form", func(t *testing.T) {
		r.get(t, to).see(t, http.StatusOK, "United States, California", "Bank or insurer", "Germany, Bavaria and Brazil", "France and United Kingdom")
		a := r.get(t, to+"/edit").see(t, http.StatusOK)
		if a.value(t, "seat_region") != "US-CA" || a.value(t, "sector") != "finance" || a.value(t, "establishments") != "DE-BY" ||
			a.value(t, "representatives") != "FR" || !strings.Contains(a.Body, `value="GB" checked`) {
			t.Errorf("the form has %q, %q, %q", a.value(t, "seat_region"), a.value(t, "sector"), a.value(t, "establishments"))
		}
		if !strings.Contains(a.Body, `id="law" open>`) {
			t.Error("the fold hides what is known")
		}
	})
	t.Run("keeps a representative it has no field for", func(t *testing.T) {
		c, err := s.CreateController(context.Background(), r.Actor, casework.ControllerInput{Name: "Alpenfirma", Representatives: []string{"CH"}})
		must(t, err)
		r.get(t, "/controllers/"+c.ID+"/edit").see(t, http.StatusOK, "CH")
	})
	t.Run("moves the public holidays with the region of the seat", func(t *testing.T) {
		at := r.post(t, "/controllers/new", "name", "Isarbahn", "seat_region", "DE-BY").see(t, http.StatusSeeOther).Location
		r.get(t, at).see(t, http.StatusOK, "Germany, Bavaria", "Public holidays of Germany, Bavaria")
	})
	t.Run("is refused field by field and kept", func(t *testing.T) {
		a := r.post(t, "/controllers/new", "name", "Wrong", "country", "FR", "seat_region", "DE-BY", "sector", "circus",
			"establishments", "XX", "representatives", "Y").
			see(t, http.StatusUnprocessableEntity, "Germany, Bavaria does not lie in the country of the seat", "“circus” is not known",
				"“XX” is not a place", "“Y” is not a place")
		for _, field := range []string{"seat_region", "sector", "establishments", "representatives"} {
			if !strings.Contains(a.Body, `href="#f-`+field+`"`) || !strings.Contains(a.Body, `id="f-`+field+`"`) {
				t.Errorf("the summary does not lead to %s", field)
			}
		}
		if a.value(t, "seat_region") != "DE-BY" || a.value(t, "establishments") != "XX" {
			t.Errorf("kept %q, %q", a.value(t, "seat_region"), a.value(t, "establishments"))
		}
		r.post(t, "/controllers/new", "name", "Wrong", "seat_region", "Bavaria").see(t, http.StatusUnprocessableEntity, "“BAVARIA” is not a place")
	})
	t.Run("names a place of which there are too many", func(t *testing.T) {
		many := []string{"name", "Everywhere"}
		for first := 'A'; first <= 'B'; first++ {
			for second := 'A'; second <= 'Z'; second++ {
				many = append(many, "establishments", string(first)+string(second))
			}
		}
		r.post(t, "/controllers/new", many...).see(t, http.StatusUnprocessableEntity, "There are too many entries; 50 are the most.")
	})
	t.Run("is read and not mended by somebody who may only read, and nothing to a stranger", func(t *testing.T) {
		_, err := s.CreateUser(context.Background(), casework.NewAccount{
			Email: "reader@example.org", Password: "a long sentence", Language: "en", Workspace: r.Actor.WorkspaceID, Role: dsar.RoleReader,
		})
		must(t, err)
		only := s.reader(t)
		only.post(t, "/sign-in", "email", "reader@example.org", "password", "a long sentence").see(t, http.StatusSeeOther)
		if a := only.get(t, to).see(t, http.StatusOK, "Bank or insurer"); strings.Contains(a.Body, "/edit#law") {
			t.Error("a reader is led to a form")
		}
		s.account(t, "other@example.org").get(t, to).see(t, http.StatusNotFound).not(t, "Bank or insurer")
	})
	t.Run("is in the table of what somebody else changed meanwhile", func(t *testing.T) {
		version := r.get(t, to+"/edit").value(t, "version")
		r.post(t, to+"/edit", "name", "Nordbank", "country", "US", "sector", "post", "version", version).see(t, http.StatusSeeOther)
		r.post(t, to+"/edit", "name", "Nordbank", "country", "US", "establishments", "IE", "version", version).
			see(t, http.StatusPreconditionFailed, "Kind of body Postal services", "Established elsewhere too empty")
	})
}

func TestTheQuestionsThatDecideTheLaw(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	c := clearview(t, s, r.Actor)
	path := "/requests/new?controller=" + c.ID + "&subject=new"
	form := func(pairs ...string) []string {
		return append([]string{
			"controller_id", c.ID, "subject_id", "new", "subject.name", "Camille Moreau", "subject.country", "FR", "rights", "access",
			"language", "en", "channel", "email",
		}, pairs...)
	}

	t.Run("ask what the company does there only where it decides", func(t *testing.T) {
		r.get(t, path+"&country=FR").see(t, http.StatusOK, "What does the company do in this country: France?", "I do not know")
		r.get(t, path+"&country=GB").see(t, http.StatusOK, "What does the company do in this country: United Kingdom?")
		r.get(t, path+"&country=US-CA").see(t, http.StatusOK).not(t, "What does the company do in this country")
		r.get(t, path+"&country=US-CA&residence_then=DE").see(t, http.StatusOK, "What does the company do in this country: Germany?")
		bank, err := s.CreateController(context.Background(), r.Actor, casework.ControllerInput{Name: "Nordbank", Country: "US", Establishments: []string{"IE"}})
		must(t, err)
		r.get(t, "/requests/new?subject=new&country=FR&controller="+bank.ID).see(t, http.StatusOK, "likely",
			"Data Protection Commission", "leads")
	})
	t.Run("make the law sure by the answer, or only possible", func(t *testing.T) {
		a := r.get(t, path+"&country=FR&targeting=watches").see(t, http.StatusOK, "GDPR (European Economic Area), proposed sure", "They are known to address people")
		if a.value(t, "targeting") != "watches" {
			t.Errorf("the answer is %q", a.value(t, "targeting"))
		}
		a = r.get(t, path+"&country=FR&targeting=neither").see(t, http.StatusOK, "possible")
		if got := a.value(t, "regime"); got != "" {
			t.Errorf("%q is chosen although it is only possible", got)
		}
	})
	t.Run("ask again about another country", func(t *testing.T) {
		a := r.get(t, path+"&country=DE&targeting=watches&targeting_at=FR").see(t, http.StatusOK, "in this country: Germany?", "likely")
		if got := a.value(t, "targeting"); got != "" {
			t.Errorf("the answer about France, %q, stands for Germany", got)
		}
	})
	t.Run("propose the law of an earlier residence and tell the authority where one works", func(t *testing.T) {
		a := r.get(t, path+"&country=FR&residence_then=GB&work=LU").see(t, http.StatusOK, "UK GDPR (United Kingdom)", "You lived in the United Kingdom when", "Commission nationale pour la protection des données")
		if a.value(t, "residence_then") != "GB" || a.value(t, "work") != "LU" || !strings.Contains(a.Body, `name="also" value="uk-gdpr"`) {
			t.Error("the answers, or the further law, are not in the form")
		}
	})
	t.Run("refuse an answer that is none, without a word lost", func(t *testing.T) {
		r.get(t, path+"&residence_then=Atlantis").see(t, http.StatusUnprocessableEntity)
		r.post(t, "/requests/new", form("regime", "eu-gdpr", "targeting", "perhaps", "details", "typed")...).
			see(t, http.StatusUnprocessableEntity, "“perhaps” is not known", "typed", "Camille Moreau")
		r.post(t, "/requests/new", form("regime", "eu-gdpr", "also", "lex-mercatoria")...).
			see(t, http.StatusUnprocessableEntity, "“lex-mercatoria” is not known")
	})
	t.Run("propose anew without script when an answer changed the first law", func(t *testing.T) {
		a := r.post(t, "/requests/new", form("regime", "eu-gdpr", "law_asked", "FR/access", "targeting", "offers", "step", "propose", "also", "uk-gdpr", "residence_then", "GB")...).
			see(t, http.StatusOK, "sure")
		if a.value(t, "residence_then") != "GB" || !strings.Contains(a.Body, `value="uk-gdpr" checked`) {
			t.Error("the answers are lost")
		}
	})
	t.Run("are kept with the request, which says why its law was chosen", func(t *testing.T) {
		to := r.post(t, "/requests/new", form("regime", "uk-gdpr", "residence_then", "GB", "targeting", "watches", "also", "eu-gdpr", "also", "uk-gdpr",
			"law_asked", "FR/access/GB//watches")...).see(t, http.StatusSeeOther).Location
		at, _, _ := strings.Cut(to, "/letter")
		r.get(t, at).see(t, http.StatusOK, "Why this law", "UK GDPR (United Kingdom) possible", "You lived in the United Kingdom when the data were collected",
			"Proposed first was another law: GDPR (European Economic Area) sure", "Company’s seat United States", "Person lives in France", "Lived then in United Kingdom",
			"What the company does (France) It watches what people there do", "Information Commission", "+ GDPR (European Economic Area)").
			not(t, "Since then the entry of the company")
		_, err := s.UpdateController(context.Background(), r.Actor, c.ID, casework.ControllerInput{Name: c.Name, Country: "US", Establishments: []string{"GB"}}, casework.AnyVersion)
		must(t, err)
		r.get(t, at).see(t, http.StatusOK, "Since then the entry of the company or the details of the person have changed.")
	})
	t.Run("say who leads, and that nobody does without an establishment there", func(t *testing.T) {
		view := func(in casework.ControllerInput) string {
			ctrl, err := s.CreateController(context.Background(), r.Actor, in)
			must(t, err)
			v, err := s.CreateRequest(context.Background(), r.Actor, casework.NewRequest{
				ControllerID: ctrl.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr",
				Subject: casework.SubjectInput{Name: "Camille Moreau", Country: "FR"},
			})
			must(t, err)
			return "/requests/" + v.Request.ID
		}
		r.get(t, view(casework.ControllerInput{Name: "Abroad", Country: "US"})).see(t, http.StatusOK, "there is no lead authority", "CNIL")
		r.get(t, view(casework.ControllerInput{Name: "Munich", Country: "DE", SeatRegion: "DE-BY"})).
			see(t, http.StatusOK, "BayLDA", "leads", "Company’s seat Germany, Bavaria")
	})
	t.Run("say when no law followed", func(t *testing.T) {
		nobody, err := s.CreateController(context.Background(), r.Actor, casework.ControllerInput{Name: "Nowhere"})
		must(t, err)
		v, err := s.CreateRequest(context.Background(), r.Actor, casework.NewRequest{
			ControllerID: nobody.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "jp-appi", Subject: casework.SubjectInput{Name: "Camille Moreau"},
		})
		must(t, err)
		r.get(t, "/requests/"+v.Request.ID).see(t, http.StatusOK, "No law was proposed from these facts", "Company’s seat not known", "Person lives in not known")
	})
}
