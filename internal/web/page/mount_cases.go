package page

import "github.com/gin-gonic/gin"

// casePages are the pages about requests, and those that every page may end in.
var casePages = []string{"error"}

func (p *Pages) mountCases(r gin.IRouter) {
}
