package example

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
)

func TestMigrateNotesTheHeight(t *testing.T) {
	key := storetypes.NewKVStoreKey(Store)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("transient")).WithBlockHeight(42)
	service := runtime.NewKVStoreService(key)
	height, err := Founded(ctx, service)
	require.NoError(t, err)
	require.Zero(t, height)
	require.NoError(t, Migrate(ctx, service))
	height, err = Founded(ctx, service)
	require.NoError(t, err)
	require.EqualValues(t, 42, height)
}
