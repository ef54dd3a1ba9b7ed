package casework

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse/internal/civil"
	"recourse/internal/datascan"
	"recourse/internal/dsar"
	"recourse/internal/files"
	"recourse/internal/store"
)

// DataView is what the person received in answer to a request, and what the scan of it
// showed.
type DataView struct {
	Request    dsar.Request
	Controller dsar.Controller
	Files      []dsar.DataFile // in the order in which they were added
	// Attached are the files that came with the mails among Messages.
	Attached []Attachment
	Messages []dsar.Message
	// Scan is the newest scan, nil if there is none. It may be one that was cancelled or
	// failed, or that is under way; Result is then that of an earlier one, if any.
	Scan   *ScanView
	Result *DataResult
	// Findings are the findings from the data, also those that a person judged and that
	// the data no longer show ([FindingView.Gone]).
	Findings []FindingView
	// RequestedOn is the day on which the request was sent; zero for a draft, to which
	// nothing can be added.
	RequestedOn civil.Date
	Today       civil.Date // the reader's
	MaxFile     int64      // bytes that one file may have
	Used, Quota int64      // bytes of all files of the workspace, and how many they may have; Quota 0: no limit
	ReadsPDF    bool       // pdftotext is there
	Off         bool       // no directory of files is configured
}

// ScanView is how far a scan is.
type ScanView struct {
	Scan dsar.Scan // without checkpoint and result
	// Percent is how much of the bytes is done, 0 to 100; 100 only when the scan is done.
	Percent int
}

// DataResult is what a scan that ended showed.
type DataResult struct {
	Scan   dsar.Scan // without checkpoint and result
	Result datascan.Result
	Judged []DataJudgement // the likely ones first
	// More is the number of further judgements that are not proposed as findings: a list
	// that nobody can read helps nobody.
	More int
	// Stale: files were added or removed since, or came on another day than was stated.
	Stale bool
}

// DataJudgement is one striking thing about the data. Of what is certain (the days that
// the data cover) there is no judgement.
type DataJudgement struct {
	datascan.Finding
	Key      string       // of the taxonomy
	Proposed *FindingView // the finding that stands for it, one of DataView.Findings
}

// DataFileInput is a file that the person adds.
type DataFileInput struct {
	Name       string // folders in it are dropped
	Content    io.Reader
	ReceivedOn civil.Date // zero: today where the reader is
}

// maxDataFiles is how many files a request may have; more belong into an archive.
const maxDataFiles = 500

// DefaultMaxFile is how many bytes a file may have where nothing else is configured.
const DefaultMaxFile int64 = 5 << 30

// MaxDataFile is how many bytes one file may have.
func (s *Service) MaxDataFile() int64 {
	if s.MaxFile > 0 {
		return s.MaxFile
	}
	return DefaultMaxFile
}

// CheckData returns the error that adding an upload of so many bytes to the request would
// end with, so that nobody sends gigabytes in vain: [dsar.CodeForbidden] for a reader,
// [dsar.CodeUnavailable] without a directory of files, [dsar.CodeNotFound],
// [dsar.CodeConflict] for a request that was not sent yet or has too many files,
// [dsar.CodeTooLarge] "error.data.quota" if the workspace has no room for it. Where the
// length is not known, it is negative.
func (s *Service) CheckData(ctx context.Context, a Actor, requestID string, length int64) error {
	if _, err := s.dataRequest(ctx, a, requestID); err != nil {
		return err
	}
	return s.checkRoom(ctx, s.Store, a.WorkspaceID, max(1, length-formAround))
}

// formAround is how much longer than its files a form may be for all that is told by its
// length: names, boundaries and fields.
const formAround = 64 << 10

func (s *Service) dataRequest(ctx context.Context, a Actor, requestID string) (dsar.Request, error) {
	if err := mayWrite(a); err != nil {
		return dsar.Request{}, err
	}
	if s.Files == nil {
		return dsar.Request{}, dsar.NewError(dsar.CodeUnavailable, "error.data.off", nil)
	}
	r, err := s.findRequest(ctx, a, requestID)
	if err != nil {
		return r, err
	}
	if r.Projection.Status == dsar.StatusDraft {
		return r, dsar.NewError(dsar.CodeConflict, "error.event.not_sent", nil)
	}
	known, err := s.Store.DataFiles(ctx, a.WorkspaceID, r.ID)
	if err == nil && len(known) >= maxDataFiles {
		err = dsar.NewError(dsar.CodeConflict, "error.data.too_many", map[string]any{"Max": maxDataFiles})
	}
	return r, err
}

