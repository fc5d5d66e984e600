package dryrun

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

// Report is what would change, in the codes of the vocabulary.
type Report struct {
	// Height of the state that was read, and the time of its block, in Unix seconds.
	Height int64 `json:"height"`
	Time   int64 `json:"time"`
	// Total of all requests.
	Total Tally `json:"total"`
	// Counts by purpose, category and jurisdictions, in that order.
	Counts []Count `json:"counts"`
	// Examples of what would change: the first ones.
	Examples []Example `json:"examples"`
}

// Tally counts requests.
type Tally struct {
	Requests uint32 `json:"requests"`
	// Opened are denied, and would be permitted; Closed the reverse; Altered keep their
	// effect, with another basis, or other reasons or obligations.
	Opened  uint32 `json:"opened"`
	Closed  uint32 `json:"closed"`
	Altered uint32 `json:"altered"`
}

// Count is of the requests of one purpose and category between two jurisdictions.
type Count struct {
	Purpose  string `json:"purpose"`
	Category string `json:"category"`
	// From is the controller's jurisdiction, To the recipient's; empty where it is not known.
	From string `json:"from"`
	To   string `json:"to"`
	Tally
}

// Example is a request that would be decided otherwise.
type Example struct {
	// Number of the request, from 1.
	Number     int    `json:"number"`
	Controller string `json:"controller"`
	Recipient  string `json:"recipient"`
	Purpose    string `json:"purpose"`
	Category   string `json:"category"`
	Before     Answer `json:"before"`
	After      Answer `json:"after"`
}

// Answer is what a decision tells those who may know.
type Answer struct {
	Effect      string   `json:"effect"`
	Basis       string   `json:"basis"`
	Reasons     []string `json:"reasons"`
	Obligations []string `json:"obligations"`
	Agreement   string   `json:"agreement,omitempty"`
}

// Text writes the report for people.
func (r *Report) Text(w io.Writer) error {
	fmt.Fprintf(w, "%d requests at height %d: %d would be permitted that are denied, %d denied that are permitted, %d otherwise\n",
		r.Total.Requests, r.Height, r.Total.Opened, r.Total.Closed, r.Total.Altered)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nPURPOSE\tCATEGORY\tFROM\tTO\tREQUESTS\tOPENED\tCLOSED\tALTERED")
	for _, c := range r.Counts {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%d\n",
			c.Purpose, c.Category, known(c.From), known(c.To), c.Requests, c.Opened, c.Closed, c.Altered)
	}
	if len(r.Examples) > 0 {
		fmt.Fprintln(table, "\nREQUEST\tCONTROLLER\tRECIPIENT\tPURPOSE\tCATEGORY\tBEFORE\tAFTER")
	}
	for _, e := range r.Examples {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", e.Number, e.Controller, e.Recipient, e.Purpose, e.Category, e.Before, e.After)
	}
	return table.Flush()
}

// String is the answer on one line.
func (a Answer) String() string {
	words := append([]string{a.Effect, a.Basis}, a.Reasons...)
	return strings.Join(append(words, a.Obligations...), " ")
}

func known(jurisdiction string) string {
	if jurisdiction == "" {
		return "unknown"
	}
	return jurisdiction
}

func newCount(c types.SimulationCount) Count {
	return Count{
		Purpose: policy.Purpose(c.Purpose).String(), Category: policy.Category(c.Category).String(),
		From: c.From, To: c.To, Tally: newTally(c),
	}
}

func newTally(c types.SimulationCount) Tally {
	return Tally{Requests: c.Requests, Opened: c.Opened, Closed: c.Closed, Altered: c.Altered}
}

func newExample(number int, asked types.QueryDecideRequest, c types.SimulatedChange) Example {
	return Example{
		Number: number, Controller: asked.Controller, Recipient: asked.Recipient,
		Purpose: policy.Purpose(asked.Purpose).String(), Category: policy.Category(asked.Category).String(),
		Before: newAnswer(c.Before), After: newAnswer(c.After),
	}
}

func newAnswer(d types.QueryDecideResponse) Answer {
	a := Answer{
		Effect: policy.Effect(d.Effect).String(), Basis: policy.Basis(d.Basis).String(),
		Reasons: []string{}, Obligations: []string{}, Agreement: d.Agreement,
	}
	for _, reason := range d.Reasons {
		a.Reasons = append(a.Reasons, policy.Reason(reason).String())
	}
	for _, obligation := range d.Obligations {
		a.Obligations = append(a.Obligations, policy.Obligation(obligation).String())
	}
	return a
}
