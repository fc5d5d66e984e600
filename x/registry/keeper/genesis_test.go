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
		accredit("DE", "de-charite"),
		&types.MsgSuspendParticipant{Authority: addr("DE"), Participant: "de-charite"},
		setIssuers("de-paused"),
		transferAuthority("DE", "committee"),
		adoptProfile("DE", blockTime+100),
		suspendJurisdiction("CN-31"),
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
	state := newGenesis()
	state.Handovers = []types.Handover{{
		Jurisdiction: "DE", Successor: addr("committee"), Kind: types.HandoverKind_HANDOVER_KIND_TRANSFER,
		OpensAt: genesisTime, ClosesAt: blockTime + 1,
	}}
	require.NoError(t, state.Validate())
	require.NoError(t, f.k.InitGenesis(f.ctx, state))
	for _, name := range []string{"committee", "CN-31", "DE", "FR", "de-charite", "de-charite/recorder", "de-gone"} {
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
