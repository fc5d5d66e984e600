package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/assent-ledger/assent/internal/exported"
	"github.com/assent-ledger/assent/internal/simulator"
	"github.com/assent-ledger/assent/pkg/policy"
)

func policyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Try out regimes, agreements and directives offline",
		Long: `Asks the decision function of the ledger about a world that stands in a file:
what would be decided, why, what a change would alter, and what is probably not
meant. Nothing is read from a node and nothing is written.

A world is one JSON object with the lists jurisdictions, participants, agreements,
directives and permits, any of which may be absent; or the whole state of a ledger, as
assentd export writes it. Requests are JSON objects one after another.
pkg/policy/README.md has their fields, pkg/policy/testdata examples, networks/profiles
regimes to start from.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(policyDecideCommand(), policyExplainCommand(), policyDiffCommand(), policyLintCommand(), policyVocabularyCommand())
	for _, sub := range append(cmd.Commands(), cmd) {
		sub.Annotations = map[string]string{noHome: "true"}
	}
	return cmd
}

// readWorld reads a world file, or the exported state of a ledger.
func readWorld(path string) (*policy.World, error) {
	document, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	read := policy.DecodeWorld
	if exported.Is(document) {
		read = exported.World
	}
	world, err := read(document)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return world, nil
}

// openRequests opens a file of requests; - is the standard input.
func openRequests(cmd *cobra.Command, path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(cmd.InOrStdin()), nil
	}
	return os.Open(path)
}

// worldAndRequests adds the flags that most of the commands take.
func worldAndRequests(cmd *cobra.Command, world, requests *string) {
	cmd.Flags().StringVar(world, "world", "", "file of the world, or exported state, as JSON")
	cmd.Flags().StringVar(requests, "request", "-", "file of one or more requests, as JSON; - is the standard input")
	cobra.CheckErr(cmd.MarkFlagRequired("world"))
}

// eachRequest reads the world, then hands every request to a function.
func eachRequest(cmd *cobra.Command, world, requests string, each func(*policy.World, policy.Request) error) error {
	w, err := readWorld(world)
	if err != nil {
		return err
	}
	in, err := openRequests(cmd, requests)
	if err != nil {
		return err
	}
	err = simulator.ReadRequests(in, func(r policy.Request) error { return each(w, r) })
	return errors.Join(err, in.Close())
}

func policyDecideCommand() *cobra.Command {
	var world, requests string
	var outward bool
	cmd := &cobra.Command{
		Use:     "decide",
		Short:   "Decide one or more requests",
		Example: "assentd policy decide --world world.json --request request.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			out := json.NewEncoder(cmd.OutOrStdout())
			return eachRequest(cmd, world, requests, func(w *policy.World, r policy.Request) error {
				decision := policy.Decide(w, r)
				if outward {
					return out.Encode(decision.Outward())
				}
				return out.Encode(decision)
			})
		},
	}
	worldAndRequests(cmd, &world, &requests)
	cmd.Flags().BoolVar(&outward, "outward", false, "print what the recipient is told instead of the inner decision")
	return cmd
}

func policyExplainCommand() *cobra.Command {
	var (
		world, requests string
		output          *format
	)
	cmd := &cobra.Command{
		Use:     "explain",
		Short:   "Say how a decision comes about, gate by gate",
		Example: "assentd policy explain --world world.json --request request.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return eachRequest(cmd, world, requests, func(w *policy.World, r policy.Request) error {
				explanation := policy.Explain(w, r)
				if *output == asJSON {
					return writeJSON(cmd.OutOrStdout(), explanation)
				}
				_, err := fmt.Fprintln(cmd.OutOrStdout(), explanation.Text())
				return err
			})
		},
	}
	worldAndRequests(cmd, &world, &requests)
	output = addFormat(cmd)
	return cmd
}

func policyDiffCommand() *cobra.Command {
	var (
		worlds   []string
		requests string
		output   *format
	)
	cmd := &cobra.Command{
		Use:   "diff",
		Short: "Say which requests another world would decide otherwise",
		Long: `Decides every request in both worlds, and prints those whose effect, basis,
