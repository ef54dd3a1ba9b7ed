package casework

import (
	"context"

	"recourse/internal/dsar"
	"recourse/internal/mail"
)

// IncomingContent is an incoming mail with all that a person needs to decide about it.
type IncomingContent struct {
	IncomingView
	To    string // as its header says
	Text  string // with what it quotes; "" if it has none
	Files []Attachment
	Facts MailFacts
}

// IncomingMail returns one mail of the workspace, or [dsar.CodeNotFound].
func (s *Service) IncomingMail(ctx context.Context, a Actor, id string) (IncomingContent, error) {
	m, err := s.Store.Incoming(ctx, a.WorkspaceID, id)
	if err != nil {
		return IncomingContent{}, err
	}
	raw, err := s.Store.IncomingRaw(ctx, m)
	if err != nil {
		return IncomingContent{}, err
	}
	views, err := s.incomingViews(ctx, a, []dsar.Incoming{m})
	if err != nil {
		return IncomingContent{}, err
	}
	p := mail.Parse(raw, mail.Limits{})
	read := readMailOf(&p)
	c := IncomingContent{IncomingView: views[0], Files: read.files, Facts: read.facts}
	if upload, ok := p.Upload(); ok {
		c.To, c.Text = upload.To, upload.Text
	}
	return c, nil
}

// IncomingHTML returns the HTML of an incoming mail, fit to be shown in a frame of its
// own, or [dsar.CodeNotFound] for a mail without.
func (s *Service) IncomingHTML(ctx context.Context, a Actor, id string) (string, error) {
	raw, err := s.IncomingRaw(ctx, a, id)
	if err != nil {
		return "", err
	}
	return shownHTML(raw, "incoming")
}

// IncomingFile returns an attachment of an incoming mail with its bytes, by its number
// in [IncomingContent]. It returns [dsar.CodeNotFound] if there is none.
func (s *Service) IncomingFile(ctx context.Context, a Actor, id string, number int) (name string, content []byte, err error) {
	raw, err := s.IncomingRaw(ctx, a, id)
	if err != nil {
		return "", nil, err
	}
	p := mail.Parse(raw, mail.Limits{})
	files := filesOf(&p)
	if number < 1 || number > len(files) {
		return "", nil, dsar.NotFound("attachment")
	}
	return plainName(files[number-1].Name), files[number-1].Bytes(), nil
}
