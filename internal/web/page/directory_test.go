package page_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func clearview(t *testing.T, s *stack, a casework.Actor) dsar.Controller {
	t.Helper()
	c, err := s.CreateController(context.Background(), a, casework.ControllerInput{
		Name: "Clearview AI, Inc.", Country: "US", Aliases: []string{"Visage Clair"}, Emails: []string{"privacy@clearview.example"},
		Web: "https://www.clearview.example", Languages: []string{"en", "pl"}, NeedsID: true,
	})
	must(t, err)
	return c
}

func TestControllers(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")

	t.Run("say what to do while there are none", func(t *testing.T) {
		r.get(t, "/controllers").see(t, http.StatusOK, "No company is in the directory yet.", "recourse controllers import FILE")
	})
	c := clearview(t, s, r.Actor)
	t.Run("are found by name, alias and domain", func(t *testing.T) {
		for _, q := range []string{"clearv", "visage", "clearview.example", "VISAGE+CLÁIR"} {
			r.get(t, "/controllers?q="+q).see(t, http.StatusOK, "Clearview AI, Inc.", "United States")
		}
	})
	t.Run("offer to add what is not found, under the name typed", func(t *testing.T) {
		a := r.get(t, "/controllers?q=Nordbahn").see(t, http.StatusOK, "No company fits “Nordbahn”.")
		if !strings.Contains(a.Body, "/controllers/new?name=Nordbahn") {
			t.Error("the name is not carried on")
		}
		if got := r.get(t, "/controllers/new?name=Nordbahn").value(t, "name"); got != "Nordbahn" {
			t.Errorf("the form has the name %q", got)
		}
	})
	t.Run("are filtered by country", func(t *testing.T) {
		r.get(t, "/controllers?country=FR").see(t, http.StatusOK, "No company fits this choice.").not(t, "Clearview")
	})
	t.Run("have a page with everything known and a way to write", func(t *testing.T) {
		a := r.get(t, "/controllers/"+c.ID).see(t, http.StatusOK, "Clearview AI, Inc.", "Visage Clair", "privacy@clearview.example",
			"United States, federal", "English and Polish", "Added by hand", "24 Nov 2026", "Do not send a copy of an identity document", "No letter to this company yet.")
		if !strings.Contains(a.Body, "/requests/new?controller="+c.ID) {
			t.Error("there is no way to write to it")
		}
	})
	t.Run("of another workspace do not exist", func(t *testing.T) {
		other := s.account(t, "other@example.org")
		for _, path := range []string{"/controllers/" + c.ID, "/controllers/" + c.ID + "/edit", "/requests/new?controller=" + c.ID, "/controllers/00000000"} {
			other.get(t, path).see(t, http.StatusNotFound, "There is no such company.").not(t, "Clearview")
		}
		other.post(t, "/controllers/"+c.ID+"/edit", "name", "Mine", "version", "1").see(t, http.StatusNotFound)
	})
}

func TestControllerForm(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")

	t.Run("names every field that breaks a rule and keeps all of them", func(t *testing.T) {
		a := r.post(t, "/controllers/new", "name", "", "emails", "not an address\ndpo@example.org", "web", "www.example.org", "note", "by phone").
			see(t, http.StatusUnprocessableEntity, "Give the company’s name.", "“not an address” is not an e-mail address", "by phone", "dpo@example.org")
		if !strings.Contains(a.Body, `href="#f-emails"`) {
			t.Error("the summary does not lead to the field")
		}
	})
	t.Run("adds a company and completes its web address", func(t *testing.T) {
		to := r.post(t, "/controllers/new", "name", "Nordbahn", "country", "DE", "emails", "dpo@nordbahn.example", "web", "nordbahn.example").
			see(t, http.StatusSeeOther).Location
		a := r.get(t, to).see(t, http.StatusOK, "Nordbahn was added.", "Germany", "dpo@nordbahn.example")
		if !strings.Contains(a.Body, `href="https://nordbahn.example"`) {
			t.Error("the web address has no scheme")
		}
	})
	t.Run("goes on to the request it was added for", func(t *testing.T) {
		to := r.post(t, "/controllers/new", "name", "Südbahn", "for", "request").see(t, http.StatusSeeOther).Location
		if !strings.HasPrefix(to, "/requests/new?controller=") {
			t.Errorf("leads to %q", to)
		}
	})
	t.Run("keeps languages it has no box for", func(t *testing.T) {
		c := clearview(t, s, r.Actor)
		path := "/controllers/" + c.ID + "/edit"
		a := r.get(t, path).see(t, http.StatusOK)
		if !strings.Contains(a.Body, `type="hidden" name="languages" value="pl"`) {
			t.Error("Polish is lost")
		}
	})
	t.Run("tells the second of two what changed and loses nothing", func(t *testing.T) {
		c := clearview(t, s, r.Actor)
		path := "/controllers/" + c.ID + "/edit"
		version := r.get(t, path).value(t, "version")
		first := []string{"name", c.Name, "emails", "first@example.org", "version", version}
		r.post(t, path, first...).see(t, http.StatusSeeOther)
		second := []string{"name", c.Name, "emails", "second@example.org", "note", "typed for a long time", "version", version}
		a := r.post(t, path, second...).see(t, http.StatusPreconditionFailed,
			"Somebody changed this entry while you were typing", "first@example.org", "second@example.org", "typed for a long time")
		if a.value(t, "emails") != "second@example.org" {
			t.Errorf("the form has %q", a.value(t, "emails"))
		}
		second[len(second)-1] = a.value(t, "version")
		r.post(t, path, second...).see(t, http.StatusSeeOther)
		r.get(t, "/controllers/"+c.ID).see(t, http.StatusOK, "second@example.org").not(t, "first@example.org")
	})
	t.Run("without a version changes nothing", func(t *testing.T) {
		c := clearview(t, s, r.Actor)
		r.post(t, "/controllers/"+c.ID+"/edit", "name", "Blind").see(t, http.StatusPreconditionFailed)
		r.get(t, "/controllers/"+c.ID).see(t, http.StatusOK).not(t, "Blind")
	})
}

