// Package templates embeds everything the program says: pages, letters, mails
// and their catalogues of words. It has no code; packages that render take the
// file system as a parameter, so that an operator's folder can lie over it.
package templates

import "embed"

// FS holds the folders layout, partials and pages (browser), letters and mail
// (plain text, by language) and i18n (catalogues). The prefix "all:" keeps files
// whose name begins with a dot or an underscore; without it they would be left
// out silently.
//
//go:embed all:layout all:partials all:pages all:letters all:mail all:i18n
var FS embed.FS
