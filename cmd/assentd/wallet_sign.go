package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/spf13/cobra"

	"github.com/assent-ledger/assent/internal/wallet"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

// maxDeadline is how far ahead the ledger lets a deadline be.
const maxDeadline = 24 * time.Hour

func (w *walletFlags) enrolCommand() *cobra.Command {
	var home string
	cmd := w.signing(&cobra.Command{
		Use:   "enrol",
		Short: "Agree to be enrolled by a holder of data",
		Long: `Agrees to be enrolled by a holder of data: from then on the ledger knows the subject.
What it takes is an enrolment for assentd tx consent enrol, which the holder sends.`,
		Example: "assentd wallet enrol --holder de-charite --home DE > enrolment.json",
		Args:    cobra.NoArgs,
	}, func(opened *wallet.Wallet, _ *cobra.Command, _ []string, deadline int64) (wallet.Signed, error) {
		return opened.Enrol(w.holder, home, deadline)
	})
	cmd.Flags().StringVar(&home, "home", "", "jurisdiction of the holder, as in DE, which becomes the subject's home")
	cobra.CheckErr(cmd.MarkFlagRequired("home"))
	return cmd
}

func (w *walletFlags) giveCommand() *cobra.Command {
	var (
		from, until, document, supersedes string
		everyHolder                       bool
	)
	cmd := w.signing(&cobra.Command{
		Use:   "give [provision]",
		Short: "Permit or refuse something, from JSON, a file of it, or - for the standard input",
		Long: `Permits or refuses something about the data of the holder. A provision is JSON as in world
files (pkg/policy/README.md): an effect, a match, and exceptions, which are provisions
too. What is left out means any. assentd policy vocabulary prints the codes.

Says on the standard error which id the directive has: keep it, a withdrawal names it.
assentd tx consent give takes the output from a file whose name ends in .json.`,
		Example: `assentd wallet give '{"effect": "PERMIT", "match": {"purposes": ["RESEARCH"]}, "exceptions": [
  {"effect": "DENY", "match": {"categories": ["GENOMIC", "MENTAL_HEALTH"]}}]}' \
  --holder de-charite --until 2027-01-01T00:00:00Z > directive.json`,
		Args: cobra.ExactArgs(1),
	}, func(opened *wallet.Wallet, cmd *cobra.Command, args []string, deadline int64) (wallet.Signed, error) {
		say := wallet.Statement{Controller: w.holder}
		if everyHolder {
			say.Controller = ""
		}
		var err error
		if say.Provision, err = readProvision(cmd, args[0]); err != nil {
			return wallet.Signed{}, err
		}
		if say.Validity, err = readPeriod(from, until); err != nil {
			return wallet.Signed{}, err
		}
		if say.DocumentDigest, err = readOptionalDigest("--document", document); err != nil {
			return wallet.Signed{}, err
		}
		if say.Supersedes, err = readOptionalDigest("--supersedes", supersedes); err != nil {
			return wallet.Signed{}, err
		}
		return opened.Give(w.holder, say, deadline)
	})
	addPeriod(cmd, &from, &until)
	cmd.Flags().StringVar(&document, "document", "", "salted digest of the document that was agreed to, 0x and 64 digits")
	cmd.Flags().StringVar(&supersedes, "supersedes", "", "id of the live directive that it replaces")
	cmd.Flags().BoolVar(&everyHolder, "every-holder", false, "say it to every holder of this subject instead of the one")
	return cmd
}

func (w *walletFlags) refuseAllCommand() *cobra.Command {
	return w.signing(&cobra.Command{
		Use:   "refuse-all",
		Short: "Refuse everything to everybody for ever",
		Long: `Refuses everything to everybody for ever, which the ledger always takes. It speaks for the
subject at this holder alone: refuse at each holder. The output is for assentd tx consent give.`,
		Example: "assentd wallet refuse-all --holder de-charite > directive.json",
		Args:    cobra.NoArgs,
	}, func(opened *wallet.Wallet, _ *cobra.Command, _ []string, deadline int64) (wallet.Signed, error) {
		return opened.RefuseAll(w.holder, deadline)
	})
}

func (w *walletFlags) withdrawCommand() *cobra.Command {
	return w.signing(&cobra.Command{
		Use:     "withdraw [directive]",
		Short:   "End a directive, by its id",
		Long:    "Ends a directive, by the id that assentd wallet give said. The output is for assentd tx consent withdraw.",
		Example: "assentd wallet withdraw 0x4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a --holder de-charite > withdrawal.json",
		Args:    cobra.ExactArgs(1),
	}, func(opened *wallet.Wallet, _ *cobra.Command, args []string, deadline int64) (wallet.Signed, error) {
		id, err := readDigest("directive", args[0])
		if err != nil {
			return wallet.Signed{}, err
		}
		return opened.Withdraw(w.holder, id, deadline)
	})
}

