// Package ante checks a transaction before its messages run: what it may carry,
// who sends it, and that they signed it. There are no fees.
package ante

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authante "github.com/cosmos/cosmos-sdk/x/auth/ante"
	"github.com/cosmos/cosmos-sdk/x/tx/signing"

	"github.com/assent-ledger/assent/internal/permission"
)

// Registry says who may send at all.
type Registry interface {
	// Sender is who an address is: an authority, an account whose participant may
	// still act or report, or a successor. Others are refused.
	Sender(ctx context.Context, address []byte) (permission.Sender, error)
}

// Trails says how long a trail is.
type Trails interface {
	// TrailSize is the number of records of a trail.
	TrailSize(ctx context.Context, trail string) (uint64, error)
}

// Keepers that the checks read.
type Keepers struct {
	Accounts authante.AccountKeeper
	Registry Registry
	Quotas   Quotas
	Trails   Trails
}

// NewHandler chains the checks, cheapest first. What a check may rely on is
// what stands before it.
func NewHandler(k Keepers, modes *signing.HandlerMap) sdk.AnteHandler {
	return sdk.ChainAnteDecorators(
		// Refuses a transaction without a part that the SDK's checks take for granted.
		envelope{},
		// Sets the gas meter; everything after it is metered.
		authante.NewSetUpContextDecorator(),
		// Refuses messages that no transaction may carry, fees, unordered transactions, and more gas than one may use.
		firewall{},
		// Refuses extension options: none is known.
		authante.NewExtensionOptionsDecorator(nil),
		// Refuses senders that the registry does not know, before anything is computed for them.
		admission{registry: k.Registry},
		// Refuses signers whose keys or signatures have another form than ours, before any library reads them.
		signatureForm{},
		authante.NewValidateBasicDecorator(),
		// Refuses malformed messages before they are gossiped.
		messageForm{},
		authante.NewTxTimeoutHeightDecorator(),
		authante.NewValidateMemoDecorator(k.Accounts),
		authante.NewConsumeGasForTxSizeDecorator(k.Accounts),
		// Refuses a batch for a trail that cannot be next, before it is gossiped.
		trailWindow{trails: k.Trails},
		// Stores a first key; must precede all that reads the account's key.
		authante.NewSetPubKeyDecorator(k.Accounts),
		authante.NewValidateSigCountDecorator(k.Accounts),
		authante.NewSigGasConsumeDecorator(k.Accounts, consumeSignatureGas),
		signature{accounts: k.Accounts, modes: modes},
		// Refuses who has used up its quota; must follow the verification, so that nobody uses another's.
		quota{quotas: k.Quotas},
		// Makes replay impossible; must follow the verification.
		authante.NewIncrementSequenceDecorator(k.Accounts),
	)
}