reasons or obligations differ. Write the second world as the first one with the
profile or agreement in question.`,
		Example: "assentd policy diff --world today.json --world draft.json --requests requests.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(worlds) != 2 {
				return fmt.Errorf("--world: name it twice, the world before and the world after; it was named %d times", len(worlds))
			}
			before, err := readWorld(worlds[0])
			if err != nil {
				return err
			}
			after, err := readWorld(worlds[1])
			if err != nil {
				return err
			}
			in, err := openRequests(cmd, requests)
			if err != nil {
				return err
			}
			comparison, err := simulator.Compare(before, after, in)
			if err := errors.Join(err, in.Close()); err != nil {
				return err
			}
			return writeComparison(cmd.OutOrStdout(), comparison, *output)
		},
	}
	cmd.Flags().StringArrayVar(&worlds, "world", nil, "file of a world, or exported state, as JSON; twice: before and after")
	cmd.Flags().StringVar(&requests, "requests", "-", "file of requests, as JSON; - is the standard input")
	output = addFormat(cmd)
	return cmd
}

func writeComparison(w io.Writer, c simulator.Comparison, output format) error {
	if output == asJSON {
		return writeJSON(w, c)
	}
	fmt.Fprintf(w, "%d requests, %d decided otherwise: %d permitted that were denied, %d denied that were permitted\n",
		c.Requests, len(c.Changes), c.Opened, c.Closed)
	if len(c.Changes) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nREQUEST\tPURPOSE\tBEFORE\tAFTER")
	for _, change := range c.Changes {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\n", change.Number, change.Purpose, inWords(change.Before), inWords(change.After))
	}
	return table.Flush()
}

// inWords is a decision on one line.
func inWords(d policy.Decision) string {
	var because []string
	for _, reason := range d.Reasons.Codes() {
		because = append(because, reason.String())
	}
	for _, obligation := range d.Obligations.Codes() {
		because = append(because, obligation.String())
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", d.Effect, d.Basis, strings.Join(because, " ")))
}

func policyLintCommand() *cobra.Command {
	var (
		world, at string
		output    *format
	)
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Find what is probably not meant in a world",
		Long: `Finds provisions that no request can reach or that are never heard, rules,
requirements and settings that can never apply or that others make useless,
purposes without a regime, and permissions that an older refusal still beats. Only
what can be shown of the world as it stands is found. Exits 1 if anything is.`,
		Example: "assentd policy lint --world world.json --at 2026-11-22T10:00:00Z",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			moment := time.Now()
			if at != "" {
				var err error
				if moment, err = time.Parse(time.RFC3339, at); err != nil {
					return fmt.Errorf("--at %q: write it as 2026-11-22T10:00:00Z", at)
				}
			}
			w, err := readWorld(world)
			if err != nil {
				return err
			}
			findings := simulator.Lint(w, moment.Unix())
			if *output == asJSON {
				err = writeJSON(cmd.OutOrStdout(), findings)
			} else {
				for _, f := range findings {
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %s: %s\n", f.Code, f.Where, f.Text)
				}
			}
			if err == nil && len(findings) > 0 {
				err = fmt.Errorf("found %d", len(findings))
			}
			return err
		},
	}
	cmd.Flags().StringVar(&world, "world", "", "file of the world, or exported state, as JSON")
	cobra.CheckErr(cmd.MarkFlagRequired("world"))
	cmd.Flags().StringVar(&at, "at", "", "moment at which directives are compared, RFC 3339 (default: now)")
	output = addFormat(cmd)
	return cmd
}

func policyVocabularyCommand() *cobra.Command {
	var output *format
	cmd := &cobra.Command{
		Use:   "vocabulary",
		Short: "Print the codes with what they correspond to elsewhere",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			entries := policy.Vocabulary()
			if *output == asJSON {
				return writeJSON(cmd.OutOrStdout(), entries)
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(table, "KIND\tNR\tCODE\tGRADE\tCLASS\tHL7\tEHDS ARTICLE\tDPV\tDUO")
			for _, e := range entries {
				grade := "-"
				if e.Grade > 0 {
					grade = fmt.Sprint(e.Grade)
				}
				fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.Kind, e.Number, e.Code, grade, dash(e.Class),
					dash(strings.Join(e.HL7, " ")), dash(strings.Join(e.EHDS, " ")), dash(terms(e.DPV)), dash(strings.Join(e.DUO, " ")))
			}
			return table.Flush()
		},
	}
	output = addFormat(cmd)
	return cmd
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// terms are the last parts of IRIs.
func terms(iris []string) string {
	short := make([]string, len(iris))
	for i, iri := range iris {
		short[i] = iri[strings.LastIndexAny(iri, "#/")+1:]
	}
	return strings.Join(short, " ")
}
