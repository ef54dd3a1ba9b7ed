package page

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// letterView is the page on which a letter is read, changed, and sent or taken.
type letterView struct {
	requestForm
	Kind        dsar.LetterKind
	Language    string
	Languages   []string
	SubjectLine string
	Body        string
	Paragraphs  []paragraph
	Template    string
	Edited      bool
	Files       bool        // the letter that files the request, not yet sent
	To          string      // first address of the company, "" if none is known
	Bounced     *bounceLine // mail to the address in the form came back
	MailOff     bool
	Mailto      string // "" if no address is known
	MailtoFull  bool   // the link carries the text and not only the subject
	Channels    []choice
	Megabytes   int  // that files may have that go with the letter
	Printing    bool // nothing but the letter is shown
	Unverified  []sourceLine
}

// maxMailto is how long a mailto link may be: what all common mail programs take.
const maxMailto = 1900

// showLetter shows a letter of the request, composed afresh.
func (p *Pages) showLetter(c *gin.Context) {
	v, ok := p.newLetter(c)
	if !ok {
		return
	}
	p.render(c, http.StatusOK, "letter", v)
}

// letter does what the button says: show the changed text, print it, send it, or
// record that it was sent.
func (p *Pages) letter(c *gin.Context) {
	if err := c.Request.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		p.fail(c, badForm(err))
		return
	}
	v, ok := p.newLetter(c)
	if !ok {
		return
	}
	var err error
	switch v.Form.Value("do") {
	case "send":
		err = p.sendLetter(c, v)
	case "taken":
		err = p.takeLetter(c, v)
	case "print":
		v.Printing = true
		p.render(c, http.StatusOK, "letter", v)
		return
	default:
		p.render(c, http.StatusOK, "letter", v)
		return
	}
	if err != nil {
		p.answerForm(c, "letter", v, &v.requestForm, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "letter.done." + v.Form.Value("do")})
	redirect(c, requestPath(v.Request.ID))
}

func (p *Pages) sendLetter(c *gin.Context, v *letterView) (err error) {
	in := v.sendInput()
	if in.Files, err = sentFiles(c); err != nil {
		return err
	}
	_, err = p.Service.SendLetter(c.Request.Context(), actor(c), v.Request.ID, in, v.version())
	return err
}

// sentFiles reads the files that go with the letter. A browser sends an empty one where
// none was chosen.
func sentFiles(c *gin.Context) ([]casework.SentFile, error) {
	if c.Request.MultipartForm == nil {
		return nil, nil
	}
	var files []casework.SentFile
	for _, header := range c.Request.MultipartForm.File["files"] {
		if header.Filename == "" && header.Size == 0 {
			continue
		}
		content, err := readSentFile(header)
		if err != nil {
			return nil, err
		}
		files = append(files, casework.SentFile{Name: header.Filename, Type: header.Header.Get("Content-Type"), Content: content})
	}
	return files, nil
}

