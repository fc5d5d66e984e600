package app_test

import (
	"encoding/json"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/nodeconfig"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
)

// A permit in a genesis names those that the registry of the genesis has.
func TestGenesisRefusesPermitsOfUnknownInstitutions(t *testing.T) {
	s := newAssembly(t)
	s.commit(t)
	exported, err := s.Export(nil)
	require.NoError(t, err)
	holder := s.somebody(t)
	permit := func() permittypes.Permit {
		return permittypes.Permit{
			Id: "de-study", Issuer: "DE", Holder: holder, NotAfter: s.now.Unix() + 3600, DocumentDigest: make([]byte, 32),
			History: []permittypes.PermitStatusSince{{Status: permittypes.PermitStatus_PERMIT_STATUS_ISSUED, Since: s.now.Unix()}},
		}
	}
	for name, tc := range map[string]struct {
		change  func(*permittypes.Permit)
		refused string
	}{
		"one that is known":         {func(*permittypes.Permit) {}, ""},
		"an issuer that is unknown": {func(p *permittypes.Permit) { p.Issuer, p.Id = "SE", "se-study" }, `names "SE", which is not a jurisdiction`},
		"a holder that is unknown":  {func(p *permittypes.Permit) { p.Holder = "de-nobody" }, `names "de-nobody", which is not a participant`},
		"a controller that is unknown": {
			func(p *permittypes.Permit) { p.Controllers = []string{"de-nobody"} }, `names "de-nobody", which is not a participant`,
		},
		"an access body that is unknown": {func(p *permittypes.Permit) { p.History[0].By = "de-nobody" }, `names "de-nobody", which is not a participant`},
	} {
		t.Run(name, func(t *testing.T) {
			var state map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(exported.AppState, &state))
			p := permit()
			tc.change(&p)
			state[permittypes.ModuleName] = s.Encoding().Codec.MustMarshalJSON(&permittypes.GenesisState{Permits: []permittypes.Permit{p}})
			document, err := json.Marshal(state)
			require.NoError(t, err)
			a, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, app.NoOptions{}, baseapp.SetChainID("assent-test-1"))
			require.NoError(t, err)
			params := nodeconfig.ConsensusParams().ToProto()
			_, err = a.InitChain(&abci.RequestInitChain{
				ChainId: "assent-test-1", Time: s.now, InitialHeight: 1, ConsensusParams: &params, AppStateBytes: document,
			})
			if tc.refused == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tc.refused)
		})
	}
}

// somebody is the id of a participant.
func (s *assembly) somebody(t *testing.T) string {
	t.Helper()
	iterator, err := s.Registry.Participants.Iterate(s.ctx, nil)
	require.NoError(t, err)
	ids, err := iterator.Keys()
	require.NoError(t, err)
	require.NotEmpty(t, ids)
	return ids[0]
}
