package vectors

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/ed25519"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/pkg/caller"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

const chainID = "assent-vectors-1"

// facts are what a chain begins with.
type facts struct {
	registry    *registrytypes.GenesisState
	consent     *consenttypes.GenesisState
	recognition *recognitiontypes.GenesisState
	permits     *permittypes.GenesisState
	operator    string
}

func (t *translation) facts() (facts, error) {
	consent, err := t.consent()
	if err != nil {
		return facts{}, err
	}
	recognition, err := t.recognition()
	return facts{registry: t.registry(), consent: consent, recognition: recognition, permits: t.permits(), operator: t.operator()}, err
}

// chain is the whole application after a block, which was made at a moment, in Unix
// seconds.
type chain struct {
	*app.App
	now int64
}

// block makes an empty one.
func (c *chain) block(now int64) error {
	c.now = now
	if _, err := c.FinalizeBlock(&abci.RequestFinalizeBlock{Height: c.LastBlockHeight() + 1, Time: time.Unix(now, 0)}); err != nil {
		return err
	}
	_, err := c.Commit()
	return err
}

// newChain starts the application as a network would: it refuses a genesis of which a
// module's part is not valid.
func newChain(db dbm.DB, f facts, now int64) (chain, error) {
	a, err := app.New(log.NewNopLogger(), db, true, app.NoOptions{}, baseapp.SetChainID(chainID))
	if err != nil {
		return chain{}, err
	}
	key, err := poatypes.NewConsensusKey(ed25519.GenPrivKeyFromSecret([]byte("validator")).PubKey())
	if err != nil {
		return chain{}, err
	}
	validator, err := poatypes.NewValidator(f.operator, key, poatypes.MinPower)
	if err != nil {
		return chain{}, err
	}
	cdc, state := a.Encoding().Codec, a.DefaultGenesis()
	for name, part := range map[string]proto.Message{
		registrytypes.ModuleName: f.registry, consenttypes.ModuleName: f.consent, recognitiontypes.ModuleName: f.recognition,
		permittypes.ModuleName: f.permits,
		poatypes.ModuleName:    &poatypes.GenesisState{Params: poatypes.DefaultParams(), Validators: []poatypes.Validator{validator}},
	} {
		if state[name], err = cdc.MarshalJSON(part); err != nil {
			return chain{}, err
		}
	}
	document, err := json.Marshal(state)
	if err != nil {
		return chain{}, err
	}
	params := nodeconfig.ConsensusParams().ToProto()
	if _, err := a.InitChain(&abci.RequestInitChain{
		ChainId: chainID, Time: time.Unix(now, 0), InitialHeight: 1, ConsensusParams: &params, AppStateBytes: document,
	}); err != nil {
		return chain{}, err
	}
	c := chain{App: a}
	err = c.block(now)
	return c, err
}

// key of the authority of a jurisdiction or of the account of a participant.
func key(of string) *secp256k1.PrivKey { return secp256k1.GenPrivKeyFromSecret([]byte(of)) }

func address(of string) string { return sdk.AccAddress(key(of).PubKey().Address()).String() }

// errPrivate is the refusal of a decision that is not the caller's to ask for.
var errPrivate = errors.New("a decision is for its controller")

// decide puts requests to the query of x/consent, signed by who asks, as a node is asked
// by its clients.
func (c chain) decide(tb testing.TB, who string, requests []consenttypes.QueryDecideRequest) ([]consenttypes.QueryDecideResponse, error) {
	tb.Helper()
	batch := &consenttypes.QueryDecideBatchRequest{Requests: requests, Caller: &caller.Caller{}}
	data := signed(tb, who, c.now, consenttypes.MethodDecideBatch, batch)
	answer, err := c.Query(tb.Context(), &abci.RequestQuery{Path: consenttypes.MethodDecideBatch, Data: data})
	require.NoError(tb, err)
	if answer.Code != 0 && strings.Contains(answer.Log, "PermissionDenied") && strings.Contains(answer.Log, errPrivate.Error()) {
		return nil, errPrivate
	}
	require.Zero(tb, answer.Code, answer.Log)
	var res consenttypes.QueryDecideBatchResponse
	require.NoError(tb, res.Unmarshal(answer.Value))
	require.Len(tb, res.Decisions, len(requests))
	return res.Decisions, nil
}

func signed(tb testing.TB, who string, at int64, method string, r caller.Request) []byte {
	tb.Helper()
	k := key(who)
	require.NoError(tb, caller.Sign(chainID, method, r, k.PubKey().Bytes(), at, k.Sign))
	data, err := r.Marshal()
	require.NoError(tb, err)
	return data
}
