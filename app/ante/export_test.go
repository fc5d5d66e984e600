package ante_test

import (
	"encoding/json"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/permission"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// TestAnExportedStateStartsAChainWithTheSameState has institutions, accounts,
// a custodial subject and a trail with records go through an export.
func TestAnExportedStateStartsAChainWithTheSameState(t *testing.T) {
	c := newChain(t)
	c.join(t)
	c.bind(t, "desk", permission.Admin)
	desk := c.address(t, "desk")
	c.execute(t, "desk", &consenttypes.MsgEnrolSubjects{Attester: desk, Enrolments: []consenttypes.Enrolment{{Subject: []byte("twenty bytes of hash")}}})
	c.execute(t, "desk", &accesstypes.MsgRecordAccess{
		Recorder: desk, Trail: klinik + "/main", Events: []accesstypes.Event{access(klinik), access(klinik), access(klinik)},
	})
	state, err := c.Export(nil)
	require.NoError(t, err)
	require.Len(t, state.Validators, 1)

	next, err := start(state.AppState, &state.ConsensusParams, c, state.Height)
	require.NoError(t, err)
	again, err := next.Export(nil)
	require.NoError(t, err)
	require.JSONEq(t, string(state.AppState), string(again.AppState))
}

// start makes a chain from an exported state and has it make its first block.
func start(document json.RawMessage, params *cmtproto.ConsensusParams, c *chain, height int64) (*app.App, error) {
	next, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, app.NoOptions{}, baseapp.SetChainID(chainID))
	if err != nil {
		return nil, err
	}
	if _, err := next.InitChain(&abci.RequestInitChain{
		ChainId: chainID, Time: c.now, InitialHeight: height, ConsensusParams: params, AppStateBytes: document,
	}); err != nil {
		return nil, err
	}
	if _, err := next.FinalizeBlock(&abci.RequestFinalizeBlock{Height: height, Time: c.now}); err != nil {
		return nil, err
	}
	_, err = next.Commit()
	return next, err
}

func TestAGenesisThatContradictsItselfIsRefused(t *testing.T) {
	c := newChain(t)
	c.join(t)
	good, err := c.Export(nil)
	require.NoError(t, err)
	for name, change := range map[string]func(map[string]json.RawMessage, *cmtproto.ConsensusParams){
		"a trail of nobody": func(m map[string]json.RawMessage, _ *cmtproto.ConsensusParams) {
			m["access"] = json.RawMessage(`{"params":{"lag":"86400"},"trails":[{"id":"de-nobody/main","writer":"de-nobody","head":{"size":"0"},"opened_at":"1"}]}`)
		},
		"a validator of nobody": func(m map[string]json.RawMessage, _ *cmtproto.ConsensusParams) {
			m["registry"] = json.RawMessage(`{}`)
		},
		"no validator": func(m map[string]json.RawMessage, _ *cmtproto.ConsensusParams) { m["poa"] = json.RawMessage(`{}`) },
		"an unknown field": func(m map[string]json.RawMessage, _ *cmtproto.ConsensusParams) {
			m["poa"] = json.RawMessage(`{"extra":1}`)
		},
		"blocks of unbounded gas":   func(_ map[string]json.RawMessage, p *cmtproto.ConsensusParams) { p.Block.MaxGas = -1 },
		"an authority in consensus": func(_ map[string]json.RawMessage, p *cmtproto.ConsensusParams) { p.Authority.Authority = "x" },
	} {
		t.Run(name, func(t *testing.T) {
			var modules map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(good.AppState, &modules))
			params := good.ConsensusParams
			block, authority := *params.Block, *params.Authority
			params.Block, params.Authority = &block, &authority
			change(modules, &params)
			document, err := json.Marshal(modules)
			require.NoError(t, err)
			require.Error(t, recovered(func() error {
				_, err := start(document, &params, c, good.Height)
				return err
			}))
		})
	}
}

// recovered is the error of a function, or what it panicked with.
func recovered(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err, _ = r.(error)
		}
	}()
	return do()
}