func TestNewRequest(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	c := clearview(t, s, r.Actor)
	path := "/requests/new?controller=" + c.ID
	form := func(changes ...string) []string {
		values := map[string]string{
			"controller_id": c.ID, "subject_id": "new", "subject.name": "Camille Moreau", "subject.email": "camille@example.org",
			"subject.country": "FR", "rights": "access", "regime": "eu-gdpr", "law_asked": "FR/access", "language": "fr", "channel": "email",
		}
		for i := 0; i+1 < len(changes); i += 2 {
			values[changes[i]] = changes[i+1]
		}
		var pairs []string
		for name, value := range values {
			pairs = append(pairs, name, value)
		}
		return pairs
	}

	t.Run("begins with the company, found without script", func(t *testing.T) {
		r.get(t, "/requests/new").see(t, http.StatusOK, "Whom do you write to?", "Add a company by hand")
		a := r.get(t, "/requests/new?q=visage").see(t, http.StatusOK, "Clearview AI, Inc.")
		if !strings.Contains(a.Body, path) {
			t.Error("the company is not a link to the next step")
		}
		r.get(t, "/requests/new?q=zzz").see(t, http.StatusOK, "No company fits “zzz”.", "Add “zzz” by hand")
	})
	t.Run("proposes oneself, the law with its reason and a language they read", func(t *testing.T) {
		a := r.get(t, path).see(t, http.StatusOK, "Do not send a copy of an identity document",
			"GDPR (European Economic Area), proposed", "You live in the European Economic Area", "Art. 3(2)", "To privacy@clearview.example")
		for name, want := range map[string]string{
			"subject.name": "Camille Moreau", "subject.country": "FR", "rights": "access", "regime": "eu-gdpr", "language": "en", "channel": "email",
		} {
			if got := a.value(t, name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	})
	t.Run("proposes another law for another residence", func(t *testing.T) {
		a := r.get(t, path+"&subject=new&country=US-CA&ask=erasure").see(t, http.StatusOK, "CCPA (California), proposed", "United States, California")
		if a.value(t, "rights") != "erasure" || a.value(t, "regime") != "us-ca-ccpa" {
			t.Errorf("got %q under %q", a.value(t, "rights"), a.value(t, "regime"))
		}
	})
	t.Run("proposes no law where none follows", func(t *testing.T) {
		a := r.get(t, path+"&subject=new&country=MX").see(t, http.StatusOK, "so none is proposed")
		if got := a.value(t, "regime_other"); got != "" {
			t.Errorf("%q is chosen", got)
		}
	})
	t.Run("says which law lacks what is asked", func(t *testing.T) {
		a := r.get(t, path+"&subject=new&country=FR&ask=restriction").see(t, http.StatusOK, "laws do not know this right.", "LGPD (Brazil)")
		if strings.Contains(a.Body, `value="br-lgpd"`) {
			t.Error("a law can be chosen that does not know the right")
		}
	})
	t.Run("offers a law that is only possible and leaves the choice open", func(t *testing.T) {
		a := r.get(t, path+"&subject=new&country=IN").see(t, http.StatusOK, "DPDP Act (India, from May 2027), proposed", "possible")
		if got := a.value(t, "regime"); got != "" {
			t.Errorf("%q is chosen", got)
		}
	})
	t.Run("says what an authority can do about a company abroad, in every language", func(t *testing.T) {
		r.get(t, path).see(t, http.StatusOK, "what power has an authority over it?", "SAN-2022-019", "Art. 58(2)", "Commission nationale", "takes your complaint")
	})
	t.Run("takes a law from the long list", func(t *testing.T) {
		a := r.post(t, "/requests/new", form("regime", "other", "regime_other", "jp-appi", "subject.name", "")...).see(t, http.StatusUnprocessableEntity, "Say whose data it is.")
		if a.value(t, "regime") != "other" || a.value(t, "regime_other") != "jp-appi" {
			t.Errorf("%q, %q", a.value(t, "regime"), a.value(t, "regime_other"))
		}
	})
	t.Run("refuses two laws at once", func(t *testing.T) {
		r.post(t, "/requests/new", form("regime_other", "jp-appi")...).see(t, http.StatusUnprocessableEntity, "You have chosen a proposed law and another one")
	})
	t.Run("asks again when the answers changed the law", func(t *testing.T) {
		a := r.post(t, "/requests/new", form("subject.country", "CH")...).
			see(t, http.StatusUnprocessableEntity, "What you said above changed which law is likely")
		if a.value(t, "regime") != "ch-fadp" || a.value(t, "subject.name") != "Camille Moreau" {
			t.Errorf("law %q, name %q", a.value(t, "regime"), a.value(t, "subject.name"))
		}
	})
	t.Run("proposes again on demand, without script", func(t *testing.T) {
		a := r.post(t, "/requests/new", form("subject.country", "GB", "step", "propose")...).see(t, http.StatusOK, "UK GDPR (United Kingdom), proposed")
		if a.value(t, "regime") != "uk-gdpr" {
			t.Errorf("law %q", a.value(t, "regime"))
		}
	})
	t.Run("names what is missing and keeps what was typed", func(t *testing.T) {
		a := r.post(t, "/requests/new", form("subject.name", "", "subject.email", "nonsense", "rights", "", "law_asked", "FR/")...).
			see(t, http.StatusUnprocessableEntity, "The draft was not kept yet", "Say whose data it is.", "nonsense")
		if a.value(t, "language") != "fr" {
			t.Errorf("language %q", a.value(t, "language"))
		}
		r.post(t, "/requests/new", form("rights", "", "law_asked", "FR/")...).see(t, http.StatusUnprocessableEntity, "Choose what you ask for.")
		r.post(t, "/requests/new", form("regime", "nonsense")...).see(t, http.StatusUnprocessableEntity, "“nonsense” is not known")
		r.post(t, "/requests/new", form("holidays_region", "ATLANTIS")...).see(t, http.StatusUnprocessableEntity, "“ATLANTIS” is not known")
	})
	t.Run("keeps a draft and leads to its letter", func(t *testing.T) {
		to := r.post(t, "/requests/new", form("rights", "access_erasure", "law_asked", "FR/access_erasure")...).see(t, http.StatusSeeOther).Location
		if !strings.HasSuffix(to, "/letter?kind=access_erasure") {
			t.Fatalf("leads to %q", to)
		}
		found, err := s.Requests(context.Background(), r.Actor, casework.RequestQuery{})
		must(t, err)
		if len(found.Items) != 1 || found.Items[0].Request.Regime != "eu-gdpr" || found.Items[0].Request.Language != "fr" ||
			!found.Items[0].Request.AccessThenErasure() || found.Items[0].Request.Projection.Status != dsar.StatusDraft {
			t.Errorf("kept %+v", found.Items)
		}
		r.get(t, to).see(t, http.StatusOK, found.Items[0].Request.Reference)
	})
	t.Run("knows the person the next time", func(t *testing.T) {
		r.get(t, path).see(t, http.StatusOK, "Camille Moreau", ", France", "Somebody else").not(t, "Country of residence")
		r.get(t, path+"&subject=new").see(t, http.StatusOK, "Country of residence")
		r.get(t, path+"&subject=nobody").see(t, http.StatusNotFound, "There is no such person.")
	})
	t.Run("asks whom it is for when there are several", func(t *testing.T) {
		r.post(t, "/requests/new", form("subject.name", "Jonas Weber", "subject.email", "")...).see(t, http.StatusSeeOther)
		r.get(t, path).see(t, http.StatusOK, "Whose data is it?", "Jonas Weber", "Somebody new").not(t, "Which law do you rely on?")
	})
	t.Run("warns while an access request to the company is open", func(t *testing.T) {
		people, err := s.Subjects(context.Background(), r.Actor)
		must(t, err)
		at := path + "&subject=" + people[0].ID
		r.get(t, at).see(t, http.StatusOK).not(t, "An access request to this company is open")
		open, err := s.CreateRequest(context.Background(), r.Actor, casework.NewRequest{
			ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", SubjectID: people[0].ID,
		})
		must(t, err)
		_, err = s.RecordEvent(context.Background(), r.Actor, open.Request.ID,
			casework.EventInput{Kind: dsar.EventSent, On: open.Today}, casework.AnyVersion)
		must(t, err)
		r.get(t, at).see(t, http.StatusOK, "An access request to this company is open", open.Request.Reference)
	})
}
