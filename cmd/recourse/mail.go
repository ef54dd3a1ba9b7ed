package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// mailCmd is "recourse mail".
type mailCmd struct {
	Intake  mailIntakeCmd  `cmd:"" help:"Take in mail from standard input or from files."`
	Reparse mailReparseCmd `cmd:"" help:"Have mail read again that waits or could not be read."`
	List    mailListCmd    `cmd:"" help:"List the mails that belong to no workspace that could be told."`
	Give    mailGiveCmd    `cmd:"" help:"Give such a mail to a workspace."`
}

// Exit statuses of the intake, which mail servers understand (sysexits.h).
const (
	exitData     = 65 // this mail will never be taken: return it to its sender
	exitTempFail = 75 // it could not be stored now: try again
)

// mailIntakeCmd is "recourse mail intake".
type mailIntakeCmd struct {
	From  string   `help:"Sender of the envelope." placeholder:"ADDRESS"`
	To    []string `help:"Recipient of the envelope; a blind copy is found by it." placeholder:"ADDRESS"`
	Files []string `arg:"" optional:"" name:"file" help:"Mails (.eml) or mailboxes (mbox). Without any, one mail is read from standard input." type:"path"`
}

// Help says what scripts and mail servers rely on.
func (mailIntakeCmd) Help() string {
	return "Exit status: 0 when all of it is stored, or was before; 75 if something could not be stored and should be tried again; " +
		"65 if a mail is empty or too large and trying again is of no use. The running service reads what was stored."
}

// Run stores mail and nothing else: the less is done here, the less can fail.
func (cmd mailIntakeCmd) Run(ctx context.Context, p process) error {
	c, log, err := p.settings()
	if err != nil {
		return statusError{err, exitTempFail} // a setting can be mended; a returned mail is gone
	}
	database, err := openStore(ctx, c, log)
	if err != nil {
		return statusError{err, exitTempFail}
	}
	err = ready(ctx, database)
	if err == nil {
		err = cmd.take(ctx, p, casework.New(casework.Options{Store: database, Now: p.Now, Log: log}))
	}
	return intakeStatus(errors.Join(err, database.Close()))
}

// intakeStatus tells what another try can mend from what it cannot.
func intakeStatus(err error) error {
	switch {
	case err == nil:
		return nil
	case dsar.CodeOf(err) == dsar.CodeInvalid, dsar.CodeOf(err) == dsar.CodeTooLarge, errors.Is(err, os.ErrNotExist):
		return statusError{err, exitData}
	}
	return statusError{err, exitTempFail}
}

func (cmd mailIntakeCmd) take(ctx context.Context, p process, s *casework.Service) error {
	store := func(door dsar.Door) func(raw []byte) error {
		return func(raw []byte) error {
			_, err := s.TakeMail(ctx, casework.MailIn{Door: door, MailFrom: cmd.From, Recipients: cmd.To, Raw: raw})
			return err
		}
	}
	if len(cmd.Files) == 0 {
		raw, err := io.ReadAll(io.LimitReader(p.Stdin, casework.MaxIncomingBytes+1))
		if err != nil {
			return err
		}
		return store(dsar.DoorPipe)(raw)
	}
	for _, name := range cmd.Files {
		if err := takeFile(name, store(dsar.DoorFile)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// takeFile hands on every mail of a file.
func takeFile(name string, store func(raw []byte) error) error {
	file, err := os.Open(name) //nolint:gosec // the person names the file
	if err != nil {
		return err
	}
	return errors.Join(splitMbox(file, store), file.Close())
}

// splitMbox calls store with each mail of an mbox, or with the one mail that the file
// is. In an mbox each begins with a line "From " after an empty line, and a line of its
// text that begins so has a ">" before it.
func splitMbox(file io.Reader, store func(raw []byte) error) error {
	lines := bufio.NewReaderSize(file, 64<<10)
	first, _ := lines.Peek(5)
	isMbox := bytes.Equal(first, []byte("From "))
	var mail bytes.Buffer
	empty, whole := true, true // whether the line before is empty, and this one a line's beginning
	for {
		line, err := lines.ReadSlice('\n')
		if isMbox && whole && empty && bytes.HasPrefix(line, []byte("From ")) {
			if mail.Len() > 0 {
				if err := store(bytes.Clone(mail.Bytes())); err != nil {
					return err
				}
			}
			mail.Reset()
		} else if mail.Len() <= casework.MaxIncomingBytes {
			if isMbox && whole {
				line = unquoteFrom(line)
			}
			mail.Write(line)
		}
		empty = whole && len(bytes.TrimRight(line, "\r\n")) == 0
		whole = err == nil
		if errors.Is(err, io.EOF) {
			return store(bytes.Clone(mail.Bytes()))
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// unquoteFrom takes off the ">" that an mbox puts before "From " in a text.
func unquoteFrom(line []byte) []byte {
	if bytes.HasPrefix(line, []byte(">")) && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
		return line[1:]
	}
	return line
}

// mailReparseCmd is "recourse mail reparse".
type mailReparseCmd struct{}

// Run marks the mails; the running service reads them.
func (mailReparseCmd) Run(ctx context.Context, p process) error {
	return withService(ctx, p, func(s *casework.Service) error {
		n, err := s.ReparseMail(ctx)
		if err != nil {
			return err
		}
		return p.printf("%d mails will be read again by the running service.\n", n)
	})
}
