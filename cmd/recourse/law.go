package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// lawCmd is "recourse law".
type lawCmd struct {
	Diff  lawDiffCmd  `cmd:"" help:"List the open requests to which the rules of this release give other dates."`
	Check lawCheckCmd `cmd:"" help:"List the figures and holidays that nobody has checked for a long time."`
}

// lawDiffCmd is "recourse law diff".
type lawDiffCmd struct {
	Accept bool `help:"Give these requests the new dates; each keeps the old and the new ones in its history."`
	JSON   bool `name:"json" help:"Print JSON: {fingerprint, open, accepted, moves: [{workspace, id, reference, regime, region, moved: [{date, old, new}], files, problem}]}."`
}

// diffAnswer is what "recourse law diff" found.
type diffAnswer struct {
	Fingerprint string       `json:"fingerprint"`
	Open        int          `json:"open"`
	Accepted    int          `json:"accepted"`
	Moves       []moveAnswer `json:"moves"`
}

type moveAnswer struct {
	Workspace string        `json:"workspace"`
	ID        string        `json:"id"`
	Reference string        `json:"reference"`
	Regime    string        `json:"regime"`
	Region    string        `json:"region"`
	Moved     []movedAnswer `json:"moved"`
	Files     []string      `json:"files"`
	Problem   string        `json:"problem,omitempty"`
}

type movedAnswer struct {
	Date string     `json:"date"`
	Old  civil.Date `json:"old"`
	New  civil.Date `json:"new"`
}

// Run compares the dates of every open request with the rules. It fails if some would
// move and were not accepted.
func (c lawDiffCmd) Run(ctx context.Context, p process) error {
	return withService(ctx, p, func(s *casework.Service) error {
		review, err := s.ReviewLaw(ctx)
		if err != nil {
			return err
		}
		answer := diffAnswer{Fingerprint: s.Law.Fingerprint(), Open: review.Open, Moves: make([]moveAnswer, 0, len(review.Moves))}
		for _, m := range review.Moves {
			answer.Moves = append(answer.Moves, p.moveAnswer(m))
		}
		if c.Accept {
			if answer.Accepted, err = s.AcceptEveryLaw(ctx, review); err != nil {
				return err
			}
		}
		if err := c.print(p, review, answer); err != nil {
			return err
		}
		if len(review.Moves) > answer.Accepted {
			return errProblems
		}
		return nil
	})
}

func (c lawDiffCmd) print(p process, review casework.LawReview, answer diffAnswer) error {
	if c.JSON {
		out, err := encodeLine(answer)
		if err != nil {
			return err
		}
		_, err = p.Stdout.Write(out)
		return err
	}
	if err := p.printMoves(review.Moves); err != nil {
		return err
	}
	if c.Accept {
		return p.printf("Moved the dates of %d of %d open requests.\n", answer.Accepted, review.Open)
	}
	return p.printf("Compared %d open requests with the rules of this release (%s): %d would move.\n",
		review.Open, answer.Fingerprint[:16], len(review.Moves))
}

// printMoves lists requests with their old and new dates.
func (p process) printMoves(moves []casework.LawMove) error {
	for _, m := range moves {
		a := p.moveAnswer(m)
		if err := p.printf("%s  %s, holidays of %s%s\n", a.Reference, a.Regime, a.Region, because(a)); err != nil {
			return err
		}
		for _, d := range m.Moved {
			if err := p.printf("    %-15s %s -> %s%s\n", d.Date, orNone(d.Old), orNone(d.New), clockName(d.Date)); err != nil {
				return err
			}
		}
	}
	return nil
}

func because(a moveAnswer) string {
	switch {
	case a.Problem != "":
		return ": no dates can be worked out: " + a.Problem
	case len(a.Files) > 0:
		return "; changed: " + strings.Join(a.Files, ", ")
	}
	return "; which file changed cannot be told"
}

// clockName says what a clock of the law is called.
func clockName(date dsar.DateName) string {
	_, id, ofComplaint, isClock := date.Clock()
	switch {
	case !isClock:
		return ""
	case ofComplaint:
		return "  (" + law.AuthorityClockName(id, "en") + ")"
	}
	return "  (" + law.Clock{ID: id}.Name("en") + ")"
}

func orNone(d civil.Date) string {
	if d.IsZero() {
		return "none"
	}
	return d.String()
}

