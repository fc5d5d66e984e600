package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/x/recognition/types"
)

// A code never changes: whoever reads old results relies on it.
func TestErrorCodes(t *testing.T) {
	for i, err := range []*errorsmod.Error{
		types.ErrAgreementIDInvalid, types.ErrAgreementExists, types.ErrAgreementUnknown, types.ErrAgreementExpired,
		types.ErrPartiesInvalid, types.ErrPartyInactive, types.ErrSenderNotParty,
		types.ErrRuleCount, types.ErrRulePair, types.ErrRuleCode, types.ErrRuleGrade, types.ErrRuleSafeguard,
		types.ErrDigestInvalid, types.ErrDigestMismatch, types.ErrValidityInvalid, types.ErrValidityPast,
		types.ErrCertificationRepeated, types.ErrPairFull, types.ErrHistoryInvalid, types.ErrGenesisInvalid,
		types.ErrNotProposed, types.ErrNotProposer, types.ErrNotCertified, types.ErrAgreementEnded, types.ErrNotNewest,
		types.ErrVersionsFull, types.ErrSuspendedAlready, types.ErrNotSuspended, types.ErrSuspensionsFull,
		types.ErrNoticeGiven, types.ErrNoticePeriodInvalid, types.ErrPartyAlready, types.ErrOpenFull, types.ErrLineInvalid,
	} {
		require.Equal(t, types.ModuleName, err.Codespace())
		require.Equal(t, uint32(i+2), err.ABCICode(), "%s", err)
	}
}
