package recordindex

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/dgraph-io/badger/v4"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"cosmossdk.io/log/v2"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

const (
	chainID = "assent-test"
	start   = int64(1_790_000_000)
)

const everything = BySubject | ByParticipant | ByExchange | ByVerdict | ByTrail

func roomy(string) (uint64, error) { return 1 << 40, nil }

func openIndex(t require.TestingT, dir string, lists Lists) *Index {
	ix, err := Open(dir, chainID, lists, roomy, log.NewNopLogger())
	require.NoError(t, err)
	return ix
}

// newIndex is closed with the test.
func newIndex(t testing.TB, lists Lists) *Index {
	t.Helper()
	ix := openIndex(t, t.TempDir(), lists)
	t.Cleanup(func() { _ = ix.Close() })
	return ix
}

// reset takes everything away again, block by block, and checks that nothing is left.
func reset(t require.TestingT, ix *Index) {
	heights, err := ix.blocksAfter(0)
	require.NoError(t, err)
	for _, h := range heights {
		require.NoError(t, ix.undo(h))
	}
	empty := State{ChainID: chainID, Lists: ix.lists}.encode()
	require.NoError(t, ix.db.Update(func(txn *badger.Txn) error { return txn.Set([]byte{prefixState}, empty) }))
	require.Equal(t, map[string]string{string([]byte{prefixState}): string(empty)}, dump(t, ix))
}

// dump is every row.
func dump(t require.TestingT, ix *Index) map[string]string {
	rows := map[string]string{}
	require.NoError(t, ix.db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.DefaultIteratorOptions)
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			value, err := it.Item().ValueCopy(nil)
			require.NoError(t, err)
			rows[string(it.Item().KeyCopy(nil))] = string(value)
		}
		return nil
	}))
	return rows
}

// registered participants, and where they are. de-nw-x and de-nw-y look alike.
var registered = map[string]string{"de-a": "DE", "de-b": "DE", "fr-a": "FR", "de-nw-x": "DE-NW", "de-nw-y": "DE", "fr-auditor": "FR"}

// homes of the subjects, by number.
var homes = []string{"DE", "FR", ""}

func subject(n int) [20]byte { return [20]byte{19: byte(n + 1)} }

// modules are the state of the others.
type modules struct{}

func address(name string) string { return sdk.AccAddress(key(name).PubKey().Address()).String() }

func key(name string) *secp256k1.PrivKey {
	return secp256k1.GenPrivKeyFromSecret([]byte(name))
}

var errStranger = errors.New("a stranger")

// inquirers by name.
var inquirers = func() map[string]permission.Inquirer {
	all := map[string]permission.Inquirer{}
	for id, j := range registered {
		all[id] = permission.Inquirer{Participant: id, Jurisdiction: j, Oversees: id == "fr-auditor"}
		all[j] = permission.Inquirer{Jurisdiction: j, Oversees: true}
	}
	all["IT"] = permission.Inquirer{Jurisdiction: "IT", Oversees: true}
	return all
}()

func (modules) Inquirer(_ context.Context, who string) (permission.Inquirer, error) {
	for name, inquirer := range inquirers {
		if address(name) == who {
			return inquirer, nil
		}
	}
	return permission.Inquirer{}, errStranger
}

func (modules) PolicyParticipant(_ context.Context, id string) (world.Recorded[policy.Participant], bool, error) {
	j, found := registered[id]
	return world.Recorded[policy.Participant]{Value: policy.Participant{ID: id, Jurisdiction: j}}, found, nil
}

func (modules) SubjectFacts(_ context.Context, id string) (world.SubjectFacts, error) {
	for n, home := range homes {
		s := subject(n)
		if accesstypes.SubjectID(s[:]) == id {
			return world.SubjectFacts{Home: home}, nil
		}
	}
	return world.SubjectFacts{}, nil
}

// service of an index, as if the application had committed all that it has.
func service(t require.TestingT, ix *Index) *Service {
	feed := NewFeed(nil, log.NewNopLogger())
	s, err := ix.State()
	require.NoError(t, err)
	require.NoError(t, feed.Attach(ix, s.To))
	return NewService(feed, modules{}, modules{})
}

// at is the context of a query about the state of a block.
func at(height, unix int64) sdk.Context {
	return sdk.NewContext(nil, cmtproto.Header{ChainID: chainID, Height: height, Time: time.Unix(unix, 0)}, false, log.NewNopLogger())
}

// sign says who asks a request that has an empty caller.
func sign(t require.TestingT, ctx sdk.Context, name, method string, r caller.Request) {
	k := key(name)
	require.NoError(t, caller.Sign(chainID, method, r, k.PubKey().Bytes(), ctx.BlockTime().Unix(), k.Sign))
}

// access as a test tells of it.
type access struct {
	writer, other string
	discloses     bool
	subject       int
	exchange      byte
	denied        bool
	late          bool
}

