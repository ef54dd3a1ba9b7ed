package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// userCmd is "recourse user".
type userCmd struct {
	Create userCreateCmd `cmd:"" help:"Create an account. The first one owns the first workspace; later ones get their own unless --workspace names one."`
}

// userCreateCmd is "recourse user create".
type userCreateCmd struct {
	Email         string `help:"Address to sign in with and to send reminders to." required:""`
	PasswordStdin bool   `help:"Read the password from the first line of standard input." required:""`
	Name          string `help:"Name of the person."`
	Workspace     string `help:"Id of an existing workspace to join."`
	Role          string `help:"Role in that workspace: owner, caseworker (unless given) or reader." enum:"owner,caseworker,reader," default:""`
	Language      string `help:"Language: en, fr or de." enum:"en,fr,de," default:""`
	Timezone      string `help:"Time zone, as in the IANA database." placeholder:"Europe/Paris"`
}

// Run creates the account.
func (c userCreateCmd) Run(ctx context.Context, p process) error {
	password, err := firstLine(p.Stdin)
	if err != nil {
		return err
	}
	if password == "" {
		return usage("there is no password on standard input")
	}
	return withService(ctx, p, func(s *casework.Service) error {
		account, err := s.CreateUser(ctx, casework.NewAccount{
			Email: c.Email, Name: c.Name, Password: password, Language: c.Language, TimeZone: c.Timezone,
			Workspace: c.Workspace, Role: dsar.Role(c.Role),
		})
		if err != nil {
			return err
		}
		return p.printf("Created the account %s (%s) in the workspace %q, id %s.\n",
			account.User.Email, account.User.Role, account.Workspace.Name, account.Workspace.ID)
	})
}

// firstLine reads one line without its end.
func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 64<<10)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
