// Package inquiry says who asks a query that tells something of subjects.
package inquiry

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/caller"
)

// Registry knows the accounts that may ask.
type Registry interface {
	// Inquirer says who an address is that asks about subjects; an error if it may not.
	Inquirer(ctx context.Context, address string) (permission.Inquirer, error)
}

// Who signed a request of a method, as gRPC names it. The error is Unauthenticated where
// the request does not say who asks, and PermissionDenied where that may ask nothing; it
// does not depend on what was asked about.
func Who(ctx context.Context, registry Registry, method string, r caller.Request) (permission.Inquirer, error) {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	if err := caller.Verify(sdkCtx.ChainID(), method, r, sdkCtx.BlockTime().Unix()); err != nil {
		return permission.Inquirer{}, status.Error(codes.Unauthenticated, err.Error())
	}
	key := secp256k1.PubKey{Key: r.GetCaller().PublicKey}
	who, err := registry.Inquirer(ctx, sdk.AccAddress(key.Address()).String())
	if err != nil {
		return permission.Inquirer{}, status.Error(codes.PermissionDenied, err.Error())
	}
	return who, nil
}