func (a access) event(salt uint64) accesstypes.Event {
	s := subject(a.subject)
	e := accesstypes.Event{
		Side: accesstypes.Side_SIDE_RECIPIENT, Exchange: make([]byte, 32), Subject: s[:], Controller: a.other, Recipient: a.writer,
		Actor: make([]byte, 32), Purpose: vocabulary.Purpose_PURPOSE_TREATMENT, Categories: []vocabulary.Category{vocabulary.Category_CATEGORY_EHR},
		Action: vocabulary.Action_ACTION_ACCESS, OccurredAt: start, Resource: make([]byte, 32), Salt: make([]byte, 16),
	}
	if a.discloses {
		e.Side, e.Controller, e.Recipient = accesstypes.Side_SIDE_DISCLOSER, a.writer, a.other
	}
	e.Exchange[0] = a.exchange
	binary.BigEndian.PutUint64(e.Salt, salt)
	return e
}

func (a access) verdict() accesstypes.Verdict {
	v := accesstypes.Verdict{Effect: vocabulary.Effect_EFFECT_PERMIT, Basis: vocabulary.Basis_BASIS_CONSENT}
	if a.denied {
		v.Effect = vocabulary.Effect_EFFECT_DENY
	}
	if a.late {
		v.Marks = []accesstypes.Mark{accesstypes.Mark_MARK_LATE}
	}
	return v
}

// chain makes blocks.
type chain struct {
	t      require.TestingT
	height int64
	time   int64
	sizes  map[string]uint64
	blocks []Block
	// raws and results are the blocks as transactions.
	raws    map[int64][][]byte
	results map[int64][]*abci.ExecTxResult
	txs     map[string]sdk.Tx
}

func newChain(t require.TestingT) *chain {
	return &chain{
		t: t, time: start, sizes: map[string]uint64{}, raws: map[int64][][]byte{}, results: map[int64][]*abci.ExecTxResult{}, txs: map[string]sdk.Tx{},
	}
}

// block of accesses, some seconds later, each on its writer's trail, and the next.
func (c *chain) block(later int64, accesses ...access) Block {
	c.height++
	c.time += later
	b := Block{Height: c.height, Time: c.time}
	for _, a := range accesses {
		b.Records = append(b.Records, c.record(a))
	}
	c.blocks = append(c.blocks, b)
	return b
}

func (c *chain) record(a access) translog.Record {
	trail := a.writer + "/main"
	place := accesstypes.Place{ChainID: chainID, Trail: trail, Index: c.sizes[trail], Height: c.height, Time: c.time}
	c.sizes[trail]++
	r, err := accesstypes.NewRecord(place, a.event(place.Index), a.verdict())
	require.NoError(c.t, err)
	return r
}

// tx is a transaction of messages.
type tx struct{ messages []sdk.Msg }

func (x tx) GetMsgs() []sdk.Msg                { return x.messages }
func (tx) GetMsgsV2() ([]proto.Message, error) { return nil, nil }
func (c *chain) decode(raw []byte) (sdk.Tx, error) {
	if x, ok := c.txs[string(raw)]; ok {
		return x, nil
	}
	return nil, errors.New("no transaction")
}

// message of accesses of one writer, and what the chain answers.
func (c *chain) message(accesses ...access) (sdk.Msg, *codectypes.Any) {
	trail := accesses[0].writer + "/main"
	m := &accesstypes.MsgRecordAccess{Trail: trail, FirstIndex: c.sizes[trail]}
	response := &accesstypes.MsgRecordAccessResponse{}
	for _, a := range accesses {
		m.Events = append(m.Events, a.event(c.sizes[trail]))
		response.Verdicts = append(response.Verdicts, a.verdict())
		c.sizes[trail]++
	}
	packed, err := codectypes.NewAnyWithValue(response)
	require.NoError(c.t, err)
	return m, packed
}

// add a transaction to the block that comes.
func (c *chain) add(messages []sdk.Msg, responses []*codectypes.Any, code uint32) {
	h := c.height + 1
	raw := fmt.Sprintf("%d/%d", h, len(c.raws[h]))
	c.txs[raw] = tx{messages}
	data, err := (&sdk.TxMsgData{MsgResponses: responses}).Marshal()
	require.NoError(c.t, err)
	c.raws[h] = append(c.raws[h], []byte(raw))
	c.results[h] = append(c.results[h], &abci.ExecTxResult{Code: code, Data: data})
}

// submit accesses of one writer in a transaction of the block that comes.
func (c *chain) submit(accesses ...access) {
	m, response := c.message(accesses...)
	c.add([]sdk.Msg{m}, []*codectypes.Any{response}, 0)
}

// execute the block that comes, a second later, and hand it over.
func (c *chain) execute(f *Feed) error {
	c.height++
	c.time = start + c.height
	return c.again(f, c.height)
}

// again hands over a block that was made before.
func (c *chain) again(f *Feed, height int64) error {
	f.Executed(&abci.RequestFinalizeBlock{Height: height, Time: time.Unix(start+height, 0), Txs: c.raws[height]},
		&abci.ResponseFinalizeBlock{TxResults: c.results[height]})
	return f.Precommit(height)
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
	}
	return string(h.Sum(nil))
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
