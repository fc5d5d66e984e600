package app

import (
	"context"
	"os"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/assent-ledger/assent/app/upgrades"
	"github.com/assent-ledger/assent/internal/nodeconfig"
)

func TestATemplateLeavesTheFolderThatItIsMadeInAlone(t *testing.T) {
	t.Chdir(t.TempDir())
	_, err := New(log.NewNopLogger(), dbm.NewMemDB(), false, NoOptions{})
	require.NoError(t, err)
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	require.Empty(t, entries)
}

// The engine judges the validators of a block by the parameters of the block before.
func TestAnUpgradeLeavesTheConsensusParametersAlone(t *testing.T) {
	a, err := New(log.NewNopLogger(), dbm.NewMemDB(), true, NoOptions{}, baseapp.SetChainID("assent-test-1"))
	require.NoError(t, err)
	ctx := a.NewContextLegacy(true, cmtproto.Header{ChainID: "assent-test-1", Height: 1})
	params := nodeconfig.ConsensusParams().ToProto()
	require.NoError(t, a.Consensus.ParamsStore.Set(ctx, params))

	run := func(migrate func(context.Context, upgrades.Stores) error) error {
		branch, _ := ctx.CacheContext()
		_, err := a.upgradeHandler(upgrades.Upgrade{Name: "second", Migrate: migrate})(branch, upgradetypes.Plan{}, a.modules.GetVersionMap())
		return err
	}
	require.NoError(t, run(nil))
	require.NoError(t, run(func(context.Context, upgrades.Stores) error { return nil }))
	err = run(func(ctx context.Context, _ upgrades.Stores) error {
		widened := params
		widened.Validator = &cmtproto.ValidatorParams{PubKeyTypes: []string{"ed25519", "ml_dsa_65"}}
		return a.Consensus.ParamsStore.Set(ctx, widened)
	})
	require.ErrorContains(t, err, "upgrade second changes the consensus parameters")
}
