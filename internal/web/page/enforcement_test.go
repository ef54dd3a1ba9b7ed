package page_test

import (
	"net/http"
	"testing"
)

func TestEnforcement(t *testing.T) {
	s := newStack(t)
	guest := s.reader(t)
	t.Run("tells each step with its days, its sums and its doubts", func(t *testing.T) {
		a := guest.get(t, "/enforcement/clearview-ai").see(t, http.StatusOK, "What authorities did: Clearview AI, Inc.", "Formal notice", "published 16 Dec 2021",
			"Fine: EUR 20,000,000", "52 days at EUR 100,000 are EUR 5,200,000. That is the sum that was declared.", "53 days", "To be verified", "day not known").
			has(t, `href="/restrictions/lookback_limit"`)
		a.inOrder(t, "CNIL", "Information Commissioner", "Garante", "Autoriteit Persoonsgegevens", "Integritetsskyddsmyndigheten")
		checkMarkup(t, "/enforcement/clearview-ai", a.Body)
	})
	t.Run("counts neither a fine that is contested nor one against somebody else", func(t *testing.T) {
		guest.get(t, "/enforcement/clearview-ai").see(t, http.StatusOK, "Authorities 7", "Fines, as declared EUR 90,500,000", "Contested still GBP 7,552,800")
	})
	t.Run("speaks three languages", func(t *testing.T) {
		guest.get(t, "/enforcement/clearview-ai?lang=fr").see(t, http.StatusOK, "Mise en demeure", "Liquidation de l’astreinte", "52 jours", "À vérifier")
		guest.get(t, "/enforcement/clearview-ai?lang=de").see(t, http.StatusOK, "Förmliche Aufforderung", "Festsetzung des Zwangsgelds", "52 Tage")
	})
	t.Run("knows no other company", func(t *testing.T) {
		guest.get(t, "/enforcement/acme").see(t, http.StatusNotFound)
	})
}
