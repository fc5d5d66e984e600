package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/audit"
	"github.com/assent-ledger/assent/pkg/evidence"
)

// proving is what the flags of prove say.
type proving struct {
	node, proofs, trail, record, subject, out string
	height                                    int64
	fromSize                                  uint64
}

func proveCommand(template *app.App) *cobra.Command {
	var p proving
	cmd := &cobra.Command{
		Use:   "prove",
		Short: "Write records into a file that proves them without a network",
		Long: `Reads all blocks up to a height, rebuilds the trails, asks for the proof of their
state, and writes an evidence bundle: one record, a range, or all records about a
subject, on one trail or all. With --from-size it shows too that the trail still
begins with what it was when it had so many records. What is written was verified.`,
		Example: `assentd audit prove --trail de-praxis/main --record 7,19 --out two.evidence
assentd audit prove --trail de-praxis/main --record 10-19 --from-size 10 --out batch.evidence
assentd audit prove --subject 0x1f2e… --height 1200 --out subject.evidence`,
		Args:        cobra.NoArgs,
		Annotations: map[string]string{noHome: "true"},
		RunE:        func(cmd *cobra.Command, _ []string) error { return p.run(cmd, template) },
	}
	cmd.Flags().StringVar(&p.node, "node", "http://127.0.0.1:26657", "RPC of the node to read blocks from")
	cmd.Flags().StringVar(&p.proofs, "proofs", "", "RPC of the node to ask for proofs (default: the same)")
	cmd.Flags().StringVar(&p.trail, "trail", "", "participant/name of the trail")
	cmd.Flags().StringVar(&p.record, "record", "", "indexes of records, ascending, or the first and the last of some: N,N-M")
	cmd.Flags().StringVar(&p.subject, "subject", "", "pseudonym of a patient, 0x and 40 hexadecimal digits")
	cmd.Flags().Uint64Var(&p.fromSize, "from-size", 0, "size of an earlier head that the trail begins with")
	cmd.Flags().Int64Var(&p.height, "height", 0, "block after which the state is proven (default: the last but one)")
	cmd.Flags().StringVar(&p.out, "out", "", "file to write")
	cobra.CheckErr(cmd.MarkFlagRequired("out"))
	return cmd
}

func (p proving) run(cmd *cobra.Command, template *app.App) error {
	selection, err := p.selection()
	if err != nil {
		return err
	}
	options, err := replayOptions(cmd.Context(), template, p.node, p.proofs, "")
	if err != nil {
		return err
	}
	bundle, findings, err := audit.Prove(cmd.Context(), options, p.height, selection)
	if err != nil {
		return err
	}
	// What it says is about patients, if under pseudonyms.
	if err := os.WriteFile(p.out, bundle, 0o600); err != nil {
		return err
	}
	records := 0
	for _, trail := range findings.Trails {
		records += len(trail.Records)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d bytes, %d records on %d trails after block %d\nfor who verifies it: --trust %d:%s\n",
		p.out, len(bundle), records, len(findings.Trails), findings.StateHeight, findings.Header.Height, findings.Header.Hash)
	return err
}

func (p proving) selection() (audit.Selection, error) {
	s := audit.Selection{Trail: p.trail, FromSize: p.fromSize}
	if p.subject != "" {
		if !common.IsHexAddress(p.subject) {
			return audit.Selection{}, fmt.Errorf("--subject %q: want 0x and 40 hexadecimal digits", p.subject)
		}
		subject := [20]byte(common.HexToAddress(p.subject))
		s.Subject = &subject
	}
	if p.record != "" {
		for text := range strings.SplitSeq(p.record, ",") {
			records, err := parseRange(text)
			if err != nil {
				return audit.Selection{}, err
			}
			s.Records = append(s.Records, records)
		}
	}
	return s, s.Validate()
}

// parseRange reads N or N-M.
func parseRange(text string) (audit.Range, error) {
	first, last, found := strings.Cut(text, "-")
	if !found {
		last = first
	}
	from, err := strconv.ParseUint(first, 10, 64)
	if err != nil {
		return audit.Range{}, fmt.Errorf("--record %q: write indexes, or the first and the last as N-M, with commas between them", text)
	}
	to, err := strconv.ParseUint(last, 10, 64)
	if err != nil {
		return audit.Range{}, fmt.Errorf("--record %q: write indexes, or the first and the last as N-M, with commas between them", text)
	}
	return audit.Range{First: from, Last: to}, nil
}

func verifyCommand() *cobra.Command {
	var trust, validators string
	cmd := &cobra.Command{
		Use:   "verify BUNDLE",
		Short: "Verify an evidence bundle without a network",
		Long: `Checks every link from the records to the signatures of the validators, and says
in words what was checked and what was not. Whose validators these are a bundle
cannot say: name its header, or the hash of the validators, from another source.

The exit status is 0 if the bundle is verified, 1 if a link fails, and 3 if nothing
fails but nothing that is trusted says who the signers are.`,
		Example: `assentd audit verify record7.evidence --trust 1201:5F0A…
assentd audit verify record7.evidence --validators 77C1… --output json`,
		Args:        cobra.ExactArgs(1),
		Annotations: map[string]string{noHome: "true"},
	}
	format := addFormat(cmd)
	cmd.Flags().StringVar(&trust, "trust", "", "HEIGHT:HASH of the bundle's header, known from another source")
	cmd.Flags().StringVar(&validators, "validators", "", "hash of the validators, known from another source")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		known, err := parseKnown(trust, validators)
		if err != nil {
			return err
		}
		bundle, err := readBundle(args[0])
		if err != nil {
			return err
		}
		findings, verdict := evidence.Verify(bundle, known)
		if *format == asJSON {
			err = writeJSON(cmd.OutOrStdout(), findings)
		} else {
			err = findings.WriteText(cmd.OutOrStdout())
		}
		if verdict != nil {
			return verdict
		}
		return err
	}
	return cmd
}

func parseKnown(trust, validators string) (evidence.Trust, error) {
	var known evidence.Trust
	var err error
	if trust != "" {
		if known.Height, known.Hash, err = evidence.ParseHeader(trust); err != nil {
			return evidence.Trust{}, fmt.Errorf("--trust %w", err)
		}
	}
	if validators != "" {
		if known.Validators, err = evidence.ParseHash(validators); err != nil {
			return evidence.Trust{}, fmt.Errorf("--validators %w", err)
		}
	}
	return known, nil
}

func showCommand() *cobra.Command {
	return &cobra.Command{
		Use:         "show BUNDLE",
		Short:       "Write a bundle's records and paths as JSON, for other programs; verifies nothing",
		Args:        cobra.ExactArgs(1),
		Annotations: map[string]string{noHome: "true"},
		RunE: func(cmd *cobra.Command, args []string) error {
			bundle, err := readBundle(args[0])
			if err != nil {
				return err
			}
			dump, err := evidence.NewDump(bundle)
			if err != nil {
				return err
			}
			return writeJSON(cmd.OutOrStdout(), dump)
		},
	}
}

// readBundle reads a file, but not more of it than shows that it is no bundle.
func readBundle(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, evidence.MaxSize+1))
}
