package page_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// A refusal under the PAIA opens sixty days for an internal appeal, and so does silence: the
// time line and its table show the last of them, until the appeal is lodged.
func TestTimelineShowsWhatIsOpenToThePerson(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	ctx := context.Background()
	c, err := s.CreateController(ctx, r.Actor, casework.ControllerInput{Name: "Kaap Krediet", Country: "ZA", Emails: []string{"info@kaap.example"}})
	must(t, err)
	v, err := s.CreateRequest(ctx, r.Actor, casework.NewRequest{
		ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "za-paia", Language: "en", Channel: dsar.ChannelEmail,
		Subject: casework.SubjectInput{Name: "Camille Moreau", Country: "ZA"},
	})
	must(t, err)
	m := matter{r, s, v.Request.ID, "/requests/" + v.Request.ID}
	m.record(t, "sent", "2026-10-20")
	m.record(t, "received", "2026-10-20")
	m.pictured(t, "Last day: internal appeal", "2027-01-18") // from the silence

	m.record(t, "refused", "2026-11-12")
	m.pictured(t, "Last day: internal appeal", "2027-01-11")

	m.record(t, "appeal_lodged", "2026-11-20")
	if picture := m.picture(t); strings.Contains(picture, "Last day: internal appeal") {
		t.Errorf("the picture shows a window that was used: %s", picture)
	}
}

func (m matter) pictured(t *testing.T, what, on string) {
	t.Helper()
	if picture := m.picture(t); !strings.Contains(picture, what) || !strings.Contains(picture, `datetime="`+on+`"`) {
		t.Errorf("the picture does not show %q on %s: %s", what, on, picture)
	}
}

// picture is the time line with its table.
func (m matter) picture(t *testing.T) string {
	t.Helper()
	_, after, found := strings.Cut(m.get(t, m.Path).see(t, http.StatusOK).Body, `<figure class="figure">`)
	picture, _, ends := strings.Cut(after, "</figure>")
	if !found || !ends {
		t.Fatal("the page has no time line")
	}
	return picture
}
