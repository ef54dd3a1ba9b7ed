package casework

import (
	"context"
	"slices"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/mail"
)

// Attachment is a file that came with an incoming mail. Name and type are for showing; what
// it holds is known only when it is read.
type Attachment struct {
	MessageID string
	Number    int // within the mail, from 1
	Name      string
	MediaType string // as its first bytes show it
	Size      int64  // in bytes
	SHA256    string
	FileID    string // of the file of the data received that has the same content, "" if there is none
}

// Attachments returns the files that came with the incoming mails of a request, in the
// order of the messages. They are read out of the stored mails, those of attached mails
// too; signatures and the pictures that belong to the text are left out.
func (s *Service) Attachments(ctx context.Context, a Actor, messages []dsar.Message) ([]Attachment, error) {
	var all []Attachment
	for _, m := range messages {
		if m.WorkspaceID != a.WorkspaceID {
			continue
		}
		found, err := s.attachmentsOf(ctx, m)
		if err != nil {
			return nil, err
		}
		for _, one := range found {
			one.MessageID = m.ID
			all = append(all, one)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	known, err := s.Store.DataFiles(ctx, a.WorkspaceID, messages[0].RequestID)
	if err != nil {
		return nil, err
	}
	for i := range all {
		at := slices.IndexFunc(known, func(f dsar.DataFile) bool { return f.SHA256 == all[i].SHA256 })
		if at >= 0 {
			all[i].FileID = known[at].ID
		}
	}
	return all, nil
}

// MessageAttachments is [Service.Attachments] for one message, or [dsar.CodeNotFound].
func (s *Service) MessageAttachments(ctx context.Context, a Actor, messageID string) ([]Attachment, error) {
	m, err := s.Store.Message(ctx, a.WorkspaceID, messageID)
	if err != nil {
		return nil, err
	}
	return s.Attachments(ctx, a, []dsar.Message{m})
}

// mayHaveAttachments reports that a message is an incoming mail whose bytes are kept.
func mayHaveAttachments(m dsar.Message) bool {
	return m.Direction == dsar.DirectionIn && m.RawHash != "" && m.MediaType == "message/rfc822"
}

// attachmentsOf lists the attachments of a message without their bytes.
func (s *Service) attachmentsOf(ctx context.Context, m dsar.Message) ([]Attachment, error) {
	read, err := s.readMail(ctx, m)
	if read.facts.Automatic.Kind == mail.Report {
		return nil, err // its parts are about our letter
	}
	return slices.Clone(read.files), err
}

// filesOf lists the attachments of a mail. The same bytes give the same list.
func filesOf(p *mail.Parsed) []mail.Attachment {
	var list []mail.Attachment
	for _, part := range p.Attachments {
		if part.Size == 0 || part.Signature || part.Inline && strings.HasPrefix(part.Sniffed, "image/") {
			continue
		}
		list = append(list, part)
		if part.Message != nil {
			list = append(list, filesOf(part.Message)...)
		}
	}
	return list
}

// AddAttachment adds an attachment of a stored mail to the data received, with the day of
// the message, and queues a scan of all files unless one is under way. It returns
// [dsar.CodeNotFound] and the errors of [Service.AddDataFile].
func (s *Service) AddAttachment(ctx context.Context, a Actor, messageID string, number int) (dsar.DataFile, error) {
	if err := mayWrite(a); err != nil {
		return dsar.DataFile{}, err
	}
	m, err := s.Store.Message(ctx, a.WorkspaceID, messageID)
	if err != nil {
		return dsar.DataFile{}, err
	}
	if !mayHaveAttachments(m) {
		return dsar.DataFile{}, dsar.NotFound("attachment")
	}
	raw, err := s.Store.Raw(ctx, m.WorkspaceID, m.RawHash)
	if err != nil {
		return dsar.DataFile{}, err
	}
	parsed := mail.Parse(raw, mail.Limits{})
	files := filesOf(&parsed)
	if number < 1 || number > len(files) {
		return dsar.DataFile{}, dsar.NotFound("attachment")
	}
	part := files[number-1]
	added, err := s.AddDataFile(ctx, a, m.RequestID, DataFileInput{Name: part.Name, Content: part.Open(), ReceivedOn: m.On})
	if err != nil {
		return dsar.DataFile{}, err
	}
	if _, err := s.StartScan(ctx, a, m.RequestID); err != nil && dsar.CodeOf(err) != dsar.CodeConflict {
		return dsar.DataFile{}, err
	}
	return added, nil
}
