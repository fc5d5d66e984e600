package evidence

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// WriteText writes the findings for people.
func (f Findings) WriteText(w io.Writer) error {
	fmt.Fprint(w, strings.ToUpper(string(f.Outcome)))
	if f.Failure != "" {
		fmt.Fprintf(w, ": %s", strings.TrimPrefix(f.Failure, string(Unverified)+": "))
	}
	fmt.Fprintln(w)
	if f.Header != nil {
		fmt.Fprintf(w, "\nchain %s, state after block %d\n", f.ChainID, f.StateHeight)
		fmt.Fprintf(w, "header %d, %s, of %s\n", f.Header.Height, f.Header.Hash, f.Header.Time.Format(time.RFC3339))
		fmt.Fprintf(w, "validators %s, %d of %d of their power signed\n", f.Validators.Hash, f.Validators.SignedPower, f.Validators.Power)
	}
	for _, trail := range f.Trails {
		if err := trail.writeText(w); err != nil {
			return err
		}
	}
	writeList(w, "checked", f.Checked)
	writeList(w, "not checked", f.NotChecked)
	return nil
}

func (t TrailFinding) writeText(w io.Writer) error {
	fmt.Fprintf(w, "\ntrail %s, %d records, root %s\n", t.ID, t.Size, t.Root)
	if c := t.Consistency; c != nil {
		fmt.Fprintf(w, "begins with %d records of root %s\n", c.Size, c.Root)
	}
	if len(t.Records) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "RECORD\tBLOCK\tOCCURRED\tSUBJECT\tCONTROLLER\tRECIPIENT\tPURPOSE\tACTION\tVERDICT\tBASIS")
	for _, record := range t.Records {
		d := record.Record
		if d == nil {
			fmt.Fprintf(table, "%d\terased, leaf %s\n", record.Index, record.Leaf)
			continue
		}
		fmt.Fprintf(table, "%d\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", record.Index, d.Height, d.OccurredAt.Format(time.RFC3339),
			d.Subject, d.Controller, d.Recipient, d.Purpose, d.Action, d.Effect, d.Basis)
	}
	return table.Flush()
}

func writeList(w io.Writer, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", title)
	for _, line := range lines {
		fmt.Fprintf(w, "  - %s\n", line)
	}
}
