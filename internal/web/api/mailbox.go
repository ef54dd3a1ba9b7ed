package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const (
	tagMailbox  = "Mailbox"
	pathMailbox = "/mailbox"
)

func (h *handler) addMailbox() {
	add(h, operation{
		id: "get-mailbox", method: http.MethodGet, path: pathMailbox, tag: tagMailbox,
		summary: "Read the workspace's own mailbox and how reading it goes; its password is never shown",
	}, h.getMailbox)
	add(h, operation{
		id: "save-mailbox", method: http.MethodPut, path: pathMailbox, tag: tagMailbox,
		summary: "Set the mailbox that letters are sent from and answers fetched out of; for owners",
	}, h.saveMailbox)
	add(h, operation{
		id: "try-mailbox", method: http.MethodPost, path: pathMailbox + "/try", tag: tagMailbox,
		summary: "Send two mails through the mailbox to itself, wait for them for 40 seconds at most, and say how each step went; for owners",
	}, h.tryMailbox)
	add(h, operation{
		id: "remove-mailbox", method: http.MethodDelete, path: pathMailbox, tag: tagMailbox, status: http.StatusNoContent,
		summary: "Remove the mailbox with its password; for owners",
	}, h.removeMailbox)
}

type mailServerShape struct {
	Host     string `json:"host"`
	Port     int    `json:"port"`
	Security string `json:"security" doc:"tls, starttls or, to the service's own machine only, plain"`
}

type mailboxShape struct {
	Address     string          `json:"address"`
	Username    string          `json:"username"`
	SMTP        mailServerShape `json:"smtp"`
	IMAP        mailServerShape `json:"imap"`
	Folder      string          `json:"folder"`
	Plus        bool            `json:"plus_addressing" doc:"Answers go to an address of each request; otherwise the reference in the subject tells"`
	Taken       int             `json:"taken" doc:"Mails taken in"`
	Left        int             `json:"left" doc:"Mails that could not be taken in and stay in the mailbox"`
	SucceededAt *string         `json:"succeeded_at" format:"date-time" doc:"When it was last read, null if never"`
	FailedAt    *string         `json:"failed_at" format:"date-time" doc:"When reading it failed last, null if it did not since it last succeeded"`
	Problem     string          `json:"problem" doc:"What is wrong, empty if nothing"`
	Reply       string          `json:"reply" doc:"The server's words with it"`
}

func (h *handler) mailboxOf(ctx context.Context, v casework.MailboxView) mailboxShape {
	m, r := v.Mailbox, v.Reading
	return mailboxShape{
		Address: m.Address, Username: m.Username, SMTP: mailServerShape(m.SMTP), IMAP: mailServerShape(m.IMAP), Folder: m.Folder,
		Plus: m.Plus, Taken: r.Taken, Left: r.Left, SucceededAt: instant(r.SucceededAt), FailedAt: instant(r.FailedAt),
		Problem: h.sentence(ctx, r.Problem), Reply: r.Reply,
	}
}

// sentence words a key for the caller, "" for none.
func (h *handler) sentence(ctx context.Context, key string) string {
	if key == "" {
		return ""
	}
	return h.Wording.Catalog.T(languageOf(ctx), key, nil)
}

func (h *handler) getMailbox(ctx context.Context, a casework.Actor, _ *none) (*tagged[mailboxShape], error) {
	v, err := h.Service.Mailbox(ctx, a)
	if err != nil {
		return nil, err
	}
	return &tagged[mailboxShape]{ETag: etag(v.Mailbox.Version), Body: h.mailboxOf(ctx, v)}, nil
}

type mailboxInput struct {
	IfMatch
	Body struct {
		Address  string          `json:"address"`
		Username string          `json:"username,omitempty" doc:"The address if not given"`
		Password string          `json:"password,omitempty" doc:"An app password; the stored one if not given and the servers stay the same"`
		SMTP     mailServerShape `json:"smtp"`
		IMAP     mailServerShape `json:"imap"`
		Folder   string          `json:"folder,omitempty" doc:"INBOX if not given"`
	}
}

func (h *handler) saveMailbox(ctx context.Context, a casework.Actor, in *mailboxInput) (*tagged[mailboxShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	v, err := h.Service.SaveMailbox(ctx, a, casework.MailboxInput{
		Address: b.Address, Username: b.Username, Password: b.Password,
		SMTP: dsar.MailServer(b.SMTP), IMAP: dsar.MailServer(b.IMAP), Folder: b.Folder,
	}, version)
	if err != nil {
		return nil, err
	}
	return &tagged[mailboxShape]{ETag: etag(v.Mailbox.Version), Body: h.mailboxOf(ctx, v)}, nil
}

type trialStepShape struct {
	Name    string `json:"name" doc:"imap, smtp, arrived or plus"`
	OK      bool   `json:"ok"`
	Problem string `json:"problem" doc:"What went wrong and how to mend it, empty if nothing"`
	Reply   string `json:"reply" doc:"The server's words with it"`
}

type trialShape struct {
	Works bool             `json:"works"`
	Steps []trialStepShape `json:"steps" nullable:"false" doc:"In their order; what follows on one that failed was not tried"`
}

func (h *handler) tryMailbox(ctx context.Context, a casework.Actor, _ *none) (*bodyOf[trialShape], error) {
	trial, err := h.Service.TryMailbox(ctx, a)
	if err != nil {
		return nil, err
	}
	shape := trialShape{Works: trial.Works(), Steps: []trialStepShape{}}
	for _, step := range trial.Steps {
		shape.Steps = append(shape.Steps, trialStepShape{Name: step.Name, OK: step.OK, Problem: h.sentence(ctx, step.Key), Reply: step.Reply})
	}
	return &bodyOf[trialShape]{shape}, nil
}

func (h *handler) removeMailbox(ctx context.Context, a casework.Actor, _ *none) (*none, error) {
	return nil, h.Service.RemoveMailbox(ctx, a)
}
