package app_test

import (
	"encoding/json"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/networks/local"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	councilkeeper "github.com/assent-ledger/assent/x/council/keeper"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// assembly is the whole application, with DE and FR as its council, whose
// messages are executed inside a block that is being made.
type assembly struct {
	*app.App
	// db is what survives a restart.
	db     dbm.DB
	ctx    sdk.Context
	height int64
	now    time.Time
	msgs   counciltypes.MsgServer
}

func newAssembly(t *testing.T) *assembly {
	t.Helper()
	db := dbm.NewMemDB()
	a, err := app.New(log.NewNopLogger(), db, true, app.NoOptions{}, baseapp.SetChainID("assent-test-1"))
	require.NoError(t, err)
	founders, err := localnet.ReadFounding(a.Encoding().Codec, local.Founding)
	require.NoError(t, err)
	s := &assembly{App: a, db: db, now: time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC), msgs: councilkeeper.NewMsgServer(a.Council)}
	network, err := localnet.Write(localnet.Spec{
		Dir: t.TempDir(), ChainID: "assent-test-1", Validators: 2, BasePort: 26650, GenesisTime: s.now, Founders: founders,
		Codec: a.Encoding().Codec, Genesis: a.DefaultGenesis(),
	})
	require.NoError(t, err)
	genesis, err := genutiltypes.AppGenesisFromFile(network.Dir + "/node0/config/genesis.json")
	require.NoError(t, err)
	params := nodeconfig.ConsensusParams().ToProto()
	_, err = a.InitChain(&abci.RequestInitChain{
		ChainId: "assent-test-1", Time: s.now, InitialHeight: 1, ConsensusParams: &params, AppStateBytes: genesis.AppState,
	})
	require.NoError(t, err)
	s.open(t)
	return s
}

// open makes an empty block, and stands where the transactions of the next would.
func (s *assembly) open(t *testing.T) *abci.ResponseFinalizeBlock {
	t.Helper()
	s.height++
	s.now = s.now.Add(time.Second)
	response, err := s.FinalizeBlock(&abci.RequestFinalizeBlock{Height: s.height, Time: s.now})
	require.NoError(t, err)
	s.ctx = s.NewContextLegacy(false, cmtproto.Header{ChainID: "assent-test-1", Height: s.height, Time: s.now}).
		WithConsensusParams(s.GetConsensusParams(s.NewContextLegacy(false, cmtproto.Header{})))
	return response
}

// commit writes what was done since open, and makes the next block.
func (s *assembly) commit(t *testing.T) *abci.ResponseFinalizeBlock {
	t.Helper()
	s.SimWriteState()
	_, err := s.Commit()
	require.NoError(t, err)
	return s.open(t)
}

func (s *assembly) authority(t *testing.T, jurisdiction string) string {
	t.Helper()
	j, err := s.Registry.Jurisdictions.Get(s.ctx, jurisdiction)
	require.NoError(t, err)
	return j.Authority
}

func (s *assembly) submit(t *testing.T, messages ...sdk.Msg) (uint64, error) {
	t.Helper()
	packed := make([]*codectypes.Any, len(messages))
	for i, m := range messages {
		var err error
		packed[i], err = codectypes.NewAnyWithValue(m)
		require.NoError(t, err)
	}
	response, err := s.msgs.SubmitProposal(s.ctx, &counciltypes.MsgSubmitProposal{
		Authority: s.authority(t, "DE"), Title: "test", Messages: packed,
	})
	if err != nil {
		return 0, err
	}
	return response.Id, nil
}

// decide has both members accept messages, and gives what became of them.
func (s *assembly) decide(t *testing.T, messages ...sdk.Msg) counciltypes.Proposal {
	t.Helper()
	id, err := s.submit(t, messages...)
	require.NoError(t, err)
	for _, member := range []string{"DE", "FR"} {
		_, err := s.msgs.Vote(s.ctx, &counciltypes.MsgVote{
			Authority: s.authority(t, member), Proposal: id, Option: counciltypes.Option_OPTION_YES,
		})
		require.NoError(t, err)
	}
	p, err := s.Council.Proposals.Get(s.ctx, id)
	require.NoError(t, err)
	return p
}

const passed = counciltypes.ProposalStatus_PROPOSAL_STATUS_PASSED

func TestTheCouncilAdmitsAJurisdictionAndChangesEveryModulesParameters(t *testing.T) {
	s := newAssembly(t)
	accessParams := accesstypes.DefaultParams()
	accessParams.Lag = 7200
	heir := sdk.AccAddress(make([]byte, 20)).String()
	registry := registrytypes.DefaultParams()
	registry.ProfileNotice = 60
	council := counciltypes.DefaultParams()
	council.ThresholdDenominator, council.ThresholdNumerator = 1, 1
	p := s.decide(
		t,
		&registrytypes.MsgRegisterJurisdiction{Council: app.CouncilAddress(), Id: "CH", Name: "Switzerland", JurisdictionAuthority: heir},
		&registrytypes.MsgUpdateParams{Council: app.CouncilAddress(), Params: registry},
		&accesstypes.MsgUpdateParams{Council: app.CouncilAddress(), Params: accessParams},
		&counciltypes.MsgUpdateParams{Council: app.CouncilAddress(), Params: council},
	)
	require.Equal(t, passed, p.Status, p.Failure.String())
	seats, err := s.Registry.Seats(s.ctx)
	require.NoError(t, err)
	require.Len(t, seats, 3)
	got, err := s.Registry.Params.Get(s.ctx)
	require.NoError(t, err)
	require.Equal(t, registry, got)
	lag, err := s.Access.Params.Get(s.ctx)
	require.NoError(t, err)
	require.EqualValues(t, 7200, lag.Lag)
}

