package storetest

import (
	"testing"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

// testTenancy asks for everything of one workspace in the name of the other.
func testTenancy(t *testing.T, open opener) {
	w := newWorld(t, open)
	me, r := w.mine.ws.ID, w.them.request
	m, f, c := newMessage(t, r), newFinding(t, r, ""), newComplaint(t, w.them, r.ID)
	m.RawHash = "theirs"
	letter := dsar.Letter{ID: newID(t), WorkspaceID: w.them.ws.ID, RequestID: r.ID, Kind: dsar.LetterAccess, CreatedAt: now}
	must(t, w.InsertMessage(w.ctx, m, []byte("raw")))
	must(t, w.InsertFindings(w.ctx, []dsar.Finding{f}))
	must(t, w.InsertComplaint(w.ctx, c))
	must(t, w.InsertLetter(w.ctx, letter))
	policy := newPolicy(t, w.them, today)
	must(t, w.InsertPolicy(w.ctx, policy))
	must(t, w.Enqueue(w.ctx, newMail(t, r, now)))
	ok(w.AppendEvent(w.ctx, newEvent(t, r, dsar.EventSent, today)))(t)
	token := dsar.Token{ID: newID(t), WorkspaceID: w.them.ws.ID, UserID: w.them.user.ID, Hash: "h", CreatedAt: now}
	must(t, w.InsertToken(w.ctx, token))
	feed := dsar.Feed{ID: newID(t), WorkspaceID: w.them.ws.ID, UserID: w.them.user.ID, Hash: "h", CreatedAt: now}
	must(t, w.InsertFeed(w.ctx, feed))
	must(t, w.PutIdempotent(w.ctx, w.them.ws.ID, "key", "p", 200, nil, now))
	theirMail := newIncoming(t, "theirs")
	theirMail.WorkspaceID = w.them.ws.ID
	ok(w.PutIncoming(w.ctx, theirMail, []byte("raw")))(t)
	ok(w.PutAddressToken(w.ctx, w.them.ws.ID, r.ID, "their token", now))(t)
	before := w.rowCounts(t)

	m.WorkspaceID, f.WorkspaceID, c.WorkspaceID, letter.WorkspaceID = me, me, me, me
	subject, controller, request, user := w.them.subject, w.them.controller, r, w.them.user
	subject.WorkspaceID, controller.WorkspaceID, request.WorkspaceID, user.WorkspaceID = me, me, me, me
	event := newEvent(t, r, dsar.EventNote, today)
	event.WorkspaceID = me
	fresh := func() string { return newID(t) }
	foreign := func(change func(*dsar.Request)) error {
		stolen := newRequest(t, w.mine)
		change(&stolen)
		return w.InsertRequest(w.ctx, stolen)
	}
	for name, call := range map[string]func() error{
		"Controller":         func() error { _, err := w.Controller(w.ctx, me, controller.ID); return err },
		"UpdateController":   func() error { return w.UpdateController(w.ctx, controller, 1) },
		"Subject":            func() error { _, err := w.Subject(w.ctx, me, subject.ID); return err },
		"UpdateSubject":      func() error { return w.UpdateSubject(w.ctx, subject) },
		"Request":            func() error { _, err := w.Request(w.ctx, me, r.ID); return err },
		"RequestByReference": func() error { _, err := w.RequestByReference(w.ctx, me, r.Reference); return err },
		"UpdateRequest":      func() error { return w.UpdateRequest(w.ctx, request, 0) },
		"MarkLaw":            func() error { return w.MarkLaw(w.ctx, request) },
		"EraseRequest":       func() error { return w.EraseRequest(w.ctx, me, r.ID) },
		"AppendEvent":        func() error { _, err := w.AppendEvent(w.ctx, event); return err },
		"Message":            func() error { _, err := w.Message(w.ctx, me, m.ID); return err },
		"Raw":                func() error { _, err := w.Raw(w.ctx, me, "theirs"); return err },
		"Letter":             func() error { _, err := w.Letter(w.ctx, me, letter.ID); return err },
		"Finding":            func() error { _, err := w.Finding(w.ctx, me, f.ID); return err },
		"UpdateFinding":      func() error { return w.UpdateFinding(w.ctx, f, 0) },
		"Policy":             func() error { _, err := w.Policy(w.ctx, me, policy.ID); return err },
		"DeletePolicy":       func() error { return w.DeletePolicy(w.ctx, me, policy.ID) },
		"Complaint":          func() error { _, err := w.Complaint(w.ctx, me, c.ID); return err },
		"UpdateComplaint":    func() error { return w.UpdateComplaint(w.ctx, c, 0) },
		"UpdateUser":         func() error { return w.UpdateUser(w.ctx, user) },
		"DeleteFeed":         func() error { return w.DeleteFeed(w.ctx, me, w.them.user.ID, feed.ID) },
		"DeleteToken":        func() error { return w.DeleteToken(w.ctx, me, w.them.user.ID, token.ID) },
		"Incoming":           func() error { _, err := w.Incoming(w.ctx, me, theirMail.ID); return err },
		"PutAddressToken":    func() error { _, err := w.PutAddressToken(w.ctx, me, r.ID, "x", now); return err },
		"PutThreadDecision": func() error {
			return w.PutThreadDecision(w.ctx, me, store.ThreadDecision{MailIDs: []string{"x"}, RequestID: r.ID, DecidedAt: now})
		},
		"PutDismissal on their request": func() error {
			return w.PutDismissal(w.ctx, dsar.Dismissal{WorkspaceID: me, RequestID: r.ID, MessageID: m.ID, Kind: dsar.EventAcknowledged, At: now})
		},
		"InsertMessage to their request":  func() error { n := m; n.ID = fresh(); return w.InsertMessage(w.ctx, n, nil) },
		"InsertLetter to their request":   func() error { n := letter; n.ID = fresh(); return w.InsertLetter(w.ctx, n) },
		"InsertFindings to their request": func() error { n := f; n.ID = fresh(); return w.InsertFindings(w.ctx, []dsar.Finding{n}) },
		"PutChecklistItem on their request": func() error {
			return w.PutChecklistItem(w.ctx, me, r.ID, dsar.ChecklistItem{Key: dsar.ItemCopy, SaidAt: now})
		},
		"InsertComplaint on their request": func() error { n := c; n.ID = fresh(); return w.InsertComplaint(w.ctx, n) },
		"InsertRequest to their controller": func() error {
			return foreign(func(r *dsar.Request) { r.ControllerID = controller.ID })
		},
		"InsertRequest for their subject": func() error {
			return foreign(func(r *dsar.Request) { r.SubjectID = subject.ID })
		},
	} {
		t.Run(name+" is not found", func(t *testing.T) { wantCode(t, call(), dsar.CodeNotFound) })
	}
	for name, call := range map[string]func() (int, error){
		"Events":       func() (int, error) { got, err := w.Events(w.ctx, me, r.ID); return len(got), err },
		"EventsOf":     func() (int, error) { got, err := w.EventsOf(w.ctx, me, []string{r.ID}); return len(got), err },
		"Messages":     func() (int, error) { got, err := w.Messages(w.ctx, me, r.ID); return len(got), err },
		"Letters":      func() (int, error) { got, err := w.Letters(w.ctx, me, r.ID); return len(got), err },
		"Findings":     func() (int, error) { got, err := w.Findings(w.ctx, me, r.ID); return len(got), err },
		"Checklist":    func() (int, error) { got, err := w.Checklist(w.ctx, me, r.ID); return len(got), err },
		"ComplaintsOf": func() (int, error) { got, err := w.ComplaintsOf(w.ctx, me, r.ID); return len(got), err },
		"OutboxOf":     func() (int, error) { got, err := w.OutboxOf(w.ctx, me, r.ID); return len(got), err },
		"Policies":     func() (int, error) { got, err := w.Policies(w.ctx, me, controller.ID); return len(got), err },
		"IncomingMails": func() (int, error) {
			got, _, err := w.IncomingMails(w.ctx, me, store.IncomingFilter{})
			return len(got), err
		},
		"ControllersWithIDs": func() (int, error) {
			got, err := w.ControllersWithIDs(w.ctx, me, []string{controller.ID})
			return len(got), err
		},
		"SubjectsWithIDs": func() (int, error) {
			got, err := w.SubjectsWithIDs(w.ctx, me, []string{subject.ID})
			return len(got), err
		},
		"CountIncoming": func() (int, error) { return w.CountIncoming(w.ctx, me, dsar.IncomingStored) },
		"TraceTokens": func() (int, error) {
			got, err := w.TraceTokens(w.ctx, me, []string{"their token"})
			return len(got), err
		},
		"TraceReferences": func() (int, error) {
			got, err := w.TraceReferences(w.ctx, me, []string{r.Reference})
			return len(got), err
		},
		"Tokens": func() (int, error) { got, err := w.Tokens(w.ctx, me, w.them.user.ID); return len(got), err },
		"Complaints": func() (int, error) {
			got, _, err := w.Complaints(w.ctx, me, store.ComplaintFilter{})
			return len(got), err
		},
		"Requests": func() (int, error) {
			got, _, err := w.Requests(w.ctx, me, store.RequestFilter{ControllerID: controller.ID})
			return len(got), err
		},
		"OpenAccessRequest": func() (int, error) {
			_, found, err := w.OpenAccessRequest(w.ctx, me, controller.ID, subject.ID, subject.Name, "")
			return map[bool]int{true: 1}[found], err
		},
		"Idempotent": func() (int, error) {
			_, _, _, found, err := w.Idempotent(w.ctx, me, "key")
			return map[bool]int{true: 1}[found], err
		},
	} {
		t.Run(name+" finds nothing", func(t *testing.T) { wantEqual(t, ok(call())(t), 0) })
	}
	t.Run("lists hold what is mine alone", func(t *testing.T) {
		rows, _, err := w.Requests(w.ctx, me, store.RequestFilter{Q: "clearview"})
		if must(t, err); len(rows) != 1 || rows[0].Request.ID != w.mine.request.ID {
			t.Errorf("requests: %v", rows)
		}
		found, _, err := w.SearchControllers(w.ctx, me, store.ControllerFilter{Q: "clearview"})
		if must(t, err); len(found) != 1 || found[0].ID != w.mine.controller.ID {
			t.Errorf("controllers: %v", found)
		}
		requests := ok(w.RequestsWithIDs(w.ctx, me, []string{r.ID, w.mine.request.ID}))(t)
		if len(requests) != 1 || requests[0].ID != w.mine.request.ID {
			t.Errorf("requests with ids: %v", requests)
		}
		subjects := ok(w.Subjects(w.ctx, me, 10))(t)
		if len(subjects) != 1 || subjects[0].ID != w.mine.subject.ID {
			t.Errorf("subjects: %v", subjects)
		}
	})
	t.Run("nothing of theirs has changed", func(t *testing.T) {
		must(t, w.DeleteFindings(w.ctx, me, r.ID, dsar.SourceText))
		must(t, w.ReleaseIdempotent(w.ctx, me, "key"))
		wantEqual(t, w.rowCounts(t), before)
		wantEqual(t, ok(w.Request(w.ctx, w.them.ws.ID, r.ID))(t), r)
	})
}
