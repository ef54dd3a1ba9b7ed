package page

import "github.com/gin-gonic/gin"

// casePages are the pages about requests, and the one that every page may end in.
var casePages = []string{
	"error", "today", "requests", "request", "record", "correct", "reply", "letter", "complaint", "subject", "erase",
	"finding", "finding-add", "findings", "checklist", "data", "incoming", "incoming-mail", "sent", "reminders",
}

// mountCases adds the pages about requests. The address of an upload ends in
// /messages, where the engine allows large bodies.
func (p *Pages) mountCases(r gin.IRouter) {
	r.GET("/", p.showToday)
	r.GET("/requests", p.showRequests)
	r.GET("/findings", p.showFindings)
	r.GET("/incoming", p.showIncoming)
	r.GET("/incoming/:id", p.showIncomingMail)
	r.GET("/incoming/:id/original", p.originalIncoming)
	r.GET("/incoming/:id/html", p.incomingHTML)
	r.GET("/incoming/:id/files/:number", p.incomingFile)
	r.POST("/incoming/:id", p.decideIncoming)
	r.GET("/requests/:id", p.showRequest)
	r.GET("/requests/:id/dates.ics", p.showRequestFile)
	r.GET("/requests/:id/record", p.requireWriter, p.showRecord)
	r.POST("/requests/:id/record", p.record)
	r.GET("/requests/:id/events/:event/correct", p.requireWriter, p.showCorrection)
	r.POST("/requests/:id/events/:event/correct", p.correct)
	r.GET("/requests/:id/reply", p.requireWriter, p.showReply)
	r.POST("/requests/:id/law", p.acceptLawChange)
	r.POST("/requests/:id/messages", p.addMessage)
	r.GET("/requests/:id/messages/:message/original", p.original)
	r.GET("/requests/:id/messages/:message/html", p.messageHTML)
	r.POST("/requests/:id/messages/:message/proposals", p.decideProposal)
	r.POST("/requests/:id/messages/:message/attachments/:number", p.addAttachment)
	r.GET("/requests/:id/messages/:message/sent", p.showSent)
	r.POST("/requests/:id/messages/:message/sent", p.requireWriter, p.sendAgain)
	r.GET("/requests/:id/messages/:message/sent/:number", p.downloadSent)
	r.POST("/requests/:id/messages/:message/take-back", p.takeBack)
	r.GET("/requests/:id/findings/:finding", p.requireWriter, p.showFinding)
	r.POST("/requests/:id/findings/:finding", p.reviewFinding)
	r.GET("/requests/:id/messages/:message/finding", p.requireWriter, p.showAddFinding)
	r.POST("/requests/:id/messages/:message/finding", p.addFinding)
	r.GET("/requests/:id/checklist", p.showChecklist)
	r.POST("/requests/:id/checklist", p.saveChecklist)
	r.GET("/requests/:id/data", p.showData)
	r.POST("/requests/:id/data/files", p.addDataFiles)
	r.POST("/requests/:id/data/files/:file/delete", p.deleteDataFile)
	r.POST("/requests/:id/data/files/:file/day", p.mendDataDay)
	r.POST("/requests/:id/data/read", p.readData)
	r.POST("/requests/:id/data/since", p.knownSince)
	r.GET("/data/files/:id", p.downloadData)
	r.GET("/requests/:id/letter", p.showLetter)
	r.POST("/requests/:id/letter", p.letter)
	r.GET("/requests/:id/complaint", p.showComplaint)
	r.POST("/requests/:id/complaint", p.complain)
	r.GET("/requests/:id/subject", p.requireWriter, p.showSubject)
	r.POST("/requests/:id/subject", p.updateSubject)
	r.GET("/requests/:id/reminders", p.requireWriter, p.showReminders)
	r.POST("/requests/:id/reminders", p.changeReminders)
	r.GET("/requests/:id/erase", p.requireWriter, p.showErase)
	r.POST("/requests/:id/erase", p.erase)
}