func (w *walletFlags) appointCommand() *cobra.Command {
	var (
		from, until          string
		purposes, categories []string
		everyHolder          bool
	)
	cmd := w.signing(&cobra.Command{
		Use:   "appoint [representative]",
		Short: "Let somebody else speak, by the address of their key",
		Long: `Lets somebody else speak for the subject at this holder, within what the flags say. The
address is that of a key made for this subject alone: one key that represents several
subjects joins them, for whoever reads the chain. The output is for assentd tx consent appoint.`,
		Example: "assentd wallet appoint 0x2b5ad5c4795c026514f8317c7a215e218dccd6cf --holder de-charite \\\n" +
			"  --purposes TREATMENT,PAYMENT --until 2027-01-01T00:00:00Z > appointment.json",
		Args: cobra.ExactArgs(1),
	}, func(opened *wallet.Wallet, _ *cobra.Command, args []string, deadline int64) (wallet.Signed, error) {
		m := wallet.Mandate{Controller: w.holder}
		if everyHolder {
			m.Controller = ""
		}
		var err error
		if m.Representative, err = readAddress("representative", args[0]); err != nil {
			return wallet.Signed{}, err
		}
		if m.Purposes, err = readCodes("--purposes", purposes, policy.ParsePurpose); err != nil {
			return wallet.Signed{}, err
		}
		if m.Categories, err = readCodes("--categories", categories, policy.ParseCategory); err != nil {
			return wallet.Signed{}, err
		}
		if m.Period, err = readPeriod(from, until); err != nil {
			return wallet.Signed{}, err
		}
		return opened.Appoint(w.holder, m, deadline)
	})
	addPeriod(cmd, &from, &until)
	cmd.Flags().StringSliceVar(&purposes, "purposes", nil, "codes of the purposes that it speaks about (default: any)")
	cmd.Flags().StringSliceVar(&categories, "categories", nil, "codes of the categories that it speaks about (default: any)")
	cmd.Flags().BoolVar(&everyHolder, "every-holder", false, "for the data of every holder of this subject instead of the one")
	return cmd
}

func (w *walletFlags) endRepresentationCommand() *cobra.Command {
	return w.signing(&cobra.Command{
		Use:     "end-representation [representative]",
		Short:   "End what somebody else may say, by the address of their key",
		Long:    "Ends at once what a representative may say. What it said stays. The output is for assentd tx consent end-representation.",
		Example: "assentd wallet end-representation 0x2b5ad5c4795c026514f8317c7a215e218dccd6cf --holder de-charite > end.json",
		Args:    cobra.ExactArgs(1),
	}, func(opened *wallet.Wallet, _ *cobra.Command, args []string, deadline int64) (wallet.Signed, error) {
		representative, err := readAddress("representative", args[0])
		if err != nil {
			return wallet.Signed{}, err
		}
		return opened.EndRepresentation(w.holder, representative, deadline)
	})
}

func (w *walletFlags) rotateCommand() *cobra.Command {
	return w.signing(&cobra.Command{
		Use:   "rotate",
		Short: "Change to the next key for a holder; both keys sign",
		Long: `Changes to the next key for a holder; both keys sign. The id of the subject stays. The
wallet cannot know whether the ledger took it, so it signs nothing for this holder until
assentd wallet resume says which key speaks. The output is for assentd tx consent rotate-key.`,
		Example: "assentd wallet rotate --holder de-charite > rotation.json",
		Args:    cobra.NoArgs,
	}, func(opened *wallet.Wallet, _ *cobra.Command, _ []string, deadline int64) (wallet.Signed, error) {
		return opened.Rotate(w.holder, deadline)
	})
}

func (w *walletFlags) objectCommand() *cobra.Command {
	return w.signing(&cobra.Command{
		Use:   "object [new-key]",
		Short: "Say that the key is not lost, against its replacement",
		Long: `Objects to a replacement of the key that the authority of the subject's home began, by the
address of the key that is to replace it: assentd query consent subject shows it. The
output is for assentd tx consent object-to-replacement.`,
		Example: "assentd wallet object 0x2b5ad5c4795c026514f8317c7a215e218dccd6cf --holder de-charite > objection.json",
		Args:    cobra.ExactArgs(1),
	}, func(opened *wallet.Wallet, _ *cobra.Command, args []string, deadline int64) (wallet.Signed, error) {
		key, err := readAddress("new-key", args[0])
		if err != nil {
			return wallet.Signed{}, err
		}
		return opened.Object(w.holder, key, deadline)
	})
}

// signer signs one thing, for a deadline in Unix seconds.
type signer func(w *wallet.Wallet, cmd *cobra.Command, args []string, deadline int64) (wallet.Signed, error)

