package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/x/permit/types"
)

// A code never changes: whoever reads old results relies on it.
func TestErrorCodes(t *testing.T) {
	for i, err := range []*errorsmod.Error{
		types.ErrPermitIDInvalid, types.ErrPermitExists, types.ErrPermitUnknown, types.ErrNotIssuer, types.ErrOwnPermit,
		types.ErrHolderInvalid, types.ErrCodesInvalid, types.ErrControllersInvalid, types.ErrDatasetsInvalid,
		types.ErrSafeguardsInvalid, types.ErrDigestInvalid, types.ErrValidityInvalid, types.ErrValidityPast,
		types.ErrValidityTooLong, types.ErrStatusTransition, types.ErrPermitExpired, types.ErrTooManyResumptions,
		types.ErrExtended, types.ErrExtensionShort, types.ErrHistoryInvalid, types.ErrGenesisInvalid,
	} {
		require.Equal(t, types.ModuleName, err.Codespace())
		require.Equal(t, uint32(i+2), err.ABCICode(), "%s", err)
	}
}
