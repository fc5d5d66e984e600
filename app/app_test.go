package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// If lanes did not see who pays, all would share the room of one.
func TestLanesSeeWhoPaysForWhatAnInstitutionsAccountSends(t *testing.T) {
	s := newAssembly(t)
	s.commit(t)
	_, err := s.Commit()
	require.NoError(t, err)
	ctx := s.NewContext(true)
	accounts := map[string]string{s.authority(t, "DE"): "DE", s.authority(t, "FR"): "FR"}
	iterator, err := s.Registry.Accounts.Iterate(ctx, nil)
	require.NoError(t, err)
	all, err := iterator.Values()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for _, account := range all {
		accounts[account.Address] = account.Participant
	}
	for address, payer := range accounts {
		require.Contains(t, s.PayerAtTheDoor(sdk.MustAccAddressFromBech32(address)), payer)
	}
	require.Empty(t, s.PayerAtTheDoor(make([]byte, 20)), "a stranger")
}
