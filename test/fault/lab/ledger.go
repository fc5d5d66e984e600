package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/assent-ledger/assent/test/fault/check"
	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
)

// enter appends a row about the run to the ledger of robustness, if one was named.
func (l *lab) enter(verdict error) error {
	if l.ledger == "" {
		return nil
	}
	run, err := record.Read(l.dir)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(l.ledger, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(file, row(run, verdict)); err != nil {
		return err
	}
	return file.Close()
}

// row is a line of the ledger's table.
func row(run record.Run, verdict error) string {
	figures, violations := check.Measure(run), fmt.Sprint(len(check.Check(run)))
	if verdict != nil {
		violations += ", failed"
	}
	var kinds []string
	for _, kind := range []schedule.Kind{schedule.Kill, schedule.Restart, schedule.Pause, schedule.Isolate, schedule.Split, schedule.Mute} {
		kinds = append(kinds, fmt.Sprintf("%s %d", kind, figures.Faults[kind]))
	}
	cells := []string{
		run.Meta.Date[:len("2006-01-02")], run.Meta.Commit, string(run.Meta.Profile), fmt.Sprint(run.Meta.Seed), fmt.Sprintf("%.1f", figures.Took.Minutes()),
		run.Meta.Wire, fmt.Sprint(figures.Blocks), fmt.Sprintf("%d / %d", figures.Sent, figures.Acknowledged), strings.Join(kinds, ", "),
		fmt.Sprintf("%s / %s", seconds(figures.LevelMedian), seconds(figures.LevelMax)), violations,
	}
	return "| " + strings.Join(cells, " | ") + " |"
}
