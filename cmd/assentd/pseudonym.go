package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/assent-ledger/assent/internal/pseudonym"
	"github.com/assent-ledger/assent/x/consent/types"
)

func pseudonymCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "pseudonym",
		Short: "Make the ids of patients who have no wallet",
		Long: `Makes the ids under which a holder of data enrols patients who have no wallet: hashes of
the ids in its records, keyed with a secret of its own. The key is made once and never
changed, since ids never change. docs/pseudonyms.md says how it is kept, what its loss
and its theft mean, and what is on the chain.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPseudonymKeyCommand(), pseudonymOfCommand())
	for _, sub := range append(cmd.Commands(), cmd) {
		sub.Annotations = map[string]string{noHome: "true"}
	}
	return cmd
}

func newPseudonymKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "new-key [file]",
		Short: "Make the key of a holder, once",
		Long: `Makes a key and writes it to a new file that its owner alone can read. Prints the check
value of the key, which shows nothing of it: by that a copy, or a restored backup, is
known to be the same key. A file that is there is never replaced.`,
		Example: "assentd pseudonym new-key /secure/pseudonym.key",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			key := pseudonym.NewKey()
			if err := pseudonym.Create(args[0], key); err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "Key in %s. Back it up now, apart from the patients' ids, and note its check value.\n", args[0])
			_, err := fmt.Fprintln(cmd.OutOrStdout(), key.Check())
			return err
		},
	}
}

func pseudonymOfCommand() *cobra.Command {
	var (
		holder, keyFile string
		enrolment       bool
		output          *format
	)
	cmd := &cobra.Command{
		Use:   "of [patient-id]",
		Short: "Make the pseudonym of a patient, and the id of the subject",
		Long: `Prints the pseudonym of a patient, which the holder sends to enrol it, and the id that the
subject has on the chain. The id of the patient is that of the holder's records, always
written in the same way; - reads it from the standard input, for what stands on a
command line is seen by everybody on the machine and kept in the shell's history.`,
		Example: "assentd pseudonym of - --holder de-charite --key-file /secure/pseudonym.key < patient-id\n" +
			"assentd pseudonym of - --holder de-charite --key-file /secure/pseudonym.key --enrolment < patient-id > enrolment.json\n" +
			"assentd tx consent enrol enrolment.json --from attester",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			patient, err := patientID(cmd, args[0])
			if err != nil {
				return err
			}
			key, err := pseudonym.Read(keyFile)
			if err != nil {
				return err
			}
			p, err := key.Of(holder, patient)
			if err != nil {
				return err
			}
			return writePseudonym(cmd.OutOrStdout(), holder, p, enrolment, *output)
		},
	}
	cmd.Flags().StringVar(&holder, "holder", "", "participant whose patient it is, as in de-charite")
	cmd.Flags().StringVar(&keyFile, "key-file", "", "file of the holder's key, which assentd pseudonym new-key made")
	cmd.Flags().BoolVar(&enrolment, "enrolment", false, "print the JSON that assentd tx consent enrol takes instead")
	cobra.CheckErr(errors.Join(cmd.MarkFlagRequired("holder"), cmd.MarkFlagRequired("key-file")))
	output = addFormat(cmd)
	return cmd
}

// patientID is an argument, or the one line of the standard input.
func patientID(cmd *cobra.Command, arg string) (string, error) {
	if arg != "-" {
		return arg, nil
	}
	// One byte more than an id and its end of line may have is enough to refuse it.
	text, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), pseudonym.MaxIDLength+3))
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r"), nil
}

func writePseudonym(w io.Writer, holder string, p [pseudonym.Length]byte, enrolment bool, output format) error {
	subject := pseudonym.Subject(holder, p)
	switch {
	case enrolment:
		text, err := codec.ProtoMarshalJSON(&types.Enrolment{Subject: p[:]}, nil)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(w, string(text))
		return err
	case output == asJSON:
		return writeJSON(w, struct {
			Pseudonym string `json:"pseudonym"`
			Subject   string `json:"subject"`
		}{fmt.Sprintf("0x%x", p), subject})
	default:
		_, err := fmt.Fprintf(w, "pseudonym 0x%x\nsubject   %s\n", p, subject)
		return err
	}
}
