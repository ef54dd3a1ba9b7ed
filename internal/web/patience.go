package web

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// stallTime is how long a transfer of a large file may stand still.
const stallTime = 2 * time.Minute

// movesFiles reports whether a request may carry gigabytes, in one direction or the other.
func movesFiles(r *http.Request) bool { return strings.Contains(r.URL.Path, "/data/files") }

// takesFiles reports whether the body may.
func takesFiles(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasSuffix(strings.TrimSuffix(r.URL.Path, "/"), "/data/files")
}

// bePatient lets large files take their time: from the first byte that the handler reads
// or writes, the limits of the server on a whole request no longer hold. A transfer that
// stands still is ended instead.
func (s *server) bePatient(c *gin.Context) {
	if !movesFiles(c.Request) {
		return
	}
	p := &patience{control: http.NewResponseController(c.Writer), stall: s.stall}
	defer p.end()
	if takesFiles(c.Request) && c.Request.Body != nil {
		c.Request.Body = patientBody{c.Request.Body, p}
	}
	if c.Request.Method == http.MethodGet {
		c.Writer = patientWriter{c.Writer, p}
	}
	c.Next()
}

// patience watches over one transfer. It is used by the goroutine of the handler.
type patience struct {
	control *http.ResponseController
	stall   time.Duration
	timer   *time.Timer
}

// moved is called whenever the handler reads or writes.
func (p *patience) moved() {
	if p.timer != nil {
		p.timer.Reset(p.stall)
		return
	}
	// Writers that have no deadlines, as in tests, need no longer ones.
	_ = p.control.SetReadDeadline(time.Time{})
	_ = p.control.SetWriteDeadline(time.Time{})
	p.timer = time.AfterFunc(p.stall, func() {
		past := time.Unix(1, 0)
		_ = p.control.SetReadDeadline(past)
		_ = p.control.SetWriteDeadline(past)
	})
}

func (p *patience) end() {
	if p.timer != nil {
		p.timer.Stop()
	}
}

type patientBody struct {
	io.ReadCloser
	p *patience
}

func (b patientBody) Read(data []byte) (int, error) {
	b.p.moved()
	return b.ReadCloser.Read(data)
}

type patientWriter struct {
	gin.ResponseWriter
	p *patience
}

func (w patientWriter) Write(data []byte) (int, error) {
	w.p.moved()
	return w.ResponseWriter.Write(data)
}

// Unwrap lets a response controller through.
func (w patientWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
