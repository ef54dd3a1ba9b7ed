package page

import (
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/civil"
)

// dayOf tells the day on which an instant falls, and no day for no instant.
type dayOf func(time.Time) civil.Date

// readerDay counts days as the reader does, in the zone of their settings.
func readerDay(c *gin.Context) dayOf {
	loc := readerZone(c)
	return func(t time.Time) civil.Date {
		if t.IsZero() {
			return civil.Date{}
		}
		return civil.Of(t, loc)
	}
}

func readerZone(c *gin.Context) *time.Location {
	account, _ := accountOf(c)
	loc, err := time.LoadLocation(account.User.Settings.TimeZone)
	if err != nil { // zones are checked before they are stored
		return time.UTC
	}
	return loc
}
