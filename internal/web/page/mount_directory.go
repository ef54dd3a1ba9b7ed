package page

import "github.com/gin-gonic/gin"

// directoryPages are the pages around the cases: companies, complaints, new
// requests, settings, health and the account.
var directoryPages = []string{}

// mountDirectory adds them: to open what everybody may see, to signed what needs
// an account.
func (p *Pages) mountDirectory(open, signed gin.IRouter) {}
