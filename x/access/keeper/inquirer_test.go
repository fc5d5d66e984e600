package keeper_test

import (
	"crypto/sha256"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/caller"
)

// asking are those who may ask, by name.
var asking = map[string]permission.Inquirer{
	hospital:      {Participant: hospital, Jurisdiction: "DE"},
	"de-practice": {Participant: "de-practice", Jurisdiction: "DE"},
	"fr-clinic":   {Participant: "fr-clinic", Jurisdiction: "FR"},
	"de-auditor":  {Participant: "de-auditor", Jurisdiction: "DE", Oversees: true},
	"DE":          {Jurisdiction: "DE", Oversees: true},
	"FR":          {Jurisdiction: "FR", Oversees: true},
	"IT":          {Jurisdiction: "IT", Oversees: true},
}

func keyOf(name string) *secp256k1.PrivKey {
	seed := sha256.Sum256([]byte(name))
	return &secp256k1.PrivKey{Key: seed[:]}
}

// inquirers are those who may ask, by address.
func inquirers() map[string]permission.Inquirer {
	known := map[string]permission.Inquirer{}
	for name, who := range asking {
		known[sdk.AccAddress(keyOf(name).PubKey().Address()).String()] = who
	}
	return known
}

// signs a query for somebody.
func (f *fixture) signs(name, method string, r caller.Request) {
	f.Helper()
	key := keyOf(name)
	require.NoError(f, caller.Sign(chainID, method, r, key.PubKey().Bytes(), f.ctx.BlockTime().Unix(), key.Sign))
}