// AddDataFile streams a file to the disk and adds it to the request. It is stored whole or
// not at all. Beside the errors of [Service.CheckData] it returns [dsar.CodeInvalid] for a
// file that is empty or broke off and for a day to come or before the request,
// [dsar.CodeTooLarge] for the file or the quota, [dsar.CodeUnavailable] "error.data.full" and, for a content that the
// request has already, [dsar.CodeConflict] "error.data.same" with the Name it has there.
func (s *Service) AddDataFile(ctx context.Context, a Actor, requestID string, in DataFileInput) (dsar.DataFile, error) {
	r, err := s.dataRequest(ctx, a, requestID)
	if err != nil {
		return dsar.DataFile{}, err
	}
	if in.ReceivedOn.IsZero() {
		in.ReceivedOn = s.dayIn(a.TimeZone)
	}
	if err := s.checkReceived(a, r, in.ReceivedOn); err != nil {
		return dsar.DataFile{}, err
	}
	taken, err := s.take(ctx, a, in.Content)
	if err != nil {
		return dsar.DataFile{}, err
	}
	defer taken.Drop()
	f := dsar.DataFile{
		ID: newID(), WorkspaceID: a.WorkspaceID, RequestID: r.ID, SHA256: taken.SHA256, Name: plainName(in.Name), Size: taken.Size,
		MediaType: taken.MediaType, ReceivedOn: in.ReceivedOn, AddedAt: s.now(), AddedBy: a.UserID,
	}
	err = s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := tx.InsertDataFile(ctx, f); err != nil {
			return err
		}
		// Others may have added files since the upload began.
		if err := s.checkRoom(ctx, tx, a.WorkspaceID, 0); err != nil {
			return err
		}
		if err := tx.Audit(ctx, a.WorkspaceID, a.UserID, "data.add", f.ID, f.AddedAt); err != nil {
			return err
		}
		return s.takeError(taken.Keep(a.WorkspaceID))
	})
	if dsar.CodeOf(err) == dsar.CodeConflict {
		err = s.sameFile(ctx, r, f, err)
	}
	if err != nil {
		return dsar.DataFile{}, err
	}
	return f, nil
}

// take streams a content to the disk, as far as it and the workspace may grow.
func (s *Service) take(ctx context.Context, a Actor, content io.Reader) (*files.Incoming, error) {
	room, err := s.dataRoom(ctx, s.Store, a.WorkspaceID)
	if err != nil {
		return nil, err
	}
	if room <= 0 {
		return nil, s.quotaError(room)
	}
	taken, err := s.Files.Take(content, min(s.MaxDataFile(), room))
	if errors.Is(err, files.ErrTooLarge) && room < s.MaxDataFile() {
		return nil, s.quotaError(room)
	}
	return taken, s.takeError(err)
}

// sameFile names the file that the request has already.
func (s *Service) sameFile(ctx context.Context, r dsar.Request, f dsar.DataFile, conflict error) error {
	known, err := s.Store.DataFiles(ctx, r.WorkspaceID, r.ID)
	at := slices.IndexFunc(known, func(k dsar.DataFile) bool { return k.SHA256 == f.SHA256 })
	if err != nil || at < 0 {
		return conflict
	}
	return dsar.NewError(dsar.CodeConflict, "error.data.same", map[string]any{"Name": known[at].Name})
}

func (s *Service) checkReceived(a Actor, r dsar.Request, on civil.Date) error {
	if problem, ok := dayProblem("received_on", on, s.latestDay(a, r.TimeZone)); ok {
		return dsar.InvalidFields(problem)
	}
	if sent := r.Projection.SentOn; on.Before(sent) {
		return dsar.Invalid("received_on", "error.data.before_request", map[string]any{"On": on, "Sent": sent})
	}
	return nil
}

