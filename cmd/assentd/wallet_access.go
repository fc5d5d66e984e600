package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assent-ledger/assent/internal/wallet"
	"github.com/assent-ledger/assent/pkg/directive"
)

// clockSlack is how far clocks may differ.
const clockSlack = time.Minute

func (w *walletFlags) requestAccessCommand() *cobra.Command {
	var expires string
	cmd := &cobra.Command{
		Use:   "request-access [service]",
		Short: "Ask for one's own data through a patient access service",
		Long: `Asks for the data of the subject at a holder, through the participant that is the patient
access service. It serves any number of accesses until it expires, and uses up no sequence.`,
		Example: "assentd wallet request-access de-access-service --holder de-charite --expires 1h > request.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			now := time.Now()
			until, err := readDeadline("--expires", expires, now)
			if err != nil {
				return err
			}
			return w.sign(cmd, func(opened *wallet.Wallet) (wallet.Signed, error) {
				// A little earlier, where there is room: the ledger's clock may be behind this one.
				issued := max(now.Add(-clockSlack).Unix(), until-directive.MaxLifetime)
				return opened.RequestAccess(w.holder, args[0], issued, until)
			})
		},
	}
	w.addHolder(cmd)
	cmd.Flags().StringVar(&expires, "expires", "1h",
		"until when it serves: a time from now, or a moment as 2026-11-22T10:00:00Z; at most 24h ahead")
	return cmd
}

func (w *walletFlags) disputeCommand() *cobra.Command {
	var record, ground, document string
	cmd := w.signing(&cobra.Command{
		Use:   "dispute [trail] [index]",
		Short: "Contest one record of an access trail",
		Long: `Contests the record at an index of an access trail, from 0, about the subject at a holder,
whoever's trail it is. A dispute uses up no sequence. OTHER needs a document. The grounds:

` + groundList(),
		Example: "assentd wallet dispute de-charite/ris 7 --holder de-charite --ground NOT_TREATED \\\n" +
			"  --record 0x4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a > dispute.json",
		Args: cobra.ExactArgs(2), //nolint:mnd // The trail and the index.
	}, func(opened *wallet.Wallet, _ *cobra.Command, args []string, deadline int64) (wallet.Signed, error) {
		contested := wallet.Contested{Trail: args[0]}
		var err error
		if contested.Index, err = readIndex(args[1]); err != nil {
			return wallet.Signed{}, err
		}
		if contested.Record, err = readDigest("--record", record); err != nil {
			return wallet.Signed{}, err
		}
		if contested.Ground, err = directive.ParseGround(ground); err != nil {
			return wallet.Signed{}, fmt.Errorf("--ground: %w", err)
		}
		if contested.Document, err = readOptionalDigest("--document", document); err != nil {
			return wallet.Signed{}, err
		}
		return opened.Dispute(w.holder, contested, deadline)
	})
	cmd.Flags().StringVar(&record, "record", "", "leaf hash of the record, 0x and 64 digits")
	cmd.Flags().StringVar(&ground, "ground", "", "why: NOT_PERMITTED, NOT_TREATED, NOT_AS_RECORDED or OTHER")
	cmd.Flags().StringVar(&document, "document", "", "salted digest of a document that says more, 0x and 64 digits")
	cobra.CheckErr(cmd.MarkFlagRequired("record"))
	cobra.CheckErr(cmd.MarkFlagRequired("ground"))
	return cmd
}

// groundList has a line for each ground, with the words that are signed for it.
func groundList() string {
	var out strings.Builder
	for _, g := range directive.Grounds() {
		fmt.Fprintf(&out, "  %-16s %s\n", g, g.Words())
	}
	return out.String()
}

func readIndex(text string) (uint64, error) {
	index, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("index %q: write the position of the record in the trail, from 0", text)
	}
	return index, nil
}
