package page

import "github.com/gin-gonic/gin"

// directoryPages are the pages around the cases: companies, complaints, new
// requests, settings, health and the account.
var directoryPages = []string{
	"setup", "sign-in", "kept", "about", "deadlines", "law", "law-regime", "law-holidays", "law-region", "law-changes",
	"restrictions", "restriction", "enforcement",
	"new-request", "controllers", "controller", "controller-form", "policy-form", "policy",
	"complaints", "complaint-case", "settings", "mailbox", "health", "confirm",
}

// mountDirectory adds them: to open what everybody may see, to signed what needs
// an account.
func (p *Pages) mountDirectory(open, signed gin.IRouter) {
	open.GET("/setup", p.showSetup)
	open.POST("/setup", p.setUp)
	open.GET("/sign-in", p.showSignIn)
	open.POST("/sign-in", p.takeSignIn)
	open.POST("/sign-out", p.takeSignOut)
	open.GET("/unsubscribe/:secret", p.showUnsubscribe)
	open.POST("/unsubscribe/:secret", p.unsubscribe)
	open.GET("/verify/:secret", p.showVerify)
	open.POST("/verify/:secret", p.verify)
	open.GET("/about", p.showAbout)
	open.GET("/deadlines", p.showDeadlines)
	open.GET("/deadlines.ics", p.showDeadlinesFile)
	open.GET("/law", p.showLaw)
	open.GET("/law/:regime", p.showRegime)
	open.GET("/law/holidays", p.showHolidays)
	open.GET("/law/holidays/:region", p.showRegion)
	open.GET("/restrictions", p.showRestrictions)
	open.GET("/restrictions/:key", p.showRestriction)
	open.GET("/enforcement/:key", p.showEnforcement)

	signed.GET("/law/changes", p.showLawChanges)
	signed.POST("/law/changes", p.acceptLawChanges)

	signed.GET("/requests/new", p.requireWriter, p.showNewRequest)
	signed.POST("/requests/new", p.fileRequest)

	signed.GET("/controllers", p.showControllers)
	signed.GET("/controllers/new", p.requireWriter, p.showNewController)
	signed.POST("/controllers/new", p.createController)
	signed.GET("/controllers/:id", p.showController)
	signed.GET("/controllers/:id/edit", p.requireWriter, p.showEditController)
	signed.POST("/controllers/:id/edit", p.updateController)
	signed.POST("/controllers/:id/address-works", p.addressWorks)
	signed.GET("/controllers/:id/policy", p.requireWriter, p.showPolicyForm)
	signed.POST("/controllers/:id/policy", p.addPolicy)
	signed.GET("/policies/:id", p.showPolicy)
	signed.POST("/policies/:id/delete", p.deletePolicy)

	signed.GET("/complaints", p.showComplaints)
	signed.GET("/complaints/:id", p.showComplaintCase)
	signed.POST("/complaints/:id/events", p.recordComplaintEvent)

	signed.GET("/settings", p.showSettings)
	signed.POST("/settings", p.saveSettings)
	signed.POST("/settings/escalation", p.saveEscalation)
	signed.POST("/settings/password", p.changePassword)
	signed.POST("/settings/address", p.askVerification)
	signed.POST("/settings/test-mail", p.sendTestMail)
	signed.POST("/settings/tokens", p.createToken)
	signed.POST("/settings/tokens/:id/revoke", p.revokeToken)
	signed.POST("/settings/feeds", p.createFeed)
	signed.POST("/settings/feeds/:id/revoke", p.revokeFeed)
	signed.GET("/settings/mailbox", p.showMailbox)
	signed.POST("/settings/mailbox", p.saveMailbox)
	signed.POST("/settings/mailbox/try", p.tryMailbox)
	signed.POST("/settings/mailbox/remove", p.removeMailbox)
	signed.GET("/health", p.showHealth)
}
