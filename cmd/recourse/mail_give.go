package main

import (
	"context"
	"strings"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// mailListCmd is "recourse mail list".
type mailListCmd struct {
	Unowned bool `help:"List the mails that belong to no workspace that could be told, the oldest first." required:""`
	Limit   int  `help:"List so many at most." default:"100"`
}

// Run prints one line for each mail, its fields separated by tabs: id, when it came (UTC),
// from whom, to whom, about what.
func (c mailListCmd) Run(ctx context.Context, p process) error {
	if c.Limit < 1 {
		return usage("--limit must be 1 or more")
	}
	return withService(ctx, p, func(s *casework.Service) error {
		mails, err := s.UnownedMail(ctx, c.Limit)
		if err != nil {
			return err
		}
		for _, m := range mails {
			if err := p.printf("%s\n", mailLine(m)); err != nil {
				return err
			}
		}
		return nil
	})
}

// mailLine is one mail on one line. What strangers wrote must not look like further fields
// or lines.
func mailLine(m dsar.Incoming) string {
	fields := []string{m.ID, m.ReceivedAt.UTC().Format(time.RFC3339), m.From, strings.Join(m.Recipients, ", "), m.Subject}
	for i, field := range fields {
		fields[i] = strings.Map(func(r rune) rune {
			if r < ' ' || r >= 0x7f && r < 0xa0 {
				return ' '
			}
			return r
		}, field)
	}
	return strings.Join(fields, "\t")
}

// mailGiveCmd is "recourse mail give".
type mailGiveCmd struct {
	ID        string `arg:"" name:"id" help:"Id of the mail, as \"recourse mail list --unowned\" prints it."`
	Workspace string `help:"Id or name of the workspace that gets it." required:""`
}

// Run gives the mail away; the running service reads it there.
func (c mailGiveCmd) Run(ctx context.Context, p process) error {
	return withService(ctx, p, func(s *casework.Service) error {
		to, err := s.GiveMail(ctx, c.ID, c.Workspace)
		if err != nil {
			return err
		}
		return p.printf("The mail now belongs to the workspace %q, id %s. The running service reads it there.\n", to.Name, to.ID)
	})
}
