package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/assent-ledger/assent/pkg/vocabulary"
)

// ruling is what a decision or a verdict says, in words.
type ruling struct {
	effect, basis, reasons, agreement, obligations string
	// marks of a verdict.
	marks string
}

// permits is a permission on a basis, under an agreement if it crosses a border.
func permits(basis vocabulary.Basis, agreement string, obligations ...vocabulary.Obligation) ruling {
	return ruling{effect: word(permit), basis: word(basis), agreement: agreement, obligations: words(obligations)}
}

// denies is a refusal. It names an agreement only where one of its rules fits.
func denies(basis vocabulary.Basis, agreement string, reasons ...vocabulary.Reason) ruling {
	return ruling{effect: word(deny), basis: word(basis), agreement: agreement, reasons: words(reasons)}
}

// words of codes, sorted.
func words[C fmt.Stringer](codes []C) string {
	list := make([]string, len(codes))
	for i, c := range codes {
		list[i] = word(c)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// String gives all that is said of it.
func (r ruling) String() string {
	text := r.effect + " on " + r.basis
	for _, part := range []struct{ before, what string }{
		{", because ", r.reasons}, {", under ", r.agreement}, {", with ", r.obligations}, {", marked ", r.marks},
	} {
		if part.what != "" {
			text += part.before + part.what
		}
	}
	return text
}

// row of the table: one decision.
type row struct {
	height int64
	// at is the moment that was asked about, and when what had happened before the height.
	at, when string
	// by is who says it.
	by        string
	request   string
	want, got ruling
}

func (r row) right() bool { return r.want == r.got }

func (r row) complaint() string {
	return fmt.Sprintf("height %d, %s, by %s, %s: expected %s, got %s", r.height, r.when, r.by, r.request, r.want, r.got)
}

// table of the decisions, in the order in which they were asked.
type table []row

// tell sums rows of one moment up, and spells out those that were not as expected.
func (t table) tell() []string {
	permitted, lines := 0, []string{""}
	for _, r := range t {
		if r.got.effect == word(permit) {
			permitted++
		}
		if !r.right() {
			lines = append(lines, r.complaint())
		}
	}
	first := t[0]
	lines[0] = fmt.Sprintf("height %-4d %s, as of %s, by %s: %d permitted, %d denied",
		first.height, first.when, first.at, first.by, permitted, len(t)-permitted)
	return lines
}

func (t table) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(columns ...string) {
		for i, c := range columns {
			columns[i] = cmp.Or(c, "-")
		}
		fmt.Fprintln(w, strings.Join(columns, "\t"))
	}
	line("HEIGHT", "AS OF", "WHEN", "BY", "REQUEST", "EXPECTED", "GOT", "BASIS", "REASONS", "AGREEMENT", "OBLIGATIONS", "MARKS")
	for _, r := range t {
		line(fmt.Sprint(r.height), r.at, r.when, r.by, r.request, r.want.effect, r.got.effect,
			r.got.basis, r.got.reasons, r.got.agreement, r.got.obligations, r.got.marks)
	}
	return w.Flush()
}

// wrong is an error that names each decision that was not as expected.
func (t table) wrong() error {
	var lines []string
	for _, r := range t {
		if !r.right() {
			lines = append(lines, r.complaint())
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d decisions were not as expected:\n  %s", len(lines), len(t), strings.Join(lines, "\n  "))
}