func TestAPowerThatTheCouncilSetsReachesTheConsensusEngine(t *testing.T) {
	s := newAssembly(t)
	validators, err := s.PoA.GenesisValidators(s.ctx)
	require.NoError(t, err)
	require.Len(t, validators, 2)
	require.Equal(t, passed, s.decide(t, &poatypes.MsgSetPower{Council: app.CouncilAddress(), Participant: "de-node-0", Power: 1500}).Status)
	updates := s.commit(t).ValidatorUpdates
	require.Len(t, updates, 1)
	require.EqualValues(t, 1500, updates[0].Power)
}

// consensus are the parameters in force, as a message that changes them.
func (s *assembly) consensus() *consensustypes.MsgUpdateParams {
	p := nodeconfig.ConsensusParams().ToProto()
	return &consensustypes.MsgUpdateParams{Authority: app.CouncilAddress(), Block: p.Block, Evidence: p.Evidence, Validator: p.Validator}
}

func TestTheCouncilChangesConsensusParametersAndSchedulesUpgrades(t *testing.T) {
	s := newAssembly(t)
	change := s.consensus()
	change.Block.MaxGas = 100_000_000
	require.Equal(t, passed, s.decide(t, change).Status)
	plan := upgradetypes.Plan{Name: "second", Height: 1000}
	require.Equal(t, passed, s.decide(t, &upgradetypes.MsgSoftwareUpgrade{Authority: app.CouncilAddress(), Plan: plan}).Status)
	s.commit(t)
	require.EqualValues(t, 100_000_000, s.GetConsensusParams(s.ctx).Block.MaxGas)
	scheduled, err := s.Upgrade.GetUpgradePlan(s.ctx)
	require.NoError(t, err)
	require.Equal(t, plan, scheduled)
	require.Equal(t, passed, s.decide(t, &upgradetypes.MsgCancelUpgrade{Authority: app.CouncilAddress()}).Status)
}

func TestWhatWouldCaptureOrHaltTheChainCannotBeProposed(t *testing.T) {
	s := newAssembly(t)
	for name, spoil := range map[string]func(*consensustypes.MsgUpdateParams){
		"an authority beside the council": func(m *consensustypes.MsgUpdateParams) {
			m.Auth = &cmtproto.AuthorityParams{Authority: s.authority(t, "DE")}
		},
		"unbounded gas":             func(m *consensustypes.MsgUpdateParams) { m.Block.MaxGas = -1 },
		"no room for a transaction": func(m *consensustypes.MsgUpdateParams) { m.Block.MaxBytes = 1000 },
		"gas for no transaction":    func(m *consensustypes.MsgUpdateParams) { m.Block.MaxGas = 1000 },
		"no evidence":               func(m *consensustypes.MsgUpdateParams) { m.Evidence.MaxAgeNumBlocks = 0 },
		"nobody's key type":         func(m *consensustypes.MsgUpdateParams) { m.Validator.PubKeyTypes = []string{"secp256k1"} },
		"vote extensions":           func(m *consensustypes.MsgUpdateParams) { m.Abci = &cmtproto.ABCIParams{VoteExtensionsEnableHeight: 99} },
		"half of the parameters":    func(m *consensustypes.MsgUpdateParams) { m.Evidence = nil },
	} {
		t.Run(name, func(t *testing.T) {
			m := s.consensus()
			spoil(m)
			_, err := s.submit(t, m)
			require.ErrorIs(t, err, counciltypes.ErrMessageRefused)
		})
	}
	_, err := s.submit(t, &upgradetypes.MsgSoftwareUpgrade{Authority: app.CouncilAddress(), Plan: upgradetypes.Plan{Name: "Second Version", Height: 1000}})
	require.ErrorIs(t, err, counciltypes.ErrMessageRefused)
	_, err = s.submit(t, &registrytypes.MsgSuspendParticipant{Authority: s.authority(t, "FR"), Participant: "fr-node-1"})
	require.ErrorIs(t, err, counciltypes.ErrMessageNotCouncils, "another one's message")
	_, err = s.submit(t, &registrytypes.MsgSuspendJurisdiction{Council: s.authority(t, "DE"), Jurisdiction: "FR"})
	require.ErrorIs(t, err, counciltypes.ErrMessageNotCouncils, "in another one's name")
}

func TestASmuggledMessageIsRefusedWhenItWouldBeExecuted(t *testing.T) {
	s := newAssembly(t)
	m := s.consensus()
	id, err := s.submit(t, m)
	require.NoError(t, err)
	m.Auth = &cmtproto.AuthorityParams{Authority: s.authority(t, "DE")}
	packed, err := codectypes.NewAnyWithValue(m)
	require.NoError(t, err)
	p, err := s.Council.Proposals.Get(s.ctx, id)
	require.NoError(t, err)
	p.Messages = []*codectypes.Any{packed}
	require.NoError(t, s.Council.Proposals.Set(s.ctx, id, p))
	for _, member := range []string{"DE", "FR"} {
		_, err := s.msgs.Vote(s.ctx, &counciltypes.MsgVote{Authority: s.authority(t, member), Proposal: id, Option: counciltypes.Option_OPTION_YES})
		require.NoError(t, err)
	}
	p, err = s.Council.Proposals.Get(s.ctx, id)
	require.NoError(t, err)
	require.Equal(t, counciltypes.ProposalStatus_PROPOSAL_STATUS_FAILED, p.Status)
	require.Equal(t, counciltypes.ErrMessageRefused.ABCICode(), p.Failure.Code)
	state, err := json.Marshal(s.GetConsensusParams(s.ctx).Authority)
	require.NoError(t, err)
	require.NotContains(t, string(state), s.authority(t, "DE"))
}
