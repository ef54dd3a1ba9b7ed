package main

import (
	"context"

	"recourse/internal/casework"
)

// tokenCmd is "recourse token".
type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make an API token for an account and print it. It cannot be shown again."`
}

// tokenCreateCmd is "recourse token create".
type tokenCreateCmd struct {
	Email string `help:"Address of the account." required:""`
	Name  string `help:"What the token is for." default:"command line"`
}

// Run prints the token and nothing else, so that a script can keep it.
func (c tokenCreateCmd) Run(ctx context.Context, p process) error {
	return withService(ctx, p, func(s *casework.Service) error {
		secret, err := s.CreateTokenFor(ctx, c.Email, c.Name)
		if err != nil {
			return err
		}
		return p.printf("%s\n", secret)
	})
}