func (p process) moveAnswer(m casework.LawMove) moveAnswer {
	r := m.Request
	a := moveAnswer{
		Workspace: r.WorkspaceID, ID: r.ID, Reference: r.Reference, Regime: r.Regime, Region: r.Region,
		Moved: make([]movedAnswer, 0, len(m.Moved)), Files: append([]string{}, m.Files...),
	}
	for _, d := range m.Moved {
		a.Moved = append(a.Moved, movedAnswer{Date: string(d.Date), Old: d.Old, New: d.New})
	}
	if m.Problem != nil {
		a.Problem = strings.ReplaceAll(p.sentence(m.Problem), "\n", "; ")
	}
	return a
}

// lawCheckCmd is "recourse law check".
type lawCheckCmd struct {
	OlderThan string `help:"How long ago is too long: 540d, P18M, P2Y or P90D." default:"P18M" placeholder:"P18M"`
	Language  string `help:"Language of the figures: ${enum}." enum:"en,fr,de" default:"en"`
	JSON      bool   `name:"json" help:"Print JSON: {since, unchecked: [{regime, rights, region, what, article, confidence, last_checked}]}."`
}

// checkAnswer is what "recourse law check" found.
type checkAnswer struct {
	Since     civil.Date        `json:"since"`
	Unchecked []uncheckedAnswer `json:"unchecked"`
}

type uncheckedAnswer struct {
	Regime      string     `json:"regime"`
	Rights      []string   `json:"rights"`
	Region      string     `json:"region"`
	What        string     `json:"what"`
	Article     string     `json:"article"`
	Confidence  string     `json:"confidence"`
	LastChecked civil.Date `json:"last_checked"`
}

// Run lists what was not checked for too long. It fails if there is anything.
func (c lawCheckCmd) Run(p process) error {
	since, err := daysBack(civil.Of(p.Now(), p.Now().Location()), c.OlderThan)
	if err != nil {
		return usageError{err}
	}
	book, err := law.Default()
	if err != nil {
		return err
	}
	list, err := book.NotCheckedSince(since, c.Language)
	if err != nil {
		return err
	}
	answer := checkAnswer{Since: since, Unchecked: make([]uncheckedAnswer, 0, len(list))}
	for _, u := range list {
		answer.Unchecked = append(answer.Unchecked, uncheckedAnswer{
			Regime: u.Regime, Rights: append([]string{}, u.Rights...), Region: u.Region, What: u.What,
			Article: u.Article.String(), Confidence: string(u.Article.Confidence), LastChecked: u.Article.LastChecked,
		})
	}
	if err := c.print(p, answer); err != nil {
		return err
	}
	if len(answer.Unchecked) > 0 {
		return errProblems
	}
	return nil
}

func (c lawCheckCmd) print(p process, answer checkAnswer) error {
	if c.JSON {
		out, err := encodeLine(answer)
		if err != nil {
			return err
		}
		_, err = p.Stdout.Write(out)
		return err
	}
	for _, u := range answer.Unchecked {
		where := "holidays of " + u.Region
		if u.Regime != "" {
			where = u.Regime + " (" + strings.Join(u.Rights, ", ") + ")"
		}
		if err := p.printf("%s  %s: %s [%s; %s]\n", u.LastChecked, where, u.What, u.Article, u.Confidence); err != nil {
			return err
		}
	}
	return p.printf("Not checked since %s: %d figures and sources of holidays.\n", answer.Since, len(answer.Unchecked))
}

// age is a length of time: 540d, or P90D, P18M, P2Y as ISO 8601 writes it.
var age = regexp.MustCompile(`^(?:(\d{1,5})d|P(\d{1,5})D|P(\d{1,4})M|P(\d{1,3})Y)$`)

// daysBack returns the day that lies so long before today.
func daysBack(today civil.Date, text string) (civil.Date, error) {
	m := age.FindStringSubmatch(text)
	if m == nil {
		return civil.Date{}, fmt.Errorf("--older-than: %q is no length of time; write 540d, P90D, P18M or P2Y", text)
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n } // digits only
	back := today.AddDays(-number(m[1] + m[2]))
	back = back.AddMonthsClamped(-number(m[3]) - 12*number(m[4]))
	if back.IsZero() || back.After(today) {
		return civil.Date{}, fmt.Errorf("--older-than: %s lies too far back", text)
	}
	return back, nil
}