// signing completes a command that signs: its flags, and how it says what was signed.
func (w *walletFlags) signing(cmd *cobra.Command, sign signer) *cobra.Command {
	w.addHolder(cmd)
	cmd.Flags().StringVar(&w.deadline, "deadline", "1h",
		"until when the ledger may take it: a time from now, or a moment as 2026-11-22T10:00:00Z; at most 24h ahead")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		deadline, err := readDeadline("--deadline", w.deadline, time.Now())
		if err != nil {
			return err
		}
		return w.sign(cmd, func(opened *wallet.Wallet) (wallet.Signed, error) { return sign(opened, cmd, args, deadline) })
	}
	return cmd
}

// sign signs with the wallet of the file, and says what was signed.
func (w *walletFlags) sign(cmd *cobra.Command, sign func(*wallet.Wallet) (wallet.Signed, error)) error {
	return w.open(func(opened *wallet.Wallet) error {
		signed, err := sign(opened)
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "Signed for %s:\n\n%s\nDigest 0x%x\n", opened.ChainID(), signed.Words, signed.Digest)
		if _, ok := signed.Item.(*types.SignedDirective); ok {
			fmt.Fprintln(cmd.ErrOrStderr(), "which is the id of the directive: keep it, a withdrawal names it.")
		}
		text, err := signed.JSON()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(cmd.OutOrStdout(), string(text))
		return err
	})
}

func addPeriod(cmd *cobra.Command, from, until *string) {
	cmd.Flags().StringVar(from, "from", "", "since when it counts, as 2026-11-22T10:00:00Z (default: unbounded)")
	cmd.Flags().StringVar(until, "until", "", "until when it counts, exclusive (default: unbounded)")
}

// readDeadline reads a time from now, or a moment, as Unix seconds.
func readDeadline(flag, text string, now time.Time) (int64, error) {
	deadline, err := time.Parse(time.RFC3339, text)
	if err != nil {
		ahead, err := time.ParseDuration(text)
		if err != nil {
			return 0, fmt.Errorf("%s %q: write 1h or 2026-11-22T10:00:00Z", flag, text)
		}
		deadline = now.Add(ahead)
	}
	if !deadline.After(now) || deadline.Sub(now) > maxDeadline {
		return 0, fmt.Errorf("%s %s: it has to be ahead, and by no more than 24h", flag, text)
	}
	return deadline.Unix(), nil
}

func readPeriod(from, until string) (policy.Period, error) {
	var p policy.Period
	for _, bound := range []struct {
		flag, text string
		to         *policy.Bound
	}{{"--from", from, &p.From}, {"--until", until, &p.Until}} {
		if bound.text == "" {
			continue
		}
		moment, err := time.Parse(time.RFC3339, bound.text)
		if err != nil {
			return policy.Period{}, fmt.Errorf("%s %q: write it as 2026-11-22T10:00:00Z", bound.flag, bound.text)
		}
		*bound.to = policy.At(moment.Unix())
	}
	return p, nil
}

// readProvision takes JSON, a file of it, or the standard input, as the commands of
// assentd tx consent take JSON or a file.
func readProvision(cmd *cobra.Command, arg string) (policy.Provision, error) {
	text, err := []byte(arg), error(nil)
	switch {
	case arg == "-":
		text, err = io.ReadAll(cmd.InOrStdin())
	case !strings.HasPrefix(strings.TrimSpace(arg), "{"):
		text, err = os.ReadFile(arg)
	}
	if err != nil {
		return policy.Provision{}, err
	}
	return wallet.ParseProvision(text)
}

func readAddress(what, text string) ([types.SubjectIDLength]byte, error) {
	// Wallets show addresses with upper and lower case in one, as a checksum.
	id, err := types.ParseSubjectID(strings.ToLower(text))
	if err != nil {
		return [types.SubjectIDLength]byte{}, fmt.Errorf("%s %q: write an address, 0x and 40 hexadecimal digits", what, text)
	}
	return [types.SubjectIDLength]byte(id), nil
}

func readDigest(what, text string) ([types.DirectiveIDLength]byte, error) {
	id, err := hexutil.Decode(text)
	if err != nil || len(id) != types.DirectiveIDLength {
		return [types.DirectiveIDLength]byte{}, fmt.Errorf("%s %q: write 0x and 64 hexadecimal digits", what, text)
	}
	return [types.DirectiveIDLength]byte(id), nil
}

func readOptionalDigest(flag, text string) ([types.DirectiveIDLength]byte, error) {
	if text == "" {
		return [types.DirectiveIDLength]byte{}, nil
	}
	return readDigest(flag, text)
}

func readCodes[C ~uint8](flag string, names []string, parse func(string) (C, error)) (policy.Set[C], error) {
	var codes []C
	for _, name := range names {
		c, err := parse(name)
		if err != nil {
			return 0, fmt.Errorf("%s: %w; assentd policy vocabulary prints the codes", flag, err)
		}
		codes = append(codes, c)
	}
	return policy.SetOf(codes...), nil
}
