package audit

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// NewVerdict puts a verdict into a form that can be counted.
func NewVerdict(v accesstypes.Verdict) Verdict {
	marks := make([]string, len(v.Marks))
	for i, mark := range v.Marks {
		marks[i] = strings.TrimPrefix(mark.String(), "MARK_")
	}
	return Verdict{
		Effect: strings.TrimPrefix(v.Effect.String(), "EFFECT_"),
		Basis:  strings.TrimPrefix(v.Basis.String(), "BASIS_"),
		Marks:  strings.Join(marks, ","),
	}
}

// Records counts all records.
func (r *Report) Records() uint64 {
	var n uint64
	for _, trail := range r.Trails {
		n += trail.Head.Size
	}
	return n
}

// Row of the table of verdicts.
type Row struct {
	Trail string
	Verdict
	Count int
}

// Rows lists the records of each trail by verdict, permitted ones first.
func (r *Report) Rows() []Row {
	var rows []Row
	for _, trail := range r.Trails {
		first := len(rows)
		for verdict, count := range trail.Verdicts {
			rows = append(rows, Row{Trail: trail.ID, Verdict: verdict, Count: count})
		}
		slices.SortFunc(rows[first:], func(a, b Row) int {
			return cmp.Or(-cmp.Compare(a.Effect, b.Effect), cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.Marks, b.Marks))
		})
	}
	return rows
}

// WriteText writes the report for people.
func (r *Report) WriteText(w io.Writer) error {
	fmt.Fprintf(w, "chain %s, state at height %d, app hash %s, as of %s\n", r.ChainID, r.Height, r.AppHash, r.Until.UTC().Format(time.RFC3339))
	if r.Trust.Height > 0 {
		fmt.Fprintf(w, "anchored in header %d, %s\n", r.Trust.Height, r.Trust.Hash)
	} else {
		fmt.Fprintln(w, "NOT ANCHORED: the first validators are believed as the node names them; give a header from another source with --trust")
	}
	fmt.Fprintf(w, "%d transactions, %d of them failed; %d records on %d trails\n\n", r.Transactions, r.Failed, r.Records(), len(r.Trails))
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "TRAIL\tVERDICT\tBASIS\tMARKS\tRECORDS")
	for _, row := range r.Rows() {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\n", row.Trail, row.Effect, row.Basis, cmp.Or(row.Marks, "-"), row.Count)
	}
	fmt.Fprintln(table)
	fmt.Fprintln(table, "TRAIL\tSIZE\tROOT\tPROOF")
	for _, trail := range r.Trails {
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", trail.ID, trail.Head.Size, trail.Head.Root(), "verified")
	}
	return table.Flush()
}
