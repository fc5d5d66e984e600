package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authclient "github.com/cosmos/cosmos-sdk/x/auth/client"

	"github.com/assent-ledger/assent/internal/multisig"
)

func multisigCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "multisig",
		Short: "Sign a transaction with several keys that hold an account together",
		Long: `Signs a transaction with several keys that hold an account together, k of n.

Who signs is named first, and everybody signs that too: prepare names them, each of them
signs the prepared transaction, and combine puts the signatures in. What the SDK's
"tx sign --multisig" makes is of another form, which the chain refuses.`,
		RunE: client.ValidateCmd,
	}
	cmd.AddCommand(prepareCommand(), signCommand(), combineCommand())
	return cmd
}

const (
	flagMultisig = "multisig"
	flagSigners  = "signers"
)

func prepareCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "prepare [unsigned]",
		Short: "Name who signs a transaction of a multisig",
		Long: `Names who signs a transaction of a multisig: as many of its members as its threshold.
Prints the transaction, which each of them signs. The sequence is asked from the node, or given
with --offline and --sequence.`,
		Example: "assentd tx registry suspend-participant de-charite --from board --generate-only > unsigned.json\n" +
			"assentd tx multisig prepare unsigned.json --multisig board --signers anna,bert > prepared.json",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return prepareMultisig(cmd, args[0])
		},
	}
	flags.AddTxFlagsToCmd(cmd)
	cmd.Flags().String(flagMultisig, "", "name of the multisig's key in the keyring")
	cmd.Flags().StringSlice(flagSigners, nil, "names of the members' keys that will sign, public ones suffice")
	return cmd
}

func prepareMultisig(cmd *cobra.Command, file string) error {
	ctx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	name, err := cmd.Flags().GetString(flagMultisig)
	if err != nil {
		return err
	}
	signers, err := cmd.Flags().GetStringSlice(flagSigners)
	if err != nil {
		return err
	}
	public, err := publicKey(ctx.Keyring, name)
	if err != nil {
		return err
	}
	key, ok := public.(*kmultisig.LegacyAminoPubKey)
	if !ok {
		return fmt.Errorf("key %s is not a multisig: make one with assentd keys add --multisig", name)
	}
	chosen := make([]cryptotypes.PubKey, len(signers))
	for i, signer := range signers {
		if chosen[i], err = publicKey(ctx.Keyring, signer); err != nil {
			return err
		}
	}
	builder, err := readTransaction(ctx, file)
	if err != nil {
		return err
	}
	_, sequence, err := account(cmd, ctx, key.Address())
	if err != nil {
		return err
	}
	draft, err := multisig.Prepare(ctx.TxConfig, builder, key, chosen, sequence)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return printTransaction(cmd, ctx, draft)
}

func signCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sign [prepared]",
		Short: "Sign a prepared transaction as one of its signers",
		Long: `Signs a prepared transaction as one of those whom it names, with the key --from, and prints the
signature. The account number is asked from the node, or given with --offline and --account-number.`,
		Example: "assentd tx multisig sign prepared.json --from anna > anna.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, draft, target, err := readDraft(cmd, args[0])
			if err != nil {
				return err
			}
			signature, err := draft.Sign(cmd.Context(), ctx.Keyring, ctx.FromName, target)
			if err != nil {
				return err
			}
			text, err := ctx.TxConfig.MarshalSignatureJSON([]signing.SignatureV2{signature})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), string(text))
			return err
		},
	}
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func combineCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "combine [prepared] [signature]...",
		Short: "Put the signatures into a prepared transaction",
		Long: `Verifies the signatures, puts them into the prepared transaction and prints it, ready for assentd tx
broadcast. The account number is asked from the node, or given with --offline and --account-number.`,
		Example: "assentd tx multisig combine prepared.json anna.json bert.json > signed.json\n" +
			"assentd tx broadcast signed.json",
		Args: cobra.MinimumNArgs(2), //nolint:mnd // One file, and one signature or more.
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, draft, target, err := readDraft(cmd, args[0])
			if err != nil {
				return err
			}
			var signatures []signing.SignatureV2
			for _, file := range args[1:] {
				text, err := os.ReadFile(file)
				if err != nil {
					return err
				}
				some, err := ctx.TxConfig.UnmarshalSignatureJSON(text)
				if err != nil {
					return fmt.Errorf("%s: not a signature as assentd tx multisig sign prints it: %w", file, err)
				}
				signatures = append(signatures, some...)
			}
			if err := draft.Combine(cmd.Context(), target, signatures...); err != nil {
				return err
			}
			return printTransaction(cmd, ctx, draft)
		},
	}
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

// readDraft reads a prepared transaction, and what its members sign beside it.
func readDraft(cmd *cobra.Command, file string) (client.Context, *multisig.Draft, multisig.Target, error) {
	fail := func(err error) (client.Context, *multisig.Draft, multisig.Target, error) {
		return client.Context{}, nil, multisig.Target{}, err
	}
	ctx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return fail(err)
	}
	if ctx.ChainID == "" {
		return fail(errors.New("say for which chain the transaction is: --chain-id"))
	}
	builder, err := readTransaction(ctx, file)
	if err != nil {
		return fail(err)
	}
	draft, err := multisig.Read(ctx.TxConfig, builder)
	if err != nil {
		return fail(fmt.Errorf("%s: %w", file, err))
	}
	number, _, err := account(cmd, ctx, draft.Address())
	if err != nil {
		return fail(err)
	}
	return ctx, draft, multisig.Target{ChainID: ctx.ChainID, AccountNumber: number}, nil
}

func readTransaction(ctx client.Context, file string) (client.TxBuilder, error) {
	tx, err := authclient.ReadTxFromFile(ctx, file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return ctx.TxConfig.WrapTxBuilder(tx)
}

func printTransaction(cmd *cobra.Command, ctx client.Context, draft *multisig.Draft) error {
	text, err := ctx.TxConfig.TxJSONEncoder()(draft.Tx())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), string(text))
	return err
}

// account is the number and the sequence of an address's account: as the node has
// them, or offline as the flags say.
func account(cmd *cobra.Command, ctx client.Context, address []byte) (number, sequence uint64, err error) {
	if ctx.Offline {
		if number, err = cmd.Flags().GetUint64(flags.FlagAccountNumber); err != nil {
			return 0, 0, err
		}
		sequence, err = cmd.Flags().GetUint64(flags.FlagSequence)
		return number, sequence, err
	}
	number, sequence, err = ctx.AccountRetriever.GetAccountNumberSequence(ctx, address)
	if err != nil {
		return 0, 0, fmt.Errorf("account of the multisig: %w", err)
	}
	return number, sequence, nil
}

func publicKey(keys keyring.Keyring, name string) (cryptotypes.PubKey, error) {
	record, err := keys.Key(name)
	if err != nil {
		return nil, fmt.Errorf("key %q: %w", name, err)
	}
	return record.GetPubKey()
}
