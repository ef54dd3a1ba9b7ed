// Package enforcement holds what supervisory authorities and courts did against
// companies that restrict people's rights, as far as it is published: chains of steps
// from the complaint to the fine, the injunction, the daily penalty and the appeal.
//
// It is data (records/<company>.yaml), each fact with its source and how far it was
// confirmed. A decision has up to three days, and they are kept apart: the day it was
// taken, the day it was notified, from which its time limits run, and the day it was
// published. Sums are those that the authority declared; what can be computed stands
// beside them and replaces nothing.
//
// The package is pure: it knows neither the rest of the product nor a database.
package enforcement
