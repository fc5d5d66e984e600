package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"

	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
)

// errOtherText says that a file is not the text that the parties agreed on.
var errOtherText = errors.New("this is not the text of the agreement")

func recognitionCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "recognition", Short: "Tools for agreements between jurisdictions", RunE: client.ValidateCmd}
	cmd.AddCommand(verifyTextCommand(), simulateCommand())
	return cmd
}

func verifyTextCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify-text [file] [agreement]",
		Short: "Check that a file is the text of an agreement",
		Long: `Compares the SHA-256 of a file with the document digest of an agreement, which a node is
asked for. Exits 0 if they are the same, and 1 if they are not or there is no such
agreement. Each version of an agreement has a text and an id of its own.

That the text is the same says nothing about the rules: an authority compares those with
the text before it certifies.`,
		Example: "assentd recognition verify-text de-fr-care.pdf de-fr-care --node http://127.0.0.1:26657",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, err := client.GetClientQueryContext(cmd)
			if err != nil {
				return err
			}
			file, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer func() { _ = file.Close() }()
			answer, err := verifyText(cmd.Context(), recognitiontypes.NewQueryClient(ctx), file, args[1])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), answer)
			return err
		},
	}
	flags.AddQueryFlagsToCmd(cmd)
	return cmd
}

// verifyText says that a text is that of an agreement, or is errOtherText.
func verifyText(ctx context.Context, node recognitiontypes.QueryClient, text io.Reader, id string) (string, error) {
	hash := sha256.New()
	if _, err := io.Copy(hash, text); err != nil {
		return "", err
	}
	digest := hash.Sum(nil)
	response, err := node.Agreement(ctx, &recognitiontypes.QueryAgreementRequest{Id: id})
	if err != nil {
		return "", err
	}
	a := &response.Agreement
	if !bytes.Equal(digest, a.DocumentDigest) {
		return "", fmt.Errorf("%w: its SHA-256 is %x, that of %s is %x", errOtherText, digest, a.Id, a.DocumentDigest)
	}
	return fmt.Sprintf("This is the text of %s, version %d: SHA-256 %x.", a.Id, a.Version, digest), nil
}
