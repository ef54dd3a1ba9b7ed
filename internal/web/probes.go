package web

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// The probes for whatever supervises the process. They need no account and say
// nothing but whether.
const (
	pathLive  = "/livez"  // the process answers
	pathReady = "/readyz" // it can reach its database
)

func (s *server) mountProbes(r gin.IRouter) {
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r.Handle(method, pathLive, func(c *gin.Context) { probed(c, http.StatusOK, "ok\n") })
		r.Handle(method, pathReady, s.ready)
	}
}

func (s *server) ready(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 2*time.Second)
	defer cancel()
	if err := s.Service.Ready(ctx); err != nil {
		s.Log.WarnContext(ctx, "not ready", "error", err)
		probed(c, http.StatusServiceUnavailable, "database unreachable\n")
		return
	}
	probed(c, http.StatusOK, "ok\n")
}

func probed(c *gin.Context, status int, text string) {
	c.Header("Cache-Control", "no-store")
	c.String(status, text)
}