// takeError words what went wrong with a file.
func (s *Service) takeError(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, files.ErrEmpty):
		return dsar.Invalid("file", "error.data.empty", nil)
	case errors.Is(err, files.ErrTooLarge), errors.As(err, &tooLarge):
		return dsar.NewError(dsar.CodeTooLarge, "error.data.too_large", map[string]any{"Megabytes": s.MaxDataFile() >> 20})
	case errors.Is(err, files.ErrFull):
		return dsar.NewError(dsar.CodeUnavailable, "error.data.full", nil)
	case errors.Is(err, files.ErrBroken):
		return dsar.Invalid("file", "error.data.broke_off", nil)
	}
	return err
}

const maxFileName = 200

// plainName is the name of a file without folders and without what does not show. The
// ending, by which formats are known, stays.
func plainName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name))
	if name == "" || name == "." || name == ".." || name == "/" {
		return "file"
	}
	if extra := utf8.RuneCountInString(name) - maxFileName; extra > 0 {
		runes, ending := []rune(name), []rune(path.Ext(name))
		if len(ending) > 20 {
			ending = nil
		}
		name = string(runes[:maxFileName-len(ending)]) + string(ending)
	}
	return name
}

// OpenDataFile returns a file with its content, which the caller closes. It returns
// [dsar.CodeNotFound], and [dsar.CodeUnavailable] "error.data.missing" if the content is
// not in the directory.
func (s *Service) OpenDataFile(ctx context.Context, a Actor, fileID string) (dsar.DataFile, io.ReadSeekCloser, error) {
	f, err := s.Store.DataFile(ctx, a.WorkspaceID, fileID)
	if err != nil {
		return f, nil, err
	}
	if s.Files == nil {
		return f, nil, dsar.NewError(dsar.CodeUnavailable, "error.data.off", nil)
	}
	content, err := s.Files.Open(f.WorkspaceID, f.SHA256)
	if err != nil {
		return f, nil, missingContent(err)
	}
	return f, content, nil
}

// DeleteDataFile removes a file of a request, and its bytes where no other request of the
// workspace has them. A scan that is under way is cancelled; with the last file what the
// scans showed goes too, but not what a person judged.
func (s *Service) DeleteDataFile(ctx context.Context, a Actor, fileID string) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	if s.Files == nil {
		return dsar.NewError(dsar.CodeUnavailable, "error.data.off", nil)
	}
	return s.Store.InTx(ctx, func(tx *store.Store) error {
		f, err := tx.DataFile(ctx, a.WorkspaceID, fileID)
		if err != nil {
			return err
		}
		freed, err := tx.DeleteDataFile(ctx, f)
		if err != nil {
			return err
		}
		if _, err := tx.CancelScans(ctx, f.WorkspaceID, f.RequestID, s.now()); err != nil {
			return err
		}
		if err := forgetWithoutFiles(ctx, tx, f.WorkspaceID, f.RequestID); err != nil {
			return err
		}
		if err := tx.Audit(ctx, a.WorkspaceID, a.UserID, "data.delete", f.ID, s.now()); err != nil || !freed {
			return err
		}
		return s.Files.Remove(f.WorkspaceID, f.SHA256)
	})
}

// forgetWithoutFiles drops what was found in the data of a request that has no file left.
func forgetWithoutFiles(ctx context.Context, tx *store.Store, ws, requestID string) error {
	left, err := tx.DataFiles(ctx, ws, requestID)
	if err != nil || len(left) > 0 {
		return err
	}
	if err := tx.DeleteScans(ctx, ws, requestID); err != nil {
		return err
	}
	return tx.DeleteFindings(ctx, ws, requestID, dsar.SourceData)
}

// eraseData removes what was received in answer to a request, before the request itself
// is erased.
func (s *Service) eraseData(ctx context.Context, tx *store.Store, ws, requestID string) error {
	freed, err := tx.DeleteDataOf(ctx, ws, requestID)
	if err != nil || s.Files == nil { // those without a directory are swept away once there is one
		return err
	}
	for _, hash := range freed {
		if err := s.Files.Remove(ws, hash); err != nil {
			return err
		}
	}
	return nil
}