func readSentFile(header *multipart.FileHeader) ([]byte, error) {
	f, err := header.Open()
	if err != nil {
		return nil, fmt.Errorf("open an upload: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	return io.ReadAll(f)             // the engine has limited the form
}

func (v *letterView) sendInput() casework.SendInput {
	return casework.SendInput{
		Kind: v.Kind, Language: v.Language, To: strings.TrimSpace(v.Form.Value("to")), Subject: v.SubjectLine, Body: v.Body,
		OverrideHold: v.Form.Value("override_hold") == "1", OverrideBounce: v.Form.Value("override_bounce") == "1",
	}
}

func (p *Pages) takeLetter(c *gin.Context, v *letterView) error {
	sent, err := parseDay(v.Form.Value("sent_on"))
	if err != nil {
		return badDay("sent_on", v.Form.Value("sent_on"))
	}
	received, err := parseDay(v.Form.Value("received_on"))
	if err != nil {
		return badDay("received_on", v.Form.Value("received_on"))
	}
	if sent.IsZero() {
		return dsar.Invalid("sent_on", "error.date.missing", nil)
	}
	_, err = p.Service.RecordTaken(c.Request.Context(), actor(c), v.Request.ID, casework.TakenInput{
		Kind: v.Kind, Language: v.Language, Subject: v.SubjectLine, Body: v.Body,
		Channel: dsar.Channel(v.Form.Value("channel")), SentOn: sent, ReceivedOn: received,
		OverrideHold: v.Form.Value("override_hold") == "1",
	}, v.version())
	return err
}

func (p *Pages) newLetter(c *gin.Context) (*letterView, bool) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return nil, false
	}
	kind := dsar.LetterKind(cmp.Or(f.Form.Value("kind"), string(dsar.RequestLetter(f.Request.Rights))))
	language := cmp.Or(f.Form.Value("language"), f.Request.Language)
	composed, err := p.Service.ComposeLetter(c.Request.Context(), actor(c), f.Request.ID, kind, language)
	if err != nil {
		p.fail(c, err)
		return nil, false
	}
	v := &letterView{
		requestForm: f, Kind: kind, Language: composed.Language, Languages: dsar.LetterLanguages(),
		SubjectLine: composed.Subject, Body: composed.Body, Template: composed.Template,
		Files: f.State.Status == dsar.StatusDraft, MailOff: p.mailOff(c),
		Channels: p.words(c).channels(), Megabytes: casework.MaxSentBytes >> 20,
	}
	v.takeDraft(c)
	v.takeTyped(c)
	if len(f.Controller.Emails) > 0 {
		v.To = f.Controller.Emails[0]
	}
	if v.Bounced, err = p.bounceTo(c, cmp.Or(strings.TrimSpace(f.Form.Value("to")), v.To)); err != nil {
		p.fail(c, err)
		return nil, false
	}
	v.Mailto, v.MailtoFull = mailto(v.To, v.SubjectLine, v.Body)
	v.Paragraphs = layOut(v.Body, nil)
	if v.Unverified, err = p.unverified(c, f.Request.Regime, v.Body, v.Language); err != nil {
		p.fail(c, err)
		return nil, false
	}
	return v, true
}

// takeDraft takes over the words of a letter that was taken back.
func (v *letterView) takeDraft(c *gin.Context) {
	for _, m := range v.Messages {
		if m.Message.ID != c.Query("draft") || m.Letter == nil || m.Letter.Kind != v.Kind || m.Letter.Language != v.Language {
			continue
		}
		if m.Letter.Body != v.Body || m.Letter.Subject != v.SubjectLine {
			v.Body, v.SubjectLine, v.Edited = m.Letter.Body, m.Letter.Subject, true
		}
	}
}

// takeTyped takes over the text as the reader changed it. Browsers send lines with
// CR LF; letters have LF.
func (v *letterView) takeTyped(c *gin.Context) {
	if c.Request.Method != http.MethodPost || !v.Form.Values.Has("body") {
		return
	}
	body := strings.ReplaceAll(v.Form.Value("body"), "\r\n", "\n")
	if strings.TrimSpace(body) != "" && strings.TrimSpace(body) != strings.TrimSpace(v.Body) {
		v.Body, v.Edited = body, true
	}
	if subject := strings.TrimSpace(v.Form.Value("subject")); subject != "" && subject != v.SubjectLine {
		v.SubjectLine, v.Edited = subject, true
	}
}

func (w words) channels() []choice {
	var list []choice
	for _, ch := range dsar.Channels() {
		list = append(list, choice{Value: string(ch), Label: w.t("channel." + string(ch))})
	}
	return list
}

// mailto is a link that opens the reader's own mail program. Where the text is too
// long for such a link it carries the subject only.
func mailto(to, subject, body string) (address string, full bool) {
	if to == "" {
		return "", false
	}
	base := "mailto:" + escapeMailto(to) + "?subject=" + escapeMailto(subject)
	long := base + "&body=" + escapeMailto(strings.ReplaceAll(body, "\n", "\r\n"))
	if len(long) <= maxMailto {
		return long, true
	}
	return base, false
}

// escapeMailto escapes for a mailto link (RFC 6068), where a blank is %20 and a
// plus sign stands for itself.
func escapeMailto(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

// OtherLanguages are those in which the letter can be had as well.
func (v *letterView) OtherLanguages() []string {
	return slices.DeleteFunc(slices.Clone(v.Languages), func(l string) bool { return l == v.Language })
}
