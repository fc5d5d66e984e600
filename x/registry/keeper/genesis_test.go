package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/registry/types"
)

func TestGenesisThatIsExportedIsTheOneThatWasRead(t *testing.T) {
	f := newFixture(t)
	first, accounts := f.state(t)
	require.Equal(t, newGenesis(), first)
	require.Len(t, newGenesis().Accounts, accounts-len(first.Jurisdictions))
}

func TestStateSurvivesExportAndImport(t *testing.T) {
	f := newFixture(t)
	for _, msg := range []sdk.Msg{
		registerJurisdiction(),
		onboardParticipant(),
		bindAccount(),
		&types.MsgActivateParticipant{Authority: addr("DE"), Participant: "de-new"},
		&types.MsgSuspendParticipant{Authority: addr("DE"), Participant: "de-charite"},
	} {
		require.NoError(t, f.send(t, msg))
	}
	exported, _ := f.state(t)
	require.NoError(t, exported.Validate())

	g := emptyFixture(t)
	require.NoError(t, g.k.InitGenesis(g.ctx, exported))
	again, _ := g.state(t)
	require.Equal(t, exported, again)
	id, err := g.k.Authority(g.ctx, addr("NL"))
	require.NoError(t, err)
	require.Equal(t, "NL", id)
}

func TestGenesisOpensAccountsOfAllWhoMaySend(t *testing.T) {
	f := emptyFixture(t)
	there := f.accounts.NewAccountWithAddress(f.ctx, key("DE"))
	require.NoError(t, there.SetSequence(9))
	f.accounts.SetAccount(f.ctx, there)
	require.NoError(t, f.k.InitGenesis(f.ctx, newGenesis()))
	for _, name := range []string{"CN-31", "DE", "FR", "de-charite", "de-charite/recorder", "de-gone"} {
		require.True(t, f.accounts.HasAccount(f.ctx, key(name)), name)
	}
	require.Equal(t, uint64(9), f.accounts[string(key("DE"))].GetSequence())
}

func TestGenesisOfAnotherChainIsRefused(t *testing.T) {
	state := newGenesis()
	state.Jurisdictions[0].Authority = sdk.MustBech32ifyAddressBytes("other", key("CN-31"))
	require.NoError(t, state.Validate())
	f := emptyFixture(t)
	require.ErrorIs(t, f.k.InitGenesis(f.ctx, state), types.ErrAccountInvalid)
}

func TestGenesisWithTheCouncilAsAParticipantIsRefused(t *testing.T) {
	state := newGenesis()
	state.Accounts[0].Address = addr("council")
	state.Sort()
	f := emptyFixture(t)
	require.ErrorIs(t, f.k.InitGenesis(f.ctx, state), types.ErrAccountBound)
}
