package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"recourse/internal/civil"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// holidaysCmd is "recourse holidays".
type holidaysCmd struct {
	Region   string `help:"Region: FR, DE-BY …" required:"" placeholder:"REGION"`
	From     string `help:"First year or day." required:"" placeholder:"2024"`
	To       string `help:"Last year or day." required:"" placeholder:"2030"`
	Language string `help:"Language of the names: ${enum}." enum:"en,fr,de" default:"en"`
	JSON     bool   `name:"json" help:"Print JSON: [{date, name, source}]."`
}

// holidayAnswer is one public holiday.
type holidayAnswer struct {
	Date   civil.Date `json:"date"`
	Name   string     `json:"name"`
	Source string     `json:"source"`
}

// Run lists the holidays.
func (c holidaysCmd) Run(p process) error {
	from, err := parseBound(c.From, time.January, 1)
	if err != nil {
		return usage("--from: %w", err)
	}
	to, err := parseBound(c.To, time.December, 31)
	if err != nil {
		return usage("--to: %w", err)
	}
	if to.Before(from) {
		return usage("--to (%s) lies before --from (%s)", to, from)
	}
	book, err := law.Default()
	if err != nil {
		return err
	}
	list, err := book.Holidays(c.Region, from, to)
	if err != nil {
		return holidaysError(err)
	}
	answers := make([]holidayAnswer, 0, len(list))
	for _, h := range list {
		answers = append(answers, holidayAnswer{Date: h.On, Name: h.Name.In(c.Language), Source: h.Source.String()})
	}
	if c.JSON {
		out, err := encodeLine(answers)
		if err != nil {
			return err
		}
		_, err = p.Stdout.Write(out)
		return err
	}
	return c.print(p, answers)
}

func (c holidaysCmd) print(p process, answers []holidayAnswer) error {
	for _, h := range answers {
		if err := p.printf("%s  %s  %s [%s]\n", h.Date, i18n.FormatDate(c.Language, h.Date, i18n.Full), h.Name, h.Source); err != nil {
			return err
		}
	}
	return nil
}

func holidaysError(err error) error {
	var fact *law.FactError
	var calendar *law.CalendarError
	if errors.As(err, &fact) || errors.As(err, &calendar) {
		return usageError{err}
	}
	return err
}

// parseBound reads a day, or a year as its given month and day.
func parseBound(s string, month time.Month, day int) (civil.Date, error) {
	if year, err := strconv.Atoi(s); err == nil && len(s) == 4 {
		return civil.New(year, month, day)
	}
	d, err := civil.Parse(s)
	if err != nil {
		return civil.Date{}, fmt.Errorf("%q is neither a year (2024) nor a day (2024-03-31)", s)
	}
	return d, nil
}
