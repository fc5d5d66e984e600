package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/assent-ledger/assent/internal/wallet"
	"github.com/assent-ledger/assent/x/consent/types"
)

func walletCommand() *cobra.Command {
	var w walletFlags
	cmd := &cobra.Command{
		Use:   "wallet",
		Short: "Sign as a patient, for demos and tests",
		Long: `A patient's wallet for demos and tests: one secret in 24 words, and a key of its own for
each holder of data, so that nobody who reads the chain can tell that two subjects are
one person. THE FILE IS NOT ENCRYPTED: patients use a hardware wallet or a phone.

Each command that signs shows on the standard error the words that are signed, and
writes to the standard output the JSON for the ledger, which for most of them a command of
assentd tx consent takes.
What a signature uses up is in the file before the signature is made.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&w.file, "wallet", "wallet.json", "file of the wallet")
	cmd.AddCommand(
		w.newCommand(), w.restoreCommand(), w.showCommand(), w.resumeCommand(),
		w.enrolCommand(), w.giveCommand(), w.refuseAllCommand(), w.withdrawCommand(),
		w.appointCommand(), w.endRepresentationCommand(), w.rotateCommand(), w.objectCommand(),
		w.requestAccessCommand(), w.disputeCommand(),
	)
	for _, sub := range append(cmd.Commands(), cmd) {
		sub.Annotations = map[string]string{noHome: "true"}
	}
	return cmd
}

// walletFlags are those that several of the commands take.
type walletFlags struct {
	file, holder, deadline string
}

func (w *walletFlags) newCommand() *cobra.Command {
	var chainID string
	cmd := &cobra.Command{
		Use:     "new",
		Short:   "Make a wallet with new words",
		Long:    "Makes a wallet with 24 new words in a new file. The words stand in the file; a file that is there is never replaced.",
		Example: "assentd wallet new --chain-id assent-local-1",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			made, err := wallet.New(chainID)
			if err != nil {
				return err
			}
			return w.create(cmd, made)
		},
	}
	addChainID(cmd, &chainID)
	return cmd
}

func (w *walletFlags) restoreCommand() *cobra.Command {
	var chainID string
	cmd := &cobra.Command{
		Use:   "restore",
		Short: "Make a wallet from its words, read from the standard input",
		Long: `Makes a wallet in a new file from its words, which are read from the standard input. The
words say nothing of what was signed: before signing, say for each holder which sequence
the ledger took last and which key speaks, with assentd wallet resume.`,
		Example: "assentd wallet restore --chain-id assent-local-1 --wallet restored.json < words.txt",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), 1<<12)) //nolint:mnd // More than 24 words have.
			if err != nil {
				return err
			}
			restored, err := wallet.Restore(chainID, string(text))
			if err != nil {
				return err
			}
			return w.create(cmd, restored)
		},
	}
	addChainID(cmd, &chainID)
	return cmd
}

func addChainID(cmd *cobra.Command, chainID *string) {
	cmd.Flags().StringVar(chainID, "chain-id", "", "chain that the wallet signs for")
	cobra.CheckErr(cmd.MarkFlagRequired("chain-id"))
}

func (w *walletFlags) create(cmd *cobra.Command, made *wallet.Wallet) error {
	if err := wallet.Create(w.file, made); err != nil {
		return err
	}
	_, err := fmt.Fprintf(cmd.ErrOrStderr(), "Wallet for %s in %s. It is not encrypted: for demos and tests.\n", made.ChainID(), w.file)
	return err
}

func (w *walletFlags) showCommand() *cobra.Command {
	var output *format
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Show the ids of subjects and the keys that speak",
		Long: `Shows the id of the subject at a holder, the address of the key that speaks for it, the
path of that key and the sequence that was signed last; without --holder, at every
holder that something was signed for. It never shows a secret.`,
		Example: "assentd wallet show --holder de-charite",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return w.open(func(opened *wallet.Wallet) error {
				accounts := opened.Accounts()
				if cmd.Flags().Changed("holder") {
					accounts = []wallet.Account{opened.Account(w.holder)}
				}
				shown, err := show(opened, accounts)
				if err != nil {
					return err
				}
				if *output == asJSON {
					return writeJSON(cmd.OutOrStdout(), shown)
				}
				return writeShown(cmd.OutOrStdout(), shown)
			})
		},
	}
	cmd.Flags().StringVar(&w.holder, "holder", "", "participant that holds the data (default: all)")
	output = addFormat(cmd)
	return cmd
}

// shownAccount is what may be seen of an account.
type shownAccount struct {
	Holder   string `json:"holder"`
	Subject  string `json:"subject"`
	Key      string `json:"key"`
	Next     string `json:"next_key,omitempty"`
	Path     string `json:"path"`
	Sequence uint64 `json:"sequence,string"`
}

func show(w *wallet.Wallet, accounts []wallet.Account) ([]shownAccount, error) {
	shown := []shownAccount{}
	for _, a := range accounts {
		subject, err := w.Subject(a.Holder)
		if err != nil {
			return nil, err
		}
		key, err := w.Address(a.Holder, a.Generation)
		if err != nil {
			return nil, err
		}
		line := shownAccount{
			Holder: a.Holder, Subject: types.SubjectID(subject[:]), Key: types.SubjectID(key[:]),
			Path: wallet.Path(w.ChainID(), a.Holder, a.Generation), Sequence: a.Sequence,
		}
		if a.Rotating {
			next, err := w.Address(a.Holder, a.Generation+1)
			if err != nil {
				return nil, err
			}
			line.Next = types.SubjectID(next[:])
		}
		shown = append(shown, line)
	}
	return shown, nil
}

func writeShown(w io.Writer, shown []shownAccount) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "HOLDER\tSUBJECT\tKEY\tNEXT KEY\tSEQUENCE\tPATH")
	for _, s := range shown {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%s\n", s.Holder, s.Subject, s.Key, dash(s.Next), s.Sequence, s.Path)
	}
	return table.Flush()
}

func (w *walletFlags) resumeCommand() *cobra.Command {
	var (
		key      string
		sequence uint64
	)
	cmd := &cobra.Command{
		Use:   "resume",
		Short: "Say what the ledger has of a subject, after restoring or a change of key",
		Long: `Says which key the ledger lets speak for the subject at a holder and which sequence it
took last, after the words were restored, or after a change of key was signed: the
wallet cannot know whether that arrived. assentd query consent subject shows both.`,
		Example: "assentd wallet resume --holder de-charite --sequence 7 --key 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var speaks *[20]byte
			if key != "" {
				address, err := readAddress("--key", key)
				if err != nil {
					return err
				}
				speaks = &address
			}
			if speaks == nil && sequence == 0 {
				return errors.New("say what the ledger has: --key, --sequence or both")
			}
			return w.open(func(opened *wallet.Wallet) error { return opened.Resume(w.holder, speaks, sequence) })
		},
	}
	w.addHolder(cmd)
	cmd.Flags().StringVar(&key, "key", "", "address of the key that speaks")
	cmd.Flags().Uint64Var(&sequence, "sequence", 0, "sequence that the ledger took last")
	return cmd
}

func (w *walletFlags) addHolder(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.holder, "holder", "", "participant that holds the data, as in de-charite")
	cobra.CheckErr(cmd.MarkFlagRequired("holder"))
}

// open holds the wallet's file while it is used.
func (w *walletFlags) open(use func(*wallet.Wallet) error) error {
	opened, release, err := wallet.Open(w.file)
	if err != nil {
		return err
	}
	return errors.Join(use(opened), release())
}