// SetKnownSince states since when the data subject has had to do with the controller: the
// zero Date takes it back. What the data show is judged anew. It returns [dsar.CodeInvalid]
// for a day to come or long ago.
func (s *Service) SetKnownSince(ctx context.Context, a Actor, requestID string, since civil.Date) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	r, err := s.findRequest(ctx, a, requestID)
	if err != nil {
		return err
	}
	if !since.IsZero() && (since.After(s.latestDay(a, r.TimeZone)) || since.Year() < earliestKnown) {
		return dsar.Invalid("known_since", "error.data.known_since", map[string]any{"On": since, "Year": earliestKnown})
	}
	return s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := tx.SetKnownSince(ctx, r.WorkspaceID, r.ID, since); err != nil {
			return err
		}
		r.KnownSince = since
		if err := s.judgeAgain(ctx, tx, r); err != nil {
			return err
		}
		return tx.Audit(ctx, a.WorkspaceID, a.UserID, "request.known_since", r.ID, s.now())
	})
}

// earliestKnown is the first year in which somebody can have begun to have to do with a
// company that still answers.
const earliestKnown = 1900

// Data returns what was received in answer to a request, by id or public reference.
func (s *Service) Data(ctx context.Context, a Actor, idOrReference string) (DataView, error) {
	r, err := s.findRequest(ctx, a, idOrReference)
	if err != nil {
		return DataView{}, err
	}
	v := DataView{
		Request: r, RequestedOn: r.Projection.SentOn, Today: s.dayIn(a.TimeZone), MaxFile: s.MaxDataFile(),
		ReadsPDF: s.PDFText != nil, Off: s.Files == nil, Quota: s.Quota,
	}
	if v.Used, err = s.Store.DataSize(ctx, a.WorkspaceID); err != nil {
		return v, err
	}
	if v.Controller, err = s.Store.Controller(ctx, r.WorkspaceID, r.ControllerID); err != nil {
		return v, err
	}
	if v.Files, err = s.Store.DataFiles(ctx, r.WorkspaceID, r.ID); err != nil {
		return v, err
	}
	if v.Messages, err = s.Store.Messages(ctx, r.WorkspaceID, r.ID); err != nil {
		return v, err
	}
	if v.Attached, err = s.Attachments(ctx, a, v.Messages); err != nil {
		return v, err
	}
	found, err := s.Store.Findings(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return v, err
	}
	found = slices.DeleteFunc(found, func(f dsar.Finding) bool { return f.Source != dsar.SourceData })
	v.Findings = s.findingViews(r.Regime, found)
	return v, s.loadScans(ctx, &v)
}

func (s *Service) loadScans(ctx context.Context, v *DataView) error {
	scans, err := s.Store.Scans(ctx, v.Request.WorkspaceID, v.Request.ID)
	if err != nil || len(scans) == 0 {
		return err
	}
	for _, scan := range scans {
		if scan.State != dsar.ScanDone {
			continue
		}
		if v.Result, err = s.dataResult(*v, scan); err != nil {
			return err
		}
		break
	}
	newest := scanView(scans[0])
	v.Scan = &newest
	return nil
}

func scanView(scan dsar.Scan) ScanView {
	v := ScanView{Scan: scan}
	v.Scan.Checkpoint, v.Scan.Result = "", ""
	switch {
	case scan.State == dsar.ScanDone:
		v.Percent = 100
	case scan.BytesTotal > 0:
		v.Percent = int(min(99, 100*scan.BytesDone/scan.BytesTotal))
	}
	return v
}

func (s *Service) dataResult(v DataView, scan dsar.Scan) (*DataResult, error) {
	d := &DataResult{Scan: scanView(scan).Scan}
	if err := json.Unmarshal([]byte(scan.Result), &d.Result); err != nil {
		return nil, err
	}
	present := make([]string, 0, len(v.Files))
	for _, f := range v.Files {
		present = append(present, f.ID)
	}
	received := receivedBy(scan, v.Files)
	d.Stale = !slices.Equal(scan.Files, present) || received != scan.ReceivedOn
	scan.ReceivedOn = received
	judged, more := judgeData(v.Request, scan, d.Result)
	d.More = more
	for _, j := range judged {
		judgement := DataJudgement{Finding: j, Key: dataKey(j.Kind)}
		place := dataEvidence(v.Request, scan, d.Result, j)
		for i := range v.Findings {
			if e, ok := v.Findings[i].Finding.Data(); ok && e.SamePlace(place) {
				judgement.Proposed = &v.Findings[i]
			}
		}
		d.Judged = append(d.Judged, judgement)
	}
	return d, nil
}

func missingContent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return dsar.NewError(dsar.CodeUnavailable, "error.data.missing", nil)
	}
	return err
}
